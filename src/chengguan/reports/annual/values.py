"""Figures of a report: for every mark in its text what stands there, where it comes from, or why nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import Q

from chengguan.base.dates import local_date
from chengguan.ledger.models import Entry
from chengguan.reports.measures import figures as measures
from chengguan.reports.measures.catalogue import CATALOGUE, Period
from chengguan.reports.models import AnnualReport, FrozenFigure, StatedFigure

from .text import BEFORE, ISSUED, Block, Mark, marks_in

RECORD, STATED, EARLIER, GAP, UNKNOWN = "record", "stated", "earlier", "gap", "unknown"
SCALES: Final = {"万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
NO_RECORD: Final = "没有记录产生这个数字"
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Figure:
    """One figure of one year. `basis`: record | stated | earlier | gap | unknown; `why` says what a gap lacks, `source` whence it was stated."""

    id: str
    when: str
    year: int
    name: str
    unit: str
    definition: str
    value: Decimal | None
    basis: str
    why: str = ""
    of: tuple[int, int] | None = None
    about: bool = False
    source: str = ""

    @property
    def slug(self) -> str:
        return f"{self.id}-{self.when}" if self.when else self.id

    @property
    def shown(self) -> str:
        return plain(self.value) if self.value is not None else ""


@dataclass(frozen=True)
class Shown:
    """What a mark prints. `slugs`: the figures behind it; `gap` says why it prints nothing."""

    text: str
    basis: str
    slugs: tuple[str, ...]
    hint: str
    gap: str = ""


def plain(value: Decimal) -> str:
    """A figure as reports print it: no separators, no needless decimals."""
    text = f"{value.normalize():f}"
    return "0" if text == "-0" else text


class Figures:
    """All figures that a text names. Looks each up once; knows nothing of who reads."""

    def __init__(self, found: Mapping[tuple[str, str], Figure], year: int) -> None:
        self._found, self.year = dict(found), year

    def at(self, name: str, when: str = "") -> Figure:
        """The figure; one that was not gathered is unknown."""
        found = self._found.get((name, when))
        return found or Figure(
            name, when, self.year, name, "", "", None, UNKNOWN, f"没有编号为 {name} 的指标"
        )

    def all(self) -> list[Figure]:
        """The figures in the order of the text."""
        return list(self._found.values())

    def shown(self, mark: Mark) -> Shown:
        """What stands in the text for a mark."""
        if mark.form == "change":
            return self._change(mark)
        if mark.form == "rate" and mark.of:
            return self._share(mark)
        figure = self.at(mark.id, mark.when)
        hint = _hint(figure)
        if figure.value is None:
            return Shown("", figure.basis, (), hint, figure.why)
        words = plain(_scaled(figure.value, mark.unit)) + ("余" if figure.about else "")
        if mark.form == "rate":
            words += "%"
            if figure.of is not None:
                words += f"（{figure.of[0]}/{figure.of[1]}）"
        return Shown(words, figure.basis, (figure.slug,), hint)

    def _share(self, mark: Mark) -> Shown:
        part, whole = self.at(mark.id, mark.when), self.at(mark.of, mark.when)
        hint = f"{_hint(part)}；{_hint(whole)}"
        if part.value is None or whole.value is None:
            lacking = part if part.value is None else whole
            return Shown("", lacking.basis, (), hint, lacking.why)
        if not whole.value:
            return Shown("", GAP, (), hint, f"{whole.name}为0，算不出比率")
        share = _percent(part.value, whole.value)
        words = f"{plain(share)}%（{plain(part.value)}/{plain(whole.value)}）"
        return Shown(words, _weaker(part, whole), (part.slug, whole.slug), hint)

    def _change(self, mark: Mark) -> Shown:
        now, then = self.at(mark.id), self.at(mark.id, mark.when or BEFORE)
        hint = f"{_hint(now)}；{_hint(then)}"
        lacking = next((one for one in (now, then) if one.value is None), None)
        if lacking is not None:
            return Shown("", lacking.basis, (), hint, lacking.why)
        assert now.value is not None and then.value is not None
        if not then.value:
            return Shown("", GAP, (), hint, f"上年{now.name}为0，算不出同比")
        return Shown(change(now.value, then.value), _weaker(now, then), (now.slug, then.slug), hint)


def change(now: Decimal, then: Decimal) -> str:
    """同比 in words: 上升12.5%, 下降3%, 持平."""
    if now == then:
        return "持平"
    share = _percent(abs(now - then), then)
    return f"{'上升' if now > then else '下降'}{plain(share)}%"


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * HUNDRED / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _scaled(value: Decimal, unit: str) -> Decimal:
    return (value / SCALES[unit]).quantize(Decimal("0.01"), ROUND_HALF_UP) if unit in SCALES else value


def _weaker(one: Figure, other: Figure) -> str:
    order = (RECORD, EARLIER, STATED)
    return max(one.basis, other.basis, key=order.index)


def _hint(figure: Figure) -> str:
    value = f"{plain(figure.value)}{figure.unit}" if figure.value is not None else figure.why
    return f"{figure.year}年{figure.name}：{value}"


def wanted(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Figures that a text names, in its order: id and '', before or issued."""
    out: dict[tuple[str, str], None] = {}
    for block in blocks:
        for mark in marks_in(block):
            for name in mark.ids:
                out[name, "" if mark.form == "change" else mark.when] = None
            if mark.form == "change":
                out[mark.id, mark.when or BEFORE] = None
    return list(out)


