"""Figures as far as a leader's reach goes: the organ's for the heads of the organ, the brigade's own for a brigade leader."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.reports.measures import CATALOGUE, Period
from chengguan.reports.measures.counting import Slice, months, path_of, tally
from chengguan.reports.measures.definition import Measure
from chengguan.reports.measures.figures import Reading, readings, series
from chengguan.reports.measures.records import behind


def figures(viewer: Viewer, ids: Iterable[str], period: Period) -> dict[str, Reading]:
    """Several figures by id; of a reach below the organ they are counted from the rows that the viewer may know of."""
    wanted = [name for name in ids if name in CATALOGUE]
    if viewer.reach == "bureau":
        return readings(viewer.bureau_id, wanted, period)
    return {name: _own(viewer, CATALOGUE[name], period) for name in wanted}


def _own(viewer: Viewer, measure: Measure, period: Period) -> Reading:
    of = _operands(viewer, measure, period)
    value = _share(measure, of) if of else _counted(viewer, measure, period)
    gap = measure.gap or ("" if value is not None else "期间内没有可以计算的记录")
    return Reading(measure.id, measure.name, measure.unit, measure.definition, value, gap, of)


def _operands(viewer: Viewer, measure: Measure, period: Period) -> tuple[int, int] | None:
    if measure.of is None:
        return None
    upper, lower = (_counted(viewer, CATALOGUE[name], period) for name in measure.of)
    return int(upper or 0), int(lower or 0)


def _share(measure: Measure, of: tuple[int, int]) -> Decimal | None:
    upper, lower = of
    times = 1 if measure.average else 100
    return (Decimal(upper * times) / lower).quantize(Decimal("0.01")) if lower else None


def _counted(viewer: Viewer, measure: Measure, period: Period) -> Decimal | None:
    if measure.source is None:
        return None
    return measure.scaled(_rows(viewer, measure, period).aggregate(found=tally(measure, Q()))["found"])


def _rows(viewer: Viewer, measure: Measure, period: Period) -> Any:
    return behind(viewer, measure, period).select_related(None).defer(None).order_by()


def parts(viewer: Viewer, measure_id: str, period: Period, by: str) -> list[Slice]:
    """A figure broken down by month | unit | matter | area | stage, within the viewer's reach; largest part first, months in order."""
    whole = series(viewer.bureau_id, measure_id, period, by)
    if viewer.reach == "bureau":
        return whole
    measure = CATALOGUE[measure_id]
    if measure.source is None:
        return []
    own = _by_month(viewer, measure, period) if by == "month" else _grouped(viewer, measure, period, by)
    kept = [Slice(part.key, part.label, own[part.key]) for part in whole if part.key in own]
    return kept if by == "month" else sorted(kept, key=lambda part: (-part.value, part.label))


def _by_month(viewer: Viewer, measure: Measure, period: Period) -> dict[str, Decimal]:
    assert measure.source is not None
    cut = months(period)
    asked = {f"m{n}": tally(measure, measure.source.within(measure.day, part)) for n, part in enumerate(cut)}
    found = _rows(viewer, measure, period).aggregate(**asked)
    return {f"{part.first:%Y-%m}": measure.scaled(found[f"m{n}"]) for n, part in enumerate(cut)}


def _grouped(viewer: Viewer, measure: Measure, period: Period, by: str) -> dict[str, Decimal]:
    path = path_of(measure, by)
    if not path:
        return {}
    found = _rows(viewer, measure, period).values_list(path).annotate(found=tally(measure, Q()))
    return {str(key or ""): measure.scaled(value) for key, value in found}
