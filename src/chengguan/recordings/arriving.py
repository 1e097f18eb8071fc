"""分段接收: chunks of an upload as they arrive. What is acknowledged is on disk and synced; digests are computed as bytes pass."""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import FileIO
from typing import Final

from django.db import transaction

from chengguan.documents.hashing import CHUNK, Digest, Digests
from chengguan.documents.stores.port import disk_errors
from chengguan.documents.storing import StoreUnavailable, write
from chengguan.ledger import outbox

from . import inbox
from .models import Upload

SYNC_EVERY: Final = 16 * CHUNK
KEPT_DIGESTS: Final = 32
FIRST_TRY: Final = timedelta(seconds=30)
"""The worker gives the process that received the last byte this long to finish the upload itself."""
TOPIC: Final = "recordings.finish"

_running: OrderedDict[uuid.UUID, Digests] = OrderedDict()
_guard: Final = threading.Lock()


class WrongOffset(Exception):
    """The chunk does not begin where the upload ends. `offset` is where it has to begin."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"起点不符：已收到 {offset} 字节，请从这里继续。")


class WrongChecksum(Exception):
    """The chunk is not what its sender says it is; it was thrown away."""


class Ended(Exception):
    """Nothing more is taken for this upload: it is finished, was refused, or has lapsed."""


@dataclass(frozen=True)
class Chunk:
    """One piece of a file: where it begins, how long it claims to be, how to read it, and its SHA-256 if the sender gave it."""

    offset: int
    length: int
    read: Callable[[int], bytes]
    sha256: bytes = b""


@dataclass(frozen=True)
class Arrived:
    """Where the upload stands after a chunk. `digest` is there when the file is complete and was hashed on its way."""

    offset: int
    complete: bool
    digest: Digest | None = None


def offset_of(upload: Upload) -> int:
    """From where the sender goes on: what was synced, as far as it is still there."""
    if upload.state != Upload.RECEIVING:
        return upload.received
    part = inbox.part_of(upload.pk)
    return min(upload.received, part.stat().st_size) if part.is_file() else 0


def append(pk: uuid.UUID, chunk: Chunk, *, at: datetime) -> Arrived:
    """Take one chunk. Raises Busy, Ended, WrongOffset, WrongChecksum, StoreUnavailable (disk full); what was synced stays acknowledged.

    A connection that breaks loses nothing that had arrived: the sender asks for the offset and goes on.
    """
    with inbox.locked(pk):
        upload = Upload.objects.get(pk=pk)
        if upload.state != Upload.RECEIVING:
            raise Ended
        begin = offset_of(upload)
        if chunk.offset != begin:
            raise WrongOffset(begin)
        if chunk.offset + chunk.length > upload.size:
            raise WrongOffset(begin)
        with _digests(pk, begin) as digests:
            end = _write(upload, chunk, digests, at)
            complete = end == upload.size
            digest = digests.finish() if complete and digests.size == end else None
        if complete:
            forget(pk)
        return Arrived(end, complete, digest)


def _digests(pk: uuid.UUID, begin: int) -> Digests:
    """Running digests of an upload, if this process has hashed everything before `begin`; else ones that count for nothing."""
    with _guard:
        digests = _running.pop(pk, None)
        if digests is None or digests.size != begin:
            digests = Digests()
        _running[pk] = digests
        while len(_running) > KEPT_DIGESTS:
            _running.popitem(last=False)
    return digests


def forget(pk: uuid.UUID) -> None:
    """Let go of the running digests of an upload."""
    with _guard:
        _running.pop(pk, None)


def _write(upload: Upload, chunk: Chunk, digests: Digests, at: datetime) -> int:
    """Write what can be read of the chunk; sync and acknowledge every few megabytes. Returns where the upload ends now."""
    part = inbox.part_of(upload.pk)
    fresh, hashing = not part.exists(), digests.size == chunk.offset
    check = hashlib.sha256() if chunk.sha256 else None
    end = synced = chunk.offset
    with part.open("wb" if fresh else "r+b", buffering=0) as out:
        out.truncate(chunk.offset)
        out.seek(chunk.offset)
        if fresh:
            inbox.sync_folder()
        while (left := chunk.offset + chunk.length - end) and (piece := _piece(chunk, left)):
            try:
                write(out.fileno(), piece)
            except StoreUnavailable:
                # What was synced stands; the rest never was.
                forget(upload.pk)
                out.truncate(synced)
                raise
            end += len(piece)
            if hashing:
                digests.update(piece)
            if check is not None:
                check.update(piece)
            elif end - synced >= SYNC_EVERY and end < upload.size:
                synced = _acknowledge(upload, out, end, at)
        if check is not None and check.digest() != chunk.sha256:
            forget(upload.pk)
            out.truncate(chunk.offset)
            raise WrongChecksum
        return _acknowledge(upload, out, end, at)


def _piece(chunk: Chunk, left: int) -> bytes:
    """The next bytes of a chunk; nothing when the connection has broken."""
    try:
        return chunk.read(min(CHUNK, left))
    except OSError:
        return b""


def _acknowledge(upload: Upload, out: FileIO, end: int, at: datetime) -> int:
    with disk_errors():
        os.fsync(out.fileno())
    if end == upload.size:
        complete(upload, at)
    else:
        Upload.objects.filter(pk=upload.pk).update(received=end, touched_at=at)
    return end


def complete(upload: Upload, at: datetime) -> None:
    """All bytes are on disk: from now on the platform answers for finishing it, whatever happens to this process."""
    values = {"state": Upload.FINISHING, "received": upload.size, "touched_at": at}
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(**values)
        post_finish(upload, at + FIRST_TRY)


def post_finish(upload: Upload, at: datetime) -> None:
    """Have the worker finish an upload."""
    outbox.post(TOPIC, {"upload": str(upload.pk)}, at=at, bureau_code=upload.bureau.code)
