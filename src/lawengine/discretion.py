"""Discretion 裁量: from the statutory range, the benchmark tier and the circumstances to the lawful range, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from .citation import Citation
from .norms import Threshold

if TYPE_CHECKING:
    from .book import NormBook

CENT: Final = Decimal("0.01")
EFFECTS: Final = ("exempt", "mitigated", "lighter", "normal", "heavier")
EFFECT_TITLES: Final = {
    "exempt": "不予处罚",
    "mitigated": "减轻处罚",
    "lighter": "从轻处罚",
    "normal": "一般处罚",
    "heavier": "从重处罚",
}
_LENIENT: Final = frozenset({"exempt", "mitigated", "lighter"})


class DiscretionError(ValueError):
    """The ranges given contradict each other (a defect of the power item or the benchmark)."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """裁量情节: what it allows or demands (从轻、减轻、从重、不予处罚), with its article."""

    id: str
    title: str
    effects: frozenset[str]
    mandatory: bool
    cites: tuple[Citation, ...]
    verified: str
    path: str = ""
    parties: frozenset[str] = frozenset()

    def fits(self, party_kind: str) -> bool:
        """Whether it can apply to this kind of party at all; an empty set fits every kind."""
        return not self.parties or not party_kind or party_kind in self.parties


@dataclass(frozen=True, slots=True)
class StatutoryRange:
    """法定罚款幅度: least and most in yuan, or as multiples (shares) of `base`, e.g. 违法所得 or 工程造价; `cites` its basis."""

    minimum: Decimal
    maximum: Decimal
    base: Decimal | None = None
    base_title: str = ""
    cites: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.maximum:
            raise DiscretionError("法定幅度的下限应不小于零且不大于上限")
        if self.base is not None and self.base < 0:
            raise DiscretionError("计算基数不得为负")

    def yuan(self) -> tuple[Decimal, Decimal]:
        factor = Decimal(1) if self.base is None else self.base
        return _cents(self.minimum * factor), _cents(self.maximum * factor)

    def tier_yuan(self, tier: Tier) -> tuple[Decimal, Decimal]:
        factor = Decimal(1) if self.base is None else self.base
        return _cents(tier.minimum * factor), _cents(tier.maximum * factor)


@dataclass(frozen=True, slots=True)
class Tier:
    """裁量阶次: its range in the unit of the statutory range (yuan, or multiples of the same base)."""

    id: str
    title: str
    minimum: Decimal
    maximum: Decimal
    when: str = ""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """裁量基准: the tiers of one matter while in force; only a published benchmark may be used (行政处罚法 34)."""

    title: str
    start: date
    end: date | None
    tiers: tuple[Tier, ...]
    published: bool = True
    cites: tuple[Citation, ...] = ()

    def holds(self, day: date) -> bool:
        return self.published and self.start <= day and (self.end is None or day <= self.end)

    def tier(self, name: str) -> Tier:
        """Raises DiscretionError when the benchmark has no such tier."""
        for tier in self.tiers:
            if tier.id == name:
                return tier
        raise DiscretionError(f"裁量基准“{self.title}”没有阶次 {name}")


@dataclass(frozen=True, slots=True)
class Line:
    """裁量的一步: what was applied, the range in yuan that it leads to (none where it leads to none), and its articles."""

    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    cites: tuple[Citation, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "text": self.text,
            "low": None if self.low is None else str(self.low),
            "high": None if self.high is None else str(self.high),
            "cites": [cite.short for cite in self.cites],
        }


@dataclass(frozen=True, slots=True)
class Band:
    """从轻、减轻、一般、从重 of one tier: its range in yuan (`below`: less than `high`), and whether the circumstances open it."""

    effect: str
    low: Decimal
    high: Decimal
    below: bool
    open: bool

    @property
    def title(self) -> str:
        return EFFECT_TITLES[self.effect]


@dataclass(frozen=True, slots=True)
class Discretion:
    """裁量结果: which effects are open, the range for the chosen one, the sum, and what still has to be reasoned."""

    effects: tuple[str, ...]
    chosen: str
    minimum: Decimal
    maximum: Decimal
    below_maximum: bool
    lines: tuple[Line, ...]
    problems: tuple[str, ...]
    cites: tuple[Citation, ...]
    bands: tuple[Band, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The sum as sentences."""
        return tuple(line.text for line in self.lines)

    def objections(self, amount: Decimal) -> tuple[str, ...]:
        """Why this amount is outside the lawful range; empty when it is inside."""
        out = list(self.problems)
        if self.chosen == "exempt" and amount > 0:
            out.append("不予处罚的，不得罚款")
        elif amount < self.minimum:
            out.append(f"罚款低于可裁量的最低数额 {self.minimum:,.2f} 元")
        elif amount > self.maximum or (self.below_maximum and amount == self.maximum):
            out.append(
                f"罚款{'应当低于' if self.below_maximum else '高于可裁量的最高数额'} {self.maximum:,.2f} 元"
            )
        return tuple(out)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "effects": list(self.effects),
            "chosen": self.chosen,
            "minimum": str(self.minimum),
            "maximum": str(self.maximum),
            "below_maximum": self.below_maximum,
            "steps": list(self.steps),
            "lines": [line.as_dict() for line in self.lines],
            "problems": list(self.problems),
            "cites": [cite.short for cite in self.cites],
        }


