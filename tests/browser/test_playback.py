"""Footage plays at the tagged second in a real Chromium: as it came, as segments, and after transcoding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page
from tests.browser.office import overflow
from tests.browser.test_pages import complaints_of_axe
from tests.recordings.media import make_photo, taken_in, video, worked

from chengguan.recordings.models import Derivative, Mark, Recording
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser
STATE = """() => { const film = document.querySelector("video");
    return { time: film.currentTime, ready: film.readyState, error: film.error && film.error.message, wide: film.videoWidth }; }"""


@pytest.fixture
def running(walk: Walk) -> Iterator[None]:
    """The server's clock goes on from the walk's day."""
    with time_machine.travel(walk.now, tick=True):
        yield


def _mark(recording: Recording, at_ms: int, title: str) -> None:
    Mark.objects.create(
        bureau_id=recording.bureau_id, recording=recording, step="credentials", title=title,
        begins_at=recording.began_at, ends_at=recording.began_at, begins_ms=at_ms, ends_ms=at_ms + 300,
        marked_at=recording.began_at,
    )  # fmt: skip


def _unlocked(page: Page, recording: Recording, at_ms: int) -> None:
    page.goto(f"/recordings/{recording.pk}/?at={at_ms}")
    page.fill("#player input[name=reason]", "办理案件核对现场")
    page.click("#player button[type=submit]")
    page.wait_for_selector("#player video")
    page.wait_for_function(
        "() => { const v = document.querySelector('video'); return v.readyState >= 2 && !v.seeking; }"
    )


def _plays(page: Page, second: float) -> dict[str, Any]:
    """It stands at the second, and goes on from there when it is played."""
    before = page.evaluate(STATE)
    assert before["error"] is None
    assert before["wide"] == 320
    assert before["time"] == pytest.approx(second, abs=0.15)
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; return v.play(); }")
    page.wait_for_function(f"() => document.querySelector('video').currentTime > {second + 0.3}")
    page.evaluate("() => document.querySelector('video').pause()")
    return dict(page.evaluate(STATE))


@pytest.mark.parametrize(
    "how",
    [
        {"seconds": 3},
        {"container": "mkv", "sound": "pcm_s16le", "seconds": 3},
        {"container": "ts", "sound": "aac", "seconds": 3},
    ],
)
def test_it_plays_from_the_tagged_second(
    walk: Walk,
    running: None,
    visit: Callable[..., Page],
    shot: Callable[[Page, str], None],
    how: dict[str, Any],
) -> None:
    recording = taken_in(walk, video(**how), place="丰庆路口")
    _mark(recording, 1500, "亮证")
    worked(timezone.now())
    page = visit("t_handler1")
    _unlocked(page, recording, 1500)
    segmented = "container" in how
    assert page.locator("[data-playlist]").count() == int(segmented)
    _plays(page, 1.5)
    shown = page.locator("[data-clock]").inner_text()
    began = (
        "09:30" if how.get("container") != "ts" else "08:59"
    )  # a transport stream says no time: that of its arrival
    assert re.fullmatch(rf"2024-05-06 {began}:\d\d\.\d", shown), shown

    page.evaluate("() => { document.querySelector('video').currentTime = 0.2; }")
    page.click(".cgp-marks a")
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 1.5) < 0.1")
    page.locator("h1").click()
    page.keyboard.press(".")
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 1.6) < 0.05")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('video').currentTime === 0")
    page.wait_for_selector("a[href$='at=0']:has-text('截取片段')")
    shot(page, f"player-{how.get('container', 'mp4')}")


def test_h265_says_that_it_is_being_transcoded_and_then_plays(
    walk: Walk, running: None, visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    recording = taken_in(walk, video(codec="libx265", seconds=3))
    page = visit("t_handler1")
    page.goto(f"/recordings/{recording.pk}/")
    assert "正在转码" in page.locator("#player").inner_text()
    shot(page, "player-waiting")
    worked(timezone.now())
    page.wait_for_selector("#player input[name=reason]")  # the page looks by itself whether the work is done
    _unlocked(page, recording, 1000)
    _plays(page, 1.0)


def test_without_script_the_plain_player_gets_the_second(
    walk: Walk, running: None, visit: Callable[..., Page]
) -> None:
    recording = taken_in(walk, video(seconds=3))
    page = visit("t_handler1")
    page.route("**/player.js*", lambda route: route.abort())
    _unlocked(page, recording, 2000)
    assert page.evaluate(STATE)["time"] == pytest.approx(2.0, abs=0.15)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_fit_and_are_accessible(
    walk: Walk, running: None, visit: Callable[..., Page], shot: Callable[[Page, str], None], width: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    from chengguan.recordings.acts import deriving
    from chengguan.recordings.tracks import Box, drawn

    recording = taken_in(walk, video(seconds=3), place="丰庆路口")
    photo = taken_in(walk, make_photo(tmp_path_factory.mktemp("photos") / "p.jpg"))
    _mark(recording, 1500, "亮证")
    actor, at = walk.as_role("handler"), walk.now
    deriving.clip(actor=actor, at=at, recording=recording, begins_ms=500, ends_ms=1500, reason="附卷")
    first = deriving.make_masked(
        actor=actor, at=at, recording=recording, reason="曝光", keep_sound=False
    ).result
    worked(timezone.now())
    first.refresh_from_db()
    box = drawn(Box(0.3, 0.3, 0.2, 0.3), 0, 2000)
    masked = deriving.make_masked(
        actor=actor, at=at, recording=recording, reason="曝光", keep_sound=False, base=first, added=[box]
    ).result
    worked(timezone.now())
    page = visit("t_handler1", width=width)
    _unlocked(page, recording, 1500)
    pages = {"recording": page.url, "clip": f"/recordings/{recording.pk}/clip/?at=500",
             "mask": f"/recordings/{recording.pk}/mask/", "photo": f"/recordings/{photo.pk}/"}  # fmt: skip
    for name, address in pages.items():
        page.goto(address)
        shot(page, f"{name}-{width}")
        assert not overflow(page), name
        assert complaints_of_axe(page) == [], name
    page.goto(f"/derivatives/{masked.pk}/")
    page.click("button:has-text('查看遮挡件')")
    page.wait_for_selector(".cgp-sheet")
    shot(page, f"masked-{width}")
    assert not overflow(page)
    assert complaints_of_axe(page) == []


def test_a_missed_face_is_drawn_on_the_picture(walk: Walk, running: None, visit: Callable[..., Page]) -> None:
    from chengguan.recordings.acts import deriving

    recording = taken_in(walk, video(seconds=3))
    masked = deriving.make_masked(
        actor=walk.as_role("handler"), at=walk.now, recording=recording, reason="曝光", keep_sound=False
    ).result
    worked(timezone.now())
    page = visit("t_handler1")
    page.goto(f"/derivatives/{masked.pk}/")
    page.click("button:has-text('查看遮挡件')")
    page.wait_for_function(
        "() => { const v = document.querySelector('video'); return v && v.readyState >= 2; }"
    )
    area = page.locator("video").bounding_box()
    assert area is not None
    left, top = area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.25
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + area["width"] * 0.25, top + area["height"] * 0.25, steps=4)
    page.mouse.up()
    line = page.input_value("textarea[name=remask-added]").split()
    assert len(line) == 6
    assert float(line[3]) > 10
    page.click("button:has-text('重新制作')")
    page.wait_for_url("**/derivatives/**")
    assert Derivative.objects.filter(kind="masked").count() == 2
