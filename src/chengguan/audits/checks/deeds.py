"""Facts 事实: what a row tells the law engine, under the names that the norms of the acts read.

The same requirement that refuses an unlawful act today is asked about the row: no second set of rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lawengine.facts import FactValue
from lawengine.hearing import HearingNeed, party_class

from .fines import Span
from .law import Law
from .records import Record

NOTHING: Final = Decimal(0)
ON_THE_SPOT: Final = frozenset({"warning", "fine"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One row with what was worked out about it: the statutory range of its fine, the duty to tell of a hearing, its facts."""

    record: Record
    span: Span | None
    hearing: HearingNeed | None
    facts: dict[str, FactValue]


def deed_of(record: Record, law: Law, span: Span | None) -> Deed:
    """What the law engine is told about a row."""
    need = _hearing(record, law, span)
    days = {
        "filed_on": record.day("filed_on"),
        "investigation_finished_on": record.day("finished_on"),
        "notice_served_on": record.day("notice_on"),
        "acted_on": record.day("decided_on"),
        "discovered_on": record.day("found_on") or record.day("filed_on"),
        "statement_due_on": _due(law, "statement_window", record, "notice_on"),
        "limitation_due_on": _due(law, "limitation_2y", record, "occurred_on"),
    }
    facts: dict[str, FactValue] = {name: day for name, day in days.items() if day is not None}
    facts |= _review(record, law, need)
    facts |= _amounts(record, law)
    facts["statement_waived"] = bool(record.values.get("waived"))
    facts["violation_stated"] = bool(record.text("facts"))
    officers = record.values.get("officers")
    if officers is not None:
        facts["officers_count"] = officers
    return Deed(record, span, need, facts)


def _due(law: Law, clock: str, record: Record, column: str) -> Any:
    started = record.day(column)
    reading = law.reading(clock, started) if started is not None else None
    return reading.due_on if reading is not None else None


def _hearing(record: Record, law: Law, span: Span | None) -> HearingNeed | None:
    """行政处罚法 63; a party of unknown class is taken for an organisation, whose amounts are the higher ones."""
    on = record.day("decided_on")
    if on is None or record.summary or not record.penalised:
        return None
    fine, gains = record.amount("fine") or NOTHING, record.amount("gains") or NOTHING
    highest = span.high if span is not None else None
    return law.hearing(on, record.party or "legal_person", fine, gains, record.kinds, highest)


def _review(record: Record, law: Law, need: HearingNeed | None) -> dict[str, FactValue]:
    """法制审核 and 集体讨论: whether this row says that they were due, and whether they were done."""
    on = record.day("decided_on")
    if on is None:
        return {}
    heard = record.day("hearing_on") is not None
    major = need is not None and need.required and not need.gaps
    grounds = {
        "hearing_held": heard,
        "hearing_right": major,
        "major_penalty": major,
        "every_case": not record.summary,
    }
    holding = {name for name, holds in grounds.items() if holds}
    return {
        "legal_review_required": bool(holding & (law.threshold("legal_review_cases", on) or frozenset())),
        "legal_review_result": "passed" if record.values.get("reviewed") else "",
        "deliberation_required": bool(holding & (law.threshold("deliberation_cases", on) or frozenset())),
        "deliberation_approved": bool(record.values.get("deliberated")),
    }


def _amounts(record: Record, law: Law) -> dict[str, FactValue]:
    fine = record.amount("fine")
    facts: dict[str, FactValue] = {
        "penalty_confiscated": NOTHING,
        "notice_confiscated": NOTHING,
        "penalty_kinds": record.kinds,
        "summary_penalty": "fine" if fine else "warning",
        "summary_party_organisation": _organisation(record, law),
        "summary_kind_allowed": record.kinds <= ON_THE_SPOT,
    }
    if fine is not None:
        facts["penalty_fine"] = facts["summary_fine"] = fine
    told = record.amount("notice_fine")
    if told is not None:
        facts["notice_fine"] = told
    return facts


def _organisation(record: Record, law: Law) -> bool:
    on = record.day("decided_on") or law.today
    if record.party != "sole_trader":
        return record.party != "individual"
    return party_class(law.book, record.party, on=on, jurisdiction=law.jurisdiction) == "organisation"
