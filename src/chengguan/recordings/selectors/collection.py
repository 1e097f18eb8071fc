"""Uploads as pages and senders read them; who uploads in time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer
from chengguan.recordings.models import Recording, Station, Upload

from .cameras import within

PAGE: Final = 40
TO_FIX: Final = "fix"
LATE: Final = "late"


@dataclass(frozen=True)
class UploadFilter:
    """What the list of uploads is narrowed to. `state`: a state, or `fix`, or `late`."""

    text: str = ""
    state: str = ""
    officer: int | None = None


@dataclass(frozen=True)
class OnTimeRow:
    """Timely upload of one officer or unit: recordings made in the period, and how many of them came in time."""

    key: int
    name: str
    unit: str
    total: int
    late: int

    @property
    def on_time(self) -> int:
        return self.total - self.late

    @property
    def share(self) -> float:
        """Share in time, 0 to 1."""
        return self.on_time / self.total if self.total else 1.0

    @property
    def percent(self) -> str:
        return f"{self.share * 100:.1f}%" if self.total else "—"


@dataclass(frozen=True)
class OnTime:
    """Timely upload of a period: as a whole, by officer (`officer_id` as key), by squad (unit id as key)."""

    whole: OnTimeRow
    officers: list[OnTimeRow]
    units: list[OnTimeRow]


def visible_uploads(viewer: Viewer) -> QuerySet[Upload]:
    """Uploads of the viewer's reach: by the sender's unit, and once it is known by the unit of the recording."""
    rows: QuerySet[Upload] = within(Upload.objects.all(), viewer)
    return rows


def uploads(viewer: Viewer, wanted: UploadFilter, asked: Cursor) -> Slice[Upload]:
    """A page of uploads, newest first."""
    rows = _narrowed(visible_uploads(viewer), wanted).select_related("recording", "officer", "station")
    return sliced(rows, asked, size=PAGE)


def _narrowed(rows: QuerySet[Upload], wanted: UploadFilter) -> QuerySet[Upload]:
    if wanted.text:
        text = wanted.text
        rows = rows.filter(
            Q(name__icontains=text) | Q(camera_number__icontains=text) | Q(recording__number__icontains=text)
        )
    if wanted.state == TO_FIX:
        rows = rows.filter(doubtful=True)
    elif wanted.state == LATE:
        rows = rows.filter(state=Upload.KEPT, recording__late=True)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.officer:
        rows = rows.filter(recording__officer_id=wanted.officer)
    return rows


def to_fix(viewer: Viewer) -> int:
    """How many kept uploads wait for a person to say from which camera and when they are."""
    return visible_uploads(viewer).filter(doubtful=True).count()


def upload(viewer: Viewer, pk: uuid.UUID) -> Upload | None:
    rows = visible_uploads(viewer).select_related("recording__file", "officer", "station", "bureau")
    return rows.filter(pk=pk).first()


def own_upload(viewer: Viewer, pk: uuid.UUID) -> Upload | None:
    """An upload that this person began: only its sender continues it."""
    if not viewer.officer_id:
        return None
    rows = Upload.objects.select_related("recording__file", "bureau")
    return rows.filter(pk=pk, officer_id=viewer.officer_id, station=None).first()


def station_upload(station: Station, pk: uuid.UUID) -> Upload | None:
    """An upload that this station began."""
    return Upload.objects.select_related("recording__file", "bureau").filter(pk=pk, station=station).first()


def state_of(item: Upload) -> dict[str, Any]:
    """What a sender is told of an upload. `safe`: the content is kept; only then may the sender let go of its file."""
    return {
        "id": str(item.pk),
        "name": item.name,
        "size": item.size,
        "received": item.received,
        "state": item.state,
        "state_title": item.get_state_display(),
        "message": item.reason,
        "done": item.done,
        "safe": item.safe,
        "again": item.again,
        "sha256": item.sha256,
        "sm3": item.sm3,
        "recording": item.recording.number if item.recording else "",
        "recording_id": str(item.recording_id) if item.recording_id else "",
    }


def recording(viewer: Viewer, pk: uuid.UUID) -> Recording | None:
    """A recording of the viewer's reach, for the correction of its source."""
    rows = Recording.objects.visible_to(viewer).select_related("camera", "officer__unit", "bureau", "file")
    return rows.filter(pk=pk).first()


def on_time(viewer: Viewer, begin: datetime, end: datetime) -> OnTime:
    """24小时上传率 (城市管理执法行为规范): of the recordings that begin in the period, how many came in time; the fewest first."""
    rows = Recording.objects.visible_to(viewer).filter(began_at__gte=begin, began_at__lt=end)
    counted = {"total": Count("pk"), "overdue": Count("pk", filter=Q(late=True))}
    by_officer = rows.exclude(officer=None).values_list("officer_id", "officer__name", "officer__unit__name")
    officers = [OnTimeRow(*row) for row in by_officer.annotate(**counted).order_by()]
    by_unit = rows.exclude(squad=None).annotate(title=F("squad__name"))
    units = [
        OnTimeRow(*row)
        for row in by_unit.values_list("squad_id", "squad__name", "title").annotate(**counted).order_by()
    ]
    whole = rows.aggregate(**counted)
    return OnTime(
        OnTimeRow(0, "合计", "", whole["total"], whole["overdue"]),
        sorted(officers, key=lambda row: (row.share, -row.total, row.name)),
        sorted(units, key=lambda row: (row.share, -row.total, row.name)),
    )


def last_days(at: datetime, days: int = 30) -> tuple[datetime, datetime]:
    """The period that the board shows."""
    return at - timedelta(days=days), at
