"""Repetition 重复: numbers that were used twice, and fines for what looks like the same act.

Kept as hashes, so that a ledger of a hundred thousand rows costs a few megabytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .records import Record


@dataclass(frozen=True, slots=True)
class First:
    """The row in which something stood for the first time."""

    row: int
    same_party: bool


class Repeats:
    """What earlier rows held."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int], tuple[int, int]] = {}
        self._fines: dict[int, tuple[int, int]] = {}

    def seen(self, column: str, number: str, record: Record) -> First | None:
        """The first row with this number in this column, unless this is the first."""
        who = hash((record.text("party"), record.text("matter")))
        row, first = self._numbers.setdefault((column, hash(number)), (record.row, who))
        return None if row == record.row else First(row, first == who)

    def fined(self, record: Record, occurred: date) -> First | None:
        """The first row that fined the same party for the same matter on the same day under another number."""
        act = hash((record.text("party"), record.text("matter"), occurred))
        row, number = self._fines.setdefault(act, (record.row, hash(record.name)))
        return None if row == record.row or number == hash(record.name) else First(row, True)
