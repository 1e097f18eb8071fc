"""CSV, JSON, JSON 行: rows as bytes, page by page, so that a download of any length begins at once and needs no memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from .datasets import Column, Dataset, Row, stated

TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}
Page = Callable[[Any], tuple[list[Row], Any]]
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=stated)
# A sheet program takes a cell that begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def pages(
    item: Dataset, form: str, page: Page, head: Mapping[str, Any]
) -> Callable[[Any], tuple[bytes, Any]]:
    """Bytes of one page and the cursor of the next; `head` stands around the rows in JSON."""
    begin, body, end = {"csv": _csv, "json": _json, "jsonl": _lines}[form](item, head)

    def chunk(cursor: Any) -> tuple[bytes, Any]:
        rows, following = page(cursor)
        text = body(rows, cursor is None)
        if cursor is None:
            text = begin + text
        return (text if following is not None else text + end).encode(), following

    return chunk


Body = Callable[[Iterable[Row], bool], str]


def _csv(item: Dataset, head: Mapping[str, Any]) -> tuple[str, Body, str]:
    """With a byte order mark, by which sheet programs know UTF-8."""

    def body(rows: Iterable[Row], first: bool) -> str:
        out = io.StringIO()
        csv.writer(out).writerows(
            [_cell(column, row.get(column.id)) for column in item.columns] for row in rows
        )
        return out.getvalue()

    out = io.StringIO()
    csv.writer(out).writerow([column.title for column in item.columns])
    return "\ufeff" + out.getvalue(), body, ""


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        value = (
            "；".join(_part(part) for part in value)
            if value and isinstance(value[0], Mapping)
            else "、".join(map(str, value))
        )
    text = str(stated(value))
    return f"'{text}" if column.kind in ("text", "list") and text.startswith(FORMULA) else text


def _part(part: Mapping[str, Any]) -> str:
    return f"{part['title']}：{part['value']}"


def _json(item: Dataset, head: Mapping[str, Any]) -> tuple[str, Body, str]:
    def body(rows: Iterable[Row], first: bool) -> str:
        lines = ",\n".join(_line(item, row) for row in rows)
        return lines if first or not lines else ",\n" + lines

    begin = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{begin}, "rows": [\n', body, "\n]}\n"


def _lines(item: Dataset, head: Mapping[str, Any]) -> tuple[str, Body, str]:
    def body(rows: Iterable[Row], first: bool) -> str:
        return "".join(f"{_line(item, row)}\n" for row in rows)

    return "", body, ""


def _line(item: Dataset, row: Row) -> str:
    return _ENCODER.encode({**row, **{name: _number(row[name]) for name in item.numbers}})


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return float(value) if "." in value else int(value)
