"""What is tied to an open matter is not destroyed: holds follow from the acts of the case, orders in writing are acts."""

from __future__ import annotations

from datetime import date

import pytest

from chengguan.cases.procedure.holding import (
    hold_open_cases,
    keep_footage,
    keep_with_dossier,
    verify_holds,
)
from chengguan.dossiers.models import Dossier
from chengguan.ledger import verifying
from chengguan.ledger.acting import Done, Refused
from chengguan.ledger.models import Entry
from chengguan.quality import acts as faults
from chengguan.recordings.acts import holds
from chengguan.recordings.models import Hold, KeepingTerm
from chengguan.recordings.verifying import verify_recordings
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

from .kept import received, tied

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(walk: Walk) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for step in (register_lead, verify_lead, file):
        step(walk)
    return walk


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def order(walk: Walk, key: str, **changes: str) -> Hold:
    inputs = {
        "organ": "武冈市人民检察院",
        "document_number": "武检调〔2024〕3号",
        "reason": "调取证据",
    } | changes
    done = holds.place(
        actor=walk.as_role("legal_reviewer"), at=walk.now, target_key=key, target_title="录像", **inputs
    )
    hold: Hold = done.result
    return hold


def test_a_recording_tied_to_an_open_case_is_held_as_evidence(filed: Walk) -> None:
    recording = received(filed)
    assert (recording.category, recording.held) == ("general", False)
    assert str(recording.keep_until) == "2024-11-06"
    tied(filed, recording)
    recording.refresh_from_db()
    assert (recording.category, recording.held, recording.keep_until) == ("evidence", True, None)
    assert list(verify_recordings()) == [] and list(verify_holds()) == []


def test_closing_releases_archiving_states_the_term(walk: Walk) -> None:
    walk.plan = {"fine": "200", "place": "示范路8号"}
    steps.summary_decide(walk)
    recording = received(walk)
    tied(walk, recording)
    steps.summary_serve(walk)
    recording.refresh_from_db()
    assert recording.held
    for step in (steps.summary_report, steps.pay, steps.close):
        step(walk)
    recording.refresh_from_db()
    assert (recording.held, recording.category, recording.keep_until) == (False, "evidence", None)
    steps.archive(walk)
    recording.refresh_from_db()
    term = KeepingTerm.objects.get()
    assert term.keep_until == recording.keep_until and str(recording.keep_until) == "2034-12-31"
    assert list(verify_recordings()) == [] and list(verify_holds()) == []
    assert list(verifying.verify_subjects()) == []


def test_an_inquiry_into_faults_holds_what_is_tied(walk: Walk) -> None:
    walk.plan = {"fine": "200", "place": "示范路8号"}
    steps.summary_decide(walk)
    recording = received(walk)
    tied(walk, recording)
    case = walk.subject_case
    steps.summary_serve(walk)
    faults.open_fault(
        actor=walk.as_role("legal_reviewer"), at=walk.now, case=case, cause="review", description="送达有误"
    )
    for step in (steps.summary_report, steps.pay, steps.close, steps.archive):
        step(walk)
    recording.refresh_from_db()
    assert recording.held and list(verify_recordings()) == []
    assert list(Hold.objects.filter(lifted_at=None).values_list("basis", flat=True)) == ["inquiry"]


def test_a_dossier_kept_longer_keeps_its_recordings_longer(walk: Walk) -> None:
    walk.plan = {"fine": "200", "place": "示范路8号"}
    steps.summary_walk(walk)
    recording = received(walk)
    tied(walk, recording)
    case = walk.subject_case
    for until, expected in ((date(2054, 12, 31), "2054-12-31"), (date(2044, 12, 31), "2054-12-31")):
        done = Done(Dossier(case=case), sets={"dossier_keep_until": until})
        keep_with_dossier(done, walk.as_role("archivist"), walk.now)
        recording.refresh_from_db()
        assert str(recording.keep_until) == expected
    keep_with_dossier(
        Done(Dossier(case=case), sets={"dossier_keep_until": None}), walk.as_role("archivist"), walk.now
    )
    recording.refresh_from_db()
    assert recording.keep_until is None and KeepingTerm.objects.get().permanent
    assert list(verify_holds()) == [] and list(verify_recordings()) == []


def test_acts_that_change_nothing_cost_no_query(filed: Walk, django_assert_num_queries: object) -> None:
    done = Done(filed.subject_case, sets={"evidence_count": 1}, entry=Entry(kind="case.interview"))
    actor = filed.as_role("handler")
    with django_assert_num_queries(0):  # type: ignore[operator]
        keep_footage(done, actor, filed.now)


def test_an_order_holds_one_recording_until_it_is_lifted(walk: Walk) -> None:
    recording = received(walk)
    with pytest.raises(Refused) as refused:
        order(walk, recording.chain_key, document_number=" ")
    assert unmet(refused) == ["hold_document_given"]
    hold = order(walk, recording.chain_key)
    recording.refresh_from_db()
    assert recording.held
    second = order(walk, recording.chain_key, document_number="武纪函〔2024〕8号")
    for standing in (hold, second):
        holds.lift(actor=walk.as_role("organ_head"), at=walk.now, hold=standing, reason="案件已经办结")
    recording.refresh_from_db()
    assert not recording.held
    with pytest.raises(Refused) as refused:
        holds.lift(actor=walk.as_role("organ_head"), at=walk.now, hold=hold, reason="再次")
    assert unmet(refused) == ["hold_standing"]
    assert list(verifying.verify_subjects()) == []


def test_the_hold_of_an_open_case_is_not_lifted_by_hand(filed: Walk) -> None:
    hold = Hold.objects.get()
    with pytest.raises(Refused) as refused:
        holds.lift(actor=filed.as_role("organ_head"), at=filed.now, hold=hold, reason="不需要了")
    assert unmet(refused) == ["hold_by_order"]


def test_cases_from_before_get_their_hold_once(filed: Walk) -> None:
    recording = received(filed)
    tied(filed, recording)
    holds.release_subject(
        bureau_id=filed.cast.bureau.pk, subject_key=filed.subject_case.chain_key, basis="case", at=filed.now
    )
    recording.refresh_from_db()
    assert not recording.held and any("保留" in fault for fault in verify_holds())
    assert (hold_open_cases(filed.now), hold_open_cases(filed.now)) == (1, 0)
    recording.refresh_from_db()
    assert recording.held and list(verify_holds()) == []
