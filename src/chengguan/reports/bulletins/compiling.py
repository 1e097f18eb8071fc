"""编制通报: what one month of a bureau looks like on a day, as plain content that is frozen when the bulletin is issued."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.ledger.norms import book
from chengguan.people.models import Bureau, Unit
from chengguan.reports.issued import Spot, ask, text_of
from chengguan.reports.measures import Period
from chengguan.reports.measures.figures import Reading, series

from .problems import FINDERS, Month, Problem

UNIT_FIGURES: Final = ("cases_filed", "penalty_cases", "cases_closed", "fines")
UNIT_PROBLEMS: Final = ("overdue", "near", "late")
OTHER: Final = "其他"
Content = dict[str, Any]


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def month_before(period: Period) -> Period:
    return month_of(period.first - timedelta(days=1))


def month_year_before(period: Period) -> Period:
    return month_of(period.first.replace(year=period.first.year - 1))


def compile_month(bureau: Bureau, month: date, as_of: date) -> Content:
    """总体情况、存在问题、分单位情况 of a month. Amounts and counts as text, so that they freeze without loss."""
    period = month_of(month)
    near_days = _near_days(bureau, as_of)
    found = _problems(bureau, Month(bureau, period, as_of, near_days))
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "as_of": as_of.isoformat(),
        "near_days": near_days,
        "figures": _figures(bureau, period, as_of),
        "problems": [
            {**item, "count": len(rows), "rows": [row.as_data() for row in rows]} for item, rows in found
        ],
        "units": _units(bureau, period, {str(item["id"]): rows for item, rows in found}),
    }


def _near_days(bureau: Bureau, on: date) -> int:
    found = book().threshold("bulletin_near_days", on=on, jurisdiction=bureau.jurisdiction)
    return int(getattr(found, "value", 0) or 0)


def _items(name: str, bureau: Bureau, on: date) -> tuple[Mapping[str, Any], ...]:
    listing = book().listing(name, on=on, jurisdiction=bureau.jurisdiction)
    return listing.rows() if listing else ()


def _figures(bureau: Bureau, period: Period, on: date) -> list[dict[str, Any]]:
    items = _items("bulletin_figures", bureau, on)
    ids = [str(item["id"]) for item in items]
    now, before, earlier = (
        ask(bureau.pk, ids, each) for each in (period, month_before(period), month_year_before(period))
    )
    return [_figure(item, now, before, earlier) for item in items]


def _figure(
    item: Mapping[str, Any],
    now: Mapping[str, Reading],
    before: Mapping[str, Reading],
    earlier: Mapping[str, Reading],
) -> dict[str, Any]:
    found = now[str(item["id"])]
    return {
        "measure": found.id,
        "name": str(item.get("title") or found.name),
        "level": int(item.get("level") or 0),
        "unit": found.unit,
        "value": text_of(found.value),
        "before": text_of(before[found.id].value),
        "year_before": text_of(earlier[found.id].value),
        "gap": found.gap,
    }


def _problems(bureau: Bureau, month: Month) -> list[tuple[dict[str, Any], list[Problem]]]:
    """Kinds of problems that the norm lists, each with what was found."""
    return [
        ({name: str(item.get(name, "")) for name in ("id", "title", "basis", "advice")}, FINDERS[kind](month))
        for item in _items("bulletin_problems", bureau, month.as_of)
        if (kind := str(item["id"])) in FINDERS
    ]


def _units(bureau: Bureau, period: Period, problems: Mapping[str, list[Problem]]) -> list[dict[str, Any]]:
    """分单位情况: figures and problems of each unit, units with neither left out."""
    names = dict(Unit.objects.filter(bureau=bureau).values_list("pk", "name"))
    table: dict[str, dict[str, Decimal]] = {}
    for measure in UNIT_FIGURES:
        for part in series(bureau.pk, measure, period, "unit"):
            row = table.setdefault(part.label or OTHER, {})
            row[measure] = row.get(measure, Decimal(0)) + part.value
    for kind in UNIT_PROBLEMS:
        for problem in problems.get(kind, ()):
            row = table.setdefault(names.get(problem.unit or 0, OTHER), {})
            row[kind] = row.get(kind, Decimal(0)) + 1
    order = {name: place for place, name in enumerate(sorted(names.values()))}
    columns = (*UNIT_FIGURES, *UNIT_PROBLEMS)
    return [
        {"name": name, **{column: text_of(table[name].get(column, Decimal(0))) for column in columns}}
        for name in sorted(table, key=lambda name: (order.get(name, len(order)), name))
    ]


def spots(content: Content) -> list[Spot]:
    """Every figure of a content with its place and period; figures that no record yields are left out."""
    now = Period(date.fromisoformat(content["first"]), date.fromisoformat(content["last"]))
    periods = (("value", now), ("before", month_before(now)), ("year_before", month_year_before(now)))
    return [
        Spot(f"figure/{row['measure']}/{column}", row["measure"], period, Decimal(row[column]))
        for row in content["figures"]
        for column, period in periods
        if row[column] is not None
    ]
