"""The party's way on a phone: what the document says, a hearing, evidence, payment, credit repair; accessible, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from tests.browser.office import overflow
from tests.browser.test_pages import AXE, complaints_of_axe

from chengguan.base.dates import CHINA
from chengguan.disclosure.acts import credit, publishing
from chengguan.disclosure.models import CreditRepair, Publication
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import notice
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(
    chromium: Browser, live_server: Any, flushable: None, assets: None
) -> Iterator[Callable[..., Page]]:
    """A telephone without an account."""
    contexts = []

    def open_at(path: str, *, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": 390, "height": 844},
            base_url=live_server.url,
            locale="zh-CN",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


def look(page: Page, name: str, shot: Callable[[Page, str], None]) -> None:
    """Nothing serious by axe, nothing wider than the phone."""
    shot(page, name)
    if AXE.exists():
        assert complaints_of_axe(page) == [], name
    assert not overflow(page), name


def test_a_notice_is_answered_from_a_phone(
    phone: Callable[..., Page], walk: Walk, shot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    walk.plan = {"fine": "20000", "tier": "3", "place": "示范路8号", "hearing": "held"}
    for _, step in INVESTIGATION_STEPS:
        step(walk)
    notice(walk)
    walk.later(hours=2)
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    code = walk.instrument("prior_notice").verify_code
    with time_machine.travel(walk.now, tick=True):
        page = phone(f"/p/{code}/")
        look(page, "80-party-notice", shot)
        assert "罚款20,000.00元" in page.inner_text("main")
        page.click("text=大字版")
        look(page, "81-party-large", shot)
        page.click(".party-offer:has-text('要求听证')")
        page.fill("#id_applicant", "王演示")
        page.fill("#id_phone", "13800000000")
        page.fill("#id_content", "罚款太重，要求听证。")
        look(page, "82-party-hearing", shot)
        page.click("main button[type=submit]")
        page.wait_for_selector("text=网上办理回执")
        look(page, "83-party-receipt", shot)
        page.click("text=返回办事页面")
        page.click(".party-offer:has-text('交证据')")
        page.fill("#id_sender", "王演示")
        page.check("input[name=kind][value=documentary]")
        page.fill("#id_title", "租赁合同")
        page.fill("#id_says", "场地已经租用")
        page.set_input_files("#id_attachments", str(paper))
        look(page, "84-party-evidence", shot)
        page.click("main button[type=submit]")
        page.wait_for_selector("text=合同.pdf")
        page.goto(f"/p/{code}/do/address/")
        look(page, "85-party-address", shot)
        page.goto(f"/p/{code}/")
        look(page, "86-party-sent", shot)
        assert "执法机关正在审查" in page.inner_text("main")
    known = walk.subject_case.known
    assert known["hearing_requested_on"] == walk.day.isoformat() and known["defence_points_open"] == 1


def test_credit_is_repaired_from_a_phone_without_script(
    phone: Callable[..., Page], walk: Walk, shot: Callable[[Page, str], None]
) -> None:
    walk.plan["fine"] = "3000"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    publication = Publication.objects.get()
    reviewer = walk.as_role("legal_reviewer")
    publishing.release(actor=reviewer, at=walk.now, publication=publication, reviewed=True)
    code = walk.instrument("summary_decision").verify_code
    with time_machine.travel(walk.now, tick=True):
        look(phone(f"/p/{code}/"), "87-party-decision", shot)
    steps.pay(walk)
    walk.now = datetime(2024, 8, 6, 9, tzinfo=CHINA)
    with time_machine.travel(walk.now, tick=True):
        page = phone(f"/p/{code}/", script=False)
        page.click("text=看公示到哪一天、申请修复")
        page.fill("#id_applicant", "王演示")
        page.fill("#id_phone", "13800000000")
        page.fill("#id_statement", "罚款已缴清，材料已清走。")
        page.check("#id_promised")
        page.click("main button[type=submit]")
        page.wait_for_selector("text=信用修复申请回执")
        repair = CreditRepair.objects.get()
        credit.accept(actor=walk.as_role("window_clerk"), at=walk.now, repair=repair, complete=True)
        credit.agree(
            actor=walk.as_role("deputy_head"), at=walk.now, repair=repair, checked=True, explanation="票据已核对。"
        )  # fmt: skip
        page = phone(f"/p/{code}/credit/")
        look(page, "88-party-credit", shot)
        assert "已经停止公示" in page.inner_text("main") and "准予修复" in page.inner_text("main")
    publication.refresh_from_db()
    assert publication.ending == "repaired"
