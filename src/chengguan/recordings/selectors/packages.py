"""导出包 as pages read them."""

from __future__ import annotations

import uuid

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer
from chengguan.recordings.models import Package


def package_page(viewer: Viewer, asked: Cursor) -> Slice[Package]:
    """Packages in the viewer's reach, newest first."""
    rows = Package.objects.visible_to(viewer).select_related("made_by", "file").defer("contents")
    return sliced(rows, asked)


def package(viewer: Viewer, pk: uuid.UUID) -> Package | None:
    rows = Package.objects.visible_to(viewer).select_related("made_by", "file", "bureau")
    return rows.filter(pk=pk).first()
