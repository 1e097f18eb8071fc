"""Files go in through a real browser: resumable with script, in one piece without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.recordings.collected import NAME, camera_of, film

from chengguan.recordings.models import Recording, Upload
from chengguan.web.demonstration.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.UPLOAD_RESERVE = 0
    return tmp_path


def test_a_film_is_uploaded_in_pieces_and_named_when_it_is_safe(
    visit: Callable[..., Page], cast: Cast, store: Path
) -> None:
    camera_of(cast)
    good, bad = store / NAME, store / "报告.mp4"
    good.write_bytes(film().read_bytes())
    bad.write_bytes(b"%PDF-1.4 " + b"x" * 400)
    page = visit(cast.pair()[0].user.username)
    page.goto("/uploads/")
    page.set_input_files("input[type=file]", [str(good), str(bad)])
    page.click("form.up-form button[type=submit]")
    kept = page.locator(".up-item[data-state=kept]")
    kept.wait_for(timeout=60_000)
    page.locator(".up-item[data-state=refused]").wait_for(timeout=60_000)
    assert "JLY-001-20240506091500" in kept.inner_text()
    assert "PDF" in page.locator(".up-item[data-state=refused]").inner_text()
    upload = Upload.objects.get(state=Upload.KEPT)
    assert (upload.via, upload.recording) == ("web", Recording.objects.get())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/uploads/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
