"""派生件制作: what the worker makes of recordings. Topics `recordings.prepare` and `recordings.derive`; both bear being called again.

Everything that is made is bound to the digest of the original, which is only read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from chengguan.base.dates import CHINA
from chengguan.documents.models import StoredFile
from chengguan.ledger import outbox

from .models import Derivative, Recording
from .workshop import Made, NotMade, making

PREPARE: Final = "recordings.prepare"
DERIVE: Final = "recordings.derive"
REPORTED_EVERY: Final = 2.0
Clock = Callable[[], datetime]


def prepare(payload: dict[str, Any], clock: Clock) -> None:
    """After a recording has come in: thumbnail, and where the browser needs it segments or a transcoded copy."""
    recording = _kept(payload["recording"])
    if recording is None:
        return
    if recording.thumbnail_id is None and recording.kind != Recording.AUDIO:
        _thumbnail(recording)
    if recording.playback in (Recording.HLS, Recording.TRANSCODE):
        _playback(recording, clock)


def derive(payload: dict[str, Any], clock: Clock) -> None:
    """A clip, a still or a masked copy that somebody asked for."""
    row = (
        Derivative.objects.filter(pk=payload["derivative"], state=Derivative.WAITING)
        .select_related("recording__file", "recording__camera")
        .first()
    )
    if row is None or _kept(row.recording_id) is None:
        return
    _make(row, DERIVING[row.kind], clock)


def _kept(pk: Any) -> Recording | None:
    return Recording.objects.filter(pk=pk, stage="kept").select_related("file").first()


def _thumbnail(recording: Recording) -> None:
    """A recording without a picture that can be decoded simply has no thumbnail."""
    photo = recording.kind == Recording.PHOTO
    try:
        with making("thumbnail", recording.file, _silent, photo=photo) as made:
            stored = made.kept()
    except NotMade:
        return
    Recording.objects.filter(pk=recording.pk, stage="kept").update(thumbnail=stored)


def _silent(part: float) -> None:
    """Progress of short work is of no interest."""


def _playback(recording: Recording, clock: Clock) -> None:
    row, _ = Derivative.objects.get_or_create(
        recording=recording,
        kind=Derivative.PLAYBACK,
        original_sha256=recording.file.sha256,
        defaults={"made_at": clock()},
    )
    if row.state != Derivative.WAITING:
        return
    if recording.playback == Recording.HLS and _make(row, _segments, clock, last=False):
        return
    _make(row, _transcoded, clock)


Maker = Callable[[Derivative, Callable[[float], None]], None]


def _make(row: Derivative, maker: Maker, clock: Clock, *, last: bool = True) -> bool:
    """Let a maker fill the row. What cannot be made is marked as failed (when no other way is left), for the page to say so."""
    try:
        maker(row, _Progress(row, clock))
    except NotMade as failed:
        if last:
            Derivative.objects.filter(pk=row.pk).update(state=Derivative.FAILED, error=str(failed)[:400])
        return False
    row.details.pop("progress", None)
    row.state, row.error, row.made_at = Derivative.READY, "", clock()
    _save(row)
    return True


@transaction.atomic
def _save(row: Derivative) -> None:
    """Unless the recording was destroyed while this was made: then nothing of it may stay."""
    if Recording.objects.select_for_update().filter(pk=row.recording_id, stage="kept").exists():
        row.save()


class _Progress:
    """Writes now and then how far the work is, and keeps the row of the outbox."""

    def __init__(self, row: Derivative, clock: Clock) -> None:
        self.row, self.clock, self.written = row, clock, time.monotonic()

    def __call__(self, part: float) -> None:
        if time.monotonic() - self.written < REPORTED_EVERY:
            return
        self.written = time.monotonic()
        self.row.details["progress"] = round(part, 3)
        Derivative.objects.filter(pk=self.row.pk).update(details=self.row.details)
        outbox.still_working(self.clock())


def _take(row: Derivative, made: Made, method: str) -> None:
    row.file = made.kept()
    row.details = {**row.details, "method": method}


def _segments(row: Derivative, progress: Callable[[float], None]) -> None:
    with making("hls", row.recording.file, progress) as made:
        _take(row, made, "hls")
        row.details["playlist"] = made.report["playlist"]


def _transcoded(row: Derivative, progress: Callable[[float], None]) -> None:
    with making("transcode", row.recording.file, progress) as made:
        _take(row, made, "transcode")


def _clip(row: Derivative, progress: Callable[[float], None]) -> None:
    with making("clip", row.recording.file, progress, begins_ms=row.begins_ms, ends_ms=row.ends_ms) as made:
        _take(row, made, "copy")
        covered = {name: made.report[name] for name in ("covers_begin_ms", "covers_end_ms")}
        row.details = {**row.details, **covered}


def _still(row: Derivative, progress: Callable[[float], None]) -> None:
    lines = caption_lines(row)
    with making("still", row.recording.file, progress, at_ms=row.begins_ms, caption=lines) as made:
        _take(row, made, "frame")
        row.details = {**row.details, "frame_ms": made.report["frame_ms"], "caption_lines": lines}


def caption_lines(row: Derivative) -> list[str]:
    """What stands below a still: number, device, true time, place, and the digest of the original it was taken from."""
    recording = row.recording
    moment = (recording.began_at + timedelta(milliseconds=row.begins_ms or 0)).astimezone(CHINA)
    device = f"　设备 {recording.camera.number}" if recording.camera else ""
    where = f"　{recording.place}" if recording.place else ""
    lines = [
        f"录像 {recording.number}{device}",
        f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}{where}",
        f"原件 SHA-256 {row.original_sha256[:32]}…",
    ]
    return [*lines, row.caption] if row.caption else lines


def _masked(row: Derivative, progress: Callable[[float], None]) -> None:
    """Faces covered in the whole recording, a clip or a still; with a contact sheet for the person who checks it."""
    recording, source = row.recording, _source(row)
    with making(
        "mask", source, progress,
        photo=source.media_type.startswith("image/"), sound=row.details.get("sound", False),
        tracks=row.details.get("tracks"),
    ) as made:  # fmt: skip
        _take(row, made, "pixelate")
        row.details["tracks"] = made.report["tracks"]
        if made.report["sheet"]:
            Derivative.objects.create(
                recording=recording, kind=Derivative.SHEET, original_sha256=row.original_sha256,
                file=made.kept("sheet", "image/jpeg"), state=Derivative.READY,
                details={"of": str(row.pk)}, made_at=row.made_at,
            )  # fmt: skip


def _source(row: Derivative) -> StoredFile:
    """What a masked copy is made of: the original, or the clip or still that was chosen."""
    chosen = row.details.get("source")
    if not chosen:
        return row.recording.file
    part = Derivative.objects.select_related("file").get(pk=chosen, recording=row.recording_id)
    if part.file is None:
        raise NotMade("所选的片段或者截图还没有制作完成")
    return part.file


DERIVING: Final[dict[str, Maker]] = {
    Derivative.CLIP: _clip,
    Derivative.STILL: _still,
    Derivative.MASKED: _masked,
    Derivative.PLAYBACK: _transcoded,
}
