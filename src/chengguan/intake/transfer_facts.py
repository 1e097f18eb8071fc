"""Facts of transfers that come in, and of the answers to them (行政处罚法 第二十七条; 移送规定 第十三条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.people.facts import actor_facts
from chengguan.people.models import Unit
from chengguan.powers.models import Matter

from .facts import sheet
from .handovers import awaited, handover_facts
from .models import Handover, Lead

JUDICIAL = ("公安", "检察院", "法院")


def receipt(
    *, actor: Viewer, at: datetime, kind: str, agency: str, number: str, received_on: date, occurred_on: date,
    place: str, content: str, materials: Sequence[str], reply_due_on: date | None = None,
    continuing: bool = False, matter: Matter | None = None, squad: Unit | None = None, answers: UUID | None = None
) -> Sheet:  # fmt: skip
    """Facts of lead.receive_transfer."""
    on = local_date(at)
    values = {
        "acted_on": on,
        "letter_agency_named": bool(agency.strip()),
        "incoming_number_stated": bool(number.strip()),
        "incoming_kind": kind,
        "judicial_agency": any(word in agency for word in JUDICIAL),
        "incoming_dated": received_on <= on,
        "letter_listed": bool(materials),
        "reply_due_valid": reply_due_on is None or reply_due_on >= on,
        **actor_facts(actor, {}),
    }
    return Sheet(on, actor.jurisdiction, values)


def answer(*, actor: Viewer, at: datetime, lead: Lead, content: str) -> Sheet:
    """Facts of lead.answer_transfer."""
    row = owed(lead)
    inputs = {
        **handover_facts(lead.known),
        "letter_explained": bool(content.strip()),
        "answer_overdue": row is not None and row.due_on is not None and local_date(at) > row.due_on,
    }
    return sheet(actor, at, lead, inputs)


def owed(lead: Lead) -> Handover | None:
    """The transfer or notice by which the lead came, as long as it is unanswered."""
    row: Handover | None = awaited(lead, Handover.IN, "case", "lead", "notice", "reverse").last()
    return row
