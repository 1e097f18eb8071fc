"""Facts of holds by order and of the category that a person chooses."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.recordings.models import Hold, Recording, Tie

from .keeping import Keeping, general_until, keeping_of


def placing(
    *, actor: Viewer, at: datetime, target_key: str, target_title: str, organ: str, document_number: str,
    reason: str
) -> Sheet:  # fmt: skip
    """登记保留. A recording that is named itself is locked: it cannot be destroyed meanwhile."""
    found, kept = _target(target_key, actor.bureau_id)
    values = {
        "hold_target_found": found,
        "hold_target_kept": kept,
        "hold_document_given": bool(organ.strip() and document_number.strip()),
        "hold_explained": bool(reason.strip()),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def _target(key: str, bureau_id: int) -> tuple[bool, bool]:
    name, _, pk = key.partition("/")
    if name != "recording":
        return bool(key) and Tie.objects.filter(
            subject_key=key, recording__bureau_id=bureau_id
        ).exists(), True
    rows = Recording.objects.select_for_update(of=("self",)).filter(pk=uuid.UUID(pk), bureau_id=bureau_id)
    row = rows.first()
    return row is not None, row is not None and row.stage != "destroyed"


def lifting(*, actor: Viewer, at: datetime, hold: Hold, reason: str) -> Sheet:
    """解除保留."""
    values = {
        "hold_by_order": hold.basis == Hold.ORDER and hold.bureau_id == actor.bureau_id,
        "hold_standing": hold.lifted_at is None,
        "hold_explained": bool(reason.strip()),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def classifying(
    *, actor: Viewer, at: datetime, recording: Recording, category: str, reason: str,
    keep_until: date | None = None, permanent: bool = False
) -> Sheet:  # fmt: skip
    """确定保管类别."""
    now = keeping_of(recording)
    values = {
        "recording_kept": recording.stage != "destroyed",
        "viewer_of_bureau": recording.bureau_id == actor.bureau_id,
        "classification_explained": bool(reason.strip()),
        "classification_keeps_evidence": category == Recording.EVIDENCE or not now.tied_evidence,
        "classification_keeps_term": permanent or _long_enough(keep_until, _required(recording, now)),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def _required(recording: Recording, now: Keeping) -> date | None:
    """The least period: that of the record to which it is tied (endless while not settled), else the general one."""
    if now.tied_evidence:
        return now.required_until or date.max
    return general_until(recording, None)[0]


def _long_enough(chosen: date | None, required: date | None) -> bool:
    """No date: as the norm says. With a date: not before the norm's."""
    return chosen is None or (required is not None and chosen >= required)
