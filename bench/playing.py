"""从标记处播放: from the click until the bytes of the tagged second are there, and until Chromium shows the picture.

Two films of ten minutes, one that plays as it lies (MP4) and one that was cut into segments (Matroska); each play is put
on the record, as in the product.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from chengguan.documents.hashing import digest_of
from chengguan.documents.storing import keep
from chengguan.people.selectors import actor_of
from chengguan.recordings import rendering
from chengguan.recordings.acts.receiving import receive
from chengguan.recordings.models import Recording
from chengguan.recordings.probing import probe

from .browsing import Browser, Unexpected
from .ground import Ground

MINUTES, QUICK_MINUTES = 10, 0.2
PLAYS, QUICK_PLAYS = 40, 2
SHOWN: Final = 15
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio"]
READY: Final = "() => { const film = document.querySelector('video'); return film && film.readyState >= 2 && !film.seeking; }"
JUMP: Final = """(second) => new Promise((done) => { const film = document.querySelector("video"), begun = performance.now();
    film.requestVideoFrameCallback(() => done(performance.now() - begun)); film.currentTime = second; })"""


def measure(laid: Ground, browser: Browser, *, quick: bool) -> dict[str, float]:
    """Milliseconds (95th of a hundred) for both ways of playing, at the server and, where there is one, in Chromium."""
    seconds = (QUICK_MINUTES if quick else MINUTES) * 60
    kept = {name: _kept(laid, seconds, name) for name in ("mp4", "matroska")}
    connection.close()
    plays = QUICK_PLAYS if quick else PLAYS
    places = [
        int(hashlib.sha256(bytes([number])).hexdigest()[:8], 16) % round(seconds * 900)
        for number in range(plays)
    ]
    found = {
        "minutes": seconds / 60,
        "direct_ms": _late(lambda at: _direct(browser, kept["mp4"], at), places),
        "segments_ms": _late(lambda at: _segments(browser, kept["matroska"], at), places),
    }
    chromium = shutil.which("chromium")
    if chromium and not quick:
        found |= _in_chromium(chromium, browser, kept, places[:SHOWN])
    return found


def _kept(laid: Ground, seconds: float, packaging: str) -> Recording:
    """A film on the record and ready to play."""
    with tempfile.TemporaryDirectory() as folder:
        path = _film(Path(folder) / "film", seconds, packaging)
        found, digest = probe(path), digest_of(path)
        file = keep(path, sha256=digest.sha256, sm3=digest.sm3, size=digest.size, media_type=found.media_type)
    officer, at = laid.cast.handlers[0], timezone.now()
    actor = actor_of(officer, at.date())
    done = receive(actor=actor, at=at, file=file, found=found, name=f"film.{packaging}", officer=officer)
    recording: Recording = done.result
    rendering.prepare({"recording": str(recording.pk)}, timezone.now)
    return recording


def _film(path: Path, seconds: float, packaging: str) -> Path:
    """Moving noise of 640x360, ten frames and one keyframe a second: about 2 Mbit/s, as body-worn cameras write."""
    import av
    import numpy as np

    noise = np.random.default_rng(4).integers(0, 255, (400, 700, 3), dtype=np.uint8)
    with av.open(str(path), "w", format=packaging) as out:
        stream: Any = out.add_stream(
            "libx264", rate=10, options={"preset": "ultrafast", "crf": "38", "g": "10"}
        )
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        make: Any = av.VideoFrame.from_ndarray
        for number in range(round(seconds * 10)):
            shift = number % 40
            picture = np.ascontiguousarray(noise[shift : shift + 360, shift : shift + 640])
            out.mux(stream.encode(make(picture, format="rgb24")))
        out.mux(stream.encode())
    return path


def _late(play: Callable[[int], None], places: list[int]) -> float:
    """The 95th of a hundred plays, in milliseconds."""
    play(places[0])
    times = []
    for place in places:
        begun = perf_counter()
        play(place)
        times.append((perf_counter() - begun) * 1000)
    return sorted(times)[min(len(times) - 1, len(times) * 95 // 100)]


def _opened(browser: Browser, recording: Recording, at_ms: int) -> str:
    """Put the play on the record and open the page with the player."""
    fields = [("reason", "办理案件核对现场"), ("at_ms", str(at_ms))]
    return browser.get(browser.post(f"/recordings/{recording.pk}/play/", fields).partition("#")[0])


def _direct(browser: Browser, recording: Recording, at_ms: int) -> None:
    """As Chromium asks: the head, the index behind, and the bytes from the place of the second."""
    address = _address(_opened(browser, recording, at_ms), r'<video[^>]* src="([^"#]+)#')
    size = recording.file.size
    place = round(size * at_ms / max(1, recording.duration_ms))
    for begin, end in (
        (0, 65_535),
        (max(0, size - 262_144), size - 1),
        (place, min(place + 1_000_000, size) - 1),
    ):
        _range(browser, address, begin, end)


def _segments(browser: Browser, recording: Recording, at_ms: int) -> None:
    """Playlist, head, and the segment in which the second lies."""
    page = _opened(browser, recording, at_ms)
    listed = browser.get(_address(page, r'data-playlist="([^"]+)"'))
    head = re.search(r'URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"', listed)
    if head is None:
        raise Unexpected("no segments")
    _range(browser, head[1], int(head[3]), int(head[3]) + int(head[2]) - 1)
    left = at_ms / 1000
    for length, size, begin in re.findall(r"#EXTINF:([\d.]+),\s+#EXT-X-BYTERANGE:(\d+)@(\d+)", listed):
        left -= float(length)
        if left <= 0:
            _range(browser, head[1], int(begin), int(begin) + int(size) - 1)
            return


def _address(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise Unexpected("the page has no player that is ready")
    return unescape(found[1])


def _range(browser: Browser, address: str, begin: int, end: int) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    line = HTTPConnection("127.0.0.1", browser.port, timeout=60)
    line.request("GET", address, headers={"Cookie": cookies, "Range": f"bytes={begin}-{end}"})
    answer = line.getresponse()
    if answer.status != 206 or len(answer.read()) != end - begin + 1:
        raise Unexpected(f"{address}: {answer.status}")
    line.close()


def _in_chromium(
    path: str, browser: Browser, kept: dict[str, Recording], places: list[int]
) -> dict[str, float]:
    """From opening the page until the picture of the second stands there, and from a jump until its picture is drawn."""
    from playwright.sync_api import sync_playwright

    home, found = f"http://127.0.0.1:{browser.port}", {}
    with sync_playwright() as driver, driver.chromium.launch(executable_path=path, args=FLAGS) as chromium:
        context = chromium.new_context(locale="zh-CN")
        context.add_cookies(
            [{"name": name, "value": value, "url": home} for name, value in browser.cookies.items()]
        )
        page: Any = context.new_page()
        for name, recording in (("direct", kept["mp4"]), ("segments", kept["matroska"])):
            fields = [("reason", "办理案件核对现场")]
            address = browser.post(f"/recordings/{recording.pk}/play/", fields).partition("#")[0]

            def shown(at: int, address: str = address) -> None:
                page.goto(home + re.sub(r"at=\d+", f"at={at}", address), wait_until="commit")
                page.wait_for_function(READY, polling="raf")

            found[f"shown_{name}_ms"] = _late(shown, places)
            jumps = sorted(page.evaluate(JUMP, at / 1000) for at in places)
            found[f"jump_{name}_ms"] = jumps[min(len(jumps) - 1, len(jumps) * 95 // 100)]
    return found
