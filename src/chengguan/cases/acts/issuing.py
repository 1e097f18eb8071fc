"""Make the instrument of an act: the standard context from the case, and the act's own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.cases.models import Approval, Case
from chengguan.documents import issuing
from chengguan.documents.models import Instrument
from chengguan.intake import issuing as intake
from chengguan.intake.issuing import matter_context, refs
from chengguan.intake.models import Lead
from chengguan.people.selectors import OfficerCard


def issue_for_case(
    case: Case,
    kind: str,
    *,
    at: datetime,
    act: Mapping[str, Any],
    officers: Sequence[OfficerCard] = (),
    approval: Approval | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Instrument:
    """Issue the instrument `kind` of a case. `act` are the inputs of this act by the names that the instrument norm uses."""
    context = {
        "bureau": case.bureau.as_context(),
        "case": case_context(case),
        "party": {**case.party.as_context(), "protected": case.party_protected} if case.party else {},
        "matter": matter_context(case.matter),
        "officers": [card.as_context() for card in officers],
        "approvals": approval_context(approval),
        "evidence": [],
        "act": dict(act),
        "demo": case.is_demo,
        **(extra or {}),
    }
    return issuing.issue(
        kind,
        bureau=case.bureau,
        at=at,
        subject_key=case.chain_key,
        case_number=case.number,
        scope=(case.brigade_id, case.squad_id),
        context=context,
    )


def issue_for_lead(
    lead: Lead,
    kind: str,
    *,
    at: datetime,
    act: Mapping[str, Any],
    officers: Sequence[OfficerCard] = (),
    approval: Approval | None = None,
) -> Instrument:
    """Issue an instrument about a lead, before there is a case."""
    return intake.issue_for_lead(
        lead, kind, at=at, act=act, officers=officers, approvals=approval_context(approval)
    )


def case_context(case: Case) -> dict[str, Any]:
    """Values of the case that documents print."""
    return {
        "number": case.number,
        "cause": case.cause,
        "procedure": case.get_procedure_display(),
        "filed_on": case.opened_on,
        "occurred_on": case.occurred_on,
        "discovered_on": case.lead.discovered_on if case.lead else case.occurred_on,
        "place": case.place,
        "origin": case.lead.get_origin_display() if case.lead else "日常巡查",
        "summary": case.summary,
    }


def approval_context(approval: Approval | None) -> list[dict[str, Any]]:
    """Opinions of the tiers, in order."""
    if approval is None:
        return []
    return [
        {"tier": tier, "name": row.name, "opinion": row.opinion, "on": local_date(row.at)}
        for tier, row in zip(approval.tiers, approval.opinions.all(), strict=False)
    ]


def evidence_context(case: Case) -> list[dict[str, Any]]:
    """The evidence of the case, oldest first: name, kind and what it proves."""
    return [
        {"name": row.title, "kind": row.get_kind_display(), "proves": row.proves}
        for row in case.records.order_by("id")
    ]


__all__ = [
    "approval_context",
    "case_context",
    "evidence_context",
    "issue_for_case",
    "issue_for_lead",
    "matter_context",
    "refs",
]
