"""与其他机关的协作 (行政处罚法 第二十二条至第二十七条): letters out, answers in, each with its row in the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import coordination as facts
from chengguan.cases.models import Approval, Case
from chengguan.intake.handovers import due_of, noted, received, settled
from chengguan.intake.models import Handover, Lead
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import OfficerCard, officer_cards

from .issuing import issue_for_case, issue_for_lead, refs
from .letters import chosen, decision_number, lead_row, reply_due, row_for
from .words import choice


def in_charge(case: Case, at: datetime) -> list[OfficerCard]:
    """The two officers in charge, as letters name them."""
    return officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))


def _letter(
    case: Case, actor: Viewer, at: datetime, values: dict[str, Any], *, instrument: str, kind: str, content: str,
    approval: Approval | None = None, term: date | None = None, awaits: bool = True, officers: Sequence[OfficerCard] | None = None,
    **sets: Any
) -> Done:  # fmt: skip
    """One letter with its row: what all of these acts do."""
    paper = issue_for_case(
        case, instrument, at=at, act=values, officers=officers or in_charge(case, at), approval=approval
    )
    due = (
        reply_due(actor, at, term) if awaits else due_of("agency_receipt", local_date(at), actor.jurisdiction)
    )
    row = row_for(case, actor, at, kind=kind, agency=values["agency"], content=content, paper=paper, due=due)
    data = {**values, "handover": str(row.pk), "due_on": row.due_on}
    return Done(case, sets={**noted(case.known, row), **sets}, data=data, documents=refs(paper), result=paper)


@act("case.report_official_crime_clue", facts=facts.official_clue, on="case")
def report_official_crime_clue(
    *, actor: Viewer, at: datetime, case: Case, agency: str, explanation: str, materials: Sequence[str], approval: Approval | None = None
) -> Done:  # fmt: skip
    """公职人员职务犯罪线索移送 (移送规定 第十九条). Result: the letter."""
    values = {"agency": agency, "explanation": explanation, "materials": list(materials)}
    return _letter(case, actor, at, values, instrument="official_clue_letter", kind="official", content="公职人员职务违法犯罪线索", approval=approval)  # fmt: skip


@act("case.record_transfer_outcome", facts=facts.transfer_outcome, on="case")
def record_transfer_outcome(
    *, actor: Viewer, at: datetime, case: Case, outcome: str, outcome_on: date
) -> Done:
    """登记移送处理结果: what became of the case at the organ that took it. Result: the case."""
    sets: dict[str, Any] = {"transfer_outcome_on": outcome_on}
    row = transfer_row(case)
    if row is not None:
        sets |= noted(case.known, settled(row, on=outcome_on, outcome=outcome))
    return Done(case, sets=sets, data={"outcome": outcome, "outcome_on": outcome_on}, result=case)


def transfer_row(case: Case) -> Handover | None:
    """The row of the case's own transfer to another organ; cases transferred before there was a register have none."""
    return Handover.objects.select_for_update(of=("self",)).filter(subject_key=case.chain_key, kind="case", direction=Handover.OUT).last()  # fmt: skip


@act("case.notify_agency", facts=facts.notice, on="case")
def notify_agency(
    *, actor: Viewer, at: datetime, case: Case, agency: str, purpose: str, explanation: str, permit: str = "",
    reply_due_on: date | None = None, approval: Approval | None = None
) -> Done:  # fmt: skip
    """抄告 (行政许可法 第六十四条; 行政处罚法 第二十六条): information only, the case stays. Result: the letter."""
    values = {
        "agency": agency,
        "purpose": choice("notice_purpose", purpose),
        "to_permit_agency": purpose == "permit",
        "permit": permit,
        "explanation": explanation,
        "reply_due_on": reply_due_on,
    }
    return _letter(
        case, actor, at, values, instrument="agency_notice", kind="notice", content=str(values["purpose"]),
        approval=approval, term=reply_due_on, awaits=reply_due_on is not None,
    )  # fmt: skip


@act("case.request_assistance", facts=facts.assistance, on="case")
def request_assistance(
    *, actor: Viewer, at: datetime, case: Case, agency: str, explanation: str, in_power: bool,
    reply_due_on: date | None = None, approval: Approval | None = None
) -> Done:  # fmt: skip
    """请求协助 (行政处罚法 第二十六条). Result: the letter."""
    due = reply_due(actor, at, reply_due_on)
    values = {"agency": agency, "explanation": explanation, "reply_due_on": due.on}
    return _letter(case, actor, at, values, instrument="assistance_letter", kind="assistance", content=explanation, approval=approval, term=due.on)  # fmt: skip


