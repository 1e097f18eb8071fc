"""Facts of the archive: ties, descriptions, marks, exports (三项制度意见 执法全过程记录)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.parties.models import Party
from chengguan.recordings.models import Mark, Recording, Tie

SUBJECT: Final = re.compile(r"[a-z_]+/[0-9a-f-]{36}$")
# A phone's clock may be a little ahead of the server's.
LEEWAY: Final = timedelta(minutes=5)
GIGABYTE: Final = 10**9
OVERSEERS: Final = frozenset({"squad_leader", "brigade_leader", "legal_reviewer", "archivist"})


def _sheet(actor: Viewer, at: datetime, **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, values)


def of_bureau(actor: Viewer, recording: Recording) -> bool:
    """Whether the recording is kept by the actor's organ."""
    return recording.bureau_id == actor.bureau_id


def _kept(recording: Recording) -> bool:
    return recording.stage != "destroyed"


def tying(
    *, actor: Viewer, at: datetime, recording: Recording, subject_key: str, subject_number: str,
    subject_title: str, party: Party | None = None, reason: str = ""
) -> Sheet:  # fmt: skip
    """关联录像."""
    return _sheet(
        actor,
        at,
        recording_kept=_kept(recording),
        recording_of_bureau=of_bureau(actor, recording),
        tie_subject_named=bool(SUBJECT.match(subject_key) and (subject_number or subject_title)),
        tie_standing=standing(recording, subject_key) is not None,
        tie_party_agrees=party is None or recording.party_id in (None, party.pk),
    )


def untying(*, actor: Viewer, at: datetime, recording: Recording, subject_key: str, reason: str) -> Sheet:
    """解除录像关联."""
    tie = standing(recording, subject_key)
    return _sheet(
        actor,
        at,
        recording_of_bureau=of_bureau(actor, recording),
        tie_standing=tie is not None,
        tie_evidence=tie is not None and tie.record_key != "",
        untie_explained=bool(reason.strip()),
    )


def standing(recording: Recording, subject_key: str) -> Tie | None:
    """The tie that stands between a recording and a subject."""
    return Tie.objects.filter(recording=recording, subject_key=subject_key, untied_at=None).first()


def description(
    *, actor: Viewer, at: datetime, recording: Recording, place: str, party: Party | None,
    latitude: float | None, longitude: float | None, reason: str = ""
) -> Sheet:  # fmt: skip
    """补录录像信息."""
    before = (recording.place, recording.party_id, recording.latitude, recording.longitude)
    after = (place.strip(), party.pk if party else None, latitude, longitude)
    replaced = any(old not in ("", None) and old != new for old, new in zip(before, after, strict=True))
    return _sheet(
        actor,
        at,
        recording_kept=_kept(recording),
        recording_of_bureau=of_bureau(actor, recording),
        description_changes=before != after,
        map_point_sound=point_sound(latitude, longitude),
        description_explained=not replaced or bool(reason.strip()),
    )


def point_sound(latitude: float | None, longitude: float | None) -> bool:
    """Both coordinates or none, and on the globe."""
    if latitude is None or longitude is None:
        return latitude is None and longitude is None
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def steps(at: datetime, jurisdiction: str) -> dict[str, str]:
    """音像记录环节: ids and titles of the steps that marks name, in the order of the list."""
    found = book().listing("recorded_steps", on=local_date(at), jurisdiction=jurisdiction)
    return {str(row["id"]): str(row["title"]) for row in found.items} if found else {}


def seconds(name: str, at: datetime, jurisdiction: str) -> int:
    """A length in seconds that is a parameter."""
    return int(str(book().threshold(name, on=local_date(at), jurisdiction=jurisdiction).value))


def marking(
    *, actor: Viewer, at: datetime, step: str, begins_at: datetime | None = None,
    ends_at: datetime | None = None, recording: Recording | None = None, begins_ms: int | None = None,
    ends_ms: int | None = None, pk: uuid.UUID | None = None, **_: Any
) -> Sheet:  # fmt: skip
    """标记环节."""
    begins_at = moment(recording, begins_ms) or begins_at or at
    ends_at = moment(recording, ends_ms) or ends_at
    length = (ends_at - begins_at).total_seconds() if ends_at else 0
    return _sheet(
        actor,
        at,
        mark_step_known=step in steps(at, actor.jurisdiction),
        mark_exists=pk is not None and Mark.objects.filter(pk=pk).exists(),
        mark_times_sound=length >= 0 and begins_at <= at + LEEWAY,
        mark_seconds=int(length),
        mark_within_recording=recording is None or _within(recording, begins_ms, ends_ms),
        mark_recording_kept=recording is None or (of_bureau(actor, recording) and _kept(recording)),
    )


def moment(recording: Recording | None, place_ms: int | None) -> datetime | None:
    """The true time of a place in a recording."""
    if recording is None or place_ms is None:
        return None
    return recording.began_at + timedelta(milliseconds=place_ms)


def _within(recording: Recording, begins_ms: int | None, ends_ms: int | None) -> bool:
    if begins_ms is None:
        return False
    return 0 <= begins_ms <= (begins_ms if ends_ms is None else ends_ms) <= max(recording.duration_ms, 0)


def ending(*, actor: Viewer, at: datetime, mark: Mark, ends_at: datetime) -> Sheet:
    """结束标记."""
    return _sheet(
        actor,
        at,
        mark_running=mark.stage == "running",
        mark_own=mark.officer_id == actor.officer_id,
        mark_times_sound=mark.begins_at <= ends_at <= at + LEEWAY,
        mark_seconds=int((ends_at - mark.begins_at).total_seconds()),
    )


def withdrawal(*, actor: Viewer, at: datetime, mark: Mark, reason: str = "") -> Sheet:
    """撤回标记."""
    own = mark.officer_id == actor.officer_id
    return _sheet(
        actor,
        at,
        mark_standing=mark.withdrawn_at is None,
        mark_own_or_led=mark.bureau_id == actor.bureau_id and (own or bool(actor.roles & OVERSEERS)),
        mark_withdrawal_explained=bool(reason.strip())
        or (own and local_date(mark.marked_at) == local_date(at)),
    )


def exporting(
    *, actor: Viewer, at: datetime, recordings: Sequence[Recording], reason: str, recipient: str,
    clips: bool = False
) -> Sheet:  # fmt: skip
    """导出录像."""
    size = sum(recording.file.size for recording in recordings)
    return _sheet(
        actor,
        at,
        export_count=len(recordings),
        export_all_kept=all(of_bureau(actor, row) and _kept(row) for row in recordings),
        export_reason_given=bool(reason.strip()),
        export_recipient_given=bool(recipient.strip()),
        export_gigabytes=(Decimal(size) / GIGABYTE).quantize(Decimal("0.001")),
    )
