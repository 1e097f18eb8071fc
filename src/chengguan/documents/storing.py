"""文件存放: files by their content. The name on disk is the SHA-256, in two levels of folders; SM3 stands beside it for the record.

A file is complete on disk (written aside, synced, renamed) before a row points to it. The same content is kept once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from django.conf import settings

from . import sniffing
from .models import StoredFile

CHUNK: Final = 1 << 20
LIMIT: Final = 200 * 1024 * 1024


class UploadRefused(ValueError):
    """A file that may not be stored; the message says why, in Chinese."""


@dataclass(frozen=True)
class _Received:
    path: Path
    sha256: str
    sm3: str
    size: int


def store(chunks: Iterable[bytes], *, limit: int = LIMIT) -> StoredFile:
    """Keep a file. Raises `UploadRefused` for an empty or too large file and for types that are not stored (by content).

    Safe when two processes store the same content at once.
    """
    received = _receive(chunks, limit)
    try:
        kind = sniffing.media_type(received.path)
        if not kind:
            raise UploadRefused("文件类型不支持：只接受 JPG、PNG、PDF、MP4、DOCX、XLSX，且以文件内容为准")
        return keep(
            received.path, sha256=received.sha256, sm3=received.sm3, size=received.size, media_type=kind
        )
    finally:
        received.path.unlink(missing_ok=True)


def keep(path: Path, *, sha256: str, sm3: str, size: int, media_type: str) -> StoredFile:
    """Take a file that lies aside, complete, synced and hashed, into the store. The file at `path` is moved away."""
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, target)
    _sync_folder(target.parent)
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"sm3": sm3, "size": size, "media_type": media_type}
    )
    return row


def _receive(chunks: Iterable[bytes], limit: int) -> _Received:
    """Write the chunks aside, hashing as they pass."""
    aside = Path(settings.FILES_DIR) / "incoming"
    aside.mkdir(parents=True, exist_ok=True)
    sha, sm3, size = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0
    handle, name = tempfile.mkstemp(dir=aside)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise UploadRefused(f"文件超过大小上限（{limit // (1024 * 1024)} MB）")
                sha.update(chunk)
                sm3.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise UploadRefused("文件为空")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _Received(path, sha.hexdigest(), sm3.finalize().hex(), size)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(sha256: str) -> Path:
    """Where the content of that digest lies."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def local(stored: StoredFile) -> Iterator[Path]:
    """A path at which tools that need a real file may read the content, while the block lasts. Raises FileNotFoundError."""
    path = path_of(stored.sha256)
    if not path.is_file():
        raise FileNotFoundError(stored.sha256)
    yield path


def chunks(stored: StoredFile, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `begin` up to, not including, `end`, piece by piece. Raises FileNotFoundError."""
    with path_of(stored.sha256).open("rb") as file:
        file.seek(begin)
        left = (stored.size if end is None else end) - begin
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


def read(stored: StoredFile) -> bytes:
    """The content of a stored file. Raises FileNotFoundError."""
    return path_of(stored.sha256).read_bytes()
