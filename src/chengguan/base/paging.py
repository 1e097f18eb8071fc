"""Keyset pages as links: first, previous, next, last; no page counts all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest


@dataclass(frozen=True)
class Pages:
    """Links of a pager; empty where there is nothing that way. `count` is not known and not asked."""

    first: str
    previous: str
    next: str
    last: str
    shown: int
    count: int | None = None


@dataclass(frozen=True)
class Cursor:
    """What the request asks of a keyset list."""

    cursor: str
    backwards: bool
    last: bool


def cursor_of(request: HttpRequest) -> Cursor:
    """Cursor from the query: `after`, `before` or `last`."""
    before = request.GET.get("before", "")
    return Cursor(before or request.GET.get("after", ""), bool(before), request.GET.get("last") == "1")


def pages(query: Mapping[str, str], *, earlier: str, later: str, shown: int) -> Pages:
    """Links from the cursors of the neighbouring pages and the filters in use."""

    def link(**extra: str) -> str:
        return "?" + urlencode({**query, **extra})

    return Pages(
        first=link() if earlier else "",
        previous=link(before=earlier) if earlier else "",
        next=link(after=later) if later else "",
        last=link(last="1") if later else "",
        shown=shown,
    )
