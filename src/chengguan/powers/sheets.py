"""The list as a spreadsheet: its three sheets and their columns; reading .xlsx and .csv, writing .xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineWorkbook

Row = dict[str, str]
Sheets = dict[str, list[Row]]
ROW: Final = "行"  # key under which a row keeps its number in the file
POWERS, MATTERS, TIERS = "权力事项", "案由", "裁量基准"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    POWERS: ("事项编码", "事项名称", "权力类型", "实施依据", "生效日期", "失效日期", "调整原因"),
    MATTERS: (
        "案由代码", "案由", "事项编码", "领域", "违反条款", "处罚依据", "处罚种类",
        "罚款幅度（个人）", "罚款幅度（单位）", "罚款幅度（不区分）", "构成要件",
        "须先责令改正", "情节严重才处罚", "可适用简易程序", "列入重大执法决定目录", "生效日期", "失效日期", "核实程度", "备注", "调整原因",
        "沿革编号",
    ),
    TIERS: ("案由代码", "案由生效日期", "适用对象", "序号", "阶次", "适用情形", "下限（元）", "上限（元）", "裁量基准文件", "公布日期"),
}  # fmt: skip
OPTIONAL: Final = frozenset(
    {
        "失效日期",
        "调整原因",
        "备注",
        "情节严重才处罚",
        "沿革编号",
        "核实程度",
        "构成要件",
        "案由生效日期",
        "罚款幅度（个人）",
        "罚款幅度（单位）",
        "罚款幅度（不区分）",
    }
)
MAX_ROWS: Final = 20_000


class NotASheet(ValueError):
    """The file cannot be read as a list at all; the message says why in Chinese."""


def read_file(name: str, content: bytes) -> Sheets:
    """Rows of every sheet of a file, cells as trimmed text. A .csv holds one sheet, known by its columns. Raises NotASheet."""
    tables = _csv(content) if name.lower().endswith(".csv") else _workbook(content)
    if not tables:
        raise NotASheet(f"文件里没有可识别的工作表。工作表名称应为：{'、'.join(COLUMNS)}。")
    sheets = {title: _rows(title, table) for title, table in tables.items()}
    if sum(len(rows) for rows in sheets.values()) > MAX_ROWS:
        raise NotASheet(f"文件超过 {MAX_ROWS} 行，请分批导入。")
    return sheets


def write_file(sheets: Mapping[str, Iterable[Mapping[str, str]]]) -> bytes:
    """The list as .xlsx; every cell is text, nothing becomes a formula or a link."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#e8eff8", "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for title, columns in COLUMNS.items():
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(columns) - 1, 18, text)
        sheet.write_row(0, 0, columns, head)
        for number, row in enumerate(sheets.get(title, ()), start=1):
            for place, column in enumerate(columns):
                sheet.write_string(number, place, row.get(column, ""), text)
    book.close()
    return buffer.getvalue()


def _workbook(content: bytes) -> dict[str, list[list[str]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except Exception as error:  # the reader raises bare exceptions of its own for files that are no workbooks
        raise NotASheet("文件不是可读的电子表格，请另存为 .xlsx 后再试。") from error
    return {
        name: [
            [_cell(value) for value in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
        if name in COLUMNS
    }


def _csv(content: bytes) -> dict[str, list[list[str]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotASheet("文本编码无法识别，请另存为 UTF-8 编码的 CSV 或 .xlsx。")
    table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    head = set(table[0]) if table else set()
    best = max(COLUMNS, key=lambda title: len(head & set(COLUMNS[title])))
    return {best: table} if len(head & set(COLUMNS[best])) >= 3 else {}


def _rows(title: str, table: Sequence[Sequence[str]]) -> list[Row]:
    head = [cell.strip() for cell in table[0]] if table else []
    missing = [column for column in COLUMNS[title] if column not in head and column not in OPTIONAL]
    if missing:
        raise NotASheet(f"工作表“{title}”缺少列：{'、'.join(missing)}。请下载模板对照。")
    out = []
    for number, cells in enumerate(table[1:], start=2):
        row = {column: cell for column, cell in zip(head, cells, strict=False) if column in COLUMNS[title]}
        if any(row.values()):
            out.append({**row, ROW: str(number)})
    return out


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
