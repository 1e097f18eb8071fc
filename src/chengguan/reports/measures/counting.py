"""Counting: many figures of one period by few questions, and one figure broken down. What is counted stands in the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Aggregate, Count, Q, Sum

from chengguan.cases.models import Case
from chengguan.people.models import Unit
from chengguan.powers.models import Matter
from chengguan.reports.models.measures import MeasureState, OpenDay

from .catalogue import CATALOGUE, Measure, Period, measure_of
from .definition import KEPT

Found = dict[str, Decimal | None]
BREAKDOWNS: Final = {"month": "月份", "unit": "单位", "matter": "案由", "area": "领域", "stage": "阶段"}
STAGES: Final = dict(Case.STAGES)
NOWHERE: Final = {"unit": "机关", "matter": "没有案由", "area": "没有领域", "stage": "没有阶段"}


@dataclass(frozen=True)
class Slice:
    """One part of a figure that was broken down."""

    key: str
    label: str
    value: Decimal


def values(bureau_id: int, ids: Iterable[str], period: Period) -> Found:
    """Figures of one period by id; None where no record yields one, or where a rate has nothing to divide by."""
    wanted = [measure_of(name) for name in ids]
    needed = {m.id: m for m in _with_operands(wanted)}
    counted: dict[str, Decimal] = {}
    for batch in _batches(m for m in needed.values() if m.source is not None):
        counted |= _count(bureau_id, batch, period)
    found: Found = dict(counted)
    for measure in wanted:
        if measure.is_rate:
            found[measure.id] = _quotient(measure, operands(bureau_id, measure, period, counted))
        elif measure.waits:
            found[measure.id] = None
    return {measure.id: found[measure.id] for measure in wanted}


def operands(
    bureau_id: int, measure: Measure, period: Period, known: dict[str, Decimal] | None = None
) -> tuple[int, int]:
    """Numerator and denominator of a rate."""
    assert measure.of is not None
    found = known if known is not None else values(bureau_id, measure.of, period)
    upper, lower = (found[name] or Decimal(0) for name in measure.of)
    return int(upper), int(lower)


def _quotient(measure: Measure, of: tuple[int, int]) -> Decimal | None:
    upper, lower = of
    if not lower:
        return None
    times = 1 if measure.average else 100
    return (Decimal(upper * times) / lower).quantize(Decimal("0.01"))


def _with_operands(wanted: Iterable[Measure]) -> Iterator[Measure]:
    for measure in wanted:
        yield measure
        yield from (CATALOGUE[name] for name in measure.of or ())


def _batches(measures: Iterable[Measure]) -> list[list[Measure]]:
    """Measures that one question answers: of the same rows by the same day."""
    batches: dict[tuple[Any, ...], list[Measure]] = defaultdict(list)
    for measure in measures:
        assert measure.source is not None
        batches[measure.source.id, measure.day, measure.at_end, measure.selected, measure.kept].append(
            measure
        )
    return list(batches.values())


def _count(bureau_id: int, batch: list[Measure], period: Period) -> dict[str, Decimal]:
    first = batch[0]
    assert first.source is not None
    if first.kept and _is_kept(period.last):
        days = OpenDay.objects.filter(bureau_id=bureau_id, day=period.last)
        return {first.id: Decimal(days.aggregate(figure=Sum(first.kept))["figure"] or 0)}
    rows = first.base(bureau_id, period)
    if len(batch) == 1:
        return {
            first.id: first.scaled(rows.filter(first.where).aggregate(figure=tally(first, Q()))["figure"])
        }
    # Names of their own: a measure may be called like the column that it adds up.
    found = rows.aggregate(**{f"figure_{n}": tally(m, m.where) for n, m in enumerate(batch)})
    return {m.id: m.scaled(found[f"figure_{n}"]) for n, m in enumerate(batch)}


def tally(measure: Measure, where: Q) -> Aggregate:
    """What the database is asked to add up: rows, different values, or an amount."""
    only = where or None
    if measure.amount:
        return Sum(measure.amount, filter=only)
    if measure.distinct:
        return Count(measure.distinct, distinct=True, filter=only)
    return Count("pk", filter=only)


def _is_kept(day: date) -> bool:
    """Whether the work of the day has counted what was open on a day."""
    return MeasureState.objects.filter(name=KEPT, day__gte=day).exists()


def slices(bureau_id: int, measure: Measure, period: Period, by: str) -> list[Slice]:
    """A figure broken down; largest part first, months in their order."""
    if by not in BREAKDOWNS:
        raise ValueError(f"no breakdown by {by}")
    if measure.waits:
        return []
    if measure.of is not None:
        return _rates(bureau_id, measure, period, by)
    if by == "month":
        return _by_month(bureau_id, measure, period)
    if measure.kept and by in ("unit", "stage") and _is_kept(period.last):
        days = OpenDay.objects.filter(bureau_id=bureau_id, day=period.last).order_by()
        path = "squad_id" if by == "unit" else "stage"
        found = list(days.values_list(path).annotate(figure=Sum(measure.kept)))
    else:
        found = _grouped(bureau_id, measure, period, by)
    return _labelled(measure, by, [(key, value) for key, value in found if value])


def _rates(bureau_id: int, measure: Measure, period: Period, by: str) -> list[Slice]:
    assert measure.of is not None
    upper, lower = (slices(bureau_id, CATALOGUE[name], period, by) for name in measure.of)
    above = {part.key: part.value for part in upper}
    found = []
    for part in lower:
        value = _quotient(measure, (int(above.get(part.key, 0)), int(part.value)))
        if value is not None:
            found.append(Slice(part.key, part.label, value))
    return found


def months(period: Period) -> list[Period]:
    """The calendar months of a period, cut at its ends."""
    found, day = [], period.first
    while day <= period.last:
        whole = Period.month(day.year, day.month)
        found.append(Period(day, min(whole.last, period.last)))
        day = date(whole.last.year + whole.last.month // 12, whole.last.month % 12 + 1, 1)
    return found


def _by_month(bureau_id: int, measure: Measure, period: Period) -> list[Slice]:
    """Months of the counted day; of a measure of the period's end, the ends of months."""
    assert measure.source is not None
    parts = months(period)
    if measure.at_end:
        found = {str(n): values(bureau_id, [measure.id], part)[measure.id] for n, part in enumerate(parts)}
    else:
        asked = {
            f"m{n}": tally(measure, measure.source.within(measure.day, part)) for n, part in enumerate(parts)
        }
        answer = measure.rows(bureau_id, period).aggregate(**asked)
        found = {str(n): measure.scaled(answer[f"m{n}"]) for n in range(len(parts))}
    return [
        Slice(f"{part.first:%Y-%m}", f"{part.first.year}年{part.first.month}月", found[str(n)] or Decimal(0))
        for n, part in enumerate(parts)
    ]


