"""证据审查 (行政处罚法 第四十六条第二款、第三款): true, lawful, relevant – and used or not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import elements
from chengguan.cases.facts import examination as facts
from chengguan.cases.models import Case, Examination, Record
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import OfficerCard, officer_cards

from .issuing import issue_for_case, refs

STAGES: Final = dict(Examination.STAGES)
OUTCOMES: Final = dict(Examination.OUTCOMES)


@act("case.examine_evidence", facts=facts.examination, on="case")
def examine_evidence(
    *, actor: Viewer, at: datetime, case: Case, records: Sequence[str], genuine: bool, lawful: bool,
    relevant: bool, reasons_for: Mapping[str, str], outcome: str, officers: Sequence[int] = (), remarks: str = ""
) -> Done:  # fmt: skip
    """证据审查: of one or several pieces with the same outcome. What is not adopted proves nothing any more. Result: the examinations."""
    stage, on = facts.stage_of(case.known), local_date(at)
    cards = officer_cards(list(officers), on)
    examiners = [actor.name] if stage == Examination.REVIEW else [card.name for card in cards]
    chosen = list(case.records.filter(pk__in=[str(key) for key in records]).order_by("id"))
    found = {"genuine": genuine, "lawful": lawful, "relevant": relevant}
    paper = issue_for_case(
        case,
        "evidence_examination",
        at=at,
        officers=cards,
        act={
            "stage": STAGES[stage],
            "records": [_listed(row) for row in chosen],
            **{name: _in_words(holds, reasons_for.get(name, "")) for name, holds in found.items()},
            "outcome": OUTCOMES[outcome],
            "remarks": remarks,
            "examiners": "、".join(examiners),
            "examined_on": on,
        },
    )
    rows = _enter(chosen, found, stage, outcome, reasons_for, examiners, cards, at, paper)
    data = {
        "records": [str(row.pk) for row in chosen],
        "titles": [row.title for row in chosen],
        **found,
        "reasons_for": dict(reasons_for),
        "outcome": outcome,
        "remarks": remarks,
        "officers": list(officers),
        "title": f"{OUTCOMES[outcome]}：" + "、".join(row.title for row in chosen)[:60],
    }
    return Done(
        case, sets=_sets(case, chosen, stage, outcome, on.isoformat()), data=data, documents=refs(paper), result=rows
    )  # fmt: skip


def _listed(record: Record) -> dict[str, str]:
    return {"title": record.title, "kind": record.get_kind_display(), "source": record.source}


def _in_words(holds: bool, reason: str) -> str:
    return f"{'具备' if holds else '不具备'}：{reason}"


def _enter(
    chosen: Sequence[Record], found: Mapping[str, bool], stage: str, outcome: str, reasons: Mapping[str, str],
    examiners: Sequence[str], cards: Sequence[OfficerCard], at: datetime, paper: Instrument,
) -> list[Examination]:  # fmt: skip
    people = [{"id": card.id, **card.as_context()} for card in cards] or [
        {"name": name} for name in examiners
    ]
    return [
        Examination.objects.create(
            record=record,
            stage=stage,
            **found,
            reasons=dict(reasons),
            outcome=outcome,
            examiners=people,
            examined_at=at,
            instrument=paper,
        )
        for record in chosen
    ]


def _sets(case: Case, chosen: Sequence[Record], stage: str, outcome: str, on: str) -> dict[str, Any]:
    """The last outcome of each piece, and how much of the evidence may still stand alone."""
    outcomes = dict(case.known.get("examinations") or {})
    outcomes |= {str(row.pk): {"outcome": outcome, "stage": stage, "on": on} for row in chosen}
    gone = elements.rejected({"examinations": outcomes})
    usable = sum(
        1
        for pk, details in case.records.values_list("pk", "details")
        if str(pk) not in gone and details.get("admissible", True)
    )
    return {
        "examinations": outcomes,
        "evidence_rejected": sorted(gone),
        "evidence_admissible_count": usable,
    }
