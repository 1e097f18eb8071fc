"""Pages of custody: what is due, what is held, who saw what, lists of destruction. Rows of the viewer's own bureau."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.recordings.facts.destruction import OPEN
from chengguan.recordings.facts.keeping import Keeping, hindrances, keeping_of, keepings
from chengguan.recordings.models import Destruction, DestructionItem, Hold, Recording, Tie, Viewing

PAGE: Final = 50
LISTED: Final = 500
EXPORTED: Final = 20_000
SOON: Final = timedelta(days=30)


@dataclass(frozen=True)
class DueRow:
    """One recording past its period."""

    recording: Recording
    keeping: Keeping
    size: int


@dataclass(frozen=True)
class Board:
    """What the archivist sees first."""

    kept: int
    held: int
    evidence: int
    due: int
    due_soon: int
    destroyed: int
    lists: list[Destruction]
    holds: list[Hold]
    viewings: list[Viewing]


@dataclass(frozen=True)
class ItemRow:
    """One recording of a list and why it may not be destroyed now."""

    item: DestructionItem
    keeping: Keeping
    hindrance: str


@dataclass(frozen=True)
class StepDone:
    """One act on a list, as the ledger has it."""

    title: str
    who: str
    at: datetime
    note: str


@dataclass(frozen=True)
class ListPage:
    """One list with its items, papers and what was done."""

    destruction: Destruction
    items: list[ItemRow]
    left: list[DestructionItem]
    papers: list[Instrument]
    done: list[StepDone]
    bytes: int

    @property
    def hindered(self) -> int:
        return sum(1 for row in self.items if row.hindrance)


@dataclass(frozen=True)
class RecordingPage:
    """Custody of one recording: how long, why, who saw it."""

    recording: Recording
    keeping: Keeping
    ties: list[Tie]
    holds: list[Hold]
    viewings: list[Viewing]
    item: DestructionItem | None


def _recordings(viewer: Viewer) -> QuerySet[Recording]:
    """Recordings of the viewer's reach; who only watches the register (审计管理员) sees none."""
    return Recording.objects.visible_to(viewer)


def due_for_destruction(viewer: Viewer, on: date) -> list[Recording]:
    """到期录像: past their period, not held, of no open matter and on no other list, the oldest first; at most 500.

    The columns find candidates; ties, terms, holds and the norm of the day are then read anew.
    """
    rows = list(
        _due(viewer, on).select_related("bureau", "file", "officer").order_by("keep_until", "pk")[:LISTED]
    )
    found = hindrances(rows, on)
    return [row for row in rows if not found[row.pk]]


def _due(viewer: Viewer, on: date) -> QuerySet[Recording]:
    listed = DestructionItem.objects.filter(
        recording=OuterRef("pk"), excluded_at=None, destruction__stage__in=OPEN
    )
    rows = _recordings(viewer).filter(
        category__in=[Recording.EVIDENCE, Recording.GENERAL], keep_until__lt=on, held=False, stage="kept"
    )
    return rows.exclude(Exists(listed))


def due_rows(viewer: Viewer, on: date) -> list[DueRow]:
    """到期录像 with why and how large. Four queries."""
    rows = due_for_destruction(viewer, on)
    found = keepings(rows)
    return [DueRow(row, found[row.pk], row.file.size) for row in rows]


def board(viewer: Viewer, on: date) -> Board:
    """保管与销毁: sums and the newest of everything."""
    groups = list(
        _recordings(viewer).order_by().values_list("stage", "category", "held").annotate(number=Count("pk"))
    )
    kept = [row for row in groups if row[0] != "destroyed"]
    soon = _due(viewer, on + SOON).filter(keep_until__gte=on)
    return Board(
        kept=sum(row[3] for row in kept),
        held=sum(row[3] for row in kept if row[2]),
        evidence=sum(row[3] for row in kept if row[1] == Recording.EVIDENCE),
        due=_due(viewer, on).count(),
        due_soon=soon.count(),
        destroyed=sum(row[3] for row in groups if row[0] == "destroyed"),
        lists=list(_lists(viewer)[:8]),
        holds=list(standing_holds(viewer)[:8]),
        viewings=list(viewings(viewer, {})[:8]),
    )


