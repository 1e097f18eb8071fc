"""调查的进程: 中止、恢复、延期、终止、终结 (行政处罚法 第五十四条、第五十七条、第六十条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import course as facts
from chengguan.cases.facts import investigation_report, one_fine
from chengguan.cases.facts.discretion import Weighed
from chengguan.cases.facts.penalties import deviation_context, printed_lines
from chengguan.cases.models import Approval, Case, Pause
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .issuing import evidence_context, issue_for_case, refs
from .pauses import begun, ended
from .words import choice


@act("case.suspend_investigation", facts=facts.suspension, on="case")
def suspend_investigation(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Done:
    """中止调查 (住建处罚程序规定, unverified): the time limit pauses from this day. Result: the case."""
    on = local_date(at)
    reason = choice("suspension_ground", ground)
    entered = {"ground": reason, "explanation": explanation, "from_on": on}
    paper = issue_for_case(case, "suspension_approval", at=at, act=entered, approval=approval)
    Pause.objects.create(case=case, kind="suspension", reason=reason, begins_on=on)
    sets = {"investigation_suspended": True, "pauses": begun(case.known, "suspension", on)}
    return Done(
        case,
        sets=sets,
        data={"ground": ground, "explanation": explanation},
        documents=refs(paper),
        result=case,
    )


@act("case.resume_investigation", facts=facts.resumption, on="case")
def resume_investigation(
    *, actor: Viewer, at: datetime, case: Case, explanation: str, approval: Approval | None = None
) -> Done:
    """恢复调查: the ground of suspension has gone; the time limit runs on from this day. Result: the case."""
    on = local_date(at)
    paper = issue_for_case(
        case, "resumption_approval", at=at, act={"explanation": explanation, "from_on": on}, approval=approval
    )
    Pause.objects.filter(case=case, kind="suspension", ends_on=None).update(ends_on=on)
    sets = {"investigation_suspended": False, "pauses": ended(case.known, ("suspension",), on)}
    return Done(case, sets=sets, data={"explanation": explanation}, documents=refs(paper), result=case)


@act("case.extend_time_limit", facts=facts.extension, on="case")
def extend_time_limit(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    days: int,
    explanation: str,
    deliberated_on: date | None = None,
    approval: Approval | None = None,
) -> Done:
    """延长办案期限 (行政处罚法 第六十条): first by the head, then after collective deliberation. Result: the case."""
    on = local_date(at)
    by = "deliberation" if case.known.get("extensions") else "head"
    entered = {
        "days": days,
        "explanation": explanation,
        "deliberated_on": deliberated_on,
        "filed_on": case.opened_on,
    }
    paper = issue_for_case(case, "time_extension_approval", at=at, act=entered, approval=approval)
    sets = {
        "extensions": [*(case.known.get("extensions") or []), {"days": days, "on": on.isoformat(), "by": by}]
    }
    return Done(case, sets=sets, data=entered, documents=refs(paper), result=case)


@act("case.terminate_investigation", facts=facts.termination, on="case")
def terminate_investigation(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Done:
    """终止调查 (住建处罚程序规定, unverified): the case goes on to its closing. Result: the case."""
    entered = {"ground": choice("termination_ground", ground), "explanation": explanation}
    paper = issue_for_case(case, "termination_approval", at=at, act=entered, approval=approval)
    case.outcome = "terminated"
    sets = {
        "terminated_on": local_date(at),
        "proposed_outcome": "terminated",
        "investigation_suspended": False,
    }
    return Done(
        case,
        sets=sets,
        data={"ground": ground, "explanation": explanation},
        documents=refs(paper),
        result=case,
    )


@act("case.finish_investigation", facts=investigation_report.report, on="case")
def finish_investigation(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], facts_found: str,
    proven: Mapping[str, Sequence[str]], outcome: str, proposal: str, reasons_given: str,
    kinds: Sequence[str] = (), fine: Decimal = Decimal(0), tier: str = "", leniency: str = "none",
    circumstances: Sequence[str] = (), course: str = "", statement: str = "",
    quantities: Sequence[Mapping[str, str]] = (), business: bool | None = None, deviation: str = ""
) -> Done:  # fmt: skip
    """调查终结 (行政处罚法 第五十七条第一款): facts, evidence, law and discretion are reported. Result: the report."""
    fined = outcome == investigation_report.PENALTY and investigation_report.FINE in kinds
    found = investigation_report.weighed(
        case, actor, at, fine=fine, tier=tier, leniency=leniency, circumstances=circumstances
    )
    discretion = {"reasons": reasons_given, **(_weighed_context(found, deviation) if fined else {})}
    entered: dict[str, Any] = {
        "facts": facts_found,
        "course": course,
        "statement": statement,
        "proposal": proposal,
    }
    paper = issue_for_case(
        case,
        "investigation_report",
        at=at,
        act={**entered, "discretion": discretion, "one_fine": one_fine.in_words(case) if fined else ""},
        officers=officer_cards(list(officers), local_date(at)),
        extra={"evidence": evidence_context(case)},
    )
    sets = {
        "investigation_finished_on": local_date(at),
        "facts_found": facts_found,
        "elements_proven": sorted(investigation_report.proven_elements(case, proven)),
        "proven_by": {element: list(map(str, keys)) for element, keys in proven.items()},
        "proposed_outcome": outcome,
        "proposed_kinds": list(kinds) if outcome == investigation_report.PENALTY else [],
        "proposed_fine": fine if fined else Decimal(0),
        **_range_sets(found if fined else None, deviation),
        "proposed_leniency": leniency,
        "proposed_circumstances": list(circumstances),
        "proposed_reasons": reasons_given,
        "quantities": [dict(row) for row in quantities],
        "business_act": business,
        "like_band_explained": fined
        and not investigation_report.placed(
            case, actor, at, fine=fine, tier=tier, circumstances=circumstances, quantities=quantities
        ).inside,
    }
    data = {
        **entered,
        **discretion,
        "proven": {key: list(map(str, ids)) for key, ids in proven.items()},
        "steps": found.steps,
    }
    return Done(
        case, sets=sets, data={**data, "officers": list(officers)}, documents=refs(paper), result=paper
    )


def _weighed_context(found: Weighed, deviation: str) -> dict[str, Any]:
    """The fine as weighed, for the report: tier, benchmark, the sum line by line, and why it departs from it."""
    return {
        "tier": found.tier,
        "benchmark": found.benchmark,
        "steps": printed_lines(found),
        **deviation_context(found, deviation),
    }


def _range_sets(found: Weighed | None, deviation: str) -> dict[str, Any]:
    """What is known from now on of the range of the fine; nothing where no fine is proposed."""
    deviates = found is not None and found.deviates
    return {
        "proposed_tier": found.tier if found else None,
        "range_low": found.low if found else None,
        "range_high": found.high if found else None,
        "discretion_deviates": deviates,
        "deviation_reasons": deviation if deviates else "",
    }
