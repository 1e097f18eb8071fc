"""What an export is put together from: files with their digests, ledger entries, checkpoints, norms. Plain values, no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from chengguan.documents import storing
from chengguan.documents.models import StoredFile
from chengguan.documents.sniffing import EXTENSIONS
from chengguan.dossiers.contents import ChainEntry
from chengguan.ledger.canonical import sha256, sm3

_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
SUFFIXES: Final = {
    **EXTENSIONS,
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
}


class ExportFailed(RuntimeError):
    """The export cannot be made; the message says why, in Chinese."""


@dataclass(frozen=True)
class Part:
    """One file of the export. `pieces` gives its bytes, as often as it is called."""

    path: str
    kind: str
    key: str
    size: int
    sha256: str
    sm3: str
    pieces: Callable[[], Iterable[bytes]]

    def row(self) -> dict[str, Any]:
        """Its line of the manifest."""
        names = ("path", "kind", "key", "size", "sha256", "sm3")
        return {name: getattr(self, name) for name in names}


def written(path: str, kind: str, content: bytes, key: str = "") -> Part:
    """A file that is made for the export."""
    return Part(path, kind, key, len(content), sha256(content), sm3(content), lambda: [content])


def kept(path: str, kind: str, stored: StoredFile, key: str = "") -> Part:
    """A file from the store, read piece by piece."""
    return Part(path, kind, key, stored.size, stored.sha256, stored.sm3, lambda: storing.chunks(stored))


@dataclass(frozen=True)
class Absent:
    """A recording that the catalogue lists and the export leaves out, and why."""

    path: str
    key: str
    size: int
    sha256: str
    sm3: str
    reason: str


@dataclass(frozen=True)
class Point:
    """A daily checkpoint with the heads that it hashed."""

    day: str
    last_entry: int
    heads: int
    previous: str
    hash: str
    hash_sm3: str
    material: bytes


@dataclass(frozen=True)
class Evidence:
    """What proves the papers: the entries of every chain, checkpoints, norm books. `partial`: chains of which only the beginning is given."""

    entries: tuple[ChainEntry, ...]
    partial: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    books: dict[str, dict[str, str]] = field(default_factory=dict)
    norms: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """What the export says of itself. `seal`: chain, seq and hash of the entry of the sealing."""

    export: str
    made_at: str
    reason: str
    recipient: str
    asked_by: str
    with_media: bool
    sealed_on: str
    seal: tuple[str, int, str]


def file_name(place: int, title: str, suffix: str, *, mark: str = "") -> str:
    """A name that every file system takes: running number, title, suffix; the number keeps names apart."""
    short = _UNSAFE.sub("_", title).strip("._ ").removesuffix(f".{suffix}")[:40].rstrip("._ ") or "文件"
    return f"{mark}{place:03d} {short}.{suffix}"


def suffix_of(media_type: str, name: str = "") -> str:
    """Ending of a file by its media type, else by the name that it came with."""
    known = SUFFIXES.get(media_type)
    if known:
        return known
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ending if re.fullmatch(r"[a-z0-9]{1,5}", ending) else "bin"
