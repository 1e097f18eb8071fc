"""One cell 一格: dates, amounts, answers, people and kinds of penalty in the many ways in which ledgers write them.

Nothing is guessed: a cell that cannot be read raises `Unclear` with the reason in Chinese, an empty one gives None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheet dates (the 1900 system, as both Excel and WPS write it)."""
SERIALS: Final = range(20_000, 80_000)
YEARS: Final = range(1980, 2101)
BLANKS: Final = frozenset({"", "/", "\\", "-", "--", "---", "—", "——", "无", "暂无", "空", "未填", "n/a", "N/A", "null", "NULL", "None", "#N/A"})  # fmt: skip
TEN_THOUSAND: Final = Decimal(10_000)


class Unclear(ValueError):
    """A cell that says something, but not what the column should hold. The message says what is wrong, in Chinese."""


def text_of(cell: Any) -> str:
    """A cell as one line of plain text: full-width characters made half-width, spaces and breaks folded."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _folded(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return str(cell)


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    """Only what is written in letters and digits of another width changes; Chinese punctuation stays."""
    if text.isascii():
        return " ".join(text.split())
    narrow = "".join(unicodedata.normalize("NFKC", mark) if "！" <= mark <= "～" else mark for mark in text)
    return " ".join(narrow.replace("　", " ").replace("\xa0", " ").split())


def blank(text: str) -> bool:
    """Whether the text says that there is nothing."""
    return text in BLANKS


# --- dates ------------------------------------------------------------------------------------------------------

_SEPARATED: Final = re.compile(r"(\d{4})\s*[-/.年．、]\s*(\d{1,2})\s*[-/.月．、]\s*(\d{1,2})\s*日?(?!\d)")
_COMPACT: Final = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:\d{6})?(?!\d)")
_SHORT: Final = re.compile(r"^(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_AMERICAN: Final = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_MONTH_ONLY: Final = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})月?$")
_DAY_ONLY: Final = re.compile(r"^\d{1,2}[-/.月]\d{1,2}日?$")
HAN: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_DATE: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def date_of(cell: Any) -> date | None:
    """A day: a date cell, a serial number, 2024-3-5, 2024.3.5, 2024年3月5日, 20240305, 二〇二四年三月五日, each with or without a time."""
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _date_of_number(float(cell))
    if isinstance(cell, (time, timedelta, bool)):
        raise Unclear("只有时间，没有日期")
    text = text_of(cell)
    return None if blank(text) else _date_of_text(text)


def _plausible(day: date) -> date:
    if day.year not in YEARS:
        raise Unclear(f"年份不合理：{day.year}年")
    return day


@lru_cache(maxsize=65_536)
def _date_of_number(number: float) -> date | None:
    if number == 0:
        return None
    if not number.is_integer() and int(number) not in SERIALS:
        raise Unclear("不是日期")
    whole = int(number)
    if whole in SERIALS:
        return EPOCH + timedelta(days=whole)
    if 19800101 <= whole <= 21001231:
        return _made(whole // 10000, whole // 100 % 100, whole % 100)
    raise Unclear("不是日期")


@lru_cache(maxsize=65_536)
def _date_of_text(text: str) -> date | None:
    found = {_made(int(y), int(m), int(d)) for y, m, d in _SEPARATED.findall(text)}
    found = found or {_made(int(y), int(m), int(d)) for y, m, d in _COMPACT.findall(text)}
    found = found or _other_forms(text)
    if len(found) > 1:
        raise Unclear("一格写了几个不同的日期")
    if found:
        return found.pop()
    if text.replace(".", "", 1).isdigit():
        return _date_of_number(float(text))
    if _MONTH_ONLY.match(text):
        raise Unclear("只有年月，没有日")
    if _DAY_ONLY.match(text):
        raise Unclear("没有年份")
    raise Unclear("不是日期")


def _other_forms(text: str) -> set[date]:
    if short := _SHORT.match(text):
        return {_made(2000 + int(short[1]), int(short[2]), int(short[3]))}
    if other := _AMERICAN.match(text):
        first, second = int(other[1]), int(other[2])
        if first <= 12 and second <= 12 and first != second:
            raise Unclear("分不清哪一个是月、哪一个是日")
        month, day = (first, second) if first <= 12 else (second, first)
        return {_made(int(other[3]), month, day)}
    return {_han_date(*parts) for parts in _HAN_DATE.findall(text)}


def _han_date(year: str, month: str, day: str) -> date:
    return _made(int(year.translate(HAN)), _han_small(month), _han_small(day))


def _han_small(text: str) -> int:
    """三, 十, 十二, 二十, 三十一."""
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int(text.translate(HAN))
    return 10 * int(tens.translate(HAN) or 1) + int(units.translate(HAN) or 0)


def _made(year: int, month: int, day: int) -> date:
    try:
        return _plausible(date(year, month, day))
    except ValueError as error:
        if isinstance(error, Unclear):
            raise
        raise Unclear(f"没有这一天：{year}年{month}月{day}日") from None


# --- amounts ----------------------------------------------------------------------------------------------------

_AMOUNT: Final = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(亿|千万|百万|十万|万|千|百)?\s*(元|圆|块)?"
)
_CAPITALS: Final = re.compile(
    r"(?<![\d.])[零〇一二三四五六七八九十百千万亿壹贰貳叁叄肆伍陆陸柒捌玖拾佰仟萬億两]+(?=[元圆整])"
)
_SCALES: Final = {
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 1000,
    "百": 100,
    "": 1,
}
_DIGITS: Final = {mark: value for value, marks in enumerate(("零〇", "一壹", "二贰貳两", "三叁叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for mark in marks}  # fmt: skip
_PLACES: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_FINE: Final = re.compile(
    r"(?:罚款|处以?|罚)(?:金额)?(?:计|为|合计|共计)?(?:人民币)?[:：]?\s*(?:大写)?[:：]?\s*(?:[¥￥])?\s*"
)
NOTHING: Final = Decimal(0)


def money_of(cell: Any, scale: Decimal = Decimal(1)) -> Decimal | None:
    """An amount in yuan: 2000, 2,000.00, 2000元, 0.2万元, 2千元, 贰仟元整, 人民币贰仟元整（¥2000）. `scale` is the unit of a bare number."""
    if isinstance(cell, (bool, date, time, timedelta)):
        raise Unclear("不是金额")
    if isinstance(cell, (int, float)):
        return _checked(Decimal(repr(cell) if isinstance(cell, float) else cell) * scale)
    text = text_of(cell)
    return None if blank(text) else _money_of_text(text, scale)


@lru_cache(maxsize=65_536)
def _money_of_text(text: str, scale: Decimal) -> Decimal | None:
    plain = text.replace("¥", "").replace("￥", "").replace("人民币", "")
    found = amounts_in(plain, scale)
    if len(found) > 1:
        raise Unclear("一格写了几个不同的金额")
    if not found:
        raise Unclear("不是金额")
    if "-" in plain.split(next(filter(str.isdigit, plain), "\0"))[0]:
        raise Unclear("金额为负数")
    return _checked(found.pop())


def amounts_in(text: str, scale: Decimal = Decimal(1)) -> set[Decimal]:
    """Every amount that the text states, in yuan; a number without a unit counts only where no other has one."""
    stated: set[Decimal] = set()
    bare: set[Decimal] = set()
    for number, step, unit in _AMOUNT.findall(text):
        value = Decimal(number.replace(",", "")) * _SCALES[step]
        if step or unit:
            stated.add(value)
        else:
            bare.add(value * scale)
    written = (capitals(words) for words in _CAPITALS.findall(text))
    stated.update(value for value in written if value is not None)
    return stated or bare


def fine_in(text: str) -> Decimal | None:
    """The fine that a statement of the penalty names (罚款人民币2000元); None where it names none, or several different ones."""
    found: set[Decimal] = set()
    for mark in _FINE.finditer(text):
        tail = text[mark.end() : mark.end() + 40]
        first = _CAPITALS.match(tail) or _AMOUNT.match(tail)
        if first is not None:
            found |= amounts_in(tail[: first.end() + 1])
    return found.pop() if len(found) == 1 else None


def capitals(words: str) -> Decimal | None:
    """大写或者小写中文数字 as a number: 贰仟, 一万二千, 壹拾伍万. None where it is none."""
    total = group = digit = 0
    for mark in words:
        if mark in _DIGITS:
            digit = _DIGITS[mark]
        elif mark in _PLACES:
            group += (digit or 1) * _PLACES[mark]
            digit = 0
        else:
            total = (total + group + digit) * _GROUPS[mark]
            group = digit = 0
    return (
        Decimal(total + group + digit) if any(mark in words for mark in _DIGITS) or total or group else None
    )


def _checked(amount: Decimal) -> Decimal:
    try:
        if amount < 0:
            raise Unclear("金额为负数")
        if not amount.is_finite() or amount > 10**12:
            raise Unclear("金额不合理")
        return amount.quantize(Decimal("0.01")).normalize() + 0
    except InvalidOperation:
        raise Unclear("不是金额") from None


def number_of(cell: Any) -> int | None:
    """A count of days."""
    text = text_of(cell)
    if blank(text):
        return None
    found = re.findall(r"\d+", text)
    if len(found) != 1 or len(found[0]) > 4:
        raise Unclear("不是天数")
    return int(found[0])


# --- answers, people, kinds -------------------------------------------------------------------------------------

_NO: Final = ("否", "未", "没有", "不", "无需", "×", "x", "X", "N", "n", "false", "False")


def answer_of(cell: Any) -> date | bool | None:
    """Whether a step was taken: the day on which it was, or yes or no. Anything that is written and does not deny it means yes."""
    text = text_of(cell)
    if blank(text):
        return False if text in ("无", "/") else None
    if text.startswith(_NO) or text == "0":
        return False
    try:
        return date_of(cell)
    except Unclear:
        return True


_PARTS: Final = re.compile(r"[、,，;；/\s|\\和]+")
_NOISE: Final = re.compile(r"[（(\[【].*?[)）\]】]|[A-Za-z]*\d[\w-]*|等|执法证号?[:：]?|主办|协办|[:：]")


def people_of(cell: Any) -> int | None:
    """How many persons a cell names."""
    return _people(text_of(cell))


@lru_cache(maxsize=16_384)
def _people(text: str) -> int | None:
    if blank(text):
        return None
    names = {part for part in _PARTS.split(_NOISE.sub(" ", text)) if part}
    joined = "".join(names)
    # Two names of two characters with a space inside (张 三 李 四) cannot be told from four names.
    if names and all(len(name) == 1 for name in names):
        return max(1, len(joined) // 2)
    return len(names) or None


KINDS: Final = (
    ("warning", ("警告",)), ("public_criticism", ("通报批评",)), ("fine", ("罚款", "罚金")), ("confiscate_gains", ("没收违法所得",)),
    ("confiscate_property", ("没收非法财物", "没收工具", "没收违法")), ("suspend_permit", ("暂扣",)), ("lower_qualification", ("降低资质",)),
    ("revoke_permit", ("吊销",)), ("restrict_activity", ("限制开展", "限制从业生产")), ("suspend_business", ("停产停业", "停业整治", "停业整顿")),
    ("order_closure", ("责令关闭",)), ("bar_from_trade", ("限制从业", "禁止从业")), ("detention", ("拘留",)),
)  # fmt: skip


@lru_cache(maxsize=16_384)
def kinds_of(text: str) -> frozenset[str]:
    """处罚种类 that a text names."""
    return frozenset(kind for kind, words in KINDS if any(word in text for word in words))


_PERSON: Final = ("自然人", "个人", "公民")
_TRADER: Final = ("个体",)
_UNIT: Final = ("法人", "非法人", "单位", "企业", "公司", "组织")
_UNIT_ENDS: Final = ("公司", "厂", "医院", "学校", "中心", "合作社", "集团", "大学", "委员会", "分行", "支行", "项目部", "事务所", "幼儿园", "协会", "银行")  # fmt: skip
_TRADER_ENDS: Final = ("店", "馆", "餐厅", "超市", "商行", "经营部", "门市部", "摊", "坊", "铺", "酒家", "火锅城", "烧烤城", "工作室", "个体户")  # fmt: skip


@lru_cache(maxsize=65_536)
def party_of(kind: str, name: str, number: str) -> str:
    """Class of the party: legal_person | sole_trader | individual; empty where neither kind, name nor number tells."""
    for words, found in ((_TRADER, "sole_trader"), (_UNIT, "legal_person"), (_PERSON, "individual")):
        if kind and any(word in kind for word in words):
            return found
    if name.endswith(_UNIT_ENDS) or "公司" in name:
        return "legal_person"
    if name.endswith(_TRADER_ENDS):
        return "sole_trader"
    if len(number) == 18 and number[:17].isdigit() and number[6:8] in ("19", "20"):
        return "individual"
    return "individual" if 2 <= len(name) <= 4 and not kind and _all_han(name) else ""


def _all_han(text: str) -> bool:
    return all("一" <= mark <= "鿿" or mark in "·*某" for mark in text)


def procedure_of(text: str) -> str:
    """ordinary | summary | empty."""
    if "简易" in text or "当场" in text:
        return "summary"
    return "ordinary" if any(word in text for word in ("普通", "一般", "快办", "听证")) else ""


READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "date": date_of,
    "answer": answer_of,
    "people": people_of,
    "number": number_of,
}
