"""The penalty that an act proposes or decides: its content, whether it stays inside the law, whether it gives a right to a hearing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from chengguan.powers.rows import PENALTIES
from lawengine.hearing import SOLE_TRADER, hearing_need

from . import one_fine
from .applicable import law_inputs
from .discretion import Weighed, fine_range, weigh
from .leniency import mitigates, penalty_leniency

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
    deviation: str = ""

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
            **deviation_context(found, penalty.deviation),
        },
        "one_fine": one_fine.in_words(case) if FINE in penalty.kinds else "",
    }


def deviation_context(found: Weighed | None, reasons: str) -> dict[str, str]:
    """What papers say of a fine outside the range of the benchmark: the range, and the reasons (行政处罚法 第三十四条)."""
    if found is None or not found.deviates:
        return {}
    return {"range": found.in_words, "deviation": reasons.strip().rstrip("。")}


def printed_lines(found: Weighed) -> list[dict[str, Any]]:
    """裁量计算 line by line as papers print it: what was applied, the range it leads to, the articles."""
    return [
        {
            "text": line.text,
            "range": "" if line.low is None or line.high is None else f"{line.low:,.2f}—{line.high:,.2f}",
            "cites": [
                {name: value for name, value in asdict(cite).items() if value not in (None, "")}
                for cite in line.cites
            ],
        }
        for line in found.lines
    ]


def deviation_sets(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> dict[str, Any]:
    """What is known from now on of a departure from the benchmark: it calls for a legal review."""
    found = weighed(case, penalty, on, jurisdiction) if FINE in penalty.kinds else None
    deviates = found is not None and found.deviates
    return {"discretion_deviates": deviates, "deviation_reasons": penalty.deviation if deviates else ""}


def penalty_facts(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> dict[str, Any]:
    """Facts about the content of a penalty (行政处罚法 第四条、第五条、第三十条、第三十二条、第三十四条)."""
    fined = FINE in penalty.kinds
    found = weighed(case, penalty, on, jurisdiction) if fined else None
    return {
        "penalty_kinds": list(penalty.kinds) or None,
        "penalty_fine": str(penalty.fine),
        "penalty_confiscated": str(penalty.confiscated),
        "penalty_leniency": penalty.leniency,
        "mitigation_ground_stated": mitigates(penalty.circumstances, on, jurisdiction),
        "violation_stated": bool(penalty.findings.strip()),
        "discretion_reasoned": bool(penalty.discretion.strip()),
        "fine_in_statute": penalty.fine > 0 and found.within_statute if found else penalty.fine == 0,
        "fine_in_tier": found.within_tier if found else True,
        "deviation_reasoned": bool(penalty.deviation.strip()),
        **(one_fine.fined_before(case) if fined else {}),
        **penalty_leniency(case, penalty.circumstances, on, jurisdiction),
        **law_inputs(case, on, jurisdiction),
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
    """Whether this penalty gives a right to a hearing. A local amount that is not on record counts as reached (safe side).

    Where local amounts are higher for acts done in business, they hold only if the officers stated that this was one.
    """
    organisation = bool(case.known.get("party_is_organisation"))
    statutory = fine_range(case.matter, organisation)
    need = hearing_need(
        book(),
        on=on,
        jurisdiction=jurisdiction,
        party_kind=SOLE_TRADER
        if case.known.get("party_kind") == SOLE_TRADER
        else "legal_person"
        if organisation
        else "individual",
        fine=penalty.fine,
        confiscation=penalty.confiscated,
        fine_maximum=statutory.yuan()[1] if statutory else None,
        business=case.known.get("business_act") is True,
    )
    listed = book().threshold("hearing_penalty_kinds", on=on, jurisdiction=jurisdiction).value
    heavy = [PENALTIES[kind] for kind in penalty.kinds if isinstance(listed, frozenset) and kind in listed]
    grounds = (*((f"拟作出{'、'.join(heavy)}",) if heavy else ()), *need.reasons)
    return HearingRight(bool(grounds), len(grounds) > len(need.gaps), grounds, need.gaps)


def business_distinguished(on: date, jurisdiction: str) -> bool:
    """Whether the place has amounts of its own for acts done in business (行政处罚法 第六十三条; 地方规定)."""
    names = ("hearing_fine_citizen_business", "hearing_fine_organisation_business")
    return any(not book().threshold(name, on=on, jurisdiction=jurisdiction).missing for name in names)
