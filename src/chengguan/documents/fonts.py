"""字体: which font files set the instruments, and which characters they hold.

仿宋_GB2312 and 方正小标宋 are licensed type that a bureau installs in its own fonts folder; without them the free Noto Serif SC
and Noto Sans SC stand in (packages `pylopdf-fonts-zh-cn`; bold from the npm package `@expo-google-fonts/noto-serif-sc`
where it was collected at install).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_zh_cn
import typst

SUFFIXES: Final = (".otf", ".ttf", ".ttc")
COLLECTED: Final = Path(__file__).parent / "fonts" / "vendor"
NPM_BOLD: Final = (
    Path(__file__).parents[3] / "node_modules" / "@expo-google-fonts" / "noto-serif-sc" / "700Bold"
)

BODY: Final = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "Noto Serif SC")
TITLE: Final = (
    "FZXiaoBiaoSong-B05S",
    "方正小标宋简体",
    "FZXiaoBiaoSong-B05",
    "方正小标宋_GBK",
    "Noto Serif SC",
)
HEADING: Final = ("SimHei", "黑体", "Noto Sans SC")
NARROW_TITLES: Final = frozenset(TITLE[:-1])


@dataclass(frozen=True)
class FontSet:
    """The fonts of one installation: Typst's handle, family lists in order of preference, and the characters they hold."""

    handle: Any
    body: tuple[str, ...]
    title: tuple[str, ...]
    heading: tuple[str, ...]
    bold: bool
    characters: frozenset[int]

    @property
    def title_is_heavy(self) -> bool:
        """Whether the title face is a 小标宋, heavy by itself."""
        return self.title[0] in NARROW_TITLES

    def printable(self, text: str) -> str:
        """The text with every character that no font holds written as 〔U+XXXX〕: visible, and nothing is lost."""
        if all(ord(mark) in self.characters or mark == "\n" for mark in text):
            return text
        return "".join(
            mark if ord(mark) in self.characters or mark == "\n" else f"〔U+{ord(mark):04X}〕"
            for mark in text
        )


@lru_cache(maxsize=8)
def font_set(folder: Path | None = None) -> FontSet:
    """Fonts shipped with the platform, and those that the bureau put into `folder`."""
    folders = list(_folders(folder))
    handle = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(place) for place in folders]
    )
    families = {font.family for font in handle.fonts()}
    bold = any(font.family == "Noto Serif SC" and font.weight >= 700 for font in handle.fonts())
    characters: set[int] = set()
    for place in folders:
        for file in sorted(path for path in place.rglob("*") if path.suffix.lower() in SUFFIXES):
            characters |= set(characters_of(file.read_bytes()))
    return FontSet(
        handle=handle,
        body=_present(BODY, families),
        title=_present(TITLE, families),
        heading=_present(HEADING, families),
        bold=bold,
        characters=frozenset(characters),
    )


def _present(wanted: tuple[str, ...], families: set[str]) -> tuple[str, ...]:
    return tuple(name for name in wanted if name in families)


def _folders(folder: Path | None) -> Iterator[Path]:
    shipped = Path(pylopdf_fonts_zh_cn.__file__).parent
    bold = NPM_BOLD if not COLLECTED.is_dir() else None
    for place in (shipped, COLLECTED, bold, folder):
        if place is not None and place.is_dir():
            yield place


def characters_of(data: bytes) -> Iterator[int]:
    """Code points that a font file maps to a glyph (OpenType `cmap`, formats 4 and 12), of every face in the file."""
    starts = [0]
    if data[:4] == b"ttcf":
        count = struct.unpack(">I", data[8:12])[0]
        starts = list(struct.unpack(f">{count}I", data[12 : 12 + 4 * count]))
    for start in starts:
        for offset in _subtables(data, start):
            kind = struct.unpack(">H", data[offset : offset + 2])[0]
            if kind == 12:
                yield from _format_12(data, offset)
            elif kind == 4:
                yield from _format_4(data, offset)


def _subtables(data: bytes, start: int) -> Iterator[int]:
    tables = struct.unpack(">H", data[start + 4 : start + 6])[0]
    for index in range(tables):
        at = start + 12 + 16 * index
        tag, _, offset, _ = struct.unpack(">4sIII", data[at : at + 16])
        if tag == b"cmap":
            count = struct.unpack(">H", data[offset + 2 : offset + 4])[0]
            for place in range(count):
                at = offset + 4 + 8 * place
                yield offset + struct.unpack(">I", data[at + 4 : at + 8])[0]


def _format_12(data: bytes, offset: int) -> Iterator[int]:
    groups = struct.unpack(">I", data[offset + 12 : offset + 16])[0]
    for index in range(groups):
        at = offset + 16 + 12 * index
        first, last, glyph = struct.unpack(">III", data[at : at + 12])
        yield from range(first + (glyph == 0), last + 1)


def _format_4(data: bytes, offset: int) -> Iterator[int]:
    doubled = struct.unpack(">H", data[offset + 6 : offset + 8])[0]
    count = doubled // 2
    read = struct.Struct(f">{count}H")
    ends = read.unpack_from(data, offset + 14)
    firsts = read.unpack_from(data, offset + 16 + doubled)
    deltas = read.unpack_from(data, offset + 16 + 2 * doubled)
    ranges_at = offset + 16 + 3 * doubled
    ranges = read.unpack_from(data, ranges_at)
    for place in range(count):
        for code in range(firsts[place], min(ends[place], 0xFFFE) + 1):
            glyph = code
            if ranges[place]:
                at = ranges_at + 2 * place + ranges[place] + 2 * (code - firsts[place])
                glyph = struct.unpack(">H", data[at : at + 2])[0] if at + 2 <= len(data) else 0
                if glyph == 0:
                    continue
            if (glyph + deltas[place]) & 0xFFFF:
                yield code
