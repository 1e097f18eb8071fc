"""搬迁存储: every stored file from one store into another, checked; may be broken off and begun again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .hashing import Digest, digest_of
from .models import StoredFile
from .stores import Store

COPIED, THERE, FAULTY = "copied", "there", "faulty"
BATCH: Final = 500


@dataclass(frozen=True)
class Copied:
    """What became of one file: `copied`, `there` already, or `faulty` with the reason in Chinese."""

    sha256: str
    size: int
    outcome: str
    fault: str = ""


def copy_all(source: Store, target: Store) -> Iterator[Copied]:
    """Copy what the target lacks. The source stays as it is. Raises `StoreUnavailable`; then begin again.

    A file is read and checked against both digests before it is sent, and its size asked of the target afterwards.
    """
    for row in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator(chunk_size=BATCH):
        yield _copy(row, source, target)


def _copy(row: StoredFile, source: Store, target: Store) -> Copied:
    if target.size(row.sha256) == row.size:
        return Copied(row.sha256, row.size, THERE)
    digest = Digest(row.sha256, row.sm3, row.size)
    try:
        with source.local(row.sha256) as path:
            if digest_of(path) != digest:
                return Copied(row.sha256, row.size, FAULTY, "内容已变化")
            target.put(path, digest, move=False)
    except FileNotFoundError:
        return Copied(row.sha256, row.size, FAULTY, "不在存储中")
    if target.size(row.sha256) != row.size:
        return Copied(row.sha256, row.size, FAULTY, "没有完整收下")
    return Copied(row.sha256, row.size, COPIED)
