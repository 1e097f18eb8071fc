"""One ordinary case with a hearing, from the lead to the archive, through the browser and nothing else.

At every stage something unlawful is tried first: the page must refuse with article and cure, keep what was typed, and the
ledger must not have grown.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.office import Office, complaints, controls, entered, fill, submit
from tests.conftest import make_party

from chengguan.base.dates import CHINA
from chengguan.cases.models import Case
from chengguan.documents.models import Attachment, Instrument
from chengguan.intake.models import Lead
from chengguan.ledger.models import Entry
from chengguan.parties.models import Party
from chengguan.powers.models import Matter
from chengguan.web.demonstration.cast import Cast

HANDLER, LAWYER = "handler1", "legal_reviewer"
TIERS = ("squad1", "brigade_leader", "deputy_head")
FIVE = ("squad1", "brigade_leader", "legal_reviewer", "deputy_head", "organ_head")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PHOTO = {"name": "现场照片.png", "mimeType": "image/png", "buffer": base64.b64decode(PIXEL)}
START = datetime(2024, 5, 6, 8, tzinfo=CHINA)
ELEMENTS = ["占用城市道路", "未经批准"]
pytestmark = pytest.mark.browser


@dataclass
class Affair:
    """The one case of this test, and the people who deal with it."""

    office: Office
    cast: Cast
    matter: Matter
    party: Party

    @property
    def pair(self) -> list[int]:
        return [officer.pk for officer in self.cast.pair(0)]

    @property
    def lead(self) -> Lead:
        return Lead.objects.get()

    @property
    def case(self) -> Case:
        return Case.objects.get()

    def act(self, kind: str) -> str:
        return f"/cases/{self.case.pk}/acts/{kind}/"

    def moment(self, minutes: int = 0) -> str:
        return f"{(self.office.now + timedelta(minutes=minutes)).astimezone(CHINA):%Y-%m-%dT%H:%M}"


@pytest.fixture
def affair(office: Office, cast: Cast, matter: Matter) -> Affair:
    return Affair(office, cast, matter, make_party(cast, credit_code="914305810000000001", registered_at=START))


def test_from_the_lead_to_the_archive(affair: Affair) -> None:
    register(affair)
    verify(affair)
    file(affair)
    identify(affair)
    inspect(affair)
    interview(affair)
    collect(affair)
    order_correction(affair)
    finish(affair)


def register(affair: Affair) -> None:
    office = affair.office
    page = office.open(HANDLER, "/")
    page.click("text=登记线索")
    data = {"origin": "camera", "place": "示范路与演示街交叉口", "content": "巡查发现堆放建筑材料占用道路。", "matter": affair.matter.pk, "party": affair.party.pk}
    office.refused(HANDLER, "/leads/new/", data, "人工核对", save="01-lead-refused")
    office.rejected(HANDLER, "/leads/new/", {**data, "origin": "patrol", "occurred_on": "2024-05-07"}, "不能晚于发现日期")
    assert office.open("finance", "/leads/new/").locator("#id_place").count() == 0
    page = office.do(HANDLER, "/leads/new/", {**data, "origin": "patrol"})
    assert "已登记" in page.inner_text("main") and page.url.endswith(f"/leads/{affair.lead.pk}/")
    office.shot(page, "02-lead")


def verify(affair: Affair) -> None:
    office, path = affair.office, f"/leads/{affair.lead.pk}/acts/lead.verify/"
    office.later(minutes=10)
    data = {
        "officers": affair.pair[:1],
        "findings": "现场堆放钢筋约十二平方米，已拍照。",
        "evidence": "现场照片3张",
        "prima_facie": "yes",
        "own_jurisdiction": "yes",
    }
    office.refused(HANDLER, path, data, "两", article="第四十二条", save="03-verify-refused")
    office.do(HANDLER, path, {**data, "officers": affair.pair})
    assert affair.lead.stage == "verified"


def file(affair: Affair) -> None:
    office, path = affair.office, f"/leads/{affair.lead.pk}/acts/case.file/"
    office.refused(HANDLER, path, {"already_fined": "yes"}, "罚款", article="第二十九条")
    office.do(HANDLER, path, {"already_fined": "no", "clues": "现场照片、核查记录"}, save="04-file-form")
    leapt(office, "organ_head", HANDLER)
    office.through("立案", *TIERS, save="05-approval")
    assert affair.case.stage == "filed"
    office.shot(office.open(HANDLER, f"/cases/{affair.case.pk}/"), "06-case-filed")


def leapt(office: Office, *people: str) -> None:
    """Nobody whose turn it is not finds a form to sign, nor can he send one."""
    from chengguan.cases.models import Approval

    approval = Approval.objects.get(state=Approval.OPEN)
    for who in people:
        page = office.open(who, f"/approvals/{approval.pk}/")
        assert page.locator("button[value=agree]").count() == 0
        before = Entry.objects.count()
        answer = forge(page, {"decision": "agree", "opinion": "同意。"})
        assert "未办理" in answer and Entry.objects.count() == before
        approval.refresh_from_db()
        assert approval.position == 0


def forge(page: Page, data: dict[str, str]) -> str:
    """Send a form that the page does not offer."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"].startswith("csrf"))  # type: ignore[typeddict-item]
    reply = page.request.post(page.url, form={**data, "csrfmiddlewaretoken": token}, headers={"Referer": page.url})
    return reply.text()


