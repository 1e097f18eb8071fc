"""What is measured singly: one long case with a valid chain and many documents, and a user with many duties."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from chengguan.agenda.models import Duty
from chengguan.base.dates import CHINA
from chengguan.base.uuid7 import uuid7
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.canonical import sha256, sm3
from chengguan.ledger.entries import material
from chengguan.ledger.models import Entry, Head
from chengguan.people.models import Officer
from chengguan.people.selectors import officer_pool

from .ground import Ground
from .loading import Row, insert

ENTRIES, DOCUMENTS, DUTIES = 2000, 500, 500
SETS: Final = {"acts"}


@dataclass(frozen=True)
class Dossier:
    """The long case and the officer whose desk is full."""

    case: uuid.UUID
    chain: str


@transaction.atomic
def lengthen(case: Case, at: datetime) -> Dossier:
    """Make a case long: further entries like its last one, chained as the ledger chains them, and further documents."""
    chain = case.chain_key
    last = Entry.objects.filter(chain=chain).order_by("-seq")[0]
    entries = list(_entries(last, at))
    insert(Entry, iter(entries))
    Head.objects.filter(chain=chain).update(seq=entries[-1]["seq"], hash=entries[-1]["hash"])
    pattern = Instrument.objects.filter(subject_key=chain).order_by("-id")[0]
    insert(Instrument, _documents(pattern, at))
    return Dossier(case.pk, chain)


def _entries(last: Entry, at: datetime) -> Iterator[Row]:
    """Entries that repeat the act of the last one; they set nothing, so the facts still refold to what the table holds."""
    body = json.dumps({**json.loads(last.body), "sets": {}}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    previous = last.hash
    for seq in range(last.seq + 1, ENTRIES + 1):
        moment = at + timedelta(seconds=seq)
        hashed = material(previous, last.chain, seq, last.kind, moment, body)
        row: Row = {
            "chain": last.chain,
            "seq": seq,
            "kind": last.kind,
            "at": moment,
            "recorded_at": moment,
            "bureau_code": last.bureau_code,
            "officer_id": last.officer_id,
            "body": body,
            "previous": previous,
            "hash": sha256(hashed),
            "hash_sm3": sm3(hashed),
        }
        yield row
        previous = row["hash"]


def _documents(pattern: Instrument, at: datetime) -> Iterator[Row]:
    row: dict[str, Any] = {field.column: getattr(pattern, field.attname) for field in Instrument._meta.concrete_fields}
    present = Instrument.objects.filter(subject_key=pattern.subject_key).count()
    for number in range(present, DOCUMENTS):
        fresh = {"id": uuid7(at + timedelta(seconds=number)), "verify_code": uuid.uuid4().hex[:24]}
        yield {**row, **fresh, "series": "", "seq": None, "year": None}


def fill_desk(officer: Officer, cases: list[Case], on: date) -> None:
    """Give one officer as many open duties as a very busy one has, from overdue to far away."""
    insert(
        Duty,
        (
            {
                "pool": officer_pool(officer.pk),
                "subject": f"bench/{number}",
                "act": "case.decide",
                "title": "作出处理决定（办案期限）",
                "about": f"{case.number} {case.cause} {case.party_name}",
                "url": f"/cases/{case.pk}/",
                "clock": "case_decision",
                "basis": "行政处罚法60",
                "due_on": on + timedelta(days=number % 120 - 20),
                "raised_on": on,
                "bureau_id": case.bureau_id,
                "brigade_id": case.brigade_id,
                "squad_id": case.squad_id,
            }
            for number, case in enumerate(cases[n % len(cases)] for n in range(DUTIES))
        ),
    )


def build(laid: Ground) -> Dossier:
    """TEMPORARY until acts exist."""
    from chengguan.ledger import entries
    from chengguan.people.models import Bureau

    cast = laid.cast
    matter, cause = laid.matters[cast.bureau.pk][0]
    party, name = laid.parties[cast.bureau.pk][0]
    first, second = cast.pair()
    day = date(2026, 9, 1)
    at = datetime(2026, 9, 1, 9, tzinfo=CHINA)
    known = {"procedure": "ordinary", "filed_on": "2026-09-01", "discovered_on": "2026-08-30", "occurred_on": "2026-08-30", "origin": "patrol",
             "officers": [first.pk, second.pk], "prior_notice_served_on": "2026-10-01", "hearing_right": True, "acts": ["case.file"], "party_identified_on": "2026-09-02",
             "decided_on": "2026-10-20", "decision_served_on": "2026-10-25", "fine": "5000", "legal_review_requested_on": "2026-10-10", "correction_ordered_on": "2026-09-03", "correction_due_on": "2026-09-10"}
    case = Case.objects.create(bureau=cast.bureau, brigade=cast.brigade, squad=cast.squads[0], number="基城管立〔2026〕第0号", procedure="ordinary", matter_id=matter, cause=cause,
        party_id=party, party_name=name, occurred_on=day, place="示范路1号", lead_officer=first, assisting_officer=second, opened_on=day, known=known, stage="decided")
    for n in range(3):
        entries.append(chain=case.chain_key, kind="case.file", at=at, bureau_code=cast.bureau.code, officer_id=first.pk,
            body={"actor": {"name": first.name, "roles": ["handler"]}, "facts": known, "sets": known, "data": {"summary": "x" * 300}, "stage": "filed", "documents": [], "reasons": {}})
    Instrument.objects.create(bureau=cast.bureau, brigade=cast.brigade, squad=cast.squads[0], kind="penalty_decision", title="行政处罚决定书", number="x", subject_key=case.chain_key,
       context="{}" * 1500, facts_sha256="0"*64, norm_path="x", norm_sha256="0"*64, issued_on=day, issued_at=at, verify_code="x")
    return lengthen(case, at)
