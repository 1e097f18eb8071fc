"""文件下载与播放: a stored file as an answer, with byte ranges (RFC 9110 §14) so that players can seek."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from chengguan.base.downloads import named
from chengguan.base.streaming import span_of

from . import storing
from .models import StoredFile

MISSING: Final = "文件不在存储中，请联系系统管理员核查。"
DESTROYED: Final = "文件保管期限届满，已经依照规定销毁。"


def answer(
    request: HttpRequest, stored: StoredFile, name: str, *, as_attachment: bool = False
) -> HttpResponseBase:
    """The file, or the part of it that the request asks for (206); 416 for a range outside the file.

    Raises Http404 for a content that is not there, `StoreUnavailable` (a page says so, 503) before anything is sent.
    """
    span = span_of(request.headers.get("Range", ""), stored.size)
    if span is None:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{stored.size}"
        return refused
    begin, end = span
    whole = (begin, end) == (0, stored.size)
    response = StreamingHttpResponse(
        _pieces(stored, begin, end), status=200 if whole else 206, content_type=stored.media_type
    )
    response["Content-Length"] = str(end - begin)
    response["Accept-Ranges"] = "bytes"
    if not whole:
        response["Content-Range"] = f"bytes {begin}-{end - 1}/{stored.size}"
    return named(response, name, download=as_attachment)


def _pieces(stored: StoredFile, begin: int, end: int) -> Iterator[bytes]:
    try:
        return storing.chunks(stored, begin, end)
    except FileNotFoundError as gone:
        raise Http404(DESTROYED if stored.removed_at else MISSING) from gone
