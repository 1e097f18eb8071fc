"""涉嫌犯罪移送: walked from suspicion to every end, and what the law forbids on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from tests.cases.investigating import articles, ids, refused, run
from tests.cases.review_walks import go
from tests.conftest import make_party

from chengguan.agenda.selectors import duties_of
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.procedure import STEPS, approving
from chengguan.intake.models import Handover
from chengguan.people.models import Post
from chengguan.web.demonstration import coordination_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import investigation_steps as investigation
from chengguan.web.demonstration import review_steps as review
from chengguan.web.demonstration.walk import Walk


@pytest.fixture
def case(walk: Walk, settings: Any, tmp_path: Any) -> Walk:
    """Under investigation, party identified."""
    settings.FILES_DIR = tmp_path
    walk.party = make_party(walk.cast, credit_code="914305810000000001")
    return run(walk, "case.order_correction")


def take(walk: Walk, until: str) -> Walk:
    for kind, step in steps.TRANSFER_STEPS:
        step(walk)
        if kind == until:
            break
    return walk


def clock(walk: Walk, name: str) -> Any:
    found = readings(walk.subject_case.known, CASE_CLOCKS, walk.day, "430581")
    return [reading for _, reading in found if reading.clock == name]


def test_the_police_file_and_the_items_follow(case: Walk) -> None:
    take(case, "case.hand_over_items")
    row = Handover.objects.get(kind="criminal")
    assert row.state == Handover.SETTLED and "决定立案" in row.outcome and row.receiver
    assert case.subject_case.known["crime_stage"] == "items_handed"
    assert clock(case, "case_decision")[0].state == "suspended"
    execution.close(case)
    execution.archive(case)
    assert case.subject_case.outcome == "transferred"
    call_command("verify")


def test_a_deputy_never_decides_even_with_a_delegation(case: Walk) -> None:
    take(case, "case.report_transfer")
    given = {"case": case.subject_case, "approved": True, "opinion": "同意"}
    verdict = refused(case, "case.approve_transfer", "deputy_head", **given)
    assert ids(verdict) == ["principal_decides"]
    assert "正职" in str(next(f for f in verdict.unmet).cure)
    Post.objects.filter(role="deputy_head").update(delegation="武城管党组〔2024〕3号：主持工作")
    steps.approve(case, role="deputy_head")
    assert case.subject_case.known["crime_stage"] == "approved"


def test_three_days_for_the_decision_by_the_calendar(case: Walk) -> None:
    take(case, "case.report_transfer")
    reading = clock(case, "transfer_decision")[0]
    assert (reading.due_on - reading.started_on).days == 3
    assert any("是否移送" in duty.title for duty in duties_of(case.as_role("organ_head"), case.day).rows)
    case.later(days=4)
    given = {"case": case.subject_case, "approved": True, "opinion": ""}
    assert ids(refused(case, "case.approve_transfer", "organ_head", **given)) == ["crime_decided_in_time"]


def test_a_refusal_has_reasons_and_the_case_goes_on(case: Walk) -> None:
    take(case, "case.report_transfer")
    given = {"case": case.subject_case, "approved": False, "opinion": " "}
    assert ids(refused(case, "case.approve_transfer", "organ_head", **given)) == ["crime_decision_reasoned"]
    steps.approve(case, approved=False, opinion="数量没有达到追诉标准，继续行政处罚程序。")
    assert "没有达到追诉标准" in str(case.instrument("criminal_transfer_decision").context)
    assert not state_facts(case.subject_case.known, case.day, "430581")["crime_bars_fine"]
    steps.suspect(case)
    assert case.subject_case.known["crime_stage"] == "suspected"


def test_later_than_twenty_four_hours_needs_reasons_and_stays_on_the_file(case: Walk) -> None:
    case.plan["transfer_late_hours"] = 25
    take(case, "case.approve_transfer")
    given = {
        "case": case.subject_case,
        "agency": "武冈市公安局",
        "goods": ["样品"],
        "no_goods": False,
        "covered": [],
        "expertise": "无需鉴定",
        "materials": ["案卷"],
    }
    assert ids(refused(case, "case.send_transfer", **given)) == ["sent_in_24_hours"]
    case.later(hours=-2)
    STEPS["case.send_transfer"].perform(actor=case.as_role("handler"), at=case.now, **given)
    assert case.subject_case.known["crime_sent_late"] is False


def test_seized_goods_must_be_on_the_list(case: Walk) -> None:
    take(case, "case.approve_transfer")
    held = case.subject_case
    held.known = {**held.known, "measures": [{"no": 1, "kind": "impound", "title": "扣押车辆", "begun_on": str(case.day), "ended_on": None, "held": 1}]}  # fmt: skip
    given = {
        "actor": case.as_role("handler"),
        "at": case.now,
        "case": held,
        "agency": "武冈市公安局",
        "goods": ["样品"],
        "no_goods": False,
        "expertise": "无",
        "materials": ["案卷"],
    }
    facts = STEPS["case.send_transfer"].perform.facts
    assert facts(**given, covered=[]).values["crime_goods_missing"] == 1
    assert facts(**given, covered=["1"]).values["crime_goods_missing"] == 0
    assert state_facts(held.known, case.day, "430581")["seized_goods_present"]


def test_refused_by_the_police_reviewed_resumed_and_fined(case: Walk) -> None:
    """不予立案 → 提请复议 → 维持 → 恢复办理 → 罚款."""
    take(case, "case.record_police_receipt")
    steps.police_decide(case, filed=False)
    steps.object_to(case)
    steps.police_decide(case, filed=False, number="武公复字〔2024〕2号")
    case.later(days=4)
    again = {"case": case.subject_case, "way": "review", "agency": "武冈市公安局", "reasons_given": "理由"}
    assert "objection_once" in ids(refused(case, "case.object_non_filing", "deputy_head", **again))
    steps.resume(case)
    known = case.subject_case.known
    assert known["pauses"][-1]["ends_on"] and not known.get("decision_kind")
    assert clock(case, "case_decision")[0].state == "running"
    investigation.finish(case)
    for _, step in review.REVIEW_STEPS:
        step(case)
    assert case.subject_case.fine_amount == Decimal(2000)
    call_command("verify")


def test_a_review_is_asked_for_within_three_days(case: Walk) -> None:
    take(case, "case.record_police_receipt")
    steps.police_decide(case, filed=False)
    case.later(days=4)
    given = {"case": case.subject_case, "agency": "武冈市公安局", "reasons_given": "理由"}
    assert ids(refused(case, "case.object_non_filing", "deputy_head", way="review", **given)) == ["objection_in_time"]  # fmt: skip
    assert ids(refused(case, "case.object_non_filing", "deputy_head", way="supervision", **given)) == ["supervision_in_time"]  # fmt: skip


def test_no_fine_in_place_of_transfer(walk: Walk, settings: Any, tmp_path: Any) -> None:
    """移送规定 第十一条: while the transfer runs no fine; a warning is another matter."""
    settings.FILES_DIR = tmp_path
    walk.party = make_party(walk.cast, credit_code="914305810000000001")
    for kind, step in (*investigation.INVESTIGATION_STEPS, *review.REVIEW_STEPS):
        if kind == "case.decide":
            break
        step(walk)
    steps.suspect(walk)
    form = approving.bound_form(STEPS["case.decide"], walk.subject_case, walk.as_role("handler"), walk.now, review.decision_inputs(walk))  # fmt: skip
    assert form.is_valid(), form.errors
    verdict = refused(walk, "case.decide", "deputy_head", case=walk.subject_case, **form.inputs())
    assert ids(verdict) == ["no_fine_for_crime"]
    assert articles(verdict, "no_fine_for_crime") == ["移送规定 11", "行政处罚法 35.2", "行政处罚法 82"]


def test_set_off_after_a_conviction(walk: Walk, settings: Any, tmp_path: Any) -> None:
    """A fine before the transfer is set off against the criminal fine; no further fine is allowed."""
    settings.FILES_DIR = tmp_path
    walk.party = make_party(walk.cast, credit_code="914305810000000001")
    go(walk)
    execution.serve_decision(walk)
    execution.pay(walk)
    take(walk, "case.hand_over_items")
    assert walk.subject_case.outcome == "penalty"
    steps.criminal_outcome(walk, "convicted", "10000")
    steps.set_off(walk)
    known = walk.subject_case.known
    assert known["set_off_paid"] == "2000" or Decimal(known["set_off_paid"]) == 2000
    assert state_facts(known, walk.day, "430581")["crime_bars_fine"]
    execution.close(walk)
    call_command("verify")


def test_a_case_not_prosecuted_is_resumed(case: Walk) -> None:
    take(case, "case.hand_over_items")
    steps.criminal_outcome(case)
    steps.resume(case)
    assert case.subject_case.outcome == ""
    assert date.fromisoformat(case.subject_case.known["crime_resumed_on"]) == case.day
    steps.official_clue(case)
    assert Handover.objects.filter(kind="official", state=Handover.SENT).exists()
