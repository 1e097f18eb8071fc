"""The text of a report as it reads: runs of words, figures, gaps and loose numbers, ready for page, PDF and DOCX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .numbers import Loose, loose_numbers
from .text import BEFORE, TABLE, Block, marks, numbered, table_of
from .values import GAP, Figure, Figures, change

WORDS, LOOSE, DECLARED = "text", "loose", "declared"


@dataclass(frozen=True)
class Run:
    """A stretch of one kind: text | record | stated | earlier | gap | unknown | loose | declared. `slug` is the figure it opens."""

    text: str
    kind: str = WORDS
    slug: str = ""
    hint: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Line:
    """One block as it reads. Tables have rows of runs instead."""

    id: str
    kind: str
    number: str
    runs: tuple[Run, ...]
    rows: tuple[tuple[Run, ...], ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def lines(
    blocks: Sequence[Block],
    figures: Figures,
    *,
    names: Sequence[str] = (),
    declared: Mapping[str, str] | None = None,
) -> list[Line]:
    """The whole text. `names`: words that hold numbers but are names; `declared`: numbers that are no figures, with the reason."""
    return [_line(block, number, figures, names, declared or {}) for block, number in numbered(blocks)]


def _line(
    block: Block, number: str, figures: Figures, names: Sequence[str], declared: Mapping[str, str]
) -> Line:
    if block.kind == TABLE:
        title, ids = table_of(block.text)
        rows = tuple(_row(figures.at(name), figures.at(name, BEFORE)) for name in ids)
        return Line(block.id, block.kind, "", (Run(title),), rows)
    return Line(block.id, block.kind, number, tuple(_runs(block.text, figures, names, declared)))


def _row(now: Figure, then: Figure) -> tuple[Run, ...]:
    compared = "—"
    if now.value is not None and then.value is not None:
        compared = change(now.value, then.value) if then.value else ("持平" if not now.value else "上年为零")
    return (Run(now.name), Run(now.unit), _cell(now), _cell(then), Run(compared))


def _cell(figure: Figure) -> Run:
    if figure.value is None:
        return Run("暂缺" if figure.when else f"〔缺：{figure.name}〕", figure.basis, "", figure.why)
    return Run(figure.shown, figure.basis, figure.slug, figure.source or figure.definition)


def _runs(text: str, figures: Figures, names: Sequence[str], declared: Mapping[str, str]) -> Iterator[Run]:
    spots: list[tuple[int, int, Run]] = []
    for mark in marks(text):
        shown = figures.shown(mark)
        if shown.text:
            run = Run(shown.text, shown.basis, shown.slugs[0], shown.hint, mark.start, mark.end)
        else:
            title = figures.at(mark.id, mark.when).name
            run = Run(f"〔缺：{title}〕", shown.basis or GAP, "", shown.gap, mark.start, mark.end)
        spots.append((mark.start, mark.end, run))
    spots += [(one.start, one.end, _loose_run(one, declared)) for one in loose_numbers(text, names)]
    at = 0
    for start, end, run in sorted(spots, key=lambda spot: spot[0]):
        if start > at:
            yield Run(text[at:start])
        yield run
        at = end
    if at < len(text):
        yield Run(text[at:])


def _loose_run(one: Loose, declared: Mapping[str, str]) -> Run:
    reason = declared.get(one.signature)
    if reason is not None:
        return Run(one.text, DECLARED, "", f"不是统计数字：{reason}", one.start, one.end)
    return Run(one.text, LOOSE, "", "没有绑定指标的数字", one.start, one.end)
