"""同案同罚: how like two cases are by their facts, the expected band of the fine among like cases, and how far a fine departs.

Pure arithmetic, no statistics library: every figure can be worked by hand. A fine is compared as its share of the
statutory range (0 = 下限, 1 = 上限), so that cases under different ranges can stand beside each other.

    distance(a, b) = sum(weight of a fact x how far the two cases differ in it, 0..1) / sum(weights)
    band           = lower and upper quantile of the shares of the nearest like cases, widened by a tolerance
    score          = how far a share lies outside the band, in widths of the band

Weights, the number of cases and the quantiles are norms (list like_case_features, thresholds like_*): policy of the
organ, not law (行政处罚法 5.2 过罚相当; 34 规范行使裁量权).
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

MATTER, BUREAU, PARTY, TIER = "matter", "bureau", "party", "tier"
CIRCUMSTANCES, QUANTITY, REPEATED, CORRECTED, AREA = (
    "circumstances", "quantity", "repeated", "corrected", "area",
)  # fmt: skip
FEATURES: Final = (MATTER, BUREAU, PARTY, TIER, CIRCUMSTANCES, QUANTITY, REPEATED, CORRECTED, AREA)
PENALTY: Final = "penalty"
SAME_LAW: Final = 0.25  # another bureau's matter under the same article, against 1 for another matter
HALF: Final = 0.5  # one of the two does not say
REPEATS: Final = 3  # from here on a further violation makes no difference
ASIDE: Final = 12  # like cases from which the usual facts of an outlier are read


@dataclass(frozen=True, slots=True)
class Profile:
    """案件特征: the facts by which one case is like another. `tier` is the place among the tiers, 0 the mildest, 1 the gravest."""

    matter: str
    national: str = ""
    bureau: str = ""
    organisation: bool = False
    tier: float | None = None
    tier_title: str = ""
    circumstances: frozenset[str] = frozenset()
    quantities: tuple[tuple[str, float], ...] = ()
    repeated: int = 0
    corrected: bool | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """一件已决案件: its facts, its outcome, and the fine as share of the statutory range (none without a fine)."""

    key: str
    profile: Profile
    outcome: str
    share: float | None
    decided_on: date


@dataclass(frozen=True, slots=True)
class Rules:
    """比较规则: weights by feature, and how many cases, how near, between which quantiles, with what tolerance."""

    weights: Mapping[str, float]
    nearest: int = 40
    minimum: int = 5
    farthest: float = 0.1
    low: float = 0.1
    high: float = 0.9
    tolerance: float = 0.05
    scaled: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        total = sum(self.weights.get(name, 0.0) for name in FEATURES)
        if total <= 0:
            raise ValueError("至少有一项特征的权重应当大于零")
        object.__setattr__(self, "scaled", tuple(self.weights.get(name, 0.0) / total for name in FEATURES))


@dataclass(frozen=True, slots=True)
class Like:
    """一件类案: the past case and its distance (0 = the same facts, 1 = nothing in common)."""

    past: Past
    distance: float


@dataclass(frozen=True, slots=True)
class Band:
    """类案幅度: lower edge, median and upper edge of the shares among `count` like cases."""

    low: float
    middle: float
    high: float
    count: int

    def holds(self, share: float) -> bool:
        return self.low <= share <= self.high


@dataclass(frozen=True, slots=True)
class Outlier:
    """偏离类案的案件: how far it departs, from which band, and in which facts it differs from most of its like cases."""

    past: Past
    score: float
    band: Band
    likes: tuple[Like, ...]


def parts(one: Profile, other: Profile) -> tuple[float, ...]:
    """How far two cases differ in each feature, 0..1, in the order of FEATURES. Symmetric; zero for the same facts."""
    return (
        0.0 if one.matter == other.matter and one.bureau == other.bureau else _matters(one, other),
        float(one.bureau != other.bureau),
        float(one.organisation != other.organisation),
        _tiers(one.tier, other.tier),
        _sets(one.circumstances, other.circumstances),
        _amounts(one.quantities, other.quantities),
        abs(min(one.repeated, REPEATS) - min(other.repeated, REPEATS)) / REPEATS,
        _answers(one.corrected, other.corrected),
        float(one.area != other.area),
    )


def distance(one: Profile, other: Profile, rules: Rules) -> float:
    """The weighted difference of two cases, 0..1."""
    return sum(weight * part for weight, part in zip(rules.scaled, parts(one, other), strict=True))


def nearest(profile: Profile, pasts: Iterable[Past], rules: Rules, count: int = 0) -> tuple[Like, ...]:
    """The nearest past cases within reach, nearest first, of equal ones the latest first. `count` overrides the norm's number."""
    found = (Like(past, distance(profile, past.profile, rules)) for past in pasts)
    near = (like for like in found if like.distance <= rules.farthest + 1e-9)
    return tuple(heapq.nsmallest(count or rules.nearest, near, key=_order))


