"""What is asked of measures: one figure, several figures, a figure broken down. Everything that shows a number asks here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .catalogue import CATALOGUE, Period


class UnknownMeasure(LookupError):
    """No measure has this id."""


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


@dataclass(frozen=True)
class Slice:
    """One part of a figure that was broken down."""

    key: str
    label: str
    value: Decimal


def reading(bureau_id: int, measure_id: str, period: Period) -> Reading:
    """The figure of a measure. Raises UnknownMeasure."""
    measure = CATALOGUE.get(measure_id)
    if measure is None:
        raise UnknownMeasure(measure_id)
    return Reading(
        measure.id, measure.name, measure.unit, measure.definition, measure.value(bureau_id, period)
    )


def readings(bureau_id: int, measure_ids: Iterable[str], period: Period) -> dict[str, Reading]:
    """Several figures of one period by id."""
    return {name: reading(bureau_id, name, period) for name in measure_ids}


def series(bureau_id: int, measure_id: str, period: Period, by: str) -> list[Slice]:
    """A figure broken down by month | unit | matter | area | stage; the slices add up to the figure where it is a count or a sum."""
    return []


def year_before(period: Period) -> Period:
    """The same days of the year before, for 同比 (29 February becomes 28 February)."""
    return Period(_earlier(period.first), _earlier(period.last))


def _earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
