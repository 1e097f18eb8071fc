"""A spreadsheet from rows, with text kept as text (no formulas)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter


def workbook(sheet_name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx file with a bold, frozen heading row; dates as ISO text, money as numbers."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(sheet_name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 16)
    sheet.write_row(0, 0, head, book.add_format({"bold": True, "bg_color": "#e8edf3", "border": 1}))
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, [_cell(value) for value in row])
    book.close()
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return "" if value is None else value
