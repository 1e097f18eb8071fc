"""What is asked of measures: one figure, several figures, a figure broken down. Everything that shows a number asks here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import counting
from .catalogue import Measure, Period, UnknownMeasure, measure_of
from .counting import Slice

__all__ = ["Reading", "Slice", "UnknownMeasure", "reading", "readings", "series", "year_before"]


@dataclass(frozen=True)
class Reading:
    """One figure of one period. `value` is None when no record yields it: `gap` then says why. `of`: numerator and denominator of a rate."""

    id: str
    name: str
    unit: str
    definition: str
    value: Decimal | None
    gap: str = ""
    of: tuple[int, int] | None = None


def reading(bureau_id: int, measure_id: str, period: Period) -> Reading:
    """The figure of a measure. Raises UnknownMeasure."""
    return readings(bureau_id, [measure_id], period)[measure_id]


def readings(bureau_id: int, measure_ids: Iterable[str], period: Period) -> dict[str, Reading]:
    """Several figures of one period by id, asked of the database together. Raises UnknownMeasure."""
    wanted = {name: measure_of(name) for name in measure_ids}
    operands = {name for measure in wanted.values() for name in measure.of or ()}
    found = counting.values(bureau_id, {*(m.id for m in wanted.values()), *operands}, period)
    known = {name: value for name, value in found.items() if value is not None}
    return {
        name: _reading(measure, found[measure.id], _operands(bureau_id, measure, period, known))
        for name, measure in wanted.items()
    }


def _operands(
    bureau_id: int, measure: Measure, period: Period, known: dict[str, Decimal]
) -> tuple[int, int] | None:
    return counting.operands(bureau_id, measure, period, known) if measure.is_rate else None


def _reading(measure: Measure, value: Decimal | None, of: tuple[int, int] | None) -> Reading:
    gap = measure.gap
    if value is None and not gap:
        gap = "期间内没有可以计算的记录"
    return Reading(measure.id, measure.name, measure.unit, measure.definition, value, gap, of)


def series(bureau_id: int, measure_id: str, period: Period, by: str) -> list[Slice]:
    """A figure broken down by month | unit | matter | area | stage; the slices add up to the figure where it is a count or a sum."""
    return counting.slices(bureau_id, measure_of(measure_id), period, by)


def year_before(period: Period) -> Period:
    """The same days of the year before, for 同比 (29 February becomes 28 February)."""
    return Period(_earlier(period.first), _earlier(period.last))


def _earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
