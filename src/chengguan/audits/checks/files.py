"""The file 文件: what it is by its content, whether it is safe to open, and its sheets as rows of plain cells.

A file that cannot be read raises `FileRefused` with what to do, in Chinese. Nothing in a file is ever executed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

MAX_BYTES: Final = 200 * 1024 * 1024
MAX_UNPACKED: Final = 1024 * 1024 * 1024
MAX_RATIO: Final = 200
"""An honest sheet packs to a twentieth; what packs to less than this is built to fill the memory."""
RATIO_FROM: Final = 50 * 1024 * 1024
MAX_CELLS: Final = 40_000_000
TALLEST: Final = 500
"""Cells merged over more rows than this are headings at the side, not a value of every row."""
READ: Final = 1024 * 1024
XLSX, XLS, CSV = "xlsx", "xls", "csv"
MEDIA: Final = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    XLS: "application/vnd.ms-excel",
    CSV: "text/csv",
}
Row = list[Any]


class FileRefused(ValueError):
    """A file that cannot be checked; the message says why and what to do, in Chinese."""


class Source(Protocol):
    """A table in a file."""

    @property
    def name(self) -> str: ...

    def rows(self) -> Iterator[Row]:
        """Every row from the first on; rows of a spreadsheet are of equal length."""
        ...


@dataclass(frozen=True)
class Table:
    """打开的文件: its visible sheets that hold anything, and what was left out and why."""

    kind: str
    sheets: tuple[Source, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def recognise(path: Path) -> str:
    """xlsx, xls or csv by the content of the file. Raises `FileRefused` for everything else."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("文件为空。")
    if size > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请按年度分成几个文件。")
    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return _package(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return XLS
    _refuse_known(head)
    return CSV


def _refuse_known(head: bytes) -> None:
    """Types that are no tables, by their first bytes."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise FileRefused(
            "这是网页格式的表格（只是改了扩展名），请用 Excel 或 WPS 打开后另存为 xlsx 再检查。"
        )
    marks = ((b"%PDF", "PDF"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"Rar!", "压缩包"), (b"7z\xbc\xaf", "压缩包"), (b"{\\rtf", "文字文档"))  # fmt: skip
    for mark, name in marks:
        if head.startswith(mark):
            raise FileRefused(f"这是{name}文件，不是表格。请导出为 xlsx、xls 或者 csv。")
    if b"\x00" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused("认不出这个文件。请导出为 xlsx、xls 或者 csv。")


def _package(path: Path) -> str:
    """A zip package: a workbook without macros that unpacks to a sensible size."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileRefused("文件已经损坏，打不开。请重新导出。") from None
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("文件含有宏。请另存为不含宏的 xlsx 再检查。")
    if "xl/workbook.bin" in names:
        raise FileRefused("这是二进制工作簿（xlsb），请另存为 xlsx 再检查。")
    if "xl/workbook.xml" not in names:
        raise FileRefused("这是压缩包或者其他文档，不是工作簿。请导出为 xlsx、xls 或者 csv。")
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("文件有密码。请去掉密码再检查。")
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO):
        raise FileRefused(
            f"文件展开后有 {unpacked // 1024 // 1024} MB，超出正常表格的大小，没有打开。请删去多余的空行、空列，或者分成几个文件。"
        )
    _check_extent(path, [m.filename for m in members if m.filename.startswith("xl/worksheets/")])
    return XLSX


