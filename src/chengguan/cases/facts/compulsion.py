"""Facts of 先行登记保存、查封、扣押 (行政处罚法 第五十六条、行政强制法 第十六条至第二十八条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Measure
from chengguan.ledger.acting import Sheet

from .base import case_sheet, officers_facts
from .known import Known
from .measures import (
    SEIZURES,
    Basis,
    Row,
    bases_for,
    basis_facts,
    basis_of,
    chosen,
    listed,
    row_of,
    within_urgent_term,
)

# What is confirmed before a seizure, and the steps taken on the spot (行政强制法 第十八条), by the facts of the norms.
WITHIN: Final = {
    "condition": "seizure_condition_met",
    "necessary": "seizure_necessary",
    "related": "goods_related",
    "no_necessities": "goods_not_necessities",
    "not_sealed": "goods_not_sealed",
}
STEPS: Final = {
    "called": "party_called",
    "told": "measure_rights_told",
    "heard": "measure_heard",
    "papers": "papers_on_spot",
    "copies": "list_in_two_copies",
}
Good = Mapping[str, Any]


def ticked(table: Mapping[str, str], names: Sequence[str]) -> dict[str, bool]:
    """Facts that were confirmed, by the names of the norms."""
    return {fact: name in names for name, fact in table.items()}


def approval_row(known: Known, no: int) -> Row | None:
    """An approved measure that has not been carried out."""
    rows = known.get("measure_approvals") or []
    return next((dict(row) for row in rows if row["no"] == no and not row.get("used_by")), None)


def approve_measure(
    *, actor: Viewer, at: datetime, case: Case, kind: str, reason: str, items: Sequence[str], place: str,
    at_risk: bool, basis: str, within: Sequence[str], approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.approve_measure."""
    found = basis_of(case, kind, basis, local_date(at), actor.jurisdiction) if kind in SEIZURES else None
    inputs = {
        **basis_facts(found),
        **ticked(WITHIN, within),
        "measure_kind": kind or None,
        "measure_reasoned": bool(reason.strip()),
        "evidence_at_risk": at_risk,
        "goods_listed": len(items),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def _times(begun: datetime, ended: datetime, at: datetime, row: Row | None) -> bool:
    """Begun, ended, recorded in this order; and after the approval, where there had to be one."""
    approved = datetime.fromisoformat(row["approved_at"]) if row else begun
    return approved <= begun <= ended <= at


def _scene(
    presence: Mapping[str, Any], custody: Mapping[str, str], goods: Sequence[Good], taken_over: int = 0
) -> dict[str, Any]:
    """Who was there, who signed, what was listed, where it is kept."""
    there = bool(str(presence.get("on_site") or "").strip())
    witness = bool(str(presence.get("witness") or "").strip())
    entered = listed(goods)
    return {
        "goods_listed": entered["goods_listed"] + taken_over,
        "goods_described": entered["goods_described"] if goods else bool(taken_over),
        "custody_stated": all(str(custody.get(name) or "").strip() for name in ("place", "custodian")),
        "party_or_witness_present": there or witness,
        "absent_witnessed": there or witness,
        "record_acknowledged": bool(presence.get("signed"))
        or bool(str(presence.get("refusal") or "").strip()),
    }


def preserve_in_advance(
    *, actor: Viewer, at: datetime, case: Case, approved: int, goods: Sequence[Good], begun_at: datetime,
    ended_at: datetime, place: str, custody: Mapping[str, str], presence: Mapping[str, Any],
    officers: Sequence[int], credentials_shown: bool, process_recorded: bool, **entered: Any
) -> Sheet:  # fmt: skip
    """Facts of case.preserve_in_advance."""
    row = approval_row(case.known, approved)
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        **_scene(presence, custody, goods),
        "measure_approval_used": row is not None and row["kind"] == Measure.PRESERVATION,
        "measure_times_ordered": _times(begun_at, ended_at, at, row),
        "credentials_shown": credentials_shown,
        "process_recorded": process_recorded,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def decide_preservation(
    *, actor: Viewer, at: datetime, case: Case, measure: int, outcome: str, reason: str,
    receiver: str = "", approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.decide_preservation: within seven working days (行政处罚法 第五十六条、第八十五条)."""
    on = local_date(at)
    inputs = {
        **chosen(case, measure, at, actor.jurisdiction),
        "preservation_outcome": outcome or None,
        "seizure_possible": any(bases_for(case.matter, kind, on, actor.jurisdiction) for kind in SEIZURES),
        "confiscation_possible": "confiscate_property" in case.matter.kinds,
        "outcome_reasoned": bool(reason.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def lapse(*, actor: Viewer, at: datetime, case: Case, measure: int) -> Sheet:
    """Facts of case.lapse_preservation and case.lapse_measure: the last day has passed without a decision."""
    return case_sheet(actor=actor, at=at, case=case, inputs=chosen(case, measure, at, actor.jurisdiction))


def _seizing(
    case: Case, at: datetime, kind: str, basis: Basis | None, row: Row | None, entered: Mapping[str, Any]
) -> dict[str, Any]:
    """What a planned and an urgent seizure have in common."""
    taken = row_of(case.known, int(entered.get("take_over") or 0))
    count = int(taken["held"]) if taken and taken["ended_on"] and taken["keep"] == "seize" else 0
    return {
        **officers_facts(entered["officers"], local_date(at), case.known)[0],
        **_scene(entered["presence"], entered["custody"], entered["goods"], count),
        **basis_facts(basis),
        **ticked(WITHIN, entered["within"]),
        **ticked(STEPS, entered["steps"]),
        "measure_kind": kind or None,
        "measure_times_ordered": _times(entered["begun_at"], entered["ended_at"], at, row),
        "credentials_shown": entered["credentials_shown"],
        "process_recorded": entered["process_recorded"],
    }


def seize(*, actor: Viewer, at: datetime, case: Case, approved: int, **entered: Any) -> Sheet:
    """Facts of case.seize: the ten steps of 行政强制法 第十八条."""
    row = approval_row(case.known, approved)
    kind = row["kind"] if row and row["kind"] in SEIZURES else ""
    basis = basis_of(case, kind, row["basis"], local_date(at), actor.jurisdiction) if row and kind else None
    inputs = {
        **_seizing(case, at, kind, basis, row, entered),
        "measure_approval_used": bool(kind),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def seize_urgently(
    *, actor: Viewer, at: datetime, case: Case, kind: str, basis: str, urgency: str, **entered: Any
) -> Sheet:
    """Facts of case.seize_urgently (行政强制法 第十九条)."""
    found = basis_of(case, kind, basis, local_date(at), actor.jurisdiction)
    inputs = {**_seizing(case, at, kind, found, None, entered), "urgency_stated": bool(urgency.strip())}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def ratify_seizure(
    *, actor: Viewer, at: datetime, case: Case, measure: int, granted: bool, opinion: str
) -> Sheet:
    """Facts of case.ratify_seizure: by the clock, twenty-four hours from the measure (行政强制法 第十九条)."""
    row = row_of(case.known, measure)
    timely = bool(row and row.get("urgent_at")) and within_urgent_term(row or {}, at, actor.jurisdiction)
    inputs = {
        **chosen(case, measure, at, actor.jurisdiction),
        "ratification_granted": granted,
        "ratification_in_time": timely,
        "ratification_reasoned": bool(opinion.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def extend_measure(
    *, actor: Viewer, at: datetime, case: Case, measure: int, days: int, reason: str,
    approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.extend_measure (行政强制法 第二十五条第一款、第二款)."""
    inputs = {
        **chosen(case, measure, at, actor.jurisdiction),
        "seizure_extension": days,
        "case_complex": bool(reason.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def notify_testing(
    *, actor: Viewer, at: datetime, case: Case, measure: int, begins_on: date | None, until_on: date | None,
    body: str, question: str, free: bool, officers: Sequence[int]
) -> Sheet:  # fmt: skip
    """Facts of case.notify_testing: only time told in writing beforehand is left out (行政强制法 第二十五条第三款)."""
    on = local_date(at)
    fixed = begins_on is not None and until_on is not None and begins_on <= until_on
    inputs = {
        **officers_facts(officers, on, case.known)[0],
        **chosen(case, measure, at, actor.jurisdiction),
        "testing_fixed": fixed,
        "testing_notice_now": begins_on is not None and begins_on >= on,
        "testing_body_named": bool(body.strip() and question.strip()),
        "testing_free": free,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def end_testing(
    *, actor: Viewer, at: datetime, case: Case, measure: int, ended_on: date, conclusion: str
) -> Sheet:
    """Facts of case.end_testing."""
    row = row_of(case.known, measure) or {}
    testing = row.get("testing") or {}
    begun = str(testing.get("begins_on") or "9999-12-31")
    inputs = {
        **chosen(case, measure, at, actor.jurisdiction),
        "testing_ended_sound": begun <= ended_on.isoformat() <= local_date(at).isoformat(),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def lift_measure(
    *, actor: Viewer, at: datetime, case: Case, measure: int, ground: str, reason: str,
    approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.lift_measure: the five cases of 行政强制法 第二十八条第一款."""
    inputs = {
        **chosen(case, measure, at, actor.jurisdiction),
        "lifting_ground": ground or None,
        "lifting_reasoned": bool(reason.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)
