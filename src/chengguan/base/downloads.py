"""下载: a file made for a person as an answer of a view. The one place that names downloads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"


def attachment(content: bytes | str | Iterable[bytes], name: str, media_type: str) -> HttpResponseBase:
    """The content to be saved under a name, which may hold any characters. An iterable is sent as it comes."""
    response: HttpResponseBase
    if isinstance(content, (bytes, str)):
        response = HttpResponse(content, content_type=media_type)
    else:
        response = StreamingHttpResponse(content, content_type=media_type)
    return named(response, name, download=True)


def named(response: HttpResponseBase, name: str, *, download: bool) -> HttpResponseBase:
    """An answer with the name under which it is saved, or shown in the page; nobody between keeps a copy."""
    response["Content-Disposition"] = content_disposition_header(download, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
