"""派生件: clips, stills and masked copies. The original is never changed; each derivative is bound to its digest.

The act puts the derivative and its purpose on the record; the worker makes the file (rendering.derive).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.recordings.facts import deriving as facts
from chengguan.recordings.models import Derivative, Recording
from chengguan.recordings.rendering import DERIVE
from chengguan.recordings.tracks import Track

from .viewing import view


@act("recording.clip", facts=facts.clip, on="recording")
def clip(
    *, actor: Viewer, at: datetime, recording: Recording, begins_ms: int, ends_ms: int, reason: str,
    caption: str = "",
) -> Done:  # fmt: skip
    """截取片段: from the keyframe at or before `begins_ms` until `ends_ms`, not re-encoded. Result: the Derivative."""
    row = _derivative(
        actor, at, recording, Derivative.CLIP, begins_ms=begins_ms, ends_ms=ends_ms, caption=caption
    )
    _taken(actor, at, recording, f"截取片段：{reason.strip()}")
    data = {"begins_ms": begins_ms, "ends_ms": ends_ms, "reason": reason, "caption": caption}
    return _done(recording, row, data)


@act("recording.capture_still", facts=facts.still, on="recording")
def capture_still(
    *, actor: Viewer, at: datetime, recording: Recording, at_ms: int, reason: str, caption: str = ""
) -> Done:
    """截取画面: the frame shown at `at_ms`, with its number, true time, place and the original's digest below it. Result: the Derivative."""
    row = _derivative(actor, at, recording, Derivative.STILL, begins_ms=at_ms, ends_ms=at_ms, caption=caption)
    _taken(actor, at, recording, f"截取画面：{reason.strip()}")
    return _done(recording, row, {"at_ms": at_ms, "reason": reason, "caption": caption})


@act("recording.make_masked", facts=facts.masking, on="recording")
def make_masked(
    *, actor: Viewer, at: datetime, recording: Recording, reason: str, keep_sound: bool,
    source: Derivative | None = None, base: Derivative | None = None, removed: Sequence[int] = (),
    added: Sequence[Track] = (),
) -> Done:  # fmt: skip
    """制作遮挡件 (个人信息保护法 第二十六条): faces are looked for and covered; with `base` its tracks are taken, less `removed`, plus `added`.

    `source`: a clip or a still of the recording instead of the whole. Result: the Derivative, which a person has to
    confirm before it may be published.
    """
    details: dict[str, Any] = {"sound": keep_sound, "source": str(source.pk) if source else ""}
    if base is not None:
        kept = [row for index, row in enumerate(base.details.get("tracks", [])) if index not in set(removed)]
        tracks = [*kept, *(track.plain() for track in added)]
        details |= {"tracks": tracks, "base": str(base.pk), "source": base.details.get("source", "")}
    row = _derivative(actor, at, recording, Derivative.MASKED, caption=reason.strip()[:200], details=details)
    data = {
        "reason": reason,
        "keep_sound": keep_sound,
        "source": details["source"],
        "base": details.get("base", ""),
        "removed": list(removed),
        "added": [track.plain() for track in added],
    }
    return _done(recording, row, data)


@act("recording.confirm_masked", facts=facts.confirming, on="recording")
def confirm_masked(
    *, actor: Viewer, at: datetime, recording: Recording, masked: Derivative, faces_covered: bool,
    other_marks_covered: bool,
) -> Done:  # fmt: skip
    """确认遮挡件 (个人信息保护法 第二十六条): by a person who watched it. Only then it may be published."""
    row = Derivative.objects.select_for_update(of=("self",)).select_related("file").get(pk=masked.pk)
    row.state, row.confirmed_at, row.confirmed_by_id = Derivative.CONFIRMED, at, actor.officer_id
    row.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    done = _done(recording, row, {"other_marks_covered": other_marks_covered})
    if row.file is not None:
        done.documents = (DocRef("masked_copy", recording.number, row.file.sha256),)
    return done


def try_again(row: Derivative, *, at: datetime, bureau_code: str) -> None:
    """Have the worker make once more what could not be made. No act: nothing is decided, and nothing that exists is changed."""
    changed = Derivative.objects.filter(pk=row.pk, state=Derivative.FAILED).update(
        state=Derivative.WAITING, error=""
    )
    if changed:
        outbox.post(DERIVE, {"derivative": str(row.pk)}, at=at, bureau_code=bureau_code)


def _derivative(actor: Viewer, at: datetime, recording: Recording, kind: str, **values: Any) -> Derivative:
    row = Derivative.objects.create(
        id=uuid7(at),
        recording=recording,
        kind=kind,
        original_sha256=recording.file.sha256,
        made_at=at,
        made_by_id=actor.officer_id or None,
        **values,
    )
    outbox.post(DERIVE, {"derivative": str(row.pk)}, at=at, bureau_code=actor.bureau_code)
    return row


def _taken(actor: Viewer, at: datetime, recording: Recording, reason: str) -> None:
    """Taking something out of a recording is on the register of viewings; that act changed the row, so it is read again."""
    view(actor=actor, at=at, recording=recording, kind="clip", reason=reason)
    recording.refresh_from_db(fields=["known", "stage"])


def _done(recording: Recording, row: Derivative, data: dict[str, Any]) -> Done:
    named = {"derivative": str(row.pk), "original_sha256": row.original_sha256, "recording": recording.number}
    return Done(recording, data=named | data, result=row)
