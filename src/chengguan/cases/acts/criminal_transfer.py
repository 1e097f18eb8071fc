"""涉嫌犯罪案件移送 (国务院令第310号; 行政处罚法 第二十七条): from the suspicion to what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import criminal_transfer as facts
from chengguan.cases.facts.known import numbers
from chengguan.cases.models import Approval, Case, Pause
from chengguan.intake.handovers import due_of, noted, received, reopened, settled
from chengguan.intake.models import Handover
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .goods import hand_over_with_transfer
from .issuing import evidence_context, issue_for_case, refs
from .letters import decision_number, row_for
from .pauses import begun, ended
from .words import choice

PAUSE: Final = "criminal_transfer"


@act("case.suspect_crime", facts=facts.suspicion, on="case")
def suspect_crime(
    *, actor: Viewer, at: datetime, case: Case, offence: str, description: str, amount: Decimal | None = None,
    circumstances: Sequence[str] = (), consequence: str = ""
) -> Done:  # fmt: skip
    """发现涉嫌犯罪 (移送规定 第三条): amount, circumstances or consequence suggest a crime. Result: the case."""
    row = facts.threshold(offence, local_date(at), actor.jurisdiction)
    data = {
        "offence": row["title"],
        "law": row.get("law", ""),
        "amount": str(amount) if amount is not None else "",
        "measure": row.get("measure", "涉案数额"),
        "unit": row.get("unit", ""),
        "circumstances": list(circumstances),
        "consequence": consequence,
        "description": description,
        "standard": row.get("source", ""),
        "standard_verified": row.get("verified", ""),
    }
    sets = {
        "crime_stage": "suspected",
        "crime_suspected_on": local_date(at),
        "crime_suspicion": data,
        "crime_reviewed": False,
        "crime_objection_made": False,
    }
    return Done(case, sets=sets, data=data, result=case)


@act("case.name_transfer_team", facts=facts.team, on="case")
def name_transfer_team(*, actor: Viewer, at: datetime, case: Case, officers: Sequence[int]) -> Done:
    """指定专案组 (移送规定 第五条第一款): two officers or more, at once. Result: the paper."""
    cards = officer_cards(list(officers), local_date(at))
    values = {**suspicion_of(case), "named_by": actor.name}
    paper = issue_for_case(case, "transfer_team_appointment", at=at, act=values, officers=cards)
    sets = {"crime_stage": "team", "crime_team": list(officers), "crime_team_named_on": local_date(at)}
    return Done(case, sets=sets, data={"officers": list(officers)}, documents=refs(paper), result=paper)


def suspicion_of(case: Case) -> dict[str, Any]:
    """What was entered when the crime was suspected."""
    return dict(case.known.get("crime_suspicion") or {})


def _team(case: Case, at: datetime) -> list[Any]:
    return officer_cards(numbers(case.known, "crime_team"), local_date(at))


@act("case.report_transfer", facts=facts.report, on="case")
def report_transfer(
    *, actor: Viewer, at: datetime, case: Case, findings: str, evidence: Sequence[str], opinion: str, law: str
) -> Done:
    """移送涉嫌犯罪案件报告 (移送规定 第五条第一款): the three days of the principal begin. Result: the report."""
    values = {
        **suspicion_of(case),
        "findings": findings,
        "evidence": list(evidence),
        "opinion": opinion,
        "law": law,
    }
    paper = issue_for_case(
        case, "criminal_transfer_report", at=at, act=values, officers=_team(case, at),
        extra={"evidence": evidence_context(case)},
    )  # fmt: skip
    on = local_date(at)
    sets = {
        "crime_stage": "reported",
        "crime_reported_on": on,
        "crime_report": {"findings": findings, "opinion": opinion, "law": law, "number": paper.number},
        "crime_decisions": [
            *_decisions(case),
            {"no": len(_decisions(case)) + 1, "title": "", "reported_on": on},
        ],
    }
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


def _decisions(case: Case) -> list[dict[str, Any]]:
    return [dict(row) for row in case.known.get("crime_decisions") or []]


def _with_last(case: Case, **changes: Any) -> list[dict[str, Any]]:
    rows = _decisions(case)
    return [*rows[:-1], {**rows[-1], **changes}]


@act("case.approve_transfer", facts=facts.decision, on="case")
def approve_transfer(*, actor: Viewer, at: datetime, case: Case, approved: bool, opinion: str) -> Done:
    """决定是否移送 (移送规定 第五条第二款): the principal himself; a refusal has its reasons on the file. Result: the form."""
    on = local_date(at)
    report = dict(case.known.get("crime_report") or {})
    values = {
        **suspicion_of(case),
        "findings": report.get("findings", ""),
        "law": report.get("law", ""),
        "report_number": report.get("number", ""),
        "report_opinion": report.get("opinion", ""),
        "reported_on": case.known.get("crime_reported_on"),
        "approved": approved,
        "opinion": opinion,
        "principal": actor.name,
        "decided_at": at,
    }
    signed = [{"tier": "organ_head", "name": actor.name, "opinion": opinion or "同意移送。", "on": on}]
    paper = issue_for_case(
        case, "criminal_transfer_decision", at=at, act=values, officers=_team(case, at), extra={"approvals": signed}
    )  # fmt: skip
    moment = at.astimezone(CHINA).isoformat(timespec="minutes")
    rows = _with_last(case, decided_on=on.isoformat(), **({"approved_at": moment} if approved else {}))
    sets = {
        "crime_stage": "approved" if approved else "refused",
        "crime_decided_on": on,
        "crime_decisions": rows,
    }
    return Done(
        case, sets=sets, data={"approved": approved, "opinion": opinion}, documents=refs(paper), result=paper
    )


@act("case.send_transfer", facts=facts.sending, on="case")
def send_transfer(
    *, actor: Viewer, at: datetime, case: Case, agency: str, goods: Sequence[str], no_goods: bool, covered: Sequence[str],
    expertise: str, materials: Sequence[str], copied: str = ""
) -> Done:  # fmt: skip
    """移送公安机关 (移送规定 第五条第二款、第六条): the letter with its list and receipt; the time limit pauses (P). Result: the letter."""
    on = local_date(at)
    seized = [str(row["no"]) for row in facts.measures_held(case.known) if str(row["no"]) in covered]
    due = facts.send_due_at(case.known, actor.jurisdiction)
    values = {
        **suspicion_of(case),
        "agency": agency,
        "findings": (case.known.get("crime_report") or {}).get("findings", ""),
        "law": (case.known.get("crime_report") or {}).get("law", ""),
        "goods": list(goods),
        "expertise": expertise,
        "materials": list(materials),
        "copied": copied,
    }
    paper = issue_for_case(case, "criminal_transfer_letter", at=at, act=values, officers=_team(case, at))
    row = row_for(
        case, actor, at, kind="criminal", agency=agency, content=suspicion_of(case).get("offence", ""), paper=paper,
        due=due_of("police_filing_review", on, actor.jurisdiction),
    )  # fmt: skip
    Pause.objects.create(case=case, kind=PAUSE, reason="移送公安机关", begins_on=on)
    moment = at.astimezone(CHINA).isoformat(timespec="minutes")
    sets = {
        **noted(case.known, row),
        "crime_stage": "sent",
        "crime_sent_on": on,
        "crime_decisions": _with_last(case, sent_at=moment),
        "crime_handover": str(row.pk),
        "crime_agency": agency,
        "crime_goods": list(goods),
        "crime_goods_seized": seized,
        "crime_sent_late": due is not None and at > due,
        "pauses": begun(case.known, PAUSE, on),
    }
    return Done(
        case, sets=sets, data={**values, "covered": list(covered)}, documents=refs(paper), result=paper
    )


@act("case.tell_seized_transfer", facts=facts.telling, on="case")
def tell_seized_transfer(
    *, actor: Viewer, at: datetime, case: Case, goods: Sequence[str], content: str = ""
) -> Done:
    """告知涉案财物随案移送 (行政强制法 第二十一条): in writing, to the party. Result: the notice, which is still to be served."""
    values = {
        "agency": case.known.get("crime_agency"),
        "sent_on": case.known.get("crime_sent_on"),
        "goods": list(goods),
        "content": content,
    }
    paper = issue_for_case(case, "seized_transfer_notice", at=at, act=values, officers=_team(case, at))
    return Done(
        case, sets={"seized_transfer_told_on": local_date(at)}, data=values, documents=refs(paper), result=paper
    )  # fmt: skip


# --- what the police do ------------------------------------------------------------------------------------


def _notices(case: Case) -> list[dict[str, Any]]:
    return [dict(row) for row in case.known.get("crime_notices") or []]


def _notice(no: int, filed: bool, on: date) -> dict[str, Any]:
    """One notice of the police, from which a period of ours runs."""
    return {"no": no, "title": "", "filed_on" if filed else "refused_on": on.isoformat()}


def _noticed(case: Case, **changes: str) -> list[dict[str, Any]]:
    rows = _notices(case)
    return [*rows[:-1], {**rows[-1], **changes}] if rows else []


def _row(case: Case) -> Handover:
    return Handover.objects.select_for_update(of=("self",)).get(pk=case.known["crime_handover"])


@act("case.record_police_receipt", facts=facts.police_receipt, on="case")
def record_police_receipt(
    *, actor: Viewer, at: datetime, case: Case, received_on: date, receiver: str, forwarded_to: str = "",
    forwarded_at: datetime | None = None
) -> Done:  # fmt: skip
    """登记公安机关回执 (移送规定 第七条、第八条): from here run their three days. Result: the case."""
    due = due_of("police_filing_review", received_on, actor.jurisdiction)
    row = received(_row(case), on=received_on, receiver=receiver, due=due)
    sets = {**noted(case.known, row), "crime_stage": "received", "crime_received_on": received_on}
    data = {"receiver": receiver, "forwarded_to": forwarded_to, "forwarded_at": forwarded_at}
    return Done(case, sets=sets, data=data, result=case)


@act("case.record_police_decision", facts=facts.police_decision, on="case")
def record_police_decision(
    *, actor: Viewer, at: datetime, case: Case, filed: bool, number: str, notified_on: date, reason: str = "",
    returned_on: date | None = None
) -> Done:  # fmt: skip
    """登记公安机关的决定 (移送规定 第八条、第九条): filed, or not filed with the file returned. Result: the case."""
    words = f"{'决定立案' if filed else '决定不予立案'}（{number}）{'' if filed else '：' + reason}"
    row = settled(_row(case), on=notified_on, outcome=words)
    sets: dict[str, Any] = {
        **noted(case.known, row),
        "crime_stage": "police_filed" if filed else "police_refused",
        "crime_police_notice_on": notified_on,
        "crime_police_number": number,
        "crime_file_returned_on": returned_on,
        "crime_notices": [*_notices(case), _notice(len(_notices(case)) + 1, filed, notified_on)],
    }
    if filed and facts.stage_of(case.known) == "objected":
        sets["crime_filed_on_objection"] = True
    if facts.stage_of(case.known) == "objected" and case.known.get("crime_objection_way") == "review":
        sets["crime_reviewed"] = True
    data = {"filed": filed, "number": number, "reason": reason, "returned_on": returned_on}
    return Done(case, sets=sets, data=data, result=case)


@act("case.hand_over_items", facts=facts.items, on="case")
def hand_over_items(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], goods: Sequence[str], receiver: str, place: str = ""
) -> Done:  # fmt: skip
    """移交涉案物品和材料 (移送规定 第十二条): within three days of the police notice; a case without decision may be closed. Result: the list."""
    on = local_date(at)
    values = {
        "agency": case.known.get("crime_agency"),
        "police_number": case.known.get("crime_police_number"),
        "goods": list(goods),
        "receiver": receiver,
        "place": place,
        "handed_at": at,
    }
    paper = issue_for_case(
        case, "item_handover_list", at=at, act=values, officers=officer_cards(list(officers), on)
    )
    goods_out = hand_over_with_transfer(
        case, at=at, jurisdiction=actor.jurisdiction, act_kind="case.hand_over_items", receiver=str(values["agency"]),
        document=str(values["police_number"]), person=receiver, instrument=paper,
    )  # fmt: skip
    sets: dict[str, Any] = {"crime_stage": "items_handed", "crime_items_handed_on": on, **goods_out}
    sets["crime_notices"] = _noticed(case, handed_on=on.isoformat())
    if not case.known.get("decided_on"):
        case.outcome = "transferred"
        sets["decision_kind"] = "transferred"
    return Done(
        case, sets=sets, data={**values, "officers": list(officers)}, documents=refs(paper), result=paper
    )


@act("case.object_non_filing", facts=facts.objection, on="case")
def object_non_filing(
    *, actor: Viewer, at: datetime, case: Case, way: str, agency: str, reasons_given: str, approval: Approval | None = None
) -> Done:  # fmt: skip
    """提请复议、建议立案监督 (移送规定 第九条): within three days of the notice. Result: the letter."""
    kind = {"review": "nonfiling_review_request", "supervision": "filing_supervision_suggestion"}[way]
    values = {
        **suspicion_of(case),
        "agency": agency,
        "police": case.known.get("crime_agency"),
        "police_number": case.known.get("crime_police_number"),
        "notified_on": case.known.get("crime_police_notice_on"),
        "reasons": reasons_given,
        "reviewed": bool(case.known.get("crime_reviewed")),
    }
    paper = issue_for_case(case, kind, at=at, act=values, officers=_team(case, at), approval=approval)
    on = local_date(at)
    row = reopened(
        _row(case), due_of("objection_answer", on, actor.jurisdiction) if way == "review" else None
    )
    sets = {
        **noted(case.known, row),
        "crime_stage": "objected",
        "crime_objection_way": way,
        "crime_objected_on": on,
        "crime_objection_made": True,
        "crime_notices": _noticed(case, objected_on=on.isoformat()),
    }
    return Done(case, sets=sets, data={"way": way, "agency": agency, "reasons_given": reasons_given}, documents=refs(paper), result=paper)  # fmt: skip


@act("case.record_criminal_outcome", facts=facts.outcome, on="case")
def record_criminal_outcome(
    *, actor: Viewer, at: datetime, case: Case, result: str, organ: str, number: str, effective_on: date,
    criminal_fine: Decimal | None = None, note: str = ""
) -> Done:  # fmt: skip
    """登记刑事处理结果 (行政处罚法 第二十七条第一款、第三十五条): whether a fine is still allowed follows from it. Result: the case."""
    fined = criminal_fine or Decimal(0)
    sets = {
        "crime_stage": "judged",
        "crime_outcome": result,
        "crime_outcome_on": effective_on,
        "crime_outcome_number": number,
        "criminal_fine": str(fined),
    }
    data = {
        "result": choice("criminal_outcome_given", result),
        "organ": organ,
        "number": number,
        "criminal_fine": str(fined),
        "note": note,
    }
    return Done(case, sets=sets, data=data, result=case)


@act("case.resume_after_transfer", facts=facts.resumption, on="case")
def resume_after_transfer(
    *, actor: Viewer, at: datetime, case: Case, explanation: str, approval: Approval | None = None
) -> Done:
    """移送后恢复办理 (移送规定 第十条): the time limit runs on. Result: the form."""
    on, known = local_date(at), case.known
    result = str(known.get("crime_outcome") or "")
    ground = (
        f"刑事处理结果：{choice('criminal_outcome_given', result)}（{known.get('crime_outcome_number')}）"
        if facts.stage_of(known) == "judged"
        else f"{known.get('crime_agency')}不予立案（{known.get('crime_police_number')}）"
    )
    values = {
        **suspicion_of(case),
        "ground": ground,
        "sent_on": known.get("crime_sent_on"),
        "returned_on": known.get("crime_file_returned_on"),
        "explanation": explanation,
        "fine_allowed": result not in facts.CRIMINAL_PENALTY,
        "from_on": on,
    }
    paper = issue_for_case(case, "transfer_resumption_approval", at=at, act=values, approval=approval)
    Pause.objects.filter(case=case, kind=PAUSE, ends_on=None).update(ends_on=on)
    sets: dict[str, Any] = {
        "crime_stage": "resumed",
        "crime_resumed_on": on,
        "pauses": ended(known, (PAUSE,), on),
        "crime_notices": _noticed(case, ended_on=on.isoformat()),
    }
    if not known.get("decided_on") and known.get("decision_kind") == "transferred":
        case.outcome = ""
        sets["decision_kind"] = None
    return Done(case, sets=sets, data={"explanation": explanation, "ground": ground}, documents=refs(paper), result=paper)  # fmt: skip


@act("case.record_set_off", facts=facts.set_off, on="case")
def record_set_off(*, actor: Viewer, at: datetime, case: Case, amount: Decimal, note: str) -> Done:
    """罚款折抵罚金 (行政处罚法 第三十五条第二款; 移送规定 第十一条第三款). Result: the record."""
    known = case.known
    values = {
        "decision_number": decision_number(case),
        "decided_on": known.get("decided_on"),
        "fine": str(known.get("fine") or 0),
        "paid": str(known.get("paid") or 0),
        "judgment": known.get("crime_outcome_number"),
        "judged_on": known.get("crime_outcome_on"),
        "criminal_fine": known.get("criminal_fine"),
        "amount": str(amount),
        "note": note,
        "recorded_by": actor.name,
    }
    paper = issue_for_case(case, "set_off_record", at=at, act=values)
    sets = {"set_off_on": local_date(at), "set_off_paid": str(amount)}
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)
