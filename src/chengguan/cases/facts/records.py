"""Facts of identifying the party and of making records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet
from chengguan.parties.identity import born_on, citizen_fault
from chengguan.parties.models import Party

from .base import case_sheet, officers_facts
from .investigation import age_classes, is_minor_age

SLACK: Final = timedelta(minutes=5)


def identification(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    checked: Sequence[str],
    party: Party | None = None,
    new_party: Mapping[str, str] | None = None,
) -> Sheet:
    """Facts of case.identify_party."""
    on = local_date(at)
    kind = party.kind if party else str((new_party or {}).get("kind", ""))
    age = age_at_violation(case, party, new_party)
    inputs = {
        **officers_facts(officers, on, case.known)[0],
        "identity_checked": bool(checked) and bool(party or new_party),
        "party_age_known": kind != Party.INDIVIDUAL or age is not None,
        **age_classes({"party_age": age}, on, actor.jurisdiction),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def age_at_violation(
    case: Case, party: Party | None, new_party: Mapping[str, str] | None = None
) -> int | None:
    """周岁 of a citizen on the day of the violation; None for organisations and where the birthday is not known."""
    if party is None:
        number = str((new_party or {}).get("id_number", ""))
        party = Party(
            kind=str((new_party or {}).get("kind", "")), born_on=_birthday(number, case.occurred_on)
        )
    return None if party.is_organisation else party.age_on(case.occurred_on)


def _birthday(number: str, on: date) -> date | None:
    return born_on(number) if number and not citizen_fault(number, on) else None


def site_record(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    begun_at: datetime,
    ended_at: datetime,
    findings: str,
    credentials_shown: bool,
    process_recorded: bool,
    signed: bool,
    refusal: str = "",
    on_site: str = "",
    witness: str = "",
    **entered: object,
) -> Sheet:
    """Facts of case.make_site_record."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "credentials_shown": credentials_shown,
        "process_recorded": process_recorded,
        "record_described": bool(findings.strip()),
        "record_times_ordered": ordered(begun_at, ended_at, at),
        "party_or_witness_present": bool(on_site.strip() or witness.strip()),
        "record_acknowledged": signed or bool(refusal.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def ordered(begun: datetime, ended: datetime, at: datetime) -> bool:
    """Whether a record's times follow each other and do not lie in the future."""
    return begun <= ended <= at + SLACK


def summons(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], person: str, appear_at: datetime, place: str, matter: str,
    bring: Sequence[str] = (),
) -> Sheet:  # fmt: skip
    """Facts of case.summon_for_interview."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "summons_on": local_date(appear_at),
        "summons_reasoned": bool(person.strip() and place.strip() and matter.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def interview(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    begun_at: datetime,
    ended_at: datetime,
    person: Mapping[str, str],
    questions: Sequence[Mapping[str, str]],
    credentials_shown: bool,
    process_recorded: bool,
    rights_told: bool,
    signed: bool,
    minor: bool = False,
    guardian: str = "",
    refusal: str = "",
    standing: str = "party",
    **entered: object,
) -> Sheet:
    """Facts of case.interview."""
    inputs: dict[str, Any] = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "credentials_shown": credentials_shown,
        "process_recorded": process_recorded,
        "rights_told": rights_told,
        "interviewee_named": bool(person.get("name", "").strip()),
        "interviewee_minor": minor
        or _minor_by_number(person.get("id_number", ""), local_date(at), actor.jurisdiction)
        or (standing == "party" and _minor_party(case, local_date(at), actor.jurisdiction)),
        "guardian_present": bool(guardian.strip()),
        "questions_count": len(questions),
        "record_times_ordered": ordered(begun_at, ended_at, at),
        "record_acknowledged": signed or bool(refusal.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def _minor_party(case: Case, on: date, jurisdiction: str) -> bool:
    """Whether the party in person is under age on the day of the interview, by the birthday that is registered."""
    party = case.party
    return (
        party is not None and not party.is_organisation and is_minor_age(party.age_on(on), on, jurisdiction)
    )


def _minor_by_number(number: str, on: date, jurisdiction: str) -> bool:
    birthday = _birthday(number, on)
    return birthday is not None and is_minor_age(Party(born_on=birthday).age_on(on), on, jurisdiction)
