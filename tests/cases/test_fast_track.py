"""简案快办: the short way kept to the archive, and every way to lose it; nothing that the law demands is dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from tests.cases.investigating import ids, refused
from tests.cases.review_walks import enterprise, form_inputs
from tests.conftest import make_matter, make_party

from chengguan.agenda.models import Duty
from chengguan.cases.acts.fast_track import TERM_TOPIC
from chengguan.cases.facts.base import state_facts
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry, Posted
from chengguan.ledger.outbox import work_one
from chengguan.parties.models import Party
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import fast_track_steps as fast
from chengguan.web.demonstration import investigation_steps as investigation
from chengguan.web.demonstration import review_steps as review
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
MakeWalk = Callable[..., Walk]
FULL = ["squad_leader", "brigade_leader", "legal_reviewer", "deputy_head", "organ_head"]


@pytest.fixture
def entered(walk: Walk) -> Walk:
    """In the fast track since Tuesday 2024-05-07."""
    walk.party = enterprise(walk.cast)
    walk.plan["waive"] = True
    fast.to_fast_track(walk)
    return walk


@pytest.fixture
def noticed(entered: Walk) -> Walk:
    fast.report_and_notify(entered)
    return entered


def tiers_of(case: Case, act: str) -> list[str]:
    return list(Approval.objects.filter(case=case, act=act).latest("proposed_at").tiers)


def exit_entry(case: Case) -> dict[str, Any]:
    """The newest exit, with the kind of the entry that caused it."""
    import json

    entry = Entry.objects.filter(chain=case.chain_key, kind="case.exit_fast_track").latest("seq")
    cause = Entry.objects.filter(hash=entry.caused_by).first()
    return {**json.loads(entry.body)["data"], "caused_by": cause.kind if cause else ""}


def test_kept(walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    walk.party = enterprise(walk.cast)
    walk.plan["conduct"] = True
    fast.fast_walk(walk)
    case = walk.subject_case
    assert case.stage == "archived" and case.known["fast_track"] is True
    assert tiers_of(case, "case.enter_fast_track") == ["squad_leader", "deputy_head"]
    assert tiers_of(case, "case.issue_prior_notice") == ["deputy_head"]
    assert tiers_of(case, "case.decide") == ["squad_leader", "deputy_head"]
    assert tiers_of(case, "case.close") == ["squad_leader", "deputy_head"]
    kept = {
        "case.finish_investigation",
        "case.issue_prior_notice",
        "case.waive_defence",
        "case.decide",
        "case.serve",
    }
    assert kept <= set(case.known["acts"])
    papers = set(Instrument.objects.filter(subject_key=case.chain_key).values_list("kind", flat=True))
    assert {
        "fast_track_approval",
        "admission_statement",
        "prior_notice",
        "penalty_decision",
        "proof_of_service",
    } <= papers
    call_command("verify")


def test_one_form_is_two_acts_and_the_second_is_caused_by_the_first(entered: Walk) -> None:
    fast.submit(entered)
    rows = list(Entry.objects.filter(chain=entered.subject_case.chain_key).order_by("-seq")[:2])
    assert [row.kind for row in rows] == ["approval.propose", "case.finish_investigation"]
    assert rows[0].caused_by == rows[1].hash


def test_both_or_none_of_the_merged_acts(entered: Walk) -> None:
    entered.plan |= {"fine": "2000", "tier": "3"}
    with pytest.raises(Exception, match="裁量"):
        fast.submit(entered)
    assert not entered.subject_case.known.get("investigation_finished_on")
    assert not Approval.objects.filter(act="case.issue_prior_notice").exists()


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"item": "WG-99"}, "fast_item_chosen"),
        ({"fine": Decimal(5001)}, "fast_fine_within_cap"),
        ({"checks": ["fast_facts_clear", "fast_consent", "fast_undisputed"]}, "fast_admission_signed"),
        ({"signer": " "}, "fast_admission_signed"),
        ({"obstacles": ["party_blind_deaf_mute"]}, "fast_party_not_disabled"),
        ({"obstacles": ["fast_social_risk"]}, "fast_no_social_risk"),
        ({"proposal": ""}, "fast_facts_stated"),
    ],
)
def test_entering_needs_every_condition(walk: Walk, changes: dict[str, Any], ground: str) -> None:
    investigation_until_interview(walk)
    inputs = form_inputs(walk, "case.enter_fast_track", "handler", fast.enter_inputs(walk))
    found = refused(
        walk, "case.enter_fast_track", "deputy_head", case=walk.subject_case, **{**inputs, **changes}
    )
    assert ground in ids(found)


def investigation_until_interview(walk: Walk) -> None:
    for step in (
        investigation.register_lead,
        investigation.verify_lead,
        investigation.file,
        investigation.identify,
        investigation.site_record,
        investigation.interview,
    ):
        step(walk)


def test_a_matter_outside_the_list_is_told_so(make_walk: MakeWalk, cast: Cast) -> None:
    for _ in range(4):
        matter = make_matter(cast.bureau)
    walk = make_walk(matter=matter)
    investigation_until_interview(walk)
    facts = state_facts(walk.subject_case.known, walk.day, "430581")
    assert matter.code == "AY-005" and facts["fast_matter_listed"] is False


# --- lost ---------------------------------------------------------------------------------------------------


def test_lost_by_a_request_for_a_hearing(noticed: Walk) -> None:
    review.request_hearing(noticed)
    case = noticed.subject_case
    assert case.known["fast_track"] is False and case.known["fast_track_exit_ground"] == "hearing_requested"
    found = exit_entry(case)
    assert found["automatic"] and found["caused_by"] == "case.request_hearing"
    noticed.perform(
        "case.refuse_hearing", "legal_reviewer", case=case, explanation="拟罚款未达到应当听证的数额"
    )
    fast.finish(noticed)
    case = noticed.subject_case
    assert case.stage == "archived" and tiers_of(case, "case.decide") == FULL
    assert tiers_of(case, "case.close") == ["squad_leader", "brigade_leader", "deputy_head"]


def test_lost_by_a_dispute(noticed: Walk) -> None:
    noticed.plan["waive"] = False
    noticed.plan["defence"] = ["没有占用道路，笔录所记不实"]
    review.defend(noticed)
    case = noticed.subject_case
    assert case.known["fast_track_exit_ground"] == "disputed"
    assert exit_entry(case)["caused_by"] == "case.record_defence"
    assert case.known["prior_notice_served_on"], "what was done stays valid"
    fast.finish(noticed)
    assert noticed.subject_case.stage == "archived"


def test_a_plea_for_leniency_is_heard_and_loses_nothing(noticed: Walk) -> None:
    noticed.perform(
        "case.record_defence",
        case=noticed.subject_case,
        officers=noticed.pair_ids,
        raised_on=noticed.day,
        via="oral",
        speaker="王演示",
        points=["系初次违法，请求从轻"],
        disputes=False,
    )
    case = noticed.subject_case
    assert case.known["fast_track"] is True and case.known["defence_points_open"] == 1


def test_lost_by_withdrawing_the_admission(noticed: Walk) -> None:
    fast.withdraw_admission(noticed)
    case = noticed.subject_case
    assert case.known["fast_track_exit_ground"] == "admission_withdrawn"
    assert Instrument.objects.filter(subject_key=case.chain_key, kind="fast_track_exit").exists()
    review.waive(noticed)
    fast.finish(noticed)
    assert tiers_of(noticed.subject_case, "case.decide") == FULL


def test_lost_by_a_fine_above_the_list(entered: Walk) -> None:
    entered.plan["fine"] = "5500"
    approval = fast.submit(entered)
    assert entered.subject_case.known["fast_track_exit_ground"] == "fine_exceeded"
    assert approval.tiers == ["squad_leader", "brigade_leader", "deputy_head"]
    assert exit_entry(entered.subject_case)["caused_by"] == "case.finish_investigation"


def test_lost_because_the_party_is_under_age(entered: Walk) -> None:
    boy = make_party(
        entered.cast, kind=Party.INDIVIDUAL, name="周演示", credit_code="", representative="",
        born_on=entered.day - timedelta(days=16 * 365),
    )  # fmt: skip
    entered.perform(
        "case.identify_party",
        case=entered.subject_case,
        officers=entered.pair_ids,
        checked=["身份证"],
        party=boy,
    )
    assert entered.subject_case.known["fast_track_exit_ground"] == "minor"


def test_lost_when_the_term_is_over(entered: Walk) -> None:
    case = entered.subject_case
    posted = Posted.objects.get(topic=TERM_TOPIC)
    assert posted.due_at.isoformat().startswith("2024-05-27T22:00"), "the morning of 28 May in China"
    late = state_facts(case.known, posted.due_at.date() + timedelta(days=1), "430581")
    assert late["fast_track"] is False, "the full chain holds from that day, before anything is recorded"
    Posted.objects.exclude(pk=posted.pk).delete()
    assert work_one(timezone.now())
    case = entered.subject_case
    assert case.known["fast_track_exit_ground"] == "term_over"
    assert (
        Entry.objects.filter(chain=case.chain_key, kind="case.exit_fast_track").latest("seq").officer_id == 0
    )


def test_a_kept_case_is_left_alone_when_its_term_is_over(walk: Walk) -> None:
    walk.party = enterprise(walk.cast)
    fast.fast_walk(walk)
    Posted.objects.exclude(topic=TERM_TOPIC).delete()
    assert work_one(timezone.now())
    assert walk.subject_case.known["fast_track"] is True


def test_an_officer_takes_it_out_and_what_is_on_its_way_is_returned(noticed: Walk) -> None:
    review.waive(noticed)
    case = noticed.subject_case
    data = {**review.decision_inputs(noticed), "joint": []}
    from chengguan.cases.acts import approvals

    approvals.propose(
        actor=noticed.as_role("handler"), at=noticed.now, subject=case, act="case.decide", inputs=data
    )
    noticed.perform(
        "case.exit_fast_track", case=noticed.subject_case, ground="complex", explanation="发现另有违法事实"
    )
    assert Approval.objects.get(act="case.decide").state == Approval.RETURNED
    assert not exit_entry(noticed.subject_case)["automatic"]
    again = refused(
        noticed, "case.exit_fast_track", case=noticed.subject_case, ground="complex", explanation="再次"
    )
    assert ids(again) == ["fast_entered"]


def test_a_stranger_to_the_case_does_not_take_it_out(noticed: Walk) -> None:
    found = refused(
        noticed, "case.exit_fast_track", "legal_reviewer", case=noticed.subject_case, ground="complex", explanation="情况复杂"
    )  # fmt: skip
    assert "fast_exit_entitled" in ids(found)


def test_after_the_exit_evidence_may_be_supplemented(noticed: Walk) -> None:
    fast.withdraw_admission(noticed)
    noticed.perform(
        "case.reopen_investigation",
        case=noticed.subject_case,
        explanation="调取道路占用许可档案，查清占用时间",
    )
    case = noticed.subject_case
    assert case.stage == "filed" and not case.known.get("investigation_finished_on")
    investigation.collect(noticed)
    investigation.finish(noticed)
    facts = state_facts(noticed.subject_case.known, noticed.day, "430581")
    assert facts["evidence_added_after_exit"] is True


# --- what is never dropped (the golden cases fast_track.*.yaml go through every ground) -----------------------


def test_the_windows_of_the_party_hold(noticed: Walk) -> None:
    inputs = form_inputs(noticed, "case.decide", "deputy_head", review.decision_inputs(noticed))
    found = refused(noticed, "case.decide", "deputy_head", case=noticed.subject_case, **inputs)
    assert "statement_window_over" in ids(found)


def test_one_officer_is_not_enough(entered: Walk) -> None:
    inputs = {**investigation.report_inputs(entered), "officers": entered.pair_ids[:1]}
    found = refused(entered, "case.finish_investigation", case=entered.subject_case, **inputs)
    assert "officers_two" in ids(found)


def test_an_unserved_decision_is_not_closed(noticed: Walk) -> None:
    review.waive(noticed)
    fast.decide(noticed)
    inputs = execution.closing_inputs(noticed)
    found = refused(noticed, "case.close", "deputy_head", case=noticed.subject_case, **inputs)
    assert "decision_served" in ids(found)


def test_the_term_is_a_duty_of_the_lead_officer(entered: Walk) -> None:
    duties = Duty.objects.filter(subject=entered.subject_case.chain_key, clock="fast_track_term")
    assert duties.get().due_on == date(2024, 5, 27)
    entered.perform(
        "case.exit_fast_track", case=entered.subject_case, ground="complex", explanation="发现另有违法事实"
    )
    assert not duties.exists()
