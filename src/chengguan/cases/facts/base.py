"""Facts that every act of a case is judged on: what is known, what follows from it today, and who acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Sheet
from chengguan.ledger.known import Known, names
from chengguan.people.facts import actor_facts, officers_facts

Derivation = Callable[[Known, date, str], dict[str, Any]]
DERIVATIONS: Final[list[Derivation]] = []


def derives(function: Derivation) -> Derivation:
    """Register facts that follow from the known facts and the day (windows open or closed, clocks overdue)."""
    DERIVATIONS.append(function)
    return function


def case_sheet(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    approval: Approval | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> Sheet:
    """The sheet of an act on a case: known + derived today + the actor + what was entered."""
    on = local_date(at)
    return Sheet(
        on=on,
        jurisdiction=actor.jurisdiction,
        values={
            **state_facts(case.known, on, actor.jurisdiction),
            **actor_facts(actor, case.known),
            **approval_facts(approval),
            **(inputs or {}),
        },
    )


def lead_sheet(
    *,
    actor: Viewer,
    at: datetime,
    lead: Lead,
    approval: Approval | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> Sheet:
    """The sheet of an act on a lead."""
    on = local_date(at)
    return Sheet(
        on=on,
        jurisdiction=actor.jurisdiction,
        values={
            **state_facts(lead.known, on, actor.jurisdiction),
            **actor_facts(actor, lead.known),
            **approval_facts(approval),
            **(inputs or {}),
        },
    )


def state_facts(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Known facts with everything that follows from them on a day."""
    values: dict[str, Any] = {**known, **shared_names(known, on)}
    for derive in DERIVATIONS:
        values.update(derive(known, on, jurisdiction))
    return values


def shared_names(known: Known, on: date) -> dict[str, Any]:
    """Facts under the names by which the shared grounds (norms/national/grounds) read them."""
    return {
        "acted_on": on,
        "suspended": bool(known.get("investigation_suspended")),
        "concluded_on": known.get("investigation_finished_on"),
        "notice_served_on": known.get("prior_notice_served_on"),
        "statement_waived": bool(known.get("defence_waived_on")),
        "hearing_waived": bool(known.get("hearing_waived_on")),
        "party_identified": bool(known.get("party_identified_on")),
    }


def approval_facts(approval: Approval | None) -> dict[str, Any]:
    """Tiers that an approval has passed, in order."""
    return {"approved_through": list(approval.tiers) if approval else []}


def has(known: Known, act: str) -> bool:
    """Whether an act was done on the subject (kinds are collected in the set fact `acts`)."""
    return act in names(known, "acts")


__all__ = [
    "actor_facts",
    "approval_facts",
    "case_sheet",
    "derives",
    "has",
    "lead_sheet",
    "officers_facts",
    "state_facts",
]
