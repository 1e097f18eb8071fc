"""Facts of notice, defence, legal review and deliberation; and what follows from the day: windows, what is required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, ReviewOpinion
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import read

from .answers import Answer, answers_missing
from .base import case_sheet, derives, officers_facts
from .known import Known, day, names
from .penalties import Penalty, hearing_right, penalty_facts

# 审核结论 as the reviewer words it -> what it means for the case.
RESULTS: Final[Mapping[str, str]] = {
    "pass": "passed",
    "amend": "returned",
    "more_evidence": "returned",
    "reject": "rejected",
}

# 情形 by the name that the lists use -> the fact that shows it.
MARKS: Final[Mapping[str, str]] = {
    "matter_listed": "matter_major",
    "hearing_held": "hearing_ever_held",
    "hearing_right": "hearing_right",
    "major_penalty": "major_penalty",
    "discretion_deviation": "discretion_deviates",
}
# Grounds that hold whether the handler ticks them or not.
STATUTORY: Final = frozenset({"matter_listed", "hearing_held", "discretion_deviation"})


@derives
def windows(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """陈述申辩期与申请听证期 from the day on which the prior notice was served (行政处罚法 第四十五条、第六十四条)."""
    if "hearing_right" not in known:
        return {}
    entitled = bool(known["hearing_right"])
    served = day(known, "prior_notice_served_on")
    if served is None:
        return {"hearing_required": entitled}
    statement = read(book(), "statement_window", started=served, as_of=on, jurisdiction=jurisdiction).due_on
    hearing = read(book(), "hearing_request", started=served, as_of=on, jurisdiction=jurisdiction).due_on
    return {
        "hearing_required": entitled,
        "statement_due_on": statement,
        "statement_window_open": on <= statement,
        "statement_window_ended": on > statement,
        "hearing_due_on": hearing,
        "hearing_request_open": entitled and on <= hearing,
        "hearing_request_ended": on > hearing,
    }


@derives
def requirements(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether legal review and collective deliberation are required (行政处罚法 第五十七条第二款、第五十八条)."""
    found = features(known)
    requested = bool(known.get("legal_review_requested_on"))
    listed = bool(found & _listed("legal_review_cases", on, jurisdiction))
    departs = review_of_deviation(bool(known.get("discretion_deviates")), on, jurisdiction)
    return {
        "legal_review_required": requested or listed or departs,
        "deliberation_required": bool(found & _listed("deliberation_cases", on, jurisdiction)),
    }


def review_of_deviation(deviates: bool, on: date, jurisdiction: str) -> bool:
    """Whether a fine outside the range of the benchmark has to pass a legal review in that place (policy)."""
    if not deviates:
        return False
    value = book().threshold("discretion_deviation_review", on=on, jurisdiction=jurisdiction).value
    return value == "required"


def features(known: Known) -> frozenset[str]:
    """What makes a case one that has to be reviewed or deliberated, by the names of the lists in the norms."""
    found = {"every_case", *names(known, "legal_review_grounds")}
    return frozenset(found | {feature for feature, fact in MARKS.items() if known.get(fact)})


def _listed(name: str, on: date, jurisdiction: str) -> frozenset[str]:
    value = book().threshold(name, on=on, jurisdiction=jurisdiction).value
    return value if isinstance(value, frozenset) else frozenset()


# --- prior notice ------------------------------------------------------------------------------------------


def _content(actor: Viewer, at: datetime, case: Case, penalty: Penalty) -> dict[str, Any]:
    on, place = local_date(at), actor.jurisdiction
    right = hearing_right(case, penalty, on, place)
    return {**penalty_facts(case, penalty, on, place), "hearing_standard_recorded": not right.gaps}


def notice(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    penalty: Penalty,
    approval: Approval | None = None,
) -> Sheet:
    """事先告知 (行政处罚法 第四十四条)."""
    return case_sheet(
        actor=actor, at=at, case=case, approval=approval, inputs=_content(actor, at, case, penalty)
    )


