"""The hearing: in time and late, called, challenged, held, adjourned, ended, reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chengguan.base.dates import CHINA
from chengguan.cases.models import Hearing, Pause
from chengguan.documents.models import Instrument
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.parties.models import Party
from chengguan.web.demonstration import review_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.execution_steps import serve
from chengguan.web.demonstration.walk import Walk

from .investigating import articles, ids, refused
from .review_walks import enterprise, form_inputs, go

NOTICE = "case.issue_prior_notice"
LARGE = {"fine": "20000", "tier": "3"}


@pytest.fixture
def party(cast: Cast) -> Party:
    return enterprise(cast)


@pytest.fixture
def noticed(make_walk: Callable[..., Walk]) -> Walk:
    """A fine of 20,000 yuan: the enterprise was told of its right to a hearing on Tuesday 7 May 2024."""
    return go(make_walk(plan=dict(LARGE)), NOTICE)


def accepted(walk: Walk) -> Walk:
    steps.request_hearing(walk)
    walk.perform("case.accept_hearing", "legal_reviewer", case=walk.subject_case)
    return walk


def called(walk: Walk) -> Walk:
    steps.call_hearing(accepted(walk))
    return walk


def on_the_day(walk: Walk) -> Walk:
    steps.on_working_day(walk, datetime.fromisoformat(walk.subject_case.known["hearing_scheduled_on"]).date())
    return walk


def decision(walk: Walk) -> dict[str, Any]:
    return {
        "case": walk.subject_case,
        "penalty": steps.penalty_of(walk),
        "correction": "责令立即改正",
        "performance": "",
        "hearing_reasons": "意见不予采纳，理由已在笔录中说明",
        "not_fined_before": True,
        "additional_fine": True,
    }


def papers(walk: Walk) -> list[str]:
    rows = Instrument.objects.filter(subject_key=walk.subject_case.chain_key).order_by("id")
    return [row.kind for row in rows if row.kind.startswith(("hearing", "presider"))]


# --- the whole way ------------------------------------------------------------------------------------------


def test_from_request_to_decision(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={**LARGE, "hearing": "held"}))
    known = walk.subject_case.known
    assert sorted(papers(walk)) == [
        "hearing_acceptance",
        "hearing_announcement",
        "hearing_application",
        "hearing_notice",
        "hearing_record",
        "hearing_report",
    ]
    assert known["legal_review_grounds"] == ["hearing_held"]
    assert known["deliberation_approved"] is True and known["decision_kind"] == "penalty"
    assert walk.subject_case.defence_points.get().via == "hearing"
    pause = Pause.objects.get(case=walk.subject_case, kind="hearing")
    assert (
        pause.ends_on is not None
        and pause.ends_on.isoformat() == known["hearing_held_on"] == known["pauses"][-1]["ends_on"]
    )
    assert not [*verify_chains(), *verify_subjects()]


def test_the_decision_waits_for_the_hearing(noticed: Walk) -> None:
    accepted(noticed)
    steps.on_working_day(noticed, noticed.day + timedelta(days=14))
    verdict = refused(noticed, "case.decide", "organ_head", **decision(noticed))
    assert "hearing_not_pending" in ids(verdict)
    assert articles(verdict, "hearing_not_pending") == ["行政处罚法 63.1", "行政处罚法 65"]


# --- request ------------------------------------------------------------------------------------------------


def request(walk: Walk, **changes: Any) -> None:
    steps.request_hearing(walk, received_on=walk.day, **changes)


def test_posted_in_time_is_in_time(noticed: Walk) -> None:
    due = steps.facts_of(noticed)["hearing_due_on"]
    noticed.later(days=(due - noticed.day).days + 3)
    request(noticed, posted_on=due)
    known = noticed.subject_case.known
    assert known["hearing_request_on_time"] is True and known["hearing_requested_on"] == due.isoformat()
    noticed.perform("case.accept_hearing", "legal_reviewer", case=noticed.subject_case)


def test_a_late_request_can_only_be_refused(noticed: Walk) -> None:
    due = steps.facts_of(noticed)["hearing_due_on"]
    noticed.later(days=(due - noticed.day).days + 1)
    request(noticed)
    case = noticed.subject_case
    verdict = refused(noticed, "case.accept_hearing", "legal_reviewer", case=case)
    assert ids(verdict) == ["request_on_time"] and "行政处罚法 85" in articles(verdict, "request_on_time")
    assert "hearing_not_pending" in ids(refused(noticed, "case.decide", "organ_head", **decision(noticed)))
    noticed.perform("case.refuse_hearing", "legal_reviewer", case=case, explanation="申请在第六个工作日提出")
    known = noticed.subject_case.known
    assert known["hearing_accepted"] is False
    assert "hearing_not_pending" not in ids(
        refused(noticed, "case.decide", "organ_head", **decision(noticed))
    )
    assert "hearing_refusal" in papers(noticed)


def test_a_timely_request_must_be_accepted(noticed: Walk) -> None:
    request(noticed)
    verdict = refused(
        noticed, "case.refuse_hearing", "legal_reviewer", case=noticed.subject_case, explanation="没有必要"
    )
    assert ids(verdict) == ["refusal_lawful"]
    assert ids(refused(noticed, "case.accept_hearing", case=noticed.subject_case)) == ["by_whom"]
    noticed.perform("case.accept_hearing", "legal_reviewer", case=noticed.subject_case)
    again = refused(noticed, "case.accept_hearing", "legal_reviewer", case=noticed.subject_case)
    assert ids(again) == ["request_unanswered"]


def test_a_waiver_ends_a_request(noticed: Walk) -> None:
    accepted(noticed)
    inputs = {"officers": noticed.pair_ids, "waived_on": noticed.day, "signer": "王演示", "signed": True}
    noticed.perform("case.waive_hearing", case=noticed.subject_case, **inputs)
    known = noticed.subject_case.known
    assert known["hearing_waived_on"] == known["hearing_ended_on"] == noticed.day.isoformat()
    assert Hearing.objects.get().end_reason == "当事人撤回听证申请"
    assert ids(refused(noticed, "case.waive_hearing", case=noticed.subject_case, **inputs)) == [
        "hearing_not_over"
    ]


def test_no_right_no_waiver_and_a_request_is_answered(walk: Walk) -> None:
    go(walk, NOTICE)
    inputs = {"officers": walk.pair_ids, "waived_on": walk.day, "signer": "王演示", "signed": True}
    assert ids(refused(walk, "case.waive_hearing", case=walk.subject_case, **inputs)) == ["hearing_right"]
    request(walk)
    assert ids(refused(walk, "case.accept_hearing", "legal_reviewer", case=walk.subject_case)) == [
        "hearing_right"
    ]
    walk.perform(
        "case.refuse_hearing", "legal_reviewer", case=walk.subject_case, explanation="罚款没有达到较大数额"
    )


# --- call ---------------------------------------------------------------------------------------------------


def call_inputs(walk: Walk, **changes: Any) -> dict[str, Any]:
    officers = walk.cast.officers
    inputs = {
        "case": walk.subject_case,
        "presider": officers["legal_reviewer"].pk,
        "clerk": officers["archivist"].pk,
        "scheduled_at": datetime(2024, 5, 20, 9, tzinfo=CHINA),
        "place": "会议室",
        "public": True,
        "closed_reason": "",
    }
    return {**inputs, **changes}


def test_the_hearing_is_called_seven_working_days_before(noticed: Walk) -> None:
    accepted(noticed)
    assert noticed.day.isoformat() == "2024-05-08"
    # 9, 10, 11 (worked Saturday), 13, 14, 15, 16 May are seven clear days before Friday the 17th.
    early = refused(
        noticed,
        "case.call_hearing",
        "legal_reviewer",
        **call_inputs(noticed, scheduled_at=datetime(2024, 5, 15, 9, tzinfo=CHINA)),
    )
    assert ids(early) == ["notice_clear_days", "notice_not_too_late"]
    assert articles(early, "notice_not_too_late") == ["行政处罚法 64(2)", "行政处罚法 85"]
    between = call_inputs(noticed, scheduled_at=datetime(2024, 5, 16, 9, tzinfo=CHINA))
    assert ids(refused(noticed, "case.call_hearing", "legal_reviewer", **between)) == ["notice_clear_days"]
    noticed.perform(
        "case.call_hearing",
        "legal_reviewer",
        **{**between, "scheduled_at": datetime(2024, 5, 17, 9, tzinfo=CHINA)},
    )
    assert noticed.subject_case.known["hearing_scheduled_on"] == "2024-05-17"


def test_the_presider_stands_outside_the_case(noticed: Walk) -> None:
    accepted(noticed)
    handler = noticed.pair_ids[0]
    verdict = refused(
        noticed, "case.call_hearing", "legal_reviewer", **call_inputs(noticed, presider=handler)
    )
    assert ids(verdict) == ["presider_independent"] and articles(verdict, "presider_independent") == [
        "行政处罚法 64(4)"
    ]
    same = call_inputs(noticed, clerk=noticed.cast.officers["legal_reviewer"].pk)
    assert ids(refused(noticed, "case.call_hearing", "legal_reviewer", **same)) == ["presider_and_clerk"]
    assert ids(
        refused(noticed, "case.call_hearing", "legal_reviewer", **call_inputs(noticed, clerk=handler))
    ) == ["clerk_independent"]
    closed = refused(noticed, "case.call_hearing", "legal_reviewer", **call_inputs(noticed, public=False))
    assert ids(closed) == ["public_unless_secret"] and articles(closed, "public_unless_secret") == [
        "行政处罚法 64(3)"
    ]


def test_a_hearing_that_is_not_public_is_not_announced(noticed: Walk) -> None:
    accepted(noticed)
    entered = {
        "presider": str(noticed.cast.officers["legal_reviewer"].pk),
        "clerk": str(noticed.cast.officers["archivist"].pk),
        "scheduled_at": "2024-05-20T09:30",
        "place": "会议室",
        "public": "no",
        "closed_reason": "trade_secret",
    }
    inputs = form_inputs(noticed, "case.call_hearing", "legal_reviewer", entered)
    assert inputs["public"] is False and inputs["scheduled_at"] == datetime(2024, 5, 20, 9, 30, tzinfo=CHINA)
    noticed.perform("case.call_hearing", "legal_reviewer", case=noticed.subject_case, **inputs)
    assert "hearing_announcement" not in papers(noticed)


def test_the_presider_may_be_challenged_and_replaced(noticed: Walk) -> None:
    called(noticed)
    case, officers = noticed.subject_case, noticed.cast.officers
    noticed.perform("case.challenge_presider", case=case, applicant="王演示", grounds="主持人与举报人是亲属")
    on_the_day(noticed)
    session = steps.session_of(noticed)
    held = refused(noticed, "case.hold_hearing", "legal_reviewer", case=case, session=session)
    assert "no_open_challenge" in ids(held)
    decide = "case.decide_presider_challenge"
    inputs = {"case": case, "upheld": True, "explanation": "情况属实", "successor": noticed.pair_ids[0]}
    assert ids(refused(noticed, decide, "organ_head", **inputs)) == ["presider_independent"]
    assert ids(refused(noticed, decide, "organ_head", **{**inputs, "successor": None})) == ["successor_named"]
    assert ids(
        refused(noticed, decide, "legal_reviewer", **{**inputs, "successor": officers["brigade_leader"].pk})
    ) == ["by_whom"]
    noticed.perform(decide, "organ_head", **{**inputs, "successor": officers["brigade_leader"].pk})
    assert noticed.subject_case.known["hearing_presider"] == officers["brigade_leader"].pk
    assert "conductor" in ids(
        refused(noticed, "case.hold_hearing", "legal_reviewer", case=case, session=session)
    )
    noticed.later(minutes=100)
    noticed.perform("case.hold_hearing", "brigade_leader", case=case, session=session)


# --- hold ---------------------------------------------------------------------------------------------------


def test_the_notice_has_to_be_served_in_time(noticed: Walk) -> None:
    accepted(noticed)
    noticed.perform("case.call_hearing", "legal_reviewer", **call_inputs(noticed))
    on_the_day(noticed)
    session = steps.session_of(noticed)
    verdict = refused(
        noticed, "case.hold_hearing", "legal_reviewer", case=noticed.subject_case, session=session
    )
    assert {"notice_in_time", "notice_clear_days"} == set(ids(verdict))
    absent = {"case": noticed.subject_case, "ground": "absent", "explanation": "没有到场", "unexcused": True}
    assert ids(refused(noticed, "case.end_hearing", "legal_reviewer", **absent)) == ["absence_after_notice"]


def test_what_a_session_has_to_hold(noticed: Walk) -> None:
    on_the_day(called(noticed))
    case, full = noticed.subject_case, steps.session_of(noticed)

    def against(**changes: Any) -> list[str]:
        return ids(
            refused(
                noticed, "case.hold_hearing", "legal_reviewer", case=case, session=replace(full, **changes)
            )
        )

    assert against(agents=("甲", "乙", "丙")) == ["agents_at_most_two"]
    assert against(party_present=False) == ["party_present"]
    assert against(presented="") == ["case_presented"]
    assert against(debate=()) == ["evidence_examined"]
    assert against(last_words="") == ["defence_heard"]
    assert against(signed=False) == ["record_settled"]
    assert against(begun_at=full.begun_at - timedelta(days=1)) == ["held_as_notified"]
    entered = {
        "begun_at": f"{noticed.now:%Y-%m-%dT%H:%M}",
        "ended_at": f"{noticed.now:%Y-%m-%dT%H:%M}",
        "place": "会议室",
        "party_present": "yes",
        "party_speaker": "王演示",
        "agents": "周演示（律师）\n",
        "others": "李演示，证人",
        "presented": "事实和证据",
        "debate": "王演示：没有异议\n承办人: 罚款适当",
        "defence": "请求从轻",
        "last_words": "请求从轻",
        "signed": "no",
        "refusal": "当事人认为记录不全而拒绝签名",
        "recorded": "on",
    }
    inputs = form_inputs(noticed, "case.hold_hearing", "legal_reviewer", entered)
    session = inputs["session"]
    assert session.debate == (("王演示", "没有异议"), ("承办人", "罚款适当"))
    assert session.attendants()[-1] == {"name": "李演示", "role": "证人"}
    noticed.perform("case.hold_hearing", "legal_reviewer", case=case, **inputs)
    known = noticed.subject_case.known
    assert known["hearing_ended_on"] == known["hearing_held_on"] == noticed.day.isoformat()
    waiting = refused(
        noticed,
        "case.request_legal_review",
        case=noticed.subject_case,
        grounds=["hearing_held"],
        questions="",
    )
    assert ids(waiting) == ["hearing_reported"], "the report is missing; a reason would do"


def test_adjourned_and_then_absent(noticed: Walk) -> None:
    called(noticed)
    case = noticed.subject_case
    moved = {"case": case, "scheduled_at": noticed.now + timedelta(days=21), "explanation": "当事人住院"}
    assert ids(
        refused(noticed, "case.adjourn_hearing", "legal_reviewer", **{**moved, "explanation": " "})
    ) == ["adjournment_reasoned"]
    noticed.perform("case.adjourn_hearing", "legal_reviewer", **moved)
    day = noticed.day + timedelta(days=21)
    assert noticed.subject_case.known["hearing_scheduled_on"] == day.isoformat()
    absent = {"case": case, "ground": "absent", "explanation": "没有到场", "unexcused": False}
    assert ids(refused(noticed, "case.end_hearing", "legal_reviewer", **absent)) == [
        "absence_on_the_day",
        "absence_unexcused",
    ]
    on_the_day(noticed)
    noticed.later(hours=1)
    steps.end_hearing(noticed, "absent", "等候一小时没有到场，也没有说明理由")
    known = noticed.subject_case.known
    assert known["hearing_waived_on"] == known["hearing_ended_on"] == day.isoformat()
    assert papers(noticed)[-2:] == ["hearing_adjournment", "hearing_termination"]
    serve(noticed, "hearing_termination")


def test_only_a_hearing_that_was_held_is_reported(noticed: Walk) -> None:
    called(noticed)
    inputs = {"case": noticed.subject_case, "findings": "双方意见", "opinion": "建议处罚"}
    assert ids(refused(noticed, "case.report_hearing", "legal_reviewer", **inputs)) == ["hearing_held"]
    on_the_day(noticed)
    steps.hold_hearing(noticed)
    assert ids(refused(noticed, "case.report_hearing", "deputy_head", **inputs)) == ["by_presider"]
    steps.report_hearing(noticed)
    assert noticed.subject_case.known["hearing_reported_on"] == noticed.day.isoformat()
