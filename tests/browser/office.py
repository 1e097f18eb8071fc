"""People at their desks in a real browser: log in, open an act, type, submit, and read what the page answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from playwright.sync_api import Locator, Page
from time_machine import Traveller

from chengguan.base.dates import CHINA
from chengguan.ledger.models import Entry
from chengguan.web.demonstration.cast import PASSWORD

# Sessions end after half an hour without use; whoever comes back later than this logs in again.
SEAT = timedelta(minutes=25)
CITATION = re.compile(r"《[^》]+》第[一二三四五六七八九十百]+条")
# Fonts and pictures need not have arrived.
READY: Final = "domcontentloaded"
MAIN_FORM = "main form[method=post]"


@dataclass
class Office:
    """The people of one test: whose session is how old, and what time it is for the server."""

    visit: Callable[..., Page]
    clock: Traveller
    now: datetime
    shot: Callable[[Page, str], None]
    width: int = 1440
    page: Page | None = None
    sitting: str = ""
    seats: dict[str, tuple[list[Any], datetime]] = field(default_factory=dict)

    def later(self, *, days: int = 0, hours: int = 0, minutes: int = 0, at_hour: int | None = None) -> None:
        """Let time pass for the server; nights end every session."""
        self.now += timedelta(days=days, hours=hours, minutes=minutes)
        if at_hour is not None:
            self.now = self.now.astimezone(CHINA).replace(hour=at_hour, minute=0)
        self.clock.move_to(self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(CHINA).date()

    def desk(self, who: str) -> Page:
        """The page, with somebody logged in now. All use one window in turn, each with a session of his own."""
        cookies, since = self.seats.get(who, ([], self.now))
        if self.page is None:
            self.page = self.visit(f"t_{who}", width=self.width)
        elif not cookies or self.now - since > SEAT:
            login(self.page, f"t_{who}")
        elif who != self.sitting:
            self.page.context.clear_cookies()
            self.page.context.add_cookies(cookies)
        self.sitting, self.seats[who] = who, (self.page.context.cookies(), self.now)
        return self.page

    def open(self, who: str, path: str) -> Page:
        """A page as somebody sees it."""
        page = self.desk(who)
        page.goto(path, wait_until=READY)
        return page

    def do(
        self, who: str, path: str, data: Mapping[str, Any] | None = None, *, save: str = "", **reasons: str
    ) -> Page:
        """Fill the form at a path and submit it; the act must be performed. `reasons` answer its warnings."""
        page = self.open(who, path)
        fill(page, data or {})
        if save:
            self.shot(page, save)
        submit(page)
        if reasons and page.locator("#refusal").count():
            fill(page, {f"reason-{ground.replace('__', '.')}": text for ground, text in reasons.items()})
            submit(page)
        assert not complaints(page), (path, complaints(page))
        return page

    def refused(
        self, who: str, path: str, data: Mapping[str, Any], words: str, *, article: str = "", save: str = ""
    ) -> Page:
        """Fill and submit; the page must refuse in law, say why, with article and cure, keep what was typed, and write nothing."""
        page = self.open(who, path)
        fill(page, data)
        typed, before = entered(page), Entry.objects.count()
        submit(page)
        refusal = page.locator("#refusal")
        assert refusal.count() == 1, (path, complaints(page) or page.locator("main").inner_text()[:600])
        text = refusal.inner_text()
        assert words in text, (words, text)
        assert CITATION.search(text) and "怎么办" in text, text
        assert article in text, (article, text)
        assert Entry.objects.count() == before
        assert entered(page) == typed
        if save:
            self.shot(page, save)
        return page

    def rejected(self, who: str, path: str, data: Mapping[str, Any], words: str) -> Page:
        """Fill and submit; the form itself must say what is wrong, keep what was typed, and write nothing."""
        page = self.open(who, path)
        fill(page, data)
        typed, before = entered(page), Entry.objects.count()
        submit(page)
        assert words in (complaints(page) or ""), (words, complaints(page))
        assert Entry.objects.count() == before
        assert entered(page) == typed
        return page

    def agree(self, who: str, title: str, *, save: str = "") -> Page:
        """Open the duty on one's workbench and agree."""
        page = self.open(who, "/")
        page.locator(".cg-duties a", has_text=f"审批：{title}").first.click()
        page.wait_for_load_state(READY)
        if save:
            self.shot(page, save)
        page.click("button[value=agree]")
        page.wait_for_load_state(READY)
        assert "已签署同意" in page.inner_text("main"), (
            who,
            title,
            complaints(page) or page.inner_text("main")[:800],
        )
        return page

    def through(self, title: str, *tiers: str, save: str = "") -> None:
        """Carry a proposal through its tiers, each some minutes after the one before."""
        for place, who in enumerate(tiers):
            self.later(minutes=10)
            self.agree(who, title, save=save if place == len(tiers) - 1 else "")


def login(page: Page, username: str) -> None:
    """Log in on a page whose session has ended."""
    page.context.clear_cookies()
    page.goto("/login/", wait_until=READY)
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url, wait_until=READY)


def controls(page: Page, name: str) -> Locator:
    return page.locator(f'{MAIN_FORM} [name="{name}"]')


def fill(page: Page, data: Mapping[str, Any]) -> None:
    """Type, tick and choose by field name, as a user would."""
    for name, value in data.items():
        found = controls(page, name)
        assert found.count(), f"no field {name} at {page.url}"
        kind = found.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind in ("checkbox", "radio"):
            _tick(page, name, kind, value)
        elif kind == "select":
            found.select_option(str(value))
        elif kind == "file":
            found.set_input_files(value)
        else:
            found.fill(str(value))


def _tick(page: Page, name: str, kind: str, value: Any) -> None:
    boxes = controls(page, name)
    if isinstance(value, bool):
        boxes.first.set_checked(value)
        return
    wanted = {str(item) for item in value} if isinstance(value, (list, tuple, set)) else {str(value)}
    assert wanted <= set(boxes.evaluate_all("all => all.map(e => e.value)")), (name, wanted)
    now = boxes.evaluate_all("all => all.map(e => [e.value, e.checked])")
    for place, (own, ticked) in enumerate(now):
        if ticked != (own in wanted) and (kind == "checkbox" or own in wanted):
            boxes.nth(place).set_checked(own in wanted)


def entered(page: Page) -> dict[str, list[str]]:
    """Everything that stands in the form now, files and reasons apart."""
    found: dict[str, list[str]] = page.evaluate(
        """selector => { const out = {}; const form = document.querySelector(selector);
        for (const [k, v] of new FormData(form)) if (typeof v === 'string' && !k.startsWith('csrf') && !k.startsWith('reason-')
          && !k.startsWith('kept-'))
          (out[k] ||= []).push(v.replace(/\\r\\n/g, '\\n')); return out; }""",
        MAIN_FORM,
    )
    return found


def submit(page: Page) -> None:
    """Press the form's main button and wait for the answer."""
    with page.expect_navigation(wait_until=READY):
        page.locator(f"{MAIN_FORM} button.btn-primary").first.click()


def complaints(page: Page) -> str:
    """What the page says is wrong: refusal, notes of danger, and errors of the form."""
    found = page.locator("#refusal, .cg-errors, .cg-tone-danger.cg-note, .cg-note-danger, .cg-field-error")
    return "\n".join(found.all_inner_texts())


def tabbed(page: Page, limit: int = 60) -> Iterator[str]:
    """Where the focus goes with the Tab key: id, or class, or text of each stop."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        yield page.evaluate(
            "document.activeElement.id || document.activeElement.className || document.activeElement.innerText"
        )


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    found: int = page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")
    return found
