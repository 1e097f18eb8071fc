"""The pages of reporting: register a receiver, make and fetch a file, enter a receipt, see faults and sources, take data out."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.disclosure.exchanging import FILE, ORGAN, chain, channel, decided, released

from chengguan.disclosure.exchange.compiling import row_of
from chengguan.disclosure.exchange.sources import NATIONAL
from chengguan.disclosure.forms import exchange as forms
from chengguan.disclosure.models import Channel, Delivery, Publication, Shipment
from chengguan.disclosure.selectors.compliance import compliance
from chengguan.disclosure.selectors.exchange import coverage, untyped
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return login(cast.officers["legal_reviewer"])


@pytest.fixture
def admin(cast: Cast) -> Client:
    return login(cast.officers["system_admin"])


@pytest.fixture
def sent(walk: Walk, settings: Any, tmp_path: Any) -> tuple[Walk, Channel, Publication]:
    settings.FILES_DIR = tmp_path
    receiver = channel(walk)
    return walk, receiver, released(decided(walk))


def test_every_required_value_derives_from_an_act(sent: tuple[Walk, Channel, Publication]) -> None:
    """The proof: each source exists, names acts that exist, and a real case fills what it requires; no form offers any of it."""
    walk, _, publication = sent
    known = set(book().acts())
    for found in coverage(date(2026, 5, 1), "430581"):
        assert found.kind == "permit" or untyped(found.rows)
        assert found.derived + found.waiting == found.required
        for row in found.rows:
            assert {kind for kind, _ in row.acts} <= known
    made = row_of(publication)
    listing = book().listing("dual_fields_penalty", on=publication.decided_on, jurisdiction="430581")
    assert listing is not None
    for item in listing.items:
        assert item["source"] in NATIONAL
        required = set(item.get("required") or ()) & {"any", "organisation"}
        if required and item.get("when") in (None, "fine"):
            assert made.values[item["id"]], item["id"]
    typed = {
        name for form in (forms.ShipForm, forms.NothingForm, forms.ReceiptForm) for name in form.base_fields
    }
    assert not typed & set(made.values)
    assert typed == {"kind", "operation", "number", "received_on", "returned"}


def test_a_receiver_is_registered_and_its_key_never_shown(admin: Client, cast: Cast) -> None:
    key = "the-key-that-nobody-may-see"
    entered = {**FILE, "mode": "push", "url": "http://receiver.example/api", "token": key}
    warned = admin.post("/channels/new/", entered)
    assert warned.status_code == 409
    assert key not in warned.content.decode()
    short = admin.post(
        "/channels/new/", {**entered, "token": "short", "reason-channel_address_encrypted": "内网"}
    )
    assert "不少于16个字符" in short.content.decode()
    made = admin.post("/channels/new/", {**entered, "url": "https://receiver.example/api"}, follow=True)
    assert made.status_code == 200
    assert "已保管，不显示" in made.content.decode()
    pk = Channel.objects.get().pk
    for path in ("/channels/", f"/channels/{pk}/", f"/channels/{pk}/acts/channel.change/"):
        assert key not in admin.get(path).content.decode()
    changed = {**entered, "url": "https://receiver.example/v2", "token": ""}
    assert admin.post(f"/channels/{pk}/acts/channel.change/", changed).status_code == 302
    assert all(key not in body for body in Entry.objects.values_list("body", flat=True))
    cast.bureau.refresh_from_db()
    assert cast.bureau.credit_code == ORGAN
    handler = login(cast.handlers[0])
    assert handler.get("/channels/").status_code == 403


def test_from_publication_to_receipt_through_the_pages(
    clerk: Client, sent: tuple[Walk, Channel, Publication]
) -> None:
    walk, receiver, publication = sent
    page = clerk.get(f"/channels/{receiver.pk}/").content.decode()
    assert "行政处罚决定报送：1 条" in page
    shipped = clerk.post(
        f"/channels/{receiver.pk}/sending/dual.ship/", {"kind": "penalty", "operation": "send"}, follow=True
    )
    assert "取出文件" in shipped.content.decode()
    shipment = Shipment.objects.get()
    file = clerk.post(f"/dual/files/{shipment.pk}/file/")
    assert file["Content-Type"].startswith("application/vnd.openxmlformats")
    assert b"".join(file)[:2] == b"PK"
    assert Entry.objects.filter(kind="dual.fetch").count() == 1
    today = timezone.localdate().isoformat()
    unreadable = {"number": "HZ-1", "received_on": today, "returned": publication.number}
    assert "没有写明原因" in clerk.post(f"/dual/files/{shipment.pk}/receipt/", unreadable).content.decode()
    unknown = {**unreadable, "returned": "武城管罚决〔2020〕第9号 代码有误"}
    refused = clerk.post(f"/dual/files/{shipment.pk}/receipt/", unknown)
    assert refused.status_code == 409
    back = {**unreadable, "returned": f"{publication.number} 代码与名称不一致"}
    done = clerk.post(f"/dual/files/{shipment.pk}/receipt/", back, follow=True).content.decode()
    assert "被退回" in done
    delivery = Delivery.objects.get()
    told = clerk.get(f"/dual/{delivery.pk}/").content.decode()
    assert "代码与名称不一致" in told
    assert "重新报送" in told
    again = clerk.post(f"/dual/{delivery.pk}/resend/", {}, follow=True)
    assert "已重新生成" in again.content.decode()
    assert chain(publication, receiver) == [("send", "rejected"), ("send", "waiting")]
    board = clerk.get("/dual/", {"text": publication.number}).content.decode()
    assert board.count("data-row") == 2
    assert "没有符合条件" in clerk.get("/dual/", {"state": "accepted"}).content.decode()


def test_boards_ask_the_same_number_of_questions(
    clerk: Client, sent: tuple[Walk, Channel, Publication], django_assert_max_num_queries: Any
) -> None:
    for path in ("/dual/", "/channels/", "/dual/sources/", "/dual/compliance/?which=missing"):
        with django_assert_max_num_queries(14):
            assert clerk.get(path).status_code == 200


def test_an_export_is_on_record_and_goes_on_where_it_broke_off(
    clerk: Client, sent: tuple[Walk, Channel, Publication]
) -> None:
    walk, receiver, publication = sent
    path = f"/channels/{receiver.pk}/export/"
    asked = {"first": "2024-01-01", "last": "2024-12-31", "kind": "penalty", "format": "csv"}
    whole = clerk.get(path, asked)
    content = b"".join(whole)
    assert walk.party.credit_code in content.decode()
    rest = clerk.get(path, asked, headers={"range": "bytes=40-", "if-range": whole["ETag"]})
    assert rest.status_code == 206
    assert b"".join(rest) == content[40:]
    assert Entry.objects.filter(kind="dual.export").count() == 1
    lines = b"".join(clerk.get(path, {**asked, "format": "jsonl"})).splitlines()
    assert json.loads(lines[0])["row"]["CF_WSH"] == publication.number
    backwards = clerk.get(path, {**asked, "first": "2025-01-01"}, follow=True)
    assert "起日不晚于止日" in backwards.content.decode() or "起止日期明确" in backwards.content.decode()
    assert clerk.get(path, {**asked, "first": "x"}).status_code == 302


def test_compliance_counts_what_was_in_time(sent: tuple[Walk, Channel, Publication], clerk: Client) -> None:
    walk, receiver, publication = sent
    day = publication.decided_on
    before = compliance(walk.cast.bureau.pk, day, day)
    assert (before.due, before.on_time, before.valid) == (1, 0, 0)
    assert before.rate == 0
    assert before.valid_rate is None
    Delivery.objects.update(state="accepted", sent_at=walk.now)
    after = compliance(walk.cast.bureau.pk, day, day)
    assert (after.due, after.on_time, after.valid) == (1, 1, 1)
    assert after.rate == 100
    Delivery.objects.update(sent_at=walk.now + timedelta(days=30))
    late = compliance(walk.cast.bureau.pk, day, day)
    assert (late.on_time, late.valid, late.late) == (0, 1, 1)
    page = clerk.get(
        "/dual/compliance/", {"first": day.isoformat(), "last": day.isoformat(), "which": "late"}
    ).content.decode()
    assert walk.subject_case.number in page
    Publication.objects.update(stage="declined")
    assert compliance(walk.cast.bureau.pk, day, day).due == 0
    assert compliance(walk.cast.bureau.pk, day + timedelta(days=1), day + timedelta(days=9)).rate is None


def test_another_bureau_sees_nothing(sent: tuple[Walk, Channel, Publication], cast: Cast) -> None:
    from dataclasses import replace

    from tests.conftest import SHEET

    from chengguan.web.demonstration.cast import build

    walk, receiver, publication = sent
    delivery = Delivery.objects.get()
    other = build(
        replace(SHEET, code="230751", jurisdiction="230751", name="演示外局", short="外局", prefix="o_")
    )
    stranger = login(other.officers["legal_reviewer"])
    for path in (f"/dual/{delivery.pk}/", f"/channels/{receiver.pk}/", f"/channels/{receiver.pk}/export/"):
        assert stranger.get(path).status_code == 404
    assert publication.number not in stranger.get("/dual/").content.decode()
