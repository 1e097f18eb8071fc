"""证件号码: check digits of the unified social credit code (GB 32100) and the citizen's number (GB 11643). Masked numbers are not judged."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

_PERSON: Final = re.compile(r"\d{17}[\dX]")
_UNIT: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MARKS: Final = "10X98765432"
_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def personal(number: str) -> bool:
    """Whether this is a citizen's number, whole."""
    number = number.strip().upper()
    return bool(_PERSON.fullmatch(number)) and _born(number)


@lru_cache(maxsize=65_536)
def fault_of(number: str) -> str:
    """What is wrong with a number of eighteen characters, in Chinese; empty for none and for other numbers."""
    number = number.strip().upper()
    if len(number) != 18 or "*" in number:
        return ""
    if _PERSON.fullmatch(number) and _born(number):
        total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
        return "" if _MARKS[total % 11] == number[17] else "居民身份证号的校验位不符"
    if not _UNIT.fullmatch(number):
        return "统一社会信用代码中有不应出现的字符" if number.isalnum() and number.isascii() else ""
    total = sum(_LETTERS.index(mark) * pow(3, place, 31) for place, mark in enumerate(number[:17]))
    return "" if _LETTERS[-total % 31] == number[17] else "统一社会信用代码的校验位不符"


def _born(number: str) -> bool:
    try:
        return 1900 <= date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year <= 2100
    except ValueError:
        return False
