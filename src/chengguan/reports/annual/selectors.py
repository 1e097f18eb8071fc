"""Annual reports as pages read them: the board, one report with its problems, changes between drafts, figures and their records."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.models import Publication
from chengguan.people.selectors import colleagues
from chengguan.reports.measures import figures as measures
from chengguan.reports.measures.catalogue import CATALOGUE, Period
from chengguan.reports.models import AnnualOpinion, AnnualReport, AnnualText, FrozenFigure, StatedFigure
from lawengine.clock import ClockReading

from . import checking, facts
from .checking import Problem
from .numbers import Loose, loose_numbers, resembles, same_unit
from .rendering import Line, Run, lines
from .text import TABLE, Block, blocks_of, places, sections, typed
from .tracking import Tracked, Version, tracked
from .values import NO_RECORD, Figures, first_year, plain

RECORDS_SHOWN: Final = 200
SUGGESTED: Final = 6


@dataclass(frozen=True)
class BoardRow:
    """One report on the board with its running clock."""

    report: AnnualReport
    clock: ClockReading | None


def board(viewer: Viewer, on: date) -> list[BoardRow]:
    """Reports of the bureau, newest year first."""
    rows = (
        AnnualReport.objects.visible_to(viewer)
        .select_related("bureau", "officer")
        .order_by("-year", "kind", "id")
    )
    return [BoardRow(report, next(iter(clocks(report, on)), None)) for report in rows[:100]]


def clocks(report: AnnualReport, on: date) -> list[ClockReading]:
    """报送、公开期限 of an annual report; a 述法 report has none by law."""
    if report.kind != AnnualReport.ANNUAL:
        return []
    readings = [facts.clock_of(report, clock, on) for clock in facts.CLOCKS]
    return sorted(readings, key=lambda one: one.state == "stopped")


def report_for(viewer: Viewer, pk: uuid.UUID) -> AnnualReport | None:
    rows = AnnualReport.objects.visible_to(viewer).select_related("bureau", "officer", "pdf", "docx")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True)
class ReportPage:
    """One report: its text as it reads now, what is wrong with it, who said what."""

    report: AnnualReport
    text: AnnualText
    lines: Sequence[Line]
    sections: Sequence[tuple[int, Sequence[Line]]]
    problems: Sequence[Problem]
    opinions: Sequence[AnnualOpinion]
    stated: Sequence[StatedFigure]
    clocks: Sequence[ClockReading]
    drafts_needed: int

    @property
    def blocking(self) -> int:
        return sum(problem.blocking for problem in self.problems)

    @property
    def open_opinions(self) -> int:
        return sum(opinion.settled_at is None for opinion in self.opinions)


def report_page(report: AnnualReport, on: date) -> ReportPage:
    """Everything of one report; an issued one is read from what was frozen."""
    text = facts.latest(report)
    blocks = blocks_of(text.blocks)
    if report.is_issued:
        shown: Sequence[Line] = frozen_lines(report)
        problems: Sequence[Problem] = ()
    else:
        checked = checking.check(report, blocks)
        shown, problems = _shown(report, blocks, checked.figures), checked.problems
    return ReportPage(
        report=report,
        text=text,
        lines=shown,
        sections=_by_section(shown),
        problems=problems,
        opinions=list(report.opinions.order_by("at", "id")),
        stated=list(report.stated.filter(current=True).order_by("id")),
        clocks=clocks(report, on),
        drafts_needed=facts.drafts_needed(report),
    )


def _shown(report: AnnualReport, blocks: Sequence[Block], found: Figures) -> list[Line]:
    return lines(blocks, found, names=checking.known_names(report), declared=checking.declared_of(report))


def _by_section(shown: Sequence[Line]) -> list[tuple[int, list[Line]]]:
    out: list[tuple[int, list[Line]]] = [(0, [])]
    for line in shown:
        if line.kind == "h1":
            out.append((len(out), []))
        out[-1][1].append(line)
    return [part for part in out if part[1] or part[0] == 0]


def preview(report: AnnualReport, blocks: Sequence[Block]) -> tuple[list[Line], list[Problem]]:
    """How a text that was typed would read, and what is wrong with it."""
    named = facts.continued(report, blocks)
    checked = checking.check(report, named)
    return _shown(report, named, checked.figures), list(checked.problems)


def frozen_lines(report: AnnualReport) -> list[Line]:
    """The text as issued."""
    bases = dict(report.figures.values_list("slug", "basis"))

    def run(data: dict[str, Any]) -> Run:
        slug = data.get("figure", "")
        words = data["text"] + (f"〔{data['note']}〕" if "note" in data else "")
        return Run(words, bases.get(slug, "text"), slug, "打开这个数字" if slug else "")

    return [
        Line(
            row["id"],
            row["kind"],
            row["number"],
            tuple(run(part) for part in row["runs"]),
            tuple(tuple(run(part) for part in cells) for cells in row.get("rows", ())),
        )
        for row in json.loads(report.content)["lines"]
    ]


def notes_of(report: AnnualReport) -> list[dict[str, Any]]:
    """Notes of an issued report: figures that were stated or taken from last year's report, with their sources."""
    return list(json.loads(report.content)["notes"])


