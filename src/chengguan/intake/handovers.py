"""移送、抄告、协助事项: writing their rows from within acts, and what a subject's known facts say of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.ledger.known import Known
from chengguan.ledger.norms import book
from lawengine.clock import read

from .models import NO_DUE, SETTLED, Handover

# Kinds whose receipt and outcome have acts of their own; the rest are answered by `case.record_agency_reply`.
OWN_ACTS: Final = frozenset({"criminal", "case", "assistance", "jurisdiction", "advice"})
INCOMING: Final = frozenset({"case", "lead", "notice", "reverse"})


class About(Protocol):
    """A case or lead, as far as a row repeats it."""

    bureau_id: int
    brigade_id: int | None
    squad_id: int | None
    number: str

    @property
    def known(self) -> Known: ...
    @property
    def chain_key(self) -> str: ...


@dataclass(frozen=True)
class Due:
    """When an answer is due: the period, the day from which it runs, and its last day."""

    clock: str
    since: date
    on: date


def due_of(clock: str, since: date, jurisdiction: str, term: date | None = None) -> Due:
    """The last day of a period, or the day that the letter itself names."""
    reading = read(book(), clock, started=since, as_of=since, jurisdiction=jurisdiction, term=term)
    return Due(clock, since, reading.due_on)


def opened(
    subject: Any, *, kind: str, agency: str, at: datetime, content: str, cause: str, party_name: str = "",
    direction: str = Handover.OUT, number: str = "", due: Due | None = None, thread: uuid.UUID | None = None,
    received_on: date | None = None, party_id: object = None
) -> Handover:  # fmt: skip
    """A new row of the register. What came in waits for our answer; what went out waits for the other side's receipt."""
    row = Handover(
        id=uuid7(at),
        bureau_id=subject.bureau_id,
        brigade_id=subject.brigade_id,
        squad_id=subject.squad_id,
        direction=direction,
        kind=kind,
        state=Handover.RECEIVED if direction == Handover.IN else Handover.SENT,
        subject_key=subject.chain_key,
        subject_number=subject.number,
        cause=cause[:200],
        party_name=party_name[:120],
        agency=agency.strip(),
        number=number,
        content=content,
        begun_at=at,
        received_on=received_on,
        thread=thread or thread_of(subject.known) or uuid.uuid4(),
    )
    _set_due(row, due)
    row.save(force_insert=True)
    return row


def _set_due(row: Handover, due: Due | None) -> None:
    row.clock, row.clock_from, row.due_on = (due.clock, due.since, due.on) if due else ("", None, None)
    row.due_rank = SETTLED if row.state == Handover.SETTLED else row.due_on or NO_DUE


def received(row: Handover, *, on: date, receiver: str, due: Due | None = None) -> Handover:
    """The other side has signed; its outcome is awaited where one is due."""
    row.received_on, row.receiver = on, receiver.strip()[:120]
    row.state = Handover.RECEIVED
    _set_due(row, due or _kept(row))
    row.save()
    return row


def _kept(row: Handover) -> Due | None:
    return Due(row.clock, row.clock_from, row.due_on) if row.due_on and row.clock_from else None


def settled(row: Handover, *, on: date, outcome: str) -> Handover:
    """The outcome is known, or the answer was given: nothing more is awaited."""
    row.outcome, row.outcome_on, row.state = outcome.strip(), on, Handover.SETTLED
    row.received_on = row.received_on or on
    row.due_rank = SETTLED
    row.save()
    return row


def reopened(row: Handover, due: Due | None) -> Handover:
    """What was thought settled is awaited again (公安机关不予立案后提出异议)."""
    row.outcome, row.outcome_on, row.state = "", None, Handover.RECEIVED
    _set_due(row, due)
    row.save()
    return row


def noted(known: Known, *rows: Handover) -> dict[str, Any]:
    """The fact `handovers` with these rows as they stand now: id -> kind, direction, state."""
    listed: dict[str, Any] = dict(known.get("handovers") or {})
    for row in rows:
        listed[str(row.pk)] = {
            "kind": row.kind,
            "direction": row.direction,
            "state": row.state,
            "thread": str(row.thread),
        }
    return {"handovers": listed}  # fmt: skip


def thread_of(known: Known) -> uuid.UUID | None:
    """The thread in which the subject came to us, so that what goes back stands in the same one (双移交)."""
    rows: Mapping[str, Any] = known.get("handovers") or {}
    came = next((row for row in rows.values() if row["direction"] == Handover.IN), None)
    return uuid.UUID(str(came["thread"])) if came else None


def handover_facts(known: Known) -> dict[str, int]:
    """How many are awaited, by the acts that answer them."""
    rows = [row for row in (known.get("handovers") or {}).values() if row["state"] != Handover.SETTLED]
    out = [row["kind"] for row in rows if row["direction"] == Handover.OUT]
    came = [row["kind"] for row in rows if row["direction"] == Handover.IN]
    return {
        "assistance_open": out.count("assistance"),
        "replies_open": sum(1 for kind in out if kind not in OWN_ACTS),
        "advice_open": came.count("advice"),
        "answers_owed": sum(1 for kind in came if kind in INCOMING),
    }


def awaited(subject: Any, direction: str, *kinds: str) -> Any:
    """Open rows of a subject, newest first (a queryset)."""
    rows = Handover.objects.filter(subject_key=subject.chain_key, direction=direction)
    rows = rows.exclude(state=Handover.SETTLED)
    return (
        rows.filter(kind__in=kinds).order_by("-id")
        if kinds
        else rows.exclude(kind__in=OWN_ACTS).order_by("-id")
    )


def dated(row: Handover | None, on: date, today: date) -> bool:
    """Whether a day lies between the letter and today."""
    return row is not None and local_date(row.begun_at) <= on <= today


def of_subject(subject: Any, pk: uuid.UUID | str | None) -> Handover | None:
    """One open row of this very subject; None when there is none. The act has locked the subject."""
    if not pk:
        return None
    rows = Handover.objects.filter(subject_key=subject.chain_key, pk=pk)
    return rows.exclude(state=Handover.SETTLED).first()
