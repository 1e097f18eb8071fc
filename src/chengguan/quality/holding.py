"""保留: while an inquiry into faults of a case is open, the recordings of the case are not destroyed."""

from __future__ import annotations

from datetime import datetime

from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done
from chengguan.recordings.acts import holds
from chengguan.recordings.models import Hold

from .models import FaultInquiry


def hold_for_inquiry(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to the acts of an inquiry: its opening places the hold, its decision releases it."""
    inquiry = done.subject
    if not isinstance(inquiry, FaultInquiry):
        return
    case = inquiry.case
    key, bureau_id = case.chain_key, inquiry.bureau_id
    if inquiry.decided_at is None:
        holds.hold_subject(
            bureau_id=bureau_id,
            subject_key=key,
            basis=Hold.INQUIRY,
            reason=inquiry.number,
            at=at,
            officer=actor.officer_id or None,
            title=f"{case.number} {case.cause}".strip(),
        )
    else:
        holds.release_subject(
            bureau_id=bureau_id, subject_key=key, basis=Hold.INQUIRY, at=at, reason="责任调查已经终结"
        )
