"""当事人网上办事: opened by the code of a served document; what is sent is on the record and has to be re-examined."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from chengguan.cases.selectors.party_page import payment_code
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry
from chengguan.web.demonstration.execution_steps import EXECUTION_STEPS
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def until(walk: Walk, last: str) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号", **walk.plan}
    for act, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS, *EXECUTION_STEPS):
        step(walk)
        if act == last:
            break
    return walk


def code_of(walk: Walk, kind: str) -> str:
    return walk.instrument(kind).verify_code


def test_only_a_served_document_opens_the_page(walk: Walk) -> None:
    until(walk, "case.issue_prior_notice")
    known = walk.subject_case.known
    client = Client()
    page = client.get(f"/p/{code_of(walk, 'prior_notice')}/")
    assert (page.status_code == 200) == bool(known.get("prior_notice_served_on"))
    assert client.get(f"/p/{code_of(walk, 'investigation_report')}/").status_code == 404
    assert client.get("/p/ABCDEF/").status_code == 404


def test_what_the_party_sends_is_received_numbered_and_waits_for_the_handler(walk: Walk) -> None:
    until(walk, "case.issue_prior_notice")
    case = walk.subject_case
    if not case.known.get("prior_notice_served_on"):
        for act, step in REVIEW_STEPS:
            if act == "case.serve":
                step(walk)
                break
    case = walk.subject_case
    assert case.known.get("prior_notice_served_on")
    client = Client()
    url = f"/p/{code_of(walk, 'prior_notice')}/"
    empty = client.post(url, {"speaker": "", "text": "确有困难"})
    assert empty.status_code == 422
    assert "确有困难" in empty.content.decode()
    done = client.post(url, {"speaker": "王演示", "text": "已经改正\n请求从轻"}, follow=True).content.decode()
    assert "已收到您的意见" in done
    assert "执法机关正在复核" in done
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
    assert "当面陈述" in flooded.content.decode()


def test_a_decision_shows_how_to_pay_and_takes_no_statement(walk: Walk) -> None:
    until(walk, "case.serve")
    case = walk.subject_case
    assert case.known.get("decision_served_on")
    page = Client().get(f"/p/{code_of(walk, 'penalty_decision')}/").content.decode()
    assert payment_code(case) in page
    assert "<svg" in page
    assert "提交意见</button>" not in page
    assert len(payment_code(case)) == len(case.bureau.code) + 4 + 13
    assert timezone.localdate() is not None
