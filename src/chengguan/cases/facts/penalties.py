"""The penalty that an act proposes or decides: its content, and whether it stays inside the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from chengguan.powers.models import Matter, Tier
from chengguan.powers.rows import PENALTIES

LENIENCY: Final[Mapping[str, str]] = {"none": "无", "lighter": "从轻", "mitigated": "减轻", "heavier": "从重"}
CONFISCATIONS: Final = frozenset({"confiscate_gains", "confiscate_property"})
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Penalty:
    """处罚内容 (行政处罚法 第九条): kinds, amounts in yuan, discretion (tier, leniency and its ground) and the reasons."""

    kinds: tuple[str, ...]
    fine: Decimal
    findings: str
    discretion: str
    confiscated: Decimal = ZERO
    property: str = ""
    tier: str = ""
    leniency: str = "none"
    leniency_ground: str = ""

    def as_data(self) -> dict[str, Any]:
        """What was entered, for the ledger."""
        return {
            "kinds": list(self.kinds),
            "fine": str(self.fine),
            "confiscated": str(self.confiscated),
            "property": self.property,
            "tier": self.tier,
            "leniency": self.leniency,
            "leniency_ground": self.leniency_ground,
            "findings": self.findings,
            "discretion": self.discretion,
        }

    def as_context(self, matter: Matter) -> dict[str, Any]:
        """What the notice and the decision print: facts, penalties one by one, discretion."""
        tier = tier_of(matter, self.tier)
        return {
            "facts": self.findings,
            "penalties": [self._line(kind) for kind in self.kinds],
            "discretion": {
                "tier": self.tier,
                "benchmark": f"《{tier.document}》" if tier else "",
                "reasons": self._reasons(),
            },
        }

    def _line(self, kind: str) -> dict[str, Any]:
        line: dict[str, Any] = {"title": PENALTIES[kind]}
        if kind == "fine":
            line["amount"] = str(self.fine)
        elif kind == "confiscate_gains" or (kind in CONFISCATIONS and not self.property):
            line["amount"] = str(self.confiscated)
        elif kind == "confiscate_property":
            line["text"] = f"：{self.property}"
        return line

    def _reasons(self) -> str:
        if self.leniency in ("", "none"):
            return self.discretion
        ground = f"（{self.leniency_ground}）" if self.leniency_ground else ""
        return f"{self.discretion.rstrip('。')}，予以{LENIENCY[self.leniency]}处罚{ground}"


def tier_of(matter: Matter, name: str) -> Tier | None:
    """The tier of the benchmark with this name."""
    return next((tier for tier in matter.tiers.all() if tier.name == name), None)


def statutory_range(matter: Matter, organisation: bool) -> tuple[Decimal, Decimal] | None:
    """法定罚款幅度 of a matter for this kind of party, in yuan; None when the law provides no fine."""
    wanted = ("any", "organisation" if organisation else "individual")
    for row in matter.fines:
        if row.get("party", "any") in wanted:
            return Decimal(str(row["low"])), Decimal(str(row["high"]))
    return None


def penalty_facts(case: Case, penalty: Penalty) -> dict[str, Any]:
    """Facts about the content of a penalty (行政处罚法 第四条、第五条、第三十条、第三十二条、第三十四条)."""
    return {
        "penalty_kinds": list(penalty.kinds) or None,
        "penalty_fine": str(penalty.fine),
        "penalty_confiscated": str(penalty.confiscated),
        "penalty_leniency": penalty.leniency or "none",
        "mitigation_ground_stated": bool(penalty.leniency_ground.strip()),
        "facts_found": bool(penalty.findings.strip()),
        "discretion_reasoned": bool(penalty.discretion.strip()),
        "fine_in_statute": _in_statute(case, penalty),
        "fine_in_tier": _in_tier(case, penalty),
    }


def _in_statute(case: Case, penalty: Penalty) -> bool:
    if "fine" not in penalty.kinds:
        return penalty.fine == 0
    found = statutory_range(case.matter, bool(case.known.get("party_is_organisation")))
    if found is None:
        return False
    low, high = found
    return 0 < penalty.fine <= high and (penalty.fine >= low or penalty.leniency == "mitigated")


def _in_tier(case: Case, penalty: Penalty) -> bool:
    """A mitigated fine leaves the tiers; where the bureau published no benchmark there is nothing to depart from."""
    tiers = list(case.matter.tiers.all())
    if "fine" not in penalty.kinds or penalty.leniency == "mitigated" or not tiers:
        return True
    tier = next((row for row in tiers if row.name == penalty.tier), None)
    return tier is not None and tier.low <= penalty.fine <= tier.high


@dataclass(frozen=True)
class HearingRight:
    """听证权利 (行政处罚法 第六十三条): whether the party has one, why, and which local amounts are not on record."""

    entitled: bool
    grounds: tuple[str, ...]
    gaps: tuple[str, ...]


def hearing_right(
    penalty: Penalty, *, organisation: bool, maximum: Decimal | None, on: date, jurisdiction: str
) -> HearingRight:
    """Whether this penalty gives a right to a hearing. A local amount that is not on record counts as reached (safe side)."""
    grounds: list[str] = []
    gaps: list[str] = []
    listed = book().threshold("hearing_penalty_kinds", on=on, jurisdiction=jurisdiction).value
    heavy = [PENALTIES[kind] for kind in penalty.kinds if isinstance(listed, frozenset) and kind in listed]
    if heavy:
        grounds.append(f"拟作出{'、'.join(heavy)}")
    suffix = "organisation" if organisation else "citizen"
    for title, amount, name in (("罚款", penalty.fine, "fine"), ("没收", penalty.confiscated, "confiscation")):
        _weigh(title, amount, f"hearing_{name}_{suffix}", grounds, gaps, on, jurisdiction)
    share = book().threshold("hearing_fine_share", on=on, jurisdiction=jurisdiction).value
    if maximum and isinstance(share, Decimal) and penalty.fine >= share * maximum:
        grounds.append(f"罚款达到最高限额的{share:.0%}")
    return HearingRight(bool(grounds), tuple(grounds), tuple(gaps))


def _weigh(
    title: str, amount: Decimal, name: str, grounds: list[str], gaps: list[str], on: date, jurisdiction: str
) -> None:
    if amount <= 0:
        return
    threshold = book().threshold(name, on=on, jurisdiction=jurisdiction)
    if not isinstance(threshold.value, Decimal):
        grounds.append(f"拟{title}{amount:,.2f}元（当地标准没有录入，按应当告知处理）")
        gaps.append(getattr(threshold, "gap", "") or threshold.title)
    elif amount >= threshold.value:
        grounds.append(f"拟{title}{amount:,.2f}元，达到{threshold.value:,}元")
