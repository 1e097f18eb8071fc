"""Acts upon what other organs send us: take it in with a receipt, tell them what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.ledger.norms import book
from chengguan.people.models import Unit
from chengguan.powers.models import Matter

from . import transfer_facts as facts
from .acts import register_lead
from .handovers import due_of, noted, opened, settled
from .issuing import issue_for_lead, refs
from .models import Handover, Lead

ALREADY: Final = {"not_duplicate": "其他机关来文，按来文登记。"}


@act("lead.receive_transfer", facts=facts.receipt)
def receive_transfer(
    *, actor: Viewer, at: datetime, kind: str, agency: str, number: str, received_on: date, occurred_on: date,
    place: str, content: str, materials: Sequence[str], reply_due_on: date | None = None,
    continuing: bool = False, matter: Matter | None = None, squad: Unit | None = None, answers: UUID | None = None
) -> Done:  # fmt: skip
    """接收移送、抄告 (行政处罚法 第二十七条): the lead is registered, the sender gets a receipt, the answer has a due date. Result: the lead.

    `answers`: the row of what we had sent before, to which this comes back (双移交).
    """
    lead: Lead = register_lead(
        actor=actor, at=at, origin="transfer", received_at=at, discovered_on=received_on, occurred_on=occurred_on,
        place=place, content=content, continuing=continuing, matter=matter, squad=squad, reasons=ALREADY,
        caused_by="lead.receive_transfer",
    ).result  # fmt: skip
    sent = Handover.objects.filter(pk=answers, bureau_id=actor.bureau_id).first() if answers else None
    row = opened(
        lead,
        direction=Handover.IN,
        kind=kind,
        agency=agency,
        number=number,
        at=at,
        content=content,
        cause=matter.title if matter else "待查",
        due=due_of("transfer_answer", received_on, actor.jurisdiction, reply_due_on),
        thread=sent.thread if sent else None,
        received_on=received_on,
    )
    values = {
        "agency": agency,
        "number": number,
        "kind": book().fact("incoming_kind").choices[kind],
        "received_on": received_on,
        "materials": list(materials),
        "answer_due_on": row.due_on,
        "clerk": actor.name,
    }
    paper = issue_for_lead(lead, "incoming_receipt", at=at, act=values)
    sets = {**noted(lead.known, row), "incoming_kind": kind, "incoming_from": agency}
    return Done(lead, sets=sets, data={**values, "handover": str(row.pk)}, documents=refs(paper), result=lead)


@act("lead.answer_transfer", facts=facts.answer, on="lead")
def answer_transfer(*, actor: Viewer, at: datetime, lead: Lead, content: str) -> Done:
    """反馈移送处理结果 (行政处罚法 第二十七条第二款): the sender is told what came of it. Result: the letter."""
    row = facts.owed(lead)
    assert row is not None
    values = {
        "agency": row.agency,
        "number": row.number,
        "received_on": row.received_on,
        "content": content,
        "case_number": lead.case.number if hasattr(lead, "case") else "",
    }
    paper = issue_for_lead(lead, "outcome_feedback", at=at, act=values)
    settled(row, on=local_date(at), outcome=content)
    sets = {**noted(lead.known, row), "transfer_answered_on": local_date(at)}
    return Done(lead, sets=sets, data={"content": content}, documents=refs(paper), result=paper)
