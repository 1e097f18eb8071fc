"""The case page: where are we, what may I do now, which clocks run, what is the evidence, which documents, what happened."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.permissions import ROLES
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Record
from chengguan.documents.models import Attachment, Instrument
from chengguan.intake.models import Lead
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from chengguan.parties.masking import mask_address, mask_id, mask_name, mask_phone, shown_name
from chengguan.people.models import Officer
from lawengine.clock import ClockReading

from .approvals import Waiting, waiting_approvals
from .clocks import clocks_of
from .options import Options, options_for

DOCUMENTS_SHOWN: Final = 40
ENTRIES_SHOWN: Final = 30
RECORDS_SHOWN: Final = 40
ORDINARY_PATH: Final = (
    "filed",
    "investigated",
    "noticed",
    "decided",
    "served",
    "performed",
    "closed",
    "archived",
)
SUMMARY_PATH: Final = ("decided", "served", "performed", "closed", "archived")
BEFORE: Final = {"reviewed": "noticed", "deliberated": "noticed"}


@dataclass(frozen=True)
class StageMark:
    """One stage of the path: done, current or to come."""

    label: str
    state: str


@dataclass(frozen=True)
class Happening:
    """One ledger entry as the timeline shows it."""

    id: int
    seq: int
    kind: str
    title: str
    at: datetime
    who: str
    gist: str
    hash: str


@dataclass(frozen=True)
class CaseFile:
    """Everything that the case page shows."""

    case: Case
    stages: list[StageMark]
    options: Options
    clocks: list[ClockReading]
    records: list[Record]
    attachments: list[Attachment]
    documents: list[Instrument]
    more_documents: bool
    happenings: list[Happening]
    earlier: str
    approvals: list[Waiting]
    party: dict[str, str]


def case_file(viewer: Viewer, pk: uuid.UUID, on: date, steps: list[tuple[str, str]]) -> CaseFile | None:
    """The case page of one case, or None when the viewer may not know of it. Nine queries, whatever the size of the case."""
    case = _case(viewer, pk)
    if case is None:
        return None
    documents = list(
        Instrument.objects.filter(subject_key=case.chain_key)
        .defer("context", "content")
        .order_by("-id")[: DOCUMENTS_SHOWN + 1]
    )
    happenings = timeline(case.chain_key, case=case)
    return CaseFile(
        case=case,
        stages=stage_marks(case),
        options=options_for(case, viewer, on, steps),
        clocks=clocks_of(case, on, viewer.jurisdiction),
        records=veiled_records(case, list(case.records.order_by("-id")[:RECORDS_SHOWN])),
        attachments=list(
            Attachment.objects.filter(subject_key=case.chain_key)
            .select_related("file")
            .order_by("-id")[:RECORDS_SHOWN]
        ),
        documents=documents[:DOCUMENTS_SHOWN],
        more_documents=len(documents) > DOCUMENTS_SHOWN,
        happenings=happenings,
        earlier=str(happenings[-1].seq) if happenings and happenings[-1].seq > 1 else "",
        approvals=waiting_approvals(Approval.objects.filter(case=case)),
        party=masked_party(case),
    )


def _case(viewer: Viewer, pk: uuid.UUID) -> Case | None:
    """The case with all that its page names. The officers apart: a join of eight tables takes longer to plan than to run."""
    rows = Case.objects.visible_to(viewer).select_related("party", "matter", "lead", "squad")
    case = next(iter(rows.filter(pk=pk)), None)
    if case is not None:
        officers = Officer.objects.in_bulk({case.lead_officer_id, case.assisting_officer_id})
        case.lead_officer = officers[case.lead_officer_id]
        case.assisting_officer = officers[case.assisting_officer_id]
    return case


def veiled_records(case: Case, records: list[Record]) -> list[Record]:
    """Evidence as pages show it: a protected name is masked in what they say of it."""
    for record in records:
        record.title, record.proves = case.veiled(record.title), case.veiled(record.proves)
    return records


def stage_marks(case: Case) -> list[StageMark]:
    """The path of the case's procedure with what is done, where it stands, and what is to come."""
    path = SUMMARY_PATH if case.procedure == Case.SUMMARY else ORDINARY_PATH
    titles = dict(Case.STAGES)
    here = BEFORE.get(case.stage, case.stage)
    at = path.index(here) if here in path else 0
    marks = [
        StageMark(titles[stage], "done" if place < at else "current" if place == at else "todo")
        for place, stage in enumerate(path)
    ]
    if case.stage == path[-1]:
        marks[at] = StageMark(titles[case.stage], "done")
    if case.stage != here:
        marks[at] = StageMark(titles[case.stage], "current")
    return marks


