"""页数: how many pages a stored PDF has."""

from __future__ import annotations

from typing import Final

from .models import StoredFile
from .storing import local

KEPT: Final = 8192
# Pages by digest: the same content always has the same number.
_counted: dict[str, int] = {}


def page_count(stored: StoredFile) -> int:
    """Pages of a PDF file; 0 when it is damaged, locked with a password, or not in the store."""
    if stored.sha256 not in _counted:
        pages = _count(stored)
        if not pages:
            return 0
        if len(_counted) >= KEPT:
            _counted.clear()
        _counted[stored.sha256] = pages
    return _counted[stored.sha256]


def _count(stored: StoredFile) -> int:
    import pikepdf

    try:
        with local(stored) as path, pikepdf.open(path) as pdf:
            return len(pdf.pages)
    except (pikepdf.PdfError, OSError):
        return 0
