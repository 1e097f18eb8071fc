"""Recordings for the tests of custody: received through the act; the content need not be a film."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes

from chengguan.documents.models import StoredFile
from chengguan.documents.storing import keep
from chengguan.ledger import outbox
from chengguan.recordings.acts.receiving import receive
from chengguan.recordings.acts.tying import tie
from chengguan.recordings.models import Recording
from chengguan.recordings.probing import Found
from chengguan.web.demonstration.walk import Walk

SERIAL = itertools.count(1)
LATER = timedelta(days=250)


def stored(content: bytes, media_type: str = "video/mp4") -> StoredFile:
    """Bytes in the store."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(content)
    path = Path(tempfile.mkdtemp()) / "file"
    path.write_bytes(content)
    return keep(
        path,
        sha256=hashlib.sha256(content).hexdigest(),
        sm3=sm3.finalize().hex(),
        size=len(content),
        media_type=media_type,
    )


def received(walk: Walk, **changes: Any) -> Recording:
    """A recording of one minute that ended ten minutes ago, of the lead officer."""
    number = next(SERIAL)
    begun = walk.now - timedelta(minutes=11, seconds=number)
    found = Found("video/mp4", "video", "mp4", 60_000, begun, "h264", playback="direct")
    # Content of its own: a lock that another run left on the same content would bind this one.
    content = changes.pop("content", f"film {number} {uuid4()}".encode())
    done = receive(
        actor=walk.as_role("handler"),
        at=walk.now,
        file=stored(content),
        found=found,
        name=f"{number}.mp4",
        officer=walk.pair[0],
        **changes,
    )
    recording: Recording = done.result
    return recording


def tied(walk: Walk, recording: Recording) -> None:
    """The recording as part of the walk's case."""
    case = walk.subject_case
    tie(
        actor=walk.as_role("handler"),
        at=walk.now,
        recording=recording,
        subject_key=case.chain_key,
        subject_number=case.number,
        subject_title=case.cause,
    )


def work(at: datetime, topics: tuple[str, ...] = ("recordings.remove", "documents.remove")) -> None:
    """What the worker does with these topics; the rest (rendering, thumbnails) is not these tests' affair."""
    outbox.Posted.objects.exclude(topic__in=topics).update(state=outbox.Posted.DONE)
    while outbox.work_one(at):
        pass
