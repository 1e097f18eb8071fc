"""一次体检: a file, row by row, through the rules; findings leave as they come, so that memory stays flat.

The caller gives a sink for findings and one for what could not be read; afterwards the `Report` holds counts and examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from lawengine import NormBook

from .columns import Catalogue, Header, Mapping_, find_header, lacks
from .deeds import deed_of
from .files import FileRefused, Source, Table, opened
from .findings import Finding, Tally
from .fines import OwnMatter, Ranges
from .law import Law, cite_of
from .likes import LikeCases, Unlike
from .records import Reader, Record, Unread
from .rules import Rule, Rulebook

PROGRESS: Final = 1000
KINDS: Final = {"ledger": "案件台账", "published": "公示的处罚决定清单"}


class Sink(Protocol):
    """Where findings and unread cells go."""

    def finding(self, finding: Finding) -> None: ...

    def unread(self, unread: Unread) -> None: ...


@dataclass(frozen=True)
class Order:
    """体检要求: the file, which list it is, the place whose rules apply, the day, and the bureau's own matters."""

    path: Path
    kind: str
    jurisdiction: str
    today: date
    mapping: Mapping_ | None = None
    own: tuple[OwnMatter, ...] = ()
    name: str = ""
    organ: str = ""


@dataclass(frozen=True)
class Guess:
    """What the file looks like before it is checked: its header, the guessed columns, the first rows."""

    sheet: str
    header: Header
    mapping: Mapping_
    sample: tuple[tuple[str, ...], ...]
    kind: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "sheet": self.sheet,
            "labels": list(self.header.labels),
            "digest": self.header.digest,
            "mapping": self.mapping.as_dict(),
            "sample": [list(row) for row in self.sample],
            "kind": self.kind,
        }


@dataclass
class Report:
    """体检结果: counts, examples, what was not checked and why."""

    order: Order
    mapping: Mapping_
    tally: Tally
    sheets: list[tuple[str, str]] = field(default_factory=list)
    resting: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    early: int = 0


def guess(book: NormBook, path: Path, *, jurisdiction: str, today: date, sample: int = 5) -> Guess:
    """The header and the columns of a file, for a person to confirm. Raises `FileRefused`."""
    catalogue = Catalogue(book, on=today, jurisdiction=jurisdiction)
    with opened(path) as table:
        source, header, mapping = _first(table, catalogue, None)
        rows = _sample(source, header, sample)
    return Guess(source.name, header, mapping, rows, _kind_of(mapping))


def _kind_of(mapping: Mapping_) -> str:
    """A list with days of the procedure is a ledger; one without filing and notice is what was published."""
    return "ledger" if {"filed_on", "notice_on", "closed_on"} & mapping.columns.keys() else "published"


def _sample(source: Source, header: Header, count: int) -> tuple[tuple[str, ...], ...]:
    from .values import text_of

    out: list[tuple[str, ...]] = []
    for place, row in enumerate(source.rows()):
        if place > header.last_row and any(cell not in ("", None) for cell in row):
            out.append(tuple(text_of(cell)[:40] for cell in row[: len(header.labels)]))
        if len(out) >= count:
            break
    return tuple(out)


def _first(table: Table, catalogue: Catalogue, wanted: Mapping_ | None) -> tuple[Source, Header, Mapping_]:
    """The sheet with the most known columns."""
    labels = frozenset(wanted.columns.values()) if wanted is not None else frozenset()
    best: tuple[int, Source, Header] | None = None
    refused: FileRefused | None = None
    for source in table.sheets:
        try:
            header = find_header(source, catalogue, labels)
        except FileRefused as error:
            refused = refused or error
            continue
        rank = max(catalogue.known_in(header.labels), len(labels.intersection(header.labels)))
        if best is None or rank > best[0]:
            best = (rank, source, header)
    if best is None:
        raise refused or FileRefused("没有可以检查的工作表。")
    _, source, header = best
    return source, header, wanted if wanted is not None else catalogue.guess(header.labels)


def audit(
    book: NormBook, order: Order, sink: Sink, progress: Callable[[int], None] = lambda rows: None
) -> Report:
    """Check a file. Raises `FileRefused` when it cannot be read or lacks the columns without which nothing can be checked."""
    law = Law(book, jurisdiction=order.jurisdiction, today=order.today)
    catalogue = Catalogue(book, on=order.today, jurisdiction=order.jurisdiction)
    with opened(order.path) as table:
        first, header, mapping = _first(table, catalogue, order.mapping)
        missing = lacks(mapping)
        if missing:
            raise FileRefused(f"列对应关系不完整：{missing}")
        run = _Run(law, catalogue, mapping, order, sink, progress)
        run.report.sheets.extend((name, f"没有检查：{reason}") for name, reason in table.left_out)
        run.read(first, header)
        for source in table.sheets:
            if source is not first:
                run.read_other(source)
        run.finish()
    return run.report