@act("case.record_assistance", facts=facts.assistance_result, on="case")
def record_assistance(
    *, actor: Viewer, at: datetime, case: Case, handover: UUID, granted: bool, outcome: str, outcome_on: date
) -> Done:
    """登记协助结果 (行政处罚法 第二十六条). Result: the case."""
    words = f"{'已予协助' if granted else '未予协助'}：{outcome}"
    row = settled(chosen(case, handover), on=outcome_on, outcome=words)
    return Done(
        case, sets=noted(case.known, row), data={"handover": str(handover), "outcome": words}, result=case
    )


@act("case.request_jurisdiction", facts=facts.jurisdiction_request, on="case")
def request_jurisdiction(
    *, actor: Viewer, at: datetime, case: Case, agency: str, rival: str, negotiation: str, explanation: str, approval: Approval | None = None
) -> Done:  # fmt: skip
    """报请指定管辖 (行政处罚法 第二十五条第二款): the time limit of the case runs on. Result: the letter."""
    values = {"agency": agency, "rival": rival, "negotiation": negotiation, "explanation": explanation}
    return _letter(
        case, actor, at, values, instrument="jurisdiction_request", kind="jurisdiction", content=f"与{rival}的管辖争议",
        approval=approval, jurisdiction_pending=True, jurisdiction_asked_on=local_date(at),
    )  # fmt: skip


@act("case.record_jurisdiction", facts=facts.jurisdiction_result, on="case")
def record_jurisdiction(
    *, actor: Viewer, at: datetime, case: Case, result: str, organ: str, number: str, decided_on: date
) -> Done:
    """登记指定管辖结果 (行政处罚法 第二十五条第二款): ours, or to be transferred in time. Result: the case."""
    sets: dict[str, Any] = {"jurisdiction_pending": False, "jurisdiction_designated": result}
    if result == "other":
        sets["jurisdiction_lost_on"] = decided_on
    rows = Handover.objects.select_for_update(of=("self",)).filter(
        subject_key=case.chain_key, kind="jurisdiction"
    )
    row = rows.exclude(state=Handover.SETTLED).last()
    words = f"{choice('jurisdiction_result', result)}：{organ}（{number}）"
    if row is not None:
        sets |= noted(case.known, settled(row, on=decided_on, outcome=words))
    return Done(case, sets=sets, data={"result": words, "decided_on": decided_on}, result=case)


@act("case.report_obstruction", facts=facts.obstruction, on="case")
def report_obstruction(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], agency: str, happened_at: datetime, place: str,
    person: str, description: str, reported: str, video: str
) -> Done:  # fmt: skip
    """阻碍执法移送公安机关 (治安管理处罚法): with the number of the recording. Result: the letter."""
    values = {
        "agency": agency,
        "happened_at": happened_at,
        "place": place,
        "person": person,
        "description": description,
        "reported": reported,
        "video": video,
    }
    cards = officer_cards(list(officers), local_date(at))
    return _letter(
        case, actor, at, values, instrument="obstruction_transfer", kind="obstruction", content=f"{person or '有关人员'}阻碍执法",
        officers=cards,
    )  # fmt: skip


@act("case.notify_procuratorate", facts=facts.procuratorate_notice, on="case")
def notify_procuratorate(
    *, actor: Viewer, at: datetime, case: Case, agency: str, purpose: str, harm: str, explanation: str,
    materials: Sequence[str], approval: Approval | None = None
) -> Done:  # fmt: skip
    """公益诉讼线索移送、案件同时报送检察机关 (行政诉讼法 第二十五条第四款). Result: the letter."""
    values = {
        "agency": agency,
        "purpose": choice("procuratorate_purpose", purpose),
        "public_interest": purpose == "public_interest",
        "harm": harm,
        "explanation": explanation,
        "materials": list(materials),
    }
    return _letter(case, actor, at, values, instrument="public_interest_clue", kind="public_interest", content=str(values["purpose"]), approval=approval)  # fmt: skip


@act("case.receive_procuratorate_advice", facts=facts.advice, on="case")
def receive_procuratorate_advice(
    *, actor: Viewer, at: datetime, case: Case, agency: str, number: str, received_on: date, content: str, reply_due_on: date | None = None
) -> Done:  # fmt: skip
    """接收检察建议 (检察公益诉讼解释 第二十一条): the answer is due on the day the letter names, else in two months. Result: the row."""
    due = due_of("procuratorate_answer", received_on, actor.jurisdiction, reply_due_on)
    row = row_for(
        case, actor, at, kind="advice", agency=agency, content=content, direction=Handover.IN, number=number, due=due,
        received_on=received_on,
    )  # fmt: skip
    data = {
        "agency": agency,
        "number": number,
        "received_on": received_on,
        "content": content,
        "due_on": row.due_on,
    }
    return Done(case, sets=noted(case.known, row), data=data, result=row)


