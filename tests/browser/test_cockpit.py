"""Charts for leaders in a real browser: drawn above their tables, the same without script, accessible, on a phone as well."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.office import Office, login, overflow
from tests.browser.test_pages import AXE, complaints_of_axe
from tests.conftest import make_matter

from chengguan.base.dates import CHINA
from chengguan.people.models import Bureau
from chengguan.reports.bulletins import acts as bulletins
from chengguan.reports.statistics import acts as statistics
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def year(office: Office, walk: Walk, bureau: Bureau) -> Walk:
    """Decisions on the spot of three months by both squads, none of them reported to the organ in time."""
    other = make_matter(bureau, title="未保持街道整洁", field="市容")
    for number in range(6):
        matter = other if number % 3 == 2 else walk.matter
        start = datetime(2024, 3 + number % 3, 6 + number, 9, tzinfo=CHINA)
        case = Walk(cast=walk.cast, now=start, matter=matter, party=walk.party, squad=number % 2)
        case.plan = {"fine": "200"}
        steps.summary_decide(case)
    walk.now = datetime(2024, 6, 3, 9, tzinfo=CHINA)
    office.later(days=28)
    return walk


def without_script(chromium: Browser, url: str, path: str) -> Page:
    context = chromium.new_context(java_script_enabled=False, base_url=url, locale="zh-CN")
    page = context.new_page()
    login(page, "t_organ_head")
    page.goto(path)
    return page


def test_charts_are_drawn_above_their_tables(
    office: Office, year: Walk, chromium: Browser, live_server: Any
) -> None:
    page = office.desk("organ_head")
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto("/cockpit/", wait_until="load")
    page.wait_for_selector(".ck-chart canvas")
    # Shares that nothing can be divided by are said in the table, not drawn.
    assert page.locator(".ck-chart canvas").count() >= page.locator(".ck-table").count() - 1 >= 5
    page.locator("section[aria-labelledby=title-unit] summary").click()
    assert page.locator("section[aria-labelledby=title-unit] td").first.inner_text() == "3"
    assert wrong == []
    plain = without_script(chromium, live_server.url, "/cockpit/")
    assert plain.locator(".ck-chart:visible").count() == 0
    assert plain.locator(".ck-table:visible").count() >= 6
    plain.context.close()


def test_accessible_and_no_wider_than_the_window(
    office: Office, year: Walk, chromium: Browser, live_server: Any
) -> None:
    if not AXE.exists():
        pytest.skip("没有 axe-core：先运行 npm ci")
    legal, head = year.as_role("legal_reviewer"), year.as_role("organ_head")
    bulletin = bulletins.draft(
        actor=legal, at=year.now, month=date(2024, 5, 1), remarks="", demands="逾期事项一周内办结。"
    ).result
    bulletin = bulletins.issue(actor=head, at=year.now, bulletin=bulletin).result
    report = statistics.compile_report(
        actor=legal, at=year.now, year=2023, notes="行政许可、行政检查由其他模块记录。"
    ).result
    late = {"statistics_in_time": "首次编制"}
    statistics.issue(actor=head, at=year.now + timedelta(minutes=5), report=report, reasons=late)
    found: list[Any] = []
    paths = (
        "/cockpit/",
        "/bulletins/",
        f"/bulletins/{bulletin.pk}/",
        "/statistics/",
        f"/statistics/{report.pk}/",
        "/gs/430581/statistics/2023/",
    )
    for width in (1440, 390):
        for number, path in enumerate(paths):
            page = office.open("organ_head", path)
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(600 if path == "/cockpit/" else 50)
            office.shot(page, f"70-insight-{number}-{width}")
            found += [(path, width, *wrong) for wrong in complaints_of_axe(page)]
            if over := overflow(page):
                found.append((path, width, "overflow", over))
    assert found == []
