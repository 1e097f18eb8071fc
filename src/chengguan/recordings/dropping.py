"""投递目录: a folder into which a docking station writes. Files that have stopped growing are collected and moved aside.

Beside a file may lie a sidecar `<file>.json` (camera, began_at, place, latitude, longitude, sha256). A file leaves the
folder only when its content is safe (to `done`), or is refused for good (to `refused`, with a text that says why).
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from chengguan.documents.storing import StoreUnavailable
from chengguan.people.models import Bureau
from chengguan.people.platform import system_viewer

from . import collecting, inbox
from .models import Upload

DONE: Final = "done"
REFUSED: Final = "refused"
QUIET_S: Final = 10.0
SIDECAR: Final = ".json"
# What copying programs write until a file is complete.
UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".filepart", ".partial")
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    """What one look at the folder came to. `waiting`: still growing, or the store is away."""

    kept: int = 0
    refused: int = 0
    waiting: int = 0


def sweep(folder: Path, bureau: Bureau, at: datetime, *, quiet_s: float = QUIET_S) -> Sweep:
    """Collect what lies ready in the folder and its sub-folders. One bad file never keeps the others back."""
    kept = refused = waiting = 0
    for path in list(_files(folder)):
        try:
            state = _collected(path, folder, bureau, at) if _still(path, at, quiet_s) else ""
        except (OSError, StoreUnavailable, inbox.NoRoom, inbox.Busy, collecting.Postponed) as later:
            _LOG.warning("%s: %s", path.name, later)
            state = ""
        kept += state in (Upload.KEPT, Upload.DUPLICATE)
        refused += state == Upload.REFUSED
        waiting += not state or state == Upload.FINISHING
    return Sweep(kept, refused, waiting)


def _files(folder: Path) -> Iterator[Path]:
    """Plain files, oldest first; links, hidden and unfinished ones are left alone."""
    found: list[tuple[float, Path]] = []
    for place, names, files in os.walk(folder):
        here = Path(place)
        names[:] = sorted(
            name for name in names if not name.startswith(".") and not _ours(here, name, folder)
        )
        for name in files:
            path = here / name
            if name.startswith(".") or name.lower().endswith((SIDECAR, *UNFINISHED)) or path.is_symlink():
                continue
            found.append((path.stat().st_mtime, path))
    yield from (path for _, path in sorted(found))


def _ours(here: Path, name: str, folder: Path) -> bool:
    return here == folder and name in (DONE, REFUSED)


def _still(path: Path, at: datetime, quiet_s: float) -> bool:
    """Whether the file has stopped growing: not written to for a while."""
    return at.timestamp() - path.stat().st_mtime >= quiet_s


def _collected(path: Path, folder: Path, bureau: Bureau, at: datetime) -> str:
    """State of the upload; the file is moved aside when it has come to its end."""
    stated, problem = _sidecar(path)
    upload = _begun(path, bureau)
    if upload is not None:
        upload = upload if upload.done else collecting.finish(upload.pk, at=at)
    elif problem:
        return _aside(path, folder / REFUSED, problem)
    else:
        try:
            upload = collecting.collect(
                path,
                actor=system_viewer(bureau),
                at=at,
                name=path.name,
                stated={**stated, "source": _source(path)},
                via="folder",
            )
        except collecting.TooLarge as large:
            return _aside(path, folder / REFUSED, str(large))
    if upload.state == Upload.REFUSED:
        return _aside(path, folder / REFUSED, upload.reason)
    if upload.safe:
        _move(path, folder / DONE)
    return upload.state


def _begun(path: Path, bureau: Bureau) -> Upload | None:
    """The upload of this very file from an earlier look, when the process died or the store was away in between."""
    rows = Upload.objects.filter(bureau=bureau, via="folder", size=path.stat().st_size)
    return rows.filter(stated__source=_source(path)).exclude(state=Upload.RECEIVING).order_by("-pk").first()


def _source(path: Path) -> str:
    """What tells this file from another one of the same name."""
    found = path.stat()
    return f"{path.name[:80]} {found.st_size} {found.st_mtime_ns} {found.st_ino}"


def _sidecar(path: Path) -> tuple[dict[str, Any], str]:
    """What lies beside the file, or why it cannot be read."""
    for place in (path.with_name(path.name + SIDECAR), path.with_suffix(SIDECAR)):
        if not place.is_file():
            continue
        try:
            found = json.loads(place.read_text("utf-8-sig")) if place.stat().st_size < 65536 else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            return {}, f"随附的 {place.name} 不是正确的 JSON，请改正后与录像一起重新放入。"
        return found, ""
    return {}, ""


def _aside(path: Path, folder: Path, reason: str) -> str:
    target = _move(path, folder)
    target.with_name(target.name + ".txt").write_text(
        f"没有接收：{path.name}\n{reason}\n改正后把文件重新放回投递目录。\n", "utf-8"
    )
    return Upload.REFUSED


def _move(path: Path, folder: Path) -> Path:
    """Move a file and its sidecar aside, under a name that is free."""
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 2
    while target.exists():
        target = folder / f"{path.stem}-{number}{path.suffix}"
        number += 1
    beside = path.with_name(path.name + SIDECAR)
    os.replace(path, target)
    if beside.is_file():
        os.replace(beside, target.with_name(target.name + SIDECAR))
    return target
