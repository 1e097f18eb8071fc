"""裁量: the range of a fine for this matter and party, by the law engine, and whether an amount lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import prefetch_related_objects

from chengguan.ledger.norms import book
from chengguan.powers.citations import write_citation
from chengguan.powers.models import Matter, Tier
from lawengine import UnknownNorm
from lawengine.citation import Citation
from lawengine.discretion import (
    EFFECT_TITLES,
    Band,
    Benchmark,
    Circumstance,
    Discretion,
    DiscretionError,
    Line,
    StatutoryRange,
    assess,
)
from lawengine.discretion import Tier as BenchmarkTier
from lawengine.norms import Missing

CITED: Final = ("law", "article", "paragraph", "item", "part")
ORDER: Final = ("lighter", "mitigated", "heavier")
EFFECTS: Final = {"none": "normal", "lighter": "lighter", "mitigated": "mitigated", "heavier": "heavier"}


@dataclass(frozen=True)
class Weighed:
    """A proposed fine as weighed: the statutory range, the range that tier and circumstances lead to, and the findings."""

    statute: tuple[Decimal, Decimal] | None
    low: Decimal
    high: Decimal
    within_statute: bool
    within_tier: bool
    benchmark: str
    tier: str
    steps: tuple[str, ...]
    objections: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()
    below: bool = False

    @property
    def deviates(self) -> bool:
        """裁量偏离: inside the statutory range, but outside the range that the benchmark and the circumstances lead to."""
        return self.within_statute and not self.within_tier

    @property
    def in_words(self) -> str:
        """The computed range: 2,000.00元至5,000.00元."""
        return f"低于{yuan(self.high)}" if self.below else f"{yuan(self.low)}至{yuan(self.high)}"


def yuan(amount: Decimal) -> str:
    """6,000元, 1,220.50元."""
    return f"{amount:,.2f}".removesuffix(".00") + "元"


def fine_range(matter: Matter, organisation: bool) -> StatutoryRange | None:
    """法定罚款幅度 of the matter for this kind of party; None when no fine may be imposed on it."""
    wanted = ("organisation" if organisation else "individual", "any")
    rows: list[dict[str, Any]] = [row for row in matter.fines if row.get("party", "any") in wanted]
    rows.sort(key=lambda row: wanted.index(row.get("party", "any")))
    if not rows:
        return None
    cites = tuple(Citation(**{name: cite[name] for name in CITED if cite.get(name)}) for cite in matter.basis)
    return StatutoryRange(Decimal(str(rows[0]["low"])), Decimal(str(rows[0]["high"])), cites=cites)


def tiers_for(matter: Matter, organisation: bool) -> list[Tier]:
    """裁量阶次 of the matter that apply to this kind of party, mildest first. One query for each matter that was read."""
    wanted = ("organisation" if organisation else "individual", "any")
    prefetch_related_objects([matter], "tiers")
    rows = [row for row in matter.tiers.all() if row.party in wanted]
    own = [row for row in rows if row.party == wanted[0]]
    return sorted(own or rows, key=lambda row: row.order)


def weigh(
    *,
    matter: Matter,
    organisation: bool,
    fine: Decimal,
    tier: str,
    leniency: str,
    circumstances: Sequence[str],
    on: date,
    jurisdiction: str,
) -> Weighed:
    """Weigh a fine (行政处罚法 第三十二条、第三十四条). `tier` is the order of a tier as text, "" for none."""
    statutory = fine_range(matter, organisation)
    rows = tiers_for(matter, organisation)
    title = next((row.name for row in rows if str(row.order) == tier), "")
    if statutory is None:
        return Weighed(
            None, Decimal(0), Decimal(0), False, False, "", title, (), ("该案由对此类当事人没有规定罚款",)
        )
    facts = circumstances_named(circumstances, on, jurisdiction)
    try:
        found = assess(
            book(),
            on=on,
            jurisdiction=jurisdiction,
            statutory=statutory,
            benchmark=benchmark_of(rows, _benchmark_cites(on, jurisdiction)),
            tier=tier or None,
            circumstances=facts,
            chosen=EFFECTS.get(leniency, "normal"),
        )
    except DiscretionError as error:
        low, high = statutory.yuan()
        return Weighed((low, high), low, high, low <= fine <= high, False, "", title, (), (str(error),))
    return _weighed(statutory, found, fine, rows, title)


def _weighed(
    statutory: StatutoryRange, found: Discretion, fine: Decimal, rows: list[Tier], title: str
) -> Weighed:
    low, high = statutory.yuan()
    supported = found.chosen in found.effects
    mitigated = found.chosen == "mitigated" and supported and fine < low
    objections = found.objections(fine) + (("没有选择裁量阶次",) if rows and not title else ())
    return Weighed(
        statute=(low, high),
        low=found.minimum,
        high=found.maximum,
        within_statute=low <= fine <= high or mitigated,
        within_tier=not objections,
        benchmark=rows[0].document if rows else "",
        tier=title,
        steps=found.steps,
        objections=objections,
        lines=found.lines,
        bands=found.bands,
        below=found.below_maximum,
    )


def _benchmark_cites(on: date, jurisdiction: str) -> tuple[Citation, ...]:
    """The article under which a published benchmark binds (行政处罚法 第三十四条)."""
    norm = book().threshold("discretion_deviation_review", on=on, jurisdiction=jurisdiction)
    return () if isinstance(norm, Missing) else norm.cites


def benchmark_of(rows: list[Tier], cites: tuple[Citation, ...] = ()) -> Benchmark | None:
    if not rows:
        return None
    tiers = tuple(BenchmarkTier(str(row.order), row.name, row.low, row.high, row.condition) for row in rows)
    return Benchmark(rows[0].document, min(row.published_on for row in rows), None, tiers, cites=cites)


def circumstances_named(names: Sequence[str], on: date, jurisdiction: str) -> list[Circumstance]:
    found = []
    for name in names:
        try:
            found.append(book().circumstance(name, on=on, jurisdiction=jurisdiction))
        except UnknownNorm:
            continue
    return found


def circumstance_choices(on: date, jurisdiction: str, party_kind: str = "") -> list[tuple[str, str]]:
    """裁量情节 in force that a penalty for this kind of party may rest on: what each allows or demands, and its article.

    What leads to no penalty at all (不予处罚) is no circumstance of a penalty.
    """
    found = book().circumstances(on=on, jurisdiction=jurisdiction)
    return [
        (
            item.id,
            f"{item.title}（{effect_words(item)}；{'、'.join(cite_words(cite) for cite in item.cites)}）",
        )
        for item in found
        if item.fits(party_kind) and item.effects != {"exempt"}
    ]


def cite_words(cite: Citation) -> str:
    """《行政处罚法》第三十二条第（一）项."""
    return write_citation({name: getattr(cite, name) for name in CITED if getattr(cite, name)})


def effect_words(item: Circumstance) -> str:
    """应当从轻或者减轻处罚."""
    titles = "或者".join(
        EFFECT_TITLES[effect].removesuffix("处罚") for effect in ORDER if effect in item.effects
    )
    return f"{'应当' if item.mandatory else '可以'}{titles}处罚"
