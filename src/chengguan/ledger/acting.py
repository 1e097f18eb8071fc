"""The act: one function per statutory act, one transaction, one ledger entry, no other door.

`@act(kind, facts=…, on=…)` wraps the act function. The wrapper locks the subject, gathers the facts, asks the law
engine, and either raises `Refused` (nothing is written) or runs the body and appends the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils.module_loading import import_string

from chengguan.base.viewer import Viewer
from lawengine import Verdict, may

from . import entries, snapshots
from .models import Entry, Subject
from .norms import book, refresh


class Refused(Exception):
    """The law engine refuses the act: `verdict` names each unmet ground, its article and its cure. Nothing was written."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        grounds = "；".join(
            finding.statement for finding in (*verdict.unmet, *verdict.warnings, *verdict.open)
        )
        super().__init__(f"{verdict.title}：{grounds}")


@dataclass(frozen=True)
class Sheet:
    """Facts of one act: the day and place whose law applies, and plain values by the names that norms use."""

    on: date
    jurisdiction: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class DocRef:
    """A document that an act made or relied on: kind, number and digest of its frozen content."""

    kind: str
    number: str
    sha256: str


@dataclass
class Done:
    """What an act did: its subject, the facts it `sets`, the data that was entered, the documents, and a result for the caller."""

    subject: Subject
    sets: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    documents: tuple[DocRef, ...] = ()
    result: Any = None
    entry: Entry | None = None


class Act(Protocol):
    """An act function as callers see it."""

    kind: str
    facts: Callable[..., Sheet]
    on: str | None

    def __call__(self, *, actor: Viewer, at: datetime, **inputs: Any) -> Done: ...


Reaction = Callable[[Done, Viewer, datetime], None]
# PostgreSQL ends one of two transactions that wait for each other with this state.
DEADLOCK: Final = "40P01"
REGISTRY: Final[dict[str, Act]] = {}


def act(
    kind: str, *, facts: Callable[..., Sheet], on: str | None = None
) -> Callable[[Callable[..., Done]], Act]:
    """Make a function the statutory act `kind`. `on` names the argument that is the subject; without it the act creates one."""

    def decorate(body: Callable[..., Done]) -> Act:
        @wraps(body)
        def perform(
            *,
            actor: Viewer,
            at: datetime,
            reasons: Mapping[str, str] | None = None,
            caused_by: str = "",
            **inputs: Any,
        ) -> Done:
            try:
                return _attempt(performed, body, actor, at, reasons or {}, caused_by, inputs)
            except (IntegrityError, OperationalError) as error:
                if not _outrun(error):
                    raise
                # Someone else was quicker. What he wrote can be seen now: the facts refuse, in words, what is no longer lawful.
                return _attempt(performed, body, actor, at, reasons or {}, caused_by, inputs)

        performed: Act = perform  # type: ignore[assignment]
        performed.kind, performed.facts, performed.on = kind, facts, on
        if kind in REGISTRY and REGISTRY[kind].__module__ != body.__module__:
            raise RuntimeError(f"two acts are called {kind}")
        REGISTRY[kind] = performed
        return performed

    return decorate


def _outrun(error: IntegrityError | OperationalError) -> bool:
    """Whether another act stood in the way (a unique row, or locks taken crosswise), so that trying once more makes sense."""
    return isinstance(error, IntegrityError) or getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def _attempt(
    doing: Act,
    body: Callable[..., Done],
    actor: Viewer,
    at: datetime,
    reasons: Mapping[str, str],
    caused_by: str,
    inputs: dict[str, Any],
) -> Done:
    """Lock, gather, judge, do, record: all of it or nothing."""
    kind, on = doing.kind, doing.on
    with transaction.atomic():
        refresh()
        if on is not None:
            inputs[on] = type(inputs[on]).locked(inputs[on].pk)
        sheet = doing.facts(actor=actor, at=at, **inputs)
        verdict = judge(kind, sheet, actor, reasons)
        if not verdict.allowed:
            raise Refused(verdict)
        done = body(actor=actor, at=at, **inputs)
        done.entry = _record(kind, done, sheet, verdict, actor, at, reasons, caused_by)
        for reaction in reactions(kind):
            reaction(done, actor, at)
    return done


def judge(kind: str, sheet: Sheet, actor: Viewer, reasons: Mapping[str, str]) -> Verdict:
    """Ask the law engine whether this actor may do this act on these facts."""
    return may(
        book(),
        kind,
        on=sheet.on,
        facts=sheet.values,
        jurisdiction=sheet.jurisdiction,
        roles=actor.roles,
        reasons=reasons,
    )


def _record(
    kind: str,
    done: Done,
    sheet: Sheet,
    verdict: Verdict,
    actor: Viewer,
    at: datetime,
    reasons: Mapping[str, str],
    cause: str,
) -> Entry:
    subject = done.subject
    rules = book()
    norm = rules.act(kind, on=sheet.on, jurisdiction=sheet.jurisdiction)
    done.sets["acts"] = sorted({*subject.known.get("acts", []), kind})
    subject.known = {**subject.known, **entries.plain(done.sets)}
    subject.stage = norm.leads_to or subject.stage
    subject.save()
    body = {
        "actor": actor.as_entry(),
        "on": sheet.on,
        "jurisdiction": sheet.jurisdiction,
        "facts": {name: value for finding in verdict.findings for name, value in finding.seen.items()},
        "verdict": verdict.as_dict(),
        "norms": verdict.norms,
        "book": snapshots.keep(rules),
        "reasons": dict(reasons),
        "data": done.data,
        "sets": done.sets,
        "stage": subject.stage,
        "documents": [vars(document) for document in done.documents],
    }
    return entries.append(
        chain=subject.chain_key,
        kind=kind,
        at=at,
        bureau_code=actor.bureau_code,
        officer_id=actor.officer_id,
        body=body,
        caused_by=cause,
    )


def reactions(kind: str) -> list[Reaction]:
    """What follows in other apps: the rows of the reactions table whose prefix the act's kind has."""
    table: Mapping[str, tuple[Reaction, ...]] = import_string(settings.LEDGER_REACTIONS)
    return [reaction for prefix, row in table.items() if kind.startswith(prefix) for reaction in row]
