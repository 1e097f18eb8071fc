"""What happens in the demonstration years: every case with its matter, party, day and amount.

Totals are those of the published reports; how they are split into single cases is invented. Amounts lie inside the
statutory range and the demonstration benchmark of the matter used, or the act would be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final


@dataclass(frozen=True)
class CasePlan:
    """One case: `matter` is the code of the matter; `choices` go into the walk's plan."""

    matter: str
    fine: Decimal
    day: date
    party: int
    squad: int = 0
    summary: bool = False
    choices: dict[str, Any] = field(default_factory=dict)


def working_day(day: date) -> date:
    """The day itself or the Monday after; people in these walks keep office hours."""
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() > 4 else day


def jinlin() -> Iterator[CasePlan]:
    """金林 2025: four cases, 7,020 yuan."""
    rows = (
        ("waste", "2000", date(2025, 3, 17), 0),
        ("waste", "2000", date(2025, 5, 12), 1),
        ("greening_dig", "1800", date(2025, 7, 7), 2),
        ("greening_works", "1220", date(2025, 9, 8), 3),
    )
    for matter, fine, day, party in rows:
        yield CasePlan(matter, Decimal(fine), day, party, squad=party % 2, choices={"legal_review": True})


# 46 ordinary cases of 武冈 2024: 222,900 yuan; the first twelve went through legal review, with nine opinions in all.
REVIEWED: Final = ("20000", "12000", "12000", "10000", "10000", "9000", "9000", "8000", "8000", "7000", "7000", "7000")
PLAIN: Final = (
    "5000", "5000", "4900", "4000", "4000", "4000", "4000", "4000", "3600", "3600", "3600", "3000",
    "3000", "3000", "3000", "3000", "3000", "3000", "3000", "3000", "2500", "2500", "2500", "2500",
    "2500", "2000", "2000", "2000", "2000", "2000", "2000", "2000", "2000", "2700",
)  # fmt: skip
OPINIONS: Final = (2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0)
