"""三书同达 (国办发〔2025〕22号, local rules): with the decision go advice on how to comply and the notice of credit repair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import joint_service as facts
from chengguan.cases.facts.known import Known
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.ledger.norms import book
from chengguan.people.selectors import OfficerCard, officer_cards
from lawengine.calendar import add_months

from .execution import decision_paper
from .issuing import issue_for_case, refs


def issue_with_decision(
    case: Case,
    decision: Instrument,
    chosen: Iterable[str],
    *,
    known: Known,
    at: datetime,
    jurisdiction: str,
    officers: Sequence[OfficerCard],
) -> list[Instrument]:
    """Make the papers that the place demands with a decision, and those the bureau chose besides; in their usual order."""
    wanted = {*chosen, *facts.demanded(known, local_date(at), jurisdiction)}
    return make(
        case, decision, [kind for kind in facts.TITLES if kind in wanted], at=at, jurisdiction=jurisdiction, officers=officers
    )  # fmt: skip


def make(
    case: Case,
    decision: Instrument,
    kinds: Sequence[str],
    *,
    at: datetime,
    jurisdiction: str,
    officers: Sequence[OfficerCard],
) -> list[Instrument]:
    """Issue the papers named, filled from the facts of the case and the rules of the day of the decision."""
    contents = {facts.ADVICE: _advice, facts.REPAIR: _repair}
    head = {
        "decision_title": decision.title,
        "decision_number": decision.number,
        "decided_on": decision.issued_on,
    }
    return [
        issue_for_case(
            case,
            kind,
            at=at,
            officers=officers,
            act={**head, **contents[kind](case, decision.issued_on, jurisdiction)},
        )
        for kind in kinds
    ]


def as_known(papers: Iterable[Instrument]) -> dict[str, str]:
    """The papers by kind, as the case keeps them."""
    return {paper.kind: str(paper.pk) for paper in papers}


@act("case.issue_joint_documents", facts=facts.issuing_joint, on="case")
def issue_joint_documents(*, actor: Viewer, at: datetime, case: Case, kinds: Sequence[str]) -> Done:
    """制作合规建议书、信用修复告知书 after the decision, where they were not made with it. Result: the instruments."""
    decision = decision_paper(case)
    assert decision is not None
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))
    wanted = [kind for kind in facts.TITLES if kind in kinds]
    papers = make(case, decision, wanted, at=at, jurisdiction=actor.jurisdiction, officers=cards)
    sets = {"joint_documents": {**facts.made(case.known), **as_known(papers)}}
    return Done(case, sets=sets, data={"kinds": wanted}, documents=refs(*papers), result=papers)


def _advice(case: Case, on: date, jurisdiction: str) -> dict[str, Any]:
    """合规建议: the elements to keep clear of, what to do for this field, whom to ask."""
    listing = book().listing("compliance_advice", on=on, jurisdiction=jurisdiction)
    rows = listing.rows(field=case.matter.field) if listing else ()
    own_first = sorted(rows, key=lambda row: "field" not in row)
    return {
        "field": case.matter.field,
        "elements": list(case.matter.elements),
        "steps": [{"text": str(step)} for row in own_first for step in row["steps"]],
        "prior_order": bool(case.matter.requires_prior_order),
    }


def _repair(case: Case, on: date, jurisdiction: str) -> dict[str, Any]:
    """信用修复: how long the penalty is published by the rule in force on the day of the decision, and how to end it earlier."""
    values: dict[str, Any] = {}
    for name in ("minimum", "maximum", "minimum_serious", "maximum_serious"):
        term = book().threshold(f"credit_months_{name}", on=on, jurisdiction=jurisdiction)
        if isinstance(term.value, Decimal):
            values[name] = int(term.value)
            values.setdefault("rule", book().citation_titles(term.cites[0], on))
    minor = book().threshold("credit_minor_unpublished", on=on, jurisdiction=jurisdiction)
    values["minor_unpublished"] = minor.value is True
    if "minimum" in values and "maximum" in values:
        values |= {
            "earliest_on": add_months(on, values["minimum"]),
            "latest_on": add_months(on, values["maximum"]),
        }
    return values
