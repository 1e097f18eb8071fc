"""Deliberation, decision, exemption, withdrawal, transfer, correction of clerical errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from chengguan.cases.models import Approval, Decision
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Refused
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.parties.models import Party
from chengguan.web.demonstration import review_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.execution_steps import serve
from chengguan.web.demonstration.walk import Walk

from .investigating import articles, ids, refused
from .review_walks import enterprise, form_inputs, go

WAIVED = {"waive": True}


@pytest.fixture
def party(cast: Cast) -> Party:
    return enterprise(cast)


@pytest.fixture
def ready(make_walk: Callable[..., Walk]) -> Walk:
    """Everything before the decision is done: a fine of 2,000 yuan, waivers signed."""
    return go(make_walk(plan=dict(WAIVED)), "case.request_legal_review")


def decision(walk: Walk, **changes: Any) -> dict[str, Any]:
    content = {
        name: changes.pop(name)
        for name in list(changes)
        if name in ("kinds", "fine", "tier", "leniency", "discretion", "findings")
    }
    inputs = {
        "case": walk.subject_case,
        "penalty": replace(steps.penalty_of(walk), **content),
        "correction": "责令立即改正",
        "performance": "",
        "hearing_reasons": "",
        "not_fined_before": True,
        "additional_fine": True,
    }
    return {**inputs, **changes}


def against(walk: Walk, **changes: Any) -> list[str]:
    return ids(refused(walk, "case.decide", "organ_head", **decision(walk, **changes)))


def facts_of(instrument: Instrument) -> dict[str, Any]:
    return dict(json.loads(instrument.context)["act"])


# --- decision -----------------------------------------------------------------------------------------------


def test_the_decision_tells_its_whole_story(make_walk: Callable[..., Walk]) -> None:
    walk = go(
        make_walk(plan={"defence": ["系初次违法", "已经改正"], "legal_review": True, "decided_fine": "1500"})
    )
    case, row = walk.subject_case, Decision.objects.get()
    assert case.stage == "decided" and case.outcome == "penalty" and case.decided_on == walk.day
    assert case.fine_amount == row.fine == Decimal(1500)
    assert case.known["decision_instrument"] == str(row.instrument_id)
    told = facts_of(walk.instrument("penalty_decision"))
    assert told["defence"]["state"] == "raised" and told["defence"]["result"] == "rejected"
    assert told["defence"]["text"] == "1.系初次违法；2.已经改正"
    assert told["notice"]["number"] and told["legal_review_on"]
    assert told["penalties"] == [{"title": "罚款", "amount": "1500"}]
    assert walk.instrument("decision_approval").number == ""
    assert Approval.objects.get(act="case.decide").tiers[-1] == "organ_head", "five tiers in this bureau"
    assert not [*verify_chains(), *verify_subjects()]


def test_what_stands_against_a_decision(ready: Walk) -> None:
    assert against(ready, fine=Decimal(2500)) == ["not_heavier_fine"]
    assert against(ready, kinds=("fine", "warning")) == ["not_heavier_kinds"]
    assert against(ready, not_fined_before=False) == ["not_fined_before"]
    assert against(ready, findings=" ") == ["violation_stated"]
    assert against(ready, fine=Decimal(0)) == ["fine_in_statute"]
    assert against(ready, leniency="mitigated") == [
        "fine_in_tier",
        "legal_review_passed",
        "mitigation_grounded",
    ]
    heavier = refused(ready, "case.decide", "organ_head", **decision(ready, fine=Decimal(2500)))
    assert articles(heavier, "not_heavier_fine") == ["行政处罚法 45.2"]
    assert ids(refused(ready, "case.decide", "handler", **decision(ready))) == ["by_whom"]
    assert ids(refused(ready, "case.decide", "organ_head", **decision(ready), approval=None)) == ["approved"]
    assert ready.subject_case.outcome == ""


def test_a_party_that_cannot_be_named_cannot_be_punished(ready: Walk) -> None:
    ready.party.address = ""
    ready.party.save()
    verdict = refused(ready, "case.decide", "organ_head", **decision(ready))
    assert ids(verdict) == ["party_described"] and articles(verdict, "party_described") == [
        "行政处罚法 59.1(1)"
    ]


def test_a_late_decision_needs_its_reason(ready: Walk) -> None:
    steps.on_working_day(ready, ready.day + timedelta(days=100))
    assert against(ready) == ["within_time_limit"]
    data = steps.decision_inputs(ready)
    with pytest.raises(Refused):
        ready.approve("case.decide", ready.subject_case, data)
    Approval.objects.filter(act="case.decide").update(state=Approval.RETURNED)
    ready.approve(
        "case.decide", ready.subject_case, {**data, "reason-within_time_limit": "当事人下落不明，多次查找"}
    )
    assert ready.subject_case.stage == "decided"


def test_a_decided_case_is_not_decided_again(ready: Walk) -> None:
    steps.decide(ready)
    assert "not_decided" in against(ready)
    again = {"case": ready.subject_case, "ground": "not_unlawful", "explanation": "查明没有违法"}
    assert ids(refused(ready, "case.withdraw_filing", "deputy_head", **again)) == ["not_decided"]
    serve(ready, "penalty_decision")
    assert ready.subject_case.known["decision_served_on"] == ready.day.isoformat()


# --- deliberation -------------------------------------------------------------------------------------------


def test_the_decision_follows_the_deliberation(ready: Walk) -> None:
    case = ready.subject_case
    meeting = {"case": case, "penalty": steps.penalty_of(ready), "meeting": steps.meeting_of(ready)}
    assert ids(refused(ready, "case.deliberate", "handler", **meeting)) == ["by_whom"]
    ready.perform(
        "case.deliberate",
        "organ_head",
        **{**meeting, "penalty": replace(steps.penalty_of(ready), fine=Decimal(1800))},
    )
    assert (
        ready.subject_case.stage == "deliberated" and ready.subject_case.known["deliberated_fine"] == "1800"
    )
    verdict = refused(ready, "case.decide", "organ_head", **decision(ready))
    assert ids(verdict) == ["as_deliberated"] and articles(verdict, "as_deliberated") == ["行政处罚法 57.2"]
    record = facts_of(ready.instrument("deliberation_record"))
    assert record["for_count"] == 3 and record["members"][0]["vote"] == "同意"


def test_how_a_meeting_may_go_wrong(ready: Walk) -> None:
    case, penalty = ready.subject_case, steps.penalty_of(ready)
    full = steps.meeting_of(ready)

    def wrong(**changes: Any) -> list[str]:
        meeting = replace(full, **changes)
        return ids(
            refused(ready, "case.deliberate", "organ_head", case=case, penalty=penalty, meeting=meeting)
        )

    first, second, third = full.votes
    assert wrong(votes=(first,)) == ["collective", "quorum"]
    assert wrong(votes=(first, second)) == ["quorum"]
    assert wrong(votes=(first, second, replace(third, officer=ready.pair_ids[0]))) == ["officers_do_not_vote"]
    assert wrong(votes=(first, second, replace(third, opinion=""))) == ["opinions_recorded"]
    assert wrong(votes=(first, replace(second, vote="against"), replace(third, vote="abstain"))) == [
        "majority"
    ]
    assert wrong(presider=ready.pair_ids[0]) == ["head_present"]
    assert wrong(conclusion="") == ["concluded"]


def test_a_meeting_as_it_is_entered(ready: Walk) -> None:
    officers = ready.cast.officers
    heads = [officers[role].pk for role in ("organ_head", "deputy_head", "brigade_leader")]
    entered = {
        **steps.penalty_inputs(steps.penalty_of(ready)),
        "held_on": ready.day.isoformat(),
        "place": "会议室",
        "presider": str(heads[0]),
        "agenda": "讨论处理意见",
        "minutes": "逐一发表意见",
        "conclusion": "暂不同意，补充裁量说明",
        "approved": "no",
    }
    for pk, vote in zip(heads, ("for", "against", ""), strict=True):
        entered |= {f"vote_{pk}": vote, f"opinion_{pk}": "意见"}
    inputs = form_inputs(ready, "case.deliberate", "organ_head", entered)
    assert [vote.vote for vote in inputs["meeting"].votes] == ["for", "against"]
    ready.perform(
        "case.deliberate", "organ_head", case=ready.subject_case, reasons={"quorum": "一人出差"}, **inputs
    )
    assert ready.subject_case.known["deliberation_approved"] is False
    assert ready.subject_case.stage == "noticed"
    assert against(ready) == ["as_deliberated"]


# --- other outcomes -----------------------------------------------------------------------------------------


def test_exemption_with_education(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"outcome": "exempted", "ground": "first_offence"}))
    case = walk.subject_case
    assert (case.stage, case.outcome, case.exemption_ground) == ("decided", "exempted", "first_offence")
    assert case.known["exempted_for"] == "first_offence"
    told = facts_of(walk.instrument("first_exemption_decision"))
    assert told["basis"] == [{"law": "行政处罚法", "article": 33, "paragraph": 1}]
    assert "守法承诺书" in told["education"] and told["listed"] == "《首次违法不予处罚清单》第SW-01项"
    assert "prior_notice" not in set(Instrument.objects.values_list("kind", flat=True))
    serve(walk, "first_exemption_decision")
    assert walk.subject_case.known["decision_served_on"] == walk.day.isoformat()


def test_each_ground_of_exemption_has_its_conditions(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"outcome": "exempted"}), "case.finish_investigation")

    def wrong(ground: str) -> list[str]:
        inputs = {"ground": ground, "findings": "事实", "explanation": "理由"}
        return ids(refused(walk, "case.decide_exemption", "deputy_head", case=walk.subject_case, **inputs))

    assert wrong("minor_corrected") == ["educated", "minor_all_three"]
    assert wrong("first_offence") == [
        "educated", "first_all_three", "first_listed", "record_check_fresh", "record_checked",
    ]  # fmt: skip
    assert wrong("no_fault") == ["educated", "no_fault_proven"]
    assert wrong("under_14") == ["educated", "guardian_ordered", "under_14_proven"]
    assert wrong("incapable") == ["educated", "guardian_ordered", "incapable_proven"]
    assert wrong("time_barred") == ["time_barred"]
    assert "exemption_explained" in wrong("")


def test_withdrawal_ends_the_case(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"outcome": "withdrawn"}))
    case = walk.subject_case
    assert case.outcome == "withdrawn" and case.known["withdrawn_on"] == walk.day.isoformat()
    assert "decided_on" not in case.known, "no decision whose service would be due"
    assert "case_open" in ids(
        refused(
            walk, "case.withdraw_filing", "deputy_head", case=case, ground="duplicate", explanation="重复"
        )
    )


def test_transfer_and_its_receipt(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"outcome": "transferred"}))
    case = walk.subject_case
    assert case.outcome == "transferred" and case.known["transferred_to"] == "演示市水行政主管部门"
    assert case.known["transfer_received_on"] == walk.day.isoformat()
    assert facts_of(walk.instrument("transfer_letter"))["materials"] == ["案卷材料一册", "现场照片光盘一张"]
    receipt = {"case": case, "received_on": walk.day, "receiver": "孙某"}
    assert ids(refused(walk, "case.confirm_transfer", **receipt)) == ["not_confirmed"]


def test_our_own_cases_stay_here(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"outcome": "transferred"}), "case.finish_investigation")
    inputs = {"receiver": "某局", "explanation": "理由", "materials": ["案卷"], "outside_power": False}
    verdict = refused(walk, "case.transfer_case", "deputy_head", case=walk.subject_case, **inputs)
    assert ids(verdict) == ["outside_power"] and "行政处罚法 25.2" in articles(verdict, "outside_power")
    early = {"case": walk.subject_case, "received_on": walk.day, "receiver": "孙某"}
    assert {"transferred", "receipt_dated"} == set(ids(refused(walk, "case.confirm_transfer", **early)))


def test_only_clerical_errors_are_corrected(ready: Walk) -> None:
    case, notice = ready.subject_case, ready.instrument("prior_notice")
    entered = {"instrument": str(notice.pk), "before": "示范陆8号", "after": "示范路8号"}
    inputs = form_inputs(ready, "case.correct_instrument", "deputy_head", entered)
    verdict = refused(ready, "case.correct_instrument", "deputy_head", case=case, **inputs)
    assert ids(verdict) == ["clerical_only"]
    assert ids(
        refused(ready, "case.correct_instrument", "handler", case=case, **{**inputs, "clerical": True})
    ) == ["by_whom"]
    same = {**inputs, "clerical": True, "after": "示范陆8号"}
    assert ids(refused(ready, "case.correct_instrument", "deputy_head", case=case, **same)) == [
        "text_differs"
    ]
    ready.perform("case.correct_instrument", "deputy_head", case=case, **{**inputs, "clerical": True})
    notice.refresh_from_db()
    assert notice.state == Instrument.CORRECTED
    assert facts_of(ready.instrument("correction_of_instrument"))["number"] == notice.number
