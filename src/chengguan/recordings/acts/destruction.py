"""销毁: recordings whose period has ended, by a list that one person proposes and another approves, before a witness.

Content goes; the row, its digests, ties, viewings and ledger stay. Files are removed by the worker after the transaction
(`removing.remove_posted`), so that an interruption loses nothing that was not on the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents import issuing
from chengguan.documents.models import Instrument
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.people.models import Officer
from chengguan.recordings.facts import destruction as facts
from chengguan.recordings.facts.keeping import keepings
from chengguan.recordings.models import Destruction, DestructionItem, Recording

REMOVE: Final = "recordings.remove"


@act("destruction.propose", facts=facts.proposing)
def propose(*, actor: Viewer, at: datetime, recordings: Sequence[Recording], reason: str) -> Done:
    """提请销毁: the list of what is due. Result: the Destruction."""
    year = local_date(at).year
    destruction = Destruction.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        number=f"音像销毁〔{year}〕第{next_number(actor.bureau_code, 'destruction', year)}号",
        reason=reason.strip()[:400],
        proposed_by_id=actor.officer_id,
        proposed_at=at,
    )
    items = [
        DestructionItem(destruction=destruction, recording=row, sha256=row.file.sha256, size=row.file.size)
        for row in recordings
    ]
    DestructionItem.objects.bulk_create(items)
    data = {
        "number": destruction.number,
        "reason": reason,
        "recordings": [{"number": item.recording.number, "sha256": item.sha256} for item in items],
    }
    sets = {"destruction_number": destruction.number, "destruction_proposed_on": local_date(at)}
    return Done(destruction, sets=sets, data=data, result=destruction)


@act("destruction.approve", facts=facts.approving, on="destruction")
def approve(*, actor: Viewer, at: datetime, destruction: Destruction, opinion: str) -> Done:
    """批准销毁: another person than the proposer; each recording is examined again. Issues the 销毁清册."""
    destruction.approved_by_id, destruction.approved_at = actor.officer_id, at
    paper = _issue(
        "destruction_list",
        destruction,
        at,
        {
            "number": destruction.number,
            "reason": destruction.reason,
            "proposer": destruction.proposed_by.name,
            "proposed_on": local_date(destruction.proposed_at),
            "approver": actor.name,
            "approved_on": local_date(at),
            "opinion": opinion.strip(),
            **_table(facts.items_of(destruction)),
        },
    )
    return Done(
        destruction,
        sets={"destruction_approved_on": local_date(at)},
        data={"opinion": opinion},
        documents=_refs(paper),
        result=paper,
    )


@act("destruction.attend", facts=facts.attending, on="destruction")
def attend(*, actor: Viewer, at: datetime, destruction: Destruction) -> Done:
    """确认监销: the witness says with a login of his own that he is present."""
    destruction.witness_id, destruction.attended_at = actor.officer_id, at
    return Done(destruction, data={"witness": actor.name}, result=destruction)


@act("destruction.carry_out", facts=facts.carrying_out, on="destruction")
def carry_out(
    *, actor: Viewer, at: datetime, destruction: Destruction, witness: Officer, method: str
) -> Done:
    """执行销毁: what was held or tied after the approval is left out, on the record. Issues the 销毁记录."""
    attended = destruction.attended_at is not None and destruction.witness_id == witness.pk
    items = facts.locked_items(destruction)
    why = facts.obstacles(items, at)
    gone = [item for item in items if not why[item.recording_id]]
    left = [item for item in items if why[item.recording_id]]
    for item in gone:
        destroy(
            actor=actor,
            at=at,
            recording=item.recording,
            destruction=destruction,
            caused_by=destruction.chain_key,
        )
    _mark(gone, left, why, at)
    destruction.witness, destruction.carried_out_by_id, destruction.carried_out_at = (
        witness,
        actor.officer_id,
        at,
    )
    values = {
        "number": destruction.number,
        "approver": destruction.approved_by.name if destruction.approved_by else "",
        "approved_on": local_date(destruction.approved_at) if destruction.approved_at else None,
        "carried_out_at": at,
        "method": method.strip(),
        "operator": actor.name,
        "witness": witness.name,
        "attendance": "本人登录确认" if attended else "由办理人记载，本人签名确认",
        "left": [{"number": item.recording.number, "because": why[item.recording_id]} for item in left],
        **_table(gone),
    }
    paper = _issue("destruction_record", destruction, at, values)
    data = {**values, "left": values["left"], "attended": attended}
    sets = {"destruction_carried_out_on": local_date(at), "destruction_carried": len(gone)}
    return Done(destruction, sets=sets, data=data, documents=_refs(paper), result=paper)


def _mark(
    gone: Sequence[DestructionItem], left: Sequence[DestructionItem], why: dict[Any, str], at: datetime
) -> None:
    for item in gone:
        item.removed_at = at
    for item in left:
        item.excluded_at, item.excluded_because = at, f"执行时移出：{why[item.recording_id]}"[:200]
    names = ["removed_at", "excluded_at", "excluded_because"]
    DestructionItem.objects.bulk_update([*gone, *left], names, batch_size=200)


@act("recording.destroy", facts=facts.destroying, on="recording")
def destroy(*, actor: Viewer, at: datetime, recording: Recording, destruction: Destruction) -> Done:
    """销毁录像: one recording of an approved list. The worker removes its file and everything derived from it."""
    on = local_date(at)
    recording.destroyed_on = on
    outbox.post(
        REMOVE,
        {"recording": str(recording.pk), "at": at.isoformat()},
        at=at,
        bureau_code=actor.bureau_code,
    )
    data = {
        "destruction": destruction.number,
        "sha256": recording.file.sha256,
        "sm3": recording.file.sm3,
        "size": recording.file.size,
    }
    sets = {"recording_destroyed_on": on, "recording_destruction": destruction.number}
    return Done(recording, sets=sets, data=data, result=recording)


@act("destruction.strike", facts=facts.striking, on="destruction")
def strike(
    *, actor: Viewer, at: datetime, destruction: Destruction, recording: Recording, reason: str
) -> Done:
    """移出清册: one recording leaves the list, with the reason."""
    destruction.items.filter(recording=recording, excluded_at=None).update(
        excluded_at=at, excluded_because=reason.strip()[:200]
    )
    data = {"recording": recording.number, "reason": reason}
    return Done(destruction, data=data, result=destruction)


@act("destruction.withdraw", facts=facts.withdrawing, on="destruction")
def withdraw(*, actor: Viewer, at: datetime, destruction: Destruction, reason: str) -> Done:
    """撤回清册: nothing on it is destroyed."""
    return Done(destruction, data={"reason": reason}, result=destruction)


def _table(items: Sequence[DestructionItem]) -> dict[str, Any]:
    """Rows of the 清册 and their sums."""
    found = keepings([item.recording for item in items])
    rows = [
        {
            "number": item.recording.number,
            "name": item.recording.name,
            "began_at": item.recording.began_at,
            "minutes": f"{item.recording.duration_ms / 60000:.1f}",
            "category": item.recording.get_category_display(),
            "keep_until": item.recording.keep_until,
            "basis": found[item.recording_id].words,
            "digest": item.sha256[:12],
        }
        for item in items
    ]
    return {"items": rows, "count": len(rows), "size": _size(sum(item.size for item in items))}


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} KB"


def _issue(kind: str, destruction: Destruction, at: datetime, values: dict[str, Any]) -> Instrument:
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return issuing.issue(
        kind,
        bureau=destruction.bureau,
        at=at,
        subject_key=destruction.chain_key,
        case_number=destruction.number,
        context={"act": given},
    )


def _refs(paper: Instrument) -> tuple[DocRef, ...]:
    return (DocRef(paper.kind, paper.number, paper.facts_sha256),)
