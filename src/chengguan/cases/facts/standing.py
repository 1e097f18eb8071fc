"""宽缓情形 as they stand on the record: lists that name the matter, correction in time, harm, age, capacity, education.

Everything here follows from the known facts and the norms of the day, without queries; what needs the other cases of the
party stands in `history`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.ledger.norms import book

from .base import derives
from .investigation import age_classes
from .known import Known, day, names

MINOR, FIRST, MITIGATED, LIGHTER, NO_COMPULSION = (
    "exemption_minor",
    "exemption_first",
    "mitigated",
    "lighter",
    "no_compulsion",
)
LISTS: Final = (MINOR, FIRST, MITIGATED, LIGHTER, NO_COMPULSION)
LISTED: Final = {
    "minor_listed": MINOR,
    "first_listed": FIRST,
    "mitigated_listed": MITIGATED,
    "lighter_listed": LIGHTER,
}
NONE, SLIGHT, MATERIAL = "none", "slight", "material"
ListRow = Mapping[str, Any]


@dataclass(frozen=True)
class Timeliness:
    """及时改正 (行政处罚法 第三十三条第一款): when it was corrected, by when it had to be, and how that day is found."""

    corrected_on: date | None
    due_on: date | None
    basis: str

    @property
    def met(self) -> bool:
        return self.corrected_on is not None and self.due_on is not None and self.corrected_on <= self.due_on


def list_rows(name: str, known: Known, on: date, jurisdiction: str) -> tuple[ListRow, ...]:
    """Rows of a list in force that name the case's matter."""
    listing = book().listing(name, on=on, jurisdiction=jurisdiction)
    code = known.get("matter_code")
    return listing.rows(matter=code) if listing is not None and code else ()


def number(name: str, on: date, jurisdiction: str) -> int:
    """A threshold that is a whole number; zero where none is on record."""
    value = book().threshold(name, on=on, jurisdiction=jurisdiction).value
    return int(value) if isinstance(value, Decimal) else 0


def timeliness(known: Known, on: date, jurisdiction: str) -> Timeliness:
    """及时改正: the later of the term that was ordered and the days that the lists give (policy where both are silent)."""
    ordered = day(known, "correction_ordered_on")
    base = ordered or day(known, "discovered_on") or day(known, "filed_on")
    rows = [row for name in (MINOR, FIRST) for row in list_rows(name, known, on, jurisdiction)]
    days = max((int(row["correction_days"]) for row in rows if "correction_days" in row), default=0)
    since = "责令改正" if ordered else "发现"
    found = [(base + timedelta(days=days), f"清单：自{since}之日起{days}日内")] if base and days else []
    term = day(known, "correction_due_on") if ordered else None
    if term:
        found.append((term, "责令改正通知书载明的期限"))
    if not found and base:
        days = number("timely_correction_days", on, jurisdiction)
        found.append((base + timedelta(days=days), f"自{since}之日起{days}日内（平台规定）"))
    due, basis = max(found, default=(None, ""))
    return Timeliness(corrected_day(known), due, basis)


def corrected_day(known: Known) -> date | None:
    """The day on which the violation was put right: as proven, else as the recheck found (not later than the term that it checks)."""
    if known.get("corrected") is not True:
        return None
    proven, rechecked, term = (
        day(known, name) for name in ("corrected_on", "correction_rechecked_on", "correction_due_on")
    )
    if proven:
        return proven
    return min(rechecked, term) if rechecked and term else rechecked


def fits(row: ListRow, known: Known, timely: bool) -> bool:
    """Whether a list row's conditions were found to be met, and what it asks of correction and harm is on record."""
    harm = row.get("harm") or []
    found = row["id"] in names(known, "list_rows_met")
    return found and (not row.get("corrected") or timely) and (not harm or known.get("harm") in harm)


@derives
def leniency(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """轻微不罚、首违不罚、从轻减轻 and 责任能力 (行政处罚法 第三十条至第三十三条) as far as the record has them."""
    if "procedure" not in known:
        return {}
    timely = timeliness(known, on, jurisdiction)
    slight, harm = known.get("violation_slight") is True, known.get("harm")
    capacity = known.get("capacity")
    rows = {name: list_rows(name, known, on, jurisdiction) for name in LISTS}
    return {
        "correction_timely_by": timely.due_on,
        "corrected_in_time": timely.met,
        "exempt_slight": slight,
        "exempt_no_harm": harm == NONE,
        "exempt_slight_harm": harm in (NONE, SLIGHT),
        "exempt_corrected": timely.met,
        "exempt_incapable": capacity == "none",
        "minor_exemption_due": slight and timely.met and harm == NONE,
        **{fact: any(fits(row, known, timely.met) for row in rows[name]) for fact, name in LISTED.items()},
        "compulsion_listed": bool(rows[NO_COMPULSION]),
        "educated": bool(known.get("educated_on")),
        "guardian_ordered": bool(known.get("guardian_ordered_on")),
        "party_incapable": capacity == "none",
        "party_partly_capable": capacity == "partial",
        "guardian_needed": guardian_needed(known, on, jurisdiction),
    }


def guardian_needed(known: Known, on: date, jurisdiction: str) -> bool:
    """Whether the party is under age, or was found not to have full capacity (行政处罚法 第三十条、第三十一条)."""
    ages = age_classes(known, on, jurisdiction)
    return any(ages.values()) or known.get("capacity") in ("none", "partial")
