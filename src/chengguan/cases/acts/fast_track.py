"""简案快办: enter it, leave it, withdraw the admission; and reopen an investigation that was concluded too soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import fast_track as facts
from chengguan.cases.models import Approval, Case
from chengguan.ledger import outbox
from chengguan.ledger.acting import Done, act
from chengguan.ledger.norms import book

from .hearing import investigators
from .issuing import evidence_context, issue_for_case, refs
from .words import choice

TERM_TOPIC: Final = "cases.fast_track_term"
# What an exit leaves to be done again by the full chain: nothing; what is still on its way is proposed anew.
VALID: Final = "转出前依法制作的笔录、证据、告知和送达继续有效；此后按普通程序的审批层级和证据要求办理。"


@act("case.enter_fast_track", facts=facts.entering, on="case")
def enter_fast_track(
    *, actor: Viewer, at: datetime, case: Case, item: str, findings: str, proposal: str, fine: Decimal,
    admitted_on: date, signer: str, checks: Sequence[str], obstacles: Sequence[str] = (), approval: Approval | None = None,
) -> Done:  # fmt: skip
    """案件简案快办审批 (行政处罚法 第五十四条以下, local lists): the party admits and consents; forms and tiers are merged from here on."""
    on = local_date(at)
    rows = facts.list_rows(case.known, on, actor.jurisdiction)
    row = next(row for row in rows if row["id"] == item)
    officers = investigators(case, on)
    statement = issue_for_case(
        case,
        "admission_statement",
        at=at,
        officers=officers,
        act={"signed_on": admitted_on, "signer": signer},
    )
    sheet = issue_for_case(
        case,
        "fast_track_approval",
        at=at,
        officers=officers,
        approval=approval,
        act={
            "item": f"{row['title']}（{row['field']}，清单编号{row['id']}）",
            "facts": findings,
            "proposal": proposal,
            "fine": str(fine),
            "cap": str(row["max_fine"]),
            "signed_on": admitted_on,
            "signer": signer,
            "proposed_on": local_date(approval.proposed_at) if approval else on,
        },
        extra={"evidence": evidence_context(case)},
    )
    sets = {
        "fast_track": True,
        "fast_track_entered_on": on,
        "fast_track_item": item,
        "fast_track_cap": str(row["max_fine"]),
        "fast_track_fine": str(fine),
        "fast_track_findings": findings,
        "fast_track_proposal": proposal,
        "admission_signed_on": admitted_on,
    }
    data = {"item": dict(row), "findings": findings, "proposal": proposal, "fine": str(fine), "admitted_on": admitted_on,
            "signer": signer, "checks": list(checks)}  # fmt: skip
    _watch_term(case, on, at, actor)
    return Done(case, sets=sets, data=data, documents=refs(statement, sheet), result=sheet)


def _watch_term(case: Case, on: date, at: datetime, actor: Viewer) -> None:
    """On the morning after its last day the worker looks whether the case still stands in the fast track."""
    due = facts.term(case.known, on, on, actor.jurisdiction).due_on + timedelta(days=1)
    morning = at.astimezone(CHINA).replace(year=due.year, month=due.month, day=due.day, hour=6, minute=0)
    outbox.post(TERM_TOPIC, {"case": str(case.pk)}, at=morning, bureau_code=actor.bureau_code)


@act("case.exit_fast_track", facts=facts.exiting, on="case")
def exit_fast_track(
    *, actor: Viewer, at: datetime, case: Case, ground: str, explanation: str, automatic: bool = False
) -> Done:
    """转为普通程序: what was done stays valid, what is on its way through the short chain is proposed anew. Result: the sheet."""
    on = local_date(at)
    returned = _returned(case, at, actor.jurisdiction)
    values = {
        "entered_on": case.known["fast_track_entered_on"],
        "ground": choice("fast_exit_ground", ground),
        "explanation": explanation,
        "automatic": automatic,
        "returned": [book().act_head(kind).title for kind in returned],
        "consequence": VALID,
    }
    sheet = issue_for_case(case, "fast_track_exit", at=at, officers=investigators(case, on), act=values)
    sets = {
        "fast_track": False,
        "fast_track_exited_on": on,
        "fast_track_exit_ground": ground,
        "fast_track_exit_evidence": int(case.known.get("evidence_count") or 0),
    }
    data = {
        "ground": ground,
        "content": f"{values['ground']}：{explanation}",
        "automatic": automatic,
        "returned": returned,
    }
    return Done(case, sets=sets, data=data, documents=refs(sheet), result=sheet)


def _returned(case: Case, at: datetime, jurisdiction: str) -> list[str]:
    """Approvals that wait in a chain which no longer holds are returned; kinds of the acts they were about."""
    found = []
    for approval in Approval.objects.filter(case=case, state=Approval.OPEN):
        norm = book().act(approval.act, on=local_date(at), jurisdiction=jurisdiction)
        usual = list(norm.approval.tiers) if norm.approval else []
        if norm.approval_when and approval.tiers != usual:
            approval.state, approval.ended_at = Approval.RETURNED, at
            approval.save()
            found.append(approval.act)
    return found


@act("case.withdraw_admission", facts=facts.withdrawing, on="case")
def withdraw_admission(
    *, actor: Viewer, at: datetime, case: Case, withdrawn_on: date, speaker: str, content: str
) -> Done:
    """撤回认错认罚: the party takes back its admission, which may not make its penalty heavier (行政处罚法 第四十五条第二款)."""
    entered: dict[str, Any] = {"withdrawn_on": withdrawn_on, "speaker": speaker, "content": content}
    paper = issue_for_case(
        case, "admission_withdrawal", at=at, officers=investigators(case, local_date(at)), act=entered
    )
    sets = {"admission_withdrawn_on": withdrawn_on}
    return Done(case, sets=sets, data=entered, documents=refs(paper), result=paper)


@act("case.reopen_investigation", facts=facts.reopening, on="case")
def reopen_investigation(*, actor: Viewer, at: datetime, case: Case, explanation: str) -> Done:
    """退回补充调查: evidence may be gathered again, and the report on the investigation has to be made anew."""
    concluded = case.known["investigation_finished_on"]
    paper = issue_for_case(
        case,
        "supplement_notice",
        at=at,
        officers=investigators(case, local_date(at)),
        act={"concluded_on": concluded, "explanation": explanation},
    )
    sets = {"investigation_finished_on": None, "investigation_reopened_on": local_date(at)}
    return Done(
        case,
        sets=sets,
        data={"explanation": explanation, "content": explanation},
        documents=refs(paper),
        result=paper,
    )
