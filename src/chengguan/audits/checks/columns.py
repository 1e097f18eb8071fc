"""Columns 栏目: which column of a ledger holds what. A guess by the usual names, to be confirmed and kept.

The header is found by itself: title rows above it are passed over, and a header of two rows is read as one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from lawengine import NormBook

from .files import FileRefused, Row, Source
from .values import Unclear, date_of, text_of

LIST: Final = "audit_columns"
SEARCHED: Final = 40
"""So many rows from the top are searched for the header."""
WIDEST: Final = 1000
SHORTEST: Final = 2
KEYS: Final = frozenset({"case_number", "instrument_number", "party"})
DAYS: Final = frozenset({"filed_on", "decided_on"})


@dataclass(frozen=True, slots=True)
class Column:
    """栏目: what a column may hold, how a cell of it is read, and the names it goes by."""

    id: str
    title: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """表头 of one sheet: the labels by place (empty for columns without one), and the row after which the cases begin."""

    labels: tuple[str, ...]
    last_row: int

    @property
    def digest(self) -> str:
        """SHA-256 of the labels: the same header is offered the same mapping again."""
        return hashlib.sha256("\n".join(self.labels).encode()).hexdigest()


@dataclass(frozen=True)
class Mapping_:
    """列对应关系: for each column that is read the label of the header that holds it, and units of amounts (万元)."""

    columns: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"columns": dict(self.columns), "units": dict(self.units)}

    @classmethod
    def from_dict(cls, data: Any) -> Mapping_:
        """What `as_dict` gave. Raises `FileRefused` when it is not of that form."""
        columns = data.get("columns") if isinstance(data, dict) else None
        units = data.get("units", {}) if isinstance(data, dict) else None
        if not _texts(columns) or not _texts(units):
            raise FileRefused('列对应关系的格式不对：应为 {"columns": {"栏目": "列名"}}。')
        assert isinstance(columns, dict)
        assert isinstance(units, dict)
        return cls({key: value for key, value in columns.items() if value}, units)

    @classmethod
    def from_json(cls, text: str) -> Mapping_:
        try:
            return cls.from_dict(json.loads(text))
        except json.JSONDecodeError:
            raise FileRefused("列对应关系文件不是正确的 JSON。") from None

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(k, str) and isinstance(v, str) for k, v in value.items()
    )


class Catalogue:
    """The columns that the audit knows, from the norm list of the place."""

    def __init__(self, book: NormBook, *, on: date, jurisdiction: str) -> None:
        listing = book.listing(LIST, on=on, jurisdiction=jurisdiction)
        rows = listing.items if listing is not None else ()
        self.columns: dict[str, Column] = {}
        self._names: dict[str, str] = {}
        for row in rows:
            column = Column(str(row["id"]), str(row["title"]), str(row["type"]), tuple(row.get("names", ())))
            self.columns[column.id] = column
            for name in (column.title, *column.names):
                self._names.setdefault(_bare(name), column.id)

    def guess(self, labels: Sequence[str]) -> Mapping_:
        """Each known column with the label that names it best; no label is taken twice."""
        found: dict[str, tuple[int, str]] = {}
        for place, label in enumerate(labels):
            hit = self._match(label)
            if hit is None:
                continue
            column, score = hit
            rank = score * WIDEST - place
            if column not in found or rank > found[column][0]:
                found[column] = (rank, label)
        columns = {column: found[column][1] for column in self.columns if column in found}
        units = {
            column: "万元"
            for column, label in columns.items()
            if self.columns[column].type == "money" and "万" in label
        }
        return Mapping_(columns, units)

    def _match(self, label: str) -> tuple[str, int] | None:
        """The column that a label names: exactly (3), by its lower line (2), or by holding a long name of it (1)."""
        whole = _bare(label)
        if not whole:
            return None
        if whole in self._names:
            return self._names[whole], 3
        above, _, below = label.rpartition("/")
        last = _bare(below)
        if above:
            joined = self._names.get(_bare(above) + last)
            if joined:
                return joined, 3
            if last in self._names:
                return self._names[last], 2
        held = [name for name in self._names if len(name) >= 4 and name in whole]
        return (self._names[max(held, key=len)], 1) if held else None

    def known_in(self, labels: Iterable[str]) -> int:
        return len(self.guess(list(labels)).columns)


_UNITS: Final = re.compile(r"[(（【\[].*?[)）】\]]|[\s:：*＊#、._\-]|\d+$")


def _bare(name: str) -> str:
    """A label without units, spaces, marks and numbers: 罚款金额（万元） → 罚款金额."""
    return _UNITS.sub("", text_of(name)).upper()


def find_header(source: Source, catalogue: Catalogue, wanted: frozenset[str] = frozenset()) -> Header:
    """The header of a sheet; `wanted` are labels that a saved mapping names. Raises `FileRefused` when no row of the first ones looks like one."""
    rows = list(islice(source.rows(), SEARCHED + 1))
    best: tuple[float, Header] | None = None
    for place, row in enumerate(rows[:SEARCHED]):
        for labels, last in _candidates(rows, place, row):
            known = max(catalogue.known_in(labels), len(wanted.intersection(_distinct(labels))))
            rank = known - 0.01 * place - 0.3 * (last - place)
            if known >= SHORTEST and (best is None or rank > best[0]):
                best = (rank, Header(_distinct(labels), last))
    if best is None:
        raise FileRefused(
            "没有找到表头：前四十行里没有“案由”“决定日期”“当事人”这样的列名。请确认第一张表是案件台账，或者补上列名。"
        )
    return best[1]


def _candidates(rows: list[Row], place: int, row: Row) -> Iterator[tuple[list[str], int]]:
    """The row alone, and joined with the next one where that one also reads like a header."""
    labels = [text_of(cell) for cell in row[:WIDEST]]
    if sum(bool(label) for label in labels) < SHORTEST:
        return
    yield labels, place
    if place + 1 < len(rows) and _reads_like_header(rows[place + 1]):
        below = [text_of(cell) for cell in rows[place + 1][:WIDEST]]
        yield _joined(labels, below), place + 1


def _reads_like_header(row: Row) -> bool:
    """Words only: no dates, no numbers, nothing long."""
    texts = [text_of(cell) for cell in row if cell not in ("", None)]
    return bool(texts) and all(len(text) <= 20 and not _is_value(text) for text in texts)


def _is_value(text: str) -> bool:
    if any(mark.isdigit() for mark in text):
        try:
            return date_of(text) is not None
        except Unclear:
            return text.replace(".", "").replace(",", "").isdigit() or sum(map(str.isdigit, text)) > 3
    return False


def _joined(above: list[str], below: list[str]) -> list[str]:
    """告知 over 日期 and 方式 → 告知/日期, 告知/方式: a label above stands over the empty ones to its right that have one below."""
    out, held = [], ""
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        held = upper or (held if lower else "")
        out.append(f"{held}/{lower}" if held and lower and held != lower else held or lower)
    return out


def _distinct(labels: Sequence[str]) -> tuple[str, ...]:
    """The same label a second time is told apart by its column: 日期（第7列）."""
    seen: set[str] = set()
    out: list[str] = []
    for place, label in enumerate(labels, 1):
        name = label[:80]
        if name and name in seen:
            name = f"{name}（第{place}列）"
        seen.add(name)
        out.append(name)
    while out and not out[-1]:
        out.pop()
    return tuple(out)


def scales(mapping: Mapping_) -> dict[str, Decimal]:
    """Factor of bare numbers in the columns of amounts."""
    return {column: Decimal(10_000) for column, unit in mapping.units.items() if unit == "万元"}


def lacks(mapping: Mapping_) -> str:
    """What is missing before anything can be checked; empty when it is enough."""
    if not DAYS & mapping.columns.keys():
        return "至少要有立案日期或者决定日期中的一列。"
    return "" if KEYS & mapping.columns.keys() else "至少要有案件编号、决定书文号或者当事人中的一列。"
