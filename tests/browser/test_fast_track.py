"""简案快办 and 六先一后 in a real browser: accessible, no wider than a phone, ticks with and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.office import Office, login, overflow
from tests.browser.test_pages import complaints_of_axe
from tests.cases.review_walks import enterprise

from chengguan.web.demonstration import fast_track_steps as fast
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def entered(office: Office, walk: Walk) -> Walk:
    walk.party = enterprise(walk.cast)
    fast.to_fast_track(walk)
    office.now = walk.now
    office.later(minutes=10)
    return walk


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_fit_and_are_accessible(
    entered: Walk, visit: Callable[..., Page], shot: Callable[[Page, str], None], width: int
) -> None:
    page = visit("t_handler1", width=width)
    for name in ("fast", "conduct"):
        page.goto(f"/cases/{entered.subject_case.pk}/{name}/")
        shot(page, f"{name}-{width}")
        assert not overflow(page), name
        assert complaints_of_axe(page) == [], name


def test_a_tick_sets_the_time_and_the_record_is_made(
    entered: Walk, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = visit("t_handler1", width=390)
    page.goto(f"/cases/{entered.subject_case.pk}/conduct/")
    for number in range(7):
        box = page.locator(".cg-tick-button").nth(number).bounding_box()
        assert box is not None and box["height"] >= 48 and box["width"] >= 200
        page.locator(".cg-tick-button").nth(number).click()
        page.locator(".cg-tick.is-done").nth(number).wait_for()
    shot(page, "conduct-ticked")
    page.fill("#id_recording", "ZFY-01-0007")
    page.get_by_role("button", name="确认记录").last.click()
    page.wait_for_url(lambda url: "/conduct/" not in url)
    assert not entered.subject_case.known["conducts"][0]["missing"]


def test_without_script_too(entered: Walk, chromium: Browser, live_server: Any, assets: None) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    login(page, "t_handler1")
    page.goto(f"/cases/{entered.subject_case.pk}/conduct/")
    page.locator(".cg-tick-button").first.click()
    assert page.locator(".cg-tick.is-done").count() == 1
    assert page.locator("#id_time_salute").input_value()
    context.close()
