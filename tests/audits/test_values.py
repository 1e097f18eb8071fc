"""Cells in the many ways in which ledgers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from chengguan.audits.checks import values
from chengguan.audits.checks.fines import articles_in
from chengguan.audits.checks.identity import fault_of, personal
from chengguan.audits.checks.values import Unclear

DAY = date(2024, 3, 5)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "cell",
    [
        DAY, datetime(2024, 3, 5, 9, 30, tzinfo=UTC), "2024-03-05", "2024/3/5", "2024.3.5", "２０２４．３．５", "2024年3月5日", "2024年03月05日 10:30",
        "2024 年 3 月 5 日", "20240305", 20240305, 45356, 45356.0, 45356.4, "45356", "二〇二四年三月五日", "24.3.5", "20240305093000",
        "3月5日（2024-03-05）",
    ],
)  # fmt: skip
def test_days(cell: Any) -> None:
    assert values.date_of(cell) == DAY


@pytest.mark.parametrize("cell", [None, "", " ", "/", "—", "无", 0])
def test_no_day(cell: Any) -> None:
    assert values.date_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2024.2.30", "没有这一天"), ("2024年3月", "没有日"), ("3月5日", "没有年份"), ("2024.3.5-2024.3.8", "几个不同的日期"),
        ("5/3/2024", "分不清"), ("待定", "不是日期"), (time(9), "没有日期"), (12.5, "不是日期"), ("1024-03-05", "年份不合理"),
    ],
)  # fmt: skip
def test_unclear_days_say_why(cell: Any, reason: str) -> None:
    with pytest.raises(Unclear) as unclear:
        values.date_of(cell)
    assert reason in str(unclear.value)


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        (2000, 2000), (2000.5, "2000.5"), ("2000元", 2000), ("2,000.00", 2000), ("￥2000", 2000), ("0.2万元", 2000), ("2千元", 2000),
        ("贰仟元整", 2000), ("人民币贰仟元整（¥2000.00）", 2000), ("壹仟零伍拾元整", 1050), ("一万二千元", 12000), ("罚款500元", 500), ("0", 0),
    ],
)  # fmt: skip
def test_amounts(cell: Any, yuan: Any) -> None:
    assert values.money_of(cell) == Decimal(str(yuan))


def test_a_bare_amount_takes_the_unit_of_its_column_and_a_written_one_does_not() -> None:
    assert values.money_of(0.2, Decimal(10_000)) == 2000
    assert values.money_of("2000元", Decimal(10_000)) == 2000


@pytest.mark.parametrize("cell", ["5000元、2000元", "-500", "若干", DAY, "1e99"])
def test_unclear_amounts(cell: Any) -> None:
    with pytest.raises(Unclear):
        values.money_of(cell)


def test_the_fine_that_a_statement_names() -> None:
    assert values.fine_in("给予警告，并处罚款人民币2000元（大写：贰仟元整）") == 2000
    assert values.fine_in("责令改正，处罚款伍佰元") == 500
    assert values.fine_in("对甲罚款500元，对乙罚款800元") is None
    assert values.fine_in("警告") is None


@pytest.mark.parametrize(("text", "count"), [("张三、李四", 2), ("张三 李四", 2), ("张三（43050001）、李四（43050002）", 2), ("张三", 1), ("", None)])  # fmt: skip
def test_people(text: str, count: int | None) -> None:
    assert values.people_of(text) == count


def test_answers() -> None:
    assert [values.answer_of(cell) for cell in ("是", "未审核", "2024.3.5", "", "通过", "否")] == [
        True,
        False,
        DAY,
        None,
        True,
        False,
    ]


def test_articles_named_as_basis() -> None:
    text = "依据《中华人民共和国大气污染防治法》第一百一十五条第一款第（一）项、《城市道路管理条例》第42条"
    assert articles_in(text) == {("大气污染防治法", 115), ("城市道路管理条例", 42)}


def test_check_digits() -> None:
    assert fault_of("91350100M000100Y43") == ""
    assert "统一社会信用代码" in fault_of("91350100M000100Y44")
    assert fault_of("11010519491231002X") == ""
    assert "身份证" in fault_of("110105194912310021")
    assert fault_of("110105********002X") == ""
    assert personal("11010519491231002X")
    assert not personal("91350100M000100Y43")
