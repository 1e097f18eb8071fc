"""采集速度: footage that arrives in chunks becomes a recording, beside what the disk writes and what one pass of hashing takes.

The way is the product's own: chunks of an upload written, hashed and synced as they come, then the file read for its
metadata, taken into the store, and entered in the ledger. The content is made as it is sent; the file is a real MP4 with
a long box of padding behind it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.documents.hashing import Digest, digest
from chengguan.people.selectors import actor_of
from chengguan.recordings import arriving, collecting, inbox
from chengguan.recordings.models import Upload

from .ground import Ground

MB: Final = 1 << 20
CHUNK_MB: Final = 64
ROUNDS, ROUND_MB = 4, 1024
QUICK_ROUNDS, QUICK_MB = 1, 8
BLOCK: Final = os.urandom(2 * MB)
FREE_BOX: Final = 16
_serial = count()


@dataclass(frozen=True)
class Footage:
    """A file that does not lie anywhere: a short film and padding up to `size`, different for each `serial`."""

    film: bytes
    size: int
    serial: int

    def read(self, begin: int, length: int) -> bytes:
        """The bytes at a place, at most a megabyte of them."""
        if begin < len(self.head):
            return self.head[begin : begin + length]
        place = (begin + self.serial * 4099) % MB
        return BLOCK[place : place + min(length, MB, self.size - begin)]

    @property
    def head(self) -> bytes:
        box = (1).to_bytes(4, "big") + b"free" + (self.size - len(self.film)).to_bytes(8, "big")
        return self.film + box + self.serial.to_bytes(8, "big") + os.getpid().to_bytes(8, "big")

    def pieces(self) -> Iterator[bytes]:
        at = 0
        while at < self.size:
            piece = self.read(at, MB)
            at += len(piece)
            yield piece


def measure(laid: Ground, *, quick: bool, memory_mb: int) -> dict[str, float]:
    """MB/s of writing, of hashing, and of taking in; the growth of memory over one file of `memory_mb`.

    `ingest` ends when the file lies synced and hashed in the store; `finish_s` is what each file then takes, whatever its
    size, to be read for its metadata by a process of its own and to be entered in the ledger. `whole` has both, over the large file.
    """
    actor = actor_of(laid.cast.handlers[0], timezone.now().date())
    film = _film()
    rounds, size = (QUICK_ROUNDS, QUICK_MB) if quick else (ROUNDS, ROUND_MB)
    _whole(actor, _footage(film, QUICK_MB))
    seconds: dict[str, list[float]] = {
        "write": [],
        "hash": [],
        "threads": [],
        "ingest": [],
    }
    for _ in range(rounds):
        seconds["write"].append(_timed(lambda: _write(_footage(film, size))))
        seconds["hash"].append(_timed(lambda: _hash(_footage(film, size))))
        seconds["threads"].append(_timed(lambda: digest(_footage(film, size).pieces())))
        seconds["ingest"].append(_stored(actor, _footage(film, size)))
    best = {name: size * MB / 1e6 / min(values) for name, values in seconds.items()}
    times: list[tuple[float, float]] = []
    grown = _grown(lambda: times.append(_whole(actor, _footage(film, memory_mb))))
    arriving_s, finish_s = times[0]
    return {
        "megabytes": size,
        "write_mb_s": best["write"],
        "hash_mb_s": best["hash"],
        "threads_mb_s": best["threads"],
        "ingest_mb_s": best["ingest"],
        "ratio": best["ingest"] / min(best["write"], best["hash"]),
        "memory_mb": memory_mb,
        "grown_mb": grown,
        "finish_s": finish_s,
        "whole_mb_s": memory_mb * MB / 1e6 / (arriving_s + finish_s),
    }


def _footage(film: bytes, megabytes: int) -> Footage:
    return Footage(film, megabytes * MB, next(_serial))


def _timed(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _write(footage: Footage) -> None:
    """What the disk does: write and sync."""
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as out:
        for piece in footage.pieces():
            out.write(piece)
        os.fsync(out.fileno())


def _hash(footage: Footage) -> None:
    """One pass: both digests of each piece, one after the other."""
    sha256, sm3 = hashlib.sha256(), hashlib.new("sm3")
    for piece in footage.pieces():
        sha256.update(piece)
        sm3.update(piece)


def _arrive(actor: Viewer, footage: Footage) -> tuple[uuid.UUID, Digest | None]:
    """An upload that comes in chunk by chunk, each acknowledged when it is synced, hashed on its way."""
    at, found = timezone.now(), None
    upload = collecting.begin(
        actor=actor, at=at, name=f"采集{footage.serial}.mp4", size=footage.size, via="station"
    )
    for begin in range(0, footage.size, CHUNK_MB * MB):
        found = arriving.append(upload.pk, _chunk(footage, begin), at=at).digest
    return upload.pk, found


def _stored(actor: Viewer, footage: Footage) -> float:
    """Seconds from the first chunk until the file is in the store."""
    begun = perf_counter()
    pk, found = _arrive(actor, footage)
    assert found is not None, "an upload in one process is hashed on its way"
    stored = storing.keep(inbox.handover(pk), **asdict(found), media_type="video/mp4")
    spent = perf_counter() - begun
    with storing.local(stored) as path:
        assert path.stat().st_size == footage.size
        path.unlink()
    inbox.discard(pk)
    return spent


def _whole(actor: Viewer, footage: Footage) -> tuple[float, float]:
    """Seconds until the file is complete, and from then until the recording is on the record."""
    begun = perf_counter()
    pk, found = _arrive(actor, footage)
    arrived = perf_counter()
    upload = collecting.finish(pk, at=timezone.now(), digest=found)
    ended = perf_counter()
    _clear(upload)
    return arrived - begun, ended - arrived


def _chunk(footage: Footage, begin: int) -> arriving.Chunk:
    length = min(CHUNK_MB * MB, footage.size - begin)
    place = [begin]

    def read(most: int) -> bytes:
        piece = footage.read(place[0], most)
        place[0] += len(piece)
        return piece

    return arriving.Chunk(begin, length, read)


def _clear(upload: Upload) -> None:
    """It was kept; then the file goes, so that the disk does not fill up."""
    if upload.state != Upload.KEPT or upload.recording is None:
        raise AssertionError(f"the footage was not kept: {upload.state} {upload.reason}")
    with storing.local(upload.recording.file) as path:
        assert path.stat().st_size == upload.size
        path.unlink()


def _grown(work: Callable[[], Any]) -> float:
    """By how many MB (10^6) the resident memory of this process rose at most while it worked."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _resident("VmRSS")
    work()
    return (_resident("VmHWM") - before) / 1e6


def _resident(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _film() -> bytes:
    """Two seconds of a real MP4."""
    import av
    import numpy as np

    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w", format="mp4") as out:
            stream: Any = out.add_stream("libx264", rate=10)
            stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
            for number in range(20):
                picture = np.full((180, 320, 3), number * 10, dtype=np.uint8)
                out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            out.mux(stream.encode())
        return Path(file.name).read_bytes()
