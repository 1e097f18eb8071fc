"""责任链: for every step of a case who did it, who approved it at each tier and with which opinion, from the record alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chengguan.base.permissions import ROLES
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from chengguan.people.models import Officer

PROPOSE, ENDORSE, RETURN = "approval.propose", "approval.endorse", "approval.return"
# Officers named in the data of an act who carried it out together with the one who entered it.
NAMED: Final = ("officers", "investigators")


@dataclass(frozen=True)
class Part:
    """One person's part in a step: in which post, with which words."""

    officer: int
    name: str
    post: str
    at: datetime
    words: str = ""
    credential: str = ""


@dataclass(frozen=True)
class Link:
    """One step: the act, who did it, who proposed and approved it, which papers it made, which warnings were passed and why."""

    seq: int
    kind: str
    title: str
    at: datetime
    doer: Part
    together: tuple[str, ...]
    approvals: tuple[Part, ...]
    papers: tuple[str, ...]
    reasons: tuple[str, ...]
    hash: str


@dataclass(frozen=True)
class Person:
    """One person and every step in which he had a part."""

    officer: int
    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Accountability:
    case: Case
    links: list[Link]
    persons: list[Person]


def accountability(viewer: Viewer, pk: uuid.UUID) -> Accountability | None:
    """The chain of responsibility of one case, or None when the viewer may not know of it. Three queries."""
    case = Case.objects.visible_to(viewer).select_related("lead").filter(pk=pk).first()
    if case is None:
        return None
    links = chain_of(case)
    return Accountability(case, links, _persons(links))


def chain_of(case: Case) -> list[Link]:
    """Every act of the lead and the case in order, each with the approvals that led to it."""
    chains = [case.chain_key, *([case.lead.chain_key] if case.lead else [])]
    entries = list(Entry.objects.filter(chain__in=chains).order_by("at", "id"))
    bodies = [json.loads(entry.body) for entry in entries]
    names = _names(bodies)
    return list(_links(entries, bodies, names))


def participants(case: Case) -> list[int]:
    """Ids of all officers who did, proposed or approved any step."""
    links = chain_of(case)
    found = {part.officer for link in links for part in (link.doer, *link.approvals)}
    return sorted({*found, *case.known.get("officers", []), *case.known.get("investigators", [])} - {0})


def _links(entries: list[Entry], bodies: list[dict[str, Any]], names: dict[int, str]) -> Iterator[Link]:
    passing: dict[str, list[Part]] = {}
    for entry, body in zip(entries, bodies, strict=True):
        if entry.kind.startswith("approval."):
            about = str(body["data"].get("act", ""))
            if entry.kind == PROPOSE:
                passing[about] = []
            passing.setdefault(about, []).append(_part(entry, body))
            if entry.kind != RETURN:
                continue
        approvals = passing.pop(entry.kind, []) if entry.caused_by else []
        yield _link(entry, body, approvals, names)


def _link(entry: Entry, body: dict[str, Any], approvals: list[Part], names: dict[int, str]) -> Link:
    doer = approvals[0] if approvals else _part(entry, body)
    return Link(
        seq=entry.seq,
        kind=entry.kind,
        title=_title(entry.kind, body),
        at=entry.at,
        doer=doer,
        together=tuple(names[pk] for pk in _named(body) if pk != doer.officer and pk in names),
        approvals=tuple(approvals[1:]),
        papers=tuple(item["number"] for item in body.get("documents", []) if item.get("number")),
        reasons=tuple(body.get("reasons", {}).values()),
        hash=entry.hash,
    )


def _part(entry: Entry, body: dict[str, Any]) -> Part:
    actor = body["actor"]
    roles = "、".join(ROLES.get(role, role) for role in actor.get("roles", []))
    act = {PROPOSE: "提请", ENDORSE: "审批", RETURN: "退回"}.get(entry.kind, "")
    return Part(
        officer=int(actor.get("officer") or 0),
        name=actor.get("name") or "系统",
        post=f"{roles}{act}",
        at=entry.at,
        words=str(body["data"].get("opinion", "")),
        credential=str(actor.get("credential", "")),
    )


def _title(kind: str, body: dict[str, Any]) -> str:
    known = book().acts()
    about = str(body["data"].get("act", ""))
    if kind == RETURN and about in known:
        return f"退回：{book().act_head(about).title}"
    return book().act_head(kind).title if kind in known else kind


def _named(body: dict[str, Any]) -> list[int]:
    found: list[int] = []
    for key in NAMED:
        value = body["data"].get(key)
        found += [item for item in value if isinstance(item, int)] if isinstance(value, list) else []
    return found


def _names(bodies: list[dict[str, Any]]) -> dict[int, str]:
    wanted = {pk for body in bodies for pk in _named(body)}
    return dict(Officer.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _persons(links: list[Link]) -> list[Person]:
    parts: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for link in links:
        for part in (link.doer, *link.approvals):
            names[part.officer] = part.name
            parts.setdefault(part.officer, []).append(f"{link.title}（{part.post or '办理'}）")
    rows = [Person(pk, names[pk], tuple(dict.fromkeys(found))) for pk, found in parts.items()]
    return sorted(rows, key=lambda row: (-len(row.parts), row.officer))
