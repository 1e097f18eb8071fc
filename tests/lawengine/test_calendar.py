"""The working calendar against three independent data sets, its arithmetic, and notices entered at run time."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_python.util import HolidayUtil
from tests.lawengine.books import real, small

from lawengine import Calendar, NormError, YearNotice
from lawengine.calendar import add_months, age_on, days

PLACE = "430581"
ALL_DAYS = list(days(date(2023, 1, 1), date(2026, 12, 31)))
some_day = st.dates(date(2021, 2, 1), date(2026, 6, 30))


def calendar() -> Calendar:
    return real().calendar(PLACE)


def test_agrees_with_chinesecalendar() -> None:
    assert [
        day for day in ALL_DAYS if calendar().is_working_day(day) != chinese_calendar.is_workday(day)
    ] == []


def test_agrees_with_holidays() -> None:
    china = holidays.country_holidays("CN", years=range(2023, 2027))
    wrong = [day for day in ALL_DAYS if calendar().is_working_day(day) != china.is_working_day(day)]
    assert wrong == []


def test_agrees_with_lunar() -> None:
    def worked(day: date) -> bool:
        found = HolidayUtil.getHoliday(day.isoformat())
        return found.isWork() if found else day.weekday() < 5

    assert [day for day in ALL_DAYS if calendar().is_working_day(day) != worked(day)] == []


def test_2021_and_2022_agree_with_chinesecalendar() -> None:
    earlier = days(date(2021, 1, 1), date(2022, 12, 31))
    assert [
        day for day in earlier if calendar().is_working_day(day) != chinese_calendar.is_workday(day)
    ] == []


@pytest.mark.parametrize(
    ("day", "worked", "reason"),
    [
        (date(2024, 5, 11), True, "调休上班"),
        (date(2024, 2, 9), True, ""),
        (date(2024, 10, 4), False, "国庆节"),
        (date(2024, 6, 16), False, "星期日"),
        (date(2026, 9, 20), True, "调休上班"),
    ],
)
def test_days_say_why_they_count(day: date, worked: bool, reason: str) -> None:
    assert (calendar().is_working_day(day), calendar().reason(day)) == (worked, reason)


def test_a_year_without_a_notice_is_not_published() -> None:
    assert calendar().published(date(2026, 12, 31))
    assert not calendar().published(date(2027, 1, 1))


NOTICE = """
year: 2027
title: 关于2027年部分节假日安排的通知
number: 示例1号
verified: V
off:
  元旦: {from: 2027-01-01, to: 2027-01-03}
  春节: [2027-02-05, 2027-02-08]
work: [2027-02-20]
"""


def test_an_administrators_notice_makes_the_year_known() -> None:
    book = real().with_supplements([NOTICE])
    found = book.calendar(PLACE)
    assert found.published(date(2027, 5, 1))
    assert not found.is_working_day(date(2027, 2, 8))
    assert found.is_working_day(date(2027, 2, 20))
    assert not calendar().published(date(2027, 5, 1)), "the book it came from is unchanged"


def test_a_notice_object_is_taken_as_well() -> None:
    notice = YearNotice(2027, "通知", "1号", {date(2027, 1, 1): "元旦"}, frozenset())
    assert not real().with_supplements([notice]).calendar(PLACE).is_working_day(date(2027, 1, 1))


def test_a_local_rest_day_counts_only_there() -> None:
    local = "{year: 2024, title: 台风停工通知, number: 1号, verified: V, layer: provinces/hunan, off: {台风: 2024-07-03}}"
    book = real().with_supplements([local])
    assert not book.calendar("430581").is_working_day(date(2024, 7, 3))
    assert book.calendar("330108").is_working_day(date(2024, 7, 3))
    assert (
        not real()
        .with_supplements([local.replace("2024", "2027")])
        .calendar("430581")
        .published(date(2027, 7, 3))
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{year: 2027, title: 通知, number: 1号, verified: V, off: {元旦: 2026-01-01}}", "不属于 2027 年"),
        (
            "{year: 2027, title: 通知, number: 1号, verified: V, off: {元旦: 2027-01-02}, work: [2027-01-02]}",
            "既放假又上班",
        ),
        (
            "{year: 2027, title: 通知, number: 1号, verified: V, off: {元旦: 2027-01-01}, work: [2027-01-04]}",
            "不是周末",
        ),
        (
            "{year: 2027, title: 通知, number: 1号, verified: V, off: {元旦: {from: 2027-01-03, to: 2027-01-01}}}",
            "早于起始日",
        ),
        ("{year: 2027, title: 通知, number: 1号, off: {元旦: 2027-01-01}}", "缺少必填的键：verified"),
        (
            "{year: 2027, title: 通知, number: 1号, verified: V, off: {元旦: 2027-01-01}, layer: provinces/x}",
            "未登记的层级",
        ),
        ("- 不是映射", "此处应为映射"),
        ("", "文件为空"),
    ],
)
def test_a_wrong_notice_is_refused(text: str, message: str) -> None:
    with pytest.raises(NormError, match=message):
        real().with_supplements([text])


def test_local_rest_days_may_stand_in_the_norms(tmp_path: object) -> None:
    local = "{year: 2024, title: 停工, number: 1号, verified: V, off: {洪水: 2024-07-03}}"
    book = small(tmp_path, provinces__hunan__holidays__2024=local)  # type: ignore[arg-type]
    assert not book.calendar("430581").is_working_day(date(2024, 7, 3))
    assert book.calendar("410802").is_working_day(date(2024, 7, 3))


@given(some_day, st.integers(0, 60))
def test_adding_and_counting_working_days_agree(start: date, count: int) -> None:
    end = calendar().add_working_days(start, count)
    assert calendar().working_days_between(start, end) == count
    assert count == 0 or calendar().is_working_day(end)


@given(some_day, st.integers(1, 60))
def test_subtracting_undoes_adding(start: date, count: int) -> None:
    begin = calendar().next_working_day(start)
    assert calendar().subtract_working_days(calendar().add_working_days(begin, count), count) == begin


@given(some_day, some_day)
def test_counting_backwards_is_the_negative(one: date, other: date) -> None:
    assert calendar().working_days_between(one, other) == -calendar().working_days_between(other, one)


@given(some_day)
def test_the_next_working_day_is_worked_and_nothing_worked_lies_between(day: date) -> None:
    found = calendar().next_working_day(day)
    assert calendar().is_working_day(found)
    assert not any(calendar().is_working_day(between) for between in days(day, found - timedelta(days=1)))


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_months_end_on_the_corresponding_day_or_the_months_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 5, 6), date(2024, 5, 6), 13),
        (date(2010, 5, 6), date(2024, 5, 7), 14),
        (date(2008, 2, 29), date(2022, 2, 28), 13),
        (date(2008, 2, 29), date(2022, 3, 1), 14),
        (date(2000, 12, 31), date(2019, 1, 1), 18),
    ],
)
def test_an_age_is_reached_on_the_day_after_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
