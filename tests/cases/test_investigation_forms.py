"""Forms of the investigation: each gives the inputs of its act, starts from the case, and says in Chinese what is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from tests.cases.investigating import run

from chengguan.cases.forms.records import parse_dialogue
from chengguan.cases.models import Case
from chengguan.cases.procedure import STEPS
from chengguan.cases.procedure.approving import preview
from chengguan.people.act_forms import ActForm
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk


def bound(walk: Walk, kind: str, /, files: Any = None, **values: Any) -> ActForm:
    """The form of a step with what was entered."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, [str(item) for item in value] if isinstance(value, list) else [str(value)])
    return STEPS[kind].form(
        data, files, subject=_subject(walk, kind), actor=walk.as_role("handler"), at=walk.now
    )


def blank(walk: Walk, kind: str) -> ActForm:
    """The form of a step as the page first shows it."""
    return STEPS[kind].form(subject=_subject(walk, kind), actor=walk.as_role("handler"), at=walk.now)


def _subject(walk: Walk, kind: str) -> Any:
    return walk.lead if STEPS[kind].subject == "lead" else walk.subject_case


def perform(walk: Walk, kind: str, /, **values: Any) -> Case:
    """Enter a form and perform its act."""
    form = bound(walk, kind, **values)
    assert form.is_valid(), form.errors
    STEPS[kind].perform(actor=walk.as_role("handler"), at=walk.now, case=walk.subject_case, **form.inputs())
    return walk.subject_case


def site(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "officers": walk.pair_ids,
        "begun_at": "2024-05-06T10:00",
        "ended_at": "2024-05-06T10:30",
        "place": "示范路",
        "findings": "占道堆物",
        "credentials_shown": "on",
        "process_recorded": "yes",
        "signed": "yes",
        "on_site": "王演示",
        "proves": "占道",
        "elements": ["占用城市道路"],
    }
    return {**values, **changes}


def test_every_step_shows_a_blank_form(walk: Walk) -> None:
    run(walk, "case.order_correction")
    for kind, step in STEPS.items():
        if (
            step.form.__module__.split(".")[-1]
            in ("filing", "records", "evidence", "course", "investigation_report")
            and step.subject == "case"
        ):
            form = blank(walk, kind)
            named = [name for _, names in form.fieldsets for name in names]
            assert sorted(named) == sorted(form.fields), kind


def test_file_case_form(walk: Walk) -> None:
    run(walk, "lead.verify")
    form = bound(walk, "case.file", **steps.filing_inputs(walk))
    assert form.is_valid(), form.errors
    assert form.inputs()["officers"] == walk.pair_ids
    again = bound(walk, "case.file", **form.plain())
    assert again.is_valid() and again.inputs() == form.inputs()
    start = blank(walk, "case.file")
    assert (start.initial["lead_officer"], start.initial["assisting_officer"]) == tuple(walk.pair_ids)


def test_file_case_form_faults(walk: Walk) -> None:
    run(walk, "lead.verify")
    one = walk.pair_ids[0]
    form = bound(
        walk,
        "case.file",
        **{**steps.filing_inputs(walk), "assisting_officer": one, "already_fined": "", "matter": ""},
    )
    assert not form.is_valid()
    assert form.errors["assisting_officer"] == ["协办应当是另一名执法人员。"]
    assert form.errors["already_fined"] == ["请选择。"]
    assert form.errors["matter"] == ["此项必填。"]


def test_the_proposer_sees_the_verdict_beforehand(walk: Walk) -> None:
    run(walk, "lead.verify")
    form = bound(walk, "case.file", **{**steps.filing_inputs(walk), "already_fined": "yes"})
    assert form.is_valid()
    assert walk.lead is not None
    verdict = preview(STEPS["case.file"], walk.lead, walk.as_role("handler"), walk.now, form.inputs(), {})
    assert [item.id for item in verdict.unmet] == ["not_already_fined"]


def test_identify_known_party(walk: Walk) -> None:
    run(walk, "case.file")
    case = perform(
        walk, "case.identify_party", party=walk.party.pk, checked=["营业执照"], officers=walk.pair_ids
    )
    assert case.known["party_identified_on"] == "2024-05-06"
    assert blank(walk, "case.identify_party").initial["party"] == walk.party.pk


def test_identify_new_party_by_its_fields(walk: Walk) -> None:
    run(walk, "case.file")
    form = bound(
        walk,
        "case.identify_party",
        party="",
        kind="individual",
        name="",
        id_number="123",
        checked=["身份证"],
        officers=walk.pair_ids,
    )
    assert not form.is_valid()
    assert form.errors["name"] == ["此项必填。"]
    assert "18位" in form.errors["id_number"][0]


