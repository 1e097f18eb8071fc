"""Make an instrument about a lead, before there is a case: the standard context from the lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.documents import issuing
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import DocRef
from chengguan.people.selectors import OfficerCard
from chengguan.powers.models import Matter

from .models import Lead


def issue_for_lead(
    lead: Lead,
    kind: str,
    *,
    at: datetime,
    act: Mapping[str, Any],
    officers: Sequence[OfficerCard] = (),
    approvals: Sequence[Mapping[str, Any]] = (),
) -> Instrument:
    """Issue the instrument `kind` about a lead. `act` are the inputs of this act by the names that the instrument norm uses."""
    context = {
        "bureau": lead.bureau.as_context(),
        "case": lead_context(lead),
        "party": {**lead.party.as_context(), "protected": lead.party.protected_on(lead.occurred_on)}
        if lead.party
        else {},
        "matter": matter_context(lead.matter) if lead.matter else {},
        "officers": [card.as_context() for card in officers],
        "approvals": [dict(row) for row in approvals],
        "evidence": [],
        "act": dict(act),
        "demo": lead.is_demo,
    }
    return issuing.issue(
        kind,
        bureau=lead.bureau,
        at=at,
        subject_key=lead.chain_key,
        case_number=lead.number,
        scope=(lead.brigade_id, lead.squad_id),
        context=context,
    )


def lead_context(lead: Lead) -> dict[str, Any]:
    """Values of the lead under the names of the standard key `case`."""
    return {
        "number": lead.number,
        "cause": lead.matter.title if lead.matter else "待查",
        "occurred_on": lead.occurred_on,
        "discovered_on": lead.discovered_on,
        "place": lead.place,
        "origin": lead.get_origin_display(),
        "summary": lead.content,
    }


def matter_context(matter: Matter) -> dict[str, Any]:
    """Values of the matter that documents print: citations are {law, article, paragraph?, item?}."""
    return {
        "title": matter.title,
        "code": matter.code,
        "violated": matter.violated,
        "basis": matter.basis,
        "kinds": matter.kinds,
        "fines": matter.fines,
    }


def refs(*instruments: Instrument | None) -> tuple[DocRef, ...]:
    """References by which the ledger entry keeps the documents of an act."""
    return tuple(
        DocRef(item.kind, item.number, item.facts_sha256) for item in instruments if item is not None
    )
