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
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.people.selectors import officer_pool
from chengguan.powers.models import Matter
from chengguan.web.demonstration.execution_steps import serve_decision
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

from .ground import Ground
from .loading import Row, insert

ENTRIES, DOCUMENTS, DUTIES = 2000, 500, 500
BEGUN_DAYS_AGO: Final = 60


@dataclass(frozen=True)
class Dossier:
    """The long case."""

    case: uuid.UUID
    chain: str


def build(laid: Ground, today: date) -> Dossier:
    """One case walked from the lead to the service of its decision, some weeks before today, and then made long."""
    day = today - timedelta(days=BEGUN_DAYS_AGO)
    walk = fresh_walk(laid, datetime(day.year, day.month, day.day, 9, tzinfo=CHINA))
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    serve_decision(walk)
    return lengthen(walk.subject_case, walk.now)


def fresh_walk(laid: Ground, now: datetime) -> Walk:
    """A walk of the measured bureau that has not begun."""
    bureau = laid.cast.bureau
    matter = Matter.objects.get(pk=laid.matters[bureau.pk][0][0])
    party = Party.objects.get(pk=laid.parties[bureau.pk][0][0])
    return Walk(cast=laid.cast, now=now, matter=matter, party=party)


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
    body = json.dumps(
        {**json.loads(last.body), "sets": {}}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
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
    row: dict[str, Any] = {
        field.column: getattr(pattern, field.attname) for field in Instrument._meta.concrete_fields
    }
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
