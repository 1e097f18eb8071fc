"""Pages of the list, the norms and the calendar: works, outsider 404, wrong role 403, refusal with its article."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.powers.rows import MATTER, sheets

from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book, forget
from chengguan.people.models import Bureau, Officer
from chengguan.powers.models import CalendarNotice, ListVersion, Matter, PowerItem
from chengguan.powers.sheets import read_file, write_file
from chengguan.web.demonstration.cast import Cast

NOTICE = {
    "year": "2031", "title": "演示用通知", "number": "演示〔2030〕第1号", "source_url": "https://www.gov.cn/demo",
    "first_0": "2031-01-01", "first_1": "2031-01-22", "last_1": "2031-01-29", "first_2": "2031-04-04", "last_2": "2031-04-06",
    "work": "2031-01-19，2031-02-01",
}  # fmt: skip


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


@pytest.fixture
def reviewer(cast: Cast) -> Client:
    return login(cast.officers["legal_reviewer"])


def upload(client: Client, content: bytes, name: str = "清单.xlsx"):  # type: ignore[no-untyped-def]
    return client.post("/powers/import/", {"file": SimpleUploadedFile(name, content)})


def load(client: Client) -> None:
    answer = upload(client, write_file(sheets()))
    assert answer.status_code == 200 and "法定条件均已满足" in answer.content.decode()
    sealed = answer.context["confirm"].initial["sealed"]
    assert client.post("/powers/import/confirm/", {"sealed": sealed}).status_code == 302


def test_upload_preview_confirm(reviewer: Client) -> None:
    load(reviewer)
    page = reviewer.get("/powers/").content.decode()
    assert "对擅自占用城市道路的处罚" in page and "第1版" in page
    assert "擅自占用城市道路" in reviewer.get("/powers/matters/?field=市政&q=占用").content.decode()
    assert "没有符合条件的案由" in reviewer.get("/powers/matters/?on=2019-12-31").content.decode()
    assert "没有符合条件" in reviewer.get("/powers/?kind=permit").content.decode()
    assert "清单还是空的" in reviewer.get("/powers/?on=2001-01-01").content.decode()


def test_a_matter_shows_provisions_ranges_and_tiers(reviewer: Client) -> None:
    load(reviewer)
    page = reviewer.get(f"/powers/matters/{Matter.objects.get().pk}/").content.decode()
    for word in ("《城市道路管理条例》第二十七条第（一）项", "0–20000", "轻微情形", "演示裁量基准", "现行"):
        assert word in page
    page = reviewer.get(f"/powers/{PowerItem.objects.get().pk}/").content.decode()
    assert "擅自占用城市道路" in page


def test_the_preview_reports_row_by_row_with_the_article(reviewer: Client) -> None:
    bad = sheets(matters=[{**MATTER, "处罚依据": "《三项制度意见》第一条", "罚款幅度（不区分）": "9-1"}])
    answer = upload(reviewer, write_file(bad))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "只有规范性文件" in page and "下限 9 高于上限 1" in page and "《行政处罚法》第十六条" in page
    assert "确认导入" not in page
    sealed = answer.context["confirm"].initial["sealed"]
    assert reviewer.post("/powers/import/confirm/", {"sealed": sealed}).status_code == 409
    assert not PowerItem.objects.exists()


def test_unreadable_files_and_stale_previews(reviewer: Client) -> None:
    answer = upload(reviewer, b"hello")
    assert answer.status_code == 422 and "不是可读的电子表格" in answer.content.decode()
    answer = reviewer.post("/powers/import/confirm/", {"sealed": "x"}, follow=True)
    assert "预览已过期" in answer.content.decode()


def test_export_and_template(reviewer: Client) -> None:
    assert reviewer.post("/powers/export/").status_code == 404
    load(reviewer)
    answer = reviewer.post("/powers/export/")
    assert read_file("x.xlsx", answer.content)["案由"][0]["案由"] == "擅自占用城市道路"
    assert Entry.objects.filter(kind="powers.export").count() == 1
    assert read_file("x.xlsx", reviewer.get("/powers/import/template/").content)["案由"] == []


def test_roles_and_strangers(cast: Cast, reviewer: Client) -> None:
    load(reviewer)
    handler = login(cast.handlers[0])
    for path in ("/powers/import/", "/powers/import/template/", "/norms/calendar/notice/"):
        assert handler.get(path).status_code == 403
    assert handler.post("/powers/import/confirm/").status_code == 403
    assert handler.get("/powers/").status_code == 200 and handler.get("/norms/").status_code == 200
    other = Bureau.objects.create(
        code="999999",
        name="他局",
        short="他",
        jurisdiction="430581",
        region="他市",
        government="他",
        court="他",
    )
    Matter.objects.update(bureau=other)
    PowerItem.objects.update(bureau=other)
    assert handler.get(f"/powers/matters/{Matter.objects.get().pk}/").status_code == 404
    assert handler.get(f"/powers/{PowerItem.objects.get().pk}/").status_code == 404
    assert ListVersion.objects.count() == 1


def test_norms_by_shelf_and_by_article(reviewer: Client) -> None:
    for shelf, word in (
        ("acts", "导入权责清单"),
        ("facts", "清单行数"),
        ("sources", "中华人民共和国行政处罚法"),
        ("grounds", "项要件"),
    ):
        answer = reviewer.get(f"/norms/?shelf={shelf}")
        assert answer.status_code == 200 and word in answer.content.decode(), shelf
    assert reviewer.get("/norms/?shelf=nothing").status_code == 404
    page = reviewer.get("/norms/?law=行政处罚法&article=16").content.decode()
    assert "导入权责清单" in page and "查看当事人完整信息" not in page


def test_a_rule_shows_values_by_date_and_its_users(reviewer: Client) -> None:
    page = reviewer.get("/norms/acts/powers.import_list/").content.decode()
    for word in (
        "2021年7月15日起",
        "规范性文件不得设定",
        "《行政处罚法》第十六条",
        "法制员、系统管理员",
        "只以规范性文件为依据的行",
    ):
        assert word in page
    assert "导入权责清单" in reviewer.get("/norms/facts/list_document_only/").content.decode()
    assert "登记当事人" in reviewer.get("/norms/grounds/party_data/").content.decode()
    assert "导入权责清单" in reviewer.get("/norms/sources/行政处罚法/").content.decode()
    for path in ("/norms/acts/nothing/", "/norms/nothing/x/"):
        assert reviewer.get(path).status_code == 404


def test_every_rule_page_opens(reviewer: Client) -> None:
    names = book()
    shelves = {
        "acts": names.acts(),
        "clocks": names.clocks(),
        "thresholds": names.thresholds(),
        "grounds": names.grounds(),
        "approval_chains": names.approval_chains(),
        "sources": names.sources.ids(),
    }
    for shelf, found in shelves.items():
        for name in found:
            assert reviewer.get(f"/norms/{shelf}/{name}/").status_code == 200, (shelf, name)


def test_the_calendar_shows_a_year(reviewer: Client) -> None:
    page = reviewer.get("/norms/calendar/2026/").content.decode()
    assert "已公布" in page and "调休上班" in page and "2026-10-10" in page
    assert "放假安排尚未公布" in reviewer.get("/norms/calendar/2030/").content.decode()
    assert reviewer.get("/norms/calendar/1990/").status_code == 404


def test_an_administrator_enters_a_notice(cast: Cast) -> None:
    client = login(cast.officers["system_admin"])
    page = client.get("/norms/calendar/notice/").content.decode()
    assert "春节：首日" in page
    few = {**NOTICE, "last_1": "2031-01-23"}
    answer = client.post("/norms/calendar/notice/", few)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'name="reason-notice_complete"' in page and "《放假办法》" in page
    assert not CalendarNotice.objects.exists()


def test_a_notice_changes_the_calendar(cast: Cast) -> None:
    client = login(cast.officers["system_admin"])
    data = {**NOTICE, "year": "2029"}
    data |= {key: value.replace("2031", "2029") for key, value in NOTICE.items() if key != "year"}
    data |= {"work": "", "last_5": "", "first_6": "2029-10-01", "last_6": "2029-10-07"}
    answer = client.post("/norms/calendar/notice/", data)
    assert answer.status_code == 302, answer.content.decode()
    try:
        known = book().calendar("430581")
        assert known.published(date(2029, 5, 1)) and not known.is_working_day(date(2029, 10, 1))
        assert CalendarNotice.objects.get().year == 2029
        assert "已公布" in client.get("/norms/calendar/2029/").content.decode()
        again = client.post("/norms/calendar/notice/", data)
        assert again.status_code == 409 and "尚未录入" in again.content.decode()
    finally:
        forget()


def test_wrong_dates_of_a_notice_are_told(cast: Cast) -> None:
    client = login(cast.officers["system_admin"])
    answer = client.post("/norms/calendar/notice/", {**NOTICE, "work": "2031-01-20"})
    assert answer.status_code == 422 and "不是周末" in answer.content.decode()
    answer = client.post("/norms/calendar/notice/", {**NOTICE, "work": "一月"})
    assert answer.status_code == 422 and "2027-02-14" in answer.content.decode()
