"""收录音视频 (行政处罚法 第四十七条): a stored file becomes a recording on the record; where it comes from can be corrected, with reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chengguan.base.dates import CHINA, local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.recordings.facts import receiving as facts
from chengguan.recordings.models import BodyCamera, Recording
from chengguan.recordings.naming import named
from chengguan.recordings.probing import Found
from chengguan.recordings.timing import UNKNOWN_CAMERA, Times, holding_at, times_of, without_source_faults

from . import holds, marking

NO_CAMERA = "LX"


@act("recording.receive", facts=facts.receiving)
def receive(
    *, actor: Viewer, at: datetime, file: StoredFile, found: Found, name: str, camera: BodyCamera | None = None,
    officer: Officer | None = None, place: str = "", latitude: float | None = None, longitude: float | None = None,
    party: Party | None = None, stated_began_at: datetime | None = None, camera_number: str = "",
    arrived_at: datetime | None = None, demo: bool = False,
) -> Done:  # fmt: skip
    """收录音视频. Result: the `Recording`. Its officer is who held the camera then, else `officer`.

    `camera_number` is what file or sender say of the camera when no such camera is registered; `arrived_at` is when the
    last byte came in, by which timeliness is judged. Raises Refused for the same content a second time.
    """
    arrived = arrived_at or at
    times = times_of(found, named(name), stated_began_at, camera, arrived)
    held = holding_at(camera, times.began_at)
    by = held.officer if held is not None else officer
    due = facts.due_at(times.ended_at, actor.jurisdiction)
    recording = Recording.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        number=_number(actor.bureau_id, camera, times.began_at),
        file=file,
        name=name,
        camera=camera,
        officer=by,
        party=party,
        place=place,
        latitude=latitude if latitude is not None else found.latitude,
        longitude=longitude if longitude is not None else found.longitude,
        received_at=arrived,
        due_at=due,
        late=arrived > due,
        is_demo=demo,
        faults=[*found.faults, *times.faults, *_camera_fault(camera, camera_number)],
        **_scope(camera, by),
        **_read(found),
        **_timed(times),
    )
    marking.bind_marks(recording)
    holds.settle(recording)
    outbox.post("recordings.prepare", {"recording": str(recording.pk)}, at=at, bureau_code=actor.bureau_code)
    return Done(
        recording,
        sets={"recording_received_on": local_date(at)},
        data=_entered(recording, camera_number),
        documents=(DocRef("recording", recording.number, file.sha256),),
        result=recording,
    )


@act("recording.correct", facts=facts.correcting, on="recording")
def correct(
    *, actor: Viewer, at: datetime, recording: Recording, camera: BodyCamera | None, officer: Officer | None,
    offset_ms: int, reason: str,
) -> Done:  # fmt: skip
    """更正录像来源: camera, officer and offset of the clock, found out afterwards. The file and the device's own time stay as they came."""
    before = _source(recording)
    recording.camera, recording.officer, recording.offset_ms = camera, officer, offset_ms
    recording.began_at = recording.device_began_at - timedelta(milliseconds=offset_ms)
    recording.ended_at = recording.began_at + timedelta(milliseconds=recording.duration_ms)
    recording.due_at = facts.due_at(recording.ended_at, actor.jurisdiction)
    recording.late = recording.received_at > recording.due_at
    recording.faults = without_source_faults(recording)
    if recording.time_source == "arrival":
        recording.time_source = "stated"
    for column, value in _scope(camera, officer).items():
        setattr(recording, column, value)
    recording.save()
    recording.ties.update(began_at=recording.began_at)
    recording.uploads.update(doubtful=False, **_scope(camera, officer))
    marking.bind_marks(recording)
    holds.settle(recording)
    data = {"before": before, "after": _source(recording), "reason": reason.strip()}
    return Done(recording, data=data, result=recording)


def _scope(camera: BodyCamera | None, officer: Officer | None) -> dict[str, int | None]:
    """Whose footage it is: the officer's unit, else the camera's."""
    unit = officer.unit if officer is not None else camera.unit if camera is not None else None
    return {
        "brigade_id": unit.brigade_id if unit is not None else None,
        "squad_id": unit.squad_id if unit is not None else None,
    }


def _number(bureau_id: int, camera: BodyCamera | None, began_at: datetime) -> str:
    """录像编号: camera and local time of the begin; a second recording of the same second gets -2."""
    base = f"{camera.number if camera else NO_CAMERA}-{began_at.astimezone(CHINA):%Y%m%d%H%M%S}"
    taken = set(
        Recording.objects.filter(bureau_id=bureau_id, number__startswith=base).values_list(
            "number", flat=True
        )
    )
    if base not in taken:
        return base
    return next(number for n in range(2, len(taken) + 3) if (number := f"{base}-{n}") not in taken)


def _camera_fault(camera: BodyCamera | None, number: str) -> list[str]:
    return [UNKNOWN_CAMERA.format(number)] if camera is None and number else []


def _read(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "duration_ms": found.duration_ms,
        "container": found.container,
        "video_codec": found.video_codec,
        "audio_codec": found.audio_codec,
        "width": found.width,
        "height": found.height,
        "frame_rate": found.frame_rate,
        "whole": found.whole,
        "playback": found.playback,
    }


def _timed(times: Times) -> dict[str, Any]:
    return {
        "device_began_at": times.device_began_at,
        "offset_ms": times.offset_ms,
        "time_source": times.source,
        "began_at": times.began_at,
        "ended_at": times.ended_at,
    }


def _source(recording: Recording) -> dict[str, Any]:
    return {
        "camera": recording.camera.number if recording.camera else "",
        "officer": recording.officer.name if recording.officer else "",
        "offset_ms": recording.offset_ms,
        "began_at": recording.began_at,
        "ended_at": recording.ended_at,
    }


def _entered(recording: Recording, camera_number: str) -> dict[str, Any]:
    """What the ledger keeps of a recording as it came."""
    file = recording.file
    return {
        **_source(recording),
        "number": recording.number,
        "name": recording.name,
        "sha256": file.sha256,
        "sm3": file.sm3,
        "size": file.size,
        "media_type": file.media_type,
        "camera_stated": camera_number,
        "device_began_at": recording.device_began_at,
        "time_source": recording.time_source,
        "duration_ms": recording.duration_ms,
        "whole": recording.whole,
        "faults": recording.faults,
        "received_at": recording.received_at,
        "due_at": recording.due_at,
        "late": recording.late,
    }