def assess(
    book: NormBook,
    *,
    on: date,
    jurisdiction: str,
    statutory: StatutoryRange,
    benchmark: Benchmark | None = None,
    tier: str | None = None,
    circumstances: Sequence[Circumstance] = (),
    chosen: str | None = None,
) -> Discretion:
    """The lawful range of a fine on that day in that place.

    `tier` names a tier of the benchmark in force; `chosen` the effect the officer means to give the circumstances
    (without it the mildest mandatory one, else 一般处罚). Raises DiscretionError when the tier lies outside the law.
    """
    lines: list[Line] = []
    law = _statutory(statutory, lines)
    within = _tier_range(statutory, benchmark, tier, on, lines)
    effects, problems = _open_effects(circumstances, lines)
    effect = chosen or _default(circumstances, effects)
    if effect not in effects:
        problems.append(f"现有情节不支持{EFFECT_TITLES.get(effect, effect)}")
    shares = _shares(book, on, jurisdiction)
    bands = tuple(_band(name, law, within, shares, name in effects) for name in EFFECTS)
    band = next((one for one in bands if one.effect == effect), bands[EFFECTS.index("normal")])
    lines.extend(_result(band, law, within, shares, circumstances))
    cites = tuple(dict.fromkeys(cite for item in circumstances for cite in item.cites))
    return Discretion(
        effects, effect, band.low, band.high, band.below, tuple(lines), tuple(problems), cites, bands
    )


def more_lenient(old: StatutoryRange, new: StatutoryRange) -> str:
    """从旧兼从轻 (行政处罚法 37): "new" when the new range is lighter, else "old"; maxima first, then minima (policy)."""
    old_low, old_high = old.yuan()
    new_low, new_high = new.yuan()
    return "new" if (new_high, new_low) < (old_high, old_low) else "old"


def benchmark_on(benchmarks: Iterable[Benchmark], day: date) -> Benchmark | None:
    """The published benchmark in force on that day."""
    return next((benchmark for benchmark in benchmarks if benchmark.holds(day)), None)


def _statutory(statutory: StatutoryRange, lines: list[Line]) -> tuple[Decimal, Decimal]:
    low, high = statutory.yuan()
    if statutory.base is not None:
        title = statutory.base_title or "计算基数"
        lines.append(
            Line(
                f"{title} {statutory.base:,.2f} 元，法定幅度为其 {statutory.minimum} 倍至 {statutory.maximum} 倍"
            )
        )
    lines.append(Line(f"法定罚款幅度 {low:,.2f} 元至 {high:,.2f} 元", low, high, statutory.cites))
    return low, high


def _tier_range(
    statutory: StatutoryRange, benchmark: Benchmark | None, name: str | None, on: date, lines: list[Line]
) -> tuple[Decimal, Decimal]:
    law_low, law_high = statutory.yuan()
    if benchmark is None or name is None:
        lines.append(Line("没有适用的裁量阶次，按法定幅度裁量", law_low, law_high))
        return law_low, law_high
    if not benchmark.holds(on):
        raise DiscretionError(f"裁量基准“{benchmark.title}”在 {on} 不在施行中或者没有公布")
    tier = benchmark.tier(name)
    low, high = statutory.tier_yuan(tier)
    if not law_low <= low <= high <= law_high:
        raise DiscretionError(f"裁量阶次“{tier.title}”超出法定幅度")
    text = f"裁量阶次“{tier.title}” {low:,.2f} 元至 {high:,.2f} 元（{benchmark.title}）"
    lines.append(Line(text, low, high, benchmark.cites))
    return low, high


