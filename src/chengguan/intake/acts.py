"""Acts upon leads: register, verify, extend the check, answer the informant, mark as filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Unit
from chengguan.people.selectors import officer_cards
from chengguan.powers.models import Matter

from . import facts
from .issuing import issue_for_lead, refs
from .models import Lead


@act("lead.register", facts=facts.registration)
def register_lead(
    *, actor: Viewer, at: datetime, origin: str, received_at: datetime, discovered_on: date,
    occurred_on: date, place: str, content: str, continuing: bool = False, matter: Matter | None = None,
    party: Party | None = None, informant: str = "", informant_phone: str = "", wants_reply: bool = False,
    camera_confirmed: bool = False, squad: Unit | None = None
) -> Done:  # fmt: skip
    """线索登记 (行政处罚法 第三十六条、第五十四条): the day of discovery is fixed here. Result: the lead.

    `squad` has to look into it where the actor is of none (窗口、法制、大队).
    """
    bureau = Bureau.objects.get(pk=actor.bureau_id)
    year = local_date(at).year
    lead = Lead(
        id=uuid7(at),
        bureau=bureau,
        brigade_id=squad.brigade_id if squad else actor.brigade_id,
        squad_id=squad.pk if squad else actor.squad_id,
        number=f"{bureau.short}线〔{year}〕第{next_number(bureau.code, 'lead', year)}号",
        origin=origin,
        received_at=received_at,
        discovered_on=discovered_on,
        occurred_on=occurred_on,
        continuing=continuing,
        place=place.strip(),
        content=content.strip(),
        matter=matter,
        party=party,
        informant=informant.strip(),
        informant_phone=informant_phone.strip(),
        wants_reply=wants_reply,
        registered_by_id=actor.officer_id,
        is_demo=bureau.is_demo,
    )
    lead.save(force_insert=True)
    form = issue_for_lead(
        lead,
        "lead_registration",
        at=at,
        act={"received_at": received_at, "registered_by": actor.name, "wants_reply": wants_reply},
    )
    sets = {
        "origin": origin,
        "discovered_on": discovered_on,
        "occurred_on": occurred_on,
        "continuing": continuing,
        "wants_reply": wants_reply,
    }
    data = {"number": lead.number, "place": lead.place, "content": lead.content, "received_at": received_at}
    data |= {"matter": matter and matter.code, "squad": lead.squad_id}
    return Done(subject=lead, sets=sets, data=data, documents=refs(form), result=lead)


@act("lead.verify", facts=facts.verification, on="lead")
def verify_lead(
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
) -> Done:
    """线索核查 (行政处罚法 第五十四条): two officers look into the lead and conclude on evidence and jurisdiction. Result: the lead."""
    cards = officer_cards(list(officers), local_date(at))
    lead.matter, lead.party = matter or lead.matter, party or lead.party
    entered = {
        "checked_at": checked_at,
        "place": place or lead.place,
        "findings": findings,
        "evidence": evidence,
        "prima_facie": prima_facie,
        "own_jurisdiction": own_jurisdiction,
    }
    record = issue_for_lead(lead, "lead_verification", at=at, act=entered, officers=cards)
    sets = {
        "verified_on": local_date(at),
        "prima_facie_evidence": prima_facie,
        "own_jurisdiction": own_jurisdiction,
        "checked_by": list(officers),
    }
    return Done(
        lead,
        sets=sets,
        data={**entered, "matter": matter and matter.code},
        documents=refs(record),
        result=lead,
    )


@act("lead.extend", facts=facts.extension, on="lead")
def extend_check(*, actor: Viewer, at: datetime, lead: Lead, reason: str) -> Done:
    """线索核查延期 (住建处罚程序规定, unverified): the head grants more time for a complex lead. Result: the lead."""
    form = issue_for_lead(lead, "lead_extension", at=at, act={"reason": reason, "decided_by": actor.name})
    sets = {"lead_extended_on": local_date(at)}
    return Done(lead, sets=sets, data={"reason": reason}, documents=refs(form), result=lead)


@act("lead.reply", facts=facts.reply, on="lead")
def reply_to_informant(*, actor: Viewer, at: datetime, lead: Lead, content: str, method: str) -> Done:
    """举报答复: tell the informant what came of the lead. Result: the lead."""
    form = issue_for_lead(
        lead, "lead_reply", at=at, act={"content": content, "method": method, "informant": lead.informant}
    )
    sets = {"replied_on": local_date(at)}
    return Done(
        lead, sets=sets, data={"content": content, "method": method}, documents=refs(form), result=lead
    )


@act("lead.mark_filed", facts=facts.marking, on="lead")
def mark_filed(*, actor: Viewer, at: datetime, lead: Lead, case_key: str) -> Done:
    """线索转为案件 (行政处罚法 第五十四条第二款): called by case.file in its own transaction. Result: the lead."""
    return Done(lead, sets={"filed_case": case_key}, data={"case": case_key}, result=lead)