@act("case.answer_procuratorate", facts=facts.advice_answer, on="case")
def answer_procuratorate(
    *, actor: Viewer, at: datetime, case: Case, handover: UUID, content: str, adopted: bool, approval: Approval | None = None
) -> Done:  # fmt: skip
    """答复检察建议. Result: the letter."""
    row = chosen(case, handover)
    values = {
        "agency": row.agency,
        "number": row.number,
        "received_on": row.received_on,
        "content": content,
        "adopted": adopted,
    }
    paper = issue_for_case(
        case, "procuratorate_reply", at=at, act=values, officers=in_charge(case, at), approval=approval
    )
    settled(row, on=local_date(at), outcome=content)
    return Done(case, sets=noted(case.known, row), data=values, documents=refs(paper), result=paper)


@act("case.propose_joint_discipline", facts=facts.discipline, on="case")
def propose_joint_discipline(
    *, actor: Viewer, at: datetime, case: Case, agency: str, measures: Sequence[str], explanation: str, approval: Approval | None = None
) -> Done:  # fmt: skip
    """联合惩戒建议: measures only with a basis of their own. Result: the letter."""
    known = case.known
    values = {
        "agency": agency,
        "measures": list(measures),
        "explanation": explanation,
        "decision_number": decision_number(case),
        "decided_on": known.get("decided_on"),
    }
    return _letter(case, actor, at, values, instrument="joint_discipline_proposal", kind="discipline", content="、".join(measures), approval=approval)  # fmt: skip


def _answered(
    row: Handover, actor: Viewer, received_on: date, receiver: str, outcome: str, outcome_on: date | None, final: bool
) -> Handover:  # fmt: skip
    """Receipt, and the outcome where there is one; without outcome the row stays open until it comes, unless none is expected."""
    if row.received_on is None:
        due = due_of("agency_outcome", received_on, actor.jurisdiction) if not final and row.clock == "agency_receipt" else None  # fmt: skip
        row = received(row, on=received_on, receiver=receiver, due=due)
    return settled(row, on=outcome_on or received_on, outcome=outcome or "已签收") if final else row


@act("case.record_agency_reply", facts=facts.agency_reply, on="case")
def record_agency_reply(
    *, actor: Viewer, at: datetime, case: Case, handover: UUID, received_on: date, receiver: str, outcome: str = "",
    outcome_on: date | None = None, final: bool = True
) -> Done:  # fmt: skip
    """登记对方机关的回执和结果. Result: the row."""
    row = _answered(chosen(case, handover), actor, received_on, receiver, outcome, outcome_on, final)
    data = {
        "handover": str(handover),
        "received_on": received_on,
        "receiver": receiver,
        "outcome": outcome,
        "final": final,
    }
    return Done(case, sets=noted(case.known, row), data=data, result=row)


# --- leads -------------------------------------------------------------------------------------------------


@act("lead.transfer", facts=facts.lead_transfer, on="lead")
def transfer_lead(
    *, actor: Viewer, at: datetime, lead: Lead, agency: str, explanation: str, materials: Sequence[str],
    reply_due_on: date | None = None, approval: Approval | None = None
) -> Done:  # fmt: skip
    """线索移送 (行政处罚法 第二十二条、第二十五条): not ours, to the organ whose it is. Result: the letter."""
    due = reply_due(actor, at, reply_due_on)
    values = {
        "agency": agency,
        "explanation": explanation,
        "materials": list(materials),
        "reply_due_on": due.on,
    }
    cards = officer_cards([int(pk) for pk in lead.known.get("checked_by") or []], local_date(at))
    paper = issue_for_lead(lead, "lead_transfer_letter", at=at, act=values, officers=cards, approval=approval)
    row = lead_row(lead, at, kind="lead", agency=agency, content=explanation, paper=paper, due=due)
    sets = {**noted(lead.known, row), "lead_transferred_on": local_date(at), "lead_transferred_to": agency}
    return Done(lead, sets=sets, data=values, documents=refs(paper), result=paper)


@act("lead.record_agency_reply", facts=facts.lead_reply, on="lead")
def record_lead_reply(
    *, actor: Viewer, at: datetime, lead: Lead, handover: UUID, received_on: date, receiver: str, outcome: str = "",
    outcome_on: date | None = None, final: bool = True
) -> Done:  # fmt: skip
    """登记线索移送的回执和结果. Result: the row."""
    row = _answered(chosen(lead, handover), actor, received_on, receiver, outcome, outcome_on, final)
    data = {
        "handover": str(handover),
        "received_on": received_on,
        "receiver": receiver,
        "outcome": outcome,
        "final": final,
    }
    return Done(lead, sets=noted(lead.known, row), data=data, result=row)
