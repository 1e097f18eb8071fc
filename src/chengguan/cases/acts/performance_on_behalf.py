"""Acts of performance on behalf 代履行: demand, decide, do, settle, collect (行政强制法 第五十条至第五十二条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import performance_on_behalf as facts
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .enforcement import in_charge
from .execution import basis_values, book_payment
from .issuing import issue_for_case, refs
from .service import performed_sets

HAZARDS: Final = {"traffic": "危害交通安全", "pollution": "造成环境污染", "resources": "破坏自然资源"}
PLACES: Final = {"road": "道路", "river": "河道", "channel": "航道", "public": "公共场所"}


@act("case.decide_performance_on_behalf", facts=facts.decide, on="case")
def decide(
    *, actor: Viewer, at: datetime, case: Case, basis: str, hazard: str, reasons_given: str, way: str, object_: str,
    scheduled_on: date, performer: str, neutral: bool, budget: Decimal, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """代履行决定 (行政强制法 第五十一条第一款第一项): reasons, way, time, object, budget, performer. Yuan."""
    values = {
        **basis_values(case, basis),
        "hazard": HAZARDS[hazard],
        "reasons": reasons_given,
        "way": way,
        "object": object_,
        "scheduled_on": scheduled_on,
        "performer": performer,
        "budget": str(budget),
    }
    paper = issue_for_case(
        case,
        "performance_on_behalf_decision",
        at=at,
        act=values,
        officers=in_charge(case, at),
        approval=approval,
    )
    sets = {
        "performance_on_behalf_decided_on": local_date(at).isoformat(),
        "performance_on_behalf_scheduled_on": scheduled_on.isoformat(),
        "performance_on_behalf_budget": str(budget),
        "performance_on_behalf_performer": performer,
        "performance_on_behalf_basis": basis,
        "performance_on_behalf_decision_served_on": None,
        "performance_on_behalf_demand_served_on": None,
        "performed_on_behalf_on": None,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.urge_performance_on_behalf", facts=facts.urge, on="case")
def urge(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    scheduled_on: date,
    content: str,
    approval: Approval | None = None,
) -> Done:
    """代履行催告 (行政强制法 第五十一条第一款第二项): three working days before; if the party performs, it stops."""
    values = {
        **basis_values(case, str(case.known.get("performance_on_behalf_basis") or "decision")),
        "scheduled_on": scheduled_on,
        "perform_by": scheduled_on - timedelta(days=1),
        "performer": case.known.get("performance_on_behalf_performer", ""),
        "budget": case.known.get("performance_on_behalf_budget", ""),
        "content": content,
    }
    paper = issue_for_case(
        case,
        "performance_on_behalf_demand",
        at=at,
        act=values,
        officers=in_charge(case, at),
        approval=approval,
    )
    sets = {
        "performance_on_behalf_scheduled_on": scheduled_on.isoformat(),
        "performance_on_behalf_demand_served_on": None,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.perform_on_behalf", facts=facts.perform, on="case")
def perform(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], performer: str, neutral: bool,
    unperformed: bool, lawful: bool, course: Mapping[str, Any],
) -> Done:  # fmt: skip
    """实施代履行 (行政强制法 第五十一条第一款第三项、第四项): watched and signed."""
    known, on = case.known, local_date(course["begun_at"])
    values = {**course_values(course), "performer": performer}
    cards = officer_cards(list(officers), local_date(at))
    paper = issue_for_case(case, "performance_on_behalf_record", at=at, act=values, officers=cards)
    sets: dict[str, Any] = {"performed_on_behalf_on": on.isoformat()}
    if known.get("performance_on_behalf_basis") == "decision":
        sets["other_performed_on"] = on.isoformat()
    if known.get("performance_on_behalf_basis") == "demolition_order":
        sets["demolished_on"] = on.isoformat()
    sets |= performed_sets(case, {**known, **sets}, on, actor.jurisdiction)
    data = {**values, "neutral": neutral, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def course_values(course: Mapping[str, Any]) -> dict[str, Any]:
    """What the record of an action prints of its course."""
    names = ("begun_at", "ended_at", "place", "description", "present", "refusal", "urgency", "signed")
    return {name: course.get(name) for name in names}


@act("case.perform_on_behalf_now", facts=facts.perform_now, on="case")
def perform_now(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], place: str, place_kind: str, reasons_given: str,
    unable: bool, party_present: bool, performer: str, lawful: bool, budget: Decimal, course: Mapping[str, Any],
) -> Done:  # fmt: skip
    """立即代履行 (行政强制法 第五十二条): no demand, no waiting. A party that was not there is told at once."""
    values = {
        **course_values(course),
        "place": place,
        "place_kind": PLACES[place_kind],
        "reasons": reasons_given,
        "performer": performer,
        "party_present": party_present,
        "budget": str(budget) if budget else "",
    }
    cards = officer_cards(list(officers), local_date(at))
    papers = [issue_for_case(case, "immediate_performance_record", at=at, act=values, officers=cards)]
    sets: dict[str, Any] = {"performed_on_behalf_now_on": local_date(course["begun_at"]).isoformat()}
    if not party_present:
        told = {**values, "performed_on": local_date(course["begun_at"])}
        papers.append(issue_for_case(case, "immediate_performance_notice", at=at, act=told, officers=cards))
        sets |= {
            "immediate_performance_notice_due": local_date(at).isoformat(),
            "immediate_performance_notice_served_on": None,
        }
    data = {**values, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(*papers), result=papers)


@act("case.settle_performance_costs", facts=facts.settle, on="case")
def settle(
    *, actor: Viewer, at: datetime, case: Case, items: Sequence[tuple[str, Decimal]], proof: str, due_on: date,
    approval: Approval | None = None,
) -> Done:  # fmt: skip
    """结算代履行费用 (行政强制法 第五十一条第二款): what it really cost, borne by the party. Yuan."""
    total = sum((amount for _, amount in items), Decimal(0))
    values = {
        "items": [{"text": name, "amount": str(amount)} for name, amount in items],
        "total": str(total),
        "budget": case.known.get("performance_on_behalf_budget", ""),
        "performed_on": case.known.get("performed_on_behalf_on")
        or case.known.get("performed_on_behalf_now_on"),
        "proof": proof,
        "due_on": due_on,
    }
    paper = issue_for_case(
        case, "performance_cost_notice", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {
        "performance_cost": str(total),
        "performance_cost_due_on": due_on.isoformat(),
        "performance_cost_settled_on": local_date(at).isoformat(),
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.collect_performance_costs", facts=facts.collect, on="case")
def collect(
    *, actor: Viewer, at: datetime, case: Case, amount: Decimal, paid_on: date, reference: str
) -> Done:
    """收取代履行费用: a kind of payment of its own; it is no fine. Yuan."""
    sets = book_payment(case, {"performance_cost": amount}, paid_on, reference, "bank")
    sets |= performed_sets(case, {**case.known, **sets}, paid_on, actor.jurisdiction)
    return Done(case, sets=sets, data={"amount": amount, "paid_on": paid_on, "reference": reference})
