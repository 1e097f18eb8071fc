"""Facts on which acts upon leads are judged, and what follows from a lead's known facts on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.ledger.known import Known, day
from chengguan.ledger.norms import book
from chengguan.parties.models import Party
from chengguan.people.facts import actor_facts, officers_facts
from chengguan.people.models import Unit
from chengguan.powers.models import Matter
from lawengine import UnknownNorm
from lawengine.applicable import Limitation, limitation
from lawengine.clock import ClockReading, Extension, read

from .models import Lead

LIMITATION: Final = "limitation_2y"
NEAR: Final = timedelta(days=7)
SHOWN: Final = 5


@dataclass(frozen=True)
class LeadLine:
    """One lead as a hint shows it."""

    id: str
    number: str
    origin: str
    occurred_on: date
    place: str
    stage: str


def duplicates(
    actor: Viewer,
    *,
    place: str,
    occurred_on: date,
    matter: Matter | None = None,
    party: Party | None = None,
    shown: bool = False,
) -> list[LeadLine]:
    """Leads of the bureau that may be the same: at most a week apart, at the same place or about the same party and matter.

    The warning looks at the whole bureau; where they are `shown`, only those that the actor may know of.
    """
    same = Q(place=place.strip())
    if party is not None and matter is not None:
        same |= Q(party=party, matter=matter)
    leads = Lead.objects.visible_to(actor) if shown else Lead.objects.filter(bureau_id=actor.bureau_id)
    rows = (
        leads.filter(same)
        .filter(occurred_on__range=(occurred_on - NEAR, occurred_on + NEAR))
        .exclude(stage="declined")
        .order_by("-id")[:SHOWN]
    )
    return [
        LeadLine(str(row.pk), row.number, row.get_origin_display(), row.occurred_on, row.place, row.stage)
        for row in rows
    ]


def registration(
    *,
    actor: Viewer,
    at: datetime,
    origin: str,
    received_at: datetime,
    discovered_on: date,
    occurred_on: date,
    place: str,
    content: str,
    continuing: bool = False,
    matter: Matter | None = None,
    party: Party | None = None,
    informant: str = "",
    informant_phone: str = "",
    wants_reply: bool = False,
    camera_confirmed: bool = False,
    squad: Unit | None = None,
) -> Sheet:
    """Facts of lead.register."""
    same = duplicates(actor, place=place, occurred_on=occurred_on, matter=matter, party=party)
    values = {
        "acted_on": local_date(at),
        "origin": origin,
        "discovered_on": discovered_on,
        "occurred_on": occurred_on,
        "lead_described": bool(place.strip() and content.strip()),
        "lead_duplicate": bool(same),
        "camera_confirmed": camera_confirmed,
        **actor_facts(actor, {}),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def verification(
    *,
    actor: Viewer,
    at: datetime,
    lead: Lead,
    officers: Sequence[int],
    checked_at: datetime,
    findings: str,
    prima_facie: bool | None,
    own_jurisdiction: bool | None,
    place: str = "",
    evidence: str = "",
    matter: Matter | None = None,
    party: Party | None = None,
) -> Sheet:
    """Facts of lead.verify."""
    team, _ = officers_facts(officers, local_date(at), lead.known)
    inputs = {
        **team,
        "verification_described": bool(findings.strip()),
        "prima_facie_stated": prima_facie is not None,
        "jurisdiction_stated": own_jurisdiction is not None,
    }
    return sheet(actor, at, lead, inputs)


def extension(*, actor: Viewer, at: datetime, lead: Lead, reason: str) -> Sheet:
    """Facts of lead.extend."""
    return sheet(actor, at, lead, {"extension_reasoned": bool(reason.strip())})


def reply(*, actor: Viewer, at: datetime, lead: Lead, content: str, method: str) -> Sheet:
    """Facts of lead.reply."""
    return sheet(actor, at, lead, {"reply_written": bool(content.strip())})


def marking(*, actor: Viewer, at: datetime, lead: Lead, case_key: str) -> Sheet:
    """Facts of lead.mark_filed."""
    return sheet(actor, at, lead, {})


def sheet(actor: Viewer, at: datetime, lead: Lead, inputs: Mapping[str, Any]) -> Sheet:
    """The sheet of an act on a lead that needs no approval."""
    on = local_date(at)
    values = {
        **lead.known,
        "acted_on": on,
        **derived(lead.known, on, actor.jurisdiction),
        **actor_facts(actor, lead.known),
        **inputs,
    }
    return Sheet(on, actor.jurisdiction, values)


def derived(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """追责时效、核查期限: what follows on a day from the dates of a lead or of the case that came of it."""
    found = limitation_of(known, on, jurisdiction)
    discovered = day(known, "discovered_on")
    values: dict[str, Any] = {}
    if found is not None:
        values["limitation_due_on"] = found.due_on
        values["limitation_expired"] = discovered is not None and found.expired(discovered)
        values["limitation_disputed"] = found.disputed
    reading = lead_check(known, on, jurisdiction)
    if reading is not None:
        values["lead_check_overdue"] = reading.late
    return values


def limitation_due_on(known: Known, on: date, jurisdiction: str) -> date | None:
    """追责时效届满日 (行政处罚法 第三十六条); None when not known."""
    found = limitation_of(known, on, jurisdiction)
    return found.due_on if found is not None else None


def limitation_of(known: Known, on: date, jurisdiction: str) -> Limitation | None:
    """追责时效 (行政处罚法 第三十六条): from the act, or from its end where it was continuous, with its sum; None when not known."""
    started = day(known, "ended_on") or day(
        known, "discovered_on" if known.get("continuing") else "occurred_on"
    )
    if started is None:
        return None
    clock = str(known.get("limitation_clock") or LIMITATION)
    discovered = day(known, "discovered_on")
    try:
        return limitation(
            book(), clock, started=started, discovered=discovered, as_of=on, jurisdiction=jurisdiction
        )
    except UnknownNorm:
        return None


def lead_check(known: Known, on: date, jurisdiction: str) -> ClockReading | None:
    """线索核查期限 (住建处罚程序规定, unverified): running from discovery until the lead was verified."""
    discovered = day(known, "discovered_on")
    if discovered is None:
        return None
    granted = day(known, "lead_extended_on")
    try:
        return read(
            book(),
            "lead_check",
            started=discovered,
            as_of=on,
            jurisdiction=jurisdiction,
            extensions=[Extension("complex", granted)] if granted else [],
            stopped=day(known, "verified_on"),
        )
    except UnknownNorm:
        return None