# --- editing -------------------------------------------------------------------------------------------------


def section_text(report: AnnualReport, place: int) -> tuple[str, AnnualText] | None:
    """One section as it is typed, and the saved text that it is part of; None when there is no such section."""
    text = facts.latest(report)
    parts = sections(blocks_of(text.blocks))
    if not 0 <= place < len(parts):
        return None
    return typed(parts[place]), text


def whole_text(report: AnnualReport) -> tuple[tuple[Block, ...], int]:
    """The last saved text and its number."""
    text = facts.latest(report)
    return blocks_of(text.blocks), text.seq


def with_section(text: AnnualText, place: int, new: Sequence[Block]) -> list[Block]:
    """The whole text with one section replaced."""
    parts = sections(blocks_of(text.blocks))
    return [block for number, part in enumerate(parts) for block in (new if number == place else part)]


@dataclass(frozen=True)
class Choice:
    """One measure of the picker, with this year's figure and last year's."""

    id: str
    name: str
    group: str
    unit: str
    value: str
    before: str
    gap: str
    rate: bool


def picker(report: AnnualReport) -> list[Choice]:
    """All measures with their figures, for the picker of the editor."""
    year, begun = report.year, first_year(report)
    now = measures.readings(report.bureau_id, CATALOGUE, Period.year(year))
    then = measures.readings(report.bureau_id, CATALOGUE, Period.year(year - 1)) if begun < year else {}
    stated = {row.figure: row for row in report.stated.filter(current=True, year=year)}
    out = []
    for name, measure in CATALOGUE.items():
        value = now[name].value
        given = stated.get(name)
        shown = plain(value) if value is not None else f"{plain(given.value)}（填报）" if given else ""
        earlier = then[name].value if name in then else None
        out.append(
            Choice(
                name,
                measure.name,
                measure.group,
                measure.unit,
                shown,
                plain(earlier) if earlier is not None else "",
                "" if shown else now[name].gap or NO_RECORD,
                measure.is_rate,
            )
        )
    own = [row for row in stated.values() if row.figure not in CATALOGUE]
    return out + [
        Choice(row.figure, row.name, "填报", row.unit, f"{plain(row.value)}（填报）", "", "", False)
        for row in own
    ]


@dataclass(frozen=True)
class Number:
    """A loose number at a place of the text, with measures that it may be."""

    block: str
    where: str
    one: Loose
    before: str
    after: str
    suggestions: Sequence[Choice]

    @property
    def place(self) -> dict[str, Any]:
        return {"block": self.block, "start": self.one.start, "end": self.one.end, "text": self.one.text}


def number_at(report: AnnualReport, block_id: str, start: int) -> Number | None:
    """The loose number that begins at a place; None when there is none any more."""
    blocks = blocks_of(facts.latest(report).blocks)
    block = next((block for block in blocks if block.id == block_id and block.kind != TABLE), None)
    if block is None:
        return None
    found = loose_numbers(block.text, checking.known_names(report))
    one = next((one for one in found if one.start == start), None)
    if one is None:
        return None
    text = block.text
    around = f"{one.phrase}{text[one.end : one.end + 12]}"
    return Number(
        block_id,
        places(blocks)[block_id],
        one,
        text[max(0, one.start - 40) : one.start],
        text[one.end : one.end + 40],
        _suggested(report, one, around),
    )


def _suggested(report: AnnualReport, one: Loose, around: str) -> list[Choice]:
    """Measures that the number may be: same unit, then same value, then like words."""
    listed = [choice for choice in picker(report) if same_unit(choice.unit, one.unit) or not one.unit]

    def rank(choice: Choice) -> tuple[bool, float]:
        return choice.value == plain(one.value), resembles(around, choice.name)

    best = sorted(listed, key=rank, reverse=True)
    return [choice for choice in best[:SUGGESTED] if any(rank(choice))]


def officers_of(viewer: Viewer) -> Any:
    """Officers who may be named in a 述法 report."""
    return colleagues(viewer)


# --- drafts --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changes:
    """The changes of one draft against the text it began with."""

    draft: int
    title: str
    drafts: Sequence[tuple[int, str]]
    blocks: Sequence[Tracked]
    authors: Sequence[str]
    saved: Sequence[AnnualText]


def changes(report: AnnualReport, draft: int) -> Changes | None:
    """Tracked changes within one draft; None when there is no such draft."""
    texts = list(report.texts.order_by("seq").select_related("by"))
    mine = [text for text in texts if text.draft == draft]
    if not mine:
        return None
    versions = [Version(text.by_name, blocks_of(text.blocks)) for text in mine]
    numbers = sorted({text.draft for text in texts})
    return Changes(
        draft,
        AnnualReport.DRAFTS[min(draft, len(AnnualReport.DRAFTS)) - 1],
        [(number, AnnualReport.DRAFTS[min(number, len(AnnualReport.DRAFTS)) - 1]) for number in numbers],
        tracked(versions),
        list(dict.fromkeys(text.by_name for text in mine[1:])),
        mine,
    )


