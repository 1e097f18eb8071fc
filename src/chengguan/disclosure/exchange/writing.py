"""报送文件: rows of the national format as XLSX, CSV or JSON; the same rows give the same bytes of CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from chengguan.base.downloads import XLSX
from chengguan.base.workbook import workbook
from chengguan.documents import storing
from chengguan.documents.hashing import digest_of
from chengguan.documents.models import StoredFile

MEDIA: Final = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson; charset=utf-8",
}
BOM: Final = b"\xef\xbb\xbf"
Items = Sequence[tuple[str, str]]
"""Id and title of the columns."""


def head_line(items: Items) -> bytes:
    """The head of a CSV file with the mark by which spreadsheets know UTF-8."""
    return BOM + csv_lines([[title for _, title in items]])


def csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Lines of a CSV file. A value that a spreadsheet would take for a formula is made text."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return buffer.getvalue().encode()


def _text(value: str) -> str:
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def json_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """One JSON object a line."""
    return b"".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows
    )


def ordered(values: dict[str, str], items: Items) -> list[str]:
    """A row's values in the order of the columns."""
    return [values.get(name, "") for name, _ in items]


def written(format: str, title: str, items: Items, rows: Sequence[dict[str, str]]) -> bytes:
    """A whole file in the receiver's format."""
    if format == "xlsx":
        return workbook(title, [name for _, name in items], (ordered(row, items) for row in rows))
    if format == "csv":
        return head_line(items) + csv_lines(ordered(row, items) for row in rows)
    content = {
        "title": title,
        "rows": [dict(zip((name for name, _ in items), ordered(row, items), strict=True)) for row in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def kept(content: bytes, format: str) -> StoredFile:
    """The file in the store. Raises `StoreUnavailable`."""
    path = _aside(content)
    try:
        found = digest_of(path)
        return storing.keep(
            path, sha256=found.sha256, sm3=found.sm3, size=found.size, media_type=MEDIA[format]
        )
    finally:
        path.unlink(missing_ok=True)


def _aside(content: bytes) -> Path:
    folder = Path(settings.FILES_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return Path(name)


def columns(items: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Id and title of each field of the national format."""
    return ((str(item["id"]), str(item["title"])) for item in items)
