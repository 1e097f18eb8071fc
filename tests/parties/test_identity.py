"""Identity numbers and masks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengguan.parties import identity, masking

TODAY = date(2024, 5, 6)
CHECKS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen(head: str) -> str:
    return head + CHECKS[sum(int(c) * w for c, w in zip(head, WEIGHTS, strict=True)) % 11]


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(110000, 659999))
def test_every_well_formed_number_passes_whatever_its_county(born: date, order: int, county: int) -> None:
    number = citizen(f"{county}{born:%Y%m%d}{order:03d}")
    assert identity.citizen_fault(number, TODAY) == ""
    assert identity.born_on(number) == born
    assert identity.gender(number) == ("男" if order % 2 else "女")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(place: int, shift: int) -> None:
    number = citizen("43058119900307001")
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert identity.citizen_fault(wrong, TODAY)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("430581900307001", "18位"),
        (citizen("43058119900231001"), "出生日期"),
        (citizen("43058120300101001"), "出生日期"),
        ("43058119900307001A", "18位"),
    ],
)
def test_faults_say_what_to_look_at(number: str, word: str) -> None:
    assert word in identity.citizen_fault(number, TODAY)


def test_numbers_are_normalised() -> None:
    assert identity.normalised(" 43058 11990０307001x ") == "43058119900307001X"


def test_credit_codes() -> None:
    assert identity.credit_code_fault("91110000600037341L") == ""
    assert "18位" in identity.credit_code_fault("9111")
    assert "校验" in identity.credit_code_fault("91110000600037341A")


@pytest.mark.parametrize("number", ["13812345678", "0739-5321234", "07395321234", "400-123-4567", "5321234"])
def test_phones_pass(number: str) -> None:
    assert identity.phone_fault(number) == ""


@pytest.mark.parametrize("number", ["1381234567", "12812345678", "电话", "0739-"])
def test_wrong_phones_are_told(number: str) -> None:
    assert identity.phone_fault(number)


def test_masks() -> None:
    assert masking.mask_name("欧阳明") == "欧**"
    assert masking.mask_name("甲乙公司", organisation=True) == "甲乙公司"
    assert masking.mask_id("430581199003070019") == "430581********0019"
    assert masking.mask_phone("13812345678") == "138****5678"
    assert masking.mask_address("湖南省武冈市示范路8号") == "湖南省武冈市****"
    assert masking.mask_address("示范路8号") == "示范***"
    assert masking.mask_phone("110") == "1**"
    assert masking.mask_id("") == "—"
