"""Acts against unlawful building (城乡规划法 第六十四条至第六十八条; 行政强制法 第四十三条、第四十四条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import demolition as facts
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .enforcement import in_charge
from .execution import basis_values
from .issuing import issue_for_case, refs
from .performance_on_behalf import course_values


@act("case.stop_construction", facts=facts.stop, on="case")
def stop_construction(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], running: bool, building: str, demands: str,
    credentials_shown: bool,
) -> Done:  # fmt: skip
    """责令停止建设 (城乡规划法 第六十四条、第六十八条)."""
    values = {"building": building, "demands": demands}
    cards = officer_cards(list(officers), local_date(at))
    paper = issue_for_case(case, "construction_stop_notice", at=at, act=values, officers=cards)
    sets = {"construction_stopped_on": local_date(at).isoformat()}
    data = {**values, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.order_demolition", facts=facts.order, on="case")
def order_demolition(
    *, actor: Viewer, at: datetime, case: Case, building: str, finding_organ: str, finding_number: str, finding_on: date,
    irremediable: bool, opinion: str, due_on: date, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """限期拆除决定 (城乡规划法 第六十四条): on the finding of the planning department."""
    values = {
        "building": building,
        "finding_organ": finding_organ,
        "finding_number": finding_number,
        "finding_on": finding_on,
        "opinion": opinion,
        "due_on": due_on,
    }
    paper = issue_for_case(
        case, "demolition_order", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {"demolition_ordered_on": local_date(at).isoformat(), "demolition_due_on": due_on.isoformat()}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.announce_demolition", facts=facts.announce, on="case")
def announce_demolition(
    *, actor: Viewer, at: datetime, case: Case, due_on: date, place: str, approval: Approval | None = None
) -> Done:
    """强制拆除公告 (行政强制法 第四十四条): the party is given a term to demolish itself."""
    values = {**basis_values(case, "demolition_order"), "due_on": due_on, "place": place}
    paper = issue_for_case(case, "demolition_announcement", at=at, act=values, approval=approval)
    sets = {
        "demolition_announced_on": local_date(at).isoformat(),
        "demolition_announcement_due_on": due_on.isoformat(),
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.decide_demolition", facts=facts.decide, on="case")
def decide_demolition(
    *, actor: Viewer, at: datetime, case: Case, government: str, government_number: str, government_on: date,
    reasons_given: str, way: str, scheduled_on: date, approval: Approval | None = None,
) -> Done:  # fmt: skip
    """强制拆除决定 (行政强制法 第三十七条、第四十四条; 城乡规划法 第六十八条): ordered by the government, after all relief."""
    values = {
        **basis_values(case, "demolition_order"),
        "government": government,
        "government_number": government_number,
        "government_on": government_on,
        "announced_on": case.known["demolition_announced_on"],
        "demanded_on": case.known["demand_notice_served_on"],
        "reasons": reasons_given,
        "way": way,
        "scheduled_on": scheduled_on,
    }
    paper = issue_for_case(
        case, "demolition_decision", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {
        "demolition_decided_on": local_date(at).isoformat(),
        "demolition_scheduled_on": scheduled_on.isoformat(),
        "demolition_decision_served_on": None,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.demolish", facts=facts.demolish, on="case")
def demolish(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], goods: Sequence[Mapping[str, str]], no_goods: bool,
    witness: str, course: Mapping[str, Any],
) -> Done:  # fmt: skip
    """实施强制拆除: by day, on a working day, recorded, with a list of what was inside."""
    on = local_date(course["begun_at"])
    values = {**course_values(course), "goods": [dict(row) for row in goods], "witness": witness}
    cards = officer_cards(list(officers), local_date(at))
    paper = issue_for_case(case, "demolition_record", at=at, act=values, officers=cards)
    sets = {"demolished_on": on.isoformat(), "demolished_by": "organ"}
    data = {**values, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.confirm_removal", facts=facts.removal, on="case")
def confirm_removal(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], removed_on: date, finding: str
) -> Done:
    """核实自行拆除: the party obeyed; nothing more is enforced."""
    sets = {"demolished_on": removed_on.isoformat(), "demolished_by": "party"}
    return Done(
        case, sets=sets, data={"removed_on": removed_on, "finding": finding, "officers": list(officers)}
    )
