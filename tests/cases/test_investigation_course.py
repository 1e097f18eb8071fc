"""Correction orders and rechecks, suspension and resumption, extension, termination."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cases.investigating import articles, ids, refused, run

from chengguan.cases.facts.base import state_facts
from chengguan.cases.models import CorrectionOrder, Pause
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk


def derived(walk: Walk) -> dict[str, Any]:
    return state_facts(walk.subject_case.known, walk.day, "430581")


def order(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "violation": "占用城市道路",
        "demands": ["清理堆物"],
        "due_on": walk.day + timedelta(days=3),
        "credentials_shown": True,
    }
    return {**values, **changes}


def recheck(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "finding": "仍未清理",
        "corrected": False,
        "credentials_shown": True,
        "process_recorded": True,
    }
    return {**values, **changes}


def test_order_and_recheck_after_the_term(walk: Walk) -> None:
    run(walk, "case.order_correction")
    assert walk.instrument("correction_order").number == "武城管责改〔2024〕第1号"
    assert derived(walk)["correction_expired"] is False
    walk.plan["corrected"] = False
    steps.recheck_correction(walk)
    assert derived(walk)["prior_order_failed"] is True
    found = CorrectionOrder.objects.get()
    assert (found.corrected, found.rechecked_on) == (False, walk.day)


def test_a_recheck_within_the_term_does_not_make_the_order_fail(walk: Walk) -> None:
    run(walk, "case.order_correction")
    assert ids(refused(walk, "case.recheck_correction", **recheck(walk))) == ["recheck_due"]
    walk.perform("case.recheck_correction", **recheck(walk, reported=True))
    assert derived(walk)["prior_order_failed"] is False


def test_a_second_order_starts_anew(walk: Walk) -> None:
    run(walk, "case.order_correction")
    walk.plan["corrected"] = False
    steps.recheck_correction(walk)
    walk.perform("case.order_correction", **order(walk))
    known = walk.subject_case.known
    assert known["corrected"] is None
    assert derived(walk)["prior_order_failed"] is False


def test_order_refused(walk: Walk) -> None:
    run(walk, "case.file")
    bad = order(walk, demands=[" "], due_on=walk.day - timedelta(days=1), credentials_shown=False)
    verdict = refused(walk, "case.order_correction", **bad)
    assert ids(verdict) == [
        "correction_content_stated",
        "correction_party_known",
        "correction_term_ahead",
        "credentials_shown",
    ]
    assert articles(verdict, "correction_term_ahead") == ["行政处罚法 28.1"]
    assert "by_whom" in ids(refused(walk, "case.order_correction", "legal_reviewer", **order(walk)))


def test_recheck_without_an_order(walk: Walk) -> None:
    run(walk, "case.identify_party")
    assert ids(refused(walk, "case.recheck_correction", **recheck(walk, finding=""))) == [
        "correction_ordered",
        "recheck_described",
        "recheck_due",
    ]


def suspend(walk: Walk, ground: str = "awaiting_judgment") -> None:
    walk.approve(
        "case.suspend_investigation", walk.subject_case, {"ground": ground, "explanation": "等待另案判决"}
    )


def test_suspension_and_resumption_move_the_time_limit(walk: Walk) -> None:
    run(walk, "case.identify_party")
    due = derived(walk)["case_due_on"]
    suspend(walk)
    assert walk.subject_case.known["investigation_suspended"] is True
    talk = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "person": "王演示",
        "appear_at": walk.now + timedelta(days=1),
        "place": "询问室",
        "matter": "占道",
    }
    assert ids(refused(walk, "case.summon_for_interview", **talk)) == ["not_suspended"]
    walk.later(days=20)
    walk.approve("case.resume_investigation", walk.subject_case, {"explanation": "判决已生效"})
    assert walk.subject_case.known["pauses"] == [
        {"kind": "suspension", "begins_on": "2024-05-06", "ends_on": "2024-05-26"}
    ]
    assert Pause.objects.get().ends_on == walk.day
    assert (derived(walk)["case_due_on"] - due).days == 19
    walk.perform("case.summon_for_interview", **{**talk, "appear_at": walk.now + timedelta(days=1)})


def test_suspension_refused(walk: Walk) -> None:
    run(walk, "case.identify_party")
    inputs = {"case": walk.subject_case, "ground": "other", "explanation": " "}
    assert ids(refused(walk, "case.suspend_investigation", "deputy_head", **inputs)) == [
        "suspension_explained",
        "suspension_ground",
    ]
    assert "by_whom" in ids(refused(walk, "case.suspend_investigation", **inputs))


def test_resumption_without_suspension(walk: Walk) -> None:
    run(walk, "case.identify_party")
    inputs = {"case": walk.subject_case, "explanation": ""}
    assert ids(refused(walk, "case.resume_investigation", "deputy_head", **inputs)) == [
        "investigation_suspended",
        "resumption_explained",
    ]


def extend(walk: Walk, days: int, **entered: str) -> None:
    walk.approve(
        "case.extend_time_limit", walk.subject_case, {"days": str(days), "explanation": "案情复杂", **entered}
    )


def test_extensions_add_up(walk: Walk) -> None:
    run(walk, "case.file")
    due = derived(walk)["case_due_on"]
    extend(walk, 30)
    extend(walk, 60, deliberated_on="2024-05-06")
    assert (derived(walk)["case_due_on"] - due).days == 90
    known = walk.subject_case.known
    assert [row["by"] for row in known["extensions"]] == ["head", "deliberation"]


def test_extension_refused(walk: Walk) -> None:
    run(walk, "case.file")
    inputs: dict[str, Any] = {"case": walk.subject_case, "days": 40, "explanation": ""}
    assert ids(refused(walk, "case.extend_time_limit", "deputy_head", **inputs)) == [
        "extension_explained",
        "first_extension_length",
    ]
    extend(walk, 30)
    inputs |= {"case": walk.subject_case, "days": 61, "explanation": "复杂"}
    assert ids(refused(walk, "case.extend_time_limit", "deputy_head", **inputs)) == [
        "extensions_total",
        "further_extension_deliberated",
    ]
    assert "by_whom" in ids(refused(walk, "case.extend_time_limit", **inputs))


def test_extension_after_the_end_asks_for_reasons(walk: Walk) -> None:
    run(walk, "case.file")
    walk.later(days=91)
    inputs = {"case": walk.subject_case, "days": 30, "explanation": "复杂"}
    verdict = refused(walk, "case.extend_time_limit", "deputy_head", **inputs)
    assert ids(verdict) == ["extension_in_time"]
    assert articles(verdict, "extension_in_time") == ["行政处罚法 60"]


def test_termination(walk: Walk) -> None:
    run(walk, "case.identify_party")
    walk.approve(
        "case.terminate_investigation",
        walk.subject_case,
        {"ground": "facts_unclear", "explanation": "证据无法补足"},
    )
    case = walk.subject_case
    assert (case.outcome, case.known["terminated_on"]) == ("terminated", "2024-05-06")
    inputs = {"case": case, "ground": "other", "explanation": ""}
    assert ids(refused(walk, "case.terminate_investigation", "deputy_head", **inputs)) == [
        "not_yet_decided",
        "termination_explained",
        "termination_ground",
    ]