_FAR: Final = re.compile(rb"""\sr=["']([A-Z]{2,3})(\d{1,7})["']""")
_ROW: Final = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr=["'](\d{1,7})["']""")


def _check_extent(path: Path, sheets: list[str]) -> None:
    """How far the cells of each sheet reach: one cell in the last corner would make a table of billions of empty ones."""
    with zipfile.ZipFile(path) as package:
        for name in sheets:
            if not name.endswith(".xml"):
                continue
            wide, long = 26, 1
            unpacked = 0
            with package.open(name) as file:
                rest = b""
                while chunk := _read(file):
                    unpacked += len(chunk)
                    if unpacked > MAX_UNPACKED:
                        raise FileRefused("文件展开后超出正常表格的大小，没有打开。请分成几个文件。")
                    block = rest + chunk
                    for column, row in _FAR.findall(block):
                        wide, long = max(wide, _column(column)), max(long, int(row))
                    long = max([long, *map(int, _ROW.findall(block))])
                    rest = block[-200:]
            _refuse_extent(wide, long)


def _read(file: Any) -> bytes:
    try:
        found: bytes = file.read(READ)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise FileRefused("文件已经损坏，读到一半读不下去。请重新导出。") from None
    except Exception as error:  # zlib.error has no common base
        raise FileRefused("文件已经损坏，读到一半读不下去。请重新导出。") from error
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refuse_extent(wide: int, long: int) -> None:
    if wide * long > MAX_CELLS:
        raise FileRefused(
            f"表格的范围有 {long} 行、{wide} 列，远超出正常台账。请删去表外的零星内容和多余的列，或者分成几个文件。"
        )


# --- spreadsheets -----------------------------------------------------------------------------------------------


@dataclass
class _SheetSource:
    """One sheet of a workbook. Cells merged downwards repeat their value: a case with several parties keeps its number."""

    name: str
    sheet: Any

    def rows(self) -> Iterator[Row]:
        starts = self._merged_down()
        if not starts:
            yield from self.sheet.iter_rows()
            return
        held: dict[int, tuple[int, Any]] = {}
        for place, row in enumerate(self.sheet.iter_rows()):
            for column, (bottom, value) in list(held.items()):
                if place > bottom:
                    del held[column]
                elif column < len(row) and row[column] == "":
                    row[column] = value
            for column, bottom in starts.get(place, ()):
                if column < len(row):
                    held[column] = (bottom, row[column])
            yield row

    def _merged_down(self) -> dict[int, list[tuple[int, int]]]:
        """Cells merged over several rows of one column: by first row, the column and the last row."""
        starts: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, right) in self.sheet.merged_cell_ranges or ():
            if left == right and 0 < bottom - top <= TALLEST:
                starts.setdefault(top, []).append((left, bottom))
        return starts


def _workbook(path: Path, kind: str) -> Table:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        raise FileRefused("文件有密码。请去掉密码再检查。") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise FileRefused("文件有密码。请去掉密码再检查。") from None
        raise FileRefused("文件打不开：可能已经损坏，或者不是 Excel、WPS 表格。请重新导出为 xlsx。") from None
    sheets: list[Source] = []
    left_out: list[tuple[str, str]] = []
    for place, meta in enumerate(book.sheets_metadata):
        reason, sheet = _sheet(book, place, meta, python_calamine)
        if reason:
            left_out.append((meta.name, reason))
        else:
            sheets.append(_SheetSource(meta.name, sheet))
    if not sheets:
        raise FileRefused("工作簿里没有可以检查的工作表（都是空的或者隐藏的）。")
    return Table(kind, tuple(sheets), tuple(left_out))


def _sheet(book: Any, place: int, meta: Any, calamine: Any) -> tuple[str, Any]:
    if meta.typ != calamine.SheetTypeEnum.WorkSheet:
        return "不是工作表（图表或者宏表）", None
    if meta.visible != calamine.SheetVisibleEnum.Visible:
        return "隐藏的工作表；需要检查的，请取消隐藏", None
    try:
        sheet = book.get_sheet_by_index(place)
    except (calamine.CalamineError, ValueError):
        return "读不出来，可能已经损坏", None
    if sheet.start is None:
        return "空工作表", None
    _refuse_extent(sheet.total_width, sheet.total_height)
    return "", sheet


# --- text -------------------------------------------------------------------------------------------------------

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_LONGEST: Final = 1024 * 1024


@dataclass(frozen=True)
class _TextSource:
    """A text file with separated columns, read line by line."""

    path: Path
    encoding: str
    delimiter: str
    name: str = "文本"

    def rows(self) -> Iterator[Row]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            try:
                yield from csv.reader((line.replace("\0", "") for line in file), delimiter=self.delimiter)
            except csv.Error:
                raise FileRefused("文本中有一格过长，或者引号不配对，读不下去。请重新导出。") from None


def _text(path: Path) -> Table:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(20_000)
    counts = {mark: head.count(mark) for mark in (",", "\t", ";", "|", "，")}
    delimiter = max(counts, key=lambda mark: counts[mark])
    if not counts[delimiter]:
        raise FileRefused("文本里没有分列的表格。请导出为 xlsx、xls 或者用逗号分隔的 csv。")
    csv.field_size_limit(_LONGEST)
    return Table(CSV, (_TextSource(path, encoding, delimiter),))


def _encoding(path: Path) -> str:
    """UTF-8 if every byte of the file is, else GB18030 (which GBK and GB2312 are parts of)."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(io.DEFAULT_BUFFER_SIZE * 64):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileRefused(
        "文本的编码不是 UTF-8 也不是 GBK，读出来会是乱码。请用 Excel 或 WPS 打开后另存为 xlsx。"
    )


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """The sheets of a file. Raises `FileRefused` when it is none that can be checked, also while its rows are read."""
    kind = recognise(path)
    try:
        yield _text(path) if kind == CSV else _workbook(path, kind)
    except (UnicodeDecodeError, MemoryError):
        raise FileRefused(
            "文件读不下去：内容损坏，或者大到内存放不下。请重新导出，或者分成几个文件。"
        ) from None
