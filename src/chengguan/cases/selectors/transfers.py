"""移送协作台账: one board for what goes out and what comes in, and the thread of one matter between two organs (双移交)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.intake.models import NO_DUE, SETTLED, Handover, Lead
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from lawengine.clock import ClockReading, read

from .file import Happening, StageMark, happening

PAGE_SIZE: Final = 25
ENTRIES_SHOWN: Final = 60
KINDS: Final = dict(Handover.KINDS)
STATES: Final = dict(Handover.STATES)
# Acts by the step of the common course of two organs: complaint, site view, order, transfer.
COURSE: Final = {
    "complaint": ("线索受理", ("lead.register", "lead.receive_transfer")),
    "site": ("现场查看", ("lead.verify", "case.make_site_record")),
    "order": ("责令整改", ("case.order_correction", "case.recheck_correction")),
    "transfer": (
        "移送函告",
        (
            "lead.transfer", "case.transfer_case", "case.send_transfer", "case.notify_agency", "case.request_assistance",
            "case.request_jurisdiction", "case.report_obstruction", "case.notify_procuratorate", "case.propose_joint_discipline",
            "case.report_official_crime_clue", "case.receive_procuratorate_advice",
        ),
    ),
}  # fmt: skip
ELSE: Final = (
    "case.file", "case.decline_filing", "case.confirm_transfer", "case.record_transfer_outcome", "case.record_agency_reply",
    "case.record_assistance", "case.record_jurisdiction", "case.record_police_receipt", "case.record_police_decision",
    "case.hand_over_items", "case.object_non_filing", "case.resume_after_transfer", "case.answer_procuratorate",
    "case.approve_transfer", "lead.record_agency_reply", "lead.answer_transfer", "case.decide", "case.close",
)  # fmt: skip


@dataclass(frozen=True)
class TransferFilters:
    """What the board is filtered by, as entered."""

    direction: str = ""
    kind: str = ""
    state: str = ""
    agency: str = ""
    number: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class TransferRow:
    """One letter as the board shows it."""

    row: Handover
    url: str
    kind: str
    state: str
    days_left: int | None
    overdue: bool


@dataclass(frozen=True)
class TransferPage:
    """A page of rows and the cursors of its neighbours."""

    rows: list[TransferRow]
    earlier: str
    later: str


def subject_url(key: str) -> str:
    """Page of the case or lead that a letter is about."""
    model, _, pk = key.partition("/")
    return f"/{'cases' if model == 'case' else 'leads'}/{pk}/"


def filtered(viewer: Viewer, filters: TransferFilters, on: date) -> QuerySet[Handover]:
    """Letters visible to the viewer that fit the filters."""
    rows: QuerySet[Handover] = Handover.objects.visible_to(viewer)
    exact = {"direction": filters.direction, "kind": filters.kind, "state": filters.state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.agency:
        rows = rows.filter(agency__contains=filters.agency)
    if filters.number:
        rows = rows.filter(Q(number__contains=filters.number) | Q(subject_number__contains=filters.number))
    return rows.filter(due_rank__lt=on) if filters.overdue else rows


def transfer_page(
    viewer: Viewer,
    filters: TransferFilters,
    on: date,
    *,
    cursor: str = "",
    backwards: bool = False,
    last: bool = False,
) -> TransferPage:
    """Overdue first, then by due date, then without one, settled last; keyset pages of 25. One query."""
    rows = filtered(viewer, filters, on)
    reverse = backwards or last
    place = _place(cursor)
    if place is not None and not last:
        rows = rows.filter(_beyond(place, reverse))
    order = ("-due_rank", "id") if reverse else ("due_rank", "-id")
    found = list(rows.order_by(*order)[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if reverse:
        found.reverse()
    at_start = not more if reverse else place is None
    at_end = last or (not backwards and not more)
    return TransferPage(
        rows=[_row(row, on) for row in found],
        earlier="" if at_start or not found else _cursor(found[0]),
        later="" if at_end or not found else _cursor(found[-1]),
    )


def _place(cursor: str) -> tuple[date, uuid.UUID] | None:
    rank, _, pk = cursor.rpartition("~")
    try:
        return date.fromisoformat(rank), uuid.UUID(pk)
    except (ValueError, ValidationError):
        return None


def _beyond(place: tuple[date, uuid.UUID], reverse: bool) -> Q:
    rank, pk = place
    if reverse:
        return Q(due_rank__lt=rank) | Q(due_rank=rank, id__gt=pk)
    return Q(due_rank__gt=rank) | Q(due_rank=rank, id__lt=pk)


def _cursor(row: Handover) -> str:
    return f"{row.due_rank}~{row.pk}"


def _row(row: Handover, on: date) -> TransferRow:
    open_due = row.due_on if row.open and row.due_rank not in (NO_DUE, SETTLED) else None
    return TransferRow(
        row=row,
        url=subject_url(row.subject_key),
        kind=KINDS[row.kind],
        state=STATES[row.state],
        days_left=(open_due - on).days if open_due else None,
        overdue=open_due is not None and open_due < on,
    )


EXPORT_HEAD: Final = (
    "方向", "种类", "状态", "对方机关", "文号", "案件或线索编号", "案由", "当事人", "发出或收到日期", "期限届满日", "是否逾期", "签收日期", "签收人",
    "处理结果", "结果日期",
)  # fmt: skip


def export_rows(viewer: Viewer, filters: TransferFilters, on: date) -> Iterator[tuple[Any, ...]]:
    """All rows of the board for a spreadsheet, in its order."""
    for row in filtered(viewer, filters, on).order_by("due_rank", "-id").iterator(chunk_size=1000):
        shown = _row(row, on)
        yield (
            row.get_direction_display(), shown.kind, shown.state, row.agency, row.number, row.subject_number, row.cause,
            row.party_name, local_date(row.begun_at), row.due_on, "是" if shown.overdue else "", row.received_on, row.receiver,
            row.outcome, row.outcome_on,
        )  # fmt: skip


@dataclass(frozen=True)
class Thread:
    """All that two organs sent each other about one matter, and what was done about it here."""

    row: Handover
    rows: list[TransferRow]
    hidden: int
    steps: list[StageMark]
    clock: ClockReading | None
    happenings: list[Happening]
    subjects: list[tuple[str, str]]


def thread_of(viewer: Viewer, pk: uuid.UUID, on: date) -> Thread | None:
    """The thread of one letter, or None when the viewer may not know of it. Five queries, however long the thread."""
    row = Handover.objects.visible_to(viewer).filter(pk=pk).first()
    if row is None:
        return None
    every = list(Handover.objects.filter(thread=row.thread).order_by("begun_at", "id"))
    seen = {item.pk for item in Handover.objects.visible_to(viewer).filter(thread=row.thread).only("id")}
    rows = [item for item in every if item.pk in seen]
    chains = _chains(viewer, {item.subject_key for item in rows})
    entries = _entries(list(chains))
    return Thread(
        row=row,
        rows=[_row(item, on) for item in rows],
        hidden=len(every) - len(rows),
        steps=_steps(entries, rows),
        clock=_clock(row, on, viewer.jurisdiction),
        happenings=[happening(entry) for entry in entries],
        subjects=[(number, subject_url(key)) for key, number in chains.items()],
    )


def _chains(viewer: Viewer, keys: set[str]) -> dict[str, str]:
    """Cases and leads of the thread that the viewer may see: those of the letters, with the lead of a case and the case of a lead."""
    cases = [key.partition("/")[2] for key in keys if key.startswith("case/")]
    leads = [key.partition("/")[2] for key in keys if key.startswith("lead/")]
    found: dict[str, str] = {}
    rows = Case.objects.visible_to(viewer).filter(Q(pk__in=cases) | Q(lead__in=leads)).select_related("lead")
    for case in rows.only("id", "number", "lead__id", "lead__number"):
        if case.lead is not None:
            found[case.lead.chain_key] = case.lead.number
        found[case.chain_key] = case.number
    for lead in Lead.objects.visible_to(viewer).filter(pk__in=leads).only("id", "number"):
        found.setdefault(lead.chain_key, lead.number)
    return found


def _entries(chains: list[str]) -> list[Entry]:
    kinds = [*(kind for _, acts in COURSE.values() for kind in acts), *ELSE]
    rows = Entry.objects.filter(chain__in=chains, kind__in=kinds)
    return list(rows.order_by("at", "id")[:ENTRIES_SHOWN])


def _steps(entries: list[Entry], rows: list[Handover]) -> list[StageMark]:
    """投诉受理 → 现场查看 → 责令整改 → 移送 → 签收 → 结果, each with the day on which it was first done."""
    first: dict[str, date] = {}
    for entry in entries:
        first.setdefault(entry.kind, local_date(entry.at))
    marks = [(title, min((first[kind] for kind in kinds if kind in first), default=None)) for title, kinds in COURSE.values()]  # fmt: skip
    received = [item.received_on for item in rows if item.received_on]
    ended = [item.outcome_on for item in rows if item.outcome_on]
    settled = bool(rows) and not any(item.open for item in rows)
    marks += [
        ("签收", min(received, default=None)),
        ("处理结果", max(ended, default=None) if settled else None),
    ]
    waiting = next((place for place, (_, on) in enumerate(marks) if on is None and place > 2), None)
    return [
        StageMark(
            f"{title} {on}" if on else title, "done" if on else "current" if place == waiting else "todo"
        )
        for place, (title, on) in enumerate(marks)
    ]


def _clock(row: Handover, on: date, jurisdiction: str) -> ClockReading | None:
    """The period of the letter with its sum, while it is open."""
    if not row.open or not row.clock or row.clock_from is None:
        return None
    usual = read(book(), row.clock, started=row.clock_from, as_of=on, jurisdiction=jurisdiction)
    if usual.due_on == row.due_on:
        return usual
    return read(
        book(), row.clock, started=row.clock_from, as_of=on, jurisdiction=jurisdiction, term=row.due_on
    )
