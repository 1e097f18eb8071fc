"""回避 (行政处罚法 第四十三条)."""

from __future__ import annotations

from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import filing as facts
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done, act
from chengguan.ledger.known import numbers
from chengguan.people.selectors import officer_cards

from .issuing import issue_for_case, refs

APPLICANTS = {"self": "执法人员自行申请", "party": "当事人申请"}


@act("case.request_recusal", facts=facts.recusal_request, on="case")
def request_recusal(
    *, actor: Viewer, at: datetime, case: Case, officer: int, applicant: str, reason: str, received_on: date
) -> Done:
    """申请回避 (行政处罚法 第四十三条第一款、第二款): by the officer or by the party; the inquiry goes on meanwhile. Result: the case."""
    request = {
        "officer": officer,
        "applicant": applicant,
        "reason": reason,
        "received_on": received_on.isoformat(),
    }
    sets = {
        "recusal_pending": True,
        "recusal_request": request,
        "recusal_requested_on": received_on,
        "recusal_decided_on": None,
    }
    return Done(case, sets=sets, data=request, result=case)


@act("case.decide_recusal", facts=facts.recusal_decision, on="case")
def decide_recusal(*, actor: Viewer, at: datetime, case: Case, granted: bool, reason: str) -> Done:
    """回避决定 (行政处罚法 第四十三条第三款): by the head of the organ. Who must withdraw no longer serves in the case. Result: the case."""
    request = case.known["recusal_request"]
    target = int(request["officer"])
    card = officer_cards([target], local_date(at))[0]
    entered = {
        "target": card.name,
        "applicant": APPLICANTS.get(str(request["applicant"]), ""),
        "request_reason": request["reason"],
        "requested_on": request["received_on"],
        "granted": granted,
        "reason": reason,
        "decided_by": actor.name,
    }
    paper = issue_for_case(case, "recusal_decision", at=at, act=entered)
    sets = {"recusal_pending": False, "recusal_decided_on": local_date(at)}
    if granted:
        sets |= {
            "recused": sorted({*numbers(case.known, "recused"), target}),
            "officers": [pk for pk in numbers(case.known, "officers") if pk != target],
        }
    return Done(case, sets=sets, data={**entered, "officer": target}, documents=refs(paper), result=case)