def path_of(measure: Measure, by: str) -> str:
    """The column by which the rows of a measure are broken down; empty where they have no such thing."""
    assert measure.source is not None
    source = measure.source
    return {
        "unit": source.unit_path,
        "matter": source.matter,
        "area": source.area,
        "stage": source.stage,
    }[by]


def _grouped(bureau_id: int, measure: Measure, period: Period, by: str) -> list[tuple[Any, Any]]:
    rows, path = measure.rows(bureau_id, period).order_by(), path_of(measure, by)
    if not path:
        return [("", rows.aggregate(figure=tally(measure, Q()))["figure"])]
    return list(rows.values_list(path).annotate(figure=tally(measure, Q())))


def _labelled(measure: Measure, by: str, found: list[tuple[Any, Any]]) -> list[Slice]:
    keys = {key for key, _ in found if key not in (None, "")}
    names: dict[Any, str] = {}
    if by == "unit":
        names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    elif by == "matter":
        names = dict(Matter.objects.filter(pk__in=keys).values_list("pk", "title"))
    elif by == "stage":
        names = {key: STAGES.get(key, key) for key in keys}
    parts = [
        Slice(str(key or ""), (names.get(key) or str(key)) if key else NOWHERE[by], measure.scaled(value))
        for key, value in found
    ]
    return sorted(parts, key=lambda part: (-part.value, part.label))
