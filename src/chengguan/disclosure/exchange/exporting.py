"""导出报送数据: the rows that a receiver was given over a period, page by page, as CSV or as JSON lines.

Only what never changes is written (the rows as they were compiled), so that a line that broke off is taken up byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from chengguan.base.dates import local_date, start_of
from chengguan.base.uuid7 import earliest
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.ledger.canonical import sha256

from .compiling import items_of
from .writing import columns, csv_lines, head_line, json_lines, ordered

FIRST_ROWS, ROWS = 100, 500
WRITTEN: Final = tuple(state for state, _ in Delivery.STATES if state != Delivery.CANCELLED)
OWN: Final = [
    ("operation", "操作"),
    ("code", "公示编号"),
    ("revision", "公示版本"),
    ("created_on", "生成日期"),
]
FORMATS: Final = [("csv", "CSV"), ("jsonl", "JSON（每行一条）")]
Pages = Callable[[Any], tuple[bytes, Any]]


@dataclass(frozen=True)
class Export:
    """One export: its tag, which changes when a row more belongs to it, and its pages."""

    etag: str
    pages: Pages


def export_of(channel: Channel, kind: str, first: date, last: date, format: str) -> Export:
    """The rows of a kind given to a receiver from `first` to `last`, in the order in which they were made.

    Ids bear the time, so that the period is a piece of the index; the tag covers every kind, which is more than it need.
    """
    begin, end = earliest(start_of(first)), earliest(start_of(last + timedelta(days=1)))
    rows = Delivery.objects.filter(channel=channel, id__gte=begin, id__lt=end)
    count = rows.filter(state__in=WRITTEN).count()
    newest = rows.order_by("-id").values_list("id", flat=True).first()
    items = list(columns(items_of(kind, last, channel.bureau.jurisdiction)))
    named = "|".join(name for name, _ in items)
    state = f"{channel.pk}/{kind}/{first}/{last}/{format}/{count}/{newest}/{named}"
    return Export(
        sha256(state.encode())[:32], _pages(rows.exclude(state=Delivery.CANCELLED), kind, items, format)
    )


def _pages(rows: QuerySet[Delivery], kind: str, items: list[tuple[str, str]], format: str) -> Pages:
    operations = dict(Delivery.OPERATIONS)

    def page(cursor: Any) -> tuple[bytes, Any]:
        size = FIRST_ROWS if cursor is None else ROWS
        wanted = rows if cursor is None else rows.filter(id__gt=cursor)
        found = wanted.order_by("id").values_list(
            "id", "operation", "publication_id", "revision", "created_at", "row"
        )
        taken = list(found[:size])
        named = _publications(kind, [publication for _, _, publication, *_ in taken])
        lines = [
            (_own(operations[operation], named[publication], revision, at), row)
            for _, operation, publication, revision, at, row in taken
            if publication in named
        ]
        following = taken[-1][0] if len(taken) == size else None
        return _written(lines, items, format, cursor is None), following

    return page


def _publications(kind: str, keys: list[Any]) -> dict[Any, str]:
    """Public codes of the publications of a kind among some."""
    rows = Publication.objects.filter(pk__in=keys, kind=kind)
    return dict(rows.values_list("pk", "code"))


def _own(operation: str, code: str, revision: int, at: datetime) -> dict[str, str]:
    day = local_date(at).isoformat()
    return {"operation": operation, "code": code, "revision": str(revision), "created_on": day}


def _written(
    lines: list[tuple[dict[str, str], dict[str, str]]], items: list[tuple[str, str]], format: str, first: bool
) -> bytes:
    if format == "csv":
        head = head_line([*OWN, *items]) if first else b""
        return head + csv_lines([*ordered(own, OWN), *ordered(row, items)] for own, row in lines)
    return json_lines(
        {**own, "row": dict(zip((name for name, _ in items), ordered(row, items), strict=True))}
        for own, row in lines
    )
