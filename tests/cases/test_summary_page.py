"""The one page of the summary procedure."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.conftest import make_party

from chengguan.base.dates import CHINA
from chengguan.cases.facts.dossier import dossier
from chengguan.cases.models import Case
from chengguan.cases.procedure.execution import STEPS
from chengguan.documents.models import Attachment
from chengguan.intake.models import Lead
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.powers.models import Matter
from chengguan.web.demonstration.cast import Cast

PAGE = "/summary/new/"
NUMBER = "11010519491231002X"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.png", base64.b64decode(PIXEL), "image/png")


@pytest.fixture
def client(cast: Cast) -> Client:
    return login(cast.handlers[0])


@pytest.fixture
def data(cast: Cast, matter: Matter) -> dict[str, Any]:
    return {
        "action": "decide",
        "kind": "individual",
        "name": "赵演示",
        "id_number": NUMBER,
        "address": "示范路1号",
        "matter": str(matter.pk),
        "violated_at": timezone.now().astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"),
        "place": "示范路口",
        "facts": "在人行道上摆摊经营水果，占道约3平方米",
        "evidence": "现场照片",
        "correction": "立即撤离占道物品",
        "checks": ["credentials", "identity", "certain", "told", "recorded"],
        "objection": "no",
        "penalty": "fine",
        "fine": "100",
        "way": "bank",
        "lead_officer": str(cast.handlers[0].pk),
        "assisting_officer": str(cast.handlers[1].pk),
    }


def test_the_page_opens_ready_to_type(client: Client, cast: Cast, matter: Matter) -> None:
    page = client.get(PAGE).content.decode()
    assert f"{matter.title}（警告、罚款：0–20000元）" in page
    assert f'<option value="{cast.handlers[0].pk}" selected>' in page
    assert f'<option value="{cast.handlers[1].pk}" selected>' in page
    assert "已主动出示执法证件" in page


def test_decides_and_leads_to_the_delivery(client: Client, data: dict[str, Any]) -> None:
    answer = client.post(PAGE, {**data, "photos": [photo(), photo()]})
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/cases/{case.pk}/acts/summary.serve/"
    assert (case.procedure, case.party_name, case.fine_amount) == ("summary", "赵演示", 100)
    assert Attachment.objects.filter(subject_key=case.chain_key).count() == 2
    assert [item.title for item in dossier(case)] == [
        "当场行政处罚决定书",
        "附件：现场.png",
        "附件：现场.png",
    ]


def test_a_refused_form_keeps_everything(client: Client, data: dict[str, Any]) -> None:
    answer = client.post(
        PAGE, {**data, "fine": "500", "statement": "", "checks": ["identity", "certain", "told", "recorded"]}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and not Case.objects.exists()
    assert "对公民（含个体工商户）当场罚款不超过二百元" in page and "第五十一条" in page
    assert "已主动出示执法证件" in page and "第五十五条" in page
    for kept in ("赵演示", NUMBER, "在人行道上摆摊经营水果，占道约3平方米", 'value="500"'):
        assert kept in page


def test_faults_stand_at_their_fields(client: Client, data: dict[str, Any]) -> None:
    answer = client.post(
        PAGE, {**data, "id_number": "110105194912310021", "fine": "", "objection": "yes", "name": ""}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for message in (
        "身份证号校验码不符",
        "请填写罚款数额",
        "请如实记录当事人的意见",
        "请填写当事人姓名或者名称",
    ):
        assert message in page


def test_a_warning_asks_for_a_reason_and_passes_with_one(client: Client, data: dict[str, Any]) -> None:
    checks = ["credentials", "identity", "certain", "told"]
    refused = client.post(PAGE, {**data, "checks": checks})
    assert refused.status_code == 409 and 'name="reason-process_recorded"' in refused.content.decode()
    answer = client.post(
        PAGE, {**data, "checks": checks, "reason-process_recorded": "执法记录仪故障，已书面记录。"}
    )
    assert answer.status_code == 302 and Case.objects.count() == 1


def test_warnings_about_a_new_party_are_answered_on_the_same_page(
    client: Client, data: dict[str, Any]
) -> None:
    refused = client.post(PAGE, {**data, "address": ""})
    assert refused.status_code == 409 and 'name="reason-party_addressed"' in refused.content.decode()
    assert not Party.objects.exists()
    answer = client.post(PAGE, {**data, "address": "", "reason-party_addressed": "流动经营，无固定住所。"})
    assert answer.status_code == 302


def test_looking_up_a_party_keeps_what_was_typed(client: Client, cast: Cast, data: dict[str, Any]) -> None:
    party = make_party(cast, kind="individual", name="钱演示", credit_code="", id_number="43058119900307001X")
    looked = client.post(PAGE, {**data, "action": "find", "q": "钱演"})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert f'value="{party.pk}"' in page and "43058119900307001X" not in page
    assert "在人行道上摆摊经营水果，占道约3平方米" in page
    assert "没有找到" in client.post(PAGE, {**data, "action": "find", "q": "无此人"}).content.decode()
    chosen = {**data, "q": "钱演", "party": str(party.pk), "name": "", "id_number": ""}
    assert f'value="{party.pk}"' in client.post(PAGE, {**chosen, "fine": "500"}).content.decode()
    party.born_on = timezone.localdate().replace(year=1990)
    party.save()
    client.post(PAGE, chosen)
    assert Case.objects.get().party == party


def test_choosing_a_matter_proposes_the_facts(client: Client, data: dict[str, Any]) -> None:
    page = client.post(PAGE, {**data, "action": "find", "facts": ""}).content.decode()
    assert "当事人在示范路口擅自占用城市道路，占用城市道路、未经批准" in page


def test_parties_of_other_squads_are_not_offered(client: Client, cast: Cast, data: dict[str, Any]) -> None:
    make_party(cast, squad=cast.squads[1], name="孙演示")
    assert "孙演示（" not in client.post(PAGE, {**data, "action": "find", "q": "孙演"}).content.decode()


def test_only_photographs_are_kept(client: Client, data: dict[str, Any]) -> None:
    answer = client.post(PAGE, {**data, "photos": [SimpleUploadedFile("x.jpg", b"not a picture")]})
    assert answer.status_code == 422 and "文件类型不支持" in answer.content.decode()
    assert not Case.objects.exists() and not Party.objects.exists()


def test_turning_to_the_ordinary_procedure(client: Client, data: dict[str, Any]) -> None:
    refused = client.post(PAGE, {**data, "action": "convert"})
    assert refused.status_code == 409 and "转为普通程序的原因" in refused.content.decode()
    answer = client.post(PAGE, {**data, "action": "convert", "reason": "当事人对事实有争议"})
    lead = Lead.objects.get()
    assert answer["Location"] == f"/leads/{lead.pk}/" and not Case.objects.exists()


def test_others_may_not_open_it(cast: Cast) -> None:
    assert login(cast.officers["finance"]).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_every_act_of_execution_opens(client: Client, cast: Cast, data: dict[str, Any]) -> None:
    client.post(PAGE, data)
    case = Case.objects.get()
    others = [login(cast.officers[role]) for role in ("finance", "archivist")]
    for step in STEPS:
        for visitor in (client, *others):
            assert visitor.get(f"/cases/{case.pk}/acts/{step.kind}/").status_code == 200, step.kind


def test_the_acts_that_follow_open(client: Client, data: dict[str, Any]) -> None:
    client.post(PAGE, data)
    case = Case.objects.get()
    url = f"/cases/{case.pk}/acts/summary.serve/"
    assert client.get(url).status_code == 200
    officers = [data["lead_officer"], data["assisting_officer"]]
    assert client.post(url, {"delivered": "on", "officers": officers}).status_code == 409
    assert client.post(url, {"delivered": "on", "signed": "on", "officers": officers}).status_code == 302
    case.refresh_from_db()
    assert case.stage == "served"
