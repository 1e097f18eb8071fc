"""Identifying the party, site records, interviews, evidence, samples, appraisals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cases.investigating import articles, ids, refused, run

from chengguan.cases.models import Pause, Record
from chengguan.documents.models import Attachment
from chengguan.documents.storing import UploadRefused
from chengguan.parties.models import Party
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def files_aside(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path


def site(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "begun_at": walk.now - timedelta(minutes=30),
        "ended_at": walk.now,
        "place": "示范路",
        "findings": "占道堆物",
        "credentials_shown": True,
        "process_recorded": True,
        "signed": True,
        "on_site": "王演示",
    }
    return {**values, **changes}


def talk(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "begun_at": walk.now - timedelta(minutes=30),
        "ended_at": walk.now,
        "place": "询问室",
        "person": {"name": "王演示"},
        "standing": "party",
        "questions": [{"question": "是否属实？", "answer": "属实"}],
        "credentials_shown": True,
        "rights_told": True,
        "process_recorded": True,
        "signed": True,
    }
    return {**values, **changes}


def paper(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "kind": "documentary",
        "title": "送货单",
        "source": "王演示",
        "obtained_at": walk.now,
        "place": "示范路",
        "original": "original",
        "credentials_shown": True,
        "proves": "堆放时间",
    }
    return {**values, **changes}


def against(walk: Walk, kind: str, inputs: dict[str, Any]) -> list[str]:
    return ids(refused(walk, kind, **inputs))


def test_identify_an_organisation(walk: Walk) -> None:
    run(walk, "case.identify_party")
    known = walk.subject_case.known
    assert (known["party_kind"], known["party_is_organisation"], known["party_age"]) == (
        "legal_person",
        True,
        None,
    )
    assert known["party_identified_on"] == "2024-05-06"


def test_identify_registers_a_new_party(walk: Walk) -> None:
    run(walk, "case.file")
    new = {
        "kind": "individual",
        "name": "赵示例",
        "id_number": "430581199001010011",
        "address": "示范路1号",
        "phone": "",
    }
    from chengguan.parties.identity import citizen_fault

    number = next(
        n for n in (f"43058119900101001{x}" for x in "0123456789X") if not citizen_fault(n, walk.day)
    )
    walk.perform(
        "case.identify_party",
        case=walk.subject_case,
        officers=walk.pair_ids,
        checked=["身份证"],
        new_party={**new, "id_number": number},
    )
    party = Party.objects.get(id_number=number)
    case = walk.subject_case
    assert case.party == party
    assert case.known["party_age"] == 34


def test_identify_needs_papers(walk: Walk) -> None:
    run(walk, "case.file")
    inputs = {"case": walk.subject_case, "officers": walk.pair_ids, "checked": [], "party": walk.party}
    assert against(walk, "case.identify_party", inputs) == ["identity_checked"]


def test_others_do_not_identify(walk: Walk) -> None:
    run(walk, "case.file")
    inputs = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "checked": ["身份证"],
        "party": walk.party,
    }
    assert ids(refused(walk, "case.identify_party", "finance", **inputs)) == ["by_whom", "case_in_charge"]


def test_site_record(walk: Walk) -> None:
    run(walk, "case.make_site_record")
    record = Record.objects.get(kind="site_record")
    assert record.details["elements"] == walk.matter.elements
    assert [officer["id"] for officer in record.officers] == walk.pair_ids
    assert walk.subject_case.known["site_record_count"] == 1


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({"credentials_shown": False}, ["credentials_shown"]),
        ({"process_recorded": False}, ["process_recorded"]),
        ({"findings": " "}, ["record_described"]),
        ({"on_site": "", "witness": ""}, ["party_or_witness_present"]),
        ({"signed": False}, ["record_acknowledged"]),
    ],
)
def test_site_record_refused(walk: Walk, changes: dict[str, Any], grounds: list[str]) -> None:
    run(walk, "case.identify_party")
    assert against(walk, "case.make_site_record", site(walk, **changes)) == grounds


def test_site_record_of_one_officer_or_in_the_future(walk: Walk) -> None:
    run(walk, "case.identify_party")
    assert against(walk, "case.make_site_record", site(walk, officers=walk.pair_ids[:1])) == ["officers_two"]
    later = walk.now + timedelta(hours=1)
    assert against(walk, "case.make_site_record", site(walk, ended_at=later)) == ["record_times_ordered"]


def test_site_record_with_refusal_and_photos(walk: Walk) -> None:
    run(walk, "case.identify_party")
    photo = SimpleUploadedFile("现场.png", PNG)
    walk.perform(
        "case.make_site_record",
        **site(walk, signed=False, refusal="当事人拒绝签名", witness="见证人甲", attachments=[photo]),
    )
    record = Record.objects.get()
    attachment = Attachment.objects.get()
    assert attachment.record_key == f"record/{record.pk}"
    assert record.details["files"][0]["sha256"] == attachment.file.sha256


def test_an_attachment_is_judged_by_its_content(walk: Walk) -> None:
    run(walk, "case.identify_party")
    with pytest.raises(UploadRefused):
        walk.perform(
            "case.make_site_record",
            **site(walk, attachments=[SimpleUploadedFile("现场.png", b"MZ not a picture")]),
        )
    assert not Record.objects.exists()
    assert "case.make_site_record" not in walk.subject_case.known["acts"]


def test_interview_of_a_witness(walk: Walk) -> None:
    run(walk, "case.identify_party")
    walk.perform("case.interview", **talk(walk, standing="witness"))
    assert Record.objects.get().kind == "testimony"
    walk.perform("case.interview", **talk(walk))
    known = walk.subject_case.known
    assert known["interview_count"] == 2
    assert known["evidence_kinds"] == ["party_statement", "testimony"]


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({"rights_told": False}, ["rights_told"]),
        ({"questions": []}, ["questions_recorded"]),
        ({"person": {"name": " "}}, ["interviewee_named"]),
        ({"minor": True}, ["guardian_present"]),
        ({"signed": False}, ["record_acknowledged"]),
    ],
)
def test_interview_refused(walk: Walk, changes: dict[str, Any], grounds: list[str]) -> None:
    run(walk, "case.identify_party")
    verdict = refused(walk, "case.interview", **talk(walk, **changes))
    assert ids(verdict) == grounds


def test_a_minor_is_known_by_his_number(walk: Walk) -> None:
    from chengguan.parties.identity import citizen_fault

    run(walk, "case.identify_party")
    number = next(
        n for n in (f"43058120080101001{x}" for x in "0123456789X") if not citizen_fault(n, walk.day)
    )
    person = {"name": "小明", "id_number": number}
    assert against(walk, "case.interview", talk(walk, person=person)) == ["guardian_present"]
    walk.perform("case.interview", **talk(walk, person=person, guardian="其父"))


def test_rights_cite_their_articles(walk: Walk) -> None:
    run(walk, "case.identify_party")
    verdict = refused(walk, "case.interview", **talk(walk, rights_told=False))
    assert articles(verdict, "rights_told") == ["行政处罚法 7.1", "行政处罚法 43.2"]


def test_summons(walk: Walk) -> None:
    run(walk, "case.identify_party")
    notice = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "person": "王演示",
        "appear_at": walk.now + timedelta(days=2),
        "place": "询问室",
        "matter": "占道一事",
        "bring": ["身份证"],
    }
    assert walk.perform("case.summon_for_interview", **notice).result.number == "武城管询通〔2024〕第1号"
    past = {**notice, "appear_at": walk.now - timedelta(days=1), "matter": ""}
    assert against(walk, "case.summon_for_interview", past) == ["summons_not_past", "summons_reasoned"]


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({"source": ""}, ["evidence_source_stated"]),
        ({"original": "copy_unchecked"}, ["evidence_original_or_checked"]),
        ({"kind": "electronic"}, ["evidence_hash_given"]),
        ({"kind": "appraisal"}, ["evidence_kind_stated"]),
        ({"proves": ""}, ["evidence_proves_stated"]),
        ({"credentials_shown": False}, ["credentials_shown"]),
    ],
)
def test_evidence_refused(walk: Walk, changes: dict[str, Any], grounds: list[str]) -> None:
    run(walk, "case.identify_party")
    assert against(walk, "case.collect_evidence", paper(walk, **changes)) == grounds


def test_electronic_data_is_hashed_from_the_file(walk: Walk) -> None:
    run(walk, "case.identify_party")
    walk.perform(
        "case.collect_evidence",
        **paper(walk, kind="electronic", attachments=[SimpleUploadedFile("截图.png", PNG)]),
    )
    record = Record.objects.get()
    assert record.details["sha256"] == record.details["files"][0]["sha256"]


def test_statement_of_the_party(walk: Walk) -> None:
    run(walk, "case.identify_party")
    statement = {
        "case": walk.subject_case,
        "received_on": walk.day,
        "form": "书面材料",
        "title": "情况说明",
        "content": "系临时堆放",
    }
    assert against(walk, "case.receive_statement", {**statement, "content": " "}) == ["statement_received"]
    walk.perform("case.receive_statement", **statement)
    assert Record.objects.get().kind == "party_statement"
    assert ids(refused(walk, "case.receive_statement", "finance", **statement)) == [
        "by_whom",
        "case_in_charge",
    ]


def test_sample(walk: Walk) -> None:
    run(walk, "case.identify_party")
    sample = {
        "case": walk.subject_case,
        "officers": walk.pair_ids,
        "sampled_at": walk.now,
        "place": "示范路",
        "method": "随机抽样",
        "items": [{"name": "建筑垃圾样品", "quantity": "2袋"}],
        "credentials_shown": True,
        "process_recorded": True,
        "on_site": "王演示",
    }
    assert against(walk, "case.take_sample", {**sample, "items": []}) == ["sample_listed"]
    walk.perform("case.take_sample", **sample)
    assert Record.objects.get().kind == "physical"


def commission(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "kind": "testing",
        "body": "演示检测中心",
        "qualification": "检验检测机构资质认定证书",
        "question": "检测样品成分",
        "approved_by": "分管领导",
    }
    return {**values, **changes}


def opinion(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "case": walk.subject_case,
        "number": "JC-1",
        "given_on": walk.day,
        "conclusion": "为建筑垃圾",
        "party_told": True,
    }
    return {**values, **changes}


def test_appraisal_pauses_the_time_limit(walk: Walk) -> None:
    run(walk, "case.order_correction")
    due = _due(walk)
    walk.perform("case.commission_appraisal", **commission(walk))
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **steps.report_inputs(walk))
    assert ids(verdict) == ["appraisal_settled"]
    walk.later(days=10)
    walk.perform("case.receive_appraisal", **opinion(walk))
    case = walk.subject_case
    assert case.known["pauses"] == [{"kind": "testing", "begins_on": "2024-05-07", "ends_on": "2024-05-17"}]
    assert Pause.objects.get().ends_on == walk.day
    assert (_due(walk) - due).days == 10
    assert case.known["appraisal_pending"] is False


def _due(walk: Walk) -> Any:
    from chengguan.cases.facts.base import state_facts

    return state_facts(walk.subject_case.known, walk.day, "430581")["case_due_on"]


def test_commission_and_opinion_refused(walk: Walk) -> None:
    run(walk, "case.identify_party")
    assert against(walk, "case.receive_appraisal", opinion(walk)) == ["appraisal_commissioned"]
    bad = commission(walk, qualification="", question=" ", approved_by="")
    assert against(walk, "case.commission_appraisal", bad) == [
        "appraisal_approved",
        "appraisal_needed",
        "appraiser_qualified",
    ]
    walk.perform("case.commission_appraisal", **commission(walk))
    assert against(walk, "case.commission_appraisal", commission(walk)) == ["no_appraisal_pending"]
    bad = opinion(walk, conclusion="", party_told=False)
    assert against(walk, "case.receive_appraisal", bad) == ["appraisal_concluded", "appraisal_told"]
