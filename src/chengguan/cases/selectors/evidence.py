"""证据页: the matrix of elements and evidence, the check of each piece, the footage of steps, the exhibits."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts import elements, footage
from chengguan.cases.facts.elements import Rule
from chengguan.cases.facts.footage import Footage, StepState
from chengguan.cases.models import Case, Examination, Exhibit, MonitoringRecord, Record
from chengguan.documents.models import Attachment
from chengguan.ledger.norms import book
from lawengine import Listing

FILES_SHOWN: Final = 200
OUTCOMES: Final = dict(Examination.OUTCOMES)
TONES: Final = {"adopted": "ok", "rejected": "danger", "supplement": "warn"}
ORIGINALS: Final = {
    "original": "原件",
    "copy_checked": "复制件，已核对",
    "copy_unchecked": "复制件，未核对",
    "excerpt": "原始录像的片段",
}
# How far around a record its footage may lie: officers begin to film before they begin to write.
BEFORE, AFTER = timedelta(minutes=30), timedelta(hours=2)


@dataclass(frozen=True)
class Column:
    """One piece of evidence as the matrix and the list show it."""

    number: int
    record: Record
    title: str
    outcome: str
    label: str
    tone: str
    examinations: list[Examination]
    files: list[Mapping[str, str]]
    attachments: list[Attachment]
    marks: list[Footage]
    exhibits: list[Exhibit]
    monitoring: bool

    @property
    def details(self) -> dict[str, Any]:
        details: dict[str, Any] = self.record.details
        return details

    @property
    def original(self) -> str:
        return ORIGINALS.get(str(self.details.get("original", "")), "")

    @property
    def typed(self) -> str:
        """A digest that was noted where no file is kept (the sealed medium is the original)."""
        return "" if self.files else str(self.details.get("sha256") or "")


@dataclass(frozen=True)
class Cell:
    """Whether a piece is named for an element, and whether it may be used."""

    column: Column
    named: bool
    fits: bool


@dataclass(frozen=True)
class Line:
    """One element with its evidence and what is still missing."""

    element: str
    rule: Rule
    cells: list[Cell]
    gap: str
    blocks: bool


@dataclass(frozen=True)
class EvidencePage:
    """Everything that the tab 证据 shows."""

    case: Case
    columns: list[Column]
    lines: list[Line]
    listing: Listing | None
    steps: list[StepState]
    steps_listing: Listing | None
    exhibits: list[Exhibit]
    goods: int
    waiting: list[MonitoringRecord]

    @property
    def unexamined(self) -> int:
        return sum(1 for column in self.columns if not column.outcome)

    @property
    def gaps(self) -> list[Line]:
        return [line for line in self.lines if line.gap]

    @property
    def uncovered(self) -> list[StepState]:
        return [state for state in self.steps if not state.covered]


def evidence_page(viewer: Viewer, pk: uuid.UUID, on: date) -> EvidencePage | None:
    """The tab 证据 of one case, or None when the viewer may not know of it. Nine queries, whatever the size of the case."""
    case = Case.objects.visible_to(viewer).select_related("matter", "party").filter(pk=pk).first()
    if case is None:
        return None
    marks = footage.footage_of(case)
    columns = _columns(case, marks)
    rules = {element: _rule(case, element, on, viewer) for element in case.matter.elements}
    place = viewer.jurisdiction
    return EvidencePage(
        case=case,
        columns=columns,
        lines=[_line(case, element, rules[element], columns) for element in case.matter.elements],
        listing=book().listing("element_evidence", on=on, jurisdiction=place),
        steps=footage.states(case.known, marks, on, place),
        steps_listing=book().listing("recorded_steps", on=on, jurisdiction=place),
        exhibits=[exhibit for column in columns for exhibit in column.exhibits],
        goods=case.goods.count(),
        waiting=list(
            case.monitoring_records.filter(record=None).select_related("device").order_by("taken_at")
        ),
    )


def _rule(case: Case, element: str, on: date, viewer: Viewer) -> Rule:
    return elements.rule_for(str(case.known.get("matter_code") or ""), element, on, viewer.jurisdiction)


def _columns(case: Case, marks: Sequence[Footage]) -> list[Column]:
    records = case.records.select_related("instrument").prefetch_related("examinations", "exhibits__moves")
    files: dict[str, list[Attachment]] = defaultdict(list)
    kept = Attachment.objects.filter(subject_key=case.chain_key, record_key__startswith="record/")
    for row in kept.select_related("file").order_by("id")[:FILES_SHOWN]:
        files[row.record_key].append(row)
    outcomes = elements.examined(case.known)
    return [
        _column(case, number, record, outcomes.get(str(record.pk), ""), files[f"record/{record.pk}"], marks)
        for number, record in enumerate(records.order_by("id"), 1)
    ]


def _column(
    case: Case, number: int, record: Record, outcome: str, attachments: list[Attachment], marks: Sequence[Footage]
) -> Column:  # fmt: skip
    details: dict[str, Any] = record.details
    return Column(
        number=number,
        record=record,
        title=case.veiled(record.title),
        outcome=outcome,
        label=OUTCOMES.get(outcome, "未审查"),
        tone=TONES.get(outcome, "neutral"),
        examinations=list(record.examinations.all()),
        files=list(details.get("files") or []),
        attachments=attachments,
        marks=marks_of(record, marks),
        exhibits=list(record.exhibits.all()),
        monitoring=bool(details.get("monitoring")),
    )


def marks_of(record: Record, marks: Sequence[Footage]) -> list[Footage]:
    """Marks of the time of a record; of a recording that became evidence, its own."""
    details: dict[str, Any] = record.details
    own = str(details.get("recording") or "")
    if own:
        return [mark for mark in marks if str(mark.recording) == own]
    begin, end = span_of(record)
    return [mark for mark in marks if begin <= mark.begins_at <= end]


def span_of(record: Record) -> tuple[datetime, datetime]:
    """The time around a record in which its footage lies."""
    return record.made_at - BEFORE, record.made_at + AFTER


def _line(case: Case, element: str, rule: Rule, columns: Sequence[Column]) -> Line:
    reported: Mapping[str, Sequence[str]] = case.known.get("proven_by") or {}
    keys = set(reported.get(element, ()))
    cells = [
        Cell(
            column,
            named=element in (column.details.get("elements") or []) or str(column.record.pk) in keys,
            fits=column.outcome != "rejected" and (not rule.kinds or column.record.kind in rule.kinds),
        )
        for column in columns
    ]
    usable = [cell.column.record.kind for cell in cells if cell.named and cell.column.outcome != "rejected"]
    gap = elements.gap_of(rule, usable)
    if gap == "没有证据" and any(cell.named for cell in cells):
        gap = "仅有的证据不予采信"
    return Line(element, rule, cells, gap, blocks=bool(gap) and (rule.required or not usable))
