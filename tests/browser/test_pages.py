"""The pages that everybody uses: accessible by axe, no wider than a phone, usable by keyboard alone and without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.office import Office, login, overflow, tabbed

from chengguan.cases.acts import approvals
from chengguan.intake.models import Lead
from chengguan.web.demonstration.investigation_steps import (
    INVESTIGATION_STEPS,
    filing_inputs,
    register_lead,
    verify_lead,
)
from chengguan.web.demonstration.review_steps import notice
from chengguan.web.demonstration.walk import Walk

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
pytestmark = pytest.mark.browser


@pytest.fixture
def paths(office: Office, walk: Walk) -> dict[str, tuple[str, str]]:
    """Page by name: who opens it, and where it is. A case with its notice served, and a second lead whose filing waits for approval."""
    for _, step in INVESTIGATION_STEPS:
        step(walk)
    notice(walk)
    case = walk.subject_case
    other = Walk(cast=walk.cast, now=walk.now, matter=walk.matter, party=walk.party)
    register_lead(other)
    verify_lead(other)
    assert other.lead is not None
    data = filing_inputs(other)
    waiting = approvals.propose(
        actor=other.as_role("handler"), at=other.now, subject=other.lead, act="case.file", inputs=data
    )
    office.now = other.now
    office.later(minutes=30)
    return {
        "login": ("", "/login/"),
        "workbench": ("squad1", "/"),
        "board": ("handler1", "/cases/"),
        "case": ("handler1", f"/cases/{case.pk}/"),
        "act": ("handler1", f"/cases/{case.pk}/acts/case.decide/"),
        "serve": ("handler1", f"/cases/{case.pk}/acts/case.serve/"),
        "approval": ("squad1", f"/approvals/{waiting.result.pk}/"),
        "lead": ("handler1", f"/leads/{other.lead.pk}/"),
        "summary": ("handler1", "/summary/new/"),
    }


def complaints_of_axe(page: Page) -> list[Any]:
    """Serious and critical violations."""
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RULES)["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]


def test_accessible_and_no_wider_than_the_window(
    office: Office, paths: dict[str, tuple[str, str]], chromium: Browser, live_server: Any
) -> None:
    if not AXE.exists():
        pytest.skip("没有 axe-core：先运行 npm ci")
    wrong: list[Any] = []
    for width in (1440, 390):
        for name, (who, path) in paths.items():
            page = office.open(who, path) if who else _stranger(chromium, live_server.url, path)
            page.set_viewport_size({"width": width, "height": 900})
            office.shot(page, f"60-{name}-{width}")
            wrong += [(name, width, *found) for found in complaints_of_axe(page)]
            if over := overflow(page):
                wrong.append((name, width, "overflow", over))
            if not who:
                page.context.close()
    assert wrong == []


def _stranger(chromium: Browser, url: str, path: str) -> Page:
    page = chromium.new_context(base_url=url, locale="zh-CN").new_page()
    page.goto(path)
    return page


def test_the_keyboard_reaches_everything(office: Office, walk: Walk) -> None:
    page = office.open("handler1", "/leads/new/")
    stops = list(tabbed(page))
    assert stops[0] == "cg-skip"
    assert stops.index("global-search") < stops.index("id_origin") < stops.index("id_place")
    page.goto("/leads/new/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "global-search"
    page.keyboard.type("示范路")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/search/" in page.url


def test_a_lead_is_registered_without_script(office: Office, chromium: Browser, live_server: Any) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    login(page, "t_handler1")
    page.click("text=登记线索")
    page.select_option("#id_origin", "patrol")
    page.fill("#id_place", "示范路口")
    page.fill("#id_content", "巡查发现占道堆放。")
    page.click("main form button[type=submit]")
    assert "已登记" in page.inner_text("main")
    assert Lead.objects.get().place == "示范路口"
    context.close()


def test_a_page_shows_the_particulars_of_the_chosen_means_only(
    office: Office, paths: dict[str, tuple[str, str]]
) -> None:
    page = office.open(*paths["serve"])
    assert page.locator("#id_receiver").is_visible() and not page.locator("#id_refusal").is_visible()
    page.check("input[name=method][value=lien]")
    assert page.locator("#id_refusal").is_visible() and not page.locator("#id_receiver").is_visible()
    assert not page.locator("#id_notice_ground").is_visible()
