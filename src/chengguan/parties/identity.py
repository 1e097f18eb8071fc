"""Checks of identity numbers: 公民身份号码 (GB 11643), 统一社会信用代码 (GB 32100), telephone. Pure functions."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CITIZEN: Final = re.compile(r"\d{17}[\dX]")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}")
_OLDEST: Final = 1900


def normalised(number: str) -> str:
    """Upper case, without spaces and full-width digits: as numbers are stored and compared."""
    return re.sub(
        r"\s", "", number.translate(str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789XX-"))
    ).upper()


def citizen_fault(number: str, on: date) -> str:
    """What is wrong with a citizen's number on a day, in Chinese; empty when nothing is.

    Only form, date of birth and check digit are judged. County codes are not: they change, and citizens keep theirs.
    """
    if not _CITIZEN.fullmatch(number):
        return "身份证号应为18位：前17位为数字，末位为数字或X。"
    born = born_on(number)
    if born is None or not born.year >= _OLDEST or born > on:
        return "身份证号第7至14位不是有效的出生日期，请核对。"
    if number[17] != _CHECKS[sum(int(c) * w for c, w in zip(number, _WEIGHTS, strict=False)) % 11]:
        return "身份证号校验码不符，请逐位核对。"
    return ""


def born_on(number: str) -> date | None:
    """Date of birth in a citizen's number."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def gender(number: str) -> str:
    """男 or 女, from the seventeenth digit."""
    return "男" if int(number[16]) % 2 else "女"


def credit_code_fault(number: str) -> str:
    """What is wrong with a unified social credit code, in Chinese; empty when nothing is."""
    if len(number) != 18:
        return "统一社会信用代码应为18位。"
    try:
        uscc.validate(number)
    except ValidationError:
        return "统一社会信用代码校验不通过，请逐位核对（不含字母I、O、S、V、Z）。"
    return ""


def phone_fault(number: str) -> str:
    """What is wrong with a telephone number, in Chinese; empty when nothing is."""
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return ""
    return "请填写11位手机号，或带区号的固定电话（如 0739-5321234）。"
