"""引用核对 as a spreadsheet."""

from __future__ import annotations

import io
from typing import Final

import xlsxwriter

from chengguan.statutes.selectors.citations import Checked

from .citations import write_citation
from .selectors.cited import CitationReport

COLUMNS: Final = (("法规", 30), ("条文", 46), ("结果", 20), ("说明", 60), ("核对日期", 12), ("引用者", 80))


def write_report(report: CitationReport) -> bytes:
    """One row for each citation, the gravest first."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("引用核对")
        head = workbook.add_format({"bold": True, "bg_color": "#E8EFF8", "border": 1})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        for place, (title, width) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)
        for line, row in enumerate(report.rows, start=1):
            for place, text in enumerate(_cells(row)):
                sheet.write_string(line, place, text, wrap)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(report.rows), 1), len(COLUMNS) - 1)
    return content.getvalue()


def _cells(row: Checked) -> tuple[str, ...]:
    cite = {name: getattr(row.cite, name) for name in ("law", "article", "paragraph", "item", "part")}
    users = "；".join(f"{user.shelf_title}“{user.title}”" for user in row.users)
    return row.cite.law, write_citation(cite), row.title, row.statement, str(row.checked or ""), users
