"""What follows from the known facts of a lead or case while it is investigated: windows, ages, time limits, orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from chengguan.intake import facts as intake
from chengguan.ledger.norms import book

from . import clocks
from .base import derives
from .known import Known, day


@derives
def limitation(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """追责时效 (行政处罚法 第三十六条) and 核查期限 of the lead."""
    return intake.derived(known, on, jurisdiction)


@derives
def age_classes(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """不满十四周岁、不满十八周岁 (行政处罚法 第三十条), by the party's age when the act was done."""
    age = known.get("party_age")
    if age is None:
        return {}
    none, lighter = (_years(name, on, jurisdiction) for name in ("age_no_penalty", "age_lighter"))
    return {"party_under_14": age < none, "party_minor": none <= age < lighter}


def _years(name: str, on: date, jurisdiction: str) -> Decimal:
    value = book().threshold(name, on=on, jurisdiction=jurisdiction).value
    return value if isinstance(value, Decimal) else Decimal(0)


def is_minor_age(age: int | None, on: date, jurisdiction: str) -> bool:
    """Whether a person of this age is under age on a day."""
    return age is not None and age < _years("age_lighter", on, jurisdiction)


@derives
def correction(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """责令改正 (行政处罚法 第二十八条): whether its term is over, and whether a recheck after it found no correction."""
    due, rechecked = day(known, "correction_due_on"), day(known, "correction_rechecked_on")
    if due is None:
        return {}
    late_recheck = rechecked is not None and rechecked > due
    return {
        "correction_expired": on > due,
        "prior_order_failed": late_recheck and known.get("corrected") is False,
    }


@derives
def time_limit(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """办案期限 (行政处罚法 第六十条) with its pauses and extensions."""
    filed = day(known, "filed_on")
    if filed is None or known.get("procedure") != "ordinary":
        return {}
    reading = clocks.reading(known, clocks.CASE_CLOCKS[0], filed, on, jurisdiction)
    return {
        "case_due_on": reading.due_on,
        "time_limit_overdue": reading.late,
        "extensions_count": len(known.get("extensions") or []),
    }


@derives
def heard(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether the party has been questioned or has made a statement."""
    return {"party_heard": "party_statement" in (known.get("evidence_kinds") or [])}
