"""Facts of what is made from a recording: clips, stills, masked copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.recordings.models import Derivative, Recording, Viewing
from chengguan.recordings.tracks import Track


def _sheet(actor: Viewer, at: datetime, recording: Recording, **values: Any) -> Sheet:
    common = {
        "recording_kept": recording.stage != "destroyed",
        "viewer_of_bureau": recording.bureau_id == actor.bureau_id,
    }
    return Sheet(local_date(at), actor.jurisdiction, common | values)


def clip(
    *, actor: Viewer, at: datetime, recording: Recording, begins_ms: int, ends_ms: int, reason: str,
    caption: str = "",
) -> Sheet:  # fmt: skip
    """截取片段."""
    return _sheet(
        actor,
        at,
        recording,
        clip_interval_sound=0 <= begins_ms < ends_ms <= recording.duration_ms,
        clip_has_content=recording.kind != Recording.PHOTO,
        derivation_explained=bool(reason.strip()),
        footage_whole=recording.whole,
    )


def still(
    *, actor: Viewer, at: datetime, recording: Recording, at_ms: int, reason: str, caption: str = ""
) -> Sheet:
    """截取画面."""
    return _sheet(
        actor,
        at,
        recording,
        still_moment_sound=0 <= at_ms <= recording.duration_ms,
        still_has_picture=recording.kind == Recording.VIDEO,
        derivation_explained=bool(reason.strip()),
    )


def masking(
    *, actor: Viewer, at: datetime, recording: Recording, reason: str, keep_sound: bool,
    source: Derivative | None = None, base: Derivative | None = None, removed: Sequence[int] = (),
    added: Sequence[Track] = (),
) -> Sheet:  # fmt: skip
    """制作遮挡件 of the whole recording or of `source` (a clip or a still), or anew from `base` with tracks removed and rectangles added."""
    return _sheet(
        actor,
        at,
        recording,
        masking_has_picture=recording.kind != Recording.AUDIO,
        derivation_explained=bool(reason.strip()),
        masking_boxes_sound=all(_sound(track, recording) for track in added),
        masking_base_sound=(base is None or _masks(base, recording))
        and (source is None or _taken_from(source, recording)),
    )


def _sound(track: Track, recording: Recording) -> bool:
    inside = 0 <= track.begins_ms <= track.ends_ms <= max(recording.duration_ms, 1)
    return inside and all(
        box.left >= 0
        and box.top >= 0
        and box.width > 0
        and box.height > 0
        and box.left + box.width <= 1.0001
        and box.top + box.height <= 1.0001
        for _, box in track.points
    )


def _masks(row: Derivative, recording: Recording) -> bool:
    """Whether a masked copy was made from the original that the recording has."""
    mine = row.recording_id == recording.pk and row.kind == Derivative.MASKED
    return mine and row.original_sha256 == recording.file.sha256


def _taken_from(row: Derivative, recording: Recording) -> bool:
    """Whether a clip or a still is made, and from the original that the recording has."""
    made = row.recording_id == recording.pk and row.state == Derivative.READY
    kinds = (Derivative.CLIP, Derivative.STILL)
    return made and row.kind in kinds and row.original_sha256 == recording.file.sha256


def confirming(
    *, actor: Viewer, at: datetime, recording: Recording, masked: Derivative, faces_covered: bool,
    other_marks_covered: bool,
) -> Sheet:  # fmt: skip
    """确认遮挡件."""
    row = Derivative.objects.get(pk=masked.pk)
    return _sheet(
        actor,
        at,
        recording,
        masked_ready=row.kind == Derivative.MASKED and row.state == Derivative.READY,
        masked_of_original=_masks(row, recording),
        masked_watched=watched(actor, recording, row),
        masked_faces_covered=faces_covered,
        masked_other_marks_covered=other_marks_covered,
    )


def viewing_key(row: Derivative) -> str:
    """How the register of viewings names a masked copy that somebody opened."""
    return f"derivative/{row.pk}"


def watched(actor: Viewer, recording: Recording, row: Derivative) -> bool:
    """Whether this person opened the masked copy, on the record, after it was made."""
    return Viewing.objects.filter(
        recording=recording,
        officer_id=actor.officer_id or 0,
        subject_key=viewing_key(row),
        at__gte=row.made_at,
    ).exists()
