"""The process-wide norm book: the files under NORMS_DIR with the calendar notices that an administrator entered."""

from __future__ import annotations

import threading
import time
from typing import Final

from django.conf import settings

from lawengine import NormBook, load

from .models import Supplement

REFRESH_SECONDS: Final = 30.0
_lock = threading.Lock()
_files: NormBook | None = None
_book: NormBook | None = None
_checked = 0.0
_stamp: tuple[str, ...] = ()


def book() -> NormBook:
    """The norms in force in this process. Files are read once; supplements are looked for every half minute."""
    global _book, _checked
    now = time.monotonic()
    if _book is None or now - _checked > REFRESH_SECONDS:
        with _lock:
            _book = _with_supplements()
            _checked = now
    return _book


def forget() -> None:
    """Read the supplements again at the next use (after one was entered, and between tests)."""
    global _checked, _book
    _checked = 0.0
    _book = None


def _with_supplements() -> NormBook:
    global _files, _stamp
    if _files is None:
        _files = load(settings.NORMS_DIR)
    rows = list(Supplement.objects.order_by("kind", "key").values_list("text", "sha256"))
    stamp = tuple(digest for _, digest in rows)
    if _book is not None and stamp == _stamp:
        return _book
    _stamp = stamp
    return _files.with_supplements([text for text, _ in rows]) if rows else _files