def _lists(viewer: Viewer) -> QuerySet[Destruction]:
    rows = Destruction.objects.filter(bureau_id=viewer.bureau_id).select_related("proposed_by", "approved_by")
    return rows.annotate(count=Count("items", filter=Q(items__excluded_at=None))).order_by("-id")


def destruction_lists(viewer: Viewer) -> list[Destruction]:
    return list(_lists(viewer)[:LISTED])


def standing_holds(viewer: Viewer) -> QuerySet[Hold]:
    """Orders in writing first, then the holds of open matters, newest first."""
    rows = Hold.objects.filter(bureau_id=viewer.bureau_id, lifted_at=None).select_related("placed_by")
    return rows.order_by("-placed_at", "-id")


def holds_page(viewer: Viewer, basis: str, everything: bool) -> list[tuple[Hold, int]]:
    """Holds with the number of recordings that each covers. Two queries."""
    rows = Hold.objects.filter(bureau_id=viewer.bureau_id).select_related("placed_by", "lifted_by")
    rows = rows.filter(basis=basis) if basis else rows
    rows = rows if everything else rows.filter(lifted_at=None)
    holds = list(rows.order_by("-placed_at", "-id")[:LISTED])
    keys = {hold.subject_key for hold in holds}
    counted = Tie.objects.filter(subject_key__in=keys, untied_at=None, recording__stage="kept").values_list(
        "subject_key"
    )
    found = dict(counted.annotate(count=Count("pk")).order_by())
    return [
        (hold, 1 if hold.subject_key.startswith("recording/") else found.get(hold.subject_key, 0))
        for hold in holds
    ]


def hold_of(viewer: Viewer, pk: uuid.UUID) -> Hold | None:
    return Hold.objects.filter(bureau_id=viewer.bureau_id, pk=pk).first()


def hold_target(viewer: Viewer, text: str) -> tuple[str, str]:
    """Chain key and title of what a number names: a recording, or a subject with recordings. Empty when there is none."""
    number = text.strip()
    recording = _recordings(viewer).filter(number=number).first() if number else None
    if recording is not None:
        return recording.chain_key, f"录像 {recording.number}"
    ties = Tie.objects.filter(subject_number=number, recording__in=_recordings(viewer)) if number else None
    tie = ties.order_by("-pk").first() if ties is not None else None
    return (tie.subject_key, f"{tie.subject_number} {tie.subject_title}".strip()) if tie else ("", number)