def opinion_for(report: AnnualReport, pk: uuid.UUID) -> AnnualOpinion | None:
    return report.opinions.filter(pk=pk).first()


def stated_for(report: AnnualReport, pk: int) -> StatedFigure | None:
    return report.stated.filter(pk=pk).select_related("file").first()


# --- figures of an issued report -----------------------------------------------------------------------------


@dataclass(frozen=True)
class FrozenRow:
    """One frozen record as one reader sees it."""

    label: str
    on: str
    amount: str
    url: str


@dataclass(frozen=True)
class FigurePage:
    """A figure as it was issued, its records, and the same figure today."""

    figure: FrozenFigure
    value: str
    rows: Sequence[FrozenRow]
    total: int
    hidden: int
    today: str
    differs: bool
    measure: str


def figure_page(viewer: Viewer, report: AnnualReport, slug: str) -> FigurePage | None:
    """A frozen figure with its records as far as the viewer may know of them, beside today's value."""
    figure = report.figures.select_related("file").filter(slug=slug).first()
    if figure is None:
        return None
    rows = [FrozenRow(r[1], r[2], r[3], _address(r[0])) for r in _allowed(viewer, figure)]
    now = _today(report, figure)
    return FigurePage(
        figure,
        plain(figure.value),
        rows[:RECORDS_SHOWN],
        len(figure.records),
        len(figure.records) - len(rows),
        plain(now) if now is not None else "",
        now is not None and now != figure.value,
        figure.measure if figure.measure in CATALOGUE else "",
    )


def _allowed(viewer: Viewer, figure: FrozenFigure) -> list[list[Any]]:
    """Records whose cases the viewer may know of; records of other kinds are for those who see the whole bureau."""
    if viewer.reach == "bureau":
        return list(figure.records)
    keys = {row[0]: _case_of(row[0]) for row in figure.records}
    wanted = {case for case in keys.values() if case}
    seen = {
        str(pk) for pk in Case.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True)
    }
    return [row for row in figure.records if keys[row[0]] in seen]


def _case_of(key: str) -> str:
    kind, _, rest = key.partition("/")
    return rest.partition("#")[0] if kind == "case" else ""


def _address(key: str) -> str:
    case = _case_of(key)
    return f"/cases/{case}/" if case else ""


def _today(report: AnnualReport, figure: FrozenFigure) -> Decimal | None:
    if figure.basis != FrozenFigure.RECORD or figure.measure not in CATALOGUE:
        return None
    return measures.reading(report.bureau_id, figure.measure, Period.year(figure.year)).value


# --- the public ----------------------------------------------------------------------------------------------


def public_reports(bureau_id: int) -> list[AnnualReport]:
    """Published annual reports of an organ, newest year first."""
    rows = AnnualReport.objects.public().filter(bureau_id=bureau_id, kind=AnnualReport.ANNUAL)
    return list(rows.defer("content", "known").order_by("-year"))


def public_report(bureau_id: int, year: int) -> AnnualReport | None:
    rows = AnnualReport.objects.public().filter(bureau_id=bureau_id, kind=AnnualReport.ANNUAL, year=year)
    return rows.select_related("bureau", "officer", "pdf", "docx").first()


@dataclass(frozen=True)
class PublicFigure:
    """A figure as anyone may see it: published records by their public code, and how many are not public."""

    figure: FrozenFigure
    value: str
    published: Sequence[tuple[str, str, str]]
    total: int
    unpublished: int


def public_figure(report: AnnualReport, slug: str) -> PublicFigure | None:
    """A figure of a published report. Records that are not published are counted, never named."""
    figure = report.figures.select_related("file").filter(slug=slug).first()
    if figure is None:
        return None
    cases = {_case_of(row[0]) for row in figure.records} - {""}
    shown = Publication.objects.shown().filter(bureau_id=report.bureau_id)
    # What was published after the issue is linked too; what was withdrawn since is not.
    rows = shown.filter(case_id__in=cases).values_list("code", "number", "case_id") if cases else ()
    links = {str(case): (code, number) for code, number, case in rows}
    found = [(*links[case], row[2]) for row in figure.records if (case := _case_of(row[0])) in links]
    return PublicFigure(
        figure,
        plain(figure.value),
        found[:RECORDS_SHOWN],
        len(figure.records),
        len(figure.records) - len(found),
    )


def public_data(report: AnnualReport) -> dict[str, Any]:
    """All figures of a published report for machines."""
    return {
        "title": report.title,
        "number": report.number,
        "year": report.year,
        "issued_on": report.issued_on.isoformat() if report.issued_on else None,
        "sha256": report.content_sha256,
        "figures": [
            {
                "id": row.slug,
                "name": row.name,
                "year": row.year,
                "value": plain(row.value),
                "unit": row.unit,
                "definition": row.definition,
                "basis": row.get_basis_display(),
                "source": row.source,
                "records": len(row.records),
                "sha256": row.sha256,
            }
            for row in report.figures.order_by("order")
        ],
    }
