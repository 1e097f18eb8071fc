"""The penalty that an act proposes or decides: its content, whether it stays inside the law, whether it gives a right to a hearing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from chengguan.powers.rows import PENALTIES

from .discretion import Weighed, fine_range, weigh

FINE: Final = "fine"
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Penalty:
    """处罚内容 (行政处罚法 第九条): kinds, amounts in yuan, tier (its order as text), circumstances, and the reasons."""

    kinds: tuple[str, ...]
    fine: Decimal
    findings: str
    discretion: str
    confiscated: Decimal = ZERO
    property: str = ""
    tier: str = ""
    leniency: str = "none"
    circumstances: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """What was entered, for the ledger."""
        return {
            **asdict(self),
            "kinds": list(self.kinds),
            "circumstances": list(self.circumstances),
            "fine": str(self.fine),
            "confiscated": str(self.confiscated),
        }

    def lines(self) -> list[dict[str, Any]]:
        """The penalties one by one, as documents list them."""
        return [self._line(kind) for kind in self.kinds]

    def _line(self, kind: str) -> dict[str, Any]:
        line: dict[str, Any] = {"title": PENALTIES[kind]}
        if kind == FINE:
            line["amount"] = str(self.fine)
        elif kind == "confiscate_property" and self.property:
            line["text"] = f"：{self.property}"
        elif kind in ("confiscate_gains", "confiscate_property"):
            line["amount"] = str(self.confiscated)
        return line

    def in_words(self) -> str:
        """警告；罚款2,000.00元."""
        parts = []
        for line in self.lines():
            amount = f"{Decimal(line['amount']):,.2f}元" if "amount" in line else ""
            parts.append(f"{line['title']}{amount}{line.get('text', '')}")
        return "；".join(parts)


def weighed(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> Weighed:
    """The fine as the law engine weighs it (行政处罚法 第三十二条、第三十四条)."""
    return weigh(
        matter=case.matter,
        organisation=bool(case.known.get("party_is_organisation")),
        fine=penalty.fine,
        tier=penalty.tier,
        leniency=penalty.leniency,
        circumstances=penalty.circumstances,
        on=on,
        jurisdiction=jurisdiction,
    )


def penalty_context(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> dict[str, Any]:
    """What notice and decision print: facts, penalties one by one, discretion with its benchmark and reasons."""
    found = weighed(case, penalty, on, jurisdiction) if FINE in penalty.kinds else None
    reasons = penalty.discretion.rstrip("。")
    if penalty.leniency != "none":
        titles = [
            book().circumstance(name, on=on, jurisdiction=jurisdiction).title
            for name in penalty.circumstances
        ]
        reasons += f"，{'、'.join(titles) or '综合考虑本案情节'}，予以{book().fact('penalty_leniency').choices[penalty.leniency]}处罚"
    return {
        "facts": penalty.findings,
        "penalties": penalty.lines(),
        "discretion": {
            "tier": found.tier if found else "",
            "benchmark": f"《{found.benchmark}》" if found and found.benchmark else "",
            "reasons": reasons,
        },
    }


def penalty_facts(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> dict[str, Any]:
    """Facts about the content of a penalty (行政处罚法 第四条、第五条、第三十条、第三十二条、第三十四条)."""
    fined = FINE in penalty.kinds
    found = weighed(case, penalty, on, jurisdiction) if fined else None
    return {
        "penalty_kinds": list(penalty.kinds) or None,
        "penalty_fine": str(penalty.fine),
        "penalty_confiscated": str(penalty.confiscated),
        "penalty_leniency": penalty.leniency,
        "mitigation_ground_stated": bool(penalty.circumstances),
        "violation_stated": bool(penalty.findings.strip()),
        "discretion_reasoned": bool(penalty.discretion.strip()),
        "fine_in_statute": penalty.fine > 0 and found.within_statute if found else penalty.fine == 0,
        "fine_in_tier": found.within_tier if found else True,
    }


@dataclass(frozen=True)
class HearingRight:
    """听证权利 (行政处罚法 第六十三条): whether the party has one, why, and which local amounts are not on record.

    `major`: the kind is heavy, or the amount reaches one that is on record; a mere gap does not make a case major.
    """

    entitled: bool
    major: bool
    grounds: tuple[str, ...]
    gaps: tuple[str, ...]


def hearing_right(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> HearingRight:
    """Whether this penalty gives a right to a hearing. A local amount that is not on record counts as reached (safe side)."""
    grounds: list[str] = []
    gaps: list[str] = []
    organisation = bool(case.known.get("party_is_organisation"))
    listed = book().threshold("hearing_penalty_kinds", on=on, jurisdiction=jurisdiction).value
    heavy = [PENALTIES[kind] for kind in penalty.kinds if isinstance(listed, frozenset) and kind in listed]
    if heavy:
        grounds.append(f"拟作出{'、'.join(heavy)}")
    suffix = "organisation" if organisation else "citizen"
    for title, amount, name in (
        ("罚款", penalty.fine, "fine"),
        ("没收", penalty.confiscated, "confiscation"),
    ):
        ground, gap = _amount_ground(title, amount, f"hearing_{name}_{suffix}", on, jurisdiction)
        grounds += [ground] if ground else []
        gaps += [gap] if gap else []
    ground = _share_ground(case, penalty, organisation, on, jurisdiction)
    grounds += [ground] if ground else []
    return HearingRight(bool(grounds), len(grounds) > len(gaps), tuple(grounds), tuple(gaps))


def _amount_ground(title: str, amount: Decimal, name: str, on: date, jurisdiction: str) -> tuple[str, str]:
    """较大数额 (行政处罚法 第六十三条第一款第一项、第二项): the ground, and the gap where no amount is on record."""
    if amount <= 0:
        return "", ""
    threshold = book().threshold(name, on=on, jurisdiction=jurisdiction)
    if not isinstance(threshold.value, Decimal):
        return f"拟{title}{amount:,.2f}元（当地标准没有录入，按应当告知处理）", getattr(
            threshold, "gap", threshold.title
        )
    return (f"拟{title}{amount:,.2f}元，达到{threshold.value:,}元" if amount >= threshold.value else ""), ""


def _share_ground(case: Case, penalty: Penalty, organisation: bool, on: date, jurisdiction: str) -> str:
    """Some provinces also count a fine of a given share of the maximum as large."""
    share = book().threshold("hearing_fine_share", on=on, jurisdiction=jurisdiction).value
    found = fine_range(case.matter, organisation)
    if not isinstance(share, Decimal) or found is None or penalty.fine <= 0:
        return ""
    return f"罚款达到最高限额的{share:.0%}" if penalty.fine >= share * found.yuan()[1] else ""
