"""Run a program of `making` on a stored file, as a process of its own, and take what it made into the store."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from chengguan.documents import storing
from chengguan.documents.hashing import digest_of
from chengguan.documents.models import StoredFile
from chengguan.documents.stores.disk import INCOMING

STALLED: Final = 1800
"""Seconds without a word after which a process is given up."""
PACKAGES: Final = Path(__file__).parents[2]


class NotMade(RuntimeError):
    """The program could not make it; the message says why."""


@dataclass(frozen=True)
class Made:
    """What a program made: a folder with the file `made` (and maybe others), and what it reported."""

    folder: Path
    report: dict[str, Any]

    def kept(self, name: str = "made", media_type: str = "") -> StoredFile:
        """Take a file into the store: hashed, synced, then moved."""
        path = self.folder / name
        with path.open("rb") as file:
            os.fsync(file.fileno())
        found = digest_of(path)
        return storing.keep(
            path,
            sha256=found.sha256,
            sm3=found.sm3,
            size=found.size,
            media_type=media_type or str(self.report["media_type"]),
        )


@contextmanager
def making(work: str, stored: StoredFile, progress: Callable[[float], None], **job: Any) -> Iterator[Made]:
    """Let a program work on a stored file; the folder lasts as long as the block. Raises NotMade, StoreUnavailable."""
    aside = Path(settings.FILES_DIR) / INCOMING
    aside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=aside, prefix="making-") as name, storing.local(stored) as source:
        text = json.dumps({"work": work, "source": str(source), "folder": name, **job}, ensure_ascii=False)
        yield Made(Path(name), _run(text, progress))


def _run(text: str, progress: Callable[[float], None]) -> dict[str, Any]:
    done: dict[str, Any] = {}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and package, no shell
        [sys.executable, "-m", "chengguan.recordings.making", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(PACKAGES)},
    )
    try:
        for line in _lines(process):
            said = json.loads(line)
            if "progress" in said:
                progress(said["progress"])
            done.update(said)
    finally:
        process.kill()
        process.wait()
    if "done" not in done:
        raise NotMade(str(done.get("failed") or "处理程序异常终止，文件内容可能已损坏"))
    return dict(done["done"])


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Lines of what the process says. Raises NotMade when it has said nothing for long."""
    assert process.stdout is not None
    waiting = b""
    while True:
        if not select.select([process.stdout], [], [], STALLED)[0]:
            raise NotMade(f"处理程序 {STALLED // 60} 分钟没有进展，已停止")
        piece = os.read(process.stdout.fileno(), 1 << 16)
        if not piece:
            return
        *whole, waiting = (waiting + piece).split(b"\n")
        yield from whole
