"""一户式音视频档案: search over everything that is kept, as a list, as points of a map, as rows of a spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from chengguan.base import search
from chengguan.base.dates import CHINA, start_of
from chengguan.base.paging import Cursor, sliced
from chengguan.base.viewer import Viewer
from chengguan.recordings.finding import cells
from chengguan.recordings.models import Mark, Recording, SavedFilter, Tie

PAGE_SIZE: Final = 24
# As many things as the search index names one by one; more are found by reading on.
NAMED: Final = 1000
# Squares of the map that are looked up one by one; a larger rectangle is found by reading on.
CELLS: Final = 1200
# Where so much lies in the squares, any page of it is found sooner by reading on from the newest.
DENSE: Final = 3000
POINTS: Final = 2000
# Recordings of one household or one case that are looked up one by one.
LINKED: Final = 2000
KINDS: Final = dict(Recording.KINDS)
CATEGORIES: Final = dict(Recording.CATEGORIES)
# Only what a row shows is read.
COLUMNS: Final = (
    "id", "number", "began_at", "ended_at", "duration_ms", "place", "party_names", "subject_numbers", "kind",
    "category", "late", "whole", "tied", "held", "stage", "latitude", "longitude", "thumbnail_id",
    "camera__number", "officer__name", "squad__name", "file__size",
)  # fmt: skip


@dataclass(frozen=True)
class Box:
    """A rectangle of the map, in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Filters:
    """What the archive is filtered by; empty when not used."""

    q: str = ""
    party: str = ""
    place: str = ""
    case: str = ""
    officer: str = ""
    camera: str = ""
    unit: str = ""
    kind: str = ""
    category: str = ""
    step: str = ""
    state: str = ""
    taken_from: date | None = None
    taken_to: date | None = None
    party_id: str = ""
    subject: str = ""
    box: Box | None = None


@dataclass(frozen=True)
class Row:
    """One recording as the archive shows it."""

    id: uuid.UUID
    number: str
    began_at: datetime
    ended_at: datetime
    length: str
    place: str
    party: str
    cases: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    kind: str
    kind_title: str
    category: str
    camera: str
    officer: str
    unit: str
    pictured: bool
    late: bool
    whole: bool
    tied: bool
    held: bool
    destroyed: bool
    size: int


@dataclass(frozen=True)
class BoardPage:
    rows: list[Row]
    earlier: str
    later: str


STATES: Final = {
    "untied": "未关联案件",
    "late": "逾期上传",
    "faulty": "文件不完整",
    "held": "保留中",
    "unplaced": "没有地点",
}


