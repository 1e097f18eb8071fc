"""Legal review before the decision (行政处罚法 第五十八条): request, result with numbered opinions, answers one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import review as facts
from chengguan.cases.facts.answers import Answer
from chengguan.cases.facts.known import Known, money
from chengguan.cases.models import Case, LegalReview, ReviewOpinion
from chengguan.ledger.acting import Done, act
from chengguan.powers.rows import PENALTIES

from .issuing import issue_for_case, refs
from .words import choice


@act("case.request_legal_review", facts=facts.legal_review_request, on="case")
def request_legal_review(
    *, actor: Viewer, at: datetime, case: Case, grounds: Sequence[str], questions: str
) -> Done:
    """送法制审核 (行政处罚法 第五十八条第一款): with the grounds on which review is required."""
    on = local_date(at)
    found = facts.review_grounds(case.known, grounds)
    row = LegalReview.objects.create(
        case=case,
        round=case.legal_reviews.count() + 1,
        grounds=found,
        requested_on=on,
        requested_by_id=actor.officer_id,
    )
    instrument = issue_for_case(
        case,
        "legal_review_request",
        at=at,
        act={
            "grounds": [choice("legal_review_grounds", name) for name in found],
            "proposal": proposal(case.known),
            "questions": questions,
            "round": row.round,
            "requested_on": on,
            "requester": actor.name,
        },
    )
    sets = {
        "legal_review_requested_on": on,
        "legal_review_grounds": found,
        "legal_review_result": None,
        "legal_review_concluded_on": None,
    }
    return Done(
        case,
        sets=sets,
        data={"grounds": found, "questions": questions},
        documents=refs(instrument),
        result=row,
    )


def proposal(known: Known) -> str:
    """What the prior notice proposed, in words."""
    parts = []
    for kind in known.get("notice_kinds") or []:
        amount = f"{money(known, 'notice_fine'):,.2f}元" if kind == "fine" else ""
        parts.append(f"{PENALTIES[kind]}{amount}")
    return f"拟给予{'、'.join(parts)}的行政处罚"


@act("case.conclude_legal_review", facts=facts.legal_review, on="case")
def conclude_legal_review(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    conclusion: str,
    summary: str,
    opinions: Sequence[tuple[str, str]],
    items: Mapping[str, facts.ItemFinding],
) -> Done:
    """法制审核 (行政处罚法 第五十八条): passed, sent back, or refused, with numbered opinions that have to be answered."""
    on, result = local_date(at), facts.RESULTS[conclusion]
    row = case.legal_reviews.latest("round")
    row.reviewer_id, row.result, row.summary, row.concluded_on = actor.officer_id, result, summary, on
    ReviewOpinion.objects.bulk_create(
        ReviewOpinion(review=row, no=number, text=text, basis=basis)
        for number, (text, basis) in enumerate(opinions, 1)
    )
    row.instrument = issue_for_case(
        case,
        "legal_review_opinion",
        at=at,
        act={
            "unit": case.lead_officer.unit.name,
            "submitted_on": row.requested_on,
            "proposal": proposal(case.known),
            "reason": "；".join(choice("legal_review_grounds", name) for name in row.grounds),
            "items": _items(items, actor.jurisdiction, case.known),
            "conclusion": conclusion,
            "opinion": opinion_text(summary, opinions),
            "reviewer": actor.name,
            "reviewed_on": on,
        },
    )
    row.save()
    if result == "passed":
        case.stage = "reviewed"
    sets = {
        "legal_review_result": result,
        "legal_review_concluded_on": on,
        "legal_opinions_open": facts.open_opinions(case).count(),
    }
    data = {
        "conclusion": conclusion,
        "summary": summary,
        "opinions": [list(opinion) for opinion in opinions],
        "items": {name: [finding.met, finding.note] for name, finding in items.items()},
    }
    return Done(case, sets=sets, data=data, documents=refs(row.instrument), result=row)


def _items(items: Mapping[str, facts.ItemFinding], jurisdiction: str, known: Known) -> list[dict[str, Any]]:
    empty = facts.ItemFinding(met=False, note="未审核")
    rows = [
        (title, items.get(name, empty)) for name, title in facts.review_items(jurisdiction, known).items()
    ]
    return [{"title": title, "met": finding.met, "note": finding.note} for title, finding in rows]


def opinion_text(summary: str, opinions: Sequence[tuple[str, str]]) -> str:
    """The summary with its numbered opinions and their basis."""
    numbered = [
        f"{number}.{text}{f'（{basis}）' if basis else ''}"
        for number, (text, basis) in enumerate(opinions, 1)
    ]
    return "\n".join([summary, *numbered])


@act("case.answer_review_opinion", facts=facts.review_answers, on="case")
def answer_review_opinion(*, actor: Viewer, at: datetime, case: Case, answers: Mapping[int, Answer]) -> Done:
    """答复法制审核意见: for each opinion whether it is adopted, and what was done."""
    on, rows = local_date(at), list(facts.open_opinions(case))
    for row in rows:
        row.adopted, row.answer, row.answered_on = answers[row.pk].adopted, answers[row.pk].text, on
    ReviewOpinion.objects.bulk_update(rows, ["adopted", "answer", "answered_on"])
    given = [{"text": row.text, "adopted": bool(row.adopted), "answer": row.answer} for row in rows]
    instrument = issue_for_case(
        case, "legal_review_answer", at=at, act={"answers": given, "answered_on": on, "answerer": actor.name}
    )
    return Done(
        case,
        sets={"legal_opinions_open": 0},
        data={"answers": given},
        documents=refs(instrument),
        result=rows,
    )