def test_site_record_form(walk: Walk) -> None:
    run(walk, "case.identify_party")
    walk.later(hours=2)
    case = perform(walk, "case.make_site_record", **site(walk))
    assert case.known["site_record_count"] == 1


def test_site_record_form_faults(walk: Walk) -> None:
    run(walk, "case.identify_party")
    walk.later(hours=2)
    form = bound(
        walk,
        "case.make_site_record",
        **site(walk, ended_at="2024-05-06T09:00", signed="no", officers=[], elements=["别的"]),
    )
    assert not form.is_valid()
    assert form.errors["ended_at"] == ["结束时间不能早于开始时间。"]
    assert form.errors["refusal"] == ["未签名的，请注明拒绝签名或者不在场的情况。"]
    assert form.errors["officers"] == ["此项必填。"]
    assert "elements" in form.errors
    assert form["findings"].value() == "占道堆物"


def test_interview_form(walk: Walk) -> None:
    run(walk, "case.identify_party")
    values = {
        **site(walk),
        "standing": "party",
        "person_name": "王演示",
        "rights_told": "on",
        "dialogue": "问：是否属实？\n答：属实。\n我们会改正。\n问： 是否批准？\n答：没有。",
    }
    walk.later(hours=2)
    form = bound(walk, "case.interview", **values)
    assert form.is_valid(), form.errors
    assert form.inputs()["questions"][0] == {"question": "是否属实？", "answer": "属实。\n我们会改正。"}
    assert form.inputs()["person"]["name"] == "王演示"
    assert blank(walk, "case.interview").initial["person_name"] == "王演示"
    case = perform(walk, "case.interview", **values)
    assert case.known["interview_count"] == 1


@pytest.mark.parametrize(
    ("dialogue", "message"),
    [
        ("随便写写", "请按“问：……”“答：……”填写至少一组问答。"),
        ("问：一\n答：二\n问：三\n答：", "第2组问答不完整；对方不回答的，请写“（沉默不答）”。"),
    ],
)
def test_interview_form_faults(walk: Walk, dialogue: str, message: str) -> None:
    run(walk, "case.identify_party")
    walk.later(hours=2)
    form = bound(walk, "case.interview", **{**site(walk), "person_id_number": "1", "dialogue": dialogue})
    assert not form.is_valid()
    assert form.errors["dialogue"] == [message]
    assert "person_id_number" in form.errors


def test_dialogue_of_one_line_each() -> None:
    assert parse_dialogue("问:甲\r\n答:乙\r\n\r\n问：丙\r\n答：丁") == [
        {"question": "甲", "answer": "乙"},
        {"question": "丙", "answer": "丁"},
    ]


def test_collect_form(walk: Walk) -> None:
    run(walk, "case.identify_party")
    values = {
        "kind": "electronic",
        "title": "网页截图",
        "count": "1份",
        "source": "王演示",
        "obtained_at": "2024-05-06T09:30",
        "place": "示范路",
        "original": "original",
        "credentials_shown": "on",
        "sha256": "AB" * 32,
        "proves": "经营事实",
        "officers": walk.pair_ids,
    }
    walk.later(hours=1)
    bad = bound(walk, "case.collect_evidence", **{**values, "sha256": "xyz", "kind": "appraisal"})
    assert not bad.is_valid()
    assert bad.errors["sha256"] == ["哈希值应为64位十六进制字符（SHA-256 或 SM3）。"]
    assert "kind" in bad.errors
    assert perform(walk, "case.collect_evidence", **values).known["evidence_count"] == 1


def test_sample_form(walk: Walk) -> None:
    run(walk, "case.identify_party")
    values = {
        "sampled_at": "2024-05-06T09:30",
        "place": "示范路",
        "method": "随机抽样",
        "items": "建筑 垃圾样品 2袋\n泥土　1袋",
        "credentials_shown": "on",
        "process_recorded": "yes",
        "on_site": "王演示",
        "proves": "成分",
        "officers": walk.pair_ids,
    }
    walk.later(hours=1)
    form = bound(walk, "case.take_sample", **values)
    assert form.is_valid(), form.errors
    assert form.inputs()["items"] == [
        {"name": "建筑 垃圾样品", "quantity": "2袋"},
        {"name": "泥土", "quantity": "1袋"},
    ]
    assert not bound(walk, "case.take_sample", **{**values, "items": "泥土"}).is_valid()


