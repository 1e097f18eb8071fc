"""Facts of filing and refusing to file, of assigning officers, and of recusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.intake.facts import limitation_due_on
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Sheet
from chengguan.ledger.known import numbers
from chengguan.people.selectors import OfficerCard
from chengguan.powers.models import Matter, PowerItem

from .base import case_sheet, lead_sheet, officers_facts


def filing(
    *,
    actor: Viewer,
    at: datetime,
    lead: Lead,
    matter: Matter,
    officers: Sequence[int],
    limitation: str,
    already_fined: bool,
    approval: Approval | None = None,
    **entered: object,
) -> Sheet:
    """Facts of case.file: the conditions of filing (行政处罚法 第二十九条、第三十六条、第三十七条、第五十四条)."""
    on = local_date(at)
    team, cards = officers_facts(officers, on, lead.known)
    due = limitation_due_on({**lead.known, "limitation_clock": limitation}, on, actor.jurisdiction)
    inputs = {
        **team,
        "officers_same_unit": same_unit(cards),
        "matter_in_force": holds(matter, violated_on(lead)) and matter.bureau_id == lead.bureau_id,
        "power_in_force": holds(matter.power, violated_on(lead)) and holds(matter.power, on),
        "already_fined": already_fined,
        "limitation_due_on": due,
        "limitation_expired": due is None or lead.discovered_on > due,
    }
    return lead_sheet(actor=actor, at=at, lead=lead, approval=approval, inputs=inputs)


def violated_on(lead: Lead) -> date:
    """The day whose law decides whether the act was unlawful: a continuing act lasts until it is discovered."""
    return lead.discovered_on if lead.continuing else lead.occurred_on


def holds(row: Matter | PowerItem, day: date) -> bool:
    """Whether a dated row is in force on a day."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def same_unit(cards: Sequence[OfficerCard]) -> bool:
    """Whether the officers belong to one squad, or at least to one brigade."""
    units, brigades = {card.unit_id for card in cards}, {card.brigade_id for card in cards}
    return len(units) == 1 or (len(brigades) == 1 and None not in brigades)


def declining(
    *,
    actor: Viewer,
    at: datetime,
    lead: Lead,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.decline_filing."""
    inputs = {"decline_ground": ground or None, "decline_explained": bool(explanation.strip())}
    return lead_sheet(actor=actor, at=at, lead=lead, approval=approval, inputs=inputs)


def assignment(*, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], reason: str) -> Sheet:
    """Facts of case.assign."""
    team, cards = officers_facts(officers, local_date(at), case.known)
    inputs = {**team, "officers_same_unit": same_unit(cards), "assignment_reasoned": bool(reason.strip())}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def recusal_request(
    *, actor: Viewer, at: datetime, case: Case, officer: int, applicant: str, reason: str, received_on: date
) -> Sheet:
    """Facts of case.request_recusal."""
    serving = {*numbers(case.known, "officers"), *numbers(case.known, "investigators")}
    inputs = {"recusal_target_assigned": officer in serving, "recusal_reasoned": bool(reason.strip())}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def recusal_decision(*, actor: Viewer, at: datetime, case: Case, granted: bool, reason: str) -> Sheet:
    """Facts of case.decide_recusal."""
    return case_sheet(actor=actor, at=at, case=case, inputs={"recusal_reasoned": bool(reason.strip())})
