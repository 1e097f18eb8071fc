"""从旧兼从轻, limitation and the higher fine, worked by hand: every row of the table of old and new environmental amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lawengine import NormBook, load
from lawengine.applicable import (
    DIRECT,
    REFUSED,
    SERIOUS,
    Comparison,
    Conduct,
    Provision,
    Version,
    compare,
    higher_fine,
    limitation,
)

GAINS = frozenset({"没收违法所得"})
TOOLS = frozenset({"没收违法所得", "没收工具"})


def row(low: int, high: int, trigger: str = DIRECT, kinds: frozenset[str] = frozenset()) -> Provision:
    return Provision(Decimal(low), Decimal(high), trigger, kinds)


def law(*rows: Provision) -> Version:
    return Version("", rows)


STOP = frozenset({"责令停业整治"})
# (matter, old, new, answer, case: what is known of refusal and seriousness)
TABLE: list[tuple[str, Version, Version, str]] = [
    ("工地扬尘", law(row(10000, 100000)), law(row(10000, 100000)), "same"),
    ("未及时清运（大气法→建筑垃圾条款）", law(row(10000, 100000)), law(row(100000, 1000000)), "old"),
    ("未及时清运（固废法→建筑垃圾条款）", law(row(100000, 1000000, DIRECT, GAINS)), law(row(100000, 1000000, DIRECT, GAINS)), "same"),
    ("渣土车未密闭", law(row(2000, 20000)), law(row(2000, 20000)), "same"),
    ("渣土车不按规定路线", law(), law(row(2000, 20000)), "none"),
    ("焚烧垃圾（单位）", law(row(10000, 100000)), law(row(10000, 100000)), "same"),
    ("焚烧垃圾（个人）", law(row(500, 2000)), law(row(500, 2000)), "same"),
    ("露天焚烧落叶", law(row(500, 2000)), law(row(500, 2000)), "same"),
    ("餐饮油烟", law(row(5000, 50000), row(5000, 50000, REFUSED, STOP)), law(row(5000, 50000), row(5000, 50000, REFUSED, STOP)), "same"),
    ("禁设餐饮项目", law(row(10000, 100000, REFUSED)), law(row(10000, 100000, REFUSED)), "same"),
    ("露天烧烤", law(row(500, 20000, DIRECT, TOOLS)), law(row(500, 5000, DIRECT, TOOLS), row(5000, 20000, REFUSED, TOOLS)), "new"),
    ("单位倾倒生活垃圾", law(row(50000, 500000, DIRECT, GAINS)), law(row(100000, 1000000, DIRECT, GAINS)), "old"),
    ("个人倾倒生活垃圾", law(row(100, 500)), law(row(100, 1000)), "old"),
    ("个人倾倒建筑垃圾", law(row(0, 200)), law(row(100, 1000)), "old"),
    ("施工单位建筑垃圾", law(row(100000, 1000000, DIRECT, GAINS)), law(row(100000, 1000000, DIRECT, GAINS)), "same"),
    ("未分类投放（单位）", law(row(50000, 500000, SERIOUS)), law(row(50000, 500000, REFUSED)), "opinion"),
    ("施工噪声", law(row(10000, 100000)), law(row(10000, 100000)), "same"),
    ("商业噪声", law(row(5000, 50000), row(50000, 200000, REFUSED)), law(row(5000, 50000), row(50000, 200000, REFUSED)), "same"),
    ("广场舞、装修（个人）", law(row(200, 1000, REFUSED)), law(row(200, 1000, REFUSED)), "same"),
    ("广场舞、装修（单位）", law(row(2000, 20000, REFUSED)), law(row(2000, 20000, REFUSED)), "same"),
    ("光污染", law(), law(row(5000, 50000, REFUSED)), "none"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "old", "new", "answer"), TABLE, ids=[line[0] for line in TABLE])
def test_every_row_of_the_table(title: str, old: Version, new: Version, answer: str) -> None:
    found = compare(old, new)
    assert found.result == answer, found
    assert found.rows and (found.reasons or answer in ("old", "new", "same"))


def test_the_old_law_stands_where_neither_is_lighter() -> None:
    found = compare(law(row(1, 2)), law(row(1, 2)))
    assert (found.result, found.expected) == ("same", "old")


def test_a_refusal_reaches_the_graver_step() -> None:
    grill = next(line for line in TABLE if line[0] == "露天烧烤")
    found = compare(grill[1], grill[2], refused=True)
    assert found.result == "old"  # equal maxima, the old minimum is lower
    assert found.new is not None and found.new.low == 5000


def test_different_conditions() -> None:
    direct, after_order = law(row(100, 500)), law(row(100, 500, REFUSED))
    assert compare(direct, after_order).result == "opinion"
    assert compare(direct, after_order, refused=False).result == "new"
    assert compare(after_order, direct, refused=False).result == "old"
    assert compare(direct, after_order, refused=True).result == "same"
    sorting = next(line for line in TABLE if line[0].startswith("未分类"))
    for refused in (None, True, False):
        found = compare(sorting[1], sorting[2], refused=refused, serious=True)
        assert found.result == "opinion" and "都具备" in found.reasons[0]


def test_maxima_before_minima_and_contradictions() -> None:
    assert compare(law(row(100, 900)), law(row(500, 800))).result == "new"
    heavier_kind = law(row(100, 800, DIRECT, frozenset({"吊销许可证件"})))
    assert compare(law(row(100, 900)), heavier_kind).result == "opinion"
    assert compare(law(row(100, 800)), heavier_kind).result == "old"
    mixed = law(row(1, 2, DIRECT, frozenset({"警告"}))), law(row(1, 2, DIRECT, GAINS))
    assert compare(*mixed).result == "opinion"


def test_what_is_not_on_record_or_no_longer_unlawful() -> None:
    assert compare(law(row(1, 2)), None).result == "opinion"
    gone: Comparison = compare(law(row(1, 2)), law())
    assert gone.result == "none" and gone.rows[0].lighter == "new"
    assert gone.as_dict()["result"] == "none"


def test_a_warning_without_a_fine_is_lighter() -> None:
    warning = Version("", (Provision(Decimal(0), Decimal(0), fined=False),))
    assert compare(law(row(200, 500)), warning).result == "new"


def test_the_higher_fine() -> None:
    assert higher_fine([row(1000, 5000), row(500, 20000), row(2000, 20000)]) == (2,)
    assert higher_fine([row(1, 2), row(1, 2)]) == (0, 1)
    assert higher_fine([Provision(Decimal(0), Decimal(0), fined=False)]) == ()


def test_conduct_over_the_change() -> None:
    change = date(2026, 8, 15)
    lasting = Conduct(date(2026, 8, 1), date(2026, 8, 15))
    assert lasting.lasted and lasting.straddles(change) and lasting.under_new(change)
    before = Conduct(date(2026, 8, 1), date(2026, 8, 14))
    assert not before.straddles(change) and not before.under_new(change)


# --- limitation ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book() -> NormBook:
    return load(Path(__file__).resolve().parents[2] / "norms")


@pytest.mark.parametrize(
    ("clock", "started", "discovered", "due", "disputed"),
    [
        ("limitation_2y", date(2024, 5, 6), date(2024, 6, 1), date(2026, 5, 6), False),
        ("limitation_2y", date(2020, 1, 5), date(2021, 12, 1), date(2022, 1, 5), False),
        ("limitation_5y", date(2022, 1, 5), date(2026, 12, 1), date(2027, 1, 5), False),
        ("limitation_5y", date(2019, 7, 14), date(2021, 8, 1), date(2021, 7, 14), False),
        ("limitation_5y", date(2019, 7, 16), date(2021, 8, 1), date(2024, 7, 16), True),
        # 生态环境法典 1054: over before 2026-08-15 stays over; discovered before counts two years; else review
        ("limitation_env_5y", date(2024, 8, 14), date(2026, 9, 1), date(2026, 8, 14), False),
        ("limitation_env_5y", date(2024, 8, 15), date(2026, 9, 1), date(2029, 8, 15), True),
        ("limitation_env_5y", date(2025, 3, 1), date(2026, 8, 14), date(2027, 3, 1), False),
        ("limitation_env_5y", date(2026, 8, 15), date(2030, 1, 1), date(2031, 8, 15), False),
    ],
)
def test_limitation(
    book: NormBook, clock: str, started: date, discovered: date, due: date, disputed: bool
) -> None:
    found = limitation(
        book, clock, started=started, discovered=discovered, as_of=discovered, jurisdiction="430581"
    )
    assert (found.due_on, found.disputed) == (due, disputed), found.steps
    assert found.cites and found.steps
