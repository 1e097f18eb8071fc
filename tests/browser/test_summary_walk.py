"""A summary case on a phone: from the one page on the street to the archive, once paid at the bank and once on the spot."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.office import Office, overflow
from tests.browser.test_ordinary_walk import PHOTO, TIERS

from chengguan.base.dates import CHINA
from chengguan.cases.models import Case
from chengguan.documents.models import Attachment, Instrument
from chengguan.powers.models import Matter
from chengguan.web.demonstration.cast import Cast

PAGE, HANDLER = "/summary/new/", "handler1"
CHECKS = ["credentials", "identity", "certain", "told", "recorded"]
pytestmark = pytest.mark.browser


@pytest.fixture
def phone(office: Office) -> Office:
    office.width = 390
    return office


def typed(office: Office, matter: Matter, **changes: Any) -> dict[str, Any]:
    """What an officer types on the street: a vendor on the pavement, two hundred yuan at most."""
    data = {
        "kind": "individual",
        "name": "赵演示",
        "id_number": "11010519491231002X",
        "address": "示范路1号",
        "matter": matter.pk,
        "violated_at": f"{office.now.astimezone(CHINA):%Y-%m-%dT%H:%M}",
        "place": "示范路口",
        "facts": "在人行道上摆摊经营水果，占道约3平方米",
        "checks": CHECKS,
        "objection": "no",
        "penalty": "fine",
        "fine": "100",
    }
    return {**data, **changes}


def path(kind: str) -> str:
    return f"/cases/{Case.objects.get().pk}/acts/{kind}/"


def test_paid_at_the_bank(phone: Office, cast: Cast, matter: Matter) -> None:
    page = phone.open(HANDLER, PAGE)
    assert overflow(page) == 0
    phone.shot(page, "40-summary-phone")
    data = typed(phone, matter)
    phone.refused(
        HANDLER,
        PAGE,
        {**data, "fine": "201"},
        "不超过二百元",
        article="第五十一条",
        save="41-summary-refused",
    )
    one = {**data, "assisting_officer": cast.handlers[0].pk}
    phone.refused(HANDLER, PAGE, one, "两", article="第四十二条")
    phone.refused(
        HANDLER,
        PAGE,
        {**data, "checks": ["credentials", "identity", "certain", "recorded"]},
        "告知",
        article="第四十四条",
    )
    phone.rejected(HANDLER, PAGE, {**data, "id_number": "110105194912310021"}, "身份证")
    assert not Case.objects.exists() and phone.open("finance", PAGE).locator("#id_place").count() == 0
    page = phone.do(HANDLER, PAGE, {**data, "photos": PHOTO})
    case = Case.objects.get()
    assert page.url.endswith(path("summary.serve")) and case.fine_amount == 100
    assert Attachment.objects.filter(subject_key=case.chain_key).count() == 1
    deliver_and_report(phone)
    phone.refused(HANDLER, path("case.close"), {"performance": "已缴清", "opinion": "建议结案"}, "执行完毕")
    phone.later(days=3, at_hour=15)
    number = Instrument.objects.filter(subject_key=case.chain_key).exclude(number="").earliest("pk").number
    rows = f"决定书文号,缴款人,金额,缴款日期,流水号\n{number},赵演示,100.00,2024-05-09,LS1\n"
    file = {"name": "对账.csv", "mimeType": "text/csv", "buffer": rows.encode("gb18030")}
    assert "其中 1 行入账" in phone.do("finance", "/bank/", {"file": file}).inner_text("main")
    close_and_archive(phone)


def test_paid_on_the_spot(phone: Office, cast: Cast, matter: Matter) -> None:
    data = typed(phone, matter, fine="150")
    phone.rejected(HANDLER, PAGE, {**data, "way": "spot"}, "当场收缴的，请选择理由")
    phone.do(HANDLER, PAGE, data)
    deliver_and_report(phone)
    collect = path("case.collect_on_spot")
    spot = {"receipt": "PJ0001", "ground": "hard_to_collect", "explanation": "流动经营，无固定住所"}
    phone.refused(HANDLER, collect, {**spot, "ground": "small_fine"}, "一百元", article="第六十八条")
    phone.refused(HANDLER, collect, {**spot, "receipt": ""}, "票据", article="第七十条")
    phone.do(HANDLER, collect, spot)
    closing = {"performance": "已缴清", "opinion": "建议结案"}
    phone.refused(HANDLER, path("case.close"), closing, "缴付银行", save="45-close-refused")
    phone.later(hours=5)
    phone.do(HANDLER, path("case.hand_in_cash"), {"receiver": "财务室"})
    phone.do("finance", path("case.deposit_cash"), {"slip": "HD0001"})
    close_and_archive(phone)


def deliver_and_report(phone: Office) -> None:
    delivery = path("summary.serve")
    phone.refused(HANDLER, delivery, {"delivered": False, "signed": False}, "交付", article="第五十二条")
    phone.do(HANDLER, delivery, {"delivered": True, "signed": True}, save="42-summary-serve")
    phone.do(HANDLER, path("summary.report"), {"complete": True})
    page = phone.open(HANDLER, f"/cases/{Case.objects.get().pk}/")
    assert overflow(page) == 0
    phone.shot(page, "43-summary-case-phone")


def close_and_archive(phone: Office) -> None:
    phone.later(days=1, at_hour=9)
    phone.do(HANDLER, path("case.close"))
    phone.through("结案", *TIERS, save="44-approval-phone")
    phone.later(days=1, at_hour=9)
    phone.do("archivist", path("case.archive"))
    assert Case.objects.get().stage == "archived"
