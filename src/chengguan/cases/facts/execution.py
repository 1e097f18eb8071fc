"""Facts of execution: what is owed, what is late, whether the case may be closed (行政处罚法 第六十六条至第七十四条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.cases.models import Payment as PaymentRow
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import Length, read
from lawengine.money import AdditionalFine, Payment, Stay, additional_fine

from .base import case_sheet, derives, officers_facts
from .dossier import catalogue, retentions
from .footage import footage_facts
from .known import Known, day, money, names
from .owed import agreed_additional, costs_outstanding, daily_outstanding, ending, refundable, rests

ON_SERVICE: Final = frozenset({"fine", "warning", "public_criticism"})
ENDED_WITHOUT_PENALTY: Final = frozenset({"withdrawn", "transferred", "terminated", "merged"})
DAY: Final = timedelta(days=1)
NOTHING: Final = Decimal(0)
RELIEF_WORDS: Final = {"reconsideration": "行政复议期间", "litigation": "行政诉讼期间"}


# --- periods ------------------------------------------------------------------------------------------------


def due_on(clock: str, started: date, jurisdiction: str) -> date:
    """Last day of a period that began on a day. Raises UnknownNorm where the place and day know no such period."""
    return read(book(), clock, started=started, as_of=started, jurisdiction=jurisdiction).due_on


def late(clock: str, started: date | None, on: date, jurisdiction: str) -> bool:
    """Whether a day lies after the last day of a period; a period that did not exist when it would have begun is never late."""
    if started is None or not _exists(clock, started, jurisdiction):
        return False
    return on > due_on(clock, started, jurisdiction)


def _exists(clock: str, started: date, jurisdiction: str) -> bool:
    """Some periods come from rules younger than the Penalties Law (住建处罚程序规定, 2022-05-01)."""
    try:
        book().clock(clock, on=started, jurisdiction=jurisdiction)
    except LookupError:
        return False
    return True


# --- what is owed -------------------------------------------------------------------------------------------


def fine_of(known: Known) -> Decimal:
    """The fine that the decision imposes as it stands; zero without a penalty or once it was annulled."""
    stands = known.get("decision_kind") == "penalty" and not known.get("decision_annulled")
    return money(known, "fine") if stands else NOTHING


def fine_outstanding(known: Known) -> Decimal:
    """Principal still to be paid."""
    return max(fine_of(known) - money(known, "paid"), NOTHING)


def late_fine(known: Known, on: date, jurisdiction: str) -> AdditionalFine | None:
    """加处罚款 as of a day, with its sum; None while nothing is overdue (行政处罚法 第七十二条第一款第一项)."""
    due, fine = day(known, "pay_due_on"), fine_of(known)
    if due is None or not fine or on <= due:
        return None
    return additional_fine(
        book(),
        fine=fine,
        due_on=due,
        as_of=on,
        jurisdiction=jurisdiction,
        payments=[
            Payment(date.fromisoformat(row["on"]), Decimal(row["amount"]))
            for row in known.get("payments") or []
        ],
        stays=stays(known),
    )


def stays(known: Known) -> list[Stay]:
    """Reconsideration and litigation, during which no additional fine is counted (行政处罚法 第七十三条第三款)."""
    return [
        Stay(
            date.fromisoformat(row["begins_on"]),
            date.fromisoformat(row["ends_on"]) if row.get("ends_on") else None,
            RELIEF_WORDS.get(row["kind"], row["kind"]),
        )
        for row in known.get("relief_pauses") or []
    ]


def additional_fine_outstanding(known: Known, on: date, jurisdiction: str) -> Decimal:
    """Additional fine still to be paid on a day; zero until it has been decided."""
    if not known.get("additional_fine_decided_on"):
        return NOTHING
    due = agreed_additional(known)
    if due is None:
        accrued = late_fine(known, on, jurisdiction)
        due = accrued.amount if accrued else NOTHING
    return max(due - money(known, "additional_fine_paid"), NOTHING)


def total_outstanding(known: Known, on: date, jurisdiction: str) -> Decimal:
    """Every sum that the party owes on a day: fine, additional fine, daily fine. Costs of performance on behalf are paid apart."""
    extra = additional_fine_outstanding(known, on, jurisdiction)
    return fine_outstanding(known) + extra + daily_outstanding(known)


@derives
def owing(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """What was decided, what of it is unpaid, what is overdue."""
    if "procedure" not in known:
        return {}
    unpaid, due = fine_outstanding(known), day(known, "pay_due_on")
    extra = additional_fine_outstanding(known, on, jurisdiction)
    accrued = late_fine(known, on, jurisdiction)
    imposed = bool(known.get("additional_fine_decided_on"))
    next_on, missed = _instalments(known, on)
    return {
        "decision_made": bool(known.get("decided_on")),
        "decision_served": bool(known.get("decision_served_on")),
        "fine_imposed": fine_of(known) > 0,
        "fine_decided": str(fine_of(known)),
        "fine_outstanding": str(unpaid),
        "additional_fine_imposed": imposed,
        "additional_fine_told": bool(known.get("additional_fine_stated"))
        or known.get("procedure") == Case.SUMMARY,
        "additional_fine_today": str(accrued.amount if accrued and imposed else NOTHING),
        "additional_fine_outstanding": str(extra),
        "additional_fine_running": imposed and unpaid > 0 and not known.get("relief_pending"),
        "amount_outstanding": str(unpaid + extra + daily_outstanding(known)),
        "daily_fine_outstanding": str(daily_outstanding(known)),
        "costs_outstanding": str(costs_outstanding(known)),
        "pay_overdue": unpaid > 0 and due is not None and on > due,
        "deferral_running": unpaid > 0
        and (until := day(known, "deferred_until")) is not None
        and on <= until,
        "instalment_due_on": next_on.isoformat() if next_on else None,
        "instalment_overdue": missed,
    }


def _instalments(known: Known, on: date) -> tuple[date | None, bool]:
    """When the next instalment not yet covered by payments is due, and whether it is overdue."""
    covered = money(known, "paid") - money(known, "paid_before_deferral")
    for row in known.get("instalments") or []:
        covered -= Decimal(row["amount"])
        if covered < 0:
            due = date.fromisoformat(row["due_on"])
            return due, on > due
    return None, False


# --- what else is to be done --------------------------------------------------------------------------------


def other_performance_pending(known: Known) -> bool:
    """Whether the decision orders something besides money and warnings that is not yet done."""
    penalised = known.get("decision_kind") == "penalty" and not known.get("decision_annulled")
    return bool(
        penalised and names(known, "decision_kinds") - ON_SERVICE and not known.get("other_performed_on")
    )


def performance_complete(known: Known, on: date, jurisdiction: str) -> bool:
    """Whether a served penalty decision has been performed in full."""
    if (
        known.get("decision_kind") != "penalty"
        or known.get("decision_annulled")
        or not known.get("decision_served_on")
    ):
        return False
    owed = fine_outstanding(known) + additional_fine_outstanding(known, on, jurisdiction)
    return not owed and not rests(known) and not other_performance_pending(known)


def demand_due_on(known: Known, demanded: date, jurisdiction: str) -> date:
    """Last day of the term that the demand sets: as many working days as it says, ten unless stated (行政强制法 第三十五条)."""
    days = known.get("demand_term_days")
    term = Length("working_days", int(days)) if days else None
    reading = read(
        book(), "demand_term", started=demanded, as_of=demanded, jurisdiction=jurisdiction, term=term
    )
    return reading.due_on


@derives
def performing(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Performance, cash in hand, relief, demand."""
    if "procedure" not in known:
        return {}
    served, demanded = day(known, "decision_served_on"), day(known, "demand_notice_served_on")
    pending, due = other_performance_pending(known), day(known, "pay_due_on")
    demand_due = demand_due_on(known, demanded, jurisdiction) if demanded else None
    relief = "reconsideration" if known.get("procedure") == Case.SUMMARY else "litigation"
    return {
        "other_performance_pending": pending,
        "performance_complete": performance_complete(known, on, jurisdiction),
        "performance_overdue": bool(fine_outstanding(known) and due and on > due)
        or (pending and served is not None and on > served),
        "cash_in_hand": bool(known.get("cash_collected_on")) and not known.get("cash_banked_on"),
        "refund_due": bool(refundable(known, fine_of(known))),
        "relief_begun_on": next(
            (row["begins_on"] for row in reversed(known.get("relief_pauses") or [])), None
        ),
        "relief_window_over": late(relief, served, on, jurisdiction),
        "demand_due_on": demand_due.isoformat() if demand_due else None,
        "demand_term_over": demand_due is not None and on > demand_due,
    }