def gather(report: AnnualReport, blocks: Sequence[Block]) -> Figures:
    """Every figure of a text, from records, from what was stated, from last year's report."""
    return figures_for(report, wanted(blocks))


def figures_for(report: AnnualReport, names: Sequence[tuple[str, str]]) -> Figures:
    """The named figures of a report."""
    year = report.year
    begun = first_year(report)
    known = {
        "": _readings(report.bureau_id, (n for n, when in names if not when), year, begun),
        BEFORE: _readings(report.bureau_id, (n for n, when in names if when == BEFORE), year - 1, begun),
        ISSUED: {},
    }
    stated = {(row.figure, row.year): row for row in report.stated.filter(current=True)}
    asked = {name for name, when in names if when}
    earlier = {row.measure: row for row in issued_before(report) if row.measure in asked}
    found = {
        (name, when): _figure(name, when, year, known[when].get(name), stated, earlier)
        for name, when in names
    }
    return Figures(found, year)


def first_year(report: AnnualReport) -> int:
    """The year in which the bureau began to handle cases on the platform: of earlier years there are no records, and zero would be a lie."""
    work = Q(kind__startswith="lead.") | Q(kind__startswith="case.") | Q(kind__startswith="summary.")
    rows = Entry.objects.filter(work, bureau_code=report.bureau.code).order_by("id")
    began = rows.values_list("at", flat=True).first()
    return local_date(began).year if began is not None else report.year + 1


def _readings(bureau_id: int, names: Iterable[str], year: int, begun: int) -> dict[str, measures.Reading]:
    listed = [name for name in names if name in CATALOGUE and (year >= begun or CATALOGUE[name].at_end)]
    return measures.readings(bureau_id, listed, Period.year(year)) if listed else {}


def issued_before(report: AnnualReport) -> list[FrozenFigure]:
    """Figures of the year before as that year's issued report of the bureau gives them."""
    rows = FrozenFigure.objects.filter(
        report__bureau_id=report.bureau_id,
        report__kind=report.kind,
        report__year=report.year - 1,
        year=report.year - 1,
    )
    if report.officer_id is not None:
        rows = rows.filter(report__officer_id=report.officer_id)
    return list(rows.select_related("report").defer("records"))


def _figure(
    name: str,
    when: str,
    year: int,
    reading: measures.Reading | None,
    stated: Mapping[tuple[str, int], StatedFigure],
    earlier: Mapping[str, FrozenFigure],
) -> Figure:
    of_year = year - 1 if when else year
    if reading is not None and reading.value is not None:
        return Figure(
            name, when, of_year, reading.name, reading.unit, reading.definition, reading.value, RECORD, of=reading.of
        )  # fmt: skip
    row = stated.get((name, of_year))
    if row is not None and when != ISSUED:
        return _stated(name, when, row, reading)
    if when and name in earlier:
        return _earlier(name, when, earlier[name])
    if reading is not None:
        why = reading.gap or NO_RECORD
        return Figure(name, when, of_year, reading.name, reading.unit, reading.definition, None, GAP, why)
    if name in CATALOGUE:
        why = f"{year - 1}年度报告没有这个数字" if when == ISSUED else f"平台中没有本局{of_year}年的记录"
        return Figure(name, when, of_year, CATALOGUE[name].name, CATALOGUE[name].unit, "", None, GAP, why)
    return Figure(name, when, of_year, name, "", "", None, UNKNOWN, f"没有编号为 {name} 的指标，也没有填报")


def _stated(name: str, when: str, row: StatedFigure, reading: measures.Reading | None) -> Figure:
    source = f"{row.source}（{row.source_on.isoformat()}）"
    definition = reading.definition if reading is not None else f"填报数，来源：{source}"
    return Figure(
        name, when, row.year, row.name, row.unit, definition, row.value, STATED, about=row.about, source=source
    )  # fmt: skip


def _earlier(name: str, when: str, row: FrozenFigure) -> Figure:
    source = f"{row.report.title}{row.report.number}"
    return Figure(
        name, when, row.year, row.name, row.unit, row.definition, row.value, EARLIER, source=source
    )  # fmt: skip
