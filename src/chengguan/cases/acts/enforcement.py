"""Acts of compulsory enforcement: own enforcement, agreement, suspension, end, restoration, refunds, visit (行政强制法 第三十四条至第四十九条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import enforcement as facts
from chengguan.cases.facts import execution as owing
from chengguan.cases.facts.known import money
from chengguan.cases.facts.owed import PAID
from chengguan.cases.models import Approval, Case, Payment, Refund
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .execution import basis_values, decision_values
from .issuing import issue_for_case, refs

SUSPENSIONS: Final = {
    "hardship": "当事人履行确有困难或者暂无履行能力",
    "third_party": "第三人对执行标的主张权利，确有理由",
    "irreparable": "执行可能造成难以弥补的损失，且中止执行不损害公共利益",
    "other": "需要中止执行的其他情形",
}
ENDS: Final = {
    "death": "公民死亡，无遗产可供执行，又无义务承受人",
    "dissolved": "法人或者其他组织终止，无财产可供执行，又无义务承受人",
    "object_lost": "执行标的灭失",
    "decision_annulled": "据以执行的行政决定被撤销",
    "three_years": "中止执行满三年未恢复执行，没有明显社会危害，当事人确无能力履行",
    "other": "需要终结执行的其他情形",
}
RESTORATIONS: Final = {
    "annulled": "据以执行的决定被撤销",
    "varied": "据以执行的决定被变更",
    "wrong": "执行错误",
}
KINDS: Final = dict(Payment.KINDS)


def enforced_values(case: Case) -> dict[str, Any]:
    """How papers of enforcement refer to what is enforced: what was demanded last, else the decision, else the order."""
    known = case.known
    basis = str(known.get("demand_basis") or "")
    if not basis:
        basis = (
            "demolition_order"
            if known.get("demolition_ordered_on") and not known.get("decided_on")
            else "decision"
        )
    return basis_values(case, basis)


def in_charge(case: Case, at: datetime) -> list[Any]:
    """Cards of the officers in charge of the case."""
    return officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))


@act("case.decide_enforcement", facts=facts.decide_enforcement, on="case")
def decide_enforcement(
    *, actor: Viewer, at: datetime, case: Case, power: str, goods_held: bool, moving: bool, reasons_given: str,
    way: str, utilities_cut: bool, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """强制执行决定 (行政强制法 第三十七条): only where a law gives the bureau the power."""
    found = facts.power_of(local_date(at), actor.jurisdiction, case.matter.code, power)
    assert found is not None
    values = {
        **enforced_values(case),
        "power": found["title"],
        "power_basis": found["basis"],
        "reasons": reasons_given,
        "way": way,
        "at_once": moving,
        "demanded_on": case.known.get("demand_notice_served_on"),
    }
    paper = issue_for_case(
        case, "enforcement_decision", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {"enforcement_decided_on": local_date(at).isoformat(), "enforcement_power": power}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


# --- agreement ----------------------------------------------------------------------------------------------


@act("case.conclude_agreement", facts=facts.agreement, on="case")
def conclude_agreement(
    *, actor: Viewer, at: datetime, case: Case, terms: str, instalments: Sequence[tuple[date, Decimal]],
    waived: Decimal, remedy: str, harmless: bool, signed: bool, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """执行协议 (行政强制法 第四十二条): instalments; only the additional fine may be waived, and only where the harm was remedied."""
    on, known = local_date(at), case.known
    rows = [
        {"no": no, "due_on": due.isoformat(), "amount": str(amount)}
        for no, (due, amount) in enumerate(instalments, 1)
    ]
    values = {
        **enforced_values(case),
        "fine": str(owing.fine_outstanding(known)),
        "additional": str(owing.additional_fine_outstanding(known, on, actor.jurisdiction)),
        "total": str(owing.total_outstanding(known, on, actor.jurisdiction)),
        "waived": str(waived) if waived else "",
        "remedy": remedy,
        "terms": terms,
        "instalments": rows,
    }
    paper = issue_for_case(
        case, "enforcement_agreement", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {
        "agreement_on": on.isoformat(),
        "agreement_running": True,
        "agreement_instalments": rows,
        "agreement_additional": str(facts.agreed_sum(known, on, actor.jurisdiction, waived)),
        "agreement_waived": str(waived),
        "paid_before_agreement": str(_money_paid(known)),
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


def _money_paid(known: Mapping[str, Any]) -> Decimal:
    return money(known, "paid") + money(known, "additional_fine_paid") + money(known, "daily_paid")


@act("case.declare_breach", facts=facts.breach, on="case")
def declare_breach(
    *, actor: Viewer, at: datetime, case: Case, description: str, approval: Approval | None = None
) -> Done:
    """违反执行协议，恢复执行 (行政强制法 第四十二条第二款): what was waived is owed again."""
    values = {**enforced_values(case), "ground": "breach", "explanation": description}
    paper = _resumption(case, at, values, approval)
    sets = {"agreement_running": False, "agreement_breached_on": local_date(at).isoformat()}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


# --- suspension, resumption, end ----------------------------------------------------------------------------


@act("case.suspend_enforcement", facts=facts.suspension, on="case")
def suspend_enforcement(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Done:
    """中止执行 (行政强制法 第三十九条第一款)."""
    values = {**enforced_values(case), "ground": SUSPENSIONS[ground], "explanation": explanation}
    paper = issue_for_case(
        case, "enforcement_suspension", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {
        "enforcement_suspended": True,
        "enforcement_suspended_on": local_date(at).isoformat(),
        "enforcement_resumed_on": None,
        "enforcement_suspension_ground": ground,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.resume_enforcement", facts=facts.resumption, on="case")
def resume_enforcement(
    *, actor: Viewer, at: datetime, case: Case, explanation: str, approval: Approval | None = None
) -> Done:
    """恢复执行 (行政强制法 第三十九条第二款)."""
    values = {**enforced_values(case), "ground": "cleared", "explanation": explanation}
    paper = _resumption(case, at, values, approval)
    sets = {"enforcement_suspended": False, "enforcement_resumed_on": local_date(at).isoformat()}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


def _resumption(case: Case, at: datetime, values: Mapping[str, Any], approval: Approval | None) -> Any:
    return issue_for_case(
        case, "enforcement_resumption", at=at, act=values, officers=in_charge(case, at), approval=approval
    )


@act("case.end_enforcement", facts=facts.end, on="case")
def end_enforcement(
    *, actor: Viewer, at: datetime, case: Case, ground: str, explanation: str, proof: str, harmless: bool,
    approval: Approval | None = None,
) -> Done:  # fmt: skip
    """终结执行 (行政强制法 第四十条, 第三十九条第二款): the case may then be closed."""
    values = {**enforced_values(case), "ground": ENDS[ground], "explanation": explanation, "proof": proof}
    paper = issue_for_case(
        case, "enforcement_end", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {
        "enforcement_ended_on": local_date(at).isoformat(),
        "enforcement_ended_because": ground,
        "enforcement_suspended": False,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


# --- restoration, refunds, wrong entries --------------------------------------------------------------------


@act("case.restore_enforcement", facts=facts.restore, on="case")
def restore_enforcement(
    *, actor: Viewer, at: datetime, case: Case, ground: str, error: str, content: str, wrong: Decimal, costs: Decimal,
    compensation: str, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """执行回转 (行政强制法 第四十一条): restore, give back, or compensate. The money is given back by `case.record_refund`."""
    parts = facts.restoration_parts(case.known, ground, wrong, costs)
    total = sum(parts.values(), Decimal(0))
    values = {
        **decision_values(case),
        "ground": RESTORATIONS[ground],
        "error": error,
        "content": content,
        "refunds": [{"text": KINDS[kind], "amount": str(amount)} for kind, amount in parts.items()],
        "total": str(total) if total else "",
        "compensation": compensation,
    }
    paper = issue_for_case(
        case, "enforcement_restoration", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    decided = money(case.known, "refund_decided") + total
    sets = {
        "restored_on": local_date(at).isoformat(),
        "refund_decided": str(decided),
        "refund_parts": {kind: str(amount) for kind, amount in parts.items()},
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.record_refund", facts=facts.refund, on="case")
def record_refund(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    amount: Decimal,
    refunded_on: date,
    reference: str,
    receiver: str,
) -> Done:
    """登记退还款项: what was paid shrinks by it, kind by kind, so that columns and bank files stay right. Yuan."""
    known, left = case.known, amount
    open_parts = {kind: Decimal(part) for kind, part in (known.get("refund_parts") or {}).items()}
    sets: dict[str, Any] = {"refunded": str(money(known, "refunded") + amount)}
    for kind, part in open_parts.items():
        given = min(part, left)
        if given:
            sets |= _give_back(case, kind, given, refunded_on, reference)
            open_parts[kind], left = part - given, left - given
    sets["refund_parts"] = {kind: str(part) for kind, part in open_parts.items() if part}
    case.paid_amount = money({**known, **sets}, "paid")
    data = {"amount": amount, "refunded_on": refunded_on, "reference": reference, "receiver": receiver}
    return Done(case, sets=sets, data=data)


def _give_back(case: Case, kind: str, amount: Decimal, on: date, reference: str) -> dict[str, Any]:
    Refund.objects.create(
        bureau_id=case.bureau_id, case=case, kind=kind, amount=amount, refunded_on=on, reference=reference
    )
    sets: dict[str, Any] = {PAID[kind]: str(money(case.known, PAID[kind]) - amount)}
    if kind == "fine":
        row = {"on": on.isoformat(), "amount": str(-amount)}
        sets["payments"] = [*(case.known.get("payments") or []), row]
    return sets


@act("case.correct_wrong_payment", facts=facts.wrong_payment, on="case")
def correct_wrong_payment(
    *, actor: Viewer, at: datetime, case: Case, reference: str, explanation: str
) -> Done:
    """冲正错误入账: the entry counts no longer; its reference may be entered in the right case."""
    known = case.known
    sets: dict[str, Any] = {}
    rows = list(Payment.objects.filter(case=case, reference=reference, reversed_on=None))
    for row in rows:
        row.reversed_on = local_date(at)
        row.save(update_fields=["reversed_on"])
        sets[PAID[row.kind]] = str(money({**known, **sets}, PAID[row.kind]) - row.amount)
        if row.kind == "fine":
            sets["payments"] = _without(known.get("payments") or [], row)
    sets |= {"paid_in_full_on": None, "performed_on": None}
    case.paid_amount = money({**known, **sets}, "paid")
    case.stage = "served" if case.stage == "performed" else case.stage
    data = {
        "reference": reference,
        "explanation": explanation,
        "amounts": {row.get_kind_display(): row.amount for row in rows},
    }
    return Done(case, sets=sets, data=data)


def _without(rows: Sequence[Mapping[str, Any]], gone: Payment) -> list[Mapping[str, Any]]:
    """The known payments without one of that day and amount."""
    kept, found = [], False
    for row in rows:
        same = row["on"] == gone.paid_on.isoformat() and Decimal(row["amount"]) == gone.amount
        if same and not found:
            found = True
            continue
        kept.append(row)
    return kept


# --- visit --------------------------------------------------------------------------------------------------


@act("case.visit_after", facts=facts.visit, on="case")
def visit_after(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], visited_on: date, finding: str, opinion: str,
    guidance: str,
) -> Done:  # fmt: skip
    """回访: whether it stays corrected, and what the party says."""
    values = {"visited_on": visited_on, "finding": finding, "opinion": opinion, "guidance": guidance}
    cards = officer_cards(list(officers), local_date(at))
    paper = issue_for_case(case, "visit_record", at=at, act=values, officers=cards)
    sets = {"visited_on": visited_on.isoformat()}
    data = {**values, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)
