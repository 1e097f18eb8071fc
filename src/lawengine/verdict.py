"""May this act be done? The one question the ledger asks before every act, and pages ask before offering it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from .book import NormBook
from .citation import Citation
from .facts import ABSENT, Absent, FactNorm, FactValue, parse, plain
from .norms import ActNorm, ApprovalChain, Requirement
from .preconditions import Outcome

BY_WHOM: Final = "by_whom"
APPROVED: Final = "approved"
APPROVED_THROUGH: Final = "approved_through"
_STATES: Final = {Outcome.MET: "met", Outcome.UNMET: "unmet", Outcome.OPEN: "open", Outcome.UNKNOWN: "unmet"}


@dataclass(frozen=True)
class Finding:
    """一项认定: whether one requirement is met, with its ground 理由, cure 补救, articles and the values seen."""

    id: str
    level: str
    state: str
    statement: str
    cure: str
    cites: tuple[Citation, ...]
    verified: str
    seen: Mapping[str, Any]
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form for the ledger."""
        return {
            "id": self.id,
            "level": self.level,
            "state": self.state,
            "statement": self.statement,
            "cure": self.cure,
            "cites": [cite.short for cite in self.cites],
            "verified": self.verified,
            "seen": dict(self.seen),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Verdict:
    """结论: all findings for one act on one day, with the digests of the norm files applied."""

    kind: str
    title: str
    on: date
    findings: tuple[Finding, ...]
    norms: Mapping[str, str]
    jurisdiction: str = ""
    proposer: bool = False

    @cached_property
    def unmet(self) -> tuple[Finding, ...]:
        """Findings that forbid the act (level block, not met)."""
        return tuple(f for f in self.findings if f.level == "block" and f.state == "unmet")

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """Defects that may be passed with a recorded reason (level warn, not met)."""
        return tuple(f for f in self.findings if f.level == "warn" and f.state == "unmet")

    @cached_property
    def unanswered(self) -> tuple[Finding, ...]:
        """Warnings for which no reason has been given yet."""
        return tuple(f for f in self.warnings if not f.reason)

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """Findings that wait for an input of the officer."""
        return tuple(f for f in self.findings if f.state == "open" and f.level != "note")

    @property
    def allowed(self) -> bool:
        """可以作出: nothing forbids it, nothing is open, every warning is answered with a reason."""
        return not (self.unmet or self.open or self.unanswered)

    @property
    def possible(self) -> bool:
        """可以办理: nothing forbids it so far; what the page offers."""
        return not self.unmet

    @property
    def proposable(self) -> bool:
        """可以报批: the role may propose it, and only the approval and the deciding role are still missing."""
        return self.proposer and all(f.id in (BY_WHOM, APPROVED) for f in self.unmet)

    def finding(self, name: str) -> Finding | None:
        return next((f for f in self.findings if f.id == name), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form for the ledger."""
        return {
            "kind": self.kind,
            "title": self.title,
            "on": self.on.isoformat(),
            "jurisdiction": self.jurisdiction,
            "allowed": self.allowed,
            "findings": [finding.as_dict() for finding in self.findings],
            "norms": dict(self.norms),
        }


class _Sheet:
    """The facts of one question, parsed on first use."""

    __slots__ = ("_book", "_given", "_jurisdiction", "_on", "_parsed")

    def __init__(self, book: NormBook, given: Mapping[str, Any], on: date, jurisdiction: str) -> None:
        self._book = book
        self._given = given
        self._on = on
        self._jurisdiction = jurisdiction
        self._parsed: dict[str, FactValue | Absent] = {}

    def fact(self, norm: FactNorm) -> FactValue | Absent:
        name = norm.name
        if name in self._parsed:
            return self._parsed[name]
        given = self._given.get(name)
        value = norm.absent if given is None else parse(norm, given)
        self._parsed[name] = value
        return value

    def threshold(self, name: str) -> Any:
        return self._book.threshold(name, on=self._on, jurisdiction=self._jurisdiction).value

    def seen(self, names: tuple[str, ...]) -> dict[str, Any]:
        parsed = self._parsed
        return {name: plain(parsed[name]) for name in names if parsed.get(name, ABSENT) is not ABSENT}


def may(
    book: NormBook,
    kind: str,
    *,
    on: date,
    facts: Mapping[str, Any],
    jurisdiction: str,
    roles: frozenset[str] = frozenset(),
    reasons: Mapping[str, str] | None = None,
) -> Verdict:
    """Ask whether `kind` may be done on that day in that place on these facts by someone with these roles.

    `facts` are plain JSON values by name; names no norm reads are ignored. `reasons` answer warnings by finding id.
    Raises UnknownNorm (no such act there and then) and FactError (a value of the wrong type).
    """
    norm = book.act(kind, on=on, jurisdiction=jurisdiction)
    sheet = _Sheet(book, facts, on, jurisdiction)
    answers = reasons or {}
    findings = [_by_whom(norm, roles)] if norm.by else []
    chosen = {name: sheet.fact(book.fact(name)) is True for name, _ in norm.approval_when}
    chain = norm.chain(chosen)
    if chain is not None:
        findings.append(_approved(chain, roles, facts.get(APPROVED_THROUGH) or (), chosen))
    findings.extend(_judge(requirement, sheet, answers) for requirement in norm.requires)
    proposer = not roles.isdisjoint(norm.proposed_by)
    return Verdict(kind, norm.title, on, tuple(findings), norm.files, jurisdiction, proposer)


def examine(
    book: NormBook, ground: str, *, on: date, facts: Mapping[str, Any], jurisdiction: str
) -> tuple[Finding, ...]:
    """The findings of one shared set of requirements on these facts, apart from any act (for review and tests).

    Raises UnknownNorm and FactError as `may` does.
    """
    sheet = _Sheet(book, facts, on, jurisdiction)
    requires = book.ground(ground, on=on, jurisdiction=jurisdiction)
    return tuple(_judge(requirement, sheet, {}) for requirement in requires)


def _judge(requirement: Requirement, sheet: _Sheet, answers: Mapping[str, str]) -> Finding:
    test = requirement.test
    outcome = test.check(sheet)
    return Finding(
        requirement.id,
        requirement.level,
        _STATES[outcome],
        requirement.ground,
        requirement.cure,
        requirement.cites,
        requirement.verified,
        sheet.seen(test.facts),
        answers.get(requirement.id, "").strip() if answers else "",
    )


def _by_whom(norm: ActNorm, roles: frozenset[str]) -> Finding:
    state = "unmet" if roles.isdisjoint(norm.by) else "met"
    seen = {"roles": sorted(roles)}
    return Finding(BY_WHOM, "block", state, norm.by_whom, norm.by_cure, norm.cites, norm.verified, seen)


def _approved(
    chain: ApprovalChain, roles: frozenset[str], passed: Any, chosen: Mapping[str, bool]
) -> Finding:
    """Every tier before the last has signed, and the last tier signs by doing the act (行政处罚法 57).

    `chosen` are the facts that decided which chain it is.
    """
    through = frozenset(passed)
    missing = [tier for tier in chain.tiers[:-1] if tier not in through]
    last = chain.tiers[-1]
    if last not in through and roles.isdisjoint(chain.may_sign(last)):
        missing.append(last)
    return Finding(
        APPROVED,
        "block",
        "unmet" if missing else "met",
        f"已按“{chain.title}”逐级审批",
        "请先报请审批，审批通过后再办理。",
        chain.cites,
        chain.verified,
        {APPROVED_THROUGH: [tier for tier in chain.tiers if tier in through], "missing": missing, **chosen},
    )
