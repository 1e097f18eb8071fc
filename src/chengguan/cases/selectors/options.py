"""What may I do now, and why not the rest: every act of the procedure, judged on the subject as it is today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.base import actor_facts, state_facts
from chengguan.cases.facts.footage import footage_facts
from chengguan.cases.models import Case
from chengguan.intake.models import Lead
from chengguan.ledger.norms import book
from lawengine import ActNorm, Finding, Verdict, may

JUDGED_BY_FOOTAGE: Final = frozenset({"case.finish_investigation", "case.close"})


@dataclass(frozen=True)
class Option:
    """One act: whether it is open to this viewer now, and the verdict that says why or why not.

    `obstacles` are the unmet grounds that are not merely a matter of who acts.
    """

    kind: str
    title: str
    group: str
    offered: bool
    proposes: bool
    mine: bool
    verdict: Verdict
    obstacles: tuple[Finding, ...]


@dataclass(frozen=True)
class Options:
    """Acts offered now, acts that others may do now, and acts that are not yet (or no longer) lawful."""

    offered: list[Option]
    others: list[Option]
    blocked: list[Option]


def options_for(subject: Case | Lead, viewer: Viewer, on: date, steps: Iterable[tuple[str, str]]) -> Options:
    """Judge the given (kind, group) steps on the subject. One query, for the marks of footage."""
    values = _values(subject, viewer, on)
    procedure = subject.known.get("procedure", "ordinary")
    options = [
        _option(norm, group, values, viewer, on)
        for kind, group in steps
        if (norm := _norm(kind, viewer.jurisdiction, on))
        and (not norm.procedures or procedure in norm.procedures)
    ]
    return Options(
        offered=[option for option in options if option.offered],
        others=[option for option in options if not option.offered and not option.obstacles],
        blocked=[option for option in options if not option.offered and option.obstacles],
    )


def option_for(kind: str, subject: Case | Lead, viewer: Viewer, on: date) -> Option:
    """Judge one step on the subject."""
    values = _values(subject, viewer, on, footage=kind in JUDGED_BY_FOOTAGE)
    return _option(book().act(kind, on=on, jurisdiction=viewer.jurisdiction), "", values, viewer, on)


def _values(subject: Case | Lead, viewer: Viewer, on: date, *, footage: bool = True) -> dict[str, Any]:
    """What is known, what follows from it today, the viewer, and the steps without footage."""
    return {
        **state_facts(subject.known, on, viewer.jurisdiction),
        **actor_facts(viewer, subject.known),
        **(footage_facts(subject, on, viewer.jurisdiction) if footage and isinstance(subject, Case) else {}),
    }


def _norm(kind: str, jurisdiction: str, on: date) -> ActNorm | None:
    return (
        book().act(kind, on=on, jurisdiction=jurisdiction)
        if book().has_act(kind, on=on, jurisdiction=jurisdiction)
        else None
    )


def _option(norm: ActNorm, group: str, values: dict[str, Any], viewer: Viewer, on: date) -> Option:
    chain = norm.chain(values)
    passed = list(chain.tiers) if chain else []
    verdict = may(
        book(),
        norm.kind,
        on=on,
        facts={**values, "approved_through": passed},
        jurisdiction=viewer.jurisdiction,
        roles=viewer.roles,
    )
    obstacles = tuple(finding for finding in verdict.unmet if finding.id not in ("by_whom", "approved"))
    roles = norm.proposed_by if norm.approval else norm.by
    mine = not viewer.roles.isdisjoint(roles)
    return Option(
        kind=norm.kind,
        title=norm.title,
        group=group,
        offered=mine and not obstacles,
        proposes=norm.approval is not None,
        mine=mine,
        verdict=verdict,
        obstacles=obstacles,
    )
