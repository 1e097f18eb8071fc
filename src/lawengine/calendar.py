"""The working calendar 工作日历: yearly notices of the State Council with make-up working days (调休), never an algorithm."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
NATIONAL: Final = "national"
WEEKDAYS: Final = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class YearNotice:
    """年度放假通知: days off (with the holiday's name) and weekend days worked, with the paper they come from.

    `layer` national = the State Council notice; any other layer = additional local rest days.
    Raises ValueError when a day is both off and worked, lies outside the year (plus the last week of the year
    before), or a make-up day is not a weekend day.
    """

    year: int
    title: str
    number: str
    off: Mapping[date, str]
    work: frozenset[date]
    verified: str = "V"
    layer: str = NATIONAL
    path: str = ""

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise ValueError(problem)

    def _problem(self) -> str:
        if not self.title:
            return "缺少通知名称"
        both = sorted(set(self.off) & self.work)
        if both:
            return f"{both[0]} 既放假又上班"
        first, last = date(self.year - 1, 12, 25), date(self.year, 12, 31)
        outside = sorted(day for day in (*self.off, *self.work) if not first <= day <= last)
        if outside:
            return f"{outside[0]} 不属于 {self.year} 年"
        weekday = sorted(day for day in self.work if day.weekday() < _SATURDAY)
        return f"{weekday[0]} 不是周末，无须调休上班" if weekday else ""


@dataclass(frozen=True)
class Calendar:
    """Which days are working days in one place; years without a notice are counted provisionally."""

    off: Mapping[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def with_notice(self, notice: YearNotice) -> Calendar:
        """A new calendar that also follows `notice`; a later national notice for a year replaces single days."""
        off = {day: name for day, name in self.off.items() if day not in notice.work} | dict(notice.off)
        work = (self.work - frozenset(notice.off)) | notice.work
        years = self.years | {notice.year} if notice.layer == NATIONAL else self.years
        return Calendar(off, work, years)

    def published(self, day: date) -> bool:
        """Whether the notice of that day's year is known; if not, results are 暂定 (provisional)."""
        return day.year in self.years

    def is_working_day(self, day: date) -> bool:
        if day in self.work:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def reason(self, day: date) -> str:
        """Why the day counts or not, when it is not an ordinary weekday: 调休上班, 国庆节, 星期日."""
        if day in self.work:
            return "调休上班"
        if day in self.off:
            return self.off[day]
        return WEEKDAYS[day.weekday()] if day.weekday() >= _SATURDAY else ""

    def next_working_day(self, day: date) -> date:
        """The day itself if worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The `count`-th working day after `start` (the start day is not counted); count 0 is `start`."""
        day = start
        while count > 0:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def subtract_working_days(self, start: date, count: int) -> date:
        """The `count`-th working day before `start`."""
        day = start
        while count > 0:
            day -= DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Working days in (after, until]; negative when until lies before after."""
        if until < after:
            return -self.working_days_between(until, after)
        return sum(self.is_working_day(day) for day in days(after + DAY, until))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both inclusive."""
    while first <= last:
        yield first
        first += DAY


def add_months(start: date, months: int) -> date:
    """期间按月、年计算: the corresponding day of the last month, or that month's last day (民法典 202)."""
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    return date(years, month + 1, min(start.day, last))


def age_on(born: date, day: date) -> int:
    """周岁: full years; an age is reached on the day after the birthday (法释〔2006〕1号 第二条, by analogy)."""
    years = day.year - born.year
    reached = (day.month, day.day) > (born.month, born.day)
    return years if reached else years - 1