def renewed_notice(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    penalty: Penalty,
    ground: str,
    explanation: str,
    new_facts: bool,
    approval: Approval | None = None,
) -> Sheet:
    """重新告知 (行政处罚法 第四十四条、第四十五条)."""
    inputs = {
        **_content(actor, at, case, penalty),
        "renotice_ground": ground or None,
        "renotice_explained": bool(explanation.strip()),
        "new_facts_found": new_facts,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


# --- statement and defence ---------------------------------------------------------------------------------


def defence(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    raised_on: date,
    via: str,
    speaker: str,
    points: Sequence[str],
    disputes: bool | None = None,
    recorded: bool = True,
) -> Sheet:
    """陈述、申辩 (行政处罚法 第四十五条)."""
    on = local_date(at)
    team, _ = officers_facts(officers, on, case.known)
    inputs = {
        **team,
        "defence_points_recorded": len(points),
        "defence_dated": raised_on <= on,
        "process_recorded": recorded,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def waiver(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    waived_on: date,
    signer: str,
    signed: bool,
) -> Sheet:
    """放弃陈述申辩、放弃听证: express, signed, after service of the notice (行政处罚法 第六十二条、第六十四条)."""
    on = local_date(at)
    team, _ = officers_facts(officers, on, case.known)
    served = day(case.known, "prior_notice_served_on")
    inputs = {
        **team,
        "waiver_signed": signed and bool(signer.strip()),
        "waiver_dated": served is not None and served <= waived_on <= on,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def reexamination(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], answers: Mapping[int, Answer]
) -> Sheet:
    """复核 of each point of the defence (行政处罚法 第四十五条第一款)."""
    team, _ = officers_facts(officers, local_date(at), case.known)
    open_points = case.defence_points.filter(reexamined_on=None).values_list("pk", flat=True)
    return case_sheet(
        actor=actor,
        at=at,
        case=case,
        inputs={**team, "points_missing": answers_missing(open_points, answers)},
    )


# --- legal review ------------------------------------------------------------------------------------------


def review_grounds(known: Known, chosen: Sequence[str]) -> list[str]:
    """Grounds of a legal review: those chosen, and those that the case shows by itself."""
    return sorted({*chosen, *(features(known) & STATUTORY)})


def legal_review_request(
    *, actor: Viewer, at: datetime, case: Case, grounds: Sequence[str], questions: str
) -> Sheet:
    """送法制审核 (行政处罚法 第五十八条)."""
    return case_sheet(
        actor=actor,
        at=at,
        case=case,
        inputs={"review_grounds_chosen": bool(review_grounds(case.known, grounds))},
    )


def legal_review(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    conclusion: str,
    summary: str,
    opinions: Sequence[tuple[str, str]],
    items: Mapping[str, ItemFinding],
) -> Sheet:
    """法制审核 (行政处罚法 第五十八条): item by item, with a result and numbered opinions."""
    inputs = {
        "review_result": RESULTS.get(conclusion),
        "review_summary_stated": bool(summary.strip()),
        "review_opinions": len(opinions),
        "review_items_met": all(
            name in items and items[name].met for name in review_items(actor.jurisdiction, case.known)
        ),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


@dataclass(frozen=True)
class ItemFinding:
    """One item of the review: whether it is met, and a note."""

    met: bool
    note: str = ""


def review_items(jurisdiction: str, known: Known) -> dict[str, str]:
    """逐项审核的内容 by id (三项制度意见); an item with a condition stands only in cases where its fact holds."""
    rows = book().raw("review_items", jurisdiction=jurisdiction)["legal_review"].data["items"]
    return {row["id"]: row["title"] for row in rows if "when" not in row or known.get(row["when"])}


def review_answers(*, actor: Viewer, at: datetime, case: Case, answers: Mapping[int, Answer]) -> Sheet:
    """答复法制审核意见, one by one."""
    waiting = open_opinions(case).values_list("pk", flat=True)
    return case_sheet(
        actor=actor, at=at, case=case, inputs={"answers_missing": answers_missing(waiting, answers)}
    )


def open_opinions(case: Case) -> Any:
    """Opinions of the legal reviewer that the handler has not answered."""
    return ReviewOpinion.objects.filter(review__case=case, answered_on=None).order_by("review__round", "no")
