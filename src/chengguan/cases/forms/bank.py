"""Reading a bank's reconciliation file (xlsx or csv): rows with what is wrong with each of them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from python_calamine import CalamineError, CalamineWorkbook

from chengguan.cases.facts.bank import BankRow

COLUMNS: Final = ("决定书文号", "缴款人", "金额", "缴款日期", "流水号")
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 20_000
_DATE: Final = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})日?(?:[ T].*)?")
_BRACKETS: Final = str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")


class BankFileForm(forms.Form):
    """导入银行对账文件. `inputs()` gives the keyword arguments of bank.import_file."""

    file = forms.FileField(
        label="对账文件",
        help_text=f"xlsx 或 csv，第一行为列名：{'、'.join(COLUMNS)}。列的先后不限。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择银行提供的对账文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("文件超过 10 MB，请按月份拆分后再导入。")
        content = file.read()
        self.rows = list(_rows(_table(content)))
        if len(self.rows) > MAX_ROWS:
            raise forms.ValidationError(f"一次最多导入 {MAX_ROWS} 行，请拆分后再导入。")
        self.sha256 = hashlib.sha256(content).hexdigest()
        return file

    def inputs(self) -> dict[str, Any]:
        return {"name": str(self.cleaned_data["file"].name)[:200], "sha256": self.sha256, "rows": self.rows}


def _table(content: bytes) -> list[list[Any]]:
    """All cells of the first sheet, whatever the format. What the file is follows from its content, not from its name."""
    if content.startswith(b"PK"):
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        except (CalamineError, OSError, ValueError, IndexError):
            raise forms.ValidationError("无法读取该表格文件，请用 Excel 另存为 xlsx 后再导入。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return [list(row) for row in csv.reader(io.StringIO(text))]
    raise forms.ValidationError("请选择 xlsx 或 csv 格式的对账文件。")


def _rows(table: Sequence[Sequence[Any]]) -> Iterator[BankRow]:
    if not table:
        raise forms.ValidationError("文件中没有内容。")
    places = _places([_text(cell) for cell in table[0]])
    for number, cells in enumerate(table[1:], 2):
        if any(_text(cell) for cell in cells):
            yield _row(
                number, {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
            )


def _places(head: Sequence[str]) -> dict[str, int]:
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise forms.ValidationError(f"第一行缺少列：{'、'.join(missing)}。请核对列名。")
    return {name: head.index(name) for name in COLUMNS}


def _row(number: int, cells: dict[str, Any]) -> BankRow:
    amount, paid_on = _amount(cells["金额"]), _date(cells["缴款日期"])
    paper, reference = _paper_number(_text(cells["决定书文号"])), _text(cells["流水号"])
    return BankRow(
        row=number,
        number=paper[:80],
        payer=_text(cells["缴款人"])[:120],
        amount=amount,
        paid_on=paid_on,
        reference=reference[:60],
        problem=_problem(
            (not paper, "缺少决定书文号"),
            (amount is None, f"金额“{_text(cells['金额'])}”不是有效的数字"),
            (amount is not None and not 0 < amount < 10**12, "金额应当大于零"),
            (paid_on is None, f"缴款日期“{_text(cells['缴款日期'])}”不是有效的日期"),
            (not reference, "缺少流水号"),
        ),
    )


def _problem(*checks: tuple[bool, str]) -> str:
    return "；".join(words for failed, words in checks if failed)


def _text(value: Any) -> str:
    """A cell as text: a number that is whole loses the .0 that spreadsheets give it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value if value is not None else "").strip()


def _paper_number(text: str) -> str:
    """文号 with the brackets of GB/T 9704, however they were typed."""
    return re.sub(r"\s", "", text).translate(_BRACKETS)


def _amount(value: Any) -> Decimal | None:
    text = re.sub(r"[,，¥￥元\s]", "", _text(value))
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    exponent = amount.as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent >= -2 else None


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DATE.fullmatch(_text(value))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
