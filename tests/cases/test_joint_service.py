"""三书同达: made with the decision where the place demands it or the bureau chose it, served in one service."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from tests.cases.investigating import ids, refused
from tests.cases.review_walks import enterprise, go
from tests.conftest import make_party

from chengguan.base.dates import CHINA
from chengguan.cases.acts.joint_service import issue_with_decision, make
from chengguan.cases.facts.base import state_facts
from chengguan.cases.models import Service
from chengguan.documents.models import Instrument
from chengguan.people.models import Bureau
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import fast_track_steps as fast
from chengguan.web.demonstration import review_steps as review
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
BOTH = ["compliance_advice", "credit_repair_notice"]


@pytest.fixture
def noticed(walk: Walk) -> Walk:
    """In the fast track, the notice served and the windows waived."""
    walk.party = enterprise(walk.cast)
    walk.plan["waive"] = True
    fast.to_fast_track(walk)
    fast.report_and_notify(walk)
    review.waive(walk)
    return walk


def paper(walk: Walk, kind: str) -> Instrument:
    return walk.instrument(kind)


def act_of(instrument: Instrument | None) -> dict[str, Any]:
    """What the act put into an instrument."""
    assert instrument is not None
    found: dict[str, Any] = json.loads(instrument.context)["act"]
    return found


def move_to(cast: Cast, code: str) -> None:
    Bureau.objects.filter(pk=cast.bureau.pk).update(jurisdiction=code)
    cast.bureau.refresh_from_db()


def test_three_papers_in_one_service(noticed: Walk) -> None:
    noticed.plan["joint"] = BOTH
    fast.decide(noticed)
    known = noticed.subject_case.known
    assert sorted(known["joint_documents"]) == BOTH
    assert state_facts(known, noticed.day, "430581")["joint_service_pending"] is True
    service = execution.serve(noticed, "penalty_decision")
    known = noticed.subject_case.known
    assert {known[f"{kind}_served_on"] for kind in (*BOTH, "penalty_decision")} == {noticed.day.isoformat()}
    named = [row["title"] for row in act_of(service.proof)["papers"]]
    assert named == ["行政处罚决定书", "行政合规建议书", "信用修复告知书"]
    assert Service.objects.filter(proof=service.proof).count() == 3
    assert state_facts(known, noticed.day, "430581")["joint_service_pending"] is False


def test_what_was_left_out_is_served_later_and_closing_asks_for_it(noticed: Walk) -> None:
    noticed.plan["joint"] = BOTH
    fast.decide(noticed)
    execution.serve(noticed, "penalty_decision", together=[])
    execution.pay(noticed)
    inputs = execution.closing_inputs(noticed)
    found = refused(noticed, "case.close", "deputy_head", case=noticed.subject_case, **inputs)
    assert ids(found) == ["joint_documents_served"]
    execution.serve(noticed, "credit_repair_notice")
    assert noticed.subject_case.known["compliance_advice_served_on"], "the other one went with it"
    execution.close(noticed)
    assert noticed.subject_case.stage == "closed"


def test_a_paper_of_another_service_is_refused(noticed: Walk) -> None:
    fast.decide(noticed)
    other = paper(noticed, "correction_order")
    found = refused(
        noticed, "case.serve", case=noticed.subject_case, instrument=paper(noticed, "penalty_decision"), method="personal",
        served_on=noticed.day, place="示范路8号", receiver="王演示", relation="representative", officers=noticed.pair_ids,
        proof=True, details={}, together=[other.pk],
    )  # fmt: skip
    assert ids(found) == ["together_of_case"]


def test_by_public_notice_all_three_count_as_served_on_the_same_day(noticed: Walk) -> None:
    noticed.plan["joint"] = BOTH
    fast.decide(noticed)
    service = execution.serve(noticed, "penalty_decision", "public_notice")
    assert len(noticed.subject_case.known["public_notice_started"]) == 3
    execution.complete_notice(noticed, service)
    known = noticed.subject_case.known
    assert not known["public_notice_started"]
    assert known["credit_repair_notice_served_on"] == known["decision_served_on"]


def test_papers_may_be_made_after_the_decision(noticed: Walk) -> None:
    fast.decide(noticed)
    assert not noticed.subject_case.known["joint_documents"]
    noticed.perform("case.issue_joint_documents", case=noticed.subject_case, kinds=["compliance_advice"])
    again = refused(
        noticed, "case.issue_joint_documents", case=noticed.subject_case, kinds=["compliance_advice"]
    )
    assert ids(again) == ["joint_documents_new"]
    text = str(act_of(paper(noticed, "compliance_advice")))
    assert "占用、挖掘城市道路前办理审批" in text and "未经批准" in text


def test_heilongjiang_demands_the_credit_notice_and_blocks_closing(walk: Walk) -> None:
    move_to(walk.cast, "230751")
    walk.party = enterprise(walk.cast)
    walk.now = datetime(2025, 8, 4, 9, tzinfo=CHINA)
    walk.plan["waive"] = True
    go(walk)
    assert list(walk.subject_case.known["joint_documents"]) == ["credit_repair_notice"]
    execution.office_day(walk, 1, 10)
    execution.serve(walk, "penalty_decision", together=[])
    execution.pay(walk)
    facts = state_facts(walk.subject_case.known, walk.day, "230751")
    assert facts["joint_service_missing"] is True
    execution.serve(walk, "credit_repair_notice")
    execution.close(walk)
    assert walk.subject_case.stage == "closed"


def test_hangzhou_gives_all_three_also_on_the_spot(walk: Walk) -> None:
    move_to(walk.cast, "330108")
    walk.party = enterprise(walk.cast)
    walk.plan["fine"] = "1000"
    execution.summary_decide(walk)
    execution.summary_serve(walk)
    known = walk.subject_case.known
    assert (
        known["compliance_advice_served_on"]
        == known["credit_repair_notice_served_on"]
        == walk.day.isoformat()
    )


def test_a_citizen_is_not_demanded_anything(walk: Walk) -> None:
    move_to(walk.cast, "330108")
    walk.party = make_party(
        walk.cast,
        kind="individual",
        credit_code="",
        id_number="11010519491231002X",
        born_on=date(1949, 12, 31),
    )
    walk.plan["fine"] = "100"
    execution.summary_decide(walk)
    assert not walk.subject_case.known["joint_documents"]


@pytest.mark.parametrize(
    ("on", "rule", "maximum", "latest"),
    [
        (date(2026, 3, 31), "失信行为纠正后的信用信息修复管理办法（试行）", 36, "2029-03-31"),
        (date(2026, 4, 1), "信用修复管理办法", 12, "2027-04-01"),
    ],
)
def test_the_terms_are_those_of_the_day_of_the_decision(
    noticed: Walk, on: date, rule: str, maximum: int, latest: str
) -> None:
    fast.decide(noticed)
    decision = paper(noticed, "penalty_decision")
    decision.issued_on = on
    at = datetime(on.year, on.month, on.day, 10, tzinfo=CHINA)
    made = make(noticed.subject_case, decision, BOTH[1:], at=at, jurisdiction="430581", officers=())
    act = act_of(made[0])
    assert (act["rule"], act["maximum"], str(act["latest_on"])) == (rule, maximum, latest)


def test_nothing_is_made_where_nothing_is_demanded(noticed: Walk) -> None:
    fast.decide(noticed)
    case = noticed.subject_case
    decision = paper(noticed, "penalty_decision")
    assert issue_with_decision(
        case, decision, (), known=case.known, at=noticed.now, jurisdiction="430581", officers=()
    ) == []  # fmt: skip
