"""证据: the three-fold check, what is not used proves nothing, the matrix of elements, recordings as evidence, digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cases.filming import film, mark_step, stored, tie_to
from tests.cases.investigating import articles, ids, refused, run

from chengguan.cases.facts.elements import Rule, gap_of, rule_for
from chengguan.cases.models import Examination, Record
from chengguan.documents.models import Attachment, Instrument
from chengguan.ledger import entries
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.recordings.acts.tying import untie
from chengguan.recordings.models import Derivative
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
ALL = frozenset({"documentary", "site_record"})


@pytest.fixture
def ready(walk: Walk) -> Walk:
    """Everything done but the end of the investigation."""
    return run(walk, "case.order_correction")


def login(walk: Walk, role: str = "handler") -> Client:
    client = Client()
    officer = walk.pair[0] if role == "handler" else walk.cast.officers[role]
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opinion(walk: Walk, *records: Record, **changes: Any) -> dict[str, Any]:
    values = {
        "records": [str(row.pk) for row in records],
        "genuine": True,
        "lawful": True,
        "relevant": True,
        "reasons_for": {"genuine": "与原件核对一致", "lawful": "两人依法取得", "relevant": "证明占用事实"},
        "outcome": "adopted",
        "officers": walk.pair_ids,
    }
    return {**values, **changes}


def examine(walk: Walk, *records: Record, role: str = "handler", **changes: Any) -> Any:
    return walk.perform(
        "case.examine_evidence", role, case=walk.subject_case, **opinion(walk, *records, **changes)
    )


def records(walk: Walk) -> list[Record]:
    return list(walk.subject_case.records.order_by("id"))


# --- three-fold check ---------------------------------------------------------------------------------------


def test_several_pieces_are_examined_at_once(ready: Walk) -> None:
    found = records(ready)
    examine(ready, *found)
    case = ready.subject_case
    assert {row["outcome"] for row in case.known["examinations"].values()} == {"adopted"}
    assert Examination.objects.filter(record__case=case, stage="investigation").count() == len(found) == 3
    sheet = json.loads(ready.instrument("evidence_examination").context)["act"]
    assert sheet["outcome"] == "采信" and sheet["genuine"].startswith("具备：") and len(sheet["records"]) == 3
    steps.finish(ready)
    entry = Entry.objects.filter(chain=case.chain_key, kind="case.finish_investigation").get()
    states = {row["id"]: row["state"] for row in json.loads(entry.body)["verdict"]["findings"]}
    assert states["evidence_examined"] == "met"
    assert entries.broken(Entry.objects.filter(chain=case.chain_key).order_by("seq")) == []


def test_unexamined_evidence_is_only_said(ready: Walk) -> None:
    steps.finish(ready)
    entry = Entry.objects.filter(chain=ready.subject_case.chain_key, kind="case.finish_investigation").get()
    found = {row["id"]: row for row in json.loads(entry.body)["verdict"]["findings"]}
    assert found["evidence_examined"]["state"] == "unmet"
    assert len(found["evidence_examined"]["seen"]["evidence_unexamined"]) == 3


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({"lawful": False}, ["adoption_sound", "unlawful_excluded"]),
        ({"lawful": False, "outcome": "supplement"}, ["unlawful_excluded"]),
        ({"genuine": False}, ["adoption_sound"]),
        ({"outcome": "rejected"}, ["rejection_founded"]),
        ({"reasons_for": {"genuine": "一致", "lawful": "", "relevant": "有"}}, ["examination_reasoned"]),
        ({"records": []}, ["examination_chosen"]),
        ({"records": ["01900000-0000-7000-8000-000000000000"]}, ["examination_chosen"]),
        ({"officers": [0]}, ["examined_by_two"]),
    ],
)
def test_what_an_examination_needs(ready: Walk, changes: dict[str, Any], grounds: list[str]) -> None:
    inputs = {**opinion(ready, *records(ready)[:1]), **changes}
    assert ids(refused(ready, "case.examine_evidence", case=ready.subject_case, **inputs)) == grounds


def test_unlawful_evidence_cites_the_article(ready: Walk) -> None:
    inputs = opinion(ready, records(ready)[0], lawful=False)
    verdict = refused(ready, "case.examine_evidence", case=ready.subject_case, **inputs)
    assert articles(verdict, "unlawful_excluded") == ["行政处罚法 46.3"]


def test_an_element_with_only_rejected_evidence_blocks_by_name(ready: Walk) -> None:
    site, *others = records(ready)
    examine(ready, site, lawful=False, outcome="rejected")
    assert ready.subject_case.known["evidence_admissible_count"] == 2
    report = steps.report_inputs(ready)
    proven = {"占用城市道路": [str(site.pk)], "未经批准": [str(row.pk) for row in others]}
    verdict = refused(
        ready, "case.finish_investigation", case=ready.subject_case, **{**report, "proven": proven}
    )
    assert ids(verdict) == ["elements_evidence_used", "elements_proven"]
    assert verdict.finding("elements_evidence_used").seen["elements_rejected"] == ["占用城市道路"]  # type: ignore[union-attr]
    examine(ready, site)
    assert ready.subject_case.known["evidence_admissible_count"] == 3
    steps.finish(ready)


def test_the_legal_reviewer_examines_again_and_the_decision_feels_it(ready: Walk) -> None:
    steps.finish(ready)
    found = records(ready)
    inputs = opinion(ready, *found)
    assert "examiner_fits" in ids(refused(ready, "case.examine_evidence", case=ready.subject_case, **inputs))
    reject = {"genuine": False, "outcome": "rejected", "officers": []}
    examine(ready, *found, role="legal_reviewer", **reject)
    assert Examination.objects.filter(stage="review").count() == 3
    from chengguan.cases.facts.base import state_facts

    case = ready.subject_case
    lost = state_facts(case.known, ready.day, "430581")["elements_lost"]
    assert lost == sorted(["占用城市道路", "未经批准"])
    examine(ready, found[0], role="legal_reviewer", officers=[])
    assert state_facts(ready.subject_case.known, ready.day, "430581")["elements_lost"] == []


def test_the_form_examines_through_the_page(ready: Walk) -> None:
    client = login(ready)
    page = f"/cases/{ready.subject_case.pk}/acts/case.examine_evidence/"
    text = client.get(page).content.decode()
    assert text.count("未审查") >= 3 and "真实性的理由" in text
    data = {
        "records": [str(row.pk) for row in records(ready)], "genuine": "yes", "why_genuine": "核对一致", "lawful": "yes",
        "why_lawful": "依法取得", "relevant": "yes", "why_relevant": "有关", "outcome": "supplement", "officers": ready.pair_ids,
    }  # fmt: skip
    answer = client.post(page, data)
    assert answer.status_code == 422 and "请写明补什么" in answer.content.decode()
    assert client.post(page, {**data, "remarks": "补充现场照片"}).status_code == 302
    assert set(row.outcome for row in Examination.objects.all()) == {"supplement"}


# --- matrix -------------------------------------------------------------------------------------------------


def test_rules_of_elements(ready: Walk) -> None:
    rule = rule_for("AY-001", "未经批准", ready.day, "430581")
    assert (rule.kinds, rule.required) == (frozenset(), False)
    assert gap_of(rule, ["party_statement"]) == "只有当事人的陈述，须有其他证据印证"
    assert gap_of(rule, ["party_statement", "documentary"]) == "" and gap_of(rule, []) == "没有证据"
    strict = Rule(ALL, frozenset(), True)
    assert gap_of(strict, ["testimony"]).startswith("须有书证、") and gap_of(strict, ["site_record"]) == ""


def test_a_list_of_the_matter_blocks_by_name(ready: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    from chengguan.cases.facts import elements

    monkeypatch.setattr(elements, "rule_for", lambda *_: Rule(frozenset({"appraisal"}), frozenset(), True))
    verdict = refused(
        ready, "case.finish_investigation", case=ready.subject_case, **steps.report_inputs(ready)
    )
    assert ids(verdict) == ["elements_kinds"]
    lacking = verdict.finding("elements_kinds").seen["elements_lacking"]  # type: ignore[union-attr]
    assert lacking == sorted(["占用城市道路（须有鉴定意见）", "未经批准（须有鉴定意见）"])


def test_the_page_shows_matrix_gaps_and_states(ready: Walk) -> None:
    client, page = login(ready), f"/cases/{ready.subject_case.pk}/evidence/"
    text = client.get(page).content.decode()
    assert "占用城市道路" in text and "证1" in text and text.count("is-named") == 4
    assert "缺录像" in text and "未审查" in text
    examine(ready, *records(ready)[:2], lawful=False, outcome="rejected")
    text = client.get(page).content.decode()
    assert "仅有的证据不予采信" in text and text.count("is-unfit") == 4


def test_the_page_before_there_is_anything(walk: Walk) -> None:
    run(walk, "case.file")
    text = login(walk).get(f"/cases/{walk.subject_case.pk}/evidence/").content.decode()
    assert "还没有证据" in text and "还没有须录像的环节" in text


# --- originals, copies, digests -----------------------------------------------------------------------------


def collected(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "officers": walk.pair_ids, "kind": "electronic", "title": "平台订单数据", "source": "某平台", "obtained_at": walk.now,
        "place": "询问室", "original": "original", "credentials_shown": True, "proves": "经营情况",
    }  # fmt: skip
    return {**values, **changes}


def test_digests_are_computed_from_the_file(ready: Walk) -> None:
    content = b"%PDF-1.4 invented"
    upload = SimpleUploadedFile("订单.pdf", content)
    digest = hashlib.sha256(content).hexdigest()
    wrong = collected(ready, sha256="a" * 64, attachments=[upload])
    assert ids(refused(ready, "case.collect_evidence", case=ready.subject_case, **wrong)) == [
        "evidence_hash_agrees"
    ]
    done = ready.perform(
        "case.collect_evidence",
        case=ready.subject_case,
        **collected(ready, sha256=digest, attachments=[upload]),
    )
    details = done.result.details
    assert details["sha256"] == digest and len(details["files"][0]["sm3"]) == 64
    act = json.loads(ready.instrument("evidence_extraction").context)["act"]
    assert (
        act["sha256"].replace(" ", "") == digest and act["sm3"].replace(" ", "") == details["files"][0]["sm3"]
    )


def test_a_copy_says_where_its_original_is(ready: Walk) -> None:
    copy = {
        "kind": "documentary",
        "original": "copy_checked",
        "provider": "王演示",
        "original_at": "当事人办公室",
        "checked_by": "测试20",
    }
    done = ready.perform("case.collect_evidence", case=ready.subject_case, **collected(ready, **copy))
    assert done.result.details["original_at"] == "当事人办公室"
    text = login(ready).get(f"/cases/{ready.subject_case.pk}/evidence/").content.decode()
    assert "当事人办公室" in text and "复制件，已核对" in text


# --- recordings ---------------------------------------------------------------------------------------------


def adoption(walk: Walk, recording: Any, **changes: Any) -> dict[str, Any]:
    values = {
        "officers": walk.pair_ids, "recording": str(recording.pk), "proves": "占用道路的现场情况",
        "elements": ["占用城市道路"],
    }  # fmt: skip
    return {**values, **changes}


def test_a_recording_becomes_evidence_with_its_digest_and_marks(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    inputs = adoption(ready, footage)
    assert ids(refused(ready, "case.adopt_recording", case=ready.subject_case, **inputs)) == [
        "recording_tied"
    ]
    mark_step(ready, footage, "inspect")
    done = ready.perform("case.adopt_recording", case=ready.subject_case, **inputs)
    record = done.result
    assert record.kind == "audiovisual" and record.details["sha256"] == footage.file.sha256
    assert record.details["marks"][0]["step"] == "inspect"
    paper = Instrument.objects.get(pk=record.instrument_id)
    assert "现场检查（" in json.loads(paper.context)["act"]["marks"]
    assert ids(refused(ready, "case.adopt_recording", case=ready.subject_case, **inputs)) == ["recording_new"]
    with pytest.raises(Refused) as refusal:
        untie(
            actor=ready.as_role("handler"),
            at=ready.now,
            recording=footage,
            subject_key=ready.subject_case.chain_key,
            reason="关联错了",
        )
    assert [finding.id for finding in refusal.value.verdict.unmet] == ["tie_not_evidence"]
    footage.refresh_from_db()
    assert footage.category == "evidence"
    text = login(ready).get(f"/cases/{ready.subject_case.pk}/evidence/").content.decode()
    assert "执法音视频" in text and footage.file.sha256 in text


def test_a_clip_is_taken_with_its_original_named(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    tie_to(ready, footage)
    mark_step(ready, footage, "inspect", 20_000)
    mark_step(ready, footage, "sign", 600_000)
    made = Derivative.objects.create(
        recording=footage, kind="clip", original_sha256=footage.file.sha256, begins_ms=10_000, ends_ms=30_000,
        caption="丈量", state="waiting", made_at=ready.now,
    )  # fmt: skip
    inputs = adoption(ready, footage, derivative=str(made.pk))
    assert ids(refused(ready, "case.adopt_recording", case=ready.subject_case, **inputs)) == [
        "derivative_ready"
    ]
    Derivative.objects.filter(pk=made.pk).update(state="ready", file=stored(tmp_path))
    record = ready.perform("case.adopt_recording", case=ready.subject_case, **inputs).result
    assert [row["step"] for row in record.details["marks"]] == ["inspect"]
    assert record.details["original_sha256"] == footage.file.sha256 != record.details["sha256"]
    assert Attachment.objects.filter(record_key=f"record/{record.pk}").count() == 1
    form = login(ready).get(f"/cases/{ready.subject_case.pk}/acts/case.adopt_recording/").content.decode()
    assert footage.number in form and "丈量" in form
