"""关联: recordings belong to the record of a case (三项制度意见 执法全过程记录); and what is said of a recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.parties.models import Party
from chengguan.recordings.facts import archive as facts
from chengguan.recordings.models import Recording, Tie

from . import holds


@act("recording.tie", facts=facts.tying, on="recording")
def tie(
    *, actor: Viewer, at: datetime, recording: Recording, subject_key: str, subject_number: str,
    subject_title: str, party: Party | None = None, reason: str = ""
) -> Done:  # fmt: skip
    """关联录像: it becomes part of the record of a subject, a case as a rule. Result: the tie."""
    row = Tie.objects.create(
        recording=recording,
        subject_key=subject_key,
        subject_number=subject_number[:60],
        subject_title=subject_title[:200],
        party=party,
        began_at=recording.began_at,
        tied_at=at,
        tied_by_id=actor.officer_id or None,
        reason=reason[:200],
    )
    recording.tied = True
    holds.settle(recording)
    data = {
        "tie": row.pk,
        "subject": subject_key,
        "number": subject_number,
        "title": subject_title,
        "party": str(party.pk) if party else "",
        "reason": reason,
    }
    return Done(recording, data=data, result=row)


@act("recording.untie", facts=facts.untying, on="recording")
def untie(*, actor: Viewer, at: datetime, recording: Recording, subject_key: str, reason: str) -> Done:
    """解除录像关联: the tie was wrong; its row and its entry stay. Result: the tie."""
    row = facts.standing(recording, subject_key)
    assert row is not None
    row.untied_at, row.reason = at, reason[:200]
    row.save(update_fields=["untied_at", "reason"])
    recording.tied = recording.ties.filter(untied_at=None).exists()
    holds.settle(recording)
    data = {"tie": row.pk, "subject": subject_key, "number": row.subject_number, "reason": reason}
    return Done(recording, data=data, result=row)


@act("recording.describe", facts=facts.description, on="recording")
def describe(
    *, actor: Viewer, at: datetime, recording: Recording, place: str, party: Party | None,
    latitude: float | None, longitude: float | None, reason: str = ""
) -> Done:  # fmt: skip
    """补录录像信息: place, party and point of the map; the values before it stand in the entry."""
    before = _described(recording)
    recording.place, recording.party = place.strip()[:160], party
    recording.latitude, recording.longitude = latitude, longitude
    data = {"before": before, "after": _described(recording), "reason": reason}
    return Done(recording, data=data, result=recording)


def _described(recording: Recording) -> dict[str, Any]:
    return {
        "place": recording.place,
        "party": str(recording.party_id or ""),
        "latitude": recording.latitude,
        "longitude": recording.longitude,
    }
