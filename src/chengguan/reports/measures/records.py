"""The records behind a figure, page by page, under the viewer's rights; and the list of figures with the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet

from chengguan.base.paging import Cursor, sliced
from chengguan.base.viewer import Viewer

from . import counting
from .catalogue import CATALOGUE, GROUPS, Measure, Period, RecordRow, UnknownMeasure, measure_of
from .figures import Reading, readings, year_before

SIZE: Final = 50


@dataclass(frozen=True)
class Figure:
    """One figure as the page of measures shows it, with the year before."""

    id: str
    name: str
    unit: str
    definition: str
    value: Decimal | None
    before: Decimal | None
    gap: str = ""
    of: tuple[int, int] | None = None
    rule: str = ""


@dataclass(frozen=True)
class Group:
    """Figures that belong together."""

    title: str
    figures: list[Figure]


@dataclass(frozen=True)
class RecordPage:
    """One page of records. `hidden`: there are records behind the figure that the viewer may not see."""

    rows: list[RecordRow]
    earlier: str
    later: str
    hidden: bool


def board_figures(viewer: Viewer, period: Period | int) -> list[Figure]:
    """All measures of the viewer's bureau for a period (a year by its number) and the year before."""
    if not viewer.bureau_id:
        return []
    now = Period.year(period) if isinstance(period, int) else period
    this = readings(viewer.bureau_id, CATALOGUE, now)
    before = readings(viewer.bureau_id, CATALOGUE, year_before(now))
    return [_figure(this[name], before[name], CATALOGUE[name]) for name in CATALOGUE]


def _figure(now: Reading, before: Reading, measure: Measure) -> Figure:
    return Figure(
        now.id,
        now.name,
        now.unit,
        now.definition,
        now.value,
        before.value,
        now.gap,
        now.of,
        "" if measure.is_rate or measure.waits else measure.rule,
    )


def grouped(found: list[Figure]) -> list[Group]:
    """Figures by what they tell of, in the order of the catalogue."""
    by_group: dict[str, list[Figure]] = {title: [] for title in GROUPS}
    for figure in found:
        by_group[CATALOGUE[figure.id].group].append(figure)
    return [Group(title, rows) for title, rows in by_group.items()]


def behind(viewer: Viewer, measure: Measure, period: Period, *, by: str = "", key: str = "") -> QuerySet[Any]:
    """The counted rows that the viewer may know of: of a rate, those that it divides by; of one part, where asked."""
    counted = CATALOGUE[measure.of[1]] if measure.of else measure
    assert counted.source is not None
    rows = counted.rows(viewer.bureau_id, period)
    rows = counted.source.seen_by(rows, viewer)
    if by:
        rows = rows.filter(_part(counted, period, by, key))
    rows = rows.select_related(*counted.source.shown) if counted.source.shown else rows
    return rows.defer(*counted.source.deferred) if counted.source.deferred else rows


def _part(measure: Measure, period: Period, by: str, key: str) -> Q:
    """The rows of one part of a breakdown."""
    assert measure.source is not None
    if by == "month":
        found = next((part for part in counting.months(period) if f"{part.first:%Y-%m}" == key), None)
        if found is None:
            return Q(pk__in=[])
        return measure.at_end(found.last) if measure.at_end else measure.source.within(measure.day, found)
    path = counting.path_of(measure, by)
    if not path:
        return Q()
    if not path.endswith(("_id", "matter")):
        return Q(**{path: key})
    if not key:
        return Q(**{f"{path}__isnull": True})
    return Q(**{path: int(key) if key.isdigit() else -1})


def record_page(
    viewer: Viewer, measure: Measure, period: Period, asked: Cursor, *, by: str = "", key: str = ""
) -> RecordPage:
    """One page of the records, newest first."""
    rows = behind(viewer, measure, period, by=by, key=key)
    found = sliced(rows, asked, column=_day_column(measure), size=SIZE)
    source = _source(measure)
    shown = [source.show(row) for row in found.rows]
    return RecordPage(shown, found.earlier, found.later, hidden=viewer.reach != "bureau")


def _source(measure: Measure) -> Any:
    return (CATALOGUE[measure.of[1]] if measure.of else measure).source


def _day_column(measure: Measure) -> str:
    """The counted day, where it is a column of the row itself and therefore never empty."""
    counted = CATALOGUE[measure.of[1]] if measure.of else measure
    return "" if counted.at_end or "__" in counted.day else counted.day


def export_rows(viewer: Viewer, measure: Measure, period: Period) -> Iterator[tuple[Any, ...]]:
    """All records that the viewer may see, for a spreadsheet."""
    source = _source(measure)
    for number, row in enumerate(behind(viewer, measure, period).order_by("pk").iterator(chunk_size=2000), 1):
        shown = source.show(row)
        yield number, shown.label, shown.note, shown.amount


def records_of(
    viewer: Viewer, measure_id: str, year: int, *, limit: int = 200
) -> tuple[Measure, Decimal | None, list[RecordRow]] | None:
    """The first records behind a figure of a year, through the viewer's gate; None when there is no such measure."""
    try:
        measure = measure_of(measure_id)
    except UnknownMeasure:
        return None
    if not viewer.bureau_id:
        return None
    period = Period.year(year)
    value = counting.values(viewer.bureau_id, [measure.id], period)[measure.id]
    source = _source(measure)
    if source is None:
        return measure, value, []
    rows = behind(viewer, measure, period).order_by("-pk")[:limit]
    return measure, value, [source.show(row) for row in rows]


def by_matter(bureau_id: int, period: Period) -> dict[str, int]:
    """Penalty cases of a period by cause."""
    causes = CATALOGUE["penalty_cases"].records(bureau_id, period).order_by().values_list("cause", flat=True)
    counts: dict[str, int] = {}
    for cause in causes:
        counts[cause] = counts.get(cause, 0) + 1
    return counts


def review_pass_rate(bureau_id: int, period: Period) -> tuple[int, int]:
    """法制审核通过率 with its denominator."""
    return counting.operands(bureau_id, CATALOGUE["legal_review_pass_rate"], period)


def upload_on_time(bureau_id: int, period: Period) -> tuple[int, int]:
    """按时上传率 with its denominator."""
    return counting.operands(bureau_id, CATALOGUE["upload_on_time_rate"], period)
