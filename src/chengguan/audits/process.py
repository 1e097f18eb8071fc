"""体检 in a process of its own: a file that is built to fill the memory or to crash a reader harms that process alone.

The process is the command `chengguan audit`; it gets the norms in force (with amendments and notices) as a folder, and the
bureau's own matters, and leaves its results in a folder.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from lawengine import NormBook

from .standalone import GUESS

SRC: Final = Path(__file__).resolve().parents[2]
MEMORY_MB: Final = 3072
GUESS_SECONDS: Final = 90
RUN_SECONDS: Final = 3600
_ROWS: Final = re.compile(r"rows (\d+)")
_REFUSED: Final = "没有检查："


class NotChecked(ValueError):
    """The file was not checked; the message says why, in Chinese."""


@dataclass(frozen=True)
class Setting:
    """What the process has to know: the rules, the place, the day, the organ and its matters."""

    book: NormBook
    place: str
    today: date
    organ: str = ""
    matters: tuple[dict[str, Any], ...] = ()


def guessed(path: Path, name: str, setting: Setting) -> dict[str, Any]:
    """The header, the guessed columns and the first rows of a file. Raises `NotChecked`."""
    with _folder(setting, name) as folder:
        out = folder / "out"
        _run(path, folder, setting, ["--guess", "--out", str(out)], GUESS_SECONDS, lambda rows: None)
        if not (out / GUESS).is_file():
            raise NotChecked("文件读不出来，请重新导出为 xlsx。")
        found: dict[str, Any] = json.loads((out / GUESS).read_text("utf-8"))
        return found


@contextmanager
def checked(
    path: Path, name: str, kind: str, mapping: dict[str, Any], setting: Setting, progress: Callable[[int], None]
) -> Iterator[Path]:  # fmt: skip
    """A folder with the results of the check, while the block lasts. Raises `NotChecked`."""
    with _folder(setting, name) as folder:
        out, chosen = folder / "out", folder / "mapping.json"
        chosen.write_text(json.dumps(mapping, ensure_ascii=False), encoding="utf-8")
        asked = ["--kind", kind, "--mapping", str(chosen), "--out", str(out)]
        _run(path, folder, setting, asked, RUN_SECONDS, progress)
        yield out


@contextmanager
def _folder(setting: Setting, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cgaudit") as made:
        folder = Path(made)
        for place, content in setting.book.contents.items():
            file = folder / "norms" / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        order = {"name": name, "organ": setting.organ, "matters": list(setting.matters)}
        (folder / "order.json").write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
        yield folder


def _run(
    path: Path, folder: Path, setting: Setting, asked: list[str], seconds: int, progress: Callable[[int], None],
) -> None:  # fmt: skip
    command = [
        sys.executable, "-m", "chengguan", "audit", str(path), "--norms", str(folder / "norms"), "--place", setting.place,
        "--on", setting.today.isoformat(), "--order", str(folder / "order.json"), "--memory", str(MEMORY_MB), *asked,
    ]  # fmt: skip
    environment = {
        "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(SRC), "LANG": "C.UTF-8", "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment,
            encoding="utf-8",
        )
        said = _listened(process, seconds, progress)
    if process.returncode:
        raise NotChecked(
            said or "文件读到一半出错，检查没有完成。请把文件另存为 xlsx 后再试，或者分成几个文件。"
        )


def _listened(process: subprocess.Popen[str], seconds: int, progress: Callable[[int], None]) -> str:
    """What the process says about why it refuses; how far it has come is passed on."""
    from threading import Timer

    said = ""
    ending = Timer(seconds, process.kill)
    ending.start()
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if step := _ROWS.match(line):
                progress(int(step[1]))
            elif line.startswith(_REFUSED):
                said = line.removeprefix(_REFUSED).strip()
        process.wait()
    finally:
        ending.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
    return said
