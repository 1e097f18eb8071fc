"""Findings 发现: what a row may show, with rule, level, articles, the cells it rests on, and how a date was computed.

A finding is an indication drawn from a table, not a verdict: the file of the case decides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from .records import Record, Unread

SUSPECTED, VERIFY, HINT = "suspected", "verify", "hint"
LEVELS: Final = {SUSPECTED: "疑似违法", VERIFY: "需核实", HINT: "提示"}
ORDER: Final = (SUSPECTED, VERIFY, HINT)
EXAMPLES: Final = 20
UNREAD_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """一条发现."""

    sheet: str
    row: int
    case: str
    party: str
    rule: str
    title: str
    level: str
    text: str
    articles: str
    cells: str
    computed: str = ""
    verified: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


def weaker(one: str, other: str) -> str:
    """The milder of two levels."""
    return max(one, other, key=ORDER.index)


def cells(record: Record, labels: dict[str, str], *columns: str) -> str:
    """立案日期：2024.3.5；决定日期：2024-08-01 — the cells as written, each by its own label."""
    return "；".join(
        f"{labels[column]}：{record.text(column)[:60] or '（空）'}" for column in columns if column in labels
    )


@dataclass
class Tally:
    """汇总: counts, and a few findings of each rule; the rest is in the workbook."""

    rows: int = 0
    cases: int = 0
    unread_rows: int = 0
    unread_cells: int = 0
    touched: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    by_rule: dict[str, dict[str, Any]] = field(default_factory=dict)
    years: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.levels[finding.level] += 1
        self.rules[finding.rule] += 1
        kept = self.by_rule.setdefault(
            finding.rule,
            {"title": finding.title, "articles": finding.articles, "levels": Counter(), "examples": []},
        )
        kept["levels"][finding.level] += 1
        if len(kept["examples"]) < EXAMPLES:
            kept["examples"].append(finding.as_dict())

    def add_unread(self, unread: Unread) -> None:
        if unread.whole:
            self.unread_rows += 1
        else:
            self.unread_cells += 1
        if len(self.unread) < UNREAD_KEPT:
            self.unread.append(unread)

    @property
    def findings(self) -> int:
        return sum(self.levels.values())

    def ranked(self) -> list[tuple[str, dict[str, Any]]]:
        """Rules with findings, the gravest level first, then the most frequent."""

        def rank(item: tuple[str, dict[str, Any]]) -> tuple[int, int]:
            return min(ORDER.index(level) for level in item[1]["levels"]), -self.rules[item[0]]

        return sorted(self.by_rule.items(), key=rank)
