"""工作日历 as a year of months."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Final

from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from chengguan.powers.models import CalendarNotice
from lawengine import Calendar

FIRST_YEAR: Final = 2010
MONDAY_FIRST: Final = calendar.Calendar(firstweekday=0)


@dataclass(frozen=True)
class Day:
    """One day: `kind` is work | rest | holiday | made_up, empty for days of other months."""

    day: date
    kind: str
    reason: str
    today: bool


@dataclass(frozen=True)
class Month:
    """One month as weeks from Monday, and its number of working days."""

    number: int
    weeks: list[list[Day | None]]
    working_days: int


@dataclass(frozen=True)
class YearView:
    """A year: published or provisional, from which notice, and the days that differ from the week."""

    year: int
    published: bool
    years: list[int]
    months: list[Month]
    holidays: list[tuple[str, date, date, int]]
    made_up: list[date]
    notice: CalendarNotice | None
    working_days: int


def year_view(viewer: Viewer, year: int, on: date) -> YearView:
    """The working calendar of the viewer's place for a year. One query."""
    known = book().calendar(viewer.jurisdiction)
    months = [_month(known, year, number, on) for number in range(1, 13)]
    span = sorted({*known.years, on.year, on.year + 1, year})
    return YearView(
        year=year,
        published=year in known.years,
        years=[item for item in span if item >= FIRST_YEAR],
        months=months,
        holidays=_holidays(known, year),
        made_up=sorted(day for day in known.work if day.year == year),
        notice=CalendarNotice.objects.filter(year=year).first(),
        working_days=sum(month.working_days for month in months),
    )


def _month(known: Calendar, year: int, number: int, on: date) -> Month:
    weeks = [
        [_day(known, day, on) if day.month == number else None for day in week]
        for week in MONDAY_FIRST.monthdatescalendar(year, number)
    ]
    worked = sum(1 for week in weeks for day in week if day and day.kind in ("work", "made_up"))
    return Month(number, weeks, worked)


def _day(known: Calendar, day: date, on: date) -> Day:
    if day in known.work:
        kind = "made_up"
    elif day in known.off:
        kind = "holiday"
    else:
        kind = "work" if known.is_working_day(day) else "rest"
    return Day(day, kind, known.reason(day), day == on)


def _holidays(known: Calendar, year: int) -> list[tuple[str, date, date, int]]:
    """Runs of days off of one name: name, first, last, number of days."""
    runs: list[tuple[str, date, date, int]] = []
    for day in sorted(day for day in known.off if day.year == year):
        name = known.off[day]
        if runs and runs[-1][0] == name and (day - runs[-1][2]).days == 1:
            runs[-1] = (name, runs[-1][1], day, runs[-1][3] + 1)
        else:
            runs.append((name, day, day, 1))
    return runs
