"""Rows 一行: the cells of one case, read by their columns. What cannot be read is put on record with its reason; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from .columns import DAYS, KEYS, Catalogue, Header, Mapping_, scales
from .files import FileRefused, Row, Source
from .values import READERS, Unclear, fine_in, kinds_of, money_of, party_of, procedure_of, text_of

SUMS: Final = ("合计", "小计", "总计", "共计", "累计")
NOTES: Final = ("备注", "说明", "填表", "制表", "审核人", "填报", "注:", "注：", "单位负责人", "统计")
LET_OFF: Final = ("不予行政处罚", "不予处罚", "免予处罚", "不处罚", "撤销", "销案", "移送", "终止")
SHOWN: Final = 60
"""So much of a cell is quoted."""


@dataclass(frozen=True, slots=True)
class Unread:
    """未读出: a cell, or with an empty `column` a whole row, that could not be read, and why."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str

    @property
    def whole(self) -> bool:
        return not self.column


class Record:
    """一行案件: values by column id; `texts` are the cells as written. A column that is not mapped is absent from both."""

    __slots__ = ("row", "sheet", "texts", "values")

    def __init__(self, sheet: str, row: int, values: dict[str, Any], texts: dict[str, str]) -> None:
        self.sheet, self.row, self.values, self.texts = sheet, row, values, texts

    def day(self, column: str) -> date | None:
        """The day in a column of days or answers."""
        value = self.values.get(column)
        return value if isinstance(value, date) else None

    def amount(self, column: str) -> Decimal | None:
        value: Decimal | None = self.values.get(column)
        return value

    def text(self, column: str) -> str:
        return self.texts.get(column, "")

    def empty(self, column: str) -> bool:
        """Whether a mapped column holds nothing; a cell that could not be read is not empty."""
        return self.values.get(column) is None and not self.texts.get(column)

    @property
    def name(self) -> str:
        """What the case is called by in the report."""
        return self.text("instrument_number") or self.text("case_number")

    @property
    def party(self) -> str:
        party: str = self.values["party_class"]
        return party

    @property
    def organisation(self) -> bool:
        return self.party == "legal_person"

    @property
    def summary(self) -> bool:
        return bool(self.values["procedure_class"] == "summary")

    @property
    def penalised(self) -> bool:
        """Whether the row ends in a penalty, as far as it says."""
        return bool(self.values["penalised"])

    @property
    def kinds(self) -> frozenset[str]:
        kinds: frozenset[str] = self.values["kind_set"]
        return kinds


class Reader:
    """Reads the rows of one sheet under a mapping."""

    def __init__(self, source: Source, header: Header, mapping: Mapping_, catalogue: Catalogue) -> None:
        self.source, self.header = source, header
        self.labels = {key: label for key, label in mapping.columns.items() if key in catalogue.columns}
        places = {label: place for place, label in enumerate(header.labels) if label}
        absent = [label for label in self.labels.values() if label not in places]
        if absent:
            raise FileRefused(f"表里没有这些列：{'、'.join(absent[:8])}。")
        factors = scales(mapping)
        self._cells = [
            (key, places[label], catalogue.columns[key].type, factors.get(key, Decimal(1)))
            for key, label in self.labels.items()
        ]
        self._own = [place for key, place, _, _ in self._cells if key in DAYS | KEYS]

    def __iter__(self) -> Iterator[tuple[Record | None, list[Unread]]]:
        """Each row after the header that holds anything: the case, or None with the reason why it is none."""
        for place, row in enumerate(self.source.rows()):
            if place <= self.header.last_row or not any(cell not in ("", None) for cell in row):
                continue
            yield self._read(place + 1, row)

    def _read(self, number: int, row: Row) -> tuple[Record | None, list[Unread]]:
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        unread: list[Unread] = []
        for key, place, kind, scale in self._cells:
            cell = row[place] if place < len(row) else None
            text = text_of(cell)
            texts[key] = text
            if not text:
                continue
            try:
                values[key] = money_of(cell, scale) if kind == "money" else _plain(kind, cell, text)
            except Unclear as unclear:
                unread.append(Unread(self.source.name, number, self.labels[key], text[:SHOWN], str(unclear)))
        reason = self._no_case(row, values, texts)
        if reason:
            return None, [Unread(self.source.name, number, "", _quoted(row), reason)]
        _derive(values, texts)
        return Record(self.source.name, number, values, texts), unread

    def _no_case(self, row: Row, values: Mapping[str, Any], texts: Mapping[str, str]) -> str:
        """Why a row is no case that could be checked; empty when it is one."""
        first = next((text for cell in row if (text := text_of(cell))), "")
        if first.replace(" ", "").startswith(SUMS):
            return "合计行，不是案件"
        if sum(text_of(row[place]) == label for label, place in self._repeats(row)) >= 2:
            return "表头重复，不是案件"
        if any(values.get(day) for day in DAYS):
            return ""
        if first.startswith(NOTES) or not any(
            place < len(row) and text_of(row[place]) for place in self._own
        ):
            return "说明文字或者空行，没有案件内容"
        if not any(texts.get(day) for day in DAYS & self.labels.keys()):
            return "没有立案日期，也没有决定日期，无法检查"
        return "立案日期、决定日期读不出来，无法检查"

    def _repeats(self, row: Row) -> Iterator[tuple[str, int]]:
        return ((self.header.labels[place], place) for place in self._own if place < len(row))


def _plain(kind: str, cell: Any, text: str) -> Any:
    read = READERS.get(kind)
    return read(cell) if read is not None else text


def _quoted(row: Row) -> str:
    return " | ".join(text for cell in row if (text := text_of(cell)))[: 3 * SHOWN]


def _derive(values: dict[str, Any], texts: dict[str, str]) -> None:
    """What follows from other cells: the fine that only the content names, kinds, class of the party, procedure."""
    content = texts.get("content", "")
    if values.get("fine") is None and content:
        fine = fine_in(content)
        if fine is not None:
            values["fine"], values["fine_from"] = fine, "content"
    kinds = kinds_of(f"{texts.get('kinds', '')} {content}".strip())
    values["kind_set"] = kinds | {"fine"} if values.get("fine") else kinds
    values["party_class"] = party_of(
        texts.get("party_kind", ""), texts.get("party", ""), texts.get("id_number", "")
    )
    values["penalised"] = bool(values["kind_set"]) or not any(word in content for word in LET_OFF)
    values["procedure_class"] = procedure_of(texts.get("procedure", ""))
