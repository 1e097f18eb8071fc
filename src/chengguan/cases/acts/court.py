"""Acts of enforcement through the court: apply, what the court says, what it collects (行政强制法 第五十三条至第六十条)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import court as facts
from chengguan.cases.facts import execution as owing
from chengguan.cases.facts.dossier import bundle
from chengguan.cases.facts.owed import costs_outstanding, daily_outstanding
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Done, act

from .enforcement import in_charge
from .execution import book_payment, decision_values
from .issuing import issue_for_case, refs
from .service import performed_sets

RESULTS: Final = {
    "money": "收到执行款",
    "performed": "义务已由法院强制履行",
    "terminated": "法院终结执行程序",
}


@act("case.apply_to_court", facts=facts.apply, on="case")
def apply_to_court(
    *, actor: Viewer, at: datetime, case: Case, court: str, claims: str, basis: str, opinion: str, clues: str,
    urgent: bool, urgency: str, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """申请法院强制执行 (行政强制法 第五十五条): the application, and the list of the papers that go with it."""
    known = case.known
    values = {
        **decision_values(case),
        "court": court,
        "claims": claims,
        "sums": _sums(case, local_date(at), actor.jurisdiction),
        "total": str(facts.claim(case, local_date(at), actor.jurisdiction)),
        "basis": basis,
        "opinion": opinion,
        "clues": clues,
        "urgency": urgency if urgent else "",
        "relief": _relief(case),
        "demanded_on": known["demand_notice_served_on"],
        "head": approval.opinions.last().name if approval and approval.opinions.last() else actor.name,  # type: ignore[union-attr]
    }
    cards = in_charge(case, at)
    paper = issue_for_case(case, "court_application", at=at, act=values, officers=cards, approval=approval)
    rows = [{"title": item.title, "number": item.number, "on": item.on} for item in bundle(case)]
    listed = {
        "court": court,
        "application_number": paper.number,
        "items": rows,
        "count": len(rows),
        "clues": clues,
    }
    catalogue = issue_for_case(case, "court_application_papers", at=at, act=listed, officers=cards)
    sets = {
        "court_applied_on": local_date(at).isoformat(),
        "court_state": "applied",
        "court_name": court,
        "court_urgent_asked": urgent,
        "court_review_asked": False,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper, catalogue), result=paper)


def _relief(case: Case) -> str:
    """What the party did about the decision."""
    if not case.known.get("relief_pauses"):
        return "在法定期限内未申请行政复议、未提起行政诉讼"
    return "申请行政复议或者提起行政诉讼后，该决定未被撤销"


def _sums(case: Case, on: date, jurisdiction: str) -> list[dict[str, str]]:
    known = case.known
    parts = {
        "罚款": owing.fine_outstanding(known),
        "加处罚款": owing.additional_fine_outstanding(known, on, jurisdiction),
        "按日连续处罚的罚款": daily_outstanding(known),
        "代履行费用": costs_outstanding(known),
    }
    return [{"text": text, "amount": str(amount)} for text, amount in parts.items() if amount]


@act("case.apply_court_preservation", facts=facts.preservation, on="case")
def apply_court_preservation(
    *, actor: Viewer, at: datetime, case: Case, court: str, grounds: str, assets: str, amount: Decimal,
    approval: Approval | None = None,
) -> Done:  # fmt: skip
    """申请财产保全 (行诉解释 第一百五十九条), before the application itself."""
    values = {
        **decision_values(case),
        "court": court,
        "grounds": grounds,
        "assets": assets,
        "amount": str(amount),
    }
    paper = issue_for_case(
        case,
        "court_preservation_application",
        at=at,
        act=values,
        officers=in_charge(case, at),
        approval=approval,
    )
    sets = {"court_preservation_on": local_date(at).isoformat()}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.record_court_acceptance", facts=facts.acceptance, on="case")
def record_court_acceptance(
    *, actor: Viewer, at: datetime, case: Case, accepted: bool, court: str, number: str, received_on: date, why: str,
    doubt: bool = False,
) -> Done:  # fmt: skip
    """登记法院受理情况 (行政强制法 第五十六条); `doubt`: the court hears the parties and has thirty days (第五十八条)."""
    sets: dict[str, Any] = {
        "court_state": "accepted" if accepted else "refused",
        "court_doubt": accepted and doubt,
        "court_review_asked": False,
    }
    sets["court_accepted_on" if accepted else "court_refused_on"] = received_on.isoformat()
    return Done(case, sets=sets, data=_heard(court, number, received_on, why, accepted))


@act("case.record_court_ruling", facts=facts.ruling, on="case")
def record_court_ruling(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    permitted: bool,
    court: str,
    number: str,
    received_on: date,
    why: str,
) -> Done:
    """登记法院执行裁定 (行政强制法 第五十七条、第五十八条; 行诉解释 第一百六十一条)."""
    sets: dict[str, Any] = {
        "court_state": "permitted" if permitted else "denied",
        "court_ruled_on": received_on.isoformat(),
        "court_review_asked": False,
    }
    if not permitted:
        sets["court_denied_on"] = received_on.isoformat()
    elif case.known.get("court_urgent_asked"):
        sets["court_urgent_ruled_on"] = received_on.isoformat()
    return Done(case, sets=sets, data=_heard(court, number, received_on, why, permitted))


def _heard(court: str, number: str, on: date, why: str, favourable: bool) -> dict[str, Any]:
    return {"court": court, "number": number, "received_on": on, "why": why, "favourable": favourable}


@act("case.seek_court_review", facts=facts.review, on="case")
def seek_court_review(
    *, actor: Viewer, at: datetime, case: Case, court: str, grounds: str, approval: Approval | None = None
) -> Done:
    """向上一级人民法院申请复议 (行政强制法 第五十六条第二款、第五十八条第三款), within fifteen days."""
    denied = case.known.get("court_state") == "denied"
    values = {
        **decision_values(case),
        "court": court,
        "against": case.known.get("court_name", ""),
        "ruling": "不准予执行的裁定" if denied else "不予受理的裁定",
        "denied": denied,
        "received_on": case.known["court_denied_on" if denied else "court_refused_on"],
        "grounds": grounds,
    }
    paper = issue_for_case(
        case, "court_review_application", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {"court_review_asked": True, "court_review_on": local_date(at).isoformat()}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.record_court_review", facts=facts.review_result, on="case")
def record_court_review(
    *, actor: Viewer, at: datetime, case: Case, upheld: bool, court: str, number: str, received_on: date
) -> Done:
    """登记上一级法院裁定: upheld, it is over; set aside, the application goes on."""
    sets: dict[str, Any] = {"court_review_asked": False}
    if upheld:
        sets |= {"court_state": "closed", "court_closed_on": received_on.isoformat()}
    elif case.known.get("court_state") == "denied":
        sets |= {"court_state": "permitted", "court_ruled_on": received_on.isoformat()}
    else:
        sets |= {"court_state": "accepted", "court_accepted_on": received_on.isoformat()}
    return Done(case, sets=sets, data=_heard(court, number, received_on, "", not upheld))


@act("case.record_court_execution", facts=facts.execution, on="case")
def record_court_execution(
    *, actor: Viewer, at: datetime, case: Case, kind: str, amount: Decimal, reference: str, court: str, number: str,
    happened_on: date, description: str,
) -> Done:  # fmt: skip
    """登记法院执行结果: money that came through the court, a duty that was enforced, or the end of the procedure. Yuan."""
    sets: dict[str, Any] = {}
    if kind == "money":
        sets = _money(case, amount, happened_on, reference, actor.jurisdiction)
    elif kind == "performed":
        sets = {"other_performed_on": happened_on.isoformat()}
    else:
        sets = {"court_state": "closed", "court_closed_on": happened_on.isoformat()}
    sets |= performed_sets(case, {**case.known, **sets}, happened_on, actor.jurisdiction)
    data = {
        "kind": RESULTS[kind],
        "amount": amount,
        "reference": reference,
        "court": court,
        "number": number,
        "happened_on": happened_on,
        "description": description,
    }
    return Done(case, sets=sets, data=data)


def _money(case: Case, amount: Decimal, on: date, reference: str, jurisdiction: str) -> dict[str, Any]:
    """Spread money from the court over what is owed: fine, additional fine, daily fine, costs."""
    known, left = case.known, amount
    owed = {
        "fine": owing.fine_outstanding(known),
        "additional_fine": owing.additional_fine_outstanding(known, on, jurisdiction),
        "daily_fine": daily_outstanding(known),
        "performance_cost": costs_outstanding(known),
    }
    parts: dict[str, Decimal] = {}
    for kind, due in owed.items():
        parts[kind] = min(due, left)
        left -= parts[kind]
    sets = book_payment(case, parts, on, reference, "court")
    if not owing.fine_outstanding({**known, **sets}) and not known.get("paid_in_full_on"):
        sets["paid_in_full_on"] = on.isoformat()
    return sets
