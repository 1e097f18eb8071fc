"""Acts of execution: payment, cash, deferral, additional fine, relief, demand, performance (行政处罚法 第六十六条至第七十四条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import execution as facts
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.known import money
from chengguan.cases.facts.owed import PAID, daily_outstanding
from chengguan.cases.models import Approval, Case, Instalment, Payment
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .issuing import issue_for_case, refs
from .service import performed_sets

SPOT_GROUNDS: Final = {
    "small_fine": "依法给予一百元以下罚款",
    "hard_to_collect": "不当场收缴事后难以执行",
    "remote": "边远、水上、交通不便地区，当事人提出当场缴纳",
}
OUTCOMES: Final = {
    "upheld": "维持或者驳回",
    "varied": "变更",
    "annulled": "撤销",
    "declared_unlawful": "确认违法",
    "withdrawn": "撤回",
}
RELIEF_STARTS: Final = {"reconsideration": "reconsideration_applied_on", "litigation": "litigation_filed_on"}


def decision_paper(case: Case) -> Instrument | None:
    """The instrument that bears the decision."""
    named = case.known.get("decision_instrument")
    return Instrument.objects.filter(pk=named).first() if named else None


def decision_values(case: Case) -> dict[str, Any]:
    """How later papers refer to the decision."""
    paper = decision_paper(case)
    return {
        "decision_title": paper.title if paper else "",
        "decision_number": paper.number if paper else "",
        "decided_on": case.known.get("decided_on"),
        "served_on": case.known.get("decision_served_on"),
    }


# --- payment ------------------------------------------------------------------------------------------------


@act("case.record_payment", facts=facts.record_payment, on="case")
def record_payment(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    amount: Decimal,
    paid_on: date,
    reference: str,
    payer: str = "",
) -> Done:
    """登记缴款 (行政处罚法 第六十七条) as the bank reports it: first the fine, then the additional fine. Yuan."""
    sets = _pay(case, amount, paid_on, reference, "bank", actor.jurisdiction)
    return Done(
        case, sets=sets, data={"amount": amount, "paid_on": paid_on, "reference": reference, "payer": payer}
    )


@act("case.collect_on_spot", facts=facts.collect_on_spot, on="case")
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
) -> Done:
    """当场收缴 (行政处罚法 第六十八条、第六十九条) against a special receipt; the officers hand it in within two working days."""
    on = local_date(at)
    sets = {
        **_pay(case, amount, on, receipt, "on_spot", actor.jurisdiction),
        "cash_collected_on": on.isoformat(),
        "cash_amount": str(amount),
    }
    data = {
        "amount": amount,
        "receipt": receipt,
        "ground": SPOT_GROUNDS.get(ground, ground),
        "explanation": explanation,
        "requested": requested,
        "officers": list(officers),
    }
    return Done(case, sets=sets, data=data)


def _pay(
    case: Case, amount: Decimal, paid_on: date, reference: str, source: str, jurisdiction: str
) -> dict[str, Any]:
    """Enter one payment: first the fine, then the additional fine, then daily fines."""
    known = case.known
    principal = min(amount, facts.fine_outstanding(known))
    extra = min(amount - principal, facts.additional_fine_outstanding(known, paid_on, jurisdiction))
    parts = {"fine": principal, "additional_fine": extra, "daily_fine": amount - principal - extra}
    sets = book_payment(case, parts, paid_on, reference, source)
    after = {**known, **sets}
    if not facts.fine_outstanding(after) and not known.get("paid_in_full_on"):
        sets["paid_in_full_on"] = paid_on.isoformat()
    return {**sets, **performed_sets(case, {**after, **sets}, paid_on, jurisdiction)}


def book_payment(
    case: Case, parts: Mapping[str, Decimal], paid_on: date, reference: str, source: str
) -> dict[str, Any]:
    """Rows of one payment by kind, and what is known of it; kinds without an amount are left out."""
    known = case.known
    entered: dict[str, Any] = {"paid": str(money(known, "paid") + parts.get("fine", Decimal(0)))}
    for kind, part in parts.items():
        if not part:
            continue
        Payment.objects.create(
            bureau_id=case.bureau_id,
            case=case,
            kind=kind,
            source=source,
            amount=part,
            paid_on=paid_on,
            reference=reference,
        )
        if kind != "fine":
            entered[PAID[kind]] = str(money(known, PAID[kind]) + part)
    if parts.get("fine"):
        row = {"on": paid_on.isoformat(), "amount": str(parts["fine"])}
        entered["payments"] = [*(known.get("payments") or []), row]
    case.paid_amount = Decimal(entered["paid"])
    return entered


@act("case.hand_in_cash", facts=facts.hand_in_cash, on="case")
def hand_in_cash(*, actor: Viewer, at: datetime, case: Case, handed_on: date, receiver: str) -> Done:
    """上交当场收缴的罚款 (行政处罚法 第七十一条): from the officers to the agency."""
    return Done(
        case,
        sets={"cash_handed_in_on": handed_on.isoformat()},
        data={"handed_on": handed_on, "receiver": receiver},
    )


@act("case.deposit_cash", facts=facts.deposit_cash, on="case")
def deposit_cash(*, actor: Viewer, at: datetime, case: Case, deposited_on: date, slip: str) -> Done:
    """缴付银行 (行政处罚法 第七十一条): from the agency to the bank."""
    return Done(
        case,
        sets={"cash_banked_on": deposited_on.isoformat()},
        data={"deposited_on": deposited_on, "slip": slip},
    )


# --- deferral, additional fine ------------------------------------------------------------------------------


@act("case.defer_payment", facts=facts.defer_payment, on="case")
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
) -> Done:
    """延期、分期缴纳 (行政处罚法 第六十六条第二款), granted or refused. Granted, the term of payment moves to the last instalment."""
    rows = [
        {"no": no, "due_on": due.isoformat(), "amount": str(amount)}
        for no, (due, amount) in enumerate(instalments, 1)
    ]
    values = {
        **decision_values(case),
        "granted": granted,
        "applied_on": applied_on,
        "hardship": hardship,
        "reasons": reasons_given,
        "fine": str(facts.fine_outstanding(case.known)),
        "instalments": rows if granted else [],
    }
    instrument = issue_for_case(case, "deferral_approval", at=at, act=values, approval=approval)
    sets: dict[str, Any] = {"deferral_decided_on": local_date(at).isoformat()}
    if granted:
        sets |= _deferral_sets(case, rows)
    data = {**values, "hardship_shown": hardship_shown}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


def _deferral_sets(case: Case, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    case.instalments.all().delete()
    Instalment.objects.bulk_create(
        Instalment(case=case, no=row["no"], due_on=row["due_on"], amount=row["amount"]) for row in rows
    )
    return {
        "instalments": list(rows),
        "deferred_until": rows[-1]["due_on"],
        "pay_due_on": rows[-1]["due_on"],
        "paid_before_deferral": str(money(case.known, "paid")),
    }


@act("case.impose_additional_fine", facts=facts.impose_additional_fine, on="case")
def impose_additional_fine(
    *, actor: Viewer, at: datetime, case: Case, remarks: str = "", approval: Approval | None = None
) -> Done:
    """加处罚款 (行政处罚法 第七十二条第一款第一项): counted by the day from now on until paid, never above the fine."""
    on = local_date(at)
    accrued = facts.late_fine(case.known, on, actor.jurisdiction)
    assert accrued is not None
    values = {
        **decision_values(case),
        "fine": str(facts.fine_of(case.known)),
        "unpaid": str(accrued.unpaid),
        "pay_due_on": case.known["pay_due_on"],
        "as_of": on,
        "days": accrued.days,
        "amount": str(accrued.amount),
        "capped": accrued.capped,
        "steps": list(accrued.steps),
    }
    instrument = issue_for_case(case, "additional_fine_decision", at=at, act=values, approval=approval)
    sets = {"additional_fine_decided_on": on.isoformat(), "additional_fine": str(accrued.amount)}
    return Done(
        case, sets=sets, data={**values, "remarks": remarks}, documents=refs(instrument), result=instrument
    )


# --- relief -------------------------------------------------------------------------------------------------


@act("case.record_relief", facts=facts.record_relief, on="case")
def record_relief(
    *, actor: Viewer, at: datetime, case: Case, kind: str, started_on: date, organ: str, number: str
) -> Done:
    """登记复议、诉讼 (行政处罚法 第七十三条): while it lasts no additional fine is counted; execution goes on."""
    pauses = [
        *(case.known.get("relief_pauses") or []),
        {"kind": kind, "begins_on": started_on.isoformat(), "ends_on": None},
    ]
    sets = {"relief_pending": True, "relief_pauses": pauses, RELIEF_STARTS[kind]: started_on.isoformat()}
    return Done(
        case, sets=sets, data={"kind": kind, "started_on": started_on, "organ": organ, "number": number}
    )


@act("case.conclude_relief", facts=facts.conclude_relief, on="case")
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
) -> Done:
    """登记复议、诉讼结果: counting goes on the day the result is served; an annulled decision is no longer executed."""
    *before, last = case.known["relief_pauses"]
    sets: dict[str, Any] = {
        "relief_pending": False,
        "relief_pauses": [*before, {**last, "ends_on": ended_on.isoformat()}],
        "relief_outcome": outcome,
        "relief_concluded_on": ended_on.isoformat(),
    }
    if outcome == "annulled":
        sets["decision_annulled"] = True
    if outcome == "varied" and fine is not None:
        sets["fine"] = str(fine)
        case.fine_amount = fine
    sets |= performed_sets(case, {**case.known, **sets}, ended_on, actor.jurisdiction)
    data = {
        "ended_on": ended_on,
        "outcome": OUTCOMES[outcome],
        "organ": organ,
        "number": number,
        "fine": fine,
    }
    return Done(case, sets=sets, data=data)


@act("case.annul_decision", facts=facts.annul_decision, on="case")
def annul_decision(
    *, actor: Viewer, at: datetime, case: Case, error: str, approval: Approval | None = None
) -> Done:
    """自行撤销处罚决定 (行政处罚法 第七十五条第二款): the organ sets its own error right; what was paid is to be returned."""
    values = {
        **decision_values(case),
        "error": error,
        "paid": str(case.paid_amount) if case.paid_amount else "",
    }
    instrument = issue_for_case(case, "annulment_decision", at=at, act=values, approval=approval)
    sets = {"decision_annulled": True, "annulled_on": local_date(at).isoformat()}
    return Done(case, sets=sets, data={"error": error}, documents=refs(instrument), result=instrument)


# --- demand, performance ------------------------------------------------------------------------------------


@act("case.demand", facts=facts.demand, on="case")
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
) -> Done:
    """催告 (行政强制法 第三十五条、第五十四条): term, way, amount, and the right to be heard. Yuan; the term in working days."""
    values = {
        **basis_values(case, basis),
        "duties": _demanded(case, basis, amount, duties),
        "method": way,
        "money_due": amount > 0,
        "relief_over": facts.money_due(basis) and _relief_over(case, at, actor),
        "total": str(amount),
        "term_days": term_days,
        "purpose": purpose,
    }
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))
    instrument = issue_for_case(case, "demand_notice", at=at, act=values, officers=cards, approval=approval)
    sets = {
        "demand_issued_on": local_date(at).isoformat(),
        "demand_amount": str(amount),
        "demand_basis": basis or "decision",
        "demand_purpose": purpose,
        "demand_term_days": term_days,
        "demand_notice_served_on": None,
        "demand_statement_heard_on": None,
    }
    return Done(case, sets=sets, data=values, documents=refs(instrument), result=instrument)


def basis_values(case: Case, basis: str) -> dict[str, Any]:
    """How a paper of enforcement refers to what is enforced: the decision, or an order to correct or to demolish."""
    if facts.money_due(basis):
        return decision_values(case)
    papers = Instrument.objects.filter(subject_key=case.chain_key, kind=basis).exclude(state=Instrument.VOID)
    paper = papers.order_by("-issued_at", "-id").first()
    return {
        "decision_title": paper.title if paper else "",
        "decision_number": paper.number if paper else "",
        "decided_on": paper.issued_on if paper else None,
        "served_on": case.known.get(f"{basis}_served_on"),
    }


def _demanded(case: Case, basis: str, amount: Decimal, duties: str) -> list[dict[str, Any]]:
    """Duties one by one, with the sum of each that is money."""
    unpaid, daily = facts.fine_outstanding(case.known), daily_outstanding(case.known)
    parts = [
        ("缴纳罚款", unpaid),
        ("缴纳加处罚款", amount - unpaid - daily),
        ("缴纳按日连续处罚的罚款", daily),
    ]
    listed: list[dict[str, Any]] = []
    if facts.money_due(basis) and amount:
        listed = [{"text": text, "amount": str(part)} for text, part in parts if part > 0]
    if duties.strip():
        listed.append({"text": duties.strip()})
    return listed


def _relief_over(case: Case, at: datetime, actor: Viewer) -> bool:
    """Whether the periods for reconsideration and suit have run out unused: the notice says so only where it is true."""
    now = state_facts(case.known, local_date(at), actor.jurisdiction)
    return bool(now.get("relief_window_over")) and not case.known.get("relief_pauses")


@act("case.hear_demand_statement", facts=facts.hear_demand_statement, on="case")
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
) -> Done:
    """听取催告后的陈述、申辩 (行政强制法 第三十六条): recorded, re-examined, adopted where well founded."""
    cards = officer_cards(list(officers), local_date(at))
    values = {"speaker": speaker, "content": content, "review": review, "adopted": adopted, "heard_at": at}
    instrument = issue_for_case(case, "demand_statement_record", at=at, act=values, officers=cards)
    sets = {"demand_statement_heard_on": local_date(at).isoformat(), "demand_statement_adopted": adopted}
    data = {**values, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.record_performance", facts=facts.record_performance, on="case")
def record_performance(
    *, actor: Viewer, at: datetime, case: Case, performed_on: date, description: str, officers: Sequence[int]
) -> Done:
    """登记履行情况 (行政处罚法 第六十六条第一款) of what the decision orders besides money."""
    sets: dict[str, Any] = {"other_performed_on": performed_on.isoformat()}
    sets |= performed_sets(case, {**case.known, **sets}, performed_on, actor.jurisdiction)
    data = {"performed_on": performed_on, "description": description, "officers": list(officers)}
    return Done(case, sets=sets, data=data)
