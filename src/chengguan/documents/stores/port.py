"""存储接口: what every store of files can do, and what may go wrong with it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from ..hashing import Digest

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreUnavailable(Exception):
    """存储不可用: nothing was taken in or given out; the message says why and what to do, in Chinese. A retry may succeed."""


class ObjectLocked(Exception):
    """已锁定: the content may not be removed before a date, or while a hold stands. `lock` says which."""

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        super().__init__(f"文件已锁定，{lock}，不能删除")


class LockUnsupported(Exception):
    """The store cannot lock objects; the message says what to change, in Chinese."""


@dataclass(frozen=True)
class Lock:
    """锁定: not to be removed before `until` (aware; None: no date), nor while `hold` stands."""

    until: datetime | None = None
    hold: bool = False

    def holds(self, at: datetime) -> bool:
        """Whether the content may not be removed at that moment."""
        return self.hold or (self.until is not None and self.until > at)

    def __str__(self) -> str:
        date = f"锁定至 {self.until:%Y-%m-%d %H:%M %Z}" if self.until else ""
        return "、".join(part for part in (date, "依法保留" if self.hold else "") if part) or "未锁定"


@dataclass(frozen=True)
class Health:
    """Where a store is and how it does. `free` in bytes, None where the store does not say; `locking` in words."""

    place: str
    free: int | None
    locking: str


class Store(Protocol):
    """Files by their SHA-256. What `put` has returned from is durable. Every method raises `StoreUnavailable`.

    Methods that need the content raise FileNotFoundError where there is none.
    """

    name: str

    def put(self, path: Path, digest: Digest, *, move: bool = True) -> None:
        """Take in a complete file. With `move` it is gone from `path` afterwards; after an error it still lies there."""

    def open(self, sha256: str, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `begin` up to, not including, `end`. A content that is not there is known at the call."""

    def size(self, sha256: str) -> int | None:
        """Size in bytes, None where there is no such content."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """A path for tools that need a real file, while the block lasts. They may only read it."""

    def remove(self, sha256: str) -> None:
        """Remove the content; nothing happens where there is none. Raises `ObjectLocked`."""

    def lock(self, sha256: str, until: datetime | None = None, *, hold: bool | None = None) -> None:
        """Lock until a date, set or lift a hold. Raises `ObjectLocked` for an earlier date, `LockUnsupported`."""

    def lock_state(self, sha256: str) -> Lock:
        """The lock of a content."""

    def sweep(self, before: datetime) -> int:
        """Clear away what interrupted work left before a moment. Returns how many pieces."""

    def health(self) -> Health:
        """Ask the store how it does."""


@contextmanager
def disk_errors() -> Iterator[None]:
    """Failures of the disk as `StoreUnavailable`; a file that is not there stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise unavailable(error) from error


def unavailable(error: OSError) -> StoreUnavailable:
    """What a failure of the disk means to the person who waits for it."""
    if error.errno in FULL:
        return StoreUnavailable(
            "存储空间不足，文件没有保存。请通知系统管理员清理或者扩充存储，之后再上传一次"
        )
    return StoreUnavailable(
        f"存储目录不能读写（{error.strerror or '输入输出错误'}）。请通知系统管理员检查磁盘，之后再试一次"
    )
