"""文件存放: files by their content, SHA-256 as the name, SM3 beside it for the record. Where they lie is `stores`' affair.

A file is complete and durable in the store (written aside, hashed, synced, taken in) before a row points to it. The same
content is kept once. Every function that touches the store raises `StoreUnavailable` when it is full or does not answer.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from chengguan.ledger import outbox

from . import sniffing
from .hashing import CHUNK, Digest, Digests
from .models import StoredFile
from .stores import Lock, LockUnsupported, ObjectLocked, StoreUnavailable, current
from .stores.disk import INCOMING, sweep_folder
from .stores.port import disk_errors, unavailable

__all__ = [
    "CHUNK",
    "LIMIT",
    "NOT_KEPT",
    "LockUnsupported",
    "ObjectLocked",
    "StoreUnavailable",
    "UploadRefused",
]

LIMIT: Final = 200 * 1024 * 1024
FLUSH: Final = 8 * CHUNK
"""So many bytes after another are sent on their way to the disk while the next are written, so that the sync at the end is short."""
ABANDONED: Final = timedelta(days=2)


class UploadRefused(ValueError):
    """A file that may not be stored; the message says why, in Chinese."""


NOT_KEPT: Final = (UploadRefused, StoreUnavailable)
"""What a page that takes a file shows beside the file; everything else that was entered stays."""


@dataclass(frozen=True)
class _Received:
    path: Path
    digest: Digest


def store(
    chunks: Iterable[bytes], *, limit: int = LIMIT, recognise: Callable[[Path], str] = sniffing.media_type
) -> StoredFile:
    """Keep a file. Raises `UploadRefused` for an empty or too large file and for types that are not stored (by content).

    `recognise` gives the media type of the content, "" for one that is not stored (a caller that takes other types has its own).

    Safe when two processes store the same content at once. Whatever is raised, nothing is left: the sender has the file.
    """
    received = _receive(chunks, limit)
    try:
        kind = recognise(received.path)
        if not kind:
            raise UploadRefused("文件类型不支持：只接受 JPG、PNG、PDF、MP4、DOCX、XLSX，且以文件内容为准")
        digest = received.digest
        return keep(received.path, sha256=digest.sha256, sm3=digest.sm3, size=digest.size, media_type=kind)
    finally:
        received.path.unlink(missing_ok=True)


def keep(path: Path, *, sha256: str, sm3: str, size: int, media_type: str) -> StoredFile:
    """Take a file that lies aside, complete, synced and hashed, into the store. The file at `path` is moved away.

    Raises `StoreUnavailable`; then it still lies at `path`, no row points to it, and calling again goes on (what had
    gone up to a remote store is not sent twice).
    """
    current().put(path, Digest(sha256, sm3, size))
    with transaction.atomic():
        row, created = StoredFile.objects.select_for_update().get_or_create(
            sha256=sha256, defaults={"sm3": sm3, "size": size, "media_type": media_type}
        )
        if not created and row.removed_at is not None:
            _restore(row)
    return row


def _restore(row: StoredFile) -> None:
    """The content had been removed and has come again; unless its removal went on between: then it must be sent again."""
    if current().size(row.sha256) is None:
        raise StoreUnavailable("相同内容的文件正在销毁，请一分钟后再上传一次")
    row.removed_at = None
    row.save(update_fields=["removed_at"])


def _receive(chunks: Iterable[bytes], limit: int) -> _Received:
    """Write the chunks aside, hashing as they pass."""
    aside = Path(settings.FILES_DIR) / INCOMING
    with disk_errors():
        aside.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=aside)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=0) as out, Digests() as digests:
            for chunk in chunks:
                if digests.size + len(chunk) > limit:
                    raise UploadRefused(f"文件超过大小上限（{limit // (1024 * 1024)} MB）")
                digests.update(chunk)
                write(out.fileno(), chunk)
            with disk_errors():
                os.fsync(out.fileno())
            digest = digests.finish()
        if not digest.size:
            raise UploadRefused("文件为空")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _Received(path, digest)


def write(handle: int, chunk: bytes) -> None:
    """Write the next bytes of a file that comes in, whole, and send full stretches on their way to the disk at once.

    Without this the kernel gathers what is written, and the sync at the end waits for all of it. Raises `StoreUnavailable`.
    """
    try:
        view = memoryview(chunk)
        while view:
            view = view[os.write(handle, view) :]
        end = os.lseek(handle, 0, os.SEEK_CUR)
        begun, whole = (end - len(chunk)) // FLUSH * FLUSH, end // FLUSH * FLUSH
        if whole > begun:
            os.posix_fadvise(handle, begun, whole - begun, os.POSIX_FADV_DONTNEED)
    except OSError as error:
        raise unavailable(error) from error


def local(stored: StoredFile) -> AbstractContextManager[Path]:
    """A path at which tools that need a real file may read the content, while the block lasts. Raises FileNotFoundError.

    Read only: the path may be the stored file itself.
    """
    return current().local(_there(stored))


def chunks(stored: StoredFile, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `begin` up to, not including, `end`, piece by piece.

    Raises FileNotFoundError and `StoreUnavailable` at the call, so that a page can still say so.
    """
    return current().open(_there(stored), begin, stored.size if end is None else end)


def read(stored: StoredFile) -> bytes:
    """The content of a stored file, which must not be large. Raises FileNotFoundError."""
    return b"".join(chunks(stored))


def present(stored: StoredFile) -> bool:
    """Whether the content is there: not destroyed, and in the store."""
    return stored.removed_at is None and current().size(stored.sha256) == stored.size


def _there(stored: StoredFile) -> str:
    if stored.removed_at is not None:
        raise FileNotFoundError(f"{stored.sha256} (removed)")
    return stored.sha256


def lock(stored: StoredFile, until: datetime | None = None, *, hold: bool | None = None) -> None:
    """锁定: not to be removed before a date; `hold` sets or lifts a hold without a date.

    Raises `LockUnsupported` where the store cannot, `ObjectLocked` for a date before the one that stands.
    """
    current().lock(_there(stored), until, hold=hold)


def lock_state(stored: StoredFile) -> Lock:
    """The lock of a stored file."""
    return current().lock_state(stored.sha256)


def remove(stored: StoredFile, *, at: datetime) -> None:
    """销毁内容: inside an act. From the end of its transaction nobody reads the content; the worker then removes it.

    The row stays: it says what there was. That nothing else needs the same content is the caller's to know
    (`used_by`). Raises `ObjectLocked`.
    """
    found = current().lock_state(stored.sha256)
    if found.holds(at):
        raise ObjectLocked(found)
    stored.removed_at = at
    stored.save(update_fields=["removed_at"])
    outbox.post("documents.remove", {"file": stored.pk}, at=at)


def remove_posted(payload: dict[str, Any]) -> None:
    """Worker's handler of the topic documents.remove. A content that has come in again meanwhile stays."""
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=payload["file"])
        if row.removed_at is not None:
            current().remove(row.sha256)


def used_by(stored: StoredFile) -> list[tuple[str, Any]]:
    """Every row that points to a stored file: its model's label and its key."""
    return [
        (str(relation.related_model._meta.label), pk)
        for relation in StoredFile._meta.related_objects
        for pk in relation.related_model._base_manager.filter(**{relation.field.name: stored}).values_list(
            "pk", flat=True
        )
    ]


def sweep(at: datetime) -> int:
    """Daily: clear away what broken uploads left two days ago or earlier. Returns how many pieces."""
    before = at - ABANDONED
    return sweep_folder(Path(settings.FILES_DIR) / INCOMING, before) + current().sweep(before)
