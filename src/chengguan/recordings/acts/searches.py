"""Saved filters of the archive: a convenience, not a legal act."""

from __future__ import annotations

from chengguan.base.viewer import Viewer
from chengguan.recordings.models import SavedFilter


def save_search(*, viewer: Viewer, name: str, query: str) -> None:
    """Keep a filter under a name; the same name is overwritten. An empty name saves nothing."""
    if name and viewer.officer_id:
        SavedFilter.objects.update_or_create(
            officer_id=viewer.officer_id, name=name, defaults={"query": query}
        )


def drop_search(*, viewer: Viewer, pk: int) -> None:
    """Forget one of the viewer's own filters."""
    SavedFilter.objects.filter(pk=pk, officer_id=viewer.officer_id).delete()
