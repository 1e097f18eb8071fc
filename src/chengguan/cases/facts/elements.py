"""构成要件的证据 (行政处罚法 第四十条、第四十六条): which kinds may prove an element, and which elements stand without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.cases.models import Case, Record
from chengguan.ledger.known import Known, names
from chengguan.ledger.norms import book

from .base import derives

KINDS: Final = dict(Record.KINDS)
REQUIRED: Final = "required"


@dataclass(frozen=True)
class Rule:
    """What evidence an element takes: `kinds` empty = any; kinds in `not_alone` need something beside them."""

    kinds: frozenset[str]
    not_alone: frozenset[str]
    required: bool

    @property
    def wanted(self) -> str:
        """The rule in words."""
        kinds = "、".join(title for kind, title in KINDS.items() if kind in self.kinds)
        alone = "、".join(title for kind, title in KINDS.items() if kind in self.not_alone)
        parts = [f"须有{kinds}" if kinds else "任何一种证据", f"不能只有{alone}" if alone else ""]
        return "，".join(part for part in parts if part)


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as elements are judged by it."""

    key: str
    kind: str
    title: str
    usable: bool
    examined: bool


def rule_for(matter: str, element: str, on: date, jurisdiction: str) -> Rule:
    """The row of `element_evidence` for an element: the one that names it, else the one that names the matter, else the general one."""
    listing = book().listing("element_evidence", on=on, jurisdiction=jurisdiction)
    rows = listing.rows(matter=matter, element=element) if listing else ()
    best: Mapping[str, Any] = max(rows, key=_closeness, default={})
    return Rule(
        frozenset(map(str, best.get("kinds", ()))),
        frozenset(map(str, best.get("not_alone", ()))),
        best.get("needed") == REQUIRED,
    )


def _closeness(row: Mapping[str, Any]) -> tuple[bool, bool]:
    return row.get("matter", "*") != "*", row.get("element", "*") != "*"


def rejected(known: Known) -> frozenset[str]:
    """Ids of the pieces that were examined and are not used (不予采信)."""
    return frozenset(key for key, outcome in examined(known).items() if outcome == "rejected")


def examined(known: Known) -> dict[str, str]:
    """Outcome of the last examination by piece of evidence."""
    return {str(key): str(row["outcome"]) for key, row in (known.get("examinations") or {}).items()}


def pieces(case: Case) -> list[Piece]:
    """The evidence of the case. One query."""
    outcomes = examined(case.known)
    rows = case.records.order_by("id").values_list("pk", "kind", "title")
    return [
        Piece(str(pk), kind, case.veiled(title), outcomes.get(str(pk)) != "rejected", str(pk) in outcomes)
        for pk, kind, title in rows
    ]


def proven_by(found: Iterable[Piece], proven: Mapping[str, Sequence[str]]) -> dict[str, list[Piece]]:
    """By element the pieces of this very case that are named for it."""
    by_key = {piece.key: piece for piece in found}
    return {
        element: [by_key[str(key)] for key in keys if str(key) in by_key] for element, keys in proven.items()
    }


def element_facts(
    case: Case, proven: Mapping[str, Sequence[str]], on: date, jurisdiction: str
) -> dict[str, list[str]]:
    """Facts of finishing an investigation about its evidence: gaps by name. One query."""
    found = pieces(case)
    named = proven_by(found, proven)
    lacking: list[str] = []
    thin: list[str] = []
    for element, rows in named.items():
        rule = rule_for(str(case.known.get("matter_code") or ""), element, on, jurisdiction)
        usable = [piece for piece in rows if piece.usable]
        gap = gap_of(rule, [piece.kind for piece in usable])
        if gap and usable:
            (lacking if rule.required else thin).append(f"{element}（{gap}）")
    outcomes = examined(case.known)
    return {
        "elements_proven": sorted(
            element for element, rows in named.items() if any(piece.usable for piece in rows)
        ),
        "elements_rejected": sorted(
            element for element, rows in named.items() if rows and not any(piece.usable for piece in rows)
        ),
        "elements_lacking": sorted(lacking),
        "elements_thin": sorted(thin),
        "evidence_unexamined": sorted({piece.title for piece in found if not piece.examined}),
        "evidence_unsupplemented": sorted(
            {piece.title for piece in found if outcomes.get(piece.key) == "supplement"}
        ),
    }


def gap_of(rule: Rule, kinds: Sequence[str]) -> str:
    """What the kinds at hand leave open under the rule; nothing when they suffice."""
    have = set(kinds)
    if rule.kinds and not have & rule.kinds:
        return rule.wanted
    if have and have <= rule.not_alone:
        return "只有" + "、".join(KINDS[kind] for kind in sorted(have)) + "，须有其他证据印证"
    return "" if have else "没有证据"


@derives
def lost_elements(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Elements proven when the investigation ended whose every piece of evidence has been rejected since."""
    reported: Mapping[str, Sequence[str]] = known.get("proven_by") or {}
    if not reported or not known.get("examinations"):
        return {}
    gone = rejected(known)
    proven = names(known, "elements_proven")
    lost = [element for element, keys in reported.items() if element in proven and set(keys) <= gone]
    return {"elements_lost": sorted(lost)}
