"""标记 (全过程记录): marks of what is to be seen, made in the field or at the desk, bound to the footage when it arrives."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.people.models import Officer
from chengguan.people.platform import system_viewer
from chengguan.recordings.facts import archive as facts
from chengguan.recordings.models import CameraHolding, Mark, Recording

from .tying import tie

MILLISECOND: Final = timedelta(milliseconds=1)


@act("recording.mark", facts=facts.marking)
def mark(
    *, actor: Viewer, at: datetime, step: str, begins_at: datetime | None = None,
    ends_at: datetime | None = None, recording: Recording | None = None, begins_ms: int | None = None,
    ends_ms: int | None = None, subject_key: str = "", subject_number: str = "", subject_title: str = "",
    record_key: str = "", note: str = "", latitude: float | None = None, longitude: float | None = None,
    pk: uuid.UUID | None = None
) -> Done:  # fmt: skip
    """标记环节: an interval of a recorded step. Result: the mark.

    In the field by true time (`begins_at`, without an end for the default length); at the desk by a place in a
    `recording` (`begins_ms`, `ends_ms`). `pk` is minted by the phone, so that a tap sent twice is refused once.
    """
    begins = facts.moment(recording, begins_ms) or begins_at or at
    length = timedelta(seconds=facts.seconds("mark_default", at, actor.jurisdiction))
    ends = facts.moment(recording, ends_ms) or ends_at
    titles = facts.steps(at, actor.jurisdiction)
    officer = recording.officer if recording else Officer.objects.filter(pk=actor.officer_id).first()
    row = Mark(
        id=pk or uuid7(at), bureau_id=actor.bureau_id, brigade_id=actor.brigade_id, squad_id=actor.squad_id,
        stage="running" if ends is None else "ended", step=step, title=titles[step], note=note[:200], officer=officer,
        camera_id=recording.camera_id if recording else _camera_of(officer, begins), begins_at=begins,
        ends_at=ends or begins + length, by_position=recording is not None, subject_key=subject_key,
        subject_number=subject_number[:60], subject_title=subject_title[:200], record_key=record_key, marked_at=at,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
    if recording is not None:
        row.brigade_id, row.squad_id = recording.brigade_id, recording.squad_id
    if footage := recording or _footage_of(row):
        _bind(row, footage)
    row.save(force_insert=True)
    return Done(row, data=_data(row), result=row)


@act("recording.end_mark", facts=facts.ending, on="mark")
def end_mark(*, actor: Viewer, at: datetime, mark: Mark, ends_at: datetime) -> Done:
    """结束标记: the second tap. Result: the mark."""
    mark.ends_at = ends_at
    if mark.recording is not None:
        _bind(mark, mark.recording)
    return Done(mark, data=_data(mark), result=mark)


@act("recording.withdraw_mark", facts=facts.withdrawal, on="mark")
def withdraw_mark(*, actor: Viewer, at: datetime, mark: Mark, reason: str = "") -> Done:
    """撤回标记: it no longer shows a step; it stays on the record. Result: the mark."""
    mark.withdrawn_at = at
    return Done(mark, data={**_data(mark), "reason": reason}, result=mark)


def bind_marks(recording: Recording) -> int:
    """Bind marks that were made before the footage arrived (same camera or officer, moment inside). Returns how many.

    Called inside acts: on arrival, and when the time, camera or officer of a recording is corrected. Then marks that
    were set by true time and no longer lie inside are let go; marks set by a place in the recording stay at that place.
    """
    for row in recording.marks.filter(withdrawn_at=None):
        _rebind(row, recording)
    fitting = _unbound(recording).filter(begins_at__gte=recording.began_at, begins_at__lte=recording.ended_at)
    bound = list(fitting)
    for row in bound:
        _bind(row, recording)
        row.save(update_fields=["recording", "begins_ms", "ends_ms"])
    return len(bound)


def tie_marked(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction: footage of marks that name a case belongs to that case."""
    recording = done.subject.recording if isinstance(done.subject, Mark) else done.subject
    if not isinstance(recording, Recording):
        return
    tied = set(recording.ties.filter(untied_at=None).values_list("subject_key", flat=True))
    marks = recording.marks.filter(withdrawn_at=None).exclude(subject_key="").exclude(subject_key__in=tied)
    named = {row.subject_key: row for row in marks.order_by("begins_at")}
    for key, row in named.items():
        tie(
            actor=system_viewer(recording.bureau), at=at, recording=recording, subject_key=key,
            subject_number=row.subject_number, subject_title=row.subject_title or row.title,
            reason=f"{row.title}的标记写明本案", caused_by=done.entry.hash if done.entry else "",
        )  # fmt: skip