def expected(likes: Iterable[Like], rules: Rules) -> Band | None:
    """The band of the fine among like cases that were punished; None where there are too few to speak of a practice."""
    shares = [
        like.past.share for like in likes if like.past.outcome == PENALTY and like.past.share is not None
    ]
    return band(shares, rules) if len(shares) >= rules.minimum else None


def band(shares: Sequence[float], rules: Rules) -> Band:
    """Quantiles of the shares, widened on both sides by the tolerance. Raises ValueError for no shares."""
    ordered = sorted(shares)
    return Band(
        quantile(ordered, rules.low) - rules.tolerance,
        quantile(ordered, 0.5),
        quantile(ordered, rules.high) + rules.tolerance,
        len(ordered),
    )


def quantile(ordered: Sequence[float], part: float) -> float:
    """A quantile by linear interpolation: of [10, 20, 30, 40] the quantile 0.5 is 25. Raises ValueError for no values."""
    if not ordered:
        raise ValueError("没有可以计算的数值")
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def score(share: float, expected_band: Band, rules: Rules) -> float:
    """偏离度: 0 inside the band; outside it the gap in widths of the band, growing with the distance from the band."""
    gap = max(expected_band.low - share, share - expected_band.high, 0.0)
    return gap / max(expected_band.high - expected_band.low, rules.tolerance, 1e-9)


def outliers(
    asked: Collection[str], pasts: Sequence[Past], rules: Rules, most: int = 60
) -> tuple[Outlier, ...]:
    """Which of the asked cases depart from their like cases (each compared with the others, not with itself), worst first.

    Cases are compared inside their matter and kind of party, each with at most `most` others next to it in tier and day.
    """
    groups: dict[tuple[str, str, bool], list[Past]] = {}
    for past in pasts:
        profile = past.profile
        groups.setdefault((profile.bureau, profile.matter, profile.organisation), []).append(past)
    found = []
    for group in groups.values():
        group.sort(key=_by_tier_and_day)
        for place, past in enumerate(group):
            if past.key in asked and past.share is not None and past.outcome == PENALTY:
                outlier = _judged(past, _beside(group, place, most), rules)
                if outlier is not None:
                    found.append(outlier)
    return tuple(sorted(found, key=lambda one: (-one.score, one.past.decided_on, one.past.key)))


def differences(one: Profile, other: Profile, titles: Mapping[str, str]) -> tuple[str, ...]:
    """The facts in which two cases differ, in words: 裁量阶次：本案一般，该案严重. `titles` names features, circumstances and areas."""
    words = []
    for name, part in zip(FEATURES, parts(one, other), strict=True):
        if part > 0 and name in titles:
            mine, theirs = (_WORDS[name](profile, titles) for profile in (one, other))
            words.append(f"{titles[name]}：本案{mine}，该案{theirs}" if mine != theirs else titles[name])
    return tuple(words)


