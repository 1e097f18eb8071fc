"""本地缓存: files of a remote store that tools need as real files. Bounded; the longest unused go first.

A reader holds a shared lock on the file, so that nothing is cleared away under it, from whichever process.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from .port import StoreUnavailable, disk_errors

PART: Final = "part-"
"""Downloads under way; what a broken one leaves is the first to go, for nobody uses it."""
Fetch = Callable[[], Iterator[bytes]]


class Cache:
    """A folder of at most `limit` bytes (more only while what is in use is larger)."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self.limit = folder, limit

    @contextmanager
    def borrowed(self, sha256: str, size: int, fetch: Fetch) -> Iterator[Path]:
        """The file while the block lasts; fetched, and checked against its digest, where it is not there."""
        path = self.folder / sha256
        with disk_errors():
            held = _held(path)
            while held is None:
                self._fetch(path, size, fetch)
                held = _held(path)
        with held:
            yield path
        self.make_room(0)

    def adopt(self, path: Path, sha256: str) -> None:
        """Take a file that is in the store now and will be asked for soon; where that is not possible it is removed."""
        with suppress(OSError):
            if (size := path.stat().st_size) <= self.limit // 4:
                self.folder.mkdir(parents=True, exist_ok=True)
                self.make_room(size)
                os.replace(path, self.folder / sha256)
        path.unlink(missing_ok=True)

    def forget(self, sha256: str) -> None:
        """Remove a file that the store no longer has."""
        (self.folder / sha256).unlink(missing_ok=True)

    def make_room(self, size: int) -> None:
        """Remove the longest unused until `size` more bytes fit."""
        files = sorted(((stat.st_mtime, stat.st_size, path) for path, stat in self._files()), reverse=True)
        spare = self.limit - size - sum(length for _, length, _ in files)
        while spare < 0 and files:
            _, length, path = files.pop()
            if _unlink_unused(path):
                spare += length

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):
                yield path, path.stat()

    def _fetch(self, path: Path, size: int, fetch: Fetch) -> None:
        pieces = fetch()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.make_room(size)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=PART)
        part, digest = Path(name), hashlib.sha256()
        try:
            with os.fdopen(handle, "wb") as out:
                fcntl.flock(out, fcntl.LOCK_SH)
                for piece in pieces:
                    digest.update(piece)
                    out.write(piece)
            if digest.hexdigest() != path.name:
                raise StoreUnavailable(f"存储中的文件 {path.name} 与摘要不符，请通知系统管理员运行核验")
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def _held(path: Path) -> IO[bytes] | None:
    """The file opened and locked for reading, None where it is not there (any more)."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    fcntl.flock(file, fcntl.LOCK_SH)
    if _same(path, file):
        os.utime(path)
        return file
    file.close()
    return None


def _same(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _unlink_unused(path: Path) -> bool:
    """Remove a file unless someone reads it."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True
