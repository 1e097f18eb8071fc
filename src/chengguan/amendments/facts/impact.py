"""What an amendment means for one open case: acts that become possible or impossible, dates, duties, the law that applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from chengguan.cases.facts.applicable import provision
from chengguan.cases.facts.base import DERIVATIONS, shared_names
from chengguan.cases.facts.clocks import CASE_CLOCKS, Running, _applies, reading
from chengguan.cases.facts.known import day
from chengguan.ledger.norms import book as current_book
from chengguan.powers.models import Matter
from lawengine import ActNorm, NormBook, Requirement, UnknownNorm
from lawengine.applicable import Version, compare
from lawengine.clock import ClockError
from lawengine.hearing import hearing_need
from lawengine.impact import (
    ActChange,
    Judge,
    act_changes,
    clock_changes,
    listing_changes,
    threshold_changes,
)

from .memory import Remembered, flat

REFUSED, ALLOWED, STRICTER, CLOCK, LAW, HEARING, REVIEW = (
    "refused", "allowed", "stricter", "clock", "law", "hearing", "review",
)  # fmt: skip
MARKS: Final[Mapping[str, str]] = {
    REFUSED: "由可办变为不可办",
    ALLOWED: "由不可办变为可办",
    STRICTER: "增加办理条件",
    CLOCK: "期限变动",
    LAW: "须比较适用新旧规定",
    HEARING: "听证告知变动",
    REVIEW: "审核或者讨论要求变动",
}
DUTIES: Final[Mapping[str, tuple[str, str]]] = {
    "hearing_required": (HEARING, "应当告知听证"),
    "legal_review_required": (REVIEW, "应当法制审核"),
    "deliberation_required": (REVIEW, "应当集体讨论"),
    "law_changed": (LAW, "须作适用法律认定"),
}
Known = Mapping[str, Any]
Line = dict[str, Any]
Facts = dict[str, Any]
Parts = list[tuple[dict[str, Any], dict[str, Any]]]
Due = tuple[str, str, tuple[str, ...]] | None


def _derived(derive: Any, on: date, jurisdiction: str, known: Known) -> dict[str, Any]:
    found: dict[str, Any] = derive(known, on, jurisdiction)
    return found


def _shared(on: date, known: Known) -> dict[str, Any]:
    return shared_names(known, on)


STANDING: Final[Mapping[str, Any]] = {"actor_is_assigned": True, "actor_is_supervisor": True}


def _merged(known: Known, parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Facts of one case by name: what was derived last stands before what is known."""
    facts = {**STANDING, **known}
    for part in parts:
        facts.update(part)
    return facts


class _Act:
    """An act that may come out differently; `common` are the requirements that both books state alike."""

    def __init__(self, change: ActChange) -> None:
        self.change = change
        other = {row.id for row in change.requirements}
        both = change.old is not None and change.new is not None
        rows = change.new.requires if change.new is not None and both else ()
        self.common = [row for row in rows if row.id not in other and row.level == "block"]
        self.was = _only(change.old, other if both else None)
        self.now = _only(change.new, other if both else None)
        self.reads = frozenset(name for row in self.common for name in row.test.facts)

    def failing(self, judge: Judge, facts: Facts) -> Requirement | None:
        """A common requirement that forbids the act; what forbade it last is asked first."""
        for place, row in enumerate(self.common):
            if judge.state(row, facts) == "unmet":
                if place:
                    self.common.insert(0, self.common.pop(place))
                return row
        return None

    def applies(self, procedure: str) -> bool:
        norms = (self.change.old, self.change.new)
        return any(norm and (not norm.procedures or procedure in norm.procedures) for norm in norms)


def _only(norm: ActNorm | None, names: set[str] | None) -> tuple[Requirement, ...] | None:
    """The requirements of these names; all where the act stands on one side only, None where it does not stand."""
    if norm is None:
        return None
    return tuple(row for row in norm.requires if names is None or row.id in names)


@dataclass(frozen=True)
class Successor:
    """What the list says of the matters of one line after the amendment, for acts before its day."""

    title: str
    matters: tuple[Any, ...]


