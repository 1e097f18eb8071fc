"""Periods that end on a fixed day of the year (…月…日前). Worked dates: norms/tests/_clocks_annual.yaml."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lawengine.books import real, small

from lawengine import NormError
from lawengine.clock import next_year_day, read

DAY = timedelta(days=1)
days = st.dates(date(2019, 6, 1), date(2090, 1, 1))


@given(days, st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_the_next_such_day_comes_within_a_year_and_is_never_the_day_itself(start: date, named: date) -> None:
    found = next_year_day(start, named.month * 100 + named.day)
    assert start < found <= start.replace(day=min(start.day, 28), year=start.year + 1) + 4 * DAY
    assert (found.month, found.day) == (named.month, named.day)


@settings(deadline=None)
@given(days, st.integers(-400, 400))
def test_state_and_days_left_agree(start: date, later: int) -> None:
    as_of = start + later * DAY
    found = read(real(), "annual_report_send", started=start, as_of=as_of, jurisdiction="430581")
    assert (found.state == "overdue") == (as_of > found.due_on) == (found.days_left < 0)
    assert found.safe_by == found.due_on - DAY
    assert not found.provisional


def clock(length: str, more: str = "") -> str:
    return (
        "clock: yearly\ntitle: 期限\nvalues: {2021-01-01: {length: {year_day: "
        + length
        + "}, cites: [{law: 示例法, article: 1}]"
        + more
        + "}}\n"
    )


@pytest.mark.parametrize("length", ['"02-29"', '"13-01"', '"0301"', '"三月一日"'])
def test_a_day_that_does_not_come_every_year_does_not_load(tmp_path: Path, length: str) -> None:
    with pytest.raises(NormError, match="固定日期写作"):
        small(tmp_path, national__clocks__yearly=clock(length))


def test_nothing_moves_a_fixed_day(tmp_path: Path) -> None:
    with pytest.raises(NormError, match="固定日期的期限不写 roll"):
        small(tmp_path, national__clocks__yearly=clock('"03-01"', ", roll: forward"))


def test_the_sum_says_how_the_day_was_found() -> None:
    found = read(
        real(),
        "annual_report_send",
        started=date(2024, 12, 31),
        as_of=date(2025, 1, 5),
        jurisdiction="430581",
    )
    assert found.steps[0] == "2024-12-31 报告年度结束"
    assert found.steps[-1] == "届满日为 2025-03-01"
    assert real().clock("annual_report_send", on=date(2025, 1, 1), jurisdiction="430581").length.title == (
        "下一个3月1日"
    )