@derives
def closing(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """On which ground the case may be closed, and whether that is overdue (住建处罚程序规定, 未核实)."""
    if "procedure" not in known:
        return {}
    ground, since = closing_ground(known, on, jurisdiction)
    reported = bool(known.get("summary_reported_on")) or known.get("procedure") != Case.SUMMARY
    return {
        "closing_ground": ground or None,
        "closing_overdue": not known.get("closed_on") and late("case_close", since, on, jurisdiction),
        "summary_report_overdue": not reported
        and late("summary_report", day(known, "decided_on"), on, jurisdiction),
    }


def closing_ground(known: Known, on: date, jurisdiction: str) -> tuple[str, date | None]:
    """The ground on which a case may be closed and since when it holds; ("", None) when there is none."""
    decided, served = day(known, "decided_on"), day(known, "decision_served_on")
    kind = str(known.get("decision_kind") or "")
    if known.get("decision_annulled"):
        return "annulled", day(known, "annulled_on") or day(known, "relief_concluded_on")
    if kind == "exempted" and decided:
        return "no_penalty", served
    for ended in sorted(ENDED_WITHOUT_PENALTY):
        if kind == ended or known.get(f"{ended}_on"):
            return ended, day(known, f"{ended}_on") or decided
    if performance_complete(known, on, jurisdiction):
        return "executed", day(known, "performed_on") or day(known, "paid_in_full_on") or served
    return ending(known)


# --- facts of the acts --------------------------------------------------------------------------------------


def record_payment(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    amount: Decimal,
    paid_on: date,
    reference: str,
    payer: str = "",
) -> Sheet:
    """Facts of case.record_payment: what was owed on the day of payment, and whether the reference is new."""
    owed = total_outstanding(case.known, paid_on, actor.jurisdiction)
    inputs = {
        "payment_amount": str(amount),
        "payment_limit": str(owed),
        "payment_on": paid_on.isoformat(),
        "payment_reference_new": not _used(case, reference),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def _used(case: Case, reference: str) -> bool:
    rows = PaymentRow.objects.filter(bureau_id=case.bureau_id, reference=reference, reversed_on=None)
    return not reference or rows.exists()


def collect_on_spot(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    amount: Decimal,
    receipt: str,
    ground: str,
    explanation: str,
    requested: bool,
    officers: Sequence[int],
) -> Sheet:
    """Facts of case.collect_on_spot (行政处罚法 第六十八条至第七十条)."""
    crew, _ = officers_facts(officers, local_date(at), case.known)
    inputs = {
        **crew,
        "spot_ground": ground or None,
        "spot_ground_stated": bool(explanation.strip()),
        "remote_requested": requested,
        "spot_amount_exact": amount > 0 and amount == fine_outstanding(case.known),
        "special_receipt_given": bool(receipt.strip()),
        "payment_reference_new": not _used(case, receipt),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def hand_in_cash(*, actor: Viewer, at: datetime, case: Case, handed_on: date, receiver: str) -> Sheet:
    """Facts of case.hand_in_cash: within two working days of collection (行政处罚法 第七十一条)."""
    overdue = late("cash_officer_handin", day(case.known, "cash_collected_on"), handed_on, actor.jurisdiction)
    inputs = {"handover_on": handed_on.isoformat(), "handover_late": overdue}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def deposit_cash(*, actor: Viewer, at: datetime, case: Case, deposited_on: date, slip: str) -> Sheet:
    """Facts of case.deposit_cash: within two working days of the hand-over (行政处罚法 第七十一条)."""
    overdue = late("cash_agency_bank", day(case.known, "cash_handed_in_on"), deposited_on, actor.jurisdiction)
    inputs = {
        "handover_on": deposited_on.isoformat(),
        "handover_late": overdue,
        "deposit_slip_stated": bool(slip.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def defer_payment(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    applied_on: date,
    granted: bool,
    hardship: str,
    hardship_shown: bool,
    reasons_given: str,
    instalments: Sequence[tuple[date, Decimal]],
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.defer_payment: the instalments make up the fine and follow one another (行政处罚法 第六十六条第二款)."""
    days = [due for due, _ in instalments]
    inputs = {
        "deferral_applied_on": applied_on.isoformat(),
        "deferral_granted": granted,
        "hardship_shown": hardship_shown and bool(hardship.strip()),
        "deferral_reasoned": bool(reasons_given.strip()),
        "instalments_count": len(instalments),
        "instalments_total": str(sum((amount for _, amount in instalments), NOTHING)),
        "instalments_ordered": days == sorted(set(days)) and all(due >= local_date(at) for due in days),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def impose_additional_fine(
    *, actor: Viewer, at: datetime, case: Case, remarks: str = "", approval: Approval | None = None
) -> Sheet:
    """Facts of case.impose_additional_fine: what has accrued by today."""
    accrued = late_fine(case.known, local_date(at), actor.jurisdiction)
    inputs = {"additional_fine_amount": str(accrued.amount if accrued else NOTHING)}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def record_relief(
    *, actor: Viewer, at: datetime, case: Case, kind: str, started_on: date, organ: str, number: str
) -> Sheet:
    """Facts of case.record_relief."""
    inputs = {
        "relief_started_on": started_on.isoformat(),
        "relief_document_stated": bool(organ.strip() and number.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def conclude_relief(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ended_on: date,
    outcome: str,
    organ: str,
    number: str,
    fine: Decimal | None = None,
) -> Sheet:
    """Facts of case.conclude_relief."""
    inputs = {
        "relief_ended_on": ended_on.isoformat(),
        "relief_outcome_given": outcome or None,
        "relief_document_stated": bool(organ.strip() and number.strip()),
        "varied_fine_stated": fine is not None,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def annul_decision(
    *, actor: Viewer, at: datetime, case: Case, error: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.annul_decision (行政处罚法 第七十五条第二款)."""
    inputs = {"error_stated": bool(error.strip())}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def demand(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    way: str,
    amount: Decimal,
    duties: str,
    basis: str = "",
    purpose: str = "court",
    term_days: int = 10,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.demand: term, way, amount; the right to be heard stands in the fixed text (行政强制法 第三十五条)."""
    on, known = local_date(at), case.known
    owed = total_outstanding(known, on, actor.jurisdiction) if money_due(basis) else NOTHING
    inputs = {
        "demand_basis": basis or "decision",
        "demand_purpose": purpose,
        "demand_term_days": term_days,
        "demand_way_stated": bool(way.strip()),
        "demand_amount_stated": amount == owed,
        "demand_duties_stated": bool(duties.strip())
        or (money_due(basis) and not other_performance_pending(known)),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def money_due(basis: str) -> bool:
    """Whether a demand rests on the penalty decision, and so names the money owed."""
    return basis in ("", "decision")


def hear_demand_statement(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    speaker: str,
    content: str,
    review: str,
    adopted: bool,
    officers: Sequence[int],
) -> Sheet:
    """Facts of case.hear_demand_statement (行政强制法 第三十六条)."""
    crew, _ = officers_facts(officers, local_date(at), case.known)
    inputs = {
        **crew,
        "statement_content_stated": bool(content.strip()),
        "statement_review_stated": bool(review.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def record_performance(
    *, actor: Viewer, at: datetime, case: Case, performed_on: date, description: str, officers: Sequence[int]
) -> Sheet:
    """Facts of case.record_performance."""
    crew, _ = officers_facts(officers, local_date(at), case.known)
    inputs = {
        **crew,
        "performance_date": performed_on.isoformat(),
        "performance_described": bool(description.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def close(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    performance: str,
    opinion: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.close."""
    inputs = {
        "closing_explained": bool(performance.strip() and opinion.strip()),
        **footage_facts(case, local_date(at), actor.jurisdiction),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def archive(
    *, actor: Viewer, at: datetime, case: Case, pages: dict[str, int], retention: str, remarks: str
) -> Sheet:
    """Facts of case.archive: everything in the dossier has its pages (行政处罚法 第四十七条)."""
    rows = catalogue(case, pages)
    inputs = {
        "catalogue_items": len(rows),
        "catalogue_pages_given": bool(rows) and all(row["pages"] > 0 for row in rows),
        "retention_stated": retention in retentions(case),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
