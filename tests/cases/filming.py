"""Shared by the tests of evidence and footage: a recording that is kept, tied to a case and marked, through real acts."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from chengguan.cases.selectors.recordings import subject_of
from chengguan.documents.models import StoredFile
from chengguan.documents.storing import keep
from chengguan.recordings.acts.marking import mark
from chengguan.recordings.acts.tying import tie
from chengguan.recordings.models import Recording
from chengguan.web.demonstration.walk import Walk


def stored(folder: Path, content: bytes = b"") -> StoredFile:
    """A kept file of invented content."""
    content = content or uuid4().bytes
    path = folder / uuid4().hex
    path.write_bytes(content)
    return keep(
        path,
        sha256=hashlib.sha256(content).hexdigest(),
        sm3="0" * 64,
        size=len(content),
        media_type="video/mp4",
    )


def film(
    walk: Walk, folder: Path, *, began_at: datetime | None = None, minutes: int = 60, **changes: Any
) -> Recording:
    """A recording of the walk's lead officer, as if it had been received."""
    began = began_at or walk.now - timedelta(minutes=minutes)
    officer = walk.pair[0]
    values: dict[str, Any] = {
        "bureau": walk.cast.bureau,
        "brigade": walk.cast.brigade,
        "squad": walk.cast.squads[walk.squad],
        "number": f"测录〔2024〕第{Recording.objects.count() + 1}号",
        "file": stored(folder),
        "name": "00001.mp4",
        "kind": "video",
        "officer": officer,
        "device_began_at": began,
        "time_source": "metadata",
        "began_at": began,
        "ended_at": began + timedelta(minutes=minutes),
        "duration_ms": minutes * 60_000,
        "received_at": began + timedelta(minutes=minutes),
        "playback": "direct",
        "stage": "kept",
    }
    return Recording.objects.create(**{**values, **changes})


def tie_to(walk: Walk, recording: Recording) -> None:
    """One-click 关联 by the handler."""
    tie(actor=walk.as_role("handler"), at=walk.now, recording=recording, **subject_of(walk.subject_case))


def mark_step(walk: Walk, recording: Recording, step: str, begins_ms: int = 10_000, **changes: Any) -> Any:
    """A mark of the case in a recording."""
    values = {
        "step": step,
        "recording": recording,
        "begins_ms": begins_ms,
        "ends_ms": begins_ms + 5_000,
        **subject_of(walk.subject_case),
        **changes,
    }
    return mark(actor=walk.as_role("handler"), at=walk.now, **values).result
