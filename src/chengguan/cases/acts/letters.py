"""Letters to other organs: the row in the register that goes with each of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.intake.handovers import Due, due_of, opened, thread_of
from chengguan.intake.models import Handover, Lead


def row_for(
    case: Case, actor: Viewer, at: datetime, *, kind: str, agency: str, content: str, paper: Instrument | None = None,
    due: Due | None = None, direction: str = Handover.OUT, number: str = "", received_on: date | None = None
) -> Handover:  # fmt: skip
    """The row of a letter of a case: in the thread in which the case, or its lead, came to us."""
    came = thread_of(case.known) or (thread_of(case.lead.known) if case.lead else None)
    return opened(
        case,
        kind=kind,
        agency=agency,
        at=at,
        content=content,
        cause=case.cause,
        party_name=case.shown_party,
        direction=direction,
        number=number or (paper.number if paper else ""),
        due=due,
        thread=came,
        received_on=received_on,
    )


def lead_row(
    lead: Lead, at: datetime, *, kind: str, agency: str, content: str, paper: Instrument, due: Due
) -> Handover:
    """The row of a letter about a lead."""
    return opened(
        lead,
        kind=kind,
        agency=agency,
        at=at,
        content=content,
        cause=lead.matter.title if lead.matter else "待查",
        party_name=lead.party.name if lead.party and lead.party.is_organisation else "",
        number=paper.number,
        due=due,
    )


def reply_due(actor: Viewer, at: datetime, term: date | None) -> Due:
    """When the other organ should have answered: the day named in the letter, else the usual period."""
    return due_of("agency_outcome", local_date(at), actor.jurisdiction, term)


def chosen(subject: Any, handover: UUID | str) -> Handover:
    """The open row that a form named; the facts have made sure that it is one of this subject."""
    return Handover.objects.select_for_update(of=("self",)).get(pk=handover, subject_key=subject.chain_key)


def decision_number(case: Case) -> str:
    """文号 of the decision of the case; blank where there is none."""
    pk = case.known.get("decision_instrument")
    paper = Instrument.objects.filter(pk=pk).only("number").first() if pk else None
    return paper.number if paper else ""
