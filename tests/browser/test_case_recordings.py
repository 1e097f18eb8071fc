"""证据 and 音视频 of a case in a real browser: the pages fit, are accessible, and footage plays at the marked second beside the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.office import Office, overflow
from tests.browser.test_pages import complaints_of_axe
from tests.cases.filming import film as filmed
from tests.cases.investigating import run
from tests.recordings.media import make_video

from chengguan.documents.storing import store
from chengguan.recordings.models import Recording
from chengguan.web.demonstration import evidence_steps as evidence
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser
# Where the film stands once its first picture is there.
PLACE = """new Promise((done) => {
  const film = document.querySelector("video"), tell = () => done(film.currentTime);
  if (film.readyState >= 2 && !film.seeking) tell(); else film.addEventListener("canplay", tell);
})"""


@pytest.fixture
def walked(office: Office, walk: Walk, tmp_path: Path) -> Walk:
    """A case with evidence, an exhibit, a real film of four seconds that is tied and marked, and one that only may belong to it."""
    run(walk, "case.order_correction")
    film = make_video(tmp_path / "a.mp4", seconds=4)
    with film.open("rb") as file:
        kept = store(iter(lambda: file.read(1 << 20), b""))
    recording = filmed(walk, tmp_path, minutes=1, file=kept, duration_ms=4_000)
    evidence.tie_film(walk, recording)
    evidence.mark_film(walk, recording, ["credentials", "inspect", "interview"])
    filmed(walk, tmp_path)
    evidence.take_in(walk, evidence.collect_thing(walk))
    walk.plan["rejected"] = 2
    evidence.examine(walk)
    evidence.adopt(walk, recording)
    office.now = walk.now
    office.later(minutes=10)
    return walk


@pytest.mark.parametrize("width", [1440, 390])
def test_the_tabs_fit_and_are_accessible(
    walked: Walk, visit: Callable[..., Page], shot: Callable[[Page, str], None], width: int
) -> None:
    page = visit("t_handler1", width=width)
    for name in ("evidence", "recordings"):
        page.goto(f"/cases/{walked.subject_case.pk}/{name}/")
        shot(page, f"case-{name}-{width}")
        assert not overflow(page), name
        assert complaints_of_axe(page) == [], name


def test_footage_plays_at_the_marked_second(
    walked: Walk, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page: Any = visit("t_handler1")
    page.goto(f"/cases/{walked.subject_case.pk}/recordings/")
    page.get_by_role("button", name="现场检查").first.click()
    page.locator("video").wait_for()
    assert 0.9 <= page.evaluate(PLACE) <= 1.1
    shot(page, "case-recordings-playing")
    assert Recording.objects.get(number__endswith="第1号").viewings.filter(kind="play").count() == 1