def _open_effects(
    circumstances: Sequence[Circumstance], lines: list[Line]
) -> tuple[tuple[str, ...], list[str]]:
    """Which effects the circumstances leave open, and what conflicts must be reasoned."""
    lenient = [item for item in circumstances if item.effects & _LENIENT]
    heavy = [item for item in circumstances if "heavier" in item.effects]
    forced = [item for item in lenient if item.mandatory]
    for item in circumstances:
        word = "应当" if item.mandatory else "可以"
        titles = "或者".join(EFFECT_TITLES[effect] for effect in EFFECTS if effect in item.effects)
        lines.append(Line(f"情节：{item.title}，{word}{titles}", cites=item.cites))
    allowed = {effect for item in circumstances for effect in item.effects}
    if any("exempt" in item.effects for item in forced):
        allowed = {"exempt"}
    elif forced:
        allowed -= {"heavier"}
    elif lenient or not any(item.mandatory for item in heavy):
        allowed.add("normal")
    problems: list[str] = []
    if lenient and heavy:
        lines.append(Line("从宽与从重情节并存，应当综合考量并说明理由；应当从宽的情节优先"))
    return tuple(effect for effect in EFFECTS if effect in allowed), problems


def _default(circumstances: Sequence[Circumstance], effects: tuple[str, ...]) -> str:
    """Without a choice: 不予处罚 when demanded, 从轻 when leniency is demanded, otherwise 一般处罚."""
    forced = {effect for item in circumstances if item.mandatory for effect in item.effects}
    for effect in ("exempt", "lighter", "mitigated", "heavier"):
        if effect in forced and effect in effects:
            return effect
    return "normal"


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of a range, and where it is laid down."""

    value: Decimal
    cites: tuple[Citation, ...]


def _shares(book: NormBook, on: date, jurisdiction: str) -> tuple[_Share, _Share]:
    """Up to which share of a range 从轻 reaches, and from which share 从重 begins."""
    out = []
    for name, fallback in (
        ("discretion_lighter_share", Decimal(1)),
        ("discretion_heavier_share", Decimal(0)),
    ):
        norm = book.threshold(name, on=on, jurisdiction=jurisdiction)
        if isinstance(norm, Threshold) and isinstance(norm.value, Decimal):
            out.append(_Share(norm.value, norm.cites))
        else:
            out.append(_Share(fallback, ()))
    return out[0], out[1]


def _band(
    effect: str,
    law: tuple[Decimal, Decimal],
    tier: tuple[Decimal, Decimal],
    shares: tuple[_Share, _Share],
    is_open: bool,
) -> Band:
    """The range that one effect leads to inside the tier; 减轻 lies below the statutory minimum, where there is one."""
    low, high = tier
    span = high - low
    below = False
    if effect == "exempt":
        low, high = Decimal(0), Decimal(0)
    elif effect == "mitigated" and law[0] > 0:
        low, high, below = Decimal(0), law[0], True
    elif effect in ("lighter", "mitigated"):
        high = _cents(low + span * shares[0].value)
    elif effect == "heavier":
        low = _cents(low + span * shares[1].value)
    return Band(effect, low, high, below, is_open)


def _result(
    band: Band,
    law: tuple[Decimal, Decimal],
    tier: tuple[Decimal, Decimal],
    shares: tuple[_Share, _Share],
    circumstances: Sequence[Circumstance],
) -> list[Line]:
    """The last lines of the sum: what the chosen effect makes of the tier."""
    low, high = band.low, band.high
    cites = tuple(
        dict.fromkeys(cite for item in circumstances if band.effect in item.effects for cite in item.cites)
    )
    if band.effect == "exempt":
        return [Line("不予处罚，不罚款", low, high, cites)]
    if band.below:
        return [Line(f"减轻处罚：低于法定最低数额 {law[0]:,.2f} 元", low, high, cites)]
    out = []
    if band.effect == "mitigated":
        out.append(Line("法定幅度没有下限，减轻处罚按从轻处罚裁量", cites=cites))
    if band.effect in ("lighter", "mitigated"):
        part = f"（幅度的前 {shares[0].value * 100:.0f}%）"
        out.append(
            Line(f"从轻处罚：{low:,.2f} 元至 {high:,.2f} 元{part}", low, high, (*cites, *shares[0].cites))
        )
    elif band.effect == "heavier":
        part = f"（自幅度的 {shares[1].value * 100:.0f}% 起）"
        out.append(
            Line(f"从重处罚：{low:,.2f} 元至 {high:,.2f} 元{part}", low, high, (*cites, *shares[1].cites))
        )
    else:
        out.append(Line(f"一般处罚：{tier[0]:,.2f} 元至 {tier[1]:,.2f} 元", *tier))
    return out


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
