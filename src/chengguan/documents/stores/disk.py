"""磁盘存储: files in a folder under their SHA-256, in two levels of folders. The default.

A file appears under its name only complete and synced. Locks are small files in `locks/` beside the contents: they bind
this program, not someone who may write to the folder; for a lock that binds everyone use an S3 store with object lock.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import time

from ..hashing import CHUNK, Digest, pieces_of
from .port import Health, Lock, ObjectLocked, disk_errors

INCOMING = "incoming"


class DiskStore:
    """The folder `root`."""

    name = "disk"

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the content of that digest lies."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, path: Path, digest: Digest, *, move: bool = True) -> None:
        target = self.path(digest.sha256)
        with disk_errors():
            make_folder(target.parent)
            if move and path.stat().st_dev == target.parent.stat().st_dev:
                sync(path)
                os.replace(path, target)
            else:
                self._copy(path, target)
            sync(target.parent)
            if move:
                path.unlink(missing_ok=True)

    def _copy(self, path: Path, target: Path) -> None:
        """From another file system, or where the original stays: a synced copy aside, then its name."""
        with _aside(self.root / INCOMING) as copy:
            with path.open("rb") as source, copy.open("wb") as out:
                shutil.copyfileobj(source, out, CHUNK)
                out.flush()
                os.fsync(out.fileno())
            os.replace(copy, target)

    def open(self, sha256: str, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        with disk_errors():
            return pieces_of(self.path(sha256), begin, end)

    def size(self, sha256: str) -> int | None:
        try:
            with disk_errors():
                return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        path = self.path(sha256)
        if not path.is_file():
            raise FileNotFoundError(sha256)
        yield path

    def remove(self, sha256: str) -> None:
        lock = self.lock_state(sha256)
        if lock.holds(_now()):
            raise ObjectLocked(lock)
        with disk_errors():
            for path in (self.path(sha256), self._lock_path(sha256)):
                path.unlink(missing_ok=True)
            if self.path(sha256).parent.is_dir():
                sync(self.path(sha256).parent)

    def lock(self, sha256: str, until: datetime | None = None, *, hold: bool | None = None) -> None:
        if self.size(sha256) is None:
            raise FileNotFoundError(sha256)
        standing = self.lock_state(sha256)
        if until and standing.until and until < standing.until:
            raise ObjectLocked(standing)
        latest = until or standing.until
        wanted = {
            "until": latest.isoformat() if latest else None,
            "hold": standing.hold if hold is None else hold,
        }
        path = self._lock_path(sha256)
        with disk_errors():
            make_folder(path.parent)
            with _aside(self.root / INCOMING) as aside:
                with aside.open("w") as out:
                    out.write(json.dumps(wanted))
                    out.flush()
                    os.fsync(out.fileno())
                os.replace(aside, path)
            sync(path.parent)

    def lock_state(self, sha256: str) -> Lock:
        try:
            with disk_errors():
                found = json.loads(self._lock_path(sha256).read_text())
        except FileNotFoundError:
            return Lock()
        return Lock(datetime.fromisoformat(found["until"]) if found["until"] else None, found["hold"])

    def _lock_path(self, sha256: str) -> Path:
        return self.root / "locks" / sha256[:2] / sha256[2:4] / sha256

    def sweep(self, before: datetime) -> int:
        """Everything that is written passes through the spool, which the caller clears."""
        return 0

    def health(self) -> Health:
        with disk_errors():
            make_folder(self.root)
            return Health(str(self.root), shutil.disk_usage(self.root).free, "由本系统登记锁定日期")


def sweep_folder(folder: Path, before: datetime) -> int:
    """Remove what lies in a folder and was last written before a moment. Returns how many pieces."""
    with disk_errors():
        left = [path for path in folder.glob("*") if path.stat().st_mtime < before.timestamp()]
        for path in left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    return len(left)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A fresh file that is not left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that they are still there after a loss of power."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(path: Path) -> None:
    """What a file holds, or the names in a folder, are durable when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _now() -> datetime:
    """The moment by which locks hold: the machine's, as an object store takes its own."""
    return datetime.fromtimestamp(time(), UTC)