def filtered(viewer: Viewer, filters: Filters) -> QuerySet[Recording]:
    """Recordings visible to the viewer that fit the filters."""
    rows: QuerySet[Recording] = Recording.objects.visible_to(viewer)
    exact: dict[str, Any] = {
        "officer_id": filters.officer,
        "camera_id": filters.camera,
        "kind": filters.kind,
        "category": filters.category,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    rows = _by_words(rows, viewer, filters)
    if filters.unit:
        rows = rows.filter(Q(squad_id=filters.unit) | Q(brigade_id=filters.unit))
    if filters.taken_from:
        rows = rows.filter(began_at__gte=start_of(filters.taken_from))
    if filters.taken_to:
        rows = rows.filter(began_at__lt=start_of(filters.taken_to + timedelta(days=1)))
    rows = _by_links(rows, filters)
    return _in_state(_within(rows, filters.box), filters.state)


def _by_words(rows: QuerySet[Recording], viewer: Viewer, filters: Filters) -> QuerySet[Recording]:
    """Text is looked up in the search index; a field's own words are checked against its column."""
    for phrase, column in (
        (filters.q, ""),
        (filters.party, "party_names"),
        (filters.place, "place"),
        (filters.case, "subject_numbers"),
    ):
        if phrase:
            rows = _narrowed(rows, viewer, phrase, column)
    return rows


def _narrowed(rows: QuerySet[Recording], viewer: Viewer, phrase: str, column: str) -> QuerySet[Recording]:
    """The index names the rows, unless they are so many that any page of them is found by reading on."""
    words = phrase.split()
    if column:
        rows = rows.filter(*(Q((f"{column}__contains", word)) for word in words))
    found = _named(viewer, phrase)
    if found is not None:
        return rows.filter(pk__in=found)
    return rows if column else rows.filter(*(_anywhere(word) for word in words))


def _named(viewer: Viewer, phrase: str) -> list[str] | None:
    """Keys of everything found by the words; None where they are too many or no words at all."""
    if not search.bigrams(phrase):
        return None
    found = [hit.key for hit in search.find(viewer, phrase, kind="recording", limit=NAMED + 1)]
    return found if len(found) <= NAMED else None


def _anywhere(word: str) -> Q:
    fields = ("number", "place", "party_names", "subject_numbers", "officer__name", "camera__number")
    return Q(*((f"{name}__contains", word) for name in fields), _connector=Q.OR)


def _by_links(rows: QuerySet[Recording], filters: Filters) -> QuerySet[Recording]:
    if filters.party_id:
        rows = rows.filter(pk__in=of_party(filters.party_id))
    if filters.subject:
        rows = rows.filter(pk__in=of_subject(filters.subject))
    if filters.step:
        marks = Mark.objects.filter(recording=OuterRef("pk"), step=filters.step, withdrawn_at=None)
        rows = rows.filter(Exists(marks))
    return rows


def of_party(party_id: str | uuid.UUID) -> set[uuid.UUID]:
    """一户: recordings that name a party, or that belong to a case of that party. Two queries."""
    ties = Tie.objects.filter(party_id=party_id, untied_at=None).order_by("-began_at")
    own = Recording.objects.filter(party_id=party_id).order_by("-began_at")
    return {*ties.values_list("recording_id", flat=True)[:LINKED], *own.values_list("pk", flat=True)[:LINKED]}


def of_subject(key: str) -> list[uuid.UUID]:
    """Recordings that belong to a case. One query."""
    ties = Tie.objects.filter(subject_key=key, untied_at=None).order_by("-began_at")
    return list(ties.values_list("recording_id", flat=True)[:LINKED])


def _within(rows: QuerySet[Recording], box: Box | None) -> QuerySet[Recording]:
    if box is None:
        return rows
    inside = {"latitude__range": (box.south, box.north), "longitude__range": (box.west, box.east)}
    squares = cells(box.south, box.west, box.north, box.east, limit=CELLS)
    if squares is not None:
        near = Recording.objects.filter(cell__in=squares, **inside).order_by()
        found = list(near.values_list("pk", flat=True)[:DENSE])
        if len(found) < DENSE:
            return rows.filter(pk__in=found)
    return rows.filter(**inside)


def _in_state(rows: QuerySet[Recording], state: str) -> QuerySet[Recording]:
    wanted = {
        "untied": Q(tied=False),
        "late": Q(late=True),
        "faulty": Q(whole=False),
        "held": Q(held=True),
        "unplaced": Q(place=""),
    }.get(state)
    return rows if wanted is None else rows.filter(wanted)


def board_page(viewer: Viewer, filters: Filters, asked: Cursor) -> BoardPage:
    """One page by keyset, newest first; ties and marks of the page are read with one query each."""
    rows = filtered(viewer, filters).values_list(*COLUMNS, named=True)
    found = sliced(rows, asked, column="began_at", size=PAGE_SIZE)
    return BoardPage(shown(found.rows), found.earlier, found.later)


def shown(rows: list[Any]) -> list[Row]:
    """Rows of a page with their cases and steps. Two queries."""
    keys = [row.id for row in rows]
    cases: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for tie in Tie.objects.filter(recording__in=keys, untied_at=None).order_by("tied_at"):
        cases.setdefault(tie.recording_id, []).append(
            (tie.subject_key.partition("/")[2], tie.subject_number or tie.subject_title)
        )
    steps: dict[uuid.UUID, list[str]] = {}
    marks = Mark.objects.filter(recording__in=keys, withdrawn_at=None).order_by("begins_ms")
    for key, title in marks.values_list("recording_id", "title"):
        steps.setdefault(key, []).append(title)
    return [_row(row, cases.get(row.id, []), steps.get(row.id, [])) for row in rows]


def _row(row: Any, cases: list[tuple[str, str]], steps: list[str]) -> Row:
    return Row(
        id=row.id,
        number=row.number,
        began_at=row.began_at,
        ended_at=row.ended_at,
        length=length(row.duration_ms),
        place=row.place,
        party=row.party_names,
        cases=tuple(cases),
        steps=tuple(dict.fromkeys(steps)),
        kind=row.kind,
        kind_title=KINDS.get(row.kind, row.kind),
        category=CATEGORIES.get(row.category, row.category),
        camera=row.camera__number or "",
        officer=row.officer__name or "",
        unit=row.squad__name or "",
        pictured=row.thumbnail_id is not None,
        late=row.late,
        whole=row.whole,
        tied=row.tied,
        held=row.held,
        destroyed=row.stage == "destroyed",
        size=row.file__size,
    )


def length(milliseconds: int) -> str:
    """A length as h:mm:ss or m:ss."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


@dataclass(frozen=True)
class Point:
    """Something on the map."""

    id: uuid.UUID
    latitude: float
    longitude: float
    title: str
    text: str
    at: datetime
    kind: str


def points(viewer: Viewer, filters: Filters) -> list[Point]:
    """Recordings that fit and have a place on the map, the newest; then the marks of the same days. Two queries."""
    rows = filtered(viewer, filters).exclude(latitude=None).order_by("-began_at", "-id")
    found = [
        Point(row.id, row.latitude, row.longitude, row.number, row.place, row.began_at, "recording")
        for row in rows.values_list(*COLUMNS, named=True)[:POINTS]
    ]
    return found + _marked_points(viewer, filters)


def _marked_points(viewer: Viewer, filters: Filters) -> list[Point]:
    rows = Mark.objects.visible_to(viewer).filter(withdrawn_at=None).exclude(latitude=None)
    if filters.taken_from:
        rows = rows.filter(begins_at__gte=start_of(filters.taken_from))
    if filters.taken_to:
        rows = rows.filter(begins_at__lt=start_of(filters.taken_to + timedelta(days=1)))
    if filters.officer:
        rows = rows.filter(officer_id=filters.officer)
    if filters.step:
        rows = rows.filter(step=filters.step)
    if box := filters.box:
        rows = rows.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    return [
        Point(
            row.recording_id or row.pk, row.latitude or 0, row.longitude or 0, row.title, row.subject_number,
            row.begins_at, "mark" if row.recording_id else "loose",
        )
        for row in rows.order_by("-begins_at")[: POINTS // 4]
    ]  # fmt: skip


EXPORT_HEAD: Final = (
    "录像编号", "类别", "开始时间", "结束时间", "时长（秒）", "地点", "当事人", "案号", "执法人员", "设备", "单位", "保管类别",
    "入库时间", "逾期上传", "文件完整", "大小（字节）", "SHA-256",
)  # fmt: skip
_EXPORTED: Final = (
    "number", "kind", "began_at", "ended_at", "duration_ms", "place", "party_names", "subject_numbers", "officer__name",
    "camera__number", "squad__name", "category", "received_at", "late", "whole", "file__size", "file__sha256",
)  # fmt: skip


def export_rows(viewer: Viewer, filters: Filters, *, chunk: int = 2000) -> Iterator[tuple[Any, ...]]:
    """All rows of the archive as filtered, for a spreadsheet, streamed."""
    rows = filtered(viewer, filters).order_by("-began_at", "-id").values_list(*_EXPORTED)
    for row in rows.iterator(chunk_size=chunk):
        number, kind, began_at, ended_at, duration_ms, *rest = row
        place, party, cases, officer, camera, squad, category, received_at, late, whole, size, sha256 = rest
        yield (
            number, KINDS.get(kind, kind), _local(began_at), _local(ended_at), duration_ms // 1000, place, party, cases,
            officer, camera, squad, CATEGORIES.get(category, category), _local(received_at), "是" if late else "否",
            "是" if whole else "否", size, sha256,
        )  # fmt: skip


def _local(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def as_query(filters: Filters) -> dict[str, str]:
    """The filters as URL parameters, leaving out what is not used."""
    plain = {name: str(value) for name, value in vars(filters).items() if value and name != "box"}
    return plain | ({name: str(value) for name, value in vars(filters.box).items()} if filters.box else {})


def chosen(viewer: Viewer, keys: list[uuid.UUID]) -> list[Recording]:
    """Recordings that were ticked, in the order of time, as far as the viewer may see them."""
    rows = Recording.objects.visible_to(viewer).filter(pk__in=keys).order_by("began_at", "id")
    return list(rows.select_related(*Recording.RELATED))


def saved_filters(viewer: Viewer) -> list[SavedFilter]:
    """The viewer's saved filters by name."""
    return list(SavedFilter.objects.filter(officer_id=viewer.officer_id).order_by("name"))
