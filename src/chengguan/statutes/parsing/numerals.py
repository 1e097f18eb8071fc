"""Numbers as statutes write them: 一百二十条之一, （十一）, ２０, 二〇二一年."""

from __future__ import annotations

from typing import Final

DIGITS: Final = "零一二三四五六七八九"
UNITS: Final = {"十": 10, "百": 100, "千": 1000}
NUMERAL: Final = r"[零〇○一二三四五六七八九十百千两0-9０-９]+"
_FULL: Final = str.maketrans("０１２３４５６７８９〇○两", "0123456789零零二")


def number_of(text: str) -> int:
    """一百零二, 102, １０２ or 二〇二一 as a number; 0 for what is no number."""
    plain = text.strip().translate(_FULL)
    if plain.isascii():
        return int(plain) if plain.isdigit() else 0
    if not any(char in UNITS for char in plain):
        return _digits(plain)
    total, digit = 0, 0
    for char in plain:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        elif char in DIGITS:
            digit = DIGITS.index(char)
        else:
            return 0
    return total + digit


def _digits(text: str) -> int:
    places = [DIGITS.find(char) for char in text]
    return int("".join(str(place) for place in places)) if places and min(places) >= 0 else 0


def numeral(number: int) -> str:
    """1..9999 in Chinese: 五十四, 一百零二, 一千二百四十二."""
    if not 0 < number <= 9999:
        return str(number)
    out, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + ("" if (unit, digit, out) == (10, 1, "") else DIGITS[digit]) + word
        gap = False
    return out


def article_label(number: int, suffix: int = 0) -> str:
    """第一百二十条之一."""
    return f"第{numeral(number)}条" + (f"之{numeral(suffix)}" if suffix else "")
