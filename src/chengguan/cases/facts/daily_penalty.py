"""Facts of 按日连续处罚 (生态环境法典 第一千零六十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Sheet

from .base import case_sheet
from .enforcement import said
from .execution import fine_of
from .known import Known, day


@dataclass(frozen=True)
class DailySum:
    """按日连续处罚的计算: from the day after the order to the day of the recheck, each day the original fine. Yuan."""

    fine: Decimal
    first: str
    last: str
    days: int
    amount: Decimal

    @property
    def steps(self) -> list[str]:
        """The sum in words."""
        if not self.days:
            return ["没有连续违法的日数"]
        return [
            f"自责令改正之日的次日{self.first}起，至复查发现继续违法之日{self.last}止，共{self.days}日",
            f"原处罚数额{self.fine:,.2f}元 × {self.days}日 = {self.amount:,.2f}元",
        ]


def daily_sum(known: Known) -> DailySum:
    """The sum for a case; zero days where the order or the recheck is missing."""
    ordered, rechecked = day(known, "correction_ordered_on"), day(known, "correction_rechecked_on")
    fine = fine_of(known)
    if ordered is None or rechecked is None or known.get("corrected") is not False:
        return DailySum(fine, "", "", 0, Decimal(0))
    days = max((rechecked - ordered).days, 0)
    first = (ordered + timedelta(days=1)).isoformat()
    return DailySum(fine, first, rechecked.isoformat(), days, fine * days)


def notice(
    *, actor: Viewer, at: datetime, case: Case, pollution: bool, facts_found: str, basis: str,
    approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.issue_daily_notice."""
    inputs = {"daily_act_kind": pollution, "daily_basis_stated": said(facts_found) and said(basis)}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def impose(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    defence: str,
    hearing: str,
    review: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.impose_daily_penalty."""
    inputs = {
        "daily_defence_handled": said(defence),
        "daily_hearing_settled": hearing in ("not_asked", "held"),
        "daily_reviewed": said(review),
        "daily_days": daily_sum(case.known).days,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)
