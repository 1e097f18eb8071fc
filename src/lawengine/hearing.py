"""听证范围: whether an intended penalty obliges the organ to tell the party of the right to a hearing (行政处罚法 63)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from .citation import Citation
from .norms import Missing, Threshold

if TYPE_CHECKING:
    from .book import NormBook

KINDS: Final = "hearing_penalty_kinds"
ORGANISATIONS: Final = frozenset({"legal_person", "other_organisation"})
SOLE_TRADER: Final = "sole_trader"


@dataclass(frozen=True, slots=True)
class HearingNeed:
    """听证告知义务: `reasons` why it is owed; `gaps` name local amounts that are not on record (then it is owed too)."""

    required: bool
    reasons: tuple[str, ...]
    gaps: tuple[str, ...]
    cites: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "required": self.required,
            "reasons": list(self.reasons),
            "gaps": list(self.gaps),
            "cites": [cite.short for cite in self.cites],
        }


@dataclass(slots=True)
class _Findings:
    book: NormBook
    on: date
    jurisdiction: str
    reasons: list[str]
    gaps: list[str]
    cites: list[Citation]

    def threshold(self, name: str) -> Threshold | Missing:
        return self.book.threshold(name, on=self.on, jurisdiction=self.jurisdiction)

    def compare(self, what: str, amount: Decimal, name: str) -> None:
        """Owed from the threshold amount on; a missing amount is on the safe side."""
        if amount <= 0:
            return
        norm = self.threshold(name)
        if isinstance(norm, Missing):
            self.gaps.append(norm.gap)
            self.reasons.append(f"{what} {amount:,.2f} 元；本地较大数额标准没有录入，按应当告知听证处理")
        elif isinstance(norm.value, Decimal) and amount >= norm.value:
            self.reasons.append(f"{what} {amount:,.2f} 元，达到较大数额标准 {norm.value:,.2f} 元")
            self.cites.extend(norm.cites)


def party_class(book: NormBook, party_kind: str, *, on: date, jurisdiction: str) -> str:
    """citizen or organisation, as the amounts of 行政处罚法 51 and 63 distinguish; sole traders by local policy."""
    if party_kind in ORGANISATIONS:
        return "organisation"
    if party_kind == SOLE_TRADER:
        policy = book.threshold("sole_trader_counts_as", on=on, jurisdiction=jurisdiction)
        return str(policy.value) if policy.value else "citizen"
    return "citizen"


def hearing_need(
    book: NormBook,
    *,
    on: date,
    jurisdiction: str,
    party_kind: str,
    fine: Decimal = Decimal(0),
    confiscation: Decimal = Decimal(0),
    kinds: Collection[str] = (),
    fine_maximum: Decimal | None = None,
    business: bool = False,
) -> HearingNeed:
    """Whether the intended penalty falls under 行政处罚法 63 第一款 in that place on that day.

    Amounts in yuan; `kinds` are penalty kinds (revoke_permit, suspend_business, …); `fine_maximum` is the highest
    fine the law allows (for places that also count a share of it); `business` = the act was done in business.
    """
    found = _Findings(book, on, jurisdiction, [], [], [])
    who = party_class(book, party_kind, on=on, jurisdiction=jurisdiction)
    found.compare("罚款", fine, _amount_name(found, f"hearing_fine_{who}", business))
    found.compare("没收", confiscation, f"hearing_confiscation_{who}")
    _compare_share(found, who, fine, fine_maximum, business)
    _compare_kinds(found, kinds)
    return HearingNeed(
        bool(found.reasons), tuple(found.reasons), tuple(found.gaps), tuple(dict.fromkeys(found.cites))
    )


def _amount_name(found: _Findings, name: str, business: bool) -> str:
    special = f"{name}_business"
    return special if business and not found.threshold(special).missing else name


def _compare_share(
    found: _Findings, who: str, fine: Decimal, maximum: Decimal | None, business: bool
) -> None:
    share = found.threshold("hearing_fine_share")
    if not maximum or isinstance(share, Missing) or not isinstance(share.value, Decimal):
        return
    floor = found.threshold(_amount_name(found, "hearing_fine_citizen", business)).value
    enough = not isinstance(floor, Decimal) or fine >= floor
    if enough and fine >= maximum * share.value:
        found.reasons.append(
            f"罚款 {fine:,.2f} 元，达到最高限额 {maximum:,.2f} 元的 {share.value * 100:.0f}%"
        )
        found.cites.extend(share.cites)


def _compare_kinds(found: _Findings, kinds: Collection[str]) -> None:
    norm = found.threshold(KINDS)
    if isinstance(norm, Missing) or not isinstance(norm.value, frozenset):
        return
    if norm.value & set(kinds):
        found.reasons.append("拟给予的处罚种类属于应当告知听证的范围")
        found.cites.extend(norm.cites)
