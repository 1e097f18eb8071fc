"""播放器: what the player of one recording shows, and what may be played now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from chengguan.base.viewer import Viewer
from chengguan.recordings import tickets
from chengguan.recordings.models import Derivative, Mark, Recording

LOCKED, READY, WAITING, FAILED, NONE, DESTROYED = (
    "locked",
    "ready",
    "waiting",
    "failed",
    "none",
    "destroyed",
)
MARKS_SHOWN: Final = 200


@dataclass(frozen=True)
class PlayerMark:
    """A mark on the bar: where, what, and how far along the bar in per cent."""

    begins_ms: int
    ends_ms: int
    title: str
    note: str
    share: float
    officer: str = ""

    @property
    def clock(self) -> str:
        """分:秒."""
        return clock(self.begins_ms)


@dataclass(frozen=True)
class Player:
    """One recording in the player. `state`: locked (no ticket yet), ready, waiting, failed, none (download only), destroyed."""

    recording: Recording
    state: str
    ticket: str
    at_ms: int
    source: str = ""
    playlist: str = ""
    media_type: str = ""
    thumbnail: str = ""
    marks: tuple[PlayerMark, ...] = ()
    preparing: bool = False
    progress: int = 0
    error: str = ""
    derivative: Derivative | None = None

    @property
    def kind(self) -> str:
        return self.recording.kind

    @property
    def at_seconds(self) -> str:
        """The second at which playing begins, for the player and for #t= where there is no script."""
        return f"{self.at_ms / 1000:.3f}".rstrip("0").rstrip(".")

    @property
    def began_epoch_ms(self) -> int:
        return round(self.recording.began_at.timestamp() * 1000)

    @property
    def frame_ms(self) -> int:
        return round(1000 / self.recording.frame_rate) if self.recording.frame_rate else 40


def clock(moment_ms: int) -> str:
    """1:05, 1:02:05."""
    minutes, seconds = divmod(moment_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def player_for(viewer: Viewer, recording: Recording, ticket: str, at_ms: int) -> Player:
    """The player for a viewer. Without a genuine ticket it is locked: it shows the thumbnail and asks for the reason."""
    place = max(0, min(at_ms, recording.duration_ms))
    marks = marks_of(recording)
    thumbnail = reverse("recording.thumbnail", args=[recording.pk]) if recording.thumbnail_id else ""
    if recording.stage == DESTROYED:
        return Player(recording, DESTROYED, "", place, marks=marks)
    if recording.playback == Recording.NONE:
        return Player(recording, NONE, "", place, thumbnail=thumbnail, marks=marks)
    rendition = rendition_of(recording)
    preparing = needs_rendition(recording) and (rendition is None or rendition.state == Derivative.WAITING)
    if rendition is not None and rendition.state == Derivative.FAILED:
        return Player(
            recording, FAILED, "", place, thumbnail=thumbnail, marks=marks,
            error=rendition.error, derivative=rendition,
        )  # fmt: skip
    if preparing:
        part = rendition.details.get("progress", 0) if rendition is not None else 0
        return Player(
            recording, WAITING, ticket, place, thumbnail=thumbnail, marks=marks,
            preparing=True, progress=round(float(part) * 100),
        )  # fmt: skip
    if not tickets.check(viewer, recording, ticket):
        return Player(recording, LOCKED, "", place, thumbnail=thumbnail, marks=marks)
    return _ready(recording, ticket, place, thumbnail, marks, rendition)


def _ready(
    recording: Recording,
    ticket: str,
    place: int,
    thumbnail: str,
    marks: tuple[PlayerMark, ...],
    rendition: Derivative | None,
) -> Player:
    query = "?" + urlencode({"ticket": ticket})
    segmented = rendition is not None and "playlist" in rendition.details
    stored = rendition.file if rendition is not None else recording.file
    return Player(
        recording,
        READY,
        ticket,
        place,
        source=reverse("recording.media", args=[recording.pk]) + query,
        playlist=reverse("recording.playlist", args=[recording.pk]) + query if segmented else "",
        media_type=stored.media_type if stored is not None else "",
        thumbnail=thumbnail,
        marks=marks,
        derivative=rendition,
    )


def needs_rendition(recording: Recording) -> bool:
    """Whether browsers play a copy and not the original itself."""
    return recording.playback in (Recording.HLS, Recording.TRANSCODE)


def rendition_of(recording: Recording) -> Derivative | None:
    """The copy for the browser, made from the original that the recording has; None where none is needed or begun."""
    if not needs_rendition(recording):
        return None
    return (
        Derivative.objects.filter(
            recording=recording, kind=Derivative.PLAYBACK, original_sha256=recording.file.sha256
        )
        .select_related("file")
        .first()
    )


def marks_of(recording: Recording) -> tuple[PlayerMark, ...]:
    """Marks that stand, in the order of the recording."""
    rows = (
        Mark.objects.filter(recording=recording, withdrawn_at=None, begins_ms__isnull=False)
        .select_related("officer")
        .order_by("begins_ms")[:MARKS_SHOWN]
    )
    length = max(1, recording.duration_ms)
    return tuple(
        PlayerMark(
            row.begins_ms or 0,
            row.ends_ms or row.begins_ms or 0,
            row.title,
            row.note,
            round(min(100.0, (row.begins_ms or 0) * 100 / length), 2),
            row.officer.name if row.officer else "",
        )
        for row in rows
    )


def device_time(recording: Recording) -> timedelta:
    """How far the device's clock was off (positive: fast)."""
    return timedelta(milliseconds=recording.offset_ms)


def playlist_text(kept: str, source: str) -> str:
    """The playlist as the player gets it: every range is one of `source`. (It was made with the file called `made`.)"""
    lines = [
        source if line == "made" else line.replace('URI="made"', f'URI="{source}"')
        for line in kept.splitlines()
    ]
    return "\n".join(lines) + "\n"
