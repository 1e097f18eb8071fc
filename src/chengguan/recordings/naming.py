"""文件名和随文件申报: what a file's name and its sender say about it. Neither is trusted further than a label and a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from chengguan.base.dates import CHINA

NAME_LENGTH: Final = 120
NAMELESS: Final = "未命名"
# Camera and begin in file names, first match wins: JLY-001_20240506_091500.mp4, DSJ-HIK01_0000123_20240506091500_0001.mp4.
# A camera's number holds a digit, so that VID_20240506_091500.mp4 of a telephone names no camera.
PATTERNS: Final = (
    r"^(?P<camera>(?=[^_]*\d)[A-Za-z0-9][A-Za-z0-9-]{1,38})_(?:\d{1,8}_)?(?P<date>20\d{6})[_-]?(?P<time>\d{6})",
    r"^(?P<camera>[A-Za-z]{2,8}-?\d{2,10})[-_ ](?P<date>20\d{6})[-_ T]?(?P<time>\d{6})",
    r"(?:^|\D)(?P<date>20\d{6})[-_ T]?(?P<time>\d{6})(?:\D|$)",
)


@dataclass(frozen=True)
class Named:
    """What a file name tells: camera number (upper case) and the device's time, each empty where it does not tell."""

    camera: str = ""
    began_at: datetime | None = None


@dataclass(frozen=True)
class Stated:
    """What the sender states beside the file. `problems` are the entries that could not be read, in Chinese."""

    camera: str = ""
    began_at: datetime | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    problems: tuple[str, ...] = ()


def clean_name(name: str) -> str:
    """A file's name as it may be shown and kept: no folders, no control or direction characters, not too long.

    The name never becomes a path of ours; it is only a label.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if sign.isspace() else sign for sign in last if _harmless(sign)).strip(" .")
    if len(shown) > NAME_LENGTH:
        stem, dot, ending = shown.rpartition(".")
        tail = dot + ending if dot and len(ending) <= 8 else ""
        shown = (stem if tail else shown)[: NAME_LENGTH - len(tail) - 1] + "…" + tail
    return shown or NAMELESS


def _harmless(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def patterns() -> tuple[str, ...]:
    """Patterns of this installation first (RECORDING_NAME_PATTERNS), then the usual ones."""
    return (*settings.RECORDING_NAME_PATTERNS, *PATTERNS)


def named(name: str) -> Named:
    """Camera and begin from a file name."""
    for pattern in patterns():
        found = re.search(pattern, name[:200])
        if found is None:
            continue
        parts = found.groupdict()
        began = _moment(parts.get("date") or "", parts.get("time") or "")
        if began is not None or not parts.get("date"):
            return Named((parts.get("camera") or "").upper(), began)
    return Named()


def _moment(day: str, clock: str) -> datetime | None:
    try:
        return datetime.strptime(day + clock, "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError:
        return None


def stated_in(values: Mapping[str, object]) -> Stated:
    """Read what a sender states: camera, began_at (ISO; without a zone: China), place, latitude, longitude."""
    problems: list[str] = []
    began = _time(str(values.get("began_at") or ""), problems)
    latitude = _number(values.get("latitude"), 90, "纬度", problems)
    longitude = _number(values.get("longitude"), 180, "经度", problems)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Stated(
        camera=camera_text(values.get("camera")),
        began_at=began,
        place=_line(values.get("place"), 160),
        latitude=latitude,
        longitude=longitude,
        problems=tuple(problems),
    )


def camera_text(value: object) -> str:
    """A camera's number as it is written in the register."""
    return re.sub(r"\s+", "", _line(value, 40)).upper()


def _line(value: object, length: int) -> str:
    text = "".join(sign for sign in str(value or "") if _harmless(sign))
    return re.sub(r"\s+", " ", text).strip()[:length]


def _time(text: str, problems: list[str]) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        problems.append(f"申报的开始时间“{text.strip()[:40]}”无法识别，应写成 2024-05-06T09:15:00。")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _number(value: object, limit: int, what: str, problems: list[str]) -> float | None:
    if value in (None, ""):
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not -limit <= number <= limit:
        problems.append(f"申报的{what}“{str(value)[:20]}”不是正确的数值，没有采用。")
        return None
    return number
