"""Results to look at: one through acts, many as bare rows where only their number matters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from chengguan.base.dates import CHINA
from chengguan.disclosure.acts import publishing
from chengguan.disclosure.models import Publication
from chengguan.people.models import Bureau
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk


def released(walk: Walk, fine: str = "3000", **inputs: Any) -> Publication:
    """A fine imposed on the spot, served and published through acts."""
    walk.plan["fine"] = fine
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    walk.later(hours=1)
    waiting = Publication.objects.get(subject_key=walk.subject_case.chain_key)
    reviewer = walk.as_role("legal_reviewer")
    publication: Publication = publishing.release(
        actor=reviewer, at=walk.now, publication=waiting, **inputs
    ).result
    return publication


def withdrawn(walk: Walk, publication: Publication) -> Publication:
    """The decision is annulled by the reconsideration organ and its publication withdrawn through acts."""
    organ = {"organ": "武冈市人民政府", "number": "武政复〔2024〕3号"}
    case = walk.subject_case
    walk.perform("case.record_relief", case=case, kind="reconsideration", started_on=walk.day, **organ)
    walk.later(days=30)
    walk.perform(
        "case.conclude_relief", case=walk.subject_case, ended_on=walk.day, outcome="annulled", fine=0, **organ
    )
    publication.refresh_from_db()
    publishing.withdraw(
        actor=walk.as_role("legal_reviewer"),
        at=walk.now,
        publication=publication,
        reason=publishing.standard_reason(publication),
    )
    publication.refresh_from_db()
    return publication


def bare(bureau: Bureau, count: int, **changes: Any) -> list[Publication]:
    """Rows without a history, as many as wanted: for counts of queries and pages of a list."""
    begin = datetime(2024, 5, 6, 9, tzinfo=CHINA)
    rows = [
        Publication(
            **{
                "bureau": bureau,
                "kind": "penalty",
                "subject_key": f"bare/{number}",
                "code": f"B{number:06d}",
                "number": f"武城管罚决〔2024〕第{number}号",
                "title": "某公司占道案",
                "cause": "擅自占用城市道路",
                "party_name": "某公司",
                "decided_on": date(2024, 1, 1) + timedelta(days=number % 300),
                "fields": [{"id": "cause", "title": "案由", "value": "擅自占用城市道路"}],
                "prepared_at": begin,
                "released_at": begin + timedelta(minutes=number),
                "stage": Publication.RELEASED,
                **changes,
            }
        )
        for number in range(1, count + 1)
    ]
    return Publication.objects.bulk_create(rows)
