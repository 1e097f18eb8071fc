"""Counting backwards from a last day 倒推: the latest day on which something must happen so that a period is over in time.

申请人民法院强制执行 (行政强制法 53, 54): the application has to be made within three months, and only after ten (working)
days since service of the demand. So there is a last lawful day for serving the demand, and it lies weeks before the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .calendar import DAY, Calendar
from .citation import Citation
from .clock import ClockNorm, ClockReading, midnight_after, read

if TYPE_CHECKING:
    from .book import NormBook


@dataclass(frozen=True, slots=True)
class CourtPlan:
    """申请法院强制执行的时间安排.

    `opens_on` first day on which the window is open; `apply_by` its last day without moving over rest days (the safe reading);
    `arguable_by` the same moved to the next working day; `file_by` the last working day not later than `apply_by`;
    `demand_by` the latest day of service of the demand that leaves its whole term before `file_by`.
    """

    window_from: date
    opens_on: date
    apply_by: date
    arguable_by: date
    file_by: date
    demand_by: date
    provisional: bool
    steps: tuple[str, ...]
    cites: tuple[Citation, ...]
    verified: str


def court_plan(
    book: NormBook,
    *,
    window_from: date,
    jurisdiction: str,
    window: str = "court_application",
    demand: str = "court_demand_10",
) -> CourtPlan:
    """The plan of an application to the court. `window_from` is the day on which the periods of relief (or a deferral) ended.

    Raises UnknownNorm where one of the two periods did not exist.
    """
    calendar = book.calendar(jurisdiction)
    forward = read(book, window, started=window_from, as_of=window_from, jurisdiction=jurisdiction)
    file_by = _last_working_day(calendar, forward.due_on)
    norm = book.clock(demand, on=window_from, jurisdiction=jurisdiction)
    demand_by = latest_start(calendar, norm, file_by)
    steps = [*forward.steps]
    if file_by != forward.due_on:
        steps.append(
            f"{forward.due_on}（{calendar.reason(forward.due_on)}）法院不办公，最迟 {file_by} 递交申请"
        )
    steps.append(f"递交申请之前，催告书送达后须满{norm.length.title}（送达当日不计）")
    steps.append(f"自 {file_by} 的前一日倒推{norm.length.title}，催告书最迟 {demand_by} 送达")
    provisional = forward.provisional or not (calendar.published(file_by) and calendar.published(demand_by))
    if provisional:
        steps.append("涉及尚未公布放假安排的年份，结果暂定")
    return CourtPlan(
        window_from=window_from,
        opens_on=window_from + DAY,
        apply_by=forward.due_on,
        arguable_by=calendar.next_working_day(forward.due_on),
        file_by=file_by,
        demand_by=demand_by,
        provisional=provisional,
        steps=tuple(steps),
        cites=(*forward.cites, *norm.cites),
        verified="P",
    )


def latest_start(calendar: Calendar, norm: ClockNorm, before: date) -> date:
    """The latest day on which a period of days may begin so that its last day lies before `before`.

    Raises ValueError for periods of months or years, which do not count back unambiguously.
    """
    if norm.length.unit == "working_days":
        return calendar.subtract_working_days(before, norm.length.count) - DAY
    if norm.length.unit != "days":
        raise ValueError(f"期限 {norm.id} 不是按日计算，不能倒推")
    return before - (norm.length.count + 1) * DAY


def demand_reading(plan: CourtPlan, *, clock: str, title: str, as_of: date) -> ClockReading:
    """最迟送达催告书 as a period that pages and duties show like any other."""
    return ClockReading(
        clock=clock,
        title=title,
        started_on=plan.window_from,
        due_on=plan.demand_by,
        due_at=midnight_after(plan.demand_by),
        state="overdue" if as_of > plan.demand_by else "running",
        provisional=plan.provisional,
        steps=plan.steps,
        cites=plan.cites,
        verified=plan.verified,
        days_left=(plan.demand_by - as_of).days,
        late=as_of > plan.demand_by,
        on_expiry="warn",
    )


def _last_working_day(calendar: Calendar, day: date) -> date:
    while not calendar.is_working_day(day):
        day -= DAY
    return day
