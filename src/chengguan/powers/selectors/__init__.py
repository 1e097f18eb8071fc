"""The list as other apps read it: which matters may be used on a day, and within what range."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from chengguan.powers.models import Matter, PowerItem, Tier

Range = tuple[Decimal, Decimal]


def matters_for(bureau_id: int, on: date, procedure: str = "") -> QuerySet[Matter]:
    """案由 that a case of this bureau may use on a day: in force, and their power item on the list that day.

    `procedure` "summary" leaves out what may not be handled on the spot.
    """
    listed = _in_force(on) & Q(bureau_id=bureau_id, kind="penalty", code=OuterRef("power__code"))
    rows = Matter.objects.filter(_in_force(on), Exists(PowerItem.objects.filter(listed)), bureau_id=bureau_id)
    if procedure == "summary":
        rows = rows.filter(summary_allowed=True)
    return rows.select_related("power").order_by("field", "code")


def fine_range(matter: Matter, party_is_organisation: bool) -> Range | None:
    """Lawful range of the fine in yuan for a kind of party; None where no fine may be imposed (行政处罚法 第四条)."""
    by_party = {fine["party"]: fine for fine in matter.fines}
    fine = by_party.get(_party(party_is_organisation)) or by_party.get("any")
    return (Decimal(fine["low"]), Decimal(fine["high"])) if fine else None


def tiers_for(matter: Matter, party_is_organisation: bool) -> list[Tier]:
    """裁量阶次 for a kind of party, mildest first (行政处罚法 第三十四条). One query."""
    rows = Tier.objects.filter(matter=matter, party__in=("any", _party(party_is_organisation)))
    return sorted(rows, key=lambda tier: (tier.low, tier.order))


def _party(organisation: bool) -> str:
    return "organisation" if organisation else "individual"


def _in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
