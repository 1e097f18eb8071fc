"""Acts of 按日连续处罚 (生态环境法典 第一千零六十条): told first, then decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import daily_penalty as facts
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Done, act

from .enforcement import in_charge
from .execution import decision_values
from .issuing import issue_for_case, refs

HEARINGS: Final = {
    "not_asked": "当事人没有申请听证",
    "held": "已经举行听证",
    "pending": "已申请听证，尚未举行",
}


@act("case.issue_daily_notice", facts=facts.notice, on="case")
def issue_daily_notice(
    *, actor: Viewer, at: datetime, case: Case, pollution: bool, facts_found: str, basis: str,
    approval: Approval | None = None,
) -> Done:  # fmt: skip
    """按日连续处罚事先告知 (行政处罚法 第四十四条、第六十三条)."""
    values = {**_values(case), "facts": facts_found, "basis": basis}
    paper = issue_for_case(
        case, "daily_penalty_notice", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    sets = {
        "daily_notice_issued_on": local_date(at).isoformat(),
        "daily_penalty_notice_served_on": None,
        "daily_facts": facts_found,
        "daily_basis": basis,
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.impose_daily_penalty", facts=facts.impose, on="case")
def impose_daily_penalty(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    defence: str,
    hearing: str,
    review: str,
    approval: Approval | None = None,
) -> Done:
    """按日连续处罚决定: from the day after the order to the recheck, each day the original fine. Yuan."""
    sum_ = facts.daily_sum(case.known)
    values = {
        **_values(case),
        "facts": case.known.get("daily_facts", ""),
        "basis": case.known.get("daily_basis", ""),
        "defence": defence,
        "hearing": HEARINGS[hearing],
    }
    paper = issue_for_case(
        case, "daily_penalty_decision", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    case.fine_amount += sum_.amount
    case.stage = "served" if case.stage == "performed" else case.stage
    sets = {
        "daily_fine": str(sum_.amount),
        "daily_days": sum_.days,
        "daily_decided_on": local_date(at).isoformat(),
        "performed_on": None,
    }
    return Done(case, sets=sets, data={**values, "review": review}, documents=refs(paper), result=paper)


def _values(case: Case) -> dict[str, Any]:
    sum_ = facts.daily_sum(case.known)
    return {
        **decision_values(case),
        "fine": str(sum_.fine),
        "ordered_on": _iso(case.known.get("correction_ordered_on")),
        "rechecked_on": _iso(case.known.get("correction_rechecked_on")),
        "days": sum_.days,
        "amount": str(sum_.amount),
        "steps": sum_.steps,
    }


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
