"""读取音视频文件: what a file is by its content: container, codecs, length, the device's time, whether it is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

READER: Final = Path(__file__).with_name("reading.py")
SECONDS: Final = 180
BROKEN: Final = "文件内容异常，读取程序无法处理，已停止。请从设备重新拷贝后上传；仍然不行的，请用厂商工具导出为 MP4 再上传。"


class Unreadable(ValueError):
    """The file is no recording that can be kept; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class Found:
    """What was read from a file. `began_at` is the device's own time, aware, or None; `whole` is False for a cut-off file."""

    media_type: str
    kind: str
    container: str
    duration_ms: int
    began_at: datetime | None
    video_codec: str = ""
    audio_codec: str = ""
    width: int = 0
    height: int = 0
    frame_rate: float = 0.0
    latitude: float | None = None
    longitude: float | None = None
    whole: bool = True
    faults: tuple[str, ...] = ()
    playback: str = "none"


def probe(path: Path) -> Found:
    """Read a file, in a process of its own with bounded memory and time. Raises `Unreadable`."""
    if not path.stat().st_size:
        raise Unreadable("文件为空（0 字节）。请检查设备上的原文件，重新拷贝后上传。")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and script, no shell
            [sys.executable, "-I", str(READER), str(path)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable(
            f"读取文件超过 {SECONDS} 秒，已停止。请核对文件；确属正常录像的，请分段后上传。"
        ) from late
    return _found(done.stdout, done.returncode)


def _found(output: bytes, code: int) -> Found:
    try:
        answer: dict[str, Any] = json.loads(output) if code == 0 else {}
    except ValueError:
        answer = {}
    if "refused" in answer:
        raise Unreadable(str(answer["refused"]))
    if "found" not in answer:
        raise Unreadable(BROKEN)
    values = dict(answer["found"])
    began = values.pop("began_at")
    values["faults"] = tuple(values["faults"])
    return Found(began_at=datetime.fromisoformat(began) if began else None, **values)