def test_statement_commission_and_appraisal_forms(walk: Walk) -> None:
    run(walk, "case.identify_party")
    later = {"received_on": "2024-05-07", "form": "书面材料", "title": "说明", "content": "内容"}
    assert bound(walk, "case.receive_statement", **later).errors["received_on"] == ["接收日期不能晚于今天。"]
    assert (
        perform(walk, "case.receive_statement", **{**later, "received_on": "2024-05-06"}).known[
            "evidence_count"
        ]
        == 1
    )
    perform(
        walk,
        "case.commission_appraisal",
        kind="testing",
        body="中心",
        qualification="资质",
        question="成分",
        approved_by="领导",
    )
    result = {
        "number": "1",
        "given_on": "2024-05-06",
        "conclusion": "是",
        "party_told": "yes",
        "elements": ["未经批准"],
    }
    assert perform(walk, "case.receive_appraisal", **result).known["appraisal_pending"] is False


def test_correction_forms(walk: Walk) -> None:
    run(walk, "case.identify_party")
    values = {
        "violation": "占道",
        "demands": "清理\n恢复",
        "due_on": "2024-05-09",
        "credentials_shown": "on",
        "officers": walk.pair_ids,
    }
    assert bound(walk, "case.order_correction", **{**values, "due_on": "2024-05-05"}).errors["due_on"] == [
        "改正期限不能早于今天。"
    ]
    assert bound(walk, "case.order_correction", **{**values, "due_on": "五月"}).errors["due_on"] == [
        "请按 2024-05-06 的格式填写日期。"
    ]
    assert str(blank(walk, "case.order_correction").initial["due_on"]) == "2024-05-21"
    perform(walk, "case.order_correction", **values)
    walk.later(days=4)
    recheck = {
        "finding": "已清理",
        "corrected": "yes",
        "credentials_shown": "on",
        "process_recorded": "yes",
        "officers": walk.pair_ids,
    }
    assert perform(walk, "case.recheck_correction", **recheck).known["corrected"] is True


def test_extension_form_knows_what_the_norm_allows(walk: Walk) -> None:
    run(walk, "case.file")
    assert blank(walk, "case.extend_time_limit").initial["days"] == 30
    future = bound(walk, "case.extend_time_limit", days="30", explanation="复杂", deliberated_on="2024-05-07")
    assert future.errors["deliberated_on"] == ["集体讨论日期不能晚于今天。"]


def finish(walk: Walk, **changes: Any) -> dict[str, Any]:
    records = list(walk.subject_case.records.values_list("pk", flat=True))
    values = {
        "officers": walk.pair_ids,
        "facts_found": "占用城市道路12平方米，未经批准",
        "outcome": "penalty",
        "kinds": ["fine"],
        "tier": "1",
        "leniency": "none",
        "fine": "2000",
        "reasons_given": "时间短",
        "proposal": "罚款2000元",
        "element_0": records[:1],
        "element_1": records,
    }
    return {**values, **changes}


def test_finish_form(walk: Walk) -> None:
    run(walk, "case.order_correction")
    start = blank(walk, "case.finish_investigation")
    assert len(start.initial["element_0"]) == 2
    assert "20,000.00" in start.fields["fine"].help_text
    form = bound(walk, "case.finish_investigation", **finish(walk))
    assert form.is_valid(), form.errors
    assert form.inputs()["fine"] == Decimal("2000")
    assert set(form.inputs()["proven"]) == set(walk.matter.elements)
    assert perform(walk, "case.finish_investigation", **finish(walk)).stage == "investigated"


def test_finish_form_faults(walk: Walk) -> None:
    run(walk, "case.order_correction")
    form = bound(walk, "case.finish_investigation", **finish(walk, kinds=[]))
    assert form.errors["kinds"] == ["拟给予行政处罚的，请选择处罚种类。"]
    form = bound(walk, "case.finish_investigation", **finish(walk, fine=""))
    assert form.errors["fine"] == ["请填写罚款数额。"]
    other = finish(walk, outcome="exempted", kinds=[], fine="", tier="")
    assert bound(walk, "case.finish_investigation", **other).is_valid()


def test_team_and_recusal_forms(walk: Walk) -> None:
    run(walk, "case.file")
    others = [officer.pk for officer in walk.cast.handlers[2:4]]
    form = bound(walk, "case.assign", lead_officer=others[0], assisting_officer=others[1], reason="调整")
    assert form.is_valid() and form.inputs()["officers"] == others
    target = walk.pair_ids[1]
    form = bound(
        walk,
        "case.request_recusal",
        officer=target,
        applicant="party",
        received_on="2024-05-06",
        reason="亲属",
    )
    assert form.is_valid() and form.inputs()["officer"] == target
    assert not bound(
        walk,
        "case.request_recusal",
        officer=others[0],
        applicant="party",
        received_on="2024-05-07",
        reason="亲属",
    ).is_valid()
    form = bound(walk, "case.decide_recusal", granted="no", reason="不属实")
    assert form.is_valid() and form.inputs()["granted"] is False
