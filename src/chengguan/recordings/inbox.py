"""接收区: files on their way in lie here, one per upload, until they are kept or given up. Locks, room, sizes.

It lies on the disk of the store, so that a complete file is handed over without copying. Several web machines need it on
a shared disk (flock must work there).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import F, Sum

from .models import Upload

GIB: Final = 1 << 30


class Busy(Exception):
    """Another process is writing to this upload, or finishing it."""


class NoRoom(Exception):
    """The disk has no room for the file; nothing was accepted."""


def folder() -> Path:
    path = Path(settings.FILES_DIR) / "uploads"
    path.mkdir(parents=True, exist_ok=True)
    return path


def part_of(pk: uuid.UUID) -> Path:
    """Where the bytes of an upload lie."""
    return folder() / f"{pk}.part"


def limit() -> int:
    """Largest file that is taken, in bytes (UPLOAD_LIMIT; 64 GiB)."""
    return int(settings.UPLOAD_LIMIT)


def reserve() -> int:
    """Room on the disk that uploads leave free, in bytes (UPLOAD_RESERVE; 1 GiB)."""
    return int(settings.UPLOAD_RESERVE)


def make_room(size: int) -> None:
    """See that a file of `size` bytes fits beside what has been promised to others. Raises NoRoom."""
    rows = Upload.objects.filter(state=Upload.RECEIVING).exclude(via="folder")
    promised = rows.aggregate(left=Sum(F("size") - F("received")))["left"] or 0
    if shutil.disk_usage(folder()).free - promised - reserve() < size:
        raise NoRoom("磁盘空间不足，暂时不能接收。文件请留在原处，稍后重试；系统管理员请清理或者扩充存储。")


@contextmanager
def locked(pk: uuid.UUID) -> Iterator[None]:
    """Only one writer at a time, across threads, processes and, on a shared disk, machines. Raises Busy."""
    handle = os.open(folder() / f"{pk}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Busy("该文件正在由另一个连接传输或者核验，请稍后再试。") from held
        yield
    finally:
        os.close(handle)


def discard(pk: uuid.UUID) -> None:
    """Remove what lies here of an upload that has come to its end."""
    for ending in ("part", "keep", "lock"):
        with suppress(FileNotFoundError):
            (folder() / f"{pk}.{ending}").unlink()


def handover(pk: uuid.UUID) -> Path:
    """A second name for the bytes, for the store to take away: the first one stays until the recording is on the record."""
    part = part_of(pk)
    copy = part.with_suffix(".keep")
    copy.unlink(missing_ok=True)
    try:
        os.link(part, copy)
    except OSError:
        shutil.copyfile(part, copy)
        handle = os.open(copy, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return copy


def sync_folder() -> None:
    """Make the names of new files durable."""
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def leftovers() -> Iterator[uuid.UUID]:
    """Uploads of which something lies here."""
    for name in sorted({path.stem for path in folder().iterdir()}):
        with suppress(ValueError):
            yield uuid.UUID(name)
