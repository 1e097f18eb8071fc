"""流式下载: a long list sent page by page, first byte at once, memory flat, and taken up again where a line broke off."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import quote_etag

from .downloads import named

Pages = Callable[[Any], tuple[bytes, Any]]
"""One page of the content: cursor (None begins) -> bytes and the next cursor (None ends). The same cursor gives the same bytes."""
PIECE: Final = 64 * 1024
STRIDE: Final = 512 * 1024
KEPT: Final = 32
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)$")


class ContentChanged(Exception):
    """The pages gave other bytes than the tag promised: the line is cut, so that nobody takes a torn file for a whole one."""


@dataclass
class Trail:
    """Where the pages of one content begin, as far as somebody has read it, and its length once somebody has read all of it."""

    stops: list[tuple[int, Any]] = field(default_factory=lambda: [(0, None)])
    total: int | None = None

    def note(self, offset: int, cursor: Any) -> None:
        if offset >= self.stops[-1][0] + STRIDE:
            self.stops.append((offset, cursor))

    def before(self, offset: int) -> tuple[int, Any]:
        """The last known place at or before an offset."""
        return max((stop for stop in self.stops if stop[0] <= offset), key=lambda stop: stop[0])


_trails: Final[OrderedDict[tuple[str, ...], Trail]] = OrderedDict()
_lock: Final = Lock()


def streamed(
    request: HttpRequest,
    pages: Pages,
    *,
    name: str,
    content_type: str,
    etag: str,
    public: bool = False,
) -> HttpResponseBase:
    """The pages as a download: 200, 206 for the part that `Range` asks for, 304, or 416 for a range outside.

    `etag` is a strong tag: it changes whenever one byte of the content would; a client that broke off sends it back as
    `If-Range` and gets the rest, or, if the content has changed, the new whole. The length is not known before the last
    page: a whole answer says none, and a part costs one reading of what nobody has read yet (without keeping it).
    `public` lets anybody between keep a copy if he asks again each time.
    """
    tag = quote_etag(etag)
    if tag in _tags(request.headers.get("If-None-Match", "")):
        return _headed(HttpResponseNotModified(), name, tag, public)
    trail = _trail(request, tag)
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", "") or not _still(request, tag):
        whole = StreamingHttpResponse(_read(pages, trail, 0, None), content_type=content_type)
        return _headed(whole, name, tag, public)
    total = _measured(pages, trail)
    span = span_of(request.headers["Range"], total)
    if span is None:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{total}"
        return _headed(refused, name, tag, public)
    begin, end = span
    part = StreamingHttpResponse(_read(pages, trail, begin, end), status=206, content_type=content_type)
    part["Content-Range"] = f"bytes {begin}-{end - 1}/{total}"
    part["Content-Length"] = str(end - begin)
    return _headed(part, name, tag, public)


def span_of(header: str, size: int) -> tuple[int, int] | None:
    """Half-open interval that a `Range` asks for (RFC 9110 §14); all without a usable header; None when it lies outside."""
    found = _RANGE.match(header)
    if not header or found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(int(last) + 1 if last else size, size)
    return (begin, end) if begin < end else None


def _headed(response: HttpResponseBase, name: str, tag: str, public: bool) -> HttpResponseBase:
    named(response, name, download=True)
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    if public:
        response["Cache-Control"] = "public, no-cache"
    return response


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _still(request: HttpRequest, tag: str) -> bool:
    """Whether the part goes with what the client holds: it said nothing about it, or it holds this very content."""
    return request.headers.get("If-Range", tag) == tag


def _trail(request: HttpRequest, tag: str) -> Trail:
    """The trail of this address, this reader and this content; the oldest of many is forgotten."""
    viewer = getattr(request, "viewer", None)
    key = (request.get_full_path(), str(getattr(viewer, "user_id", "")), tag)
    with _lock:
        trail = _trails.setdefault(key, Trail())
        _trails.move_to_end(key)
        while len(_trails) > KEPT:
            _trails.popitem(last=False)
    return trail


def _measured(pages: Pages, trail: Trail) -> int:
    """Length of the content, read once from the last place known and kept."""
    if trail.total is None:
        for _ in _walk(pages, trail, trail.stops[-1][0]):
            pass
    assert trail.total is not None  # noqa: S101 - the walk to the end has written it
    return trail.total


def _walk(pages: Pages, trail: Trail, begin: int) -> Iterator[tuple[int, bytes]]:
    """Pages with their offsets from the last known place before `begin`; leaves the trail behind."""
    offset, cursor = trail.before(begin)
    while True:
        chunk, following = pages(cursor)
        yield offset, chunk
        offset, cursor = offset + len(chunk), following
        if cursor is None:
            break
        with _lock:
            trail.note(offset, cursor)
    if trail.total not in (None, offset):
        raise ContentChanged("下载内容在传输中发生变化，请重新下载。")
    trail.total = offset


def _read(pages: Pages, trail: Trail, begin: int, end: int | None) -> Iterator[bytes]:
    """The bytes of an interval in small pieces; all of what was promised, or an error."""
    for offset, chunk in _walk(pages, trail, begin):
        upper = len(chunk) if end is None else min(len(chunk), end - offset)
        for place in range(max(0, begin - offset), upper, PIECE):
            yield chunk[place : min(place + PIECE, upper)]
        if end is not None and offset + len(chunk) >= end:
            return
    if end is not None:
        raise ContentChanged("下载内容在传输中发生变化，请重新下载。")
