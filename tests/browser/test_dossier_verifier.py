"""核验.html in a real browser, opened from disk as a court would: it finds what 核验.py finds, and nothing else."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.dossiers.altering import ALTERED, dossier
from tests.dossiers.made import Made, flip
from tests.recordings.media import make_video

from chengguan.dossiers.exporting.writing import write_zip
from chengguan.dossiers.verifier import verify as script
from chengguan.ledger.canonical import sm3

pytestmark = pytest.mark.browser
DONE = "body[data-state=good], body[data-state=bad], body[data-state=error]"
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dossier(tmp_path_factory.mktemp("export") / "whole")


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """核验.html of a folder, offline, opened from disk."""
    contexts = []

    def open_page(root: Path, *, width: int = 1440) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", offline=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30000)
        page.goto((root / "核验.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def check(page: Page, chosen: Path | list[Path], field: str = "#folder") -> dict[str, Any]:
    page.set_input_files(field, chosen)
    page.wait_for_selector(DONE)
    report: dict[str, Any] = page.evaluate("window.dossierReport")
    return report


def by_script(root: Path) -> set[tuple[str, str]]:
    report = script.verify(script.open_source(root))
    return {(name, where) for name, where, _ in report.faults}


def by_page(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(fault["check"], fault["where"]) for fault in report["faults"]}


def test_its_digests_are_right(opened: Callable[..., Page], whole: Path) -> None:
    page = opened(whole)
    chance = random.Random(3)
    found = page.evaluate(
        """lengths => lengths.map(length => {
             const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255);
             const one = new Sha256(), two = new Sm3();
             for (let at = 0; at < length; at += 37) { one.update(bytes.subarray(at, at + 37)); two.update(bytes.subarray(at, at + 37)); }
             return [one.hex(), two.hex()];
           })""",
        lengths := [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, *(chance.randrange(5000) for _ in range(20))],
    )  # fmt: skip
    for length, pair in zip(lengths, found, strict=True):
        data = bytes((at * 7 + length) & 255 for at in range(length))
        assert pair == [hashlib.sha256(data).hexdigest(), sm3(data)]
    vectors = page.evaluate("[sha256(utf8('abc')), sm3(utf8('abc')), sm3(utf8('abcd'.repeat(16)))]")
    assert vectors == [
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    ]


@pytest.mark.parametrize("how", ALTERED)
def test_both_verifiers_find_the_same(opened: Callable[..., Page], copy: Path, how: str) -> None:
    alter, where = ALTERED[how]
    alter(copy)
    report = check(opened(copy), copy)
    assert not report["ok"] and where in {fault["where"] for fault in report["faults"]}, report["faults"]
    assert by_page(report) == by_script(copy)


def test_a_whole_dossier_of_five_hundred_papers(
    opened: Callable[..., Page], tmp_path: Path, shot: Callable[[Page, str], None]
) -> None:
    root = Made(500, 20).write(tmp_path / "large")
    page = opened(root)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.append(request.url) if request.url.startswith("http") else None)
    report = check(page, root)
    assert report["ok"] and not report["skipped"] and not errors
    assert report["anchored"] == 357
    text = page.inner_text("#result")
    assert "案卷完整，没有发现改动" in text
    manifest = hashlib.sha256((root / "manifest.json").read_bytes()).hexdigest()
    catalogue = hashlib.sha256((root / "目录.json").read_bytes()).hexdigest()
    assert manifest in text and catalogue in text
    assert page.locator("section:has-text('卷内目录') tbody tr").count() >= 500
    shot(page, "dossier-verified")
    flip(root / "音视频" / "V020 LX-0020.mp4", 5)
    again = check(page, root)
    assert by_page(again) == {("files", "音视频/V020 LX-0020.mp4")}
    assert "不能作为依据：发现 1 处问题" in page.inner_text("#result")
    shot(page, "dossier-refused")


def test_a_page_of_another_export_is_no_witness(
    opened: Callable[..., Page], whole: Path, tmp_path: Path
) -> None:
    other = Made(3, 1).write(tmp_path / "other")
    report = check(opened(other), whole)
    assert ("manifest", "manifest.json") in by_page(report)


def test_the_archive_and_single_files_can_be_chosen_too(
    opened: Callable[..., Page], whole: Path, tmp_path: Path
) -> None:
    path = tmp_path / "案卷.zip"
    write_zip(path, "案卷 1", Made().package().parts)
    assert check(opened(whole), path, "#single")["ok"]
    files = [file for file in whole.rglob("*") if file.is_file()]
    assert check(opened(whole), files, "#single")["ok"]


def test_it_fits_a_phone_and_is_usable_by_keyboard(opened: Callable[..., Page], copy: Path) -> None:
    flip(copy / "案卷.pdf", 9)
    page = opened(copy, width=390)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "folder"
    check(page, copy)
    assert page.evaluate("document.activeElement.id") == "result"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        assert not found["violations"], json.dumps(found["violations"], ensure_ascii=False)[:2000]


def test_the_film_plays_at_the_mark(opened: Callable[..., Page], tmp_path: Path) -> None:
    film = make_video(tmp_path / "film.mp4", seconds=3).read_bytes()
    root = Made(3, 1, film=film).write(tmp_path / "export")
    page = opened(root)
    assert check(page, root)["ok"]
    page.click("button:has-text('0:01 出示执法证')")
    video = page.locator("video")
    video.evaluate("video => video.readyState >= 2 || new Promise(ready => (video.oncanplay = ready))")
    assert video.evaluate("video => video.error") is None
    assert 1.1 < video.evaluate("video => video.currentTime") <= 3.1
