"""Saved searches."""

from __future__ import annotations

from chengguan.base.viewer import Viewer
from chengguan.cases.models import SavedSearch


def saved_searches(viewer: Viewer) -> list[SavedSearch]:
    """The viewer's saved searches by name."""
    return list(SavedSearch.objects.filter(officer_id=viewer.officer_id).order_by("name"))
