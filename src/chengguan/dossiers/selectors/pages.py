"""A dossier, and the dossier of a case, as their pages show them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.dossier import Item, dossier, retentions
from chengguan.cases.models import Case
from chengguan.dossiers.contents import Contents, Footage, Paper, clock, parse
from chengguan.dossiers.facts.acts import taken
from chengguan.dossiers.facts.checking import changes, current
from chengguan.dossiers.facts.contents import footage_of
from chengguan.dossiers.models import Dossier, Loan
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book

from .board import without_dossier

SHOWN: Final = 200
UNSEALED: Final = ("dossier.seal", "dossier.prepare_again")
VOLUMES: Final = {"main": "正卷", "annex": "副卷"}


@dataclass(frozen=True)
class Line:
    """One paper of the list; `span` is empty while no pages are counted."""

    number: int
    title: str
    document: str
    on: str
    span: str
    url: tuple[str, str] | None
    ready: bool = True


@dataclass(frozen=True)
class Part:
    """A group of papers in 正卷 or 副卷."""

    volume: str
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Film:
    """One recording of the index: its length and steps in words."""

    number: str
    camera: str
    officer: str
    began_at: str
    length: str
    marks: list[str]
    sha256: str


@dataclass(frozen=True)
class Check:
    """One thing that has to be done before the dossier is sealed."""

    label: str
    done: bool
    hint: str = ""


@dataclass(frozen=True)
class Event:
    """One entry of the dossier's chain, in words."""

    title: str
    at: datetime
    who: str
    words: str


@dataclass(frozen=True)
class CaseDossier:
    """案卷 of a case: what it holds, what is missing before it is sealed, its volumes."""

    case: Case
    volumes: list[Dossier]
    main: Dossier | None
    checks: list[Check]
    parts: list[Part]
    footage: list[Film]
    new_papers: int
    changes: list[str]
    pages: int


@dataclass(frozen=True)
class DossierFile:
    """One dossier: what was frozen, who had it, what was done to it, what may be done now."""

    dossier: Dossier
    contents: Contents
    retention: str
    parts: list[Part]
    footage: list[Film]
    loans: list[Loan]
    loan: Loan | None
    overdue_days: int
    events: list[Event]
    acts: list[tuple[str, str]]
    volumes: list[Dossier]
    changes: list[str]
    checker: str
    seal: dict[str, Any]


def dossier_for(viewer: Viewer, pk: uuid.UUID) -> Dossier | None:
    """The dossier within the viewer's reach."""
    rows = Dossier.objects.visible_to(viewer).select_related("case__bureau", "case__lead", "pdf", "main")
    return rows.filter(pk=pk).first()


def case_for(viewer: Viewer, pk: uuid.UUID) -> Case | None:
    """The case within the viewer's reach."""
    rows = Case.objects.visible_to(viewer)
    return rows.select_related("bureau", "lead", "lead_officer", "assisting_officer").filter(pk=pk).first()


def case_dossier(viewer: Viewer, pk: uuid.UUID) -> CaseDossier | None:
    """Everything that the tab of a case shows; None when the viewer may not know of it."""
    case = case_for(viewer, pk)
    if case is None:
        return None
    volumes = list(case.dossiers.select_related("case__bureau", "case__lead").order_by("volume"))
    main = volumes[0] if volumes else None
    items = dossier(case)
    frozen = parse(main.contents) if main else None
    held = taken(case)
    changed = _changes(main)
    missing = [item.title for item in items if item.file is None and item.instrument]
    return CaseDossier(
        case=case,
        volumes=volumes,
        main=main,
        checks=_checks(case, main, missing, changed),
        parts=_parts_of(frozen.papers) if frozen else _drafted(items),
        footage=_films(frozen.footage if frozen else footage_of(case)),
        new_papers=sum(1 for item in items if item.key not in held) if main and main.sealed_on else 0,
        changes=changed,
        pages=frozen.pages if frozen else 0,
    )


def _changes(main: Dossier | None) -> list[str]:
    if main is None or main.sealed_on is not None:
        return []
    return changes(parse(main.contents), current(main))


def _checks(case: Case, main: Dossier | None, missing: list[str], changed: list[str]) -> list[Check]:
    """In the order of the procedure."""
    archived = case.known.get("archived_on")
    retained = (
        main is not None and archived and main.known.get("dossier_retention") == case.known.get("retention")
    )
    return [
        Check("案件已结案", case.closed_on is not None, "在案件的“办理”页办理结案"),
        Check(
            "文书均已生成文件",
            not missing,
            f"还有{len(missing)}件，编制时生成：{'、'.join(missing[:3])}" if missing else "",
        ),
        Check("已编制案卷", main is not None, "由档案员编制，取得档号"),
        Check("已装订成卷", bool(main and main.pdf_id), main.progress if main else ""),
        Check("案件已归档", bool(archived), "由档案员在案件的“办理”页办理归档"),
        Check(
            "材料和保管期限与编制时一致",
            bool(retained and not changed),
            "；".join(changed[:3]) or "归档以后核对",
        ),
        Check("已封卷", bool(main and main.sealed_on), "由档案员封卷，另一人检查"),
    ]


