"""Pages of amendments: the list, one amendment with its rehearsal, the cases it touches, one case in both books."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from chengguan.amendments.facts.acts import setting_for
from chengguan.amendments.facts.impact import MARKS
from chengguan.amendments.facts.pack import Content, PackRefused
from chengguan.amendments.models import Amendment, Effect, Rehearsal
from chengguan.base.paging import Cursor
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from lawengine import Problem

PAGE: Final = 50
TONES: Final = {"refused": "danger", "allowed": "ok", "stricter": "warn", "clock": "info", "law": "warn", "hearing": "warn", "review": "warn"}  # fmt: skip


def pack_problems(viewer: Viewer, at: datetime, content: Content) -> list[Problem]:
    """What in a pack contradicts the norms, or else the list of the bureau, line by line."""
    try:
        where = setting_for(viewer, at, content, "")
    except PackRefused as refused:
        return refused.problems
    return [
        Problem(f"清单：{fault.sheet}", fault.row, f"{fault.column}：{fault.text}")
        for fault in where.plan.errors
    ]


@dataclass(frozen=True)
class Row:
    """One amendment in the list."""

    amendment: Amendment
    stage: str
    run: Rehearsal | None


def board(viewer: Viewer) -> list[Row]:
    """Amendments of the viewer's bureau, newest first. Two queries."""
    rows = list(
        Amendment.objects.filter(bureau_id=viewer.bureau_id or 0)
        .defer("files", "sheets", "report", "undo")
        .order_by("-loaded_at")[:100]
    )
    runs: dict[Any, Rehearsal] = {}
    for run in Rehearsal.objects.filter(amendment__in=rows).order_by("begun_at"):
        runs[run.amendment_id] = run
    titles = dict(Amendment.STAGES)
    return [Row(row, titles.get(row.stage, row.stage), runs.get(row.pk)) for row in rows]


@dataclass(frozen=True)
class Line:
    """One effect in words."""

    mark: str
    words: str
    tone: str
    title: str
    text: str
    cites: list[str]


@dataclass(frozen=True)
class Touched:
    """One case that the amendment touches."""

    case: Case
    stage: str
    lines: list[Line]
    effect: int


@dataclass(frozen=True)
class Page:
    """One amendment. `stale`: the rehearsal was made against another book than the one in force now."""

    amendment: Amendment
    stage: str
    run: Rehearsal | None
    counts: list[tuple[str, str, int, str]]
    stale: bool
    report: dict[str, Any]
    files: list[str]

    @property
    def percent(self) -> int:
        return (
            100 if self.run is None or not self.run.total else min(100, 100 * self.run.done // self.run.total)
        )


def amendment_page(viewer: Viewer, pk: uuid.UUID) -> Page | None:
    """One amendment of the viewer's bureau, or None. Two queries."""
    amendment = find(viewer, pk)
    if amendment is None:
        return None
    run = Rehearsal.objects.filter(amendment=amendment).order_by("-begun_at").first()
    counts = [
        (mark, words, run.counts[mark], TONES[mark])
        for mark, words in MARKS.items()
        if run is not None and run.counts.get(mark)
    ]
    stale = run is not None and amendment.stage != "adopted" and run.old_digest != book().digest
    return Page(
        amendment, dict(Amendment.STAGES)[amendment.stage], run, counts, stale, amendment.report, sorted(amendment.files)
    )  # fmt: skip


def find(viewer: Viewer, pk: uuid.UUID) -> Amendment | None:
    """An amendment of the viewer's bureau."""
    return Amendment.objects.select_related("bureau").filter(pk=pk, bureau_id=viewer.bureau_id or 0).first()


@dataclass(frozen=True)
class TouchedPage:
    """One page of touched cases with the cursors of its neighbours."""

    rows: list[Touched]
    earlier: str
    later: str


def touched(viewer: Viewer, run: Rehearsal | None, *, mark: str, text: str, cursor: Cursor) -> TouchedPage:
    """Cases that a rehearsal found touched, through the gate; a keyset page. One query."""
    if run is None or viewer.reach == "none":
        return TouchedPage([], "", "")
    found = _filtered(viewer, run, mark, text)
    backwards = cursor.backwards or cursor.last
    if cursor.cursor.isdigit():
        found = found.filter(**{"pk__lt" if cursor.backwards else "pk__gt": int(cursor.cursor)})
    rows = list(found.order_by("-pk" if backwards else "pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    before = (more if backwards else bool(cursor.cursor)) and bool(rows)
    after = (bool(cursor.cursor) if backwards else more) and bool(rows)
    return TouchedPage(
        [_touched(row) for row in rows], str(rows[0].pk) if before else "", str(rows[-1].pk) if after else ""
    )


def _filtered(viewer: Viewer, run: Rehearsal, mark: str, text: str) -> Any:
    visible = Case.objects.visible_to(viewer)
    found = Effect.objects.filter(rehearsal=run, case__in=visible).select_related("case")
    if mark:
        found = found.filter(marks__contains=f",{mark},")
    if text.strip():
        word = text.strip()
        found = found.filter(
            Q(case__number__icontains=word)
            | Q(case__cause__icontains=word)
            | Q(case__party_name__icontains=word)
        )
    return found


def _touched(effect: Effect) -> Touched:
    stages = dict(Case.STAGES)
    return Touched(effect.case, stages.get(effect.case.stage, effect.case.stage), lines_of(effect), effect.pk)


def lines_of(effect: Effect) -> list[Line]:
    """The effects in words."""
    return [
        Line(
            row["mark"], MARKS[row["mark"]], TONES[row["mark"]], row["title"], row["text"], list(row["cites"])
        )
        for row in effect.lines
    ]


def case_difference(
    viewer: Viewer, pk: uuid.UUID, case: uuid.UUID
) -> tuple[Amendment, Rehearsal, Touched] | None:
    """What the newest rehearsal of an amendment says of one case, or None when the viewer may not know of it."""
    amendment = find(viewer, pk)
    if amendment is None:
        return None
    run = Rehearsal.objects.filter(amendment=amendment).order_by("-begun_at").first()
    if run is None:
        return None
    effect = _filtered(viewer, run, "", "").filter(case_id=case).first()
    return (amendment, run, _touched(effect)) if effect is not None else None


HEAD: Final = ("案号", "案由", "当事人", "阶段", "影响", "事项", "内容", "依据")


def export_rows(viewer: Viewer, run: Rehearsal) -> Iterator[tuple[Any, ...]]:
    """Every effect on every touched case, one a row."""
    for effect in _filtered(viewer, run, "", "").order_by("pk").iterator(chunk_size=1000):
        found = _touched(effect)
        for line in found.lines:
            yield (
                found.case.number, found.case.cause, found.case.shown_party, found.stage,
                line.words, line.title, line.text, "、".join(line.cites),
            )  # fmt: skip
