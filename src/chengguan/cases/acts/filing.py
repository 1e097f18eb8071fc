"""立案、不予立案、指定承办人 (行政处罚法 第五十四条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import filing as facts
from chengguan.cases.facts.records import age_at_violation
from chengguan.cases.models import Approval, Case
from chengguan.intake.acts import mark_filed
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Done, act
from chengguan.ledger.known import numbers
from chengguan.people.models import Officer
from chengguan.people.selectors import officer_cards
from chengguan.powers.models import Matter

from .issuing import issue_for_case, issue_for_lead, refs
from .words import choice

UNKNOWN_PARTY = {"kind": "", "kind_title": "待查", "name": "待查", "id_title": "证件号码", "id_number": ""}


@act("case.file", facts=facts.filing, on="lead")
def file_case(
    *,
    actor: Viewer,
    at: datetime,
    lead: Lead,
    matter: Matter,
    officers: Sequence[int],
    limitation: str,
    already_fined: bool,
    summary: str,
    clues: str = "",
    approval: Approval | None = None,
) -> Done:
    """立案 (行政处罚法 第五十四条第二款): the lead becomes a case of its two officers' squad. Result: the case."""
    on = local_date(at)
    cards = officer_cards(list(officers), on)
    case = _new_case(lead, matter, list(officers), summary, at)
    proposed = {"proposed_on": local_date(approval.proposed_at)} if approval else {}
    form = issue_for_case(
        case,
        "filing_approval",
        at=at,
        act={"clues": clues, **proposed},
        officers=cards,
        approval=approval,
        extra=None if case.party else {"party": UNKNOWN_PARTY},
    )
    mark_filed(actor=actor, at=at, lead=lead, case_key=case.chain_key, caused_by=case.chain_key)
    sets = {
        **{name: lead.known.get(name) for name in ("origin", "discovered_on", "occurred_on", "continuing")},
        "procedure": Case.ORDINARY,
        "filed_on": on,
        "limitation_clock": limitation,
        "officers": list(officers),
        "investigators": sorted({*officers, *numbers(lead.known, "checked_by")}),
        "recused": [],
        "recusal_pending": False,
        **matter_facts(matter),
        **party_facts(case),
    }
    data = {
        "lead": lead.number,
        "matter": matter.code,
        "officers": list(officers),
        "summary": summary,
        "clues": clues,
    }
    return Done(subject=case, sets=sets, data=data, documents=refs(form), result=case)


def _new_case(lead: Lead, matter: Matter, officers: list[int], summary: str, at: datetime) -> Case:
    year = local_date(at).year
    unit = Officer.objects.select_related("unit").get(pk=officers[0]).unit
    case = Case(
        id=uuid7(at),
        bureau=lead.bureau,
        brigade_id=unit.brigade_id or lead.brigade_id,
        squad_id=unit.squad_id or lead.squad_id,
        number=f"{lead.bureau.short}立〔{year}〕第{next_number(lead.bureau.code, 'case', year)}号",
        procedure=Case.ORDINARY,
        lead=lead,
        matter=matter,
        cause=matter.title,
        party=lead.party,
        party_name=lead.party.name if lead.party else "",
        party_protected=bool(lead.party and lead.party.protected_on(lead.occurred_on)),
        occurred_on=lead.occurred_on,
        place=lead.place,
        summary=summary.strip() or lead.content,
        lead_officer_id=officers[0],
        assisting_officer_id=officers[1],
        opened_on=local_date(at),
        major=matter.major,
        is_demo=lead.is_demo,
    )
    case.save(force_insert=True)
    return case


def matter_facts(matter: Matter) -> dict[str, Any]:
    """Facts of the matter that later acts are judged on."""
    return {
        "matter": matter.title,
        "matter_code": matter.code,
        "matter_kinds": list(matter.kinds),
        "matter_elements": list(matter.elements),
        "matter_requires_prior_order": matter.requires_prior_order,
        "matter_major": matter.major,
        "matter_summary_allowed": matter.summary_allowed,
        "matter_laws": sorted({str(cite["law"]) for cite in (*matter.basis, *matter.violated)}),
    }


def party_facts(case: Case) -> dict[str, Any]:
    """Facts of the party that later acts are judged on; nothing while the party is not known."""
    if case.party is None:
        return {}
    return {
        "party_kind": case.party.kind,
        "party_is_organisation": case.party.is_organisation,
        "party_age": age_at_violation(case, case.party),
    }


@act("case.decline_filing", facts=facts.declining, on="lead")
def decline_filing(
    *,
    actor: Viewer,
    at: datetime,
    lead: Lead,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Done:
    """不予立案 (行政处罚法 第五十四条第二款): the lead does not meet the standard of filing. Result: the lead."""
    entered = {"ground": choice("decline_ground", ground), "explanation": explanation}
    form = issue_for_lead(lead, "filing_refusal_approval", at=at, act=entered, approval=approval)
    sets = {"declined_on": local_date(at), "decline_ground": ground}
    return Done(
        lead,
        sets=sets,
        data={"ground": ground, "explanation": explanation},
        documents=refs(form),
        result=lead,
    )


@act("case.assign", facts=facts.assignment, on="case")
def assign_officers(*, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], reason: str) -> Done:
    """指定（更换）承办人 (行政处罚法 第四十二条): by the leader of the unit. Result: the case."""
    cards = officer_cards(list(officers), local_date(at))
    before = officer_cards(numbers(case.known, "officers"), local_date(at))
    case.lead_officer_id, case.assisting_officer_id = officers[0], officers[1]
    lead = Officer.objects.select_related("unit").get(pk=officers[0]).unit
    case.brigade_id, case.squad_id = lead.brigade_id or case.brigade_id, lead.squad_id
    entered = {"reason": reason, "before": [card.name for card in before], "assigned_by": actor.name}
    slip = issue_for_case(case, "assignment_slip", at=at, act=entered, officers=cards)
    sets = {
        "officers": list(officers),
        "investigators": sorted({*numbers(case.known, "investigators"), *officers}),
    }
    return Done(
        case, sets=sets, data={**entered, "officers": list(officers)}, documents=refs(slip), result=case
    )
