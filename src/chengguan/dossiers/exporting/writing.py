"""写出: the parts as a folder, or into a ZIP file. Memory stays flat; files are stored as they are, not compressed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from chengguan.dossiers.verifier.verify import open_source, verify

from .parts import ExportFailed, Part

MOMENT: Final = (2020, 1, 1, 0, 0, 0)


def write_folder(parts: Sequence[Part], root: Path) -> None:
    """Write every file under a folder that is new or empty. Raises `ExportFailed` otherwise."""
    if root.exists() and any(root.iterdir()):
        raise ExportFailed(f"文件夹 {root} 不是空的")
    for part in parts:
        target = root / part.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            for piece in part.pieces():
                out.write(piece)


def write_zip(
    path: Path, top: str, parts: Sequence[Part], tell: Callable[[Part], object] = lambda part: None
) -> None:
    """Write the parts into the ZIP file at `path`, going on where an earlier try was broken off. `tell` hears of every part begun.

    A file that is no beginning of these parts is begun anew. Every member is stored uncompressed, so that a reader may
    take it out of the archive by its place.
    """
    held = _held(path, top, parts)
    with zipfile.ZipFile(path, "a" if held else "w", zipfile.ZIP_STORED) as archive:
        for part in parts[held:]:
            tell(part)
            _put(archive, f"{top}/{part.path}", part)


def _put(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.file_size = part.size
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w") as out:
        for piece in part.pieces():
            out.write(piece)


def _held(path: Path, top: str, parts: Sequence[Part]) -> int:
    """How many of the parts the archive holds already; 0 when it holds anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [(entry.filename, entry.file_size) for entry in archive.infolist()]
    except (OSError, zipfile.BadZipFile):
        return 0
    wanted = [(f"{top}/{part.path}", part.size) for part in parts[: len(found)]]
    return len(found) if found == wanted else 0


def prove(path: Path, tell: Callable[[str], object] = lambda path: None) -> None:
    """Check what was written as the receiver will. Raises `ExportFailed` with the first faults: nothing goes out that does not verify."""
    report = verify(open_source(path), tell)
    if not report.ok:
        words = "；".join(f"{where}：{text}" for _, where, text in report.faults[:3])
        raise ExportFailed(f"导出自检没有通过：{words}")
