"""What a decision not to punish tells: correction, first violation, education, the order to the guardian."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from chengguan.cases.facts.history import history
from chengguan.cases.facts.standing import FIRST, MINOR, list_rows, timeliness
from chengguan.cases.models import Case
from chengguan.ledger.known import names
from chengguan.ledger.norms import book

FIRST_EXEMPTION: Final = "first_exemption_decision"
ORDERS: Final = {"under_14": "加以管教", "incapable": "严加看管和治疗"}
LISTS: Final = {"minor_corrected": MINOR, "first_offence": FIRST}


def exemption_context(case: Case, ground: str, on: date, jurisdiction: str) -> dict[str, Any]:
    """Values of the record that the decision prints, so that nothing is entered twice."""
    known = case.known
    due = timeliness(known, on, jurisdiction)
    found = history(case, on, jurisdiction) if ground == "first_offence" else None
    told = {
        "education": str(known.get("education_words") or ""),
        "correction_on": known.get("correction_ordered_on"),
        "corrected_on": due.corrected_on,
        "guardian_on": known.get("guardian_ordered_on") if ground in ORDERS else None,
        "guardian_words": ORDERS.get(ground, ""),
        "listed": listed(case, ground, on, jurisdiction),
    }
    if found is None:
        return told
    systems = "、".join(known.get("record_check_systems") or [])
    first = {
        "since": found.since,
        "scope": found.scope_title,
        "checked_on": found.checked_on,
        "systems": systems,
    }
    return {**told, **first}


def listed(case: Case, ground: str, on: date, jurisdiction: str) -> str:
    """The row of the bureau's list that was found to be met, by list and number; empty off the lists."""
    name = LISTS.get(ground)
    listing = book().listing(name, on=on, jurisdiction=jurisdiction) if name else None
    met = names(case.known, "list_rows_met")
    rows = (
        [row["id"] for row in list_rows(name, case.known, on, jurisdiction) if row["id"] in met]
        if name
        else []
    )
    return f"《{listing.title}》第{'、'.join(rows)}项" if listing and rows else ""
