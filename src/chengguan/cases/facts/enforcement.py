"""Facts of compulsory enforcement: own enforcement, agreement, suspension, end, restoration, refunds (行政强制法 第三十四条至第四十九条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Payment, Refund
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .base import case_sheet, officers_facts
from .execution import NOTHING, additional_fine_outstanding, fine_of, total_outstanding
from .known import Known, money
from .owed import PAID, refundable

WEEKEND: Final = 5


def powers(on: date, jurisdiction: str, matter: str) -> list[Mapping[str, Any]]:
    """法律授予的强制执行权 (行政强制法 第十三条) of this bureau for a matter, from the list `enforcement_powers`."""
    listing = book().listing("enforcement_powers", on=on, jurisdiction=jurisdiction)
    return list(listing.rows(matter=matter)) if listing else []


def power_of(on: date, jurisdiction: str, matter: str, chosen: str) -> Mapping[str, Any] | None:
    """The power of that id, if the bureau has it for the matter."""
    return next((row for row in powers(on, jurisdiction, matter) if row["id"] == chosen), None)


# --- when and how something is enforced ---------------------------------------------------------------------


def conduct(begun_at: datetime, ended_at: datetime, at: datetime, jurisdiction: str) -> dict[str, Any]:
    """夜间、法定节假日、周末 (行政强制法 第四十三条第一款): any part of the action counts."""
    first, last = begun_at.astimezone(CHINA), ended_at.astimezone(CHINA)
    days = {first.date(), last.date()}
    calendar = book().calendar(jurisdiction)
    rest = [day for day in days if not calendar.is_working_day(day)]
    holiday = [day for day in rest if day in calendar.off]
    return {
        "execution_at_night": any(_night(moment, jurisdiction) for moment in (first, last)) or len(days) > 1,
        "execution_on_holiday": bool(holiday),
        "execution_on_weekend": bool(rest) and not holiday,
        "execution_times_ordered": begun_at <= ended_at <= at,
    }


def _night(moment: datetime, jurisdiction: str) -> bool:
    begins, ends = (
        _hour(name, moment.date(), jurisdiction) for name in ("night_begins_hour", "night_ends_hour")
    )
    return moment.hour >= begins or moment.hour < ends


def _hour(name: str, on: date, jurisdiction: str) -> int:
    value = book().threshold(name, on=on, jurisdiction=jurisdiction).value
    assert isinstance(value, Decimal)
    return int(value)


def acted(course: Mapping[str, Any], at: datetime, jurisdiction: str) -> dict[str, Any]:
    """Facts of an action on the spot. `course`: begun_at, ended_at, urgent, utilities_cut, present, refusal, signed, description."""
    return {
        **conduct(course["begun_at"], course["ended_at"], at, jurisdiction),
        "execution_urgent": bool(str(course.get("urgency") or "").strip()),
        "utilities_cut": bool(course.get("utilities_cut")),
        "execution_signed": bool(course.get("signed") or str(course.get("refusal") or "").strip()),
        "execution_described": bool(str(course.get("description") or "").strip()),
        "credentials_shown": bool(course.get("credentials_shown")),
        "process_recorded": bool(course.get("process_recorded")),
    }


def crew(officers: Sequence[int], at: datetime, known: Known) -> dict[str, Any]:
    """The two-officer rule for the officers named."""
    return officers_facts(officers, local_date(at), known)[0]


def said(text: str) -> bool:
    """Whether something was written."""
    return bool(text.strip())


# --- facts of the acts --------------------------------------------------------------------------------------


def decide_enforcement(
    *, actor: Viewer, at: datetime, case: Case, power: str, goods_held: bool, moving: bool, reasons_given: str,
    way: str, utilities_cut: bool, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.decide_enforcement (行政强制法 第三十七条、第四十六条)."""
    found = power_of(local_date(at), actor.jurisdiction, case.matter.code, power)
    inputs = {
        "enforcement_power_listed": found is not None,
        "enforcement_goods_held": goods_held,
        "assets_moving": moving,
        "enforcement_reasoned": said(reasons_given),
        "enforcement_way_stated": said(way),
        "utilities_cut": utilities_cut,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def agreement(
    *, actor: Viewer, at: datetime, case: Case, terms: str, instalments: Sequence[tuple[date, Decimal]],
    waived: Decimal, remedy: str, harmless: bool, signed: bool, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.conclude_agreement (行政强制法 第四十二条)."""
    on, known = local_date(at), case.known
    days = [due for due, _ in instalments]
    total = sum((amount for _, amount in instalments), NOTHING)
    inputs = {
        "agreement_harmless": harmless,
        "agreement_signed": signed,
        "agreement_waived": str(waived),
        "agreement_remedied": said(remedy),
        "agreement_total_exact": total == total_outstanding(known, on, actor.jurisdiction) - waived,
        "agreement_ordered": bool(days) and days == sorted(set(days)) and days[0] >= on,
        "agreement_last_on": days[-1].isoformat() if days else None,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def agreed_sum(known: Known, on: date, jurisdiction: str, waived: Decimal) -> Decimal:
    """Additional fine that stays due under an agreement, what was paid of it included."""
    owed = additional_fine_outstanding(known, on, jurisdiction) + money(known, "additional_fine_paid")
    return owed - waived


def breach(
    *, actor: Viewer, at: datetime, case: Case, description: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.declare_breach."""
    inputs = {"breach_described": said(description)}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def suspension(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.suspend_enforcement (行政强制法 第三十九条)."""
    inputs = {
        "enforcement_suspension_ground": ground or "none",
        "enforcement_ground_explained": said(explanation),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def resumption(
    *, actor: Viewer, at: datetime, case: Case, explanation: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.resume_enforcement."""
    inputs = {"enforcement_ground_explained": said(explanation)}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def end(
    *, actor: Viewer, at: datetime, case: Case, ground: str, explanation: str, proof: str, harmless: bool,
    approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.end_enforcement (行政强制法 第三十九条第二款、第四十条)."""
    inputs = {
        "enforcement_end_ground": ground or "none",
        "enforcement_ground_explained": said(explanation),
        "end_ground_proven": said(proof),
        "three_years_harmless": harmless,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def paid_of(known: Known) -> dict[str, Decimal]:
    """What was paid and not given back, by kind."""
    return {kind: money(known, name) for kind, name in PAID.items() if money(known, name)}


def restoration_parts(known: Known, ground: str, wrong: Decimal, costs: Decimal) -> dict[str, Decimal]:
    """What is to be given back: what the decision no longer carries, costs that are returned, or what was enforced by mistake."""
    parts = refundable(known, fine_of(known))
    if ground == "wrong" and wrong:
        parts["fine"] = parts.get("fine", NOTHING) + wrong
    if costs:
        parts["performance_cost"] = costs
    return parts


def restore(
    *, actor: Viewer, at: datetime, case: Case, ground: str, error: str, content: str, wrong: Decimal, costs: Decimal,
    compensation: str, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.restore_enforcement (行政强制法 第四十一条)."""
    parts, paid = restoration_parts(case.known, ground, wrong, costs), paid_of(case.known)
    exact = all(amount <= paid.get(kind, NOTHING) for kind, amount in parts.items())
    inputs = {
        "restoration_ground": ground or None,
        "restoration_stated": said(content) and said(error),
        "restoration_refund_exact": exact and (ground == "wrong" or not wrong),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def refund(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    amount: Decimal,
    refunded_on: date,
    reference: str,
    receiver: str,
) -> Sheet:
    """Facts of case.record_refund."""
    used = Refund.objects.filter(bureau_id=case.bureau_id, reference=reference).exists()
    inputs = {
        "refund_amount": str(amount),
        "refund_reference_new": said(reference) and not used,
        "refund_on_sound": refunded_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def wrong_payment(*, actor: Viewer, at: datetime, case: Case, reference: str, explanation: str) -> Sheet:
    """Facts of case.correct_wrong_payment."""
    rows = Payment.objects.filter(case=case, reference=reference, reversed_on=None)
    inputs = {
        "payment_chosen": said(reference) and rows.exists(),
        "wrong_payment_explained": said(explanation),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def visit(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], visited_on: date, finding: str, opinion: str,
    guidance: str,
) -> Sheet:  # fmt: skip
    """Facts of case.visit_after."""
    inputs = {"visit_on": visited_on.isoformat(), "visit_described": said(finding) and said(opinion)}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
