"""标记 (全过程记录): marks of what is to be seen, made in the field or at the desk."""

from __future__ import annotations

from chengguan.recordings.models import Recording


def bind_marks(recording: Recording) -> int:
    """Bind marks that were made before the footage arrived (same camera or officer, moment inside). Returns how many."""
    return 0
