"""体检结果 as a workbook: every finding and every unread cell, written as they come, so that memory stays flat."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import xlsxwriter

from chengguan.audits.checks.findings import LEVELS, ORDER, Finding
from chengguan.audits.checks.records import Unread
from chengguan.audits.checks.running import KINDS, Report

FULL: Final = 1_000_000
FINDINGS: Final = (
    ("级别", 10), ("规则", 24), ("工作表", 12), ("行", 8), ("案号（文号）", 24), ("当事人", 22), ("发现", 60),
    ("条文", 44), ("依据的单元格", 44), ("期限怎样算出", 60), ("规则核对程度", 12),
)  # fmt: skip
UNREAD: Final = (("工作表", 12), ("行", 8), ("列", 20), ("内容", 40), ("原因", 40), ("处理", 26))
MARKS: Final = {"V": "已核对条文", "V2": "据二手资料", "R": "未核实", "P": "本平台的政策选择", "": ""}
DISCLAIMER: Final = "本结果根据表格内容推算，是供核查的线索，不是对案件是否合法的认定；应当以案卷为准。"


class Workbook:
    """The sink of an audit that writes an .xlsx file."""

    def __init__(self, path: Path) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._bold = self._book.add_format(
            {"bold": True, "bg_color": "#e8edf3", "border": 1, "valign": "vcenter"}
        )
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._summary = self._book.add_worksheet("汇总")
        self._findings = _Pages(self._book, "发现", FINDINGS, self._bold)
        self._unread = _Pages(self._book, "未读出", UNREAD, self._bold)

    def finding(self, finding: Finding) -> None:
        """One finding, one line."""
        self._findings.write(
            LEVELS[finding.level], finding.title, finding.sheet, finding.row, finding.case, finding.party, finding.text,
            finding.articles, finding.cells, finding.computed, MARKS.get(finding.verified, ""),
        )  # fmt: skip

    def unread(self, unread: Unread) -> None:
        """One cell or row that could not be read."""
        handled = "整行没有检查" if unread.whole else "该单元格没有用于检查"
        self._unread.write(unread.sheet, unread.row, unread.column, unread.value, unread.reason, handled)

    def close(self, report: Report | None = None) -> None:
        """Write the summary and the file. Without a report the run failed; the file is closed all the same."""
        if report is not None:
            _Summary(self._summary, self._title, self._bold, self._wrap).write(report)
        self._book.close()


class _Pages:
    """A table that goes on in another sheet when one is full."""

    def __init__(self, book: Any, name: str, head: tuple[tuple[str, int], ...], bold: Any) -> None:
        self._book, self._name, self._head, self._bold = book, name, head, bold
        self._count, self._line = 0, 0
        self._sheet: Any = None
        self._begin()

    def _begin(self) -> None:
        self._count += 1
        name = self._name if self._count == 1 else f"{self._name}{self._count}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, (_, width) in enumerate(self._head):
            self._sheet.set_column(column, column, width)
        self._sheet.write_row(0, 0, [title for title, _ in self._head], self._bold)
        self._sheet.autofilter(0, 0, FULL, len(self._head) - 1)
        self._line = 0

    def write(self, *cells: Any) -> None:
        if self._line >= FULL:
            self._begin()
        self._line += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._line, column, cell)
            elif cell:
                self._sheet.write_string(self._line, column, str(cell)[:32_000])


class _Summary:
    """The first sheet."""

    def __init__(self, sheet: Any, title: Any, bold: Any, wrap: Any) -> None:
        self._sheet, self._title, self._bold, self._wrap = sheet, title, bold, wrap
        self._line = 0
        for column, width in enumerate((26, 60, 10, 10, 10, 10)):
            sheet.set_column(column, column, width)

    def write(self, report: Report) -> None:
        tally, order = report.tally, report.order
        self._row(["行政处罚案件数据体检结果"], self._title)
        self._row([DISCLAIMER])
        self._row(["单位", order.organ])
        self._row(["文件", order.name or order.path.name])
        self._row(["种类", KINDS[order.kind]])
        self._row(["检查之日", order.today.isoformat()])
        self._row(["读入行数", tally.rows])
        self._row(["检查的案件（行）", tally.cases])
        self._row(["有发现的案件（行）", tally.touched])
        self._row(["没有检查的行", tally.unread_rows + report.early])
        self._row(["没有读出的单元格", tally.unread_cells])
        self._row([])
        self._row(["规则", "条文", *(LEVELS[level] for level in ORDER), "合计"], self._bold)
        for rule, kept in tally.ranked():
            counts = [kept["levels"].get(level, 0) for level in ORDER]
            self._row([kept["title"], kept["articles"], *counts, tally.rules[rule]])
        self._lists(report)

    def _lists(self, report: Report) -> None:
        self._row([])
        self._row(["工作表", "情况"], self._bold)
        for pair in report.sheets:
            self._row(list(pair))
        self._row([])
        self._row(["没有运行的规则", "原因"], self._bold)
        for pair in report.resting:
            self._row(list(pair))
        for note in report.notes:
            self._row(["说明", note])
        self._row([])
        self._row(["栏目", "列名"], self._bold)
        for column, label in report.mapping.columns.items():
            unit = report.mapping.units.get(column, "")
            self._row([report.titles.get(column, column), f"{label}（按{unit}）" if unit else label])

    def _row(self, cells: list[Any], form: Any = None) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._line, column, cell, form or self._wrap)
            else:
                self._sheet.write_string(
                    self._line, column, str(cell), form or (self._wrap if column else None)
                )
        self._line += 1
