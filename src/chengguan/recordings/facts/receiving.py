"""Facts of taking in recordings and of correcting where they come from (行政处罚法 第四十七条)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.recordings.models import BodyCamera, Recording
from chengguan.recordings.naming import named
from chengguan.recordings.probing import Found
from chengguan.recordings.timing import Times, times_of

KINDS: Final = frozenset(kind for kind, _ in Recording.KINDS)


def due_at(ended_at: datetime, jurisdiction: str) -> datetime:
    """应当上传时间: so many hours after duty (城市管理执法行为规范); without a roster, after the end of the recording."""
    hours = book().threshold("recording_upload_hours", on=local_date(ended_at), jurisdiction=jurisdiction)
    return ended_at + timedelta(hours=float(str(hours.value or 24)))


def receiving(
    *, actor: Viewer, at: datetime, file: StoredFile, found: Found, name: str, camera: BodyCamera | None = None,
    officer: Officer | None = None, place: str = "", latitude: float | None = None, longitude: float | None = None,
    party: Party | None = None, stated_began_at: datetime | None = None, camera_number: str = "",
    arrived_at: datetime | None = None, demo: bool = False,
) -> Sheet:  # fmt: skip
    """收录音视频."""
    arrived = arrived_at or at
    times: Times = times_of(found, named(name), stated_began_at, camera, arrived)
    return Sheet(
        local_date(at),
        actor.jurisdiction,
        {
            "recording_is_footage": found.kind in KINDS,
            "recording_digested": bool(file.sha256 and file.sm3),
            "recording_known_already": Recording.objects.filter(
                bureau_id=actor.bureau_id, file=file
            ).exists(),
            "recording_camera_known": camera is not None,
            "recording_clock_plausible": times.plausible,
            "recording_timely": arrived <= due_at(times.ended_at, actor.jurisdiction),
        },
    )


def correcting(
    *, actor: Viewer, at: datetime, recording: Recording, camera: BodyCamera | None, officer: Officer | None,
    offset_ms: int, reason: str,
) -> Sheet:  # fmt: skip
    """更正录像来源: camera, officer, offset of the clock."""
    now = (recording.camera_id, recording.officer_id, recording.offset_ms)
    then = (camera.pk if camera else None, officer.pk if officer else None, offset_ms)
    values: dict[str, Any] = {
        "recording_of_bureau": recording.bureau_id == actor.bureau_id,
        "recording_kept": recording.stage != "destroyed",
        "recording_source_differs": now != then,
        "recording_source_fits": all(
            item is None or item.bureau_id == recording.bureau_id for item in (camera, officer)
        ),
        "recording_reason_given": bool(reason.strip()),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)
