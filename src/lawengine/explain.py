"""Words for people: citations in full, article numbers in Chinese, what a verification mark means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from .citation import Citation

if TYPE_CHECKING:
    from .book import NormBook

VERIFICATION_TITLES: Final = {"V": "已核对条文", "V2": "据二手资料", "R": "未核实", "P": "本平台的政策选择"}
LEVEL_TITLES: Final = {"block": "禁止", "warn": "警示", "note": "提示"}
STATE_TITLES: Final = {"met": "符合", "unmet": "不符合", "open": "待填写"}
CLOCK_STATE_TITLES: Final = {
    "running": "进行中",
    "stopped": "已办结",
    "overdue": "已超期",
    "suspended": "暂停计算",
}
_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))


def chinese_number(number: int) -> str:
    """Chinese numeral of 1–9999 as used for articles: 十五, 一百零五, 一千零五十四. Raises ValueError outside."""
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} 不在 1 至 9999 之间")
    out, gap = "", False
    for power, unit in _PLACES:
        digit = number // power % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return out.removeprefix("一") if out.startswith("一十") else out


def article(cite: Citation) -> str:
    """第六十四条第一项, 第七十二条第一款第一项; a part of a document without articles in brackets; empty if neither."""
    out = ""
    if cite.article is not None:
        out += f"第{chinese_number(cite.article)}条"
    if cite.paragraph is not None:
        out += f"第{chinese_number(cite.paragraph)}款"
    if cite.item is not None:
        out += f"第{chinese_number(cite.item)}项"
    return f"{out}（{cite.part}）" if cite.part else out


def citation(book: NormBook, cite: Citation, *, on: date) -> str:
    """《中华人民共和国行政处罚法》第六十四条第一项, with the title of the version in force on that day."""
    return f"《{book.citation_titles(cite, on)}》{article(cite)}"


def citations(book: NormBook, cites: Iterable[Citation], *, on: date) -> str:
    """Several citations; the articles of one law follow its title once, in the order given."""
    grouped: dict[str, list[str]] = {}
    for cite in cites:
        grouped.setdefault(book.citation_titles(cite, on), []).append(article(cite))
    return "；".join(f"《{title}》{'、'.join(dict.fromkeys(parts))}" for title, parts in grouped.items())


def short_citation(cite: Citation) -> str:
    """行政处罚法第六十四条第一项: for narrow columns, without the full title."""
    return f"{cite.law}{article(cite)}"
