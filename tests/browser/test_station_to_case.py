"""The main way of footage, in a real browser: a tap in the field, the docking station, the case page, the marked second."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.office import Office
from tests.browser.test_case_recordings import PLACE
from tests.cases.investigating import run

from chengguan.base.dates import CHINA
from chengguan.people.selectors import actor_of
from chengguan.recordings.acts import stations
from chengguan.recordings.models import BodyCamera, Mark, Recording
from chengguan.web.demonstration.filming import equip
from chengguan.web.demonstration.footage import film
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser
# Plays until a moment of the film is reached.
PLAYED = """(until) => new Promise((done) => {
  const film = document.querySelector("video");
  film.addEventListener("timeupdate", () => film.currentTime > until && done(true));
  film.play();
})"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def walked(office: Office, walk: Walk) -> Walk:
    """A case whose site record is made; its officer holds a camera."""
    equip(walk.cast, 2, 2024)
    run(walk, "case.make_site_record")
    office.now = walk.now
    office.later(minutes=1)
    return walk


def test_from_the_tap_in_the_field_to_the_marked_second(
    walked: Walk, office: Office, live_server: Any, tmp_path: Path, shot: Callable[[Page, str], None]
) -> None:
    case = walked.subject_case
    begun = office.now
    # In the field: the page of the case leads to the phone page; one tap marks the step while the camera runs.
    office.later(minutes=0)
    office.clock.move_to(begun + timedelta(seconds=4))
    page: Any = office.open("handler1", f"/cases/{case.pk}/recordings/")
    page.get_by_role("link", name="现场标记").click()
    page.get_by_role("button", name="亮证").first.click()
    page.locator("[data-row]", has_text="亮证").wait_for()
    mark = Mark.objects.get()
    assert (mark.subject_key, mark.step, mark.recording_id) == (case.chain_key, "credentials", None)
    shot(page, "field-mark")

    # In the evening the station sends what the camera wrote, by the camera's own clock.
    camera = BodyCamera.objects.get(holder=walked.pair[0])
    device = begun + timedelta(milliseconds=camera.clock_offset_ms)
    folder = tmp_path / "station"
    folder.mkdir()
    name = f"{camera.number}_{device.astimezone(CHINA):%Y%m%d_%H%M%S}.mp4"
    film(folder / name, begun_at=device, place="演示路（演示）", camera=camera.number, seconds=12)
    office.later(hours=2)
    send(walked, live_server.url, folder, tmp_path)
    assert not (folder / name).exists(), "kept, so the station has let it go"

    # On the case page: the footage is tied by the mark, and plays at the tagged second.
    recording = Recording.objects.get()
    mark.refresh_from_db()
    assert mark.recording_id == recording.pk and mark.begins_ms is not None
    page = office.open("handler1", f"/cases/{case.pk}/recordings/")
    page.get_by_role("button", name="亮证").first.click()
    page.locator("video").wait_for()
    assert abs(page.evaluate(PLACE) - mark.begins_ms / 1000) < 0.3
    assert page.evaluate(PLAYED, mark.begins_ms / 1000 + 0.5), "it runs on from there"
    shot(page, "case-playing")
    assert recording.viewings.filter(kind="play").count() == 1


def send(walk: Walk, server: str, folder: Path, aside: Path) -> None:
    """The station's own program sends its folder with the station's token."""
    token = stations.new_token()
    admin = actor_of(walk.cast.officers["system_admin"], walk.day)
    stations.register(
        actor=admin,
        at=walk.now,
        name="一中队采集站",
        place="一中队值班室",
        expires_on=walk.day + timedelta(days=300),
        token_sha256=stations.token_digest(token),
    )
    (aside / "token.txt").write_text(token)
    command = [
        sys.executable, str(ROOT / "tools/station.py"), "--server", server, "--token-file", str(aside / "token.txt"),
        "--folder", str(folder), "--sent", str(aside / "sent"), "--once", "--quiet", "0", "--chunk", "20000",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