def dossier_file(viewer: Viewer, pk: uuid.UUID, on: date) -> DossierFile | None:
    """Everything that the page of a dossier shows."""
    found = dossier_for(viewer, pk)
    if found is None:
        return None
    contents = parse(found.contents)
    loans = list(found.loans.select_related("lent_by").order_by("-lent_at")[:SHOWN])
    loan = next((row for row in loans if row.returned_at is None), None)
    entries = list(Entry.objects.filter(chain=found.chain_key).order_by("-seq")[:SHOWN])
    classes = retentions(found.case)
    return DossierFile(
        dossier=found,
        contents=contents,
        retention=classes[found.retention].title if found.retention in classes else found.retention,
        parts=_parts_of(contents.papers),
        footage=_films(contents.footage),
        loans=loans,
        loan=loan,
        overdue_days=max((on - loan.due_on).days, 0) if loan else 0,
        events=[_event(entry) for entry in entries],
        acts=[(kind, book().act_head(kind).title) for kind in _acts(found, loan)],
        volumes=list(Dossier.objects.filter(case=found.case_id).exclude(pk=found.pk).order_by("volume")),
        changes=_changes(found),
        checker=str(contents.extra.get("checker", "")),
        seal=_seal(entries),
    )


def _acts(found: Dossier, loan: Loan | None) -> tuple[str, ...]:
    """Acts that the archivist is offered, by what has been done so far; whether they are lawful, the act itself says."""
    if found.sealed_on is None:
        return UNSEALED
    if found.stage == "handed_over":
        return ()
    further = () if found.volume else ("dossier.supplement",)
    return ("dossier.take_back",) if loan else ("dossier.lend", *further, "dossier.hand_over")


def _seal(entries: Iterable[Entry]) -> dict[str, Any]:
    sealed = next((entry for entry in entries if entry.kind == "dossier.seal"), None)
    return {**json.loads(sealed.body)["data"], "hash": sealed.hash} if sealed else {}


def _event(entry: Entry) -> Event:
    body = json.loads(entry.body)
    return Event(body["verdict"]["title"], entry.at, body["actor"]["name"], _words(entry.kind, body["data"]))


def _words(kind: str, data: dict[str, Any]) -> str:
    """What an entry says beyond its title."""
    if kind == "dossier.lend":
        who = f"{data['organisation']}{data['borrower']}"
        return f"{who}，{data['purpose']}，{data['approved_by']}批准，应于{data['due_on']}前归还"
    if kind == "dossier.take_back":
        late = f"逾期{data['days_late']}日" if data["days_late"] else ""
        return f"{data['borrower']}归还。{data['condition']}{late}"
    if kind == "dossier.seal":
        return f"共{data['pages']}页，检查人{data['checker']}"
    if kind == "dossier.hand_over":
        return f"移交{data['receiver']}，文据{data['number']}"
    return f"{data['papers']}件{data['pages']}页" if "papers" in data else str(data.get("reason", ""))


def _parts_of(papers: Iterable[Paper]) -> list[Part]:
    parts: list[Part] = []
    for number, paper in enumerate(papers, 1):
        span = f"{paper.first}" if paper.first == paper.last else f"{paper.first}-{paper.last}"
        line = Line(number, paper.title, paper.number, paper.on, span, _link(paper.key))
        _add(parts, VOLUMES[paper.volume], paper.part, line)
    return parts


def _drafted(items: Iterable[Item]) -> list[Part]:
    parts: list[Part] = []
    for number, item in enumerate(items, 1):
        ready = item.file is not None or item.record is not None
        line = Line(number, item.title, item.number, item.on.isoformat(), "", _link(item.key), ready)
        _add(parts, VOLUMES[item.part.volume], item.part.title, line)
    return parts


def _films(rows: Iterable[Footage]) -> list[Film]:
    return [
        Film(
            number=row.number,
            camera=row.camera,
            officer=row.officer,
            began_at=row.began_at,
            length=clock(row.duration_ms),
            marks=[f"{mark.title} {clock(mark.begins_ms)}" for mark in row.marks],
            sha256=row.sha256,
        )
        for row in rows
    ]


def _add(parts: list[Part], volume: str, title: str, line: Line) -> None:
    if not parts or (parts[-1].volume, parts[-1].title) != (volume, title):
        parts.append(Part(volume, title, []))
    parts[-1].lines.append(line)


def _link(key: str) -> tuple[str, str] | None:
    """URL name and argument behind a paper; a sheet of evidence has none."""
    kind, _, pk = key.partition("-")
    name = {"i": "document.pdf", "a": "attachment.file"}.get(kind)
    return (name, pk) if name else None


def waiting(viewer: Viewer) -> list[Case]:
    """Closed cases without a dossier, longest closed first."""
    return list(without_dossier(viewer).order_by("closed_on", "id")[:SHOWN])
