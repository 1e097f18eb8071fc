"""The additional fine for late payment, and amounts in Chinese capitals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lawengine.books import real

from lawengine.money import AdditionalFine, MoneyError, Payment, Stay, additional_fine, in_words

DUE = date(2024, 5, 6)
DAY = timedelta(days=1)
fines = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents) / 100)


def ask(fine: str | Decimal, days: int, **more: object) -> AdditionalFine:
    return additional_fine(
        real(), fine=Decimal(fine), due_on=DUE, as_of=DUE + DAY * days, jurisdiction="430581", **more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "amount", "capped"),
    [
        (0, "0.00", False),
        (1, "60.00", False),
        (10, "600.00", False),
        (33, "1980.00", False),
        (34, "2000.00", True),
        (400, "2000.00", True),
    ],
)
def test_three_percent_a_day_up_to_the_fine(days: int, amount: str, capped: bool) -> None:
    found = ask("2000", days)
    assert (found.amount, found.capped, found.days) == (Decimal(amount), capped, days)


def test_the_sum_is_shown() -> None:
    assert ask("2000", 34).steps == (
        "缴款期限至 2024-05-06，自 2024-05-07 起逾期",
        "到期未缴罚款 2,000.00元",
        "2024-05-07 至 2024-06-09 共34日：2,000.00元 × 3% × 34 = 2,040.00元",
        "合计 2,040.00元，不得超出罚款数额，以 2,000.00元 为限",
        "加处罚款 2,000.00元",
    )


def test_reconsideration_does_not_count() -> None:
    stay = Stay(DUE + DAY * 6, DUE + DAY * 16, "行政复议")
    found = ask("1000", 20, stays=[stay])
    assert (found.days, found.amount) == (10, Decimal("300.00"))
    assert "2024-05-12 至 2024-05-21 共10日不计（行政复议）" in found.steps


def test_a_stay_that_still_lasts_stops_the_count() -> None:
    assert ask("1000", 50, stays=[Stay(DUE + DAY * 6, None, "行政诉讼")]).days == 5


def test_a_part_payment_lowers_the_daily_amount_from_its_day() -> None:
    found = ask("1000", 10, payments=[Payment(DUE + DAY * 6, Decimal(400))])
    assert found.amount == Decimal("1000") * 3 / 100 * 5 + Decimal("600") * 3 / 100 * 5
    assert found.unpaid == Decimal(600)


def test_what_was_paid_in_time_lowers_the_cap() -> None:
    assert ask("1000", 400, payments=[Payment(DUE, Decimal(600))]).amount == Decimal("400.00")


def test_nothing_is_added_when_paid_in_time() -> None:
    assert ask("1000", 30, payments=[Payment(DUE, Decimal(1000))]).amount == 0


def test_articles_are_given() -> None:
    assert [cite.short for cite in ask("1", 1).cites] == ["行政处罚法 72.1(1)", "行政强制法 45"]


def test_a_negative_fine_is_refused() -> None:
    with pytest.raises(MoneyError):
        ask("-1", 1)


@given(fines, st.integers(0, 100), st.integers(0, 100))
def test_it_never_falls_and_never_exceeds_the_fine(fine: Decimal, one: int, more: int) -> None:
    early, late = ask(fine, one), ask(fine, one + more)
    assert 0 <= early.amount <= late.amount <= fine


@given(fines, st.integers(1, 33), st.integers(0, 33))
def test_staying_all_days_adds_nothing_and_staying_some_adds_less(
    fine: Decimal, days: int, begun: int
) -> None:
    stay = Stay(DUE + DAY * (1 + begun), None, "行政复议")
    assert ask(fine, days, stays=[stay]).amount <= ask(fine, days).amount
    assert ask(fine, days, stays=[Stay(DUE, None, "行政复议")]).amount == 0


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("105", "壹佰零伍元整"),
        ("200.05", "贰佰元零伍分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10000", "壹万元整"),
        ("100050", "壹拾万零伍拾元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000000", "壹亿元整"),
        ("963400009369", "玖仟陆佰叁拾肆亿零玖仟叁佰陆拾玖元整"),
        ("1000000000000", "壹万亿元整"),
        ("0.005", "壹分"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


@given(st.integers(1, 10**10 - 1))
def test_words_agree_with_cn2an(cents: int) -> None:
    amount = Decimal(cents) / 100
    theirs = cn2an.an2cn(str(amount), "rmb")
    assert in_words(amount).removesuffix("整") == theirs.removesuffix("整")


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "10000000000000000"])
def test_amounts_that_cannot_be_written(amount: str) -> None:
    with pytest.raises(MoneyError):
        in_words(Decimal(amount))
