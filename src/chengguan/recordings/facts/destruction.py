"""Facts of destroying recordings by list. Every step reads ties, terms and holds anew, under the locks of the recordings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.ledger.acting import Sheet
from chengguan.people.models import Officer
from chengguan.recordings.models import Destruction, DestructionItem, Recording

from .keeping import hindrance, hindrances, keeping_of

OPEN = ("proposed", "approved")


def _sheet(actor: Viewer, at: datetime, destruction: Destruction | None = None, **values: Any) -> Sheet:
    known = destruction.known if destruction is not None else {}
    kept = {name: value for name, value in known.items() if name.startswith("destruction_")}
    return Sheet(local_date(at), actor.jurisdiction, {**kept, **values})


def items_of(destruction: Destruction) -> list[DestructionItem]:
    """What still stands on a list, in its order."""
    rows = destruction.items.filter(excluded_at=None).select_related("recording__bureau", "recording__file")
    return list(rows.order_by("pk"))


def locked_items(destruction: Destruction) -> list[DestructionItem]:
    """The same with the recordings locked in one order and read again: nobody ties or holds them until we are done."""
    items = items_of(destruction)
    ids = [item.recording_id for item in items]
    rows = Recording.objects.select_for_update(of=("self",)).select_related("bureau", "file")
    fresh = {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
    for item in items:
        item.recording = fresh[item.recording_id]
    return items


def hindered(recordings: Sequence[Recording], at: datetime) -> list[str]:
    """Numbers of recordings that may not be destroyed, each with the reason, as a refusal shows them."""
    found = hindrances(recordings, local_date(at))
    return [f"{row.number}（{found[row.pk]}）" for row in recordings if found[row.pk]]


def obstacles(items: Sequence[DestructionItem], at: datetime) -> dict[Any, str]:
    """Why the recordings of a list may not be destroyed at this moment, by id: also a lock in the store, which no list overrides.

    Raises `StoreUnavailable`.
    """
    found = hindrances([item.recording for item in items], local_date(at))
    for item in items:
        lock = None if found[item.recording_id] else storing.lock_state(item.recording.file)
        if lock is not None and lock.holds(at):
            found[item.recording_id] = f"存储中{lock}"
    return found


def unfinished(destruction: Destruction) -> bool:
    return destruction.stage in OPEN


def proposing(*, actor: Viewer, at: datetime, recordings: Sequence[Recording], reason: str) -> Sheet:
    """提请销毁."""
    foreign = [f"{row.number}（不由本机关保管）" for row in recordings if row.bureau_id != actor.bureau_id]
    listed = DestructionItem.objects.filter(
        recording__in=recordings, excluded_at=None, destruction__stage__in=OPEN
    )
    return _sheet(
        actor,
        at,
        destruction_items=len(recordings),
        destruction_hindered=[*foreign, *hindered(recordings, at)],
        destruction_items_free=not listed.exists(),
        destruction_explained=bool(reason.strip()),
    )


def approving(*, actor: Viewer, at: datetime, destruction: Destruction, opinion: str) -> Sheet:
    """批准销毁."""
    recordings = [item.recording for item in locked_items(destruction)]
    return _sheet(
        actor,
        at,
        destruction,
        destruction_pending=destruction.stage == "proposed" and destruction.bureau_id == actor.bureau_id,
        destruction_proposer_differs=destruction.proposed_by_id != actor.officer_id,
        destruction_items=len(recordings),
        destruction_hindered=hindered(recordings, at),
        destruction_explained=bool(opinion.strip()),
    )


def attending(*, actor: Viewer, at: datetime, destruction: Destruction) -> Sheet:
    """确认监销."""
    return _sheet(
        actor,
        at,
        destruction,
        destruction_unfinished=unfinished(destruction) and destruction.bureau_id == actor.bureau_id,
        destruction_proposer_differs=destruction.proposed_by_id != actor.officer_id,
    )


def carrying_out(
    *, actor: Viewer, at: datetime, destruction: Destruction, witness: Officer, method: str
) -> Sheet:
    """执行销毁."""
    found = obstacles(locked_items(destruction), at)
    own = destruction.bureau_id == actor.bureau_id
    return _sheet(
        actor,
        at,
        destruction,
        destruction_unfinished=destruction.stage == "approved" and own,
        destruction_items_carried=sum(1 for why in found.values() if not why),
        witness_named=True,
        witness_of_bureau=witness.bureau_id == destruction.bureau_id and witness.active,
        witness_differs=witness.pk != actor.officer_id,
        witness_attended=destruction.attended_at is not None and destruction.witness_id == witness.pk,
    )


def striking(
    *, actor: Viewer, at: datetime, destruction: Destruction, recording: Recording, reason: str
) -> Sheet:
    """移出清册."""
    return _sheet(
        actor,
        at,
        destruction,
        destruction_unfinished=unfinished(destruction) and destruction.bureau_id == actor.bureau_id,
        destruction_item_listed=destruction.items.filter(recording=recording, excluded_at=None).exists(),
        destruction_explained=bool(reason.strip()),
    )


def withdrawing(*, actor: Viewer, at: datetime, destruction: Destruction, reason: str) -> Sheet:
    """撤回清册."""
    return _sheet(
        actor,
        at,
        destruction,
        destruction_unfinished=unfinished(destruction) and destruction.bureau_id == actor.bureau_id,
        destruction_explained=bool(reason.strip()),
    )


def destroying(*, actor: Viewer, at: datetime, recording: Recording, destruction: Destruction) -> Sheet:
    """销毁一份录像."""
    on = local_date(at)
    listed = destruction.items.filter(recording=recording, excluded_at=None, destruction__stage="approved")
    return _sheet(
        actor,
        at,
        recording_kept=recording.stage != "destroyed",
        destruction_item_approved=listed.exists(),
        destruction_item_due=not hindrance(recording, keeping_of(recording), on),
    )