def viewings(viewer: Viewer, asked: Mapping[str, Any]) -> QuerySet[Viewing]:
    """调阅登记 of the bureau as it is filtered (`recording`, `officer`, `kind`, `since`, `until`), newest first."""
    rows = Viewing.objects.filter(bureau_id=viewer.bureau_id).select_related("recording", "officer")
    if asked.get("recording"):
        rows = rows.filter(recording__number__istartswith=asked["recording"])
    if asked.get("officer"):
        rows = rows.filter(name__contains=asked["officer"])
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("since"):
        rows = rows.filter(at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        rows = rows.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return rows.order_by("-id")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


@dataclass(frozen=True)
class ViewingPage:
    """A page of the register and the cursors of its neighbours."""

    rows: list[Viewing]
    earlier: str
    later: str


def viewing_page(
    viewer: Viewer, asked: Mapping[str, Any], *, cursor: str, backwards: bool, last: bool
) -> ViewingPage:
    """调阅登记, a page of 50 by keyset; one query."""
    rows = viewings(viewer, asked)
    reverse = backwards or last
    if cursor.isdigit():
        rows = rows.filter(**{"id__gt" if reverse else "id__lt": int(cursor)})
    found = list(rows.order_by("id" if reverse else "-id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if reverse:
        found.reverse()
    at_start = not more if reverse else not cursor
    at_end = last or (not backwards and not more)
    return ViewingPage(
        found,
        "" if at_start or not found else str(found[0].pk),
        "" if at_end or not found else str(found[-1].pk),
    )


EXPORT_HEAD: Final = ("时间", "录像编号", "录像开始时间", "姓名", "方式", "事由", "关联事项")


def viewing_rows(viewer: Viewer, asked: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """Rows of the register for a spreadsheet, at most 20,000."""
    for row in viewings(viewer, asked)[:EXPORTED]:
        yield (
            f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            row.recording.number,
            f"{row.recording.began_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            row.name,
            row.get_kind_display(),
            row.reason,
            row.subject_key,
        )


def chosen(viewer: Viewer, keys: Sequence[str]) -> list[Recording]:
    """Recordings that were ticked on the page, of the viewer's reach, at most 500."""
    ids = [key for key in keys[:LISTED] if _is_uuid(key)]
    return list(_recordings(viewer).select_related("bureau", "file").filter(pk__in=ids).order_by("pk"))


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def recording_of(viewer: Viewer, pk: uuid.UUID) -> Recording | None:
    rows = _recordings(viewer).select_related("bureau", "file", "camera", "officer", "party")
    return rows.filter(pk=pk).first()


def recording_page(recording: Recording) -> RecordingPage:
    """谁看过、保管多久、为什么: seven queries."""
    ties = list(recording.ties.filter(untied_at=None).order_by("pk"))
    keys = [recording.chain_key, *(tie.subject_key for tie in ties)]
    holds = Hold.objects.filter(subject_key__in=keys, lifted_at=None).select_related("placed_by")
    items = DestructionItem.objects.filter(recording=recording, excluded_at=None).select_related(
        "destruction"
    )
    return RecordingPage(
        recording=recording,
        keeping=keeping_of(recording),
        ties=ties,
        holds=list(holds.order_by("placed_at", "pk")),
        viewings=list(recording.viewings.order_by("-id")[:LISTED]),
        item=items.exclude(destruction__stage="withdrawn").order_by("-pk").first(),
    )


def destruction_of(viewer: Viewer, pk: uuid.UUID) -> Destruction | None:
    rows = Destruction.objects.filter(bureau_id=viewer.bureau_id)
    return (
        rows.select_related("bureau", "proposed_by", "approved_by", "carried_out_by", "witness")
        .filter(pk=pk)
        .first()
    )


def list_page(destruction: Destruction, on: date) -> ListPage:
    """One list; a hindrance is shown while it can still be taken out."""
    rows = destruction.items.select_related("recording__bureau", "recording__file").order_by("pk")
    items = list(rows)
    standing = [item for item in items if item.excluded_at is None]
    recordings = [item.recording for item in standing]
    kept = keepings(recordings)
    why = hindrances(recordings, on) if destruction.stage in OPEN else {}
    papers = Instrument.objects.filter(subject_key=destruction.chain_key).defer("context", "content")
    return ListPage(
        destruction,
        [ItemRow(item, kept[item.recording_id], why.get(item.recording_id, "")) for item in standing],
        [item for item in items if item.excluded_at is not None],
        list(papers.order_by("id")),
        [_step(entry) for entry in Entry.objects.filter(chain=destruction.chain_key).order_by("seq")],
        sum(item.size for item in standing),
    )


def _step(entry: Entry) -> StepDone:
    body = json.loads(entry.body)
    data = body.get("data", {})
    note = data.get("opinion") or data.get("reason") or data.get("method") or ""
    note = f"{data['recording']}：{note}" if "recording" in data else note
    return StepDone(book().act_head(entry.kind).title, body["actor"]["name"], entry.at, note)


def item_recording(destruction: Destruction, pk: uuid.UUID) -> Recording | None:
    """A recording that is or was on the list."""
    item = destruction.items.select_related("recording").filter(recording_id=pk).first()
    return item.recording if item is not None else None


ACTS: Final = (
    "recording.classify",
    "hold.place",
    "hold.lift",
    "destruction.propose",
    "destruction.approve",
    "destruction.attend",
    "destruction.carry_out",
    "destruction.strike",
    "destruction.withdraw",
)


def entitled(viewer: Viewer, on: date) -> frozenset[str]:
    """Acts of custody that the viewer's posts are entitled to by their norms; pages offer no others."""
    norms = ((kind, book().act(kind, on=on, jurisdiction=viewer.jurisdiction)) for kind in ACTS)
    return frozenset(kind for kind, norm in norms if not viewer.roles.isdisjoint(norm.by))


def witnesses(viewer: Viewer) -> QuerySet[Officer]:
    """在岗人员 of the bureau, for the choice of a witness; not the viewer."""
    rows = Officer.objects.filter(bureau_id=viewer.bureau_id, active=True).exclude(pk=viewer.officer_id or 0)
    return rows.select_related("unit").order_by("name")
