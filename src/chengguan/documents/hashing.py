"""内容摘要: SHA-256 and SM3 (GB/T 32905) of the same bytes in one pass, computed beside the writing.

Both functions work outside Python's global lock, so with two threads the slower of hashing and writing decides how fast
a file comes in, not their sum. Everything that takes in files uses this: `storing.store`, and the collection of recordings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Final, Self

from cryptography.hazmat.primitives import hashes

CHUNK: Final = 1 << 20
_AHEAD: Final = 12
"""Pieces of at most CHUNK bytes that may wait for a hashing thread: bounds the memory however large a file is."""
_INLINE: Final = 4 * CHUNK
"""Small files are hashed where they are: threads would cost more than they save."""


@dataclass(frozen=True)
class Digest:
    """What is known of a file's content: both digests in lower-case hex, and its size in bytes."""

    sha256: str
    sm3: str
    size: int


class Digests:
    """SHA-256 and SM3 of a stream: `with Digests() as digests: digests.update(chunk) …; found = digests.finish()`.

    `update` takes immutable bytes and may return before they are hashed. Leaving the block ends the threads, also after
    an error; a further block goes on with the same stream (an upload that comes in several requests). `finish` may be
    called once.
    """

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._sm3 = hashes.Hash(hashes.SM3())
        self._lines: list[tuple[Queue[memoryview | None], Thread]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def update(self, chunk: bytes) -> None:
        """Take the next bytes of the stream."""
        self.size += len(chunk)
        if not self._lines and self.size <= _INLINE:
            self._sha256.update(chunk)
            self._sm3.update(chunk)
            return
        if not self._lines:
            self._lines = [_line(self._sha256.update), _line(self._sm3.update)]
        view = memoryview(chunk)
        for begin in range(0, len(chunk), CHUNK):
            for waiting, _ in self._lines:
                waiting.put(view[begin : begin + CHUNK])

    def finish(self) -> Digest:
        """Both digests of everything taken. Ends the threads."""
        self._end()
        return Digest(self._sha256.hexdigest(), self._sm3.finalize().hex(), self.size)

    def _end(self) -> None:
        lines, self._lines = self._lines, []
        for waiting, _ in lines:
            waiting.put(None)
        for _, thread in lines:
            thread.join()


def _line(update: Callable[[memoryview], None]) -> tuple[Queue[memoryview | None], Thread]:
    """A thread that hashes what is put into its queue, until None."""
    waiting: Queue[memoryview | None] = Queue(_AHEAD)

    def work() -> None:
        while (piece := waiting.get()) is not None:
            update(piece)

    thread = Thread(target=work, name="digest", daemon=True)
    thread.start()
    return waiting, thread


def digest(chunks: Iterable[bytes]) -> Digest:
    """Both digests of a stream."""
    with Digests() as digests:
        for chunk in chunks:
            digests.update(chunk)
        return digests.finish()


def digest_of(path: Path) -> Digest:
    """Both digests of a file, read once. Raises OSError."""
    return digest(pieces_of(path))


def pieces_of(path: Path, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes of a file from `begin` up to, not including, `end`. Raises OSError at the call, not at the first piece."""
    file = path.open("rb", buffering=0)

    def pieces() -> Iterator[bytes]:
        with file:
            file.seek(begin)
            left = -1 if end is None else end - begin
            while left and (piece := file.read(min(CHUNK, left) if left > 0 else CHUNK)):
                left -= len(piece) if left > 0 else 0
                yield piece

    return pieces()
