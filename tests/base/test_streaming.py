"""A streamed download begins at once, holds no more than a page, and goes on byte for byte where it broke off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from chengguan.base import streaming
from chengguan.base.streaming import ContentChanged, span_of, streamed

LINES = [f"第{n:05d}行,{'内容' * (n % 37)}\r\n".encode() for n in range(5000)]
WHOLE = b"".join(LINES)
SIZE = 100


class Source:
    """Pages of lines, counting how often and from where they are read."""

    def __init__(self, lines: list[bytes] | None = None) -> None:
        self.lines = LINES if lines is None else lines
        self.asked: list[int | None] = []

    def __call__(self, cursor: int | None) -> tuple[bytes, int | None]:
        self.asked.append(cursor)
        begin = cursor or 0
        after = begin + SIZE
        return b"".join(self.lines[begin:after]), after if after < len(self.lines) else None


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    streaming._trails.clear()
    yield
    streaming._trails.clear()


def get(source: Source, *, etag: str = "v1", public: bool = False, **headers: str) -> HttpResponseBase:
    request = RequestFactory().get(
        "/export.csv", headers=cast(Any, {k.replace("_", "-"): v for k, v in headers.items()})
    )
    return streamed(request, source, name="清单.csv", content_type="text/csv", etag=etag, public=public)


def body(response: HttpResponseBase) -> bytes:
    return b"".join(cast(Any, cast(StreamingHttpResponse, response)))


def test_whole_is_sent_page_by_page() -> None:
    source = Source()
    response = get(source)
    assert response.status_code == 200
    assert not source.asked
    pieces = iter(cast(Any, response))
    first = next(pieces)
    assert source.asked == [None]
    assert first == WHOLE[: len(first)]
    assert first + b"".join(pieces) == WHOLE
    assert response["ETag"] == '"v1"'
    assert response["Accept-Ranges"] == "bytes"
    assert "no-store" in response["Cache-Control"]
    assert "Content-Length" not in response


@pytest.mark.parametrize("begin", [0, 1, 70_000, len(WHOLE) - 1])
@pytest.mark.parametrize("read_before", [True, False])
def test_rest_is_the_same_bytes(begin: int, read_before: bool) -> None:
    if read_before:
        body(get(Source()))
    source = Source()
    response = get(source, Range=f"bytes={begin}-", If_Range='"v1"')
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {begin}-{len(WHOLE) - 1}/{len(WHOLE)}"
    assert int(response["Content-Length"]) == len(WHOLE) - begin
    assert body(response) == WHOLE[begin:]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=10-19", 10, 19),
        ("bytes=-500", len(WHOLE) - 500, len(WHOLE) - 1),
        ("bytes=5-99999999", 5, len(WHOLE) - 1),
    ],
)
def test_parts(asked: str, first: int, last: int) -> None:
    response = get(Source(), Range=asked)
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(WHOLE)}"
    assert body(response) == WHOLE[first : last + 1]


def test_resuming_begins_near_the_break() -> None:
    body(get(Source()))
    source = Source()
    tail = body(get(source, Range=f"bytes={len(WHOLE) - 100}-"))
    assert tail == WHOLE[-100:]
    pages_in_stride = streaming.STRIDE // min(
        len(b"".join(LINES[n : n + SIZE])) for n in range(0, 5000, SIZE)
    )
    assert len(source.asked) <= pages_in_stride + 2
    assert source.asked[0] is not None


def test_changed_content_is_sent_anew() -> None:
    response = get(Source(), etag="v2", Range="bytes=100-", If_Range='"v1"')
    assert response.status_code == 200
    assert body(response) == WHOLE


def test_not_modified_and_outside() -> None:
    assert get(Source(), If_None_Match='W/"v0", "v1"').status_code == 304
    beyond = get(Source(), Range=f"bytes={len(WHOLE)}-")
    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{len(WHOLE)}"


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=1-2,4-5", "rows=1-2", "bytes=a-b"])
def test_what_cannot_be_read_is_no_range(asked: str) -> None:
    assert get(Source(), Range=asked).status_code == 200


def test_torn_content_breaks_the_line() -> None:
    body(get(Source()))
    with pytest.raises(ContentChanged):
        body(get(Source(LINES[:4000])))
    with pytest.raises(ContentChanged):
        body(get(Source(LINES[:4000]), Range=f"bytes={len(WHOLE) - 5}-"))


def test_empty_content() -> None:
    assert body(get(Source([]))) == b""
    assert get(Source([]), etag="other", Range="bytes=0-").status_code == 416


def test_public_may_be_kept() -> None:
    assert get(Source(), public=True)["Cache-Control"] == "public, no-cache"


def test_only_few_trails_are_kept() -> None:
    for n in range(streaming.KEPT + 5):
        get(Source(), etag=f"v{n}")
    assert len(streaming._trails) == streaming.KEPT


def test_span() -> None:
    assert span_of("", 10) == (0, 10)
    assert span_of("bytes=3-", 10) == (3, 10)
    assert span_of("bytes=-3", 10) == (7, 10)
    assert span_of("bytes=10-", 10) is None
