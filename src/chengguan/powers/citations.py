"""Citations as people write them: 《城市道路管理条例》第四十二条第一款第（一）项, read into values and written back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

Citation = dict[str, Any]
DIGITS: Final = "零一二三四五六七八九"
UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMERAL: Final = r"[零〇一二三四五六七八九十百千\d]+"
_CITATION: Final = re.compile(
    rf"《(?P<law>[^《》]+(?:《[^》]*》[^《》]*)*)》"
    rf"(?:第(?P<article>{_NUMERAL})条)?(?:第(?P<paragraph>{_NUMERAL})款)?(?:第[（(]?(?P<item>{_NUMERAL})[）)]?项)?"
    rf"(?P<part>（[^（）]*）)?"
)
_SEPARATORS: Final = re.compile(r"[\s、，,；;。]*")


class Unreadable(ValueError):
    """A text is not a list of citations; the message says in Chinese what was not understood."""


def read_citations(text: str, resolve: Callable[[str], str]) -> list[Citation]:
    """All citations of a text; `resolve` turns a title into the short name of the law. Raises Unreadable."""
    found: list[Citation] = []
    place = _skip(text, 0)
    while place < len(text):
        match = _CITATION.match(text, place)
        if match is None:
            raise Unreadable(
                f"“{text[place : place + 12]}”不是条文引用，请写成“《法律名称》第几条第几款第（几）项”。"
            )
        found.append(_citation(match, resolve))
        place = _skip(text, match.end())
    return found


def laws_named(text: str) -> list[str]:
    """Titles in 《》 anywhere in a text."""
    return [match["law"] for match in _CITATION.finditer(text)]


def write_citations(cites: Iterable[Mapping[str, Any]], title: Callable[[str], str]) -> str:
    """Citations as one text, separated by 、."""
    return "、".join(write_citation(cite, title) for cite in cites)


def write_citation(cite: Mapping[str, Any], title: Callable[[str], str] = str) -> str:
    """《law》第四十二条第一款第（一）项."""
    out = f"《{title(cite['law'])}》"
    for name, before, after in (("article", "第", "条"), ("paragraph", "第", "款"), ("item", "第（", "）项")):
        if cite.get(name):
            out += before + numeral(int(cite[name])) + after
    return out + str(cite.get("part", ""))


def numeral(number: int) -> str:
    """1..9999 in Chinese: 四十二, 一百零二."""
    out, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + ("" if (unit, digit, out) == (10, 1, "") else DIGITS[digit]) + word
        gap = False
    return out


def number_of(text: str) -> int:
    """A Chinese or Arabic numeral up to 9999 as a number."""
    if text.isdigit() and text.isascii():
        return int(text)
    total, digit = 0, 0
    for char in text.replace("〇", "零"):
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS.index(char) if char in DIGITS else int(char)
    return total + digit


def _citation(match: re.Match[str], resolve: Callable[[str], str]) -> Citation:
    out: Citation = {"law": resolve(match["law"].strip())}
    for name in ("article", "paragraph", "item"):
        if match[name]:
            out[name] = number_of(match[name])
    if match["part"]:
        out["part"] = match["part"]
    return out


def _skip(text: str, place: int) -> int:
    match = _SEPARATORS.match(text, place)
    return match.end() if match else place
