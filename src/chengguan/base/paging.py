"""Keyset pages as links: first, previous, next, last; no page counts all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

R = TypeVar("R")


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


@dataclass(frozen=True)
class Slice(Generic[R]):
    """The rows of a page and the cursors of its neighbours (empty when there is none)."""

    rows: list[R]
    earlier: str
    later: str


def sliced(rows: QuerySet[Any, R], asked: Cursor, *, column: str = "", size: int = 25) -> Slice[R]:
    """One page by keyset, newest first: by a column that is never empty and then by id, or by id alone. One query, no count.

    `rows` give objects or named tuples with `id` and the column; a cursor that cannot be read is none.
    """
    place = _place(rows, column, asked.cursor)
    reverse = asked.backwards or asked.last
    if place is not None:
        rows = rows.filter(_beyond(column, place, reverse))
    names = [column, "id"] if column else ["id"]
    found = list(rows.order_by(*(name if reverse else f"-{name}" for name in names))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if reverse:
        found.reverse()
    has_earlier = more if reverse else place is not None
    has_later = (asked.backwards and not asked.last) if reverse else more
    return Slice(
        rows=found,
        earlier=_cursor(found[0], column) if found and has_earlier else "",
        later=_cursor(found[-1], column) if found and has_later else "",
    )


def _place(rows: QuerySet[Any, Any], column: str, cursor: str) -> tuple[Any, Any] | None:
    value, _, pk = cursor.rpartition("~")
    if not pk:
        return None
    fields = rows.model._meta
    try:
        at = fields.get_field(column).to_python(value) if column else None
        return at, fields.pk.to_python(pk)
    except (ValueError, ValidationError):
        return None


def _beyond(column: str, place: tuple[Any, Any], reverse: bool) -> Q:
    """Rows past a place. The bound by the column alone lets the database begin there in its index."""
    value, pk = place
    side = "gt" if reverse else "lt"
    if not column:
        return Q(**{f"id__{side}": pk})
    past = Q(**{f"{column}__{side}": value}) | Q(**{f"id__{side}": pk})
    return Q(**{f"{column}__{side}e": value}) & past


def _cursor(row: Any, column: str) -> str:
    value = getattr(row, column).isoformat() if column else ""
    return f"{value}~{row.id}" if column else f"~{row.id}"