def unlike_most(profile: Profile, likes: Sequence[Like], titles: Mapping[str, str]) -> tuple[str, ...]:
    """The facts in which a case differs from more than half of its like cases, with the fact that these have most often."""
    near = likes[:ASIDE]
    words = []
    for place, name in enumerate(FEATURES):
        if name not in titles:
            continue
        others = [like.past.profile for like in near if parts(profile, like.past.profile)[place] > 0]
        if 2 * len(others) > len(near):
            usual = Counter(_WORDS[name](other, titles) for other in others).most_common(1)[0][0]
            words.append(
                f"{titles[name]}：本案{_WORDS[name](profile, titles)}，类案多为{usual}（{len(others)}/{len(near)} 件）"
            )
    return tuple(words)


def _judged(past: Past, others: Sequence[Past], rules: Rules) -> Outlier | None:
    likes = nearest(past.profile, others, rules)
    found = expected(likes, rules)
    if found is None or past.share is None:
        return None
    departs = score(past.share, found, rules)
    return Outlier(past, departs, found, likes) if departs > 0 else None


def _beside(group: Sequence[Past], place: int, most: int) -> list[Past]:
    """The others next to one case in its ordered group."""
    first = max(0, min(place - most // 2, len(group) - most - 1))
    around = group[first : first + most + 1]
    return [other for other in around if other is not group[place]]


def _by_tier_and_day(past: Past) -> tuple[float, date, str]:
    return -1.0 if past.profile.tier is None else past.profile.tier, past.decided_on, past.key


def _order(like: Like) -> tuple[float, int, str]:
    return round(like.distance, 9), -like.past.decided_on.toordinal(), like.past.key


def _matters(one: Profile, other: Profile) -> float:
    return SAME_LAW if one.national and one.national == other.national else 1.0


def _tiers(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0 if one is other else HALF
    return min(2 * abs(one - other), 1.0)


def _sets(one: frozenset[str], other: frozenset[str]) -> float:
    either = len(one | other)
    return 1 - len(one & other) / either if either else 0.0


def _amounts(one: tuple[tuple[str, float], ...], other: tuple[tuple[str, float], ...]) -> float:
    """Amounts of the same unit by their ratio: tenfold is as far as can be."""
    if not one and not other:
        return 0.0
    theirs = dict(other)
    pairs = [(mine, theirs[unit]) for unit, mine in one if unit in theirs]
    if not pairs:
        return HALF
    return sum(_ratio(mine, their) for mine, their in pairs) / len(pairs)


def _ratio(one: float, other: float) -> float:
    if one <= 0 or other <= 0:
        return 0.0 if one == other else 1.0
    return min(abs(math.log10(one / other)), 1.0)


def _answers(one: bool | None, other: bool | None) -> float:
    if one is other:
        return 0.0
    return HALF if one is None or other is None else 1.0


def _tier_words(profile: Profile, titles: Mapping[str, str]) -> str:
    return profile.tier_title or "没有阶次"


def _circumstance_words(profile: Profile, titles: Mapping[str, str]) -> str:
    return "、".join(titles.get(name, name) for name in sorted(profile.circumstances)) or "没有特别情节"


def _amount_words(profile: Profile, titles: Mapping[str, str]) -> str:
    return "、".join(f"{amount:g}{unit}" for unit, amount in profile.quantities) or "没有记载"


def _corrected_words(profile: Profile, titles: Mapping[str, str]) -> str:
    return {True: "已改正", False: "没有改正", None: "没有记载"}[profile.corrected]


_WORDS: Final[Mapping[str, Callable[[Profile, Mapping[str, str]], str]]] = {
    MATTER: lambda profile, titles: titles.get(profile.matter, profile.matter),
    BUREAU: lambda profile, titles: titles.get(profile.bureau, "本机关以外"),
    PARTY: lambda profile, titles: "单位" if profile.organisation else "个人",
    TIER: _tier_words,
    CIRCUMSTANCES: _circumstance_words,
    QUANTITY: _amount_words,
    REPEATED: lambda profile, titles: (
        f"此前受过{profile.repeated}次处罚" if profile.repeated else "此前没有处罚"
    ),
    CORRECTED: _corrected_words,
    AREA: lambda profile, titles: profile.area or "没有记载",
}
