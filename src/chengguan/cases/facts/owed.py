"""Money and duties beside the fine: daily fines, costs of performance on behalf, what an agreement fixed, how a case ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from .known import Known, day, money

NOTHING: Final = Decimal(0)
# Known facts that hold what was paid, by the kind of payment.
PAID: Final = {
    "fine": "paid",
    "additional_fine": "additional_fine_paid",
    "daily_fine": "daily_paid",
    "performance_cost": "performance_cost_paid",
}


def daily_outstanding(known: Known) -> Decimal:
    """按日连续处罚 still to be paid."""
    if known.get("decision_annulled"):
        return NOTHING
    return max(money(known, "daily_fine") - money(known, "daily_paid"), NOTHING)


def costs_outstanding(known: Known) -> Decimal:
    """代履行费用 still to be paid (行政强制法 第五十一条第二款)."""
    return max(money(known, "performance_cost") - money(known, "performance_cost_paid"), NOTHING)


def agreed_additional(known: Known) -> Decimal | None:
    """Additional fine as a running agreement fixed it (行政强制法 第四十二条); None without one."""
    return money(known, "agreement_additional") if known.get("agreement_running") else None


def refundable(known: Known, fine: Decimal) -> dict[str, Decimal]:
    """What has to be given back now that the fine is this much (行政强制法 第四十一条), by kind of payment; nothing for what is right."""
    annulled = bool(known.get("decision_annulled"))
    over = {
        "fine": money(known, "paid") - fine,
        "additional_fine": money(known, "additional_fine_paid") - (NOTHING if annulled else fine),
        "daily_fine": money(known, "daily_paid") if annulled else NOTHING,
    }
    return {kind: amount for kind, amount in over.items() if amount > 0}


def demolition_pending(known: Known) -> bool:
    """Whether an order to demolish stands and the building still does."""
    return bool(
        known.get("demolition_ordered_on")
        and not known.get("demolished_on")
        and not known.get("enforcement_ended_on")
    )


def rests(known: Known) -> bool:
    """Whether anything besides the fine and the decision's other content is still owed."""
    return bool(daily_outstanding(known) or costs_outstanding(known) or demolition_pending(known))


def ending(known: Known) -> tuple[str, date | None]:
    """Ways to end a case that was not performed in full (行政强制法 第三十九条、第四十条、第五十八条); ("", None) when there is none."""
    for ground, name in (("enforcement_ended", "enforcement_ended_on"), ("court_closed", "court_closed_on")):
        if known.get(name):
            return ground, day(known, name)
    if known.get("demolished_on") and not known.get("decided_on") and not costs_outstanding(known):
        return "demolished", day(known, "demolished_on")
    return "", None
