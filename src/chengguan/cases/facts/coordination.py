"""Facts of dealing with other organs: transfer, notice, assistance, jurisdiction, procuratorate, joint discipline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.intake.handovers import dated, handover_facts, of_subject
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Sheet

from .base import case_sheet, derives, lead_sheet, officers_facts
from .known import Known, day


@derives
def awaited(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """How many letters wait for an answer, theirs or ours."""
    return dict(handover_facts(known)) if known.get("handovers") else {}


def _letter(at: datetime, agency: str, explanation: str, reply_due_on: date | None = None) -> dict[str, Any]:
    return {
        "letter_agency_named": bool(agency.strip()),
        "letter_explained": bool(explanation.strip()),
        "reply_due_valid": reply_due_on is None or reply_due_on >= local_date(at),
    }


def official_clue(
    *, actor: Viewer, at: datetime, case: Case, agency: str, explanation: str, materials: Sequence[str], approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.report_official_crime_clue (移送规定 第十九条)."""
    inputs = {**_letter(at, agency, explanation), "letter_listed": bool(materials)}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def transfer_outcome(*, actor: Viewer, at: datetime, case: Case, outcome: str, outcome_on: date) -> Sheet:
    """Facts of case.record_transfer_outcome."""
    sent = day(case.known, "transferred_on")
    inputs = {
        "outcome_stated": bool(outcome.strip()),
        "outcome_dated": sent is not None and sent <= outcome_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def notice(
    *, actor: Viewer, at: datetime, case: Case, agency: str, purpose: str, explanation: str, permit: str = "",
    reply_due_on: date | None = None, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.notify_agency (行政许可法 第六十四条)."""
    inputs = {
        **_letter(at, agency, explanation, reply_due_on),
        "notice_purpose": purpose or None,
        "permit_described": bool(permit.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def assistance(
    *, actor: Viewer, at: datetime, case: Case, agency: str, explanation: str, in_power: bool,
    reply_due_on: date | None = None, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.request_assistance (行政处罚法 第二十六条)."""
    inputs = {**_letter(at, agency, explanation, reply_due_on), "assistance_in_power": in_power}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def assistance_result(
    *, actor: Viewer, at: datetime, case: Case, handover: UUID, granted: bool, outcome: str, outcome_on: date
) -> Sheet:
    """Facts of case.record_assistance."""
    row = of_subject(case, handover)
    inputs = {
        "handover_chosen": row is not None and row.kind == "assistance",
        "outcome_stated": bool(outcome.strip()),
        "outcome_dated": dated(row, outcome_on, local_date(at)),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def jurisdiction_request(
    *, actor: Viewer, at: datetime, case: Case, agency: str, rival: str, negotiation: str, explanation: str, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.request_jurisdiction (行政处罚法 第二十五条第二款)."""
    inputs = {
        **_letter(at, agency, explanation),
        "rival_agency_named": bool(rival.strip()),
        "jurisdiction_negotiated": bool(negotiation.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def jurisdiction_result(
    *, actor: Viewer, at: datetime, case: Case, result: str, organ: str, number: str, decided_on: date
) -> Sheet:
    """Facts of case.record_jurisdiction."""
    asked = day(case.known, "jurisdiction_asked_on")
    inputs = {
        "jurisdiction_result": result or None,
        "jurisdiction_document_stated": bool(organ.strip() and number.strip()),
        "outcome_dated": asked is not None and asked <= decided_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def obstruction(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], agency: str, happened_at: datetime, place: str,
    person: str, description: str, reported: str, video: str
) -> Sheet:  # fmt: skip
    """Facts of case.report_obstruction (治安管理处罚法: 阻碍执行职务)."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        **_letter(at, agency, description),
        "obstruction_described": bool(description.strip() and place.strip() and reported.strip()),
        "obstruction_recorded": bool(video.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def procuratorate_notice(
    *, actor: Viewer, at: datetime, case: Case, agency: str, purpose: str, harm: str, explanation: str,
    materials: Sequence[str], approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.notify_procuratorate (行政诉讼法 第二十五条第四款)."""
    inputs = {
        **_letter(at, agency, explanation),
        "procuratorate_purpose": purpose or None,
        "public_harm_described": bool(harm.strip()),
        "letter_listed": bool(materials),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def advice(
    *, actor: Viewer, at: datetime, case: Case, agency: str, number: str, received_on: date, content: str, reply_due_on: date | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.receive_procuratorate_advice."""
    inputs = {
        **_letter(at, agency, content, reply_due_on),
        "advice_number_stated": bool(number.strip() and agency.strip()),
        "advice_dated": received_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def advice_answer(
    *, actor: Viewer, at: datetime, case: Case, handover: UUID, content: str, adopted: bool, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.answer_procuratorate."""
    row = of_subject(case, handover)
    inputs = {
        "handover_chosen": row is not None and row.kind == "advice",
        "letter_explained": bool(content.strip()),
        "answer_overdue": row is not None and row.due_on is not None and local_date(at) > row.due_on,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def discipline(
    *, actor: Viewer, at: datetime, case: Case, agency: str, measures: Sequence[str], explanation: str, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.propose_joint_discipline: each measure with its basis."""
    inputs = {
        **_letter(at, agency, explanation),
        "discipline_measures_listed": bool(measures) and all("《" in line for line in measures),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def _reply(
    subject: Case | Lead,
    handover: UUID,
    received_on: date,
    receiver: str,
    outcome_on: date | None,
    today: date,
) -> dict[str, Any]:
    row = of_subject(subject, handover)
    later = outcome_on is None or received_on <= outcome_on <= today
    return {
        "handover_chosen": row is not None,
        "receipt_stated": bool(receiver.strip()),
        "outcome_dated": dated(row, received_on, today) and later,
    }


def agency_reply(
    *, actor: Viewer, at: datetime, case: Case, handover: UUID, received_on: date, receiver: str, outcome: str = "",
    outcome_on: date | None = None, final: bool = True
) -> Sheet:  # fmt: skip
    """Facts of case.record_agency_reply."""
    inputs = _reply(case, handover, received_on, receiver, outcome_on, local_date(at))
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def lead_reply(
    *, actor: Viewer, at: datetime, lead: Lead, handover: UUID, received_on: date, receiver: str, outcome: str = "",
    outcome_on: date | None = None, final: bool = True
) -> Sheet:  # fmt: skip
    """Facts of lead.record_agency_reply."""
    inputs = _reply(lead, handover, received_on, receiver, outcome_on, local_date(at))
    return lead_sheet(actor=actor, at=at, lead=lead, inputs=inputs)


def lead_transfer(
    *, actor: Viewer, at: datetime, lead: Lead, agency: str, explanation: str, materials: Sequence[str],
    reply_due_on: date | None = None, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of lead.transfer (行政处罚法 第二十二条、第二十五条)."""
    inputs = {**_letter(at, agency, explanation, reply_due_on), "letter_listed": bool(materials)}
    return lead_sheet(actor=actor, at=at, lead=lead, approval=approval, inputs=inputs)