class Impact:
    """The amendment against open cases of one bureau. `successors` by matter: what the changed list puts in its place."""

    def __init__(
        self, old: NormBook, new: NormBook, *, on: date, since: date, jurisdiction: str,
        matters: Mapping[int, Matter], successors: Mapping[int, Successor],
    ) -> None:  # fmt: skip
        self.on, self.since, self.jurisdiction = on, since, jurisdiction
        self.books = (old, new)
        self.judges = tuple(Judge(book, on, jurisdiction) for book in self.books)
        self.changed = _changed(old, new, on, jurisdiction)
        derivations = [partial(_derived, derive, on, jurisdiction) for derive in DERIVATIONS]
        self.functions = [self._remembered(part) for part in (partial(_shared, on), *derivations)]
        self.acts = [
            _Act(change)
            for change in act_changes(old, new, on=on, jurisdiction=jurisdiction)
            if (change.old or change.new).subject == "case"  # type: ignore[union-attr]
        ]
        self.readers = _readers(_pairs(old, new, on, jurisdiction), {act.change.kind for act in self.acts})
        clocks = [running for running in CASE_CLOCKS if running.clock in self.changed["clock"]]
        self.dates = [self._remembered(partial(_due, running, on, jurisdiction)) for running in clocks]
        amounts = [name for name in self.changed["threshold"] if name.startswith(("hearing_", "sole_trader"))]
        self.hearing = self._remembered(partial(_hearing, on, jurisdiction)) if amounts else None
        self.matters, self.successors = matters, successors
        self._laws: dict[tuple[Any, ...], Line | None] = {}

    def _remembered(self, function: Any) -> Remembered[Any]:
        return Remembered(function, self.books, self.changed)

    def lines(self, known: Known, matter_id: int) -> list[Line]:
        """What changes for this case; empty when nothing does. No queries."""
        values = flat(known)
        parts = [function(known, values) for function in self.functions]
        differing = _differing(parts)
        found = [line for name in sorted(differing) if (line := _duty(name, parts))]
        if self.acts or differing:
            found += self._acts(known, parts, differing)
        found += [line for due in self.dates if (line := _moved(*due(known, values)))]
        if self.hearing is not None and not any(line["mark"] == HEARING for line in found):
            found += _told(*self.hearing(known, values))
        if (law := self._law(known, matter_id)) is not None:
            found = [line for line in found if line["mark"] != LAW] + [law]
        return found

    # --- acts -------------------------------------------------------------------------------------------------

    def _acts(self, known: Known, parts: Parts, differing: set[str]) -> list[Line]:
        procedure = known.get("procedure", "ordinary")
        others = {id(act): act for name in differing for act in self.readers.get(name, ())}
        acts = [*self.acts, *others.values()]
        if not acts:
            return []
        before = _merged(known, (old for old, _ in parts))
        after = before
        if differing:
            after = dict(before)
            for old, new in parts:
                if old is not new:
                    after.update(new)
        return [line for act in acts if (line := self._act(act, procedure, before, after, differing))]

    def _act(
        self, act: _Act, procedure: str, before: Facts, after: Facts, differing: set[str]
    ) -> Line | None:
        if not act.applies(procedure):
            return None
        alike = before is after or act.reads.isdisjoint(differing)
        failing = act.failing(self.judges[0], before)
        if failing is not None and (alike or not differing.intersection(failing.test.facts)):
            return None
        if failing is None and alike:
            return self._line(act.change, (act.was, act.now), before, after)
        return self._line(
            act.change,
            tuple(n.requires if n else None for n in (act.change.old, act.change.new)),
            before,
            after,
        )

    def _line(self, change: ActChange, requires: tuple[Any, ...], before: Facts, after: Facts) -> Line | None:
        """What comes of the requirements that may come out differently; the rest stands in the way of neither side."""
        against = [
            judge.obstacles(rows, facts) if rows is not None else None
            for judge, rows, facts in zip(self.judges, requires, (before, after), strict=True)
        ]
        was, now = (blocks is not None and not blocks for blocks in against)
        if was == now:
            return self._stricter(change, after) if was else None
        grounds = against[1] if was else against[0]
        reasons = [row.ground for row in grounds or ()] or ["该行为不再存在" if was else "新增的行为"]
        cites = sorted({cite.short for row in grounds or () for cite in row.cites})
        return {
            "mark": REFUSED if was else ALLOWED,
            "title": change.title,
            "text": "；".join(reasons),
            "cites": cites,
        }

    def _stricter(self, change: ActChange, facts: Facts) -> Line | None:
        """Possible before and after, but something more has to be entered or explained."""
        assert change.new is not None
        more = {row.id for row in change.requirements if row.how != "removed"}
        rows = [
            row for row in change.new.requires if row.id in more and self.judges[1].state(row, facts) != "met"
        ]
        if not rows:
            return None
        cites = sorted({cite.short for row in rows for cite in row.cites})
        return {
            "mark": STRICTER,
            "title": change.title,
            "text": "；".join(row.ground for row in rows),
            "cites": cites,
        }

    # --- the law that applies ---------------------------------------------------------------------------------

    def _law(self, known: Known, matter_id: int) -> Line | None:
        """从旧兼从轻: cases about acts before the change, not yet decided, whose matter the amendment replaces."""
        successor = self.successors.get(matter_id)
        if successor is None or known.get("decided_on") or known.get("law_choice"):
            return None
        ended = day(known, "ended_on") or day(
            known, "discovered_on" if known.get("continuing") else "occurred_on"
        )
        if ended is None or ended >= self.since:
            return None
        rechecked = known.get("correction_rechecked_on")
        refused = (known.get("corrected") is False) if rechecked else None
        key = (matter_id, bool(known.get("party_is_organisation")), refused)
        if key not in self._laws:
            self._laws[key] = self._comparison(*key)
        return self._laws[key]

    def _comparison(self, matter_id: int, organisation: bool, refused: bool | None) -> Line:
        successor, matter = self.successors[matter_id], self.matters[matter_id]
        old = Version("", (provision(matter, organisation),))
        rows = tuple(provision(row, organisation) for row in successor.matters)
        found = compare(old, Version("", rows) if rows else None, refused=refused)
        words = "；".join(f"{row.aspect} {row.old} → {row.new}" for row in found.rows)
        return {
            "mark": LAW, "title": successor.title, "text": f"{found.words}（{words}）", "cites": ["行政处罚法 37"],
            "result": found.result,
        }  # fmt: skip


