"""A real Chromium against a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.office import Office

from chengguan.base.dates import CHINA
from chengguan.web.demonstration.cast import PASSWORD, Cast

# Playwright drives the page from an event loop of its own; the tests' own queries are plain synchronous ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = os.environ.get("CHENGGUAN_SHOTS", "")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("没有 Chromium：浏览器测试无法运行（Debian: apt-get install chromium）")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def assets(settings: Any) -> None:
    """The live server finds style sheets and scripts where the sources have them: by their plain names, not collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def visit(
    chromium: Browser, live_server: Any, flushable: None, assets: None
) -> Iterator[Callable[..., Page]]:
    """Open a page logged in as somebody, at desktop or phone width, in a context of its own."""
    contexts = []

    def open_as(username: str, *, width: int = 1440) -> Page:
        height = 900 if width > 600 else 844
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto("/login/")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keep a screenshot when CHENGGUAN_SHOTS names a folder."""

    def take(page: Page, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)

    return take


@pytest.fixture
def office(visit: Callable[..., Page], cast: Cast, shot: Callable[[Page, str], None]) -> Iterator[Office]:
    """The people of the bureau at their desks; the server's clock stands at nine on Monday 2024-05-06 and goes on from there."""
    start = datetime(2024, 5, 6, 9, tzinfo=CHINA)
    with time_machine.travel(start, tick=True) as clock:
        yield Office(visit, clock, start, shot)
