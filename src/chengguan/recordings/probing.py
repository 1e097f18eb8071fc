"""读取音视频文件: what a file is by its content: container, codecs, length, the device's time, whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


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
    """Read a file. Raises `Unreadable`."""
    raise Unreadable("暂不能读取该文件。")
