"""The process-wide norm book: the files under NORMS_DIR, the amendments that were adopted, and the calendar notices that were entered."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import connection

from lawengine import NormBook, load, load_contents, with_amendment

from .models import Supplement

REFRESH_SECONDS: Final = 30.0
AMENDMENT, HOLIDAYS = "amendment", "holidays"
Stamp = tuple[tuple[str, str, str], ...]
_lock = threading.RLock()
_files: NormBook | None = None
_book: NormBook | None = None
_checked = 0.0
_stamp: Stamp = ()
RECENT: Final = 3
_recent: dict[str, NormBook] = {}
_supposed: ContextVar[NormBook | None] = ContextVar("supposed", default=None)


def book() -> NormBook:
    """The norms in force in this process. Files are read once; supplements are looked for every half minute."""
    supposed = _supposed.get()
    if supposed is not None:
        return supposed
    if _book is None or time.monotonic() - _checked > REFRESH_SECONDS:
        return refresh()
    return _book


def refresh() -> NormBook:
    """Look for supplements now: every act is judged by the book as other processes have left it."""
    global _book, _checked
    with _lock:
        _book = _with_supplements()
        _checked = time.monotonic()
        return _book


def forget() -> None:
    """Read the supplements again at the next use (after one was entered, and between tests)."""
    global _checked, _book
    _checked = 0.0
    _book = None


@contextmanager
def using(supposed: NormBook) -> Iterator[None]:
    """Within this block `book()` is another book: what would follow from norms that are not adopted yet."""
    token = _supposed.set(supposed)
    try:
        yield
    finally:
        _supposed.reset(token)


def compiled(contents: Mapping[str, bytes]) -> NormBook:
    """The book of these files; the last few are kept, because a change is asked about again and again before it is adopted.

    Raises NormError with file and line of everything that does not fit.
    """
    key = sha256(
        b"".join(name.encode() + b"\0" + sha256(text).digest() for name, text in sorted(contents.items()))
    ).hexdigest()
    with _lock:
        if key not in _recent:
            found = load_contents(contents)
            while len(_recent) >= RECENT:
                _recent.pop(next(iter(_recent)))
            _recent[key] = found
        return _recent[key]


def read_files() -> NormBook:
    """The book of the files alone, read once per process."""
    global _files
    if _files is None:
        _files = load(settings.NORMS_DIR)
    return _files


def _with_supplements() -> NormBook:
    global _stamp
    files = read_files()
    stamp = _stamp_now()
    if _book is not None and stamp == _stamp:
        return _book
    rows = list(Supplement.objects.order_by("kind", "key").values_list("kind", "key", "text"))
    _stamp = stamp
    return _compiled(files, rows)


def _stamp_now() -> Stamp:
    """Which supplements there are. Every act asks: plain SQL, because composing the query would cost more than running it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, key, sha256 FROM ledger_supplement ORDER BY kind, key")
        return tuple((kind, key, digest) for kind, key, digest in cursor.fetchall())


def _compiled(files: NormBook, rows: list[tuple[str, str, str]]) -> NormBook:
    contents = dict(files.contents)
    packs = [(key, text) for kind, key, text in rows if kind == AMENDMENT]
    for key, text in packs:
        changed = {path: content.encode() for path, content in json.loads(text).items()}
        contents = with_amendment(contents, key, changed)
    found = compiled(contents) if packs else files
    notices = [text for kind, _, text in rows if kind != AMENDMENT]
    return found.with_supplements(notices) if notices else found
