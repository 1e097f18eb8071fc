"""导出报送数据: a hundred thousand rows streamed by the product's own server: first byte, memory, and taking up a broken line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from django.db import connection

from chengguan.base.dates import CHINA
from chengguan.base.uuid7 import uuid7
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.ledger.canonical import canonical, sha256

from .browsing import Browser, Unexpected
from .ground import Ground
from .loading import insert, settle

ROWS, QUICK_ROWS = 100_000, 2_000
DAYS: Final = 1000
PIECE: Final = 256 * 1024
FIRST_DAY: Final = datetime(2023, 1, 2, 9, tzinfo=CHINA)


def measure(
    laid: Ground, browser: Browser, workers: Callable[[], list[int]], *, quick: bool
) -> dict[str, float]:
    """Seconds until the first byte and the last, growth of the largest worker in MB, and the same for the second half alone."""
    size = QUICK_ROWS if quick else ROWS
    channel = _grow(laid, size)
    connection.close()
    last = (FIRST_DAY + timedelta(days=DAYS)).date()
    path = f"/channels/{channel}/export/?first={date(2023, 1, 1)}&last={last}&kind=penalty&format=csv"
    _drawn(browser, path, limit=PIECE)
    before = _largest(workers)
    whole = _drawn(browser, path, watch=lambda: _largest(workers))
    half = whole.size // 2
    rest = _drawn(browser, path, begin=half, tag=whole.tag, watch=lambda: _largest(workers))
    if rest.digest != whole.halves[1] or rest.status != 206:
        raise Unexpected(f"the second half of the export differs ({rest.status})")
    return {
        "rows": size,
        "mb": whole.size / 1e6,
        "first_byte_s": whole.first,
        "seconds": whole.seconds,
        "resumed_first_byte_s": rest.first,
        "resumed_seconds": rest.seconds,
        "grown_mb": max(whole.peak, rest.peak) - before,
    }


class _Draw:
    """What one download gave."""

    def __init__(self) -> None:
        self.status, self.size, self.tag = 0, 0, ""
        self.first = self.seconds = self.peak = 0.0
        self.digest = ""
        self.halves: tuple[str, str] = ("", "")


def _drawn(
    browser: Browser,
    path: str,
    *,
    begin: int = 0,
    tag: str = "",
    limit: int = 0,
    watch: Callable[[], float] | None = None,
) -> _Draw:
    """Download (a part of) the export on a connection of its own; `limit` breaks off after so many bytes."""
    found, link = _Draw(), HTTPConnection("127.0.0.1", browser.port, timeout=300)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    if begin:
        headers |= {"Range": f"bytes={begin}-", "If-Range": tag}
    started = perf_counter()
    link.request("GET", path, headers=headers)
    answer = link.getresponse()
    found.status, found.tag = answer.status, answer.getheader("ETag", "")
    if answer.status not in (200, 206):
        raise Unexpected(f"{path}: {answer.status}")
    pieces = list(_pieces(answer, found, started, limit, watch))
    found.seconds = perf_counter() - started
    link.close()
    content = b"".join(pieces)
    half = found.size // 2
    found.digest = hashlib.sha256(content).hexdigest()
    found.halves = (hashlib.sha256(content[:half]).hexdigest(), hashlib.sha256(content[half:]).hexdigest())
    return found


def _pieces(
    answer: HTTPResponse, found: _Draw, started: float, limit: int, watch: Callable[[], float] | None
) -> Iterator[bytes]:
    first = answer.read(1)
    found.first = perf_counter() - started
    found.size = len(first)
    yield first
    while piece := answer.read(PIECE):
        found.size += len(piece)
        if watch is not None:
            found.peak = max(found.peak, watch())
        yield piece
        if limit and found.size >= limit:
            return


def _largest(workers: Callable[[], list[int]]) -> float:
    """Memory of the largest worker in MB that is its own: pages of the database file that lie in memory are everybody's."""
    return max(_own(pid) for pid in workers())


def _own(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Anonymous:"))


def _grow(laid: Ground, size: int) -> Any:
    """A receiver with so many rows sent to it, each of the national format's usual length."""
    bureau = laid.cast.bureau
    channel = Channel.objects.create(
        id=uuid7(FIRST_DAY), bureau=bureau, code="BENCH", name="测速平台", mode="file", kinds=["penalty"],
        registered_at=FIRST_DAY, stage="active",
    )  # fmt: skip
    keys = [uuid7(_moment(n, size)) for n in range(size)]
    insert(Publication, (_publication(bureau.pk, keys[n], n, size) for n in range(size)))
    insert(Delivery, (_delivery(bureau.pk, channel.pk, keys[n], n, size) for n in range(size)))
    settle()
    return channel.pk


def _moment(n: int, size: int) -> datetime:
    return FIRST_DAY + timedelta(days=DAYS * n / size)


def _publication(bureau: int, key: Any, n: int, size: int) -> dict[str, Any]:
    at = _moment(n, size)
    return {
        "id": key, "bureau_id": bureau, "kind": "penalty", "subject_key": f"bench/{key}", "code": f"B{n:09d}",
        "number": f"基城管罚决〔2024〕第{n}号", "title": "擅自占用城市道路案", "party_name": f"基准{n:06d}号有限公司",
        "decided_on": at.date(), "prepared_at": at, "released_at": at, "stage": "released", "known": {},
    }  # fmt: skip


def _delivery(bureau: int, channel: Any, publication: Any, n: int, size: int) -> dict[str, Any]:
    at = _moment(n, size)
    row = {
        "CF_XDR_MC": f"基准{n:06d}号有限公司", "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": "91430581MA4TE8T00P",
        "CF_FRDB": "王演示", "CF_WSH": f"基城管罚决〔2024〕第{n}号", "CF_WFXW": "擅自占用城市道路",
        "CF_SY": f"{at:%Y年%m月%d日}，当事人在示范路{n % 300}号未经批准占用城市道路堆放材料，" * 3,
        "CF_YJ": "《城市道路管理条例》第四十二条", "CF_CFLB": "罚款", "CF_NR": "罚款2,000.00元", "CF_NR_FK": "0.2",
        "CF_JDRQ": f"{at:%Y/%m/%d}", "CF_YXQ": "2099/12/31", "CF_GSJZQ": f"{at:%Y/%m/%d}", "CF_CFJG": "基准市城市管理局",
    }  # fmt: skip
    return {
        "id": uuid7(at), "bureau_id": bureau, "publication_id": publication, "channel_id": channel, "operation": "send",
        "number": 1, "revision": 1, "row": row, "row_sha256": sha256(canonical(row).encode()), "state": "accepted",
        "created_at": at, "sent_at": at, "answered_at": at, "receipt": f"HZ-{n}",
    }  # fmt: skip
