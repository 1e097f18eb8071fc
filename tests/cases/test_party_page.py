"""当事人网上办事: opened by the code of a served document; what is sent is on the record and has to be answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengguan.agenda.models import Duty
from chengguan.cases import knocking
from chengguan.cases.models import Hearing, Record, WrongCode
from chengguan.cases.selectors.party_page import due_words, payment_code
from chengguan.documents.models import Attachment, Instrument
from chengguan.ledger.models import Entry
from chengguan.web.demonstration.execution_steps import EXECUTION_STEPS
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LARGE = {"fine": "20000", "tier": "3", "hearing": "held"}


def until(walk: Walk, last: str) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号", **walk.plan}
    for act, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS, *EXECUTION_STEPS):
        step(walk)
        if act == last:
            break
    return walk


def code_of(walk: Walk, kind: str) -> str:
    return walk.instrument(kind).verify_code


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


@pytest.fixture
def noticed(walk: Walk) -> Walk:
    """A heavy fine was announced; the notice was served, its windows are open."""
    walk.plan = dict(LARGE)
    until(walk, "case.issue_prior_notice")
    assert walk.subject_case.known.get("prior_notice_served_on")
    walk.later(hours=1)
    return walk


def test_only_a_served_document_opens_the_page(noticed: Walk) -> None:
    client = Client()
    with time_machine.travel(noticed.now, tick=False):
        page = client.get(f"/p/{code_of(noticed, 'prior_notice')}/")
        assert page.status_code == 200
        assert page["X-Robots-Tag"].startswith("noindex") and "no-store" in page["Cache-Control"]
        text = text_of(page)
        assert "处罚还没有作出" in text and "罚款20,000.00元" in text and "要求听证" in text
        assert "（还有" in text and "这一天是怎么算出来的" in text
        for code in (code_of(noticed, "investigation_report"), "ABCDEF", "2" * 200):
            assert client.get(f"/p/{code}/").status_code == 404
        Instrument.objects.filter(pk=noticed.instrument("prior_notice").pk).update(state=Instrument.VOID)
        assert client.get(f"/p/{code_of(noticed, 'prior_notice')}/").status_code == 404


def test_large_type_without_script(noticed: Walk) -> None:
    client, url = Client(), f"/p/{code_of(noticed, 'prior_notice')}/"
    assert "party-large.css" not in text_of(client.get(url))
    assert "party-large.css" in text_of(client.get(f"{url}?type=large"))
    assert "party-large.css" in text_of(client.get(url)), "kept in a cookie"
    assert "party-large.css" not in text_of(client.get(f"{url}?type=normal"))


def test_what_the_party_sends_is_received_numbered_and_waits_for_the_handler(noticed: Walk) -> None:
    case, client = noticed.subject_case, Client()
    url = f"/p/{code_of(noticed, 'prior_notice')}/do/statement/"
    empty = client.post(url, {"speaker": "", "text": "确有困难"})
    assert empty.status_code == 422
    assert "确有困难" in text_of(empty)
    done = text_of(client.post(url, {"speaker": "王演示", "text": "已经改正\n请求从轻"}, follow=True))
    assert "已经收到" in done and "已经改正；请求从轻" in done
    assert "执法机关正在复核" in text_of(client.get(f"/p/{code_of(noticed, 'prior_notice')}/"))
    case.refresh_from_db()
    assert case.known["defence_points_open"] == 2
    assert case.known["defence_disputed"] is True
    entry = Entry.objects.filter(chain=case.chain_key, kind="case.receive_online_statement").get()
    assert '"roles":["party"]' in entry.body
    assert Instrument.objects.filter(subject_key=case.chain_key, kind="statement_receipt").exists()
    for _ in range(4):
        client.post(url, {"speaker": "王演示", "text": "再次说明"})
    flooded = client.post(url, {"speaker": "王演示", "text": "第六次"})
    assert flooded.status_code == 409
    assert "当面陈述" in text_of(flooded)


def test_a_hearing_asked_for_online_is_a_hearing_asked_for(noticed: Walk) -> None:
    code, client = code_of(noticed, "prior_notice"), Client()
    asked = {"applicant": "王演示", "phone": "13800000000", "content": "罚款太重"}
    with time_machine.travel(noticed.now, tick=False):
        page = client.post(f"/p/{code}/do/hearing/", asked, follow=True)
        text = text_of(page)
        assert "网上办理回执" in text and "罚款太重" in text
        receipt = page.redirect_chain[-1][0]
        pdf = client.get(receipt.rstrip("/") + ".pdf")
        assert pdf.status_code == 200 and pdf["Content-Type"] == "application/pdf"
        again = client.post(f"/p/{code}/do/hearing/", asked)
        assert again.status_code == 409 and "不用再交一次" in text_of(again)
    case = noticed.subject_case
    assert case.known["hearing_requested_on"] == noticed.day.isoformat()
    assert case.known["hearing_request_on_time"] is True
    assert Hearing.objects.get(case=case).accepted is None
    assert Duty.objects.filter(subject=case.chain_key, act="case.accept_hearing").exists()
    noticed.perform("case.accept_hearing", "legal_reviewer", case=case)
    assert "答复：受理" in text_of(client.get(f"/p/{code}/"))
    outsider = Instrument.objects.filter(subject_key=case.chain_key, kind="hearing_application").get()
    assert client.get(f"/p/{code}/receipts/{outsider.pk}/").status_code == 404, "only receipts"


def test_evidence_joins_the_list_and_has_to_be_answered(noticed: Walk) -> None:
    code, client = code_of(noticed, "prior_notice"), Client()
    sent = {"sender": "王演示", "kind": "documentary", "title": "租赁合同", "says": "场地已经租用"}
    url = f"/p/{code}/do/evidence/"
    without = client.post(url, sent)
    assert without.status_code == 422 and "租赁合同" in text_of(without)
    wrong = client.post(url, {**sent, "attachments": SimpleUploadedFile("a.exe", b"MZ" + bytes(99))})
    assert wrong.status_code == 422 and "文件类型不支持" in text_of(wrong)
    before = noticed.subject_case.known
    done = client.post(url, {**sent, "attachments": SimpleUploadedFile("合同.pdf", PDF)}, follow=True)
    assert "合同.pdf" in text_of(done)
    case = noticed.subject_case
    record = Record.objects.get(case=case, act="case.receive_online_evidence")
    assert (record.kind, record.details["admissible"]) == ("documentary", False)
    assert case.known["evidence_count"] == before["evidence_count"] + 1
    assert case.known["evidence_admissible_count"] == before["evidence_admissible_count"]
    assert case.known["defence_points_open"] == 1, "evidence after the notice belongs to the defence"
    attached = Attachment.objects.get(record_key=f"record/{record.pk}")
    assert attached.uploaded_by_id is None


def test_the_address_is_confirmed_by_who_knows_the_number(noticed: Walk) -> None:
    code, client = code_of(noticed, "prior_notice"), Client()
    given = {"receiver": "王演示", "address": "示范路9号", "phone": "13800000000", "electronic": "on", "electronic_address": "a@b.cn", "promised": "on"}  # fmt: skip
    url = f"/p/{code}/do/address/"
    guessed = client.post(url, {**given, "id_tail": "000000"})
    assert guessed.status_code == 409 and "后六位" in text_of(guessed)
    assert WrongCode.objects.get().tries == 1
    tail = noticed.party.credit_code[-6:]
    done = client.post(url, {**given, "id_tail": tail.lower()}, follow=True)
    assert "示范路9号" in text_of(done)
    known = noticed.subject_case.known
    assert known["service_address"]["address"] == "示范路9号" and known["electronic_service_agreed"] is True
    assert known["service_address_confirmed_on"]
    paper = noticed.instrument("service_address_confirmation")
    assert "在网上办事页面确认" in paper.content


def test_a_decision_says_how_to_pay_and_takes_no_statement(walk: Walk) -> None:
    until(walk, "case.serve")
    case, client = walk.subject_case, Client()
    assert case.known.get("decision_served_on")
    with time_machine.travel(walk.now, tick=False):
        page = text_of(client.get(f"/p/{code_of(walk, 'penalty_decision')}/"))
        older = text_of(client.get(f"/p/{code_of(walk, 'prior_notice')}/"))
    assert payment_code(case) in page and payment_code(case) not in older
    assert "<svg" in page and "2,000.00" in page
    assert "行政复议" in page and "行政诉讼" in page and "行政复议" not in older
    assert "信用怎样修复" in page and "do/statement" not in page and "do/statement" not in older
    assert len(payment_code(case)) == len(case.bureau.code) + 4 + 13
    assert "现在不能在网上办" in text_of(client.get(f"/p/{code_of(walk, 'penalty_decision')}/do/hearing/"))


def test_too_many_wrong_codes_close_the_door_for_an_hour(noticed: Walk) -> None:
    client, right = Client(), f"/p/{code_of(noticed, 'prior_notice')}/"
    with time_machine.travel(noticed.now, tick=False) as clock:
        for number in range(knocking.LIMIT):
            assert client.get(f"/p/WRONG{number}/").status_code == 404
        closed = client.get(right)
        assert closed.status_code == 429 and closed["Retry-After"] == "3600"
        assert client.get(right, REMOTE_ADDR="192.0.2.7").status_code == 200, (
            "other addresses are not held up"
        )
        assert "192.0.2" not in WrongCode.objects.get().address
        clock.shift(timedelta(hours=1))
        assert client.get(right).status_code == 200
    assert knocking.forget(noticed.now + timedelta(days=2)) == 1


def test_dates_say_how_many_days_are_left(walk: Walk) -> None:
    assert due_words(walk.day + timedelta(days=8), walk.day) == "2024年5月14日（还有8天）"
    assert due_words(walk.day, walk.day) == "2024年5月6日（今天是最后一天）"
    assert due_words(walk.day - timedelta(days=1), walk.day) == "2024年5月5日（已经过了1天）"
