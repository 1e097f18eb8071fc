"""一事不再罚 (行政处罚法 第二十九条): name the further norms that one act violates; record what other agencies did about it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import one_fine as facts
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards
from chengguan.powers.models import Matter

from .filing import matter_facts
from .issuing import issue_for_case, refs


@act("case.add_matter", facts=facts.adding, on="case")
def add_matter(*, actor: Viewer, at: datetime, case: Case, matter: Matter, explanation: str) -> Done:
    """同一行为违反多个规定 (行政处罚法 第二十九条): the norm with the higher fine becomes that of the case. Result: the comparison."""
    norms = facts.norms_of(case, matter)
    first, before = facts.applied(norms), case.matter
    case.matter, case.cause = first.matter, first.matter.title
    further = [norm.as_known() for norm in norms if norm is not first]
    paper = issue_for_case(
        case,
        "one_fine_comparison",
        at=at,
        act=_comparison(norms, first, explanation, local_date(at)),
        officers=officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at)),
    )
    sets = {
        **matter_facts(first.matter),
        "matter_kinds": facts.kinds_of(norms),
        "matter_major": any(norm.matter.major for norm in norms),
        "further_matters": further,
    }
    case.major = bool(sets["matter_major"])
    data = {
        "matter": matter.code,
        "explanation": explanation,
        "applied": first.matter.code,
        "before": before.code,
        "compared": [norm.as_known() for norm in norms],
    }
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def _comparison(norms: list[facts.Norm], first: facts.Norm, explanation: str, on: date) -> dict[str, Any]:
    return {
        "explanation": explanation,
        "norms": [
            {
                "title": norm.matter.title,
                "violated": norm.matter.violated,
                "basis": norm.matter.basis,
                "fine": facts.range_words(norm),
                "applied": norm is first,
            }
            for norm in norms
        ],
        "applied": first.matter.title,
        "compared_on": on,
    }


@act("case.record_fine_query", facts=facts.querying, on="case")
def record_fine_query(
    *, actor: Viewer, at: datetime, case: Case, agency: str, means: str, queried_on: date, fined: bool,
    number: str = "", amount: Decimal | None = None, remarks: str = ""
) -> Done:  # fmt: skip
    """查询其他机关的罚款 (行政处罚法 第二十九条): a fine found stands in the way of a second one. Result: the record."""
    entered = {
        "agency": agency,
        "means": means,
        "queried_on": queried_on,
        "fined": fined,
        "number": number if fined else "",
        "amount": str(amount) if fined and amount else "",
        "remarks": remarks,
    }
    paper = issue_for_case(
        case,
        "fine_query_record",
        at=at,
        act=entered,
        officers=officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at)),
    )
    queries = [*(case.known.get("fine_queries") or []), {**entered, "queried_on": queried_on.isoformat()}]
    sets = {
        "fine_queries": queries,
        "other_agency_fined": fined or bool(case.known.get("other_agency_fined")),
    }
    return Done(case, sets=sets, data=entered, documents=refs(paper), result=paper)
