"""The law engine as the audit asks it: the same clocks, thresholds and requirements, each answer kept for the next row.

A hundred thousand rows share a few thousand days, so a clock is computed once for each day it begins on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lawengine import Citation, NormBook, Requirement, UnknownNorm
from lawengine.clock import ClockNorm, ClockReading, Extension, Length, read
from lawengine.explain import citations
from lawengine.facts import Absent, FactNorm, FactValue
from lawengine.hearing import HearingNeed, hearing_need
from lawengine.preconditions import Outcome

KEPT: Final = 200_000
"""Answers kept of each sort before all are thrown away: a bound on the memory, never reached by honest ledgers."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one row, already typed; what is not given has the value that the norm names for what was never recorded."""

    given: Mapping[str, FactValue]
    law: Law
    on: date

    def fact(self, norm: FactNorm) -> FactValue | Absent:
        value = self.given.get(norm.name)
        return norm.absent if value is None else value

    def threshold(self, name: str) -> Any:
        return self.law.threshold(name, self.on)


class Law:
    """规范的一个视图: one book, one place, one day on which the audit is made."""

    def __init__(self, book: NormBook, *, jurisdiction: str, today: date) -> None:
        self.book, self.jurisdiction, self.today = book, jurisdiction, today
        self._readings: dict[tuple[str, date, bool], ClockReading | None] = {}
        self._requirements: dict[tuple[str, str, date], Requirement | None] = {}
        self._thresholds: dict[tuple[str, date], Any] = {}
        self._needs: dict[tuple[Any, ...], HearingNeed] = {}
        self._words: dict[tuple[tuple[Citation, ...], date], str] = {}

    def reading(self, clock: str, started: date, *, extended: bool = False) -> ClockReading | None:
        """The period that began on that day, with every extension its norm allows if asked; None where no norm was in force."""
        key = (clock, started, extended)
        if key not in self._readings:
            _bounded(self._readings)
            self._readings[key] = self._read(clock, started, extended)
        return self._readings[key]

    def _read(self, clock: str, started: date, extended: bool) -> ClockReading | None:
        norm = self.clock(clock, started)
        if norm is None:
            return None
        extensions = (
            [Extension(extra.id, started) for extra in norm.extendable.values() if extra.length]
            if extended
            else []
        )
        return read(
            self.book,
            clock,
            started=started,
            as_of=started,
            jurisdiction=self.jurisdiction,
            extensions=extensions,
        )

    def later(self, clock: str, started: date, days: int) -> ClockReading | None:
        """The period with so many days more than the norm gives it (延期、扣除 that the ledger states)."""
        norm = self.clock(clock, started)
        if norm is None or norm.length.unit != "days":
            return None
        term = Length("days", norm.length.count + days)
        return read(
            self.book, clock, started=started, as_of=started, jurisdiction=self.jurisdiction, term=term
        )

    def clock(self, clock: str, on: date) -> ClockNorm | None:
        try:
            return self.book.clock(clock, on=on, jurisdiction=self.jurisdiction)
        except UnknownNorm:
            return None

    def requirement(self, act: str, name: str, on: date) -> Requirement | None:
        """One requirement of an act as it stood on that day; None where the act or the requirement did not exist."""
        key = (act, name, on)
        if key not in self._requirements:
            _bounded(self._requirements)
            self._requirements[key] = self._find(act, name, on)
        return self._requirements[key]

    def _find(self, act: str, name: str, on: date) -> Requirement | None:
        try:
            norm = self.book.act(act, on=on, jurisdiction=self.jurisdiction)
        except UnknownNorm:
            return None
        return next((requirement for requirement in norm.requires if requirement.id == name), None)

    def unmet(self, requirement: Requirement, facts: Mapping[str, FactValue], on: date) -> bool:
        """Whether the requirement is not met on these facts; the test is the one that judges the act itself."""
        return requirement.test.check(Facts(facts, self, on)) is Outcome.UNMET

    def threshold(self, name: str, on: date) -> Any:
        """The value in force on that day in that place, or None."""
        key = (name, on)
        if key not in self._thresholds:
            _bounded(self._thresholds)
            self._thresholds[key] = self.book.threshold(name, on=on, jurisdiction=self.jurisdiction).value
        return self._thresholds[key]

    def hearing(
        self,
        on: date,
        party: str,
        fine: Decimal,
        gains: Decimal,
        kinds: frozenset[str],
        highest: Decimal | None,
    ) -> HearingNeed:
        """听证告知义务 of the penalty (行政处罚法 63)."""
        key = (on, party, fine, gains, kinds, highest)
        if key not in self._needs:
            _bounded(self._needs)
            self._needs[key] = hearing_need(
                self.book, on=on, jurisdiction=self.jurisdiction, party_kind=party, fine=fine, confiscation=gains,
                kinds=kinds, fine_maximum=highest,
            )  # fmt: skip
        return self._needs[key]

    def words(self, cites: Iterable[Citation], on: date) -> str:
        """《中华人民共和国行政处罚法》第六十条, by the titles in force on that day."""
        key = (tuple(cites), on)
        if key not in self._words:
            _bounded(self._words)
            self._words[key] = citations(self.book, key[0], on=on)
        return self._words[key]

    def rows(self, name: str, on: date) -> tuple[Mapping[str, Any], ...]:
        """The rows of a list in force on that day."""
        listing = self.book.listing(name, on=on, jurisdiction=self.jurisdiction)
        return listing.items if listing is not None else ()

    def known_since(self) -> date:
        """The first day on which the procedure of penalties is on record; earlier cases are not judged."""
        return self.book.starts("acts", "case.decide", jurisdiction=self.jurisdiction)[0]


def _bounded(kept: dict[Any, Any]) -> None:
    if len(kept) >= KEPT:
        kept.clear()


def cite_of(row: Mapping[str, Any]) -> Citation:
    """The article that a row of a list names for itself."""
    return Citation(
        str(row["law"]), _number(row.get("article")), _number(row.get("paragraph")), _number(row.get("item")), str(row.get("part", ""))
    )  # fmt: skip


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
