"""Notice, defence, legal review: through acts, refusals with their articles, wrong actors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import make_matter

from chengguan.cases.facts.answers import Answer
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.penalties import Penalty, hearing_right, penalty_facts
from chengguan.cases.facts.review import features
from chengguan.cases.procedure import STEPS
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.parties.models import Party
from chengguan.web.demonstration import review_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.execution_steps import serve
from chengguan.web.demonstration.walk import Walk

from .investigating import articles, ids, refused
from .review_walks import enterprise, form_inputs, go

NOTICE = "case.issue_prior_notice"


@pytest.fixture
def party(cast: Cast) -> Party:
    return enterprise(cast)


def kinds_of(walk: Walk) -> list[str]:
    return list(
        Instrument.objects.filter(subject_key=walk.subject_case.chain_key)
        .order_by("id")
        .values_list("kind", flat=True)
    )


def notice_inputs(walk: Walk, **changes: Any) -> dict[str, Any]:
    return {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "penalty": replace(steps.penalty_of(walk), **changes),
    }


# --- the whole way ------------------------------------------------------------------------------------------


def test_a_plain_case_waits_for_its_window_and_is_decided(walk: Walk) -> None:
    go(walk, NOTICE)
    case, noticed = walk.subject_case, walk.day
    assert case.stage == "noticed"
    assert case.known["notice_fine"] == "2000" and case.known["hearing_right"] is False
    assert case.known["prior_notice_served_on"] == noticed.isoformat()
    for _, step in steps.REVIEW_STEPS[1:]:
        step(walk)
    assert walk.subject_case.stage == "decided"
    assert (walk.day - noticed).days == 7, "five working days, Saturday 11 May among them, and one rest day"
    assert "legal_review_opinion" not in kinds_of(walk)
    assert not [*verify_chains(), *verify_subjects()]


def test_a_waived_window_need_not_be_waited_for(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"waive": True}))
    case = walk.subject_case
    assert case.known["defence_waived_on"] == case.known["decided_on"] == case.known["prior_notice_served_on"]
    assert "waiver_statement" in kinds_of(walk)


# --- notice -------------------------------------------------------------------------------------------------


def test_the_notice_is_refused_until_the_law_allows_it(walk: Walk) -> None:
    go(walk, "case.order_correction")
    early = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "penalty": Penalty(("fine",), Decimal(2000), "事实", "理由", tier="1"),
    }
    verdict = refused(walk, NOTICE, "deputy_head", **early)
    assert {"investigation_concluded", "penalty_proposed"} <= set(ids(verdict))
    assert articles(verdict, "investigation_concluded") == ["行政处罚法 57.1"]

    go_on = dict(steps_after_correction())
    go_on["case.finish_investigation"](walk)
    assert ids(refused(walk, NOTICE, "handler", **notice_inputs(walk))) == ["by_whom"]
    assert ids(refused(walk, NOTICE, "deputy_head", **notice_inputs(walk), approval=None)) == ["approved"]
    beyond = refused(walk, NOTICE, "deputy_head", **notice_inputs(walk, fine=Decimal(20001)))
    assert {"fine_in_statute", "fine_in_tier"} == set(ids(beyond))
    strange = refused(walk, NOTICE, "deputy_head", **notice_inputs(walk, kinds=("fine", "revoke_permit")))
    assert ids(strange) == ["kinds_in_norm"] and "行政处罚法 4" in articles(strange, "kinds_in_norm")
    departing = refused(walk, NOTICE, "deputy_head", **notice_inputs(walk, fine=Decimal(9000)))
    assert ids(departing) == ["fine_in_tier"], "another tier is possible with a reason"
    assert not Instrument.objects.filter(kind="prior_notice").exists()


def steps_after_correction() -> list[tuple[str, Callable[[Walk], None]]]:
    from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS

    return INVESTIGATION_STEPS[-1:]


def test_hearing_right_by_amount_kind_and_gap(walk: Walk) -> None:
    go(walk, "case.finish_investigation")
    base = steps.penalty_of(walk)
    case, day = walk.subject_case, walk.day

    def right(place: str = "430581", **changes: Any) -> Any:
        return hearing_right(case, replace(base, **changes), day, place)

    assert not right().entitled
    large = right(fine=Decimal(20000))
    assert large.entitled and large.major and not large.gaps
    closed = right(kinds=("suspend_business",), fine=Decimal(0))
    assert closed.entitled and closed.grounds == ("拟作出责令停产停业",)
    assert right(kinds=("order_closure",), fine=Decimal(0)).entitled
    gap = right("230751", fine=Decimal(100))
    assert gap.entitled and not gap.major and "没有录入" in gap.gaps[0]
    case.known["party_is_organisation"] = False
    assert right(fine=Decimal(1000)).entitled and not right(fine=Decimal(999)).entitled
    assert right("370114", fine=Decimal(500), kinds=("fine",)).entitled is False
    case.known["party_is_organisation"] = True
    assert (
        right("410802", fine=Decimal(49999)).entitled is False
        and right("410802", fine=Decimal(50000)).entitled
    )


def test_a_minor_must_be_treated_leniently(walk: Walk) -> None:
    go(walk, "case.finish_investigation")
    case = walk.subject_case
    facts = penalty_facts(case, replace(steps.penalty_of(walk), leniency="mitigated"), walk.day, "430581")
    assert facts["penalty_leniency"] == "mitigated" and facts["mitigation_ground_stated"] is False
    none = penalty_facts(
        case, replace(steps.penalty_of(walk), kinds=("warning",), fine=Decimal(0)), walk.day, "430581"
    )
    assert none["fine_in_statute"] and none["fine_in_tier"]


def test_a_new_notice_restarts_everything(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"waive": True, "legal_review": True}), "case.request_legal_review")
    assert walk.subject_case.known["legal_review_result"] == "passed"
    data = {
        "officers": [str(pk) for pk in walk.pair_ids],
        **steps.penalty_inputs(replace(steps.penalty_of(walk), fine=Decimal(5000))),
        "ground": "facts",
        "explanation": "补充查明占用面积为三十平方米",
    }
    walk.approve("case.reissue_prior_notice", walk.subject_case, data)
    known = walk.subject_case.known
    assert known["notice_fine"] == "5000" and known["notice_round"] == 2
    for name in ("prior_notice_served_on", "defence_waived_on", "legal_review_result"):
        assert known[name] is None
    assert walk.subject_case.stage == "noticed"
    blocked = refused(walk, "case.decide", "organ_head", **steps_decision(walk))
    assert "notice_given" in ids(blocked) and "行政处罚法 44" in articles(blocked, "notice_given")
    serve(walk, "prior_notice")
    assert "statement_window_over" in ids(refused(walk, "case.decide", "organ_head", **steps_decision(walk)))


def steps_decision(walk: Walk) -> dict[str, Any]:
    return {
        "case": walk.subject_case,
        "penalty": steps.penalty_of(walk),
        "correction": "责令立即改正",
        "performance": "",
        "hearing_reasons": "",
        "not_fined_before": True,
        "additional_fine": True,
    }


def test_a_defence_never_makes_it_worse(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"defence": ["罚款过重"]}), "case.reexamine_defence")
    again = {"ground": "heavier", "explanation": "重新考虑", "new_facts": False}
    verdict = refused(walk, "case.reissue_prior_notice", "deputy_head", **notice_inputs(walk), **again)
    assert ids(verdict) == ["not_heavier_for_defence"]
    assert articles(verdict, "not_heavier_for_defence") == ["行政处罚法 45.2"]


# --- defence ------------------------------------------------------------------------------------------------


def test_each_point_is_answered_or_the_case_stands_still(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"defence": ["系初次违法", "已经改正"]}), "case.record_defence")
    case = walk.subject_case
    assert case.known["defence_points"] == case.known["defence_points_open"] == 2
    first, second = case.defence_points.order_by("pk")
    half = {
        "case": case,
        "officers": walk.pair_ids,
        "answers": {first.pk: Answer(True, "属实"), second.pk: Answer(None, "")},
    }
    verdict = refused(walk, "case.reexamine_defence", **half)
    assert ids(verdict) == ["points_answered"] and articles(verdict, "points_answered") == ["行政处罚法 45.1"]
    entered = {
        f"adopted_{first.pk}": "yes",
        f"text_{first.pk}": "属实，已考虑",
        f"adopted_{second.pk}": "no",
        f"text_{second.pk}": "复查未改正",
    }
    inputs = form_inputs(
        walk, "case.reexamine_defence", "handler", {**entered, "officers": [str(pk) for pk in walk.pair_ids]}
    )
    walk.perform("case.reexamine_defence", case=case, **inputs)
    assert walk.subject_case.known["defence_points_open"] == 0
    assert list(case.defence_points.order_by("pk").values_list("adopted", flat=True)) == [True, False]
    assert "defence_reexamination" in kinds_of(walk)


def test_the_defence_needs_two_officers_and_content(walk: Walk) -> None:
    go(walk, NOTICE)
    entered = {
        "officers": [str(walk.pair_ids[0])],
        "raised_on": walk.day.isoformat(),
        "via": "written",
        "speaker": "王演示",
        "points": "第一条\n\n 第二条 ",
        "recorded": "on",
    }
    inputs = form_inputs(walk, "case.record_defence", "handler", entered)
    assert inputs["points"] == ["第一条", "第二条"]
    verdict = refused(walk, "case.record_defence", case=walk.subject_case, **inputs)
    assert ids(verdict) == ["officers_two"] and articles(verdict, "officers_two") == ["行政处罚法 42.1"]
    assert ids(
        refused(
            walk,
            "case.record_defence",
            "finance",
            case=walk.subject_case,
            **{**inputs, "officers": walk.pair_ids},
        )
    ) == ["by_whom"]
    later = {**inputs, "officers": walk.pair_ids, "points": [], "raised_on": walk.day + timedelta(days=1)}
    assert ids(refused(walk, "case.record_defence", case=walk.subject_case, **later)) == [
        "defence_dated",
        "defence_points_recorded",
    ]


def test_silence_is_no_waiver(walk: Walk) -> None:
    go(walk, NOTICE)
    entered = {
        "officers": [str(pk) for pk in walk.pair_ids],
        "waived_on": walk.day.isoformat(),
        "signer": "王演示",
    }
    silent = form_inputs(walk, "case.waive_defence", "handler", entered)
    verdict = refused(walk, "case.waive_defence", case=walk.subject_case, **silent)
    assert ids(verdict) == ["waiver_signed"] and articles(verdict, "waiver_signed") == ["行政处罚法 62"]
    early = {**silent, "signed": True, "waived_on": walk.day - timedelta(days=3)}
    assert ids(refused(walk, "case.waive_defence", case=walk.subject_case, **early)) == ["waiver_dated"]


def test_the_windows_follow_the_calendar(walk: Walk) -> None:
    go(walk, NOTICE)
    known = dict(walk.subject_case.known)
    known.update(prior_notice_served_on="2024-04-28", hearing_right=True)
    facts = state_facts(known, walk.day.replace(year=2024, month=5, day=8), "430581")
    assert facts["statement_due_on"].isoformat() == "2024-05-08", (
        "1 to 5 May are off, 28 April is worked but not counted"
    )
    assert facts["statement_window_open"] and facts["hearing_request_open"]
    last = state_facts(known, walk.day.replace(year=2024, month=5, day=9), "430581")
    assert last["statement_window_ended"] and last["hearing_request_ended"]


# --- legal review -------------------------------------------------------------------------------------------


def test_review_is_required_by_the_law_and_the_list(walk: Walk) -> None:
    go(walk, "case.finish_investigation")
    known = walk.subject_case.known

    def required(**changes: Any) -> tuple[bool, bool]:
        facts = state_facts({**known, **changes}, walk.day, "430581")
        return facts["legal_review_required"], facts["deliberation_required"]

    assert required() == (False, False)
    assert required(matter_major=True) == (True, True)
    assert required(hearing_ever_held=True) == (True, True)
    assert required(major_penalty=True) == (False, True)
    assert required(legal_review_grounds=["complex"]) == (True, True)
    assert required(legal_review_requested_on="2024-05-20") == (True, False)
    assert features({"hearing_right": True}) == {"every_case", "hearing_right"}


def test_returned_answered_and_passed(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"waive": True}), "windows")
    case = walk.subject_case
    walk.perform("case.request_legal_review", case=case, grounds=["complex"], questions="裁量是否适当")
    waiting = refused(walk, "case.decide", "organ_head", **steps_decision(walk))
    assert {"legal_review_passed", "deliberated"} == set(ids(waiting))
    assert articles(waiting, "legal_review_passed") == ["行政处罚法 58.1"]

    steps.conclude_review(walk, "amend")
    known = walk.subject_case.known
    assert known["legal_review_result"] == "returned" and known["legal_opinions_open"] == 1
    assert walk.subject_case.stage == "noticed"
    again = {"case": walk.subject_case, "grounds": ["complex"], "questions": ""}
    assert ids(refused(walk, "case.request_legal_review", **again)) == ["opinions_answered"]
    steps.answer_opinions(walk)
    walk.perform("case.request_legal_review", **again)
    steps.conclude_review(walk, opinions=(("补充页码", ""),))
    assert walk.subject_case.stage == "reviewed" and walk.subject_case.known["legal_opinions_open"] == 1
    assert list(case.legal_reviews.order_by("round").values_list("result", flat=True)) == [
        "returned",
        "passed",
    ]
    assert "legal_opinions_answered" in ids(
        refused(walk, "case.decide", "organ_head", **steps_decision(walk))
    )


def test_who_may_review_and_what_a_review_must_hold(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"waive": True}), "windows")
    walk.perform("case.request_legal_review", case=walk.subject_case, grounds=["every_case"], questions="")
    review = "case.conclude_legal_review"
    entered = {
        "conclusion": "more_evidence",
        "summary": "证据不足",
        "opinions": "补充丈量笔录｜行政处罚法第四十六条\n核对日期|第五十九条",
    }
    items = {f"item_{name}": "yes" for name in steps.review_items("430581", {})} | {
        "item_facts": "no",
        "note_facts": "面积未丈量",
    }
    inputs = form_inputs(walk, review, "legal_reviewer", {**entered, **items})
    assert inputs["opinions"] == [("补充丈量笔录", "行政处罚法第四十六条"), ("核对日期", "第五十九条")]
    assert ids(refused(walk, review, "handler", case=walk.subject_case, **inputs)) == [
        "by_whom",
        "reviewer_independent",
        "reviewer_qualified",
    ]
    hollow = {**inputs, "opinions": []}
    assert ids(refused(walk, review, "legal_reviewer", case=walk.subject_case, **hollow)) == [
        "opinions_listed"
    ]
    lax = {**inputs, "conclusion": "pass"}
    verdict = refused(walk, review, "legal_reviewer", case=walk.subject_case, **lax)
    assert ids(verdict) == ["items_met_to_pass"]
    walk.perform(review, "legal_reviewer", case=walk.subject_case, **inputs)
    entry = Entry.objects.filter(kind=review).latest("id")
    assert "补充丈量笔录" in entry.body


def test_every_form_of_the_part_opens(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"defence": ["一条"]}), "case.record_defence")
    make_matter(walk.cast.bureau)
    for step in STEPS.values():
        if step.perform.__module__.rpartition(".")[2] in (
            "notice",
            "hearing",
            "legal_review",
            "deliberation",
            "decision",
        ):
            form = step.form(subject=walk.subject_case, actor=walk.as_role("legal_reviewer"), at=walk.now)
            assert form.as_p() is not None
            assert not form.is_bound
