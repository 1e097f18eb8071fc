"""The portal in a real Chromium: accessible, no wider than a phone, without script, and quiet about what was withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.office import overflow
from tests.disclosure.portal_rows import bare, released, withdrawn

from chengguan.people.models import Bureau
from chengguan.web.demonstration.walk import Walk

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(
    chromium: Browser, live_server: Any, flushable: None, assets: None
) -> Iterator[Callable[..., Page]]:
    """Somebody without a login, at desktop or phone width."""
    contexts = []

    def opened(width: int = 1440, *, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            base_url=live_server.url,
            locale="zh-CN",
            java_script_enabled=script,
            bypass_csp=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        return page

    yield opened
    for context in contexts:
        context.close()


def serious(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RULES)["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]


def test_accessible_and_no_wider_than_the_window(
    visitor: Callable[..., Page], walk: Walk, bureau: Bureau, shot: Callable[[Page, str], None]
) -> None:
    if not AXE.exists():
        pytest.skip("没有 axe-core：先运行 npm ci")
    gone = withdrawn(walk, released(walk))
    (shown, *_) = bare(bureau, 30)
    home = f"/gs/{bureau.code}/"
    sections = ("about", "subjects", "officers", "powers", "bases", "bases/城市道路管理条例", "procedures", "procedures/ordinary",
                "benchmarks", "leniency", "inspections", "devices", "r", f"r/{shown.code}", f"r/{gone.code}", "notices", "data")  # fmt: skip
    wrong: list[Any] = []
    for width in (1440, 390):
        page = visitor(width)
        for path in ("/gs/", home, *(f"{home}{name}/" for name in sections)):
            page.goto(path)
            shot(page, f"70-portal{path.replace('/', '-')}{width}")
            wrong += [(path, width, *found) for found in serious(page)]
            if over := overflow(page):
                wrong.append((path, width, "overflow", over))
    assert wrong == []


def test_a_visitor_on_a_phone_without_script_finds_a_result_in_large_letters(
    visitor: Callable[..., Page], walk: Walk, bureau: Bureau
) -> None:
    publication = released(walk)
    page = visitor(390, script=False)
    page.goto("/gs/")
    page.click(f"text={bureau.name}")
    page.click("text=大字号")
    assert page.locator("html.gs-large").count() == 1
    page.fill("#hero-q", "占用城市道路")
    page.click(".gs-hero-search button")
    page.click(f"main a[href$='/r/{publication.code}/']")
    assert publication.party_name in page.inner_text("main")
    withdrawn(walk, publication)
    answer = page.reload()
    assert answer is not None and answer.status == 410
    text = page.inner_text("main")
    assert publication.withdraw_reason in text and publication.party_name not in text


def test_the_keyboard_goes_from_the_skip_link_to_the_content(
    visitor: Callable[..., Page], bureau: Bureau
) -> None:
    page = visitor()
    page.goto(f"/gs/{bureau.code}/procedures/ordinary/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cg-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("svg.is-broad a").nth(3).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#s")