class _Run:
    """The state of one audit."""

    def __init__(
        self, law: Law, catalogue: Catalogue, mapping: Mapping_, order: Order, sink: Sink, progress: Callable[[int], None]
    ) -> None:  # fmt: skip
        self.law, self.catalogue, self.mapping, self.sink, self.progress = (
            law,
            catalogue,
            mapping,
            sink,
            progress,
        )
        self.rules = Rulebook(law, catalogue, mapping, order.kind)
        self.ranges = Ranges(law, order.own)
        self.likes = LikeCases(law, self.rules.least)
        self.compares = any(rule.kind == "likeness" for rule, _ in self.rules.running)
        self.since = law.known_since()
        self.gaps: set[str] = set()
        titles = {column.id: column.title for column in catalogue.columns.values()}
        self.report = Report(order, mapping, Tally(), resting=list(self.rules.resting), titles=titles)

    def read_other(self, source: Source) -> None:
        """Another sheet is read as well when it has the same columns; otherwise the report says that it was not."""
        try:
            header = find_header(source, self.catalogue, frozenset(self.mapping.columns.values()))
            self.read(source, header)
        except FileRefused as error:
            self.report.sheets.append((source.name, f"没有检查：{error}"))

    def read(self, source: Source, header: Header) -> None:
        tally = self.report.tally
        reader = Reader(source, header, self.mapping, self.catalogue)
        begun = tally.rows
        for record, unread in reader:
            tally.rows += 1
            for one in unread:
                tally.add_unread(one)
                self.sink.unread(one)
            if record is not None:
                self._examine(record)
            if tally.rows % PROGRESS == 0:
                self.progress(tally.rows)
        self.report.sheets.append((source.name, f"检查了{tally.rows - begun}行"))

    def _examine(self, record: Record) -> None:
        tally = self.report.tally
        on = record.day("decided_on") or record.day("filed_on")
        assert on is not None
        if on < self.since:
            self.report.early += 1
            return
        tally.cases += 1
        tally.years[str(on.year)] += 1
        deed = deed_of(record, self.law, self.ranges.of(record))
        if deed.hearing is not None and deed.hearing.gaps:
            self.gaps.update(deed.hearing.gaps)
        found = False
        for finding in self.rules.examine(deed):
            found = True
            self._keep(finding)
        tally.touched += found
        if self.compares:
            self.likes.add(record, deed.span)

    def _keep(self, finding: Finding) -> None:
        self.report.tally.add(finding)
        self.sink.finding(finding)

    def finish(self) -> None:
        rule = next((rule for rule, _ in self.rules.running if rule.kind == "likeness"), None)
        if rule is not None:
            for unlike in self.likes.outliers():
                self._keep(self._unlike(rule, unlike))
        self.report.notes.extend(sorted(self.gaps))
        if self.report.early:
            self.report.notes.append(
                f"决定（立案）日期早于{self.since}的{self.report.early}件没有检查：当时的规则没有收录。"
            )
        self.progress(self.report.tally.rows)

    def _unlike(self, rule: Rule, unlike: Unlike) -> Finding:
        text = (
            f"罚款{unlike.fine:,.2f}元；{unlike.like}共{unlike.count}件，"
            f"多在{unlike.low:,}元至{unlike.high:,}元之间，中位数{unlike.middle:,}元。"
        )
        label = self.mapping.columns.get("fine") or self.mapping.columns.get("content", "罚款")
        articles = self.law.words((cite_of(rule.row),), self.law.today)
        return Finding(
            unlike.sheet, unlike.row, unlike.case, unlike.party, rule.id, rule.title, rule.level, text, articles,
            f"{label}：{unlike.written}", "", "P",
        )  # fmt: skip


def summary_of(report: Report) -> dict[str, Any]:
    """The report as plain JSON, for the page and for whoever reads the result by program."""
    tally = report.tally
    return {
        "rows": tally.rows,
        "cases": tally.cases,
        "touched": tally.touched,
        "early": report.early,
        "unread_rows": tally.unread_rows,
        "unread_cells": tally.unread_cells,
        "findings": tally.findings,
        "levels": dict(tally.levels),
        "years": dict(sorted(tally.years.items())),
        "rules": [
            {"id": rule, "count": tally.rules[rule], **kept, "levels": dict(kept["levels"])}
            for rule, kept in tally.ranked()
        ],
        "unread": [
            {
                "sheet": one.sheet,
                "row": one.row,
                "column": one.column,
                "value": one.value,
                "reason": one.reason,
            }
            for one in tally.unread
        ],
        "sheets": [list(pair) for pair in report.sheets],
        "resting": [list(pair) for pair in report.resting],
        "notes": report.notes,
        "mapping": report.mapping.as_dict(),
    }


def matters_from(rows: Iterable[dict[str, Any]]) -> tuple[OwnMatter, ...]:
    """The bureau's own matters from plain values (as the page hands them to the command)."""
    return tuple(
        OwnMatter(
            str(row["title"]),
            tuple(row["fines"]),
            str(row["basis"]),
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        )
        for row in rows
    )
