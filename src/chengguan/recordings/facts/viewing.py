"""Facts of looking at a recording (公共安全视频图像信息系统管理条例 第十六条)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.recordings.models import Recording, Tie, Viewing

KINDS: Final = frozenset(kind for kind, _ in Viewing.KINDS)


def viewing(
    *, actor: Viewer, at: datetime, recording: Recording, kind: str, reason: str, subject_key: str = ""
) -> Sheet:
    """调阅录像. Playing within a case to which the recording is tied needs no reason of its own. Raises ValueError for an unknown kind."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of viewing: {kind}")
    given = bool(reason.strip())
    values = {
        "recording_destroyed_by": _destroyed_by(recording),
        "viewer_of_bureau": recording.bureau_id == actor.bureau_id,
        "viewing_reason_given": given,
        "viewing_within_case": not given and kind == "play" and tied(recording, subject_key) is not None,
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def _destroyed_by(recording: Recording) -> list[str]:
    """Number of the list by which it was destroyed, which the refusal then names."""
    if recording.stage != "destroyed":
        return []
    return [str(recording.known.get("recording_destruction") or "未登记清册")]


def tied(recording: Recording, subject_key: str) -> Tie | None:
    """The tie that stands between a recording and a subject."""
    if not subject_key:
        return None
    return Tie.objects.filter(recording=recording, subject_key=subject_key, untied_at=None).first()
