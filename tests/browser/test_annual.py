"""The annual report in a real browser: the picker and the preview, the pages fit and are accessible, the public figure opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page
from tests.browser.office import overflow
from tests.browser.test_pages import complaints_of_axe

from chengguan.base.dates import CHINA
from chengguan.reports.annual import acts, facts
from chengguan.reports.annual.text import parse
from chengguan.reports.models import AnnualReport
from chengguan.web.demonstration.investigation_steps import register_lead
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser
AT = datetime(2025, 1, 20, 9, tzinfo=CHINA)
TEXT = """现报告如下：
一、工作成效
全年作出处罚决定的行政处罚案件{{penalty_cases}}件，同比数据见下表。
主要负责人履行第一责任人职责。
表：主要数据｜penalty_cases，fines
二、存在的不足
普法还不够深入。
三、下一步计划
加强培训。"""


def write(walk: Walk, text: str) -> AnnualReport:
    register_lead(walk)
    writer = walk.as_role("legal_reviewer")
    report: AnnualReport = acts.begin(actor=writer, at=AT, kind="annual", year=2024).result
    base = facts.latest(report).seq
    acts.save_draft(actor=writer, at=AT, report=report, blocks=parse(text), base=base)
    return report


def publish(walk: Walk, report: AnnualReport) -> None:
    writer, head = walk.as_role("legal_reviewer"), walk.as_role("organ_head")
    for _ in range(3):
        acts.submit_draft(actor=writer, at=AT, report=report)
        report = acts.approve(actor=head, at=AT, report=report).result
    acts.issue(actor=head, at=AT, report=report)
    to = ["committee", "government", "superior"]
    acts.send(actor=writer, at=AT, report=report, recipients=to)
    acts.publish(actor=writer, at=AT, report=report, secrecy_checked=True)


def test_a_measure_is_inserted_and_seen_at_once(
    walk: Walk, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    report = write(walk, TEXT)
    page = visit("t_legal_reviewer")
    page.goto(f"/annual/{report.pk}/edit/1/")
    page.locator("#id_text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n罚款")
    page.fill("#picker-search", "罚款金额")
    page.get_by_role("button", name="罚款金额 fines", exact=True).click()
    page.locator("[data-preview-target]").get_by_text("罚款0元").wait_for()
    page.locator("#id_text").press("End")
    page.keyboard.type("，巡查7次")
    page.locator("[data-preview-target] mark.is-loose").get_by_text("7次").wait_for()
    shot(page, "annual-editor")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(lambda url: url.endswith(f"/annual/{report.pk}/"))
    assert "罚款{{fines}}元，巡查7次" in str(facts.latest(report).blocks)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_fit_and_are_accessible(
    walk: Walk, visit: Callable[..., Page], shot: Callable[[Page, str], None], width: int
) -> None:
    report = write(walk, f"{TEXT}\n巡查7次。")
    page = visit("t_legal_reviewer", width=width)
    where = f"/annual/{report.pk}/"
    block = facts.latest(report).blocks[-1]["id"]
    for address in ("/annual/", where, f"{where}edit/1/", f"{where}changes/", f"{where}numbers/{block}/2/"):
        page.goto(address)
        assert not overflow(page), address
        assert complaints_of_axe(page) == [], address
    writer = walk.as_role("legal_reviewer")
    acts.save_draft(actor=writer, at=AT, report=report, blocks=parse(TEXT), base=facts.latest(report).seq)
    publish(walk, report)
    page.goto(f"{where}figures/penalty_cases/")
    assert not overflow(page) and complaints_of_axe(page) == []
    for address in ("/gs/430581/reports/", "/gs/430581/reports/2024/"):
        page.goto(address)
        shot(page, f"annual-public-{width}")
        assert not overflow(page), address
        assert complaints_of_axe(page) == [], address
    page.locator("a.an-figure").first.click()
    page.get_by_text("口径").first.wait_for()
    assert complaints_of_axe(page) == []
