"""决定推导: everything that lets an outsider replay a decision without us (lawengine.proof checks it)."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from chengguan.base.permissions import ROLES
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry, NormFile, NormSnapshot
from chengguan.ledger.norms import book
from lawengine import NormBook
from lawengine.proof import FORMAT, TITLES, check

# Books compiled from snapshots, kept for the process: a page that replays a decision does not compile them again.
_compiled: dict[str, NormBook] = {}
OTHER: Final = {"roles": "办理人岗位", "approved_through": "已审批层级", "missing": "尚缺层级"}

DECISIONS: Final = (
    "case.decide",
    "case.decide_exemption",
    "summary.decide",
    "case.withdraw_filing",
    "case.transfer_case",
)


def build_proof(case: Case) -> dict[str, Any] | None:
    """The proof of the case's decision, or None while there is none. Steps: the lead's chain, then the case's up to the decision."""
    decision = (
        Entry.objects.filter(chain=case.chain_key, kind__in=DECISIONS)
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    if decision is None:
        return None
    chains = [case.lead.chain_key] if case.lead else []
    entries = [entry for chain in chains for entry in Entry.objects.filter(chain=chain).order_by("seq")]
    entries += Entry.objects.filter(chain=case.chain_key, seq__lte=decision).order_by("seq")
    bodies = [json.loads(entry.body) for entry in entries]
    books = dict(
        NormSnapshot.objects.filter(pk__in={body["book"] for body in bodies}).values_list("digest", "files")
    )
    keys = {key for files in books.values() for key in files.values()}
    return {
        "format": FORMAT,
        "case": {
            "number": case.number,
            "cause": case.cause,
            "bureau": case.bureau.name,
            "demo": case.is_demo,
        },
        "decision": {"chain": case.chain_key, "seq": decision},
        "steps": [_step(entry) for entry in entries],
        "books": books,
        "files": dict(NormFile.objects.filter(pk__in=keys).values_list("sha256", "content")),
        "instrument": _instrument(case, bodies[-1]),
    }


def _step(entry: Entry) -> dict[str, Any]:
    return {
        "chain": entry.chain,
        "seq": entry.seq,
        "kind": entry.kind,
        "at_us": int(entry.at.timestamp() * 1_000_000),
        "previous": entry.previous,
        "hash": entry.hash,
        "hash_sm3": entry.hash_sm3,
        "body": entry.body,
    }


def _instrument(case: Case, body: dict[str, Any]) -> dict[str, str] | None:
    """The frozen facts of the instrument that bears the decision."""
    digests = [document["sha256"] for document in body["documents"]]
    item = (
        Instrument.objects.filter(subject_key=case.chain_key, facts_sha256__in=digests[:1])
        .only("number", "title", "context")
        .first()
    )
    return {"number": item.number or item.title, "context": item.context} if item else None


@dataclass(frozen=True)
class Ground:
    """One ground of the decision: what it says, its articles, and the facts seen with the acts that established them."""

    statement: str
    level: str
    state: str
    cites: list[str]
    verified: str
    reason: str
    facts: list[Origin]


@dataclass(frozen=True)
class Origin:
    """A fact as it was seen, and the step that established it (nothing when it was stated or computed on that day)."""

    title: str
    value: str
    step: str
    on: str


@dataclass(frozen=True)
class ProofPage:
    """Everything that the page of a derivation shows. `report` is the replay made at this moment."""

    case: Case
    decided: bool
    title: str = ""
    on: str = ""
    grounds: list[Ground] = field(default_factory=list)
    discretion: dict[str, Any] | None = None
    clocks: list[dict[str, Any]] = field(default_factory=list)
    norms: list[tuple[str, str]] = field(default_factory=list)
    checks: list[tuple[str, list[str]]] = field(default_factory=list)
    ok: bool = False
    steps: int = 0
    anchor: str = ""


def case_of(viewer: Viewer, pk: uuid.UUID) -> Case | None:
    """The case within the viewer's reach."""
    return Case.objects.visible_to(viewer).select_related("lead", "bureau").filter(pk=pk).first()


def proof_page(viewer: Viewer, pk: uuid.UUID) -> ProofPage | None:
    """The derivation of the case's decision, or None when the viewer may not know of the case."""
    case = case_of(viewer, pk)
    if case is None:
        return None
    proof = build_proof(case)
    if proof is None:
        return ProofPage(case, decided=False)
    report = check(proof, books=_compiled)
    body = json.loads(proof["steps"][-1]["body"])
    derivation = body["data"].get("derivation") or {}
    origins = _origins(proof["steps"])
    return ProofPage(
        case=case,
        decided=True,
        title=body["verdict"]["title"],
        on=body["on"],
        grounds=[_ground(row, origins) for row in body["verdict"]["findings"]],
        discretion=derivation.get("discretion"),
        clocks=derivation.get("clocks", []),
        norms=sorted(body["norms"].items()),
        checks=[(TITLES[name], faults) for name, faults in report.faults.items()],
        ok=report.ok,
        steps=report.steps,
        anchor=report.anchor,
    )


def _origins(steps: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """For every fact the last step before the decision that established it, with its day."""
    found: dict[str, tuple[str, str]] = {}
    for step in steps[:-1]:
        body = json.loads(step["body"])
        title = body["verdict"]["title"]
        found |= {name: (title, body["on"][:10]) for name in body["sets"]}
    return found


def _ground(row: dict[str, Any], origins: dict[str, tuple[str, str]]) -> Ground:
    return Ground(
        statement=row["statement"],
        level=row["level"],
        state=row["state"],
        cites=row["cites"],
        verified=row["verified"],
        reason=row["reason"],
        facts=[_origin(name, value, origins) for name, value in row["seen"].items()],
    )


def _origin(name: str, value: Any, origins: dict[str, tuple[str, str]]) -> Origin:
    norm = book().facts.get(name)
    step, on = origins.get(name, ("", ""))
    return Origin(norm.title if norm else OTHER.get(name, name), _words(norm, value), step, on)


def _words(norm: Any, value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_words(norm, item) for item in value) or "无"
    choices = norm.choices if norm else {}
    return str(choices.get(value, ROLES.get(str(value), value)))
