"""What a change of the norms changes: acts whose requirements differ, periods, amounts, lists; and verdicts in bulk.

Verdicts are grouped by what they depend on: one requirement is tested once for each set of values of the facts it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Protocol

from .book import NormBook, UnknownNorm
from .citation import Citation
from .norms import ActNorm, Requirement
from .verdict import _STATES, _Sheet

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
HOW: Final = {ADDED: "新增", REMOVED: "取消", CHANGED: "修改"}


class Facts(Protocol):
    """Plain values of facts by name; None when not known."""

    def get(self, name: str, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """One requirement that an act has only before or only after the change, or in another form."""

    id: str
    how: str
    level: str
    statement: str
    cites: tuple[Citation, ...]
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActChange:
    """行为规范的变化 on a day in a place. `old` or `new` None: the act does not exist before or after."""

    kind: str
    title: str
    old: ActNorm | None
    new: ActNorm | None
    requirements: tuple[RequirementChange, ...]

    @property
    def how(self) -> str:
        return ADDED if self.old is None else REMOVED if self.new is None else CHANGED


def act_changes(old: NormBook, new: NormBook, *, on: date, jurisdiction: str) -> tuple[ActChange, ...]:
    """Acts that are another thing under the new book on that day in that place."""
    found = []
    for kind in sorted({*old.acts(), *new.acts()}):
        before, after = (_norm(book, kind, on, jurisdiction) for book in (old, new))
        if before is None and after is None:
            continue
        changes = _requirement_changes(old, new, before, after, on, jurisdiction)
        if before is None or after is None or changes or _form(before) != _form(after):
            norm = after or before
            assert norm is not None
            found.append(ActChange(kind, norm.title, before, after, changes))
    return tuple(found)


def _norm(book: NormBook, kind: str, on: date, jurisdiction: str) -> ActNorm | None:
    known = kind in book.acts() and book.has_act(kind, on=on, jurisdiction=jurisdiction)
    return book.act(kind, on=on, jurisdiction=jurisdiction) if known else None


def _form(norm: ActNorm) -> tuple[Any, ...]:
    chains = tuple((chain.id, chain.tiers) for chain in norm.chains)
    return (norm.by, norm.proposed_by, norm.procedures, norm.instruments, norm.leads_to, chains)


def _requirement_changes(
    old: NormBook, new: NormBook, before: ActNorm | None, after: ActNorm | None, on: date, jurisdiction: str
) -> tuple[RequirementChange, ...]:  # fmt: skip
    earlier = {row.id: row for row in (before.requires if before else ())}
    later = {row.id: row for row in (after.requires if after else ())}
    found = [_change(row, REMOVED) for name, row in earlier.items() if name not in later]
    for name, row in later.items():
        if name not in earlier:
            found.append(_change(row, ADDED))
        elif _content(old, earlier[name], on, jurisdiction) != _content(new, row, on, jurisdiction):
            found.append(_change(row, CHANGED))
    return tuple(found)


def _change(row: Requirement, how: str) -> RequirementChange:
    return RequirementChange(row.id, how, row.level, row.ground, row.cites, row.test.facts)


def _content(book: NormBook, row: Requirement, on: date, jurisdiction: str) -> tuple[Any, ...]:
    amounts = tuple(
        book.threshold(name, on=on, jurisdiction=jurisdiction).value for name in row.test.thresholds
    )
    return (row.level, repr(row.test.spec), row.ground, row.cites, amounts)


def clock_changes(old: NormBook, new: NormBook, *, jurisdiction: str) -> tuple[str, ...]:
    """Periods that are another length, or counted in another way, on any day."""
    return tuple(
        name
        for name in sorted({*old.clocks(), *new.clocks()})
        if any(_clock(old, name, day, jurisdiction) != _clock(new, name, day, jurisdiction) for day in _days(old, new, "clocks", name, jurisdiction))
    )  # fmt: skip


def _days(old: NormBook, new: NormBook, shelf: str, name: str, jurisdiction: str) -> set[date]:
    days: set[date] = set()
    for book in (old, new):
        try:
            days.update(book.starts(shelf, name, jurisdiction=jurisdiction))
        except KeyError:
            continue
    return days


def _clock(book: NormBook, name: str, on: date, jurisdiction: str) -> Any:
    try:
        return replace(book.clock(name, on=on, jurisdiction=jurisdiction), path="")
    except UnknownNorm:
        return None


def threshold_changes(
    old: NormBook, new: NormBook, *, on: date, jurisdiction: str
) -> tuple[tuple[str, str, str, str], ...]:
    """(id, title, old amount, new amount) of the amounts and lists of kinds that differ on that day."""
    found = []
    for name in sorted({*old.thresholds(), *new.thresholds()}):
        before, after = (
            book.threshold(name, on=on, jurisdiction=jurisdiction) if name in book.thresholds() else None
            for book in (old, new)
        )
        values = tuple(part.value if part else None for part in (before, after))
        title = (after or before).title  # type: ignore[union-attr]
        if values[0] != values[1]:
            found.append((name, title, _amount(values[0]), _amount(values[1])))
    return tuple(found)


def _amount(value: Any) -> str:
    if value is None:
        return "没有录入"
    return "、".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def listing_changes(
    old: NormBook, new: NormBook, *, on: date, jurisdiction: str
) -> tuple[tuple[str, str, int, int], ...]:
    """(id, title, rows added or changed, rows dropped) of the lists that differ on that day."""
    found = []
    for name in sorted({*old.listings(), *new.listings()}):
        before, after = (book.listing(name, on=on, jurisdiction=jurisdiction) for book in (old, new))
        earlier, later = (
            {str(row["id"]): repr(row) for row in (part.items if part else ())} for part in (before, after)
        )
        fresh = sum(1 for key, row in later.items() if earlier.get(key) != row)
        gone = sum(1 for key in earlier if key not in later)
        if fresh or gone or (before is None) != (after is None):
            found.append((name, (after or before).title, fresh, gone))  # type: ignore[union-attr]
    return tuple(found)


class Judge:
    """Requirements tested against many sets of facts under one book, each combination of values once."""

    def __init__(self, book: NormBook, on: date, jurisdiction: str) -> None:
        self.book, self.on, self.jurisdiction = book, on, jurisdiction
        self._states: dict[int, dict[Any, str]] = {}

    def state(self, requirement: Requirement, facts: Facts) -> str:
        """met, unmet or open."""
        known = self._states.get(id(requirement))
        if known is None:
            known = self._states[id(requirement)] = {}
        names = requirement.test.facts
        values: Any = facts.get(names[0]) if len(names) == 1 else tuple(map(facts.get, names))
        try:
            found = known.get(values)
        except TypeError:
            values = frozen(values) if len(names) == 1 else tuple(map(frozen, values))
            found = known.get(values)
        if found is None:
            given = {name: facts.get(name) for name in names}
            found = known[values] = self._test(requirement, given)
        return found

    def obstacles(self, requires: Iterable[Requirement], facts: Facts) -> list[Requirement]:
        """Requirements that forbid the act on these facts; what an officer still has to enter is no obstacle."""
        return [row for row in requires if row.level == "block" and self.state(row, facts) == "unmet"]

    def _test(self, requirement: Requirement, given: Mapping[str, Any]) -> str:
        sheet = _Sheet(self.book, given, self.on, self.jurisdiction)
        return _STATES[requirement.test.check(sheet)]


def frozen(value: Any) -> Any:
    """A hashable form of a plain value."""
    return repr(value) if isinstance(value, (list, dict, set)) else value