def timeline(chain: str, before: int | None = None, case: Case | Lead | None = None) -> list[Happening]:
    """Entries of a chain, newest first, a page at a time (keyset by place in the chain). A case's protected name is masked."""
    entries = Entry.objects.filter(chain=chain)
    if before is not None:
        entries = entries.filter(seq__lt=before)
    found = [happening(entry) for entry in entries.order_by("-seq")[:ENTRIES_SHOWN]]
    return [replace(item, gist=case.veiled(item.gist)) for item in found] if case else found


def happening(entry: Entry) -> Happening:
    """One entry in words."""
    body: dict[str, Any] = json.loads(entry.body)
    actor = body.get("actor", {})
    roles = "、".join(ROLES[role] for role in actor.get("roles", []) if role in ROLES)
    return Happening(
        id=entry.pk,
        seq=entry.seq,
        kind=entry.kind,
        title=act_title(entry.kind, body),
        at=entry.at,
        who=f"{actor.get('name', '')}（{roles}）" if roles else actor.get("name", "系统"),
        gist=gist(body),
        hash=entry.hash,
    )


def act_title(kind: str, body: dict[str, Any]) -> str:
    """Statutory name of an act; an approval names the act that it is about."""
    titles = {
        head: book().act_head(head).title
        for head in (kind, str(body.get("data", {}).get("act", "")))
        if head in book().acts()
    }
    about = titles.get(str(body.get("data", {}).get("act", "")), "")
    own = titles.get(kind, kind)
    return f"{own}：{about}" if about and kind.startswith("approval.") else own


def gist(body: dict[str, Any]) -> str:
    """The few words of an entry that tell it apart: opinion given, documents made, reasons for passing warnings."""
    parts = [
        f"《{item['number'] or item['kind']}》" for item in body.get("documents", []) if item.get("number")
    ]
    data = body.get("data", {})
    for name in ("opinion", "summary", "reason", "title", "content"):
        if isinstance(data.get(name), str) and data[name]:
            parts.append(data[name][:80])
            break
    parts.extend(f"说明理由：{text}" for text in body.get("reasons", {}).values())
    return " ".join(parts)


def masked_party(case: Case) -> dict[str, str]:
    """The party with personal data masked, as pages show it by default."""
    party = case.party
    if party is None:
        return {}
    individual = party.kind == "individual"
    return {
        "id": str(party.pk),
        "name": mask_name(party.name)
        if individual
        else shown_name(party.name, protected=case.party_protected),
        "kind": party.get_kind_display(),
        "number": mask_id(party.id_number) if individual else party.credit_code,
        "representative": shown_name(party.representative, protected=case.party_protected),
        "phone": mask_phone(party.phone),
        "address": mask_address(party.address) if individual else party.address,
    }


def lead_file(viewer: Viewer, pk: uuid.UUID, on: date, steps: list[tuple[str, str]]) -> dict[str, Any] | None:
    """The page of one lead, or None when the viewer may not know of it."""
    lead = (
        Lead.objects.visible_to(viewer)
        .select_related("party", "matter", "squad", "bureau", "registered_by", "case")
        .filter(pk=pk)
        .first()
    )
    if lead is None:
        return None
    return {
        "lead": lead,
        "options": options_for(lead, viewer, on, steps),
        "documents": list(
            Instrument.objects.filter(subject_key=lead.chain_key)
            .defer("context")
            .order_by("-id")[:DOCUMENTS_SHOWN]
        ),
        "happenings": timeline(lead.chain_key, case=lead),
        "approvals": waiting_approvals(Approval.objects.filter(lead=lead)),
        "attachments": list(
            Attachment.objects.filter(subject_key=lead.chain_key).select_related("file")[:RECORDS_SHOWN]
        ),
        "clocks": clocks_of(lead, on, viewer.jurisdiction),
        "linked": getattr(lead, "case", None),
    }


def earlier_entries(viewer: Viewer, pk: uuid.UUID, before: int | None) -> dict[str, Any] | None:
    """A further page of a case's record, or None when the viewer may not know of the case."""
    case = (
        Case.objects.visible_to(viewer)
        .only("pk", "number", "party_name", "party_protected")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        return None
    happenings = timeline(case.chain_key, before, case)
    earlier = str(happenings[-1].seq) if happenings and happenings[-1].seq > 1 else ""
    return {"case": case, "happenings": happenings, "earlier": earlier}
