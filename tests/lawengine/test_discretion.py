"""Discretion: tiers, circumstances and their conflicts, the lawful range; and the duty to tell of a hearing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lawengine.books import real

from lawengine.discretion import (
    Benchmark,
    Discretion,
    DiscretionError,
    StatutoryRange,
    Tier,
    assess,
    benchmark_on,
    more_lenient,
)
from lawengine.hearing import hearing_need, party_class

ON = date(2024, 5, 6)
LAW = StatutoryRange(D(1000), D(20000))
TIERS = (
    Tier("slight", "较轻", D(1000), D(6000)),
    Tier("normal", "一般", D(6000), D(14000)),
    Tier("grave", "较重", D(14000), D(20000)),
)
TABLE = Benchmark("示例裁量基准", date(2023, 1, 1), None, TIERS)


def ask(*names: str, law: StatutoryRange = LAW, on: date = ON, **more: object) -> Discretion:
    circumstances = [real().circumstance(name, on=on, jurisdiction="430581") for name in names]
    return assess(real(), on=on, jurisdiction="430581", statutory=law, circumstances=circumstances, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "chosen", "effects", "low", "high", "below"),
    [
        ((), None, ("normal",), "1000", "20000", False),
        (("remedied_harm",), None, ("mitigated", "lighter"), "1000", "6700", False),
        (("remedied_harm",), "mitigated", ("mitigated", "lighter"), "0", "1000", True),
        (("minor_14_to_18",), "lighter", ("mitigated", "lighter"), "1000", "6700", False),
        (("partly_accountable",), None, ("mitigated", "lighter", "normal"), "1000", "20000", False),
        (("minor_corrected_harmless",), None, ("exempt",), "0", "0", False),
        (("first_violation",), None, ("exempt", "lighter", "normal"), "1000", "20000", False),
        (("first_violation",), "exempt", ("exempt", "lighter", "normal"), "0", "0", False),
        (("emergency",), None, ("heavier",), "14300", "20000", False),
        (("remedied_harm", "emergency"), None, ("mitigated", "lighter"), "1000", "6700", False),
        (
            ("partly_accountable", "emergency"),
            "heavier",
            ("mitigated", "lighter", "normal", "heavier"),
            "14300",
            "20000",
            False,
        ),
    ],
)
def test_effects_and_ranges(
    names: tuple[str, ...], chosen: str | None, effects: tuple[str, ...], low: str, high: str, below: bool
) -> None:
    found = ask(*names, chosen=chosen)
    assert (found.effects, found.minimum, found.maximum, found.below_maximum) == (
        effects,
        D(low),
        D(high),
        below,
    )
    assert not found.problems


def test_the_tier_narrows_the_range() -> None:
    found = ask("remedied_harm", benchmark=TABLE, tier="normal")
    assert (found.minimum, found.maximum) == (D(6000), D(8400))
    assert found.steps == (
        "法定罚款幅度 1,000.00 元至 20,000.00 元",
        "裁量阶次“一般” 6,000.00 元至 14,000.00 元（示例裁量基准）",
        "情节：主动消除或者减轻危害后果，应当减轻处罚或者从轻处罚",
        "从轻处罚：6,000.00 元至 8,400.00 元（幅度的前 30%）",
    )
    assert [cite.short for cite in found.cites] == ["行政处罚法 32(1)"]


def test_conflicting_circumstances_are_named() -> None:
    assert any("并存" in step for step in ask("remedied_harm", "emergency").steps)


def test_a_multiple_of_a_base() -> None:
    law = StatutoryRange(D("0.05"), D("0.1"), base=D(100000), base_title="工程造价")
    found = ask(law=law)
    assert (found.minimum, found.maximum) == (D(5000), D(10000))
    assert found.steps[0] == "工程造价 100,000.00 元，法定幅度为其 0.05 倍至 0.1 倍"


def test_mitigation_without_a_statutory_minimum_is_lighter() -> None:
    found = ask("remedied_harm", law=StatutoryRange(D(0), D(20000)), chosen="mitigated")
    assert (found.maximum, found.below_maximum) == (D(6000), False)


@pytest.mark.parametrize(
    ("names", "chosen", "amount", "message"),
    [
        ((), None, "999.99", "低于可裁量的最低数额"),
        ((), None, "20000.01", "高于可裁量的最高数额"),
        (("remedied_harm",), "mitigated", "1000", "应当低于"),
        (("minor_corrected_harmless",), None, "1", "不得罚款"),
        ((), "heavier", "15000", "现有情节不支持从重处罚"),
        (("remedied_harm",), "normal", "15000", "现有情节不支持一般处罚"),
    ],
)
def test_objections_to_an_amount(
    names: tuple[str, ...], chosen: str | None, amount: str, message: str
) -> None:
    assert any(message in text for text in ask(*names, chosen=chosen).objections(D(amount)))


def test_an_amount_inside_meets_no_objection() -> None:
    assert ask().objections(D(20000)) == ()


def test_defective_tables_are_refused() -> None:
    outside = Benchmark("坏基准", date(2023, 1, 1), None, (Tier("x", "越界", D(1), D(30000)),))
    with pytest.raises(DiscretionError, match="超出法定幅度"):
        ask(benchmark=outside, tier="x")
    with pytest.raises(DiscretionError, match="没有阶次"):
        ask(benchmark=TABLE, tier="none")
    with pytest.raises(DiscretionError, match="没有公布"):
        ask(benchmark=Benchmark("未公布", date(2023, 1, 1), None, TIERS, published=False), tier="slight")
    with pytest.raises(DiscretionError):
        StatutoryRange(D(5), D(4))
    with pytest.raises(DiscretionError):
        StatutoryRange(D(1), D(4), base=D(-1))


def test_the_benchmark_in_force_is_found_by_day() -> None:
    old = Benchmark("旧", date(2020, 1, 1), date(2022, 12, 31), TIERS)
    assert benchmark_on([old, TABLE], date(2022, 12, 31)) is old
    assert benchmark_on([old, TABLE], ON) is TABLE
    assert benchmark_on([old, TABLE], date(2019, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "lighter"),
    [
        ((5, 50), (10, 100), "old"),
        ((5, 50), (5, 50), "old"),
        ((5, 50), (5, 40), "new"),
        ((5, 50), (4, 50), "new"),
    ],
)
def test_old_law_unless_the_new_is_lighter(old: tuple[int, int], new: tuple[int, int], lighter: str) -> None:
    assert more_lenient(StatutoryRange(D(old[0]), D(old[1])), StatutoryRange(D(new[0]), D(new[1]))) == lighter


def test_circumstances_change_with_the_law() -> None:
    before = {item.id for item in real().circumstances(on=date(2026, 8, 14), jurisdiction="430581")}
    after = {item.id for item in real().circumstances(on=date(2026, 8, 15), jurisdiction="430581")}
    assert after - before == {"environment_aggravated"}


NAMES = ["remedied_harm", "partly_accountable", "emergency", "coerced", "first_violation"]


@given(st.lists(st.sampled_from(NAMES), unique=True), st.integers(0, 10_000), st.integers(0, 50_000))
def test_the_range_stays_inside_the_law_unless_mitigated_or_exempt(
    names: list[str], low: int, span: int
) -> None:
    law = StatutoryRange(D(low), D(low + span))
    for chosen in ask(*names, law=law).effects:
        found = ask(*names, law=law, chosen=chosen)
        assert found.minimum <= found.maximum <= D(low + span)
        assert found.minimum >= D(low) or chosen in ("mitigated", "exempt")
        assert found.as_dict()["chosen"] == chosen


# --- hearing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "kind", "fine", "more", "required"),
    [
        ("410802", "individual", "4999.99", {}, False),
        ("410802", "individual", "5000", {}, True),
        ("410802", "sole_trader", "5000", {}, True),
        ("410802", "legal_person", "49999", {}, False),
        ("410802", "legal_person", "50000", {}, True),
        ("410802", "legal_person", "0", {"confiscation": D(50000)}, True),
        ("410802", "legal_person", "100", {"kinds": ["revoke_permit"]}, True),
        ("410802", "legal_person", "100", {"kinds": ["warning", "fine"]}, False),
        ("430581", "individual", "999", {}, False),
        ("430581", "other_organisation", "20000", {}, True),
        ("370114", "individual", "1000", {}, True),
        ("370114", "individual", "2999", {"business": True}, False),
        ("370114", "legal_person", "9000", {"business": True, "fine_maximum": D(10000)}, True),
        ("370114", "legal_person", "2000", {"business": True, "fine_maximum": D(3000)}, False),
        ("330108", "individual", "0", {}, False),
    ],
)
def test_when_a_hearing_must_be_offered(
    place: str, kind: str, fine: str, more: dict[str, object], required: bool
) -> None:
    found = hearing_need(real(), on=ON, jurisdiction=place, party_kind=kind, fine=D(fine), **more)  # type: ignore[arg-type]
    assert found.required is required
    assert not found.gaps


@pytest.mark.parametrize("place", ["330108", "230751"])
def test_a_missing_amount_is_on_the_safe_side_and_shown(place: str) -> None:
    found = hearing_need(real(), on=ON, jurisdiction=place, party_kind="individual", fine=D(50))
    assert found.required and found.gaps
    assert "没有录入" in found.as_dict()["reasons"][0]


def test_before_the_henan_rule_the_amount_is_missing() -> None:
    assert hearing_need(
        real(), on=date(2021, 11, 30), jurisdiction="410802", party_kind="individual", fine=D(50)
    ).gaps


def test_a_sole_trader_counts_as_a_citizen_by_policy() -> None:
    assert [
        party_class(real(), kind, on=ON, jurisdiction="430581")
        for kind in ("individual", "sole_trader", "legal_person")
    ] == ["citizen", "citizen", "organisation"]