def _unbound(recording: Recording) -> QuerySet[Mark]:
    whose = Q(pk__in=[])
    if recording.camera_id:
        whose |= Q(camera_id=recording.camera_id)
    if recording.officer_id:
        whose |= Q(officer_id=recording.officer_id)
    rows = Mark.objects.filter(whose, bureau_id=recording.bureau_id, recording=None, withdrawn_at=None)
    return rows.order_by("begins_at")


def _footage_of(row: Mark) -> Recording | None:
    """Footage of the officer or the camera that is there already and covers the moment."""
    whose = Q(officer_id=row.officer_id) if row.officer_id else Q(pk__in=[])
    if row.camera_id:
        whose |= Q(camera_id=row.camera_id)
    rows = Recording.objects.filter(
        whose, bureau_id=row.bureau_id, began_at__lte=row.begins_at, ended_at__gte=row.begins_at
    )
    return rows.exclude(stage="destroyed").order_by("-began_at").first()


def _rebind(row: Mark, recording: Recording) -> None:
    if row.by_position:
        row.begins_at = facts.moment(recording, row.begins_ms) or row.begins_at
        row.ends_at = facts.moment(recording, row.ends_ms) or row.ends_at
        row.camera_id, row.officer_id = recording.camera_id, recording.officer_id
    elif _fits(row, recording):
        _bind(row, recording)
    else:
        row.recording, row.begins_ms, row.ends_ms = None, None, None
    row.save()


def _fits(row: Mark, recording: Recording) -> bool:
    whose = (row.camera_id and row.camera_id == recording.camera_id) or (
        row.officer_id and row.officer_id == recording.officer_id
    )
    return bool(whose) and recording.began_at <= row.begins_at <= recording.ended_at


def _bind(row: Mark, recording: Recording) -> None:
    """Place an interval of true time in the recording, no further than its end."""
    row.recording = recording
    row.begins_ms = (row.begins_at - recording.began_at) // MILLISECOND
    row.ends_ms = min((row.ends_at - recording.began_at) // MILLISECOND, max(recording.duration_ms, 0))
    row.ends_ms = max(row.ends_ms, row.begins_ms)


def _camera_of(officer: Officer | None, moment: datetime) -> uuid.UUID | None:
    """The camera that the officer held at that moment."""
    if officer is None:
        return None
    held = CameraHolding.objects.filter(officer=officer, begins_at__lte=moment)
    row = held.filter(Q(ends_at=None) | Q(ends_at__gt=moment)).order_by("-begins_at").first()
    return row.camera_id if row else None


def _data(row: Mark) -> dict[str, object]:
    return {
        "step": row.step,
        "title": row.title,
        "begins_at": row.begins_at,
        "ends_at": row.ends_at,
        "recording": str(row.recording_id or ""),
        "begins_ms": row.begins_ms,
        "ends_ms": row.ends_ms,
        "camera": str(row.camera_id or ""),
        "officer": row.officer_id,
        "subject": row.subject_key,
        "number": row.subject_number,
        "record": row.record_key,
        "note": row.note,
        "latitude": row.latitude,
        "longitude": row.longitude,
    }
