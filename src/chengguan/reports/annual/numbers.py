"""游离数字: numbers in a text that are bound to no measure. Pure.

Dates, years, document and article numbers, ordinals, limits of time, names such as 12345 or 三项制度 and what stands in book
titles are no figures. Every other number, with or without a unit, in digits or in Chinese, is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from .text import blank_marks

UNITS: Final = (
    "万平方米", "万立方米", "平方公里", "平方米", "立方米", "个百分点", "人次", "件次", "户次", "家次", "台次", "车次",
    "场次", "项次", "万元", "亿元", "万方", "万份", "万件", "万人", "万户", "公里", "公斤", "千克", "小时", "分钟", "课时",
    "学时", "工作日", "元", "件", "起", "次", "项", "家", "户", "人", "名", "台", "辆", "部", "套", "处", "份", "条", "本", "册",
    "篇", "期", "场", "宗", "批", "张", "块", "座", "盏", "支", "只", "例", "组", "间", "所", "位", "类", "页", "幅", "轮", "米",
    "吨", "个", "成", "倍", "天", "日", "月", "年", "周", "路", "栋", "趟", "人数", "%", "％", "‰", "万", "亿",
)  # fmt: skip
_UNIT: Final = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER: Final = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
# A Chinese numeral counts as a figure before these units only; with 个, 位, 大 it is nearly always part of a phrase.
_COUNTED: Final = (
    "人次|件次|户次|家次|场次|万元|亿元|元|件|起|次|项|家|户|人|名|台|辆|份|条|场|期|处|宗|批|小时|吨|平方米"
)
_DIGITS: Final = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<about>多|余|几)?\s*(?P<unit>{_UNIT})?(?P<more>多|余)?"
)
_WORDS: Final = re.compile(
    rf"(?P<number>(?:百分之)[零一二三四五六七八九十百点]+|[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*)"
    rf"(?P<about>多|余)?(?P<unit>{_COUNTED})?"
)
# What looks like a number and is none. Places stay: each pattern is blanked out.
_PLAIN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"《[^》]*》",
        r"〔\d{4}〕\s*第?\d+号|\[\d{4}\]\s*第?\d+号|（\d{4}）\s*第?\d+号|\d{4}年?第\d+号|第\s*\d+\s*号|\d+号(?:令|文|公告)",
        r"第\s*[\d一二三四五六七八九十百]+\s*条(?:第?[\d一二三四五六七八九十]+款)?(?:第?[（(]?[\d一二三四五六七八九十]+[）)]?项)?",
        r"\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?",
        r"\d{4}\s*年\s*\d{1,2}\s*月(?:份)?|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}\s*月(?:份|底|初|中旬|上旬|下旬)?",
        r"\d{4}\s*(?:[—–-]|至|到)\s*\d{4}\s*年(?:度)?|\d{4}\s*年(?:度|版|初|底|末)?|\d{4}年以来",
        r"第\s*[\d一二三四五六七八九十百]+\s*(?:次|届|期|批|季度|轮|个|名|位|项|责任人|款|章|节|页|周|年)?",
        r"\d{1,2}\s*[·．]\s*\d{1,2}|\d{1,2}\.\d{1,2}(?=[”」』])",
        r"\d+\s*[×xX*]\s*\d+\s*(?:小时)?",
        r"\d+\s*个?\s*(?:工作日|日|天|小时|分钟|年|月|周)(?:之内|以内|内|以上|以下|之前|前|后)",
        r"[一二两三四五六七八九十]+个?(?:工作日|日|天|小时|年|月|周)(?:之内|以内|内|之前|前|后)?",
        r"(?:GB|DB|JGJ|CJJ|CJ)\s*/?\s*[A-Z]*\s*\d+(?:[.—-]\d+)*",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z]*[-/]?\d+(?:[-.]\d+)*",
    )
)
_LEADING: Final = re.compile(r"^\s*(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])")
_WIDE: Final = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_VALUES: Final = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_POWERS: Final = {"十": 10, "百": 100, "千": 1000}
MULTIPLES: Final = {"万元": ("元", 10_000), "亿元": ("元", 100_000_000), "％": ("%", 1)}


@dataclass(frozen=True)
class Loose:
    """One number that is bound to nothing. `value` in `unit`; `about`: said to be approximate (余、多); `tail`: what follows the digits."""

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    about: bool
    signature: str
    phrase: str
    tail: str = ""


def loose_numbers(text: str, names: Sequence[str] = ()) -> list[Loose]:
    """All numbers of a text outside its marks. `names`: words of the place that hold a number but are names (norm list)."""
    bare = _without_names(blank_marks(text.translate(_WIDE)), names)
    found = [*_in_digits(bare, text), *_in_words(bare, text)]
    return sorted(found, key=lambda one: one.start)


def _without_names(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\ue001" * len(name))
    text = _LEADING.sub(_blank, text)
    for pattern in _PLAIN:
        text = pattern.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return "\ue001" * len(found.group())


def _in_digits(bare: str, shown: str) -> Iterator[Loose]:
    for found in _DIGITS.finditer(bare):
        value = Decimal(re.sub(r"[,，]", "", found["number"]))
        unit = found["unit"] or ""
        end = found.end() if unit or found["about"] else found.end("number")
        about = bool(found["about"] or found["more"])
        yield _loose(shown, found.start(), end, value, unit, about, shown[found.end("number") : end])


def _in_words(bare: str, shown: str) -> Iterator[Loose]:
    for found in _WORDS.finditer(bare):
        words, unit = found["number"], found["unit"] or ""
        share = words.startswith("百分之")
        if not share and (not unit or words == "一"):
            continue
        value = chinese_value(words.removeprefix("百分之"))
        tail = "%" if share else shown[found.end("number") : found.end()]
        about = bool(found["about"])
        yield _loose(shown, found.start(), found.end(), value, "%" if share else unit, about, tail)


def _loose(text: str, start: int, end: int, value: Decimal, unit: str, about: bool, tail: str) -> Loose:
    base, times = MULTIPLES.get(unit, (unit, 1))
    near = f"{text[max(0, start - 12) : start]}〖{text[start:end]}〗{text[end : end + 4]}"
    return Loose(
        start, end, text[start:end], value * times, base, about, near, phrase_before(text, start), tail
    )


def chinese_value(words: str) -> Decimal:
    """A Chinese numeral below 10^12: 三十五, 两千零六, 一点五."""
    whole, _, part = words.partition("点")
    total = Decimal(0)
    for power in ("亿", "万"):
        head, split, rest = whole.partition(power)
        if split:
            total += _section(head) * (10**8 if power == "亿" else 10**4)
            whole = rest
    total += _section(whole)
    if part:
        total += Decimal("0." + "".join(str(_VALUES.get(mark, 0)) for mark in part))
    return total


def _section(words: str) -> int:
    total = digit = 0
    for mark in words:
        if mark in _POWERS:
            total += (digit or 1) * _POWERS[mark]
            digit = 0
        else:
            digit = (
                digit * 10 + _VALUES.get(mark, 0) if digit and mark not in "零〇" else _VALUES.get(mark, 0)
            )
    return total + digit


_FILLERS: Final = re.compile(
    r"^(?:[^\u4e00-\u9fff]|全年|全局|全市|全区|全县|本年度|年度|年内|今年以来|今年|去年|上年|同期|我局|本局|局里|共计|总计|累计|合计|总共|"
    r"共有|现有|一共|其中|包括|依法|先后|组织|开展|举办|召开|完成|办理|办结|查处|作出|做出|实施|实现|达到|达|为|了|的|共|计|对|等|各类|各种|有)+"
)
_TAIL: Final = re.compile(
    r"(?:[^\u4e00-\u9fff]|共计|总计|累计|合计|共|计|约|近|达到|达|为|了|有|超过|超|不少于|是|：)+$"
)


def phrase_before(text: str, start: int) -> str:
    """What is counted, as far as it stands before the number in the same clause: 全年办理行政处罚案件 -> 行政处罚案件."""
    clause = re.split(
        r"[，。；：、！？（）“”《》\n,;:()\ue000\ue001}]", _trim(text[max(0, start - 40) : start])
    )[-1]
    return _FILLERS.sub("", clause)


def _trim(words: str) -> str:
    return _TAIL.sub("", words) if words else words


@lru_cache(maxsize=4096)
def grams(words: str) -> frozenset[str]:
    return frozenset(words[place : place + 2] for place in range(len(words) - 1)) or frozenset({words})


LIKE_UNITS: Final = (
    frozenset({"件", "起", "宗"}),
    frozenset({"名", "人", "个"}),
    frozenset({"次", "场", "场次"}),
)


def same_unit(one: str, other: str) -> bool:
    """Whether two units count the same kind of thing."""
    return one == other or any({one, other} <= alike for alike in LIKE_UNITS)


def names_measure(phrase: str, name: str) -> bool:
    """Whether the words before a number are the name of a measure and nothing narrower."""
    if not phrase or not name:
        return False
    if phrase == name:
        return True
    if len(phrase) > len(name) + 3 or min(len(phrase), len(name)) < 2:
        return False
    mine, theirs = grams(phrase), grams(name)
    return len(mine & theirs) / len(theirs) >= 0.75


def resembles(phrase: str, name: str) -> float:
    """How far the words before a number speak of a measure, for suggestions (0 to 1)."""
    mine, theirs = grams(phrase), grams(name)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