def identify(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.identify_party")
    office.later(minutes=10)
    office.refused(HANDLER, path, {"checked": [], "officers": affair.pair}, "证")
    office.do(HANDLER, path, {"checked": ["营业执照"]})


def inspect(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.make_site_record")
    office.later(minutes=40)
    data = {
        "on_site": "王演示",
        "on_site_role": "法定代表人",
        "findings": "人行道上堆放钢筋、模板，长约6米、宽约2米，占用城市道路，现场没有批准文件。",
        "credentials_shown": True,
        "proves": "占用城市道路的事实",
        "elements": ELEMENTS,
    }
    office.refused(HANDLER, path, {**data, "officers": affair.pair[:1]}, "两", article="第四十二条")
    office.refused(HANDLER, path, {**data, "credentials_shown": False}, "证件", article="第五十五条", save="07-site-refused")
    office.rejected(HANDLER, path, {**data, "ended_at": affair.moment(300)}, "不能")
    office.do(HANDLER, path, data, save="08-site-form")


def interview(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.interview")
    office.later(days=1)
    data = {
        "credentials_shown": True,
        "rights_told": True,
        "dialogue": "问：你是否清楚本案的情况？\n答：清楚，情况属实。\n问：是否经过批准？\n答：没有办理批准手续。",
        "proves": "当事人承认未经批准",
        "elements": ELEMENTS,
    }
    office.refused(HANDLER, path, {**data, "rights_told": False}, "权利")
    office.rejected(HANDLER, path, {**data, "dialogue": "问：是否属实？\n答："}, "问答不完整")
    office.do(HANDLER, path, data, save="09-interview-form")


def collect(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.collect_evidence")
    data = {"kind": "audiovisual", "title": "现场照片", "proves": "占用城市道路的事实", "credentials_shown": True, "elements": ELEMENTS}
    text = {"name": "照片.png", "mimeType": "image/png", "buffer": b"not a picture"}
    office.rejected(HANDLER, path, {**data, "attachments": text}, "文件类型不支持")
    office.do(HANDLER, path, {**data, "attachments": PHOTO}, save="10-collect-form")
    assert Attachment.objects.filter(subject_key=affair.case.chain_key).count() == 1


def order_correction(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.order_correction")
    data = {"violation": "未经批准占用城市道路堆放建筑材料", "demands": "清除堆放的材料\n恢复道路原状", "credentials_shown": True}
    office.rejected(HANDLER, path, {**data, "due_on": "2024-05-01"}, "不能早于今天")
    office.do(HANDLER, path, data)


def finish(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.finish_investigation")
    office.later(days=1)
    data = {
        "facts_found": "2024年5月6日，当事人在示范路堆放建筑材料占用城市道路12平方米，未经批准",
        "kinds": ["fine"],
        "tier": "3",
        "fine": "20000",
        "reasons_given": "占用面积大、时间长，符合严重情形",
        "proposal": "建议处罚款20000元",
    }
    office.refused(HANDLER, path, {**data, "fine": "30000"}, "幅度", article="《城市道路管理条例》", save="11-fine-refused")
    office.do(HANDLER, path, data, save="12-finish-form")
    assert affair.case.stage == "investigated"
