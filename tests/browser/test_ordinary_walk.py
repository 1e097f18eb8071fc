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
from tests.browser.office import Office
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
    return Affair(
        office, cast, matter, make_party(cast, credit_code="914305810000000001", registered_at=START)
    )


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
    notify(affair)
    defend(affair)
    call_hearing(affair)
    hold_hearing(affair)
    reexamine(affair)
    review(affair)
    deliberate(affair)
    decide(affair)
    serve_decision(affair)
    pay(affair)
    close(affair)
    archive(affair)


def register(affair: Affair) -> None:
    office = affair.office
    page = office.open(HANDLER, "/")
    page.click("text=登记线索")
    data = {
        "origin": "camera",
        "place": "示范路与演示街交叉口",
        "content": "巡查发现堆放建筑材料占用道路。",
        "matter": affair.matter.pk,
        "party": affair.party.pk,
    }
    office.refused(HANDLER, "/leads/new/", data, "人工核对", save="01-lead-refused")
    office.rejected(
        HANDLER, "/leads/new/", {**data, "origin": "patrol", "occurred_on": "2024-05-07"}, "不能晚于发现日期"
    )
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
    reply = page.request.post(
        page.url, form={**data, "csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
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
    office.refused(
        HANDLER,
        path,
        {**data, "credentials_shown": False},
        "证件",
        article="第五十五条",
        save="07-site-refused",
    )
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
    data = {
        "kind": "audiovisual",
        "title": "现场照片",
        "proves": "占用城市道路的事实",
        "credentials_shown": True,
        "elements": ELEMENTS,
    }
    text = {"name": "照片.png", "mimeType": "image/png", "buffer": b"not a picture"}
    office.rejected(HANDLER, path, {**data, "attachments": text}, "文件类型不支持")
    office.do(HANDLER, path, {**data, "attachments": PHOTO}, save="10-collect-form")
    assert Attachment.objects.filter(subject_key=affair.case.chain_key).count() == 1


def order_correction(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.order_correction")
    data = {
        "violation": "未经批准占用城市道路堆放建筑材料",
        "demands": "清除堆放的材料\n恢复道路原状",
        "credentials_shown": True,
    }
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
    office.refused(HANDLER, path, {**data, "fine": "30000"}, "幅度", article="第五条", save="11-fine-refused")
    office.do(HANDLER, path, data, save="12-finish-form")
    assert affair.case.stage == "investigated"


def serve(affair: Affair, kind: str, **changes: Any) -> None:
    paper = Instrument.objects.filter(subject_key=affair.case.chain_key, kind=kind).latest("pk")
    data = {"instrument": paper.pk, "relation": "representative", "proof": True}
    affair.office.do(HANDLER, affair.act("case.serve"), {**data, **changes})


def notify(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.issue_prior_notice")
    office.refused(
        HANDLER, affair.act("case.decide"), {"not_fined_before": True}, "告知", article="第四十四条"
    )
    office.refused(HANDLER, path, {"fine": "25000"}, "幅度")
    office.do(HANDLER, path, {}, save="13-notice-form")
    leapt(office, "deputy_head", HANDLER)
    office.through("行政处罚事先告知", *TIERS)
    assert affair.case.known["hearing_right"] is True
    paper = Instrument.objects.get(kind="prior_notice").pk
    data = {"instrument": paper, "relation": "representative", "proof": True}
    one = {**data, "officers": affair.pair[:1]}
    office.refused(HANDLER, affair.act("case.serve"), one, "两名", save="14-serve-refused")
    office.refused(HANDLER, affair.act("case.serve"), {**data, "relation": "", "proof": False}, "签收")
    office.rejected(HANDLER, affair.act("case.serve"), {**data, "served_on": "2024-05-30"}, "不能晚于今天")
    serve(affair, "prior_notice")
    assert affair.case.known["prior_notice_served_on"] == "2024-05-08"


def defend(affair: Affair) -> None:
    office = affair.office
    office.later(days=1, at_hour=10)
    data = {"via": "oral", "points": "已经主动清理现场\n罚款数额过重"}
    office.refused(HANDLER, affair.act("case.record_defence"), {**data, "officers": affair.pair[:1]}, "两")
    office.do(HANDLER, affair.act("case.record_defence"), data)
    office.refused(
        HANDLER,
        affair.act("case.decide"),
        {"not_fined_before": True},
        "期",
        article="第四十五条",
        save="15-window-open",
    )
    office.do(HANDLER, affair.act("case.request_hearing"), {"content": "对罚款数额有异议，要求听证。"})
    office.refused(
        HANDLER, affair.act("case.decide"), {"not_fined_before": True}, "听证", article="第六十三条"
    )
    office.refused(HANDLER, affair.act("case.accept_hearing"), {}, "法制员")
    page = office.open(LAWYER, "/")
    assert "审查听证申请" in page.inner_text(".cg-duties")
    office.do(LAWYER, affair.act("case.accept_hearing"))
    assert affair.case.known["hearing_accepted"] is True


def call_hearing(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.call_hearing")
    officers = affair.cast.officers
    data = {
        "presider": officers["legal_reviewer"].pk,
        "clerk": officers["archivist"].pk,
        "scheduled_at": "2024-05-22T09:00",
        "place": "本机关三楼会议室",
        "public": "yes",
    }
    office.refused(
        LAWYER,
        path,
        {**data, "presider": affair.pair[0]},
        "调查",
        article="第六十四条",
        save="16-hearing-refused",
    )
    office.refused(LAWYER, path, {**data, "scheduled_at": "2024-05-14T09:00"}, "七个工作日")
    office.do(LAWYER, path, data, save="17-hearing-form")
    serve(affair, "hearing_notice")


def hold_hearing(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.hold_hearing")
    data = {
        "begun_at": "2024-05-22T09:00",
        "ended_at": "2024-05-22T10:30",
        "presented": "调查人员陈述事实，出示现场笔录、询问笔录和照片，建议罚款20000元",
        "debate": "王演示：对证据没有异议，认为罚款过重\n测试12：罚款在裁量阶次之内",
        "defence": "已经主动清理，请求减少罚款",
        "last_words": "请求减少罚款",
        "new_points": "请求减少罚款",
        "agents": "周演示（律师）",
    }
    office.later(days=12, at_hour=11)
    office.rejected(LAWYER, path, data, "不能")
    office.later(days=1, at_hour=11)
    office.refused(HANDLER, path, data, "主持")
    three = {**data, "agents": "甲某\n乙某\n丙某"}
    office.refused(LAWYER, path, three, "不超过二人", article="第六十四条")
    office.do(LAWYER, path, data, save="18-session-form")
    office.later(days=1, at_hour=9)
    report = {
        "findings": "双方对事实没有争议，对罚款数额有争议",
        "opinion": "事实清楚，证据充分，建议适当减少罚款",
    }
    office.refused("brigade_leader", affair.act("case.report_hearing"), report, "主持人")
    office.do(LAWYER, affair.act("case.report_hearing"), report)
    office.shot(office.open(HANDLER, f"/cases/{affair.case.pk}/"), "19-case-heard")


def reexamine(affair: Affair) -> None:
    office, path, case = affair.office, affair.act("case.reexamine_defence"), affair.case
    points = list(case.defence_points.filter(reexamined_on=None).order_by("pk"))
    assert len(points) == 3
    data: dict[str, Any] = {}
    for point in points:
        data |= {f"adopted_{point.pk}": "no", f"text_{point.pk}": "确定裁量阶次时已经考虑"}
    office.refused(HANDLER, path, {**data, f"text_{points[0].pk}": ""}, "每一条")
    office.do(HANDLER, path, data, save="20-reexamine-form")


def review(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.conclude_legal_review")
    office.refused(
        HANDLER,
        affair.act("case.decide"),
        {"not_fined_before": True, "hearing_reasons": "不予采纳"},
        "法制审核",
        article="第五十八条",
    )
    office.do(HANDLER, affair.act("case.request_legal_review"), save="21-review-request")
    office.later(days=1, at_hour=9)
    items = {
        f"item_{name}": "yes"
        for name in ("subject", "power", "facts", "law", "discretion", "procedure", "instruments", "crime")
    }
    data = {**items, "item_discretion": "no", "conclusion": "amend", "summary": "裁量理由应当补充"}
    office.refused(HANDLER, path, {**data, "opinions": "补充裁量理由"}, "法制员")
    office.refused(LAWYER, path, data, "逐条")
    office.refused(LAWYER, path, {**data, "conclusion": "pass"}, "逐项")
    office.do(
        LAWYER,
        path,
        {**data, "opinions": "裁量理由应当对照阶次补充｜行政处罚法第三十四条"},
        save="22-review-form",
    )
    answer = affair.act("case.answer_review_opinion")
    opinion = office.open(HANDLER, answer).locator("main form [name^=text_]").first.get_attribute("name")
    assert opinion is not None
    key = opinion.removeprefix("text_")
    office.refused(HANDLER, answer, {f"adopted_{key}": "yes"}, "每一条")
    office.do(HANDLER, answer, {f"adopted_{key}": "yes", f"text_{key}": "已经补充裁量理由"})
    office.do(HANDLER, affair.act("case.request_legal_review"))
    office.do(
        LAWYER, path, {**items, "conclusion": "pass", "summary": "事实清楚，证据充分，适用法律准确，程序合法"}
    )
    assert affair.case.known["legal_review_result"] == "passed"


def deliberate(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.deliberate")
    office.later(days=3, at_hour=9)
    heads = [affair.cast.officers[role].pk for role in ("organ_head", "deputy_head", "brigade_leader")]
    data: dict[str, Any] = {
        "presider": heads[0],
        "agenda": "讨论本案的处理",
        "minutes": "承办人汇报案情，参加人员逐一发表意见",
        "conclusion": "同意罚款20000元",
        "approved": "yes",
    }
    for pk in heads:
        data |= {f"vote_{pk}": "for", f"opinion_{pk}": "同意承办机构的意见"}
    office.refused("organ_head", path, {**data, f"opinion_{heads[1]}": ""}, "意见")
    office.refused("organ_head", path, {**data, f"vote_{heads[1]}": "", f"vote_{heads[2]}": ""}, "两名以上")
    office.do("organ_head", path, data, save="23-deliberation-form")


def decide(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.decide")
    data = {
        "not_fined_before": True,
        "correction": "责令立即改正违法行为",
        "hearing_reasons": "听证中的意见已在裁量时考虑，不予采纳",
    }
    office.refused(HANDLER, path, {**data, "fine": "20000.01"}, "不高于告知", article="第四十五条")
    office.refused(
        HANDLER,
        path,
        {**data, "kinds": ["fine", "warning"]},
        "种类",
        article="第四十五条",
        save="24-heavier-refused",
    )
    office.refused(HANDLER, path, {**data, "hearing_reasons": ""}, "听证", article="第六十五条")
    office.do(HANDLER, path, data, save="25-decision-form")
    leapt(office, "organ_head")
    office.through("作出行政处罚决定", *FIVE, save="26-decision-approval")
    case = affair.case
    assert (case.stage, case.fine_amount) == ("decided", 20000)


def serve_decision(affair: Affair) -> None:
    affair.office.later(days=1, at_hour=10)
    serve(affair, "penalty_decision")
    assert affair.case.known["decision_served_on"] == "2024-05-28"


def pay(affair: Affair) -> None:
    office = affair.office
    assert office.open(HANDLER, "/bank/").locator("input[type=file]").count() == 0
    office.later(days=6, at_hour=15)
    number = Instrument.objects.get(kind="penalty_decision").number
    head = "决定书文号,缴款人,金额,缴款日期,流水号\n"
    broken = {"name": "对账.csv", "mimeType": "text/csv", "buffer": "文号,金额\n1,2\n".encode()}
    office.rejected("finance", "/bank/", {"file": broken}, "缺少列")
    rows = f"{number},演示市甲乙建筑工程有限公司,20000.00,2024-06-03,LS0001\n武城管罚〔2024〕999号,某人,100,2024-06-03,LS0002\n"
    page = office.do(
        "finance",
        "/bank/",
        {"file": {"name": "对账.csv", "mimeType": "text/csv", "buffer": (head + rows).encode()}},
    )
    assert "已导入 2 行，其中 1 行入账" in page.inner_text("main")
    office.shot(page, "27-bank")
    assert affair.case.known["paid_in_full_on"] == "2024-06-03"


def close(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.close")
    office.later(days=2, at_hour=9)
    office.refused(HANDLER, path, {"performance": "", "opinion": ""}, "执行情况")
    office.do(HANDLER, path, save="28-close-form")
    office.through("结案", *TIERS)
    assert affair.case.stage == "closed"


def archive(affair: Affair) -> None:
    office, path = affair.office, affair.act("case.archive")
    office.later(days=2, at_hour=14)
    office.refused(HANDLER, path, {}, "档案员")
    office.do("archivist", path, save="29-archive-form")
    case = affair.case
    assert case.stage == "archived"
    office.shot(office.open(HANDLER, f"/cases/{case.pk}/"), "30-case-archived")
