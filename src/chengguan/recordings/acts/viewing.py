"""调阅登记 (公共安全视频图像信息系统管理条例 第十六条): nobody sees, plays, takes or exports a recording off the record."""

from __future__ import annotations

from datetime import datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.parties.masking import shown_name
from chengguan.recordings.facts import viewing as facts
from chengguan.recordings.models import Recording, Viewing


@act("recording.view", facts=facts.viewing, on="recording")
def view(
    *, actor: Viewer, at: datetime, recording: Recording, kind: str, reason: str, subject_key: str = ""
) -> Done:
    """调阅录像: `kind` is view | play | download | clip | export. Result: the row of the register (`Viewing`).

    Playing within a case needs no reason when the recording is tied to it; then the case stands as the reason. Raises
    Refused without a reason, for a destroyed recording and for people of another bureau.
    """
    tie = facts.tied(recording, subject_key)
    why = reason.strip() or (
        f"办理{tie.subject_number or tie.subject_title or '已关联的事项'}" if tie else ""
    )
    row = Viewing.objects.create(
        recording=recording,
        bureau_id=recording.bureau_id,
        officer_id=actor.officer_id or None,
        name=actor.name,
        kind=kind,
        reason=why[:200],
        subject_key=subject_key,
        at=at,
    )
    data = {
        "viewing": row.pk,
        "name": actor.name,
        "at": at,
        "kind": kind,
        "reason": row.reason,
        "subject_key": subject_key,
        "recording": recording.number,
        "began_at": recording.began_at,
        "ended_at": recording.ended_at,
        "persons": persons_in(recording),
    }
    return Done(recording, data=data, result=row)


def persons_in(recording: Recording) -> list[str]:
    """Who is recorded, as far as is known: the officer and the party (a minor by a masked name)."""
    found = [recording.officer.name] if recording.officer else []
    if party := recording.party:
        found.append(shown_name(party.name, protected=party.protected_on(local_date(recording.began_at))))
    return found
