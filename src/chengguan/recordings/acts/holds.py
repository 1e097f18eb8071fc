"""保留 (法律保留): what is tied to an open matter is not destroyed."""

from __future__ import annotations

from chengguan.recordings.models import Recording


def settle(recording: Recording) -> None:
    """Set category, end of the retention period and hold of a recording anew, from its ties and holds. Called inside acts."""
