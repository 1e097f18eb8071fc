"""Like cases: distances, bands and scores worked by hand; identical facts give identical bands; the score grows with the gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lawengine.likeness import (
    FEATURES,
    Band,
    Past,
    Profile,
    Rules,
    band,
    differences,
    distance,
    expected,
    nearest,
    outliers,
    parts,
    quantile,
    score,
    unlike_most,
)

WEIGHTS = {
    "matter": 2.0, "bureau": 0.5, "party": 2.0, "tier": 4.0, "circumstances": 3.0, "quantity": 3.0, "repeated": 2.0,
    "corrected": 1.0, "area": 0.5,
}  # fmt: skip
RULES = Rules(WEIGHTS)
BASE = Profile(
    "AY-1",
    "城市道路管理条例 27(1)",
    "1",
    True,
    0.5,
    "一般",
    frozenset({"remedied_harm"}),
    (("平方米", 10.0),),
)
DAY = date(2024, 5, 6)
TITLES = {
    "tier": "裁量阶次",
    "circumstances": "裁量情节",
    "quantity": "涉案数量",
    "repeated": "既往处罚",
    "remedied_harm": "主动消除危害后果",
}


def past(number: int, share: float | None, profile: Profile = BASE, outcome: str = "penalty") -> Past:
    return Past(f"{number:04d}", profile, outcome, share, DAY + timedelta(days=number))


@pytest.mark.parametrize(
    ("changes", "feature", "part"),
    [
        ({}, "tier", 0.0),
        ({"tier": 1.0}, "tier", 1.0),  # two tiers of three: adjacent tiers are already as far as can be
        ({"tier": 0.25}, "tier", 0.5),  # of five tiers, the next one
        ({"tier": None}, "tier", 0.5),
        ({"circumstances": frozenset()}, "circumstances", 1.0),
        ({"circumstances": frozenset({"remedied_harm", "coerced"})}, "circumstances", 0.5),
        ({"quantities": (("平方米", 100.0),)}, "quantity", 1.0),
        ({"quantities": (("平方米", 20.0),)}, "quantity", 0.30103),
        ({"quantities": (("辆", 2.0),)}, "quantity", 0.5),
        ({"repeated": 1}, "repeated", 1 / 3),
        ({"repeated": 9}, "repeated", 1.0),
        ({"corrected": True}, "corrected", 0.5),
        ({"matter": "AY-9"}, "matter", 0.25),  # the same article under another code
        ({"matter": "AY-9", "national": "别的条款 1"}, "matter", 1.0),
        ({"organisation": False}, "party", 1.0),
    ],
)
def test_how_far_two_cases_differ_in_each_fact(changes: dict[str, object], feature: str, part: float) -> None:
    found = parts(BASE, replace(BASE, **changes))  # type: ignore[arg-type]
    assert found[FEATURES.index(feature)] == pytest.approx(part, abs=1e-4)
    others = [value for name, value in zip(FEATURES, found, strict=True) if name != feature]
    assert not any(others)


def test_distance_by_hand() -> None:
    other = replace(BASE, tier=1.0, tier_title="严重", quantities=(("平方米", 20.0),))
    assert distance(BASE, other, RULES) == pytest.approx((4 * 1 + 3 * 0.30103) / 18, abs=1e-5)
    assert distance(BASE, BASE, RULES) == 0


def test_quantiles_and_band_by_hand() -> None:
    assert quantile([10, 20, 30, 40], 0.5) == 25
    assert quantile([0.1, 0.2, 0.3, 0.4, 0.5], 0.1) == pytest.approx(0.14)
    found = band([0.3, 0.1, 0.5, 0.2, 0.4], RULES)
    assert (found.low, found.middle, found.high) == pytest.approx((0.14 - 0.05, 0.3, 0.46 + 0.05))
    assert found.count == 5
    with pytest.raises(ValueError):
        quantile([], 0.5)


def test_one_extreme_case_hardly_moves_the_band() -> None:
    usual = band([0.2] * 20, RULES)
    with_extreme = band([0.2] * 20 + [1.0], RULES)
    assert (usual.low, usual.high) == (with_extreme.low, with_extreme.high)


def test_score_by_hand() -> None:
    found = Band(0.2, 0.3, 0.4, 10)
    assert score(0.3, found, RULES) == 0
    assert score(0.6, found, RULES) == pytest.approx(1.0)
    assert score(0.1, found, RULES) == pytest.approx(0.5)


def test_the_nearest_come_first_and_the_unlike_not_at_all() -> None:
    far = replace(BASE, tier=0.0, tier_title="轻微")
    rows = [past(1, 0.5), past(2, 0.4, replace(BASE, area="二中队")), past(3, 0.9, far), past(4, 0.5)]
    assert [like.past.key for like in nearest(BASE, rows, RULES)] == ["0004", "0001", "0002"]
    assert [like.past.key for like in nearest(BASE, rows, RULES, count=1)] == ["0004"]


def test_too_few_or_unpunished_cases_give_no_band() -> None:
    rows = [past(n, 0.3) for n in range(4)] + [
        past(9, None, outcome="exempted"),
        past(10, 0.9, outcome="annulled"),
    ]
    assert expected(nearest(BASE, rows, RULES), RULES) is None
    assert expected(nearest(BASE, [*rows, past(11, 0.3)], RULES), RULES) is not None


def test_the_facts_that_differ_in_words() -> None:
    other = replace(BASE, tier=1.0, tier_title="严重", circumstances=frozenset(), repeated=2)
    assert differences(BASE, other, TITLES) == (
        "裁量阶次：本案一般，该案严重",
        "裁量情节：本案主动消除危害后果，该案没有特别情节",
        "既往处罚：本案此前没有处罚，该案此前受过2次处罚",
    )
    assert differences(BASE, BASE, TITLES) == ()


def test_planted_outliers_rank_first() -> None:
    usual = [past(n, 0.30 + 0.01 * (n % 5)) for n in range(40)]
    other_matter = replace(BASE, matter="AY-2", national="别的条款 1")
    others = [past(100 + n, 0.7 + 0.01 * (n % 3), other_matter) for n in range(20)]
    planted = [past(900, 1.0), past(901, 0.0), past(902, 0.2, other_matter)]
    rows = [*usual, *others, *planted]
    found = outliers({row.key for row in rows}, rows, RULES)
    assert {one.past.key for one in found[:3]} == {"0900", "0901", "0902"}
    assert found[0].score >= found[1].score >= found[2].score > 0
    assert not {one.past.key for one in found[3:]} & {row.key for row in planted}
    assert [one.past.key for one in outliers({"0901"}, rows, RULES)] == ["0901"]


def test_what_sets_an_outlier_apart_from_most_of_its_like_cases() -> None:
    odd = replace(BASE, repeated=1)
    likes = nearest(odd, [past(n, 0.3) for n in range(10)], RULES)
    assert unlike_most(odd, likes, TITLES) == (
        "既往处罚：本案此前受过1次处罚，类案多为此前没有处罚（10/10 件）",
    )


def test_rules_need_a_weight() -> None:
    with pytest.raises(ValueError):
        Rules({"matter": 0.0})


profiles = st.builds(
    Profile,
    matter=st.sampled_from(["AY-1", "AY-2"]),
    national=st.sampled_from(["", "甲 1", "乙 2"]),
    bureau=st.sampled_from(["1", "2"]),
    organisation=st.booleans(),
    tier=st.sampled_from([None, 0.0, 0.5, 1.0]),
    tier_title=st.just("一般"),
    circumstances=st.frozensets(st.sampled_from(["a", "b", "c"])),
    quantities=st.lists(
        st.tuples(st.sampled_from(["平方米", "辆"]), st.floats(0.1, 1e4)),
        max_size=2,
        unique_by=lambda pair: pair[0],
    ).map(tuple),
    repeated=st.integers(0, 5),
    corrected=st.sampled_from([None, True, False]),
    area=st.sampled_from(["", "一中队", "二中队"]),
)
shares = st.floats(-0.5, 1.0, allow_nan=False)
cases = st.lists(st.tuples(profiles, shares), max_size=30).map(
    lambda rows: [past(number, share, profile) for number, (profile, share) in enumerate(rows)]
)


@given(profiles, profiles)
def test_distance_is_symmetric_and_bounded(one: Profile, other: Profile) -> None:
    assert distance(one, other, RULES) == pytest.approx(distance(other, one, RULES))
    assert 0 <= distance(one, other, RULES) <= 1 + 1e-9
    assert distance(one, one, RULES) == 0


@given(profiles, cases, st.randoms(use_true_random=False))
def test_identical_facts_give_identical_bands(profile: Profile, rows: list[Past], chance: object) -> None:
    """Whatever the order in which the database gives its rows, and whoever asks."""
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    twin = replace(profile)
    assert expected(nearest(profile, rows, RULES), RULES) == expected(nearest(twin, mixed, RULES), RULES)


@given(st.lists(shares, min_size=1, max_size=30), shares, shares)
def test_the_score_grows_with_the_distance_from_the_band(
    found: list[float], one: float, other: float
) -> None:
    expectation = band(found, RULES)

    def gap(share: float) -> float:
        return max(expectation.low - share, share - expectation.high, 0.0)

    near, far = sorted((one, other), key=gap)
    assert score(near, expectation, RULES) <= score(far, expectation, RULES)
    assert (score(one, expectation, RULES) == 0) == (gap(one) == 0)
