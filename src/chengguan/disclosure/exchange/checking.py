"""报送前检查: a row of the national format against the format's own demands; what is wrong, and where to set it right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from chengguan.parties.identity import citizen_fault, credit_code_fault

Item = Mapping[str, Any]
_DATE: Final = re.compile(r"(\d{4})/(\d{2})/(\d{2})")
ELSEWHERE: Final = "请先更正产生该项的记录，再重新核对。"


@dataclass(frozen=True)
class Problem:
    """One fault of a row: the field, what is wrong, what to do. A blocking one keeps the row from being sent."""

    field: str
    title: str
    reason: str
    cure: str
    blocking: bool = True

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def fault(item: Item, reason: str, *, blocking: bool = True) -> Problem:
    return Problem(item["id"], item["title"], reason, str(item.get("cure") or ELSEWHERE), blocking)


def missing(item: Item, kind: str, asked: bool) -> Problem | None:
    """The fault of an empty value: required of this kind of party, or only expected. `asked`: such a penalty was decided."""
    if "when" in item and not asked:
        return None
    if _names(item.get("required"), kind):
        return fault(item, "必填项没有内容。")
    if _names(item.get("expected"), kind):
        return fault(item, "没有内容；有的应当填写。", blocking=False)
    return None


def _names(kinds: Any, kind: str) -> bool:
    return bool(kinds) and ("any" in kinds or kind in kinds)


def _credit_code(value: str, item: Item, on: date) -> str:
    return credit_code_fault(value)


def _citizen_id(value: str, item: Item, on: date) -> str:
    return citizen_fault(value, on)


def _date_fault(value: str, item: Item, on: date) -> str:
    found = _DATE.fullmatch(value)
    try:
        if found is None:
            raise ValueError
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return f"“{value}”不是有效日期，应为 2024/05/06 的格式。"
    return ""


def _money_fault(value: str, item: Item, on: date) -> str:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return f"“{value}”不是金额。"
    if amount <= 0:
        return "金额应当大于零。"
    exponent = amount.as_tuple().exponent
    decimals = int(item.get("decimals", 6))
    if isinstance(exponent, int) and -exponent > decimals:
        return f"金额以万元为单位，小数不得超过{decimals}位。"
    return ""


FORMS: Final[Mapping[str, Callable[[str, Item, date], str]]] = {
    "credit_code": _credit_code,
    "citizen_id": _citizen_id,
    "date": _date_fault,
    "money": _money_fault,
}


def malformed(item: Item, value: str, on: date) -> Problem | None:
    """The fault of a value that is there: check digits (GB 32100, GB 11643), dates, money in 万元."""
    check = FORMS.get(item["type"])
    reason = check(value, item, on) if check else ""
    return fault(item, reason) if reason else None


def too_long(item: Item, value: str, limits: Mapping[str, int]) -> Problem | None:
    limit = limits.get(item["id"])
    if limit is None or len(value) <= limit:
        return None
    return fault(item, f"有{len(value)}字，超过数据标准的{limit}字，接收平台可能退回。", blocking=False)


def order_of_dates(values: Mapping[str, str], items: Mapping[str, Item], on: date) -> Iterator[Problem]:
    """决定日期 is not in the future, and no period ends before it."""
    decided = values.get("CF_JDRQ", "")
    today = f"{on:%Y/%m/%d}"
    if decided and decided > today:
        yield fault(items["CF_JDRQ"], "决定日期晚于今天。")
    for name in ("CF_YXQ", "CF_GSJZQ"):
        if decided and values.get(name) and values[name] < decided:
            yield fault(items[name], "早于处罚决定日期。")