def _pairs(old: NormBook, new: NormBook, on: date, jurisdiction: str) -> list[ActChange]:
    """Acts on cases that exist before and after, for those that read a fact that comes out differently."""
    kinds = [kind for kind in old.acts_on("case") if kind in new.acts()]
    norms = [
        tuple(book.act(kind, on=on, jurisdiction=jurisdiction) for book in (old, new))
        for kind in kinds
        if all(book.has_act(kind, on=on, jurisdiction=jurisdiction) for book in (old, new))
    ]
    return [ActChange(after.kind, after.title, before, after, ()) for before, after in norms]


def _readers(changes: Iterable[ActChange], stated: set[str]) -> dict[str, list[_Act]]:
    """Acts whose requirements are the same, by the facts they read: a fact that comes out differently may change them."""
    found: dict[str, list[_Act]] = {}
    for change in changes:
        if change.kind not in stated and change.new is not None:
            act = _Act(change)
            for name in change.new.facts:
                found.setdefault(name, []).append(act)
    return found


def _changed(old: NormBook, new: NormBook, on: date, jurisdiction: str) -> dict[str, frozenset[str]]:
    """Names of what is another thing under the new book, by the method that asks for it."""
    laws = {*old.sources.ids(), *new.sources.ids()}
    amounts = threshold_changes(old, new, on=on, jurisdiction=jurisdiction)
    lists = listing_changes(old, new, on=on, jurisdiction=jurisdiction)
    return {
        "clock": frozenset(clock_changes(old, new, jurisdiction=jurisdiction)),
        "threshold": frozenset(row[0] for row in amounts),
        "listing": frozenset(row[0] for row in lists),
        "source": frozenset(
            name for name in laws if old.sources.versions(name) != new.sources.versions(name)
        ),
    }


def _differing(parts: Parts) -> set[str]:
    names: set[str] = set()
    for old, new in parts:
        if old is not new and old != new:
            names.update(name for name in {*old, *new} if old.get(name) != new.get(name))
    return names


def _duty(name: str, parts: Parts) -> Line | None:
    if name not in DUTIES:
        return None
    was, now = (
        next((bool(p[side][name]) for p in reversed(parts) if name in p[side]), False) for side in (0, 1)
    )
    mark, title = DUTIES[name]
    if was == now:
        return None
    return {"mark": mark, "title": title, "text": "由不须变为须" if now else "由须变为不须", "cites": []}


def _moved(was: Due, now: Due) -> Line | None:
    """A period whose last day is another one."""
    either = now or was
    if was == now or either is None:
        return None
    text = f"{was[1] if was else '没有期限'} → {now[1] if now else '没有期限'}"
    return {"mark": CLOCK, "title": either[0], "text": text, "cites": list(either[2])}


def _told(was: bool | None, now: bool | None) -> list[Line]:
    if was is None or was == now:
        return []
    text = "拟作处罚由不须告知听证变为应当告知" if now else "拟作处罚由应当告知听证变为不须告知"
    return [{"mark": HEARING, "title": "听证告知", "text": text, "cites": ["行政处罚法 63"]}]


def _due(running: Running, on: date, jurisdiction: str, known: Known) -> Due:
    """Title, last day and articles of a period that still runs; None when it does not."""
    started = day(known, running.starts)
    if started is None or not _applies(running, known):
        return None
    try:
        found = reading(known, running, started, on, jurisdiction)
    except (UnknownNorm, ClockError):
        return None
    if found.stopped_on is not None:
        return None
    return found.title, found.due_on.isoformat(), tuple(cite.short for cite in found.cites)


def _hearing(on: date, jurisdiction: str, known: Known) -> bool | None:
    """Whether the proposed penalty calls for a hearing notice; None once the notice was made or nothing is proposed."""
    if known.get("notice_issued_on") or known.get("decided_on") or known.get("proposed_outcome") != "penalty":
        return None
    return hearing_need(
        current_book(),
        on=on,
        jurisdiction=jurisdiction,
        party_kind=str(known.get("party_kind") or "individual"),
        fine=Decimal(str(known.get("proposed_fine") or 0)),
        kinds=tuple(known.get("proposed_kinds") or ()),
    ).required
