"""Facts of the acts of approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine import ApprovalChain

from .base import actor_facts, state_facts


def proposing(
    *, actor: Viewer, at: datetime, subject: Case | Lead, act: str, inputs: Mapping[str, Any]
) -> Sheet:
    """Whether this act goes through tiers, is not already on its way, and this officer may propose it."""
    on = local_date(at)
    norm = book().act(act, on=on, jurisdiction=actor.jurisdiction)
    waiting = open_approval(subject, act)
    return Sheet(
        on=on,
        jurisdiction=actor.jurisdiction,
        values={
            **subject.known,
            **actor_facts(actor, subject.known),
            "act_needs_approval": norm.approval is not None,
            "proposer_role_fits": not actor.roles.isdisjoint(norm.proposed_by),
            "approval_waiting": waiting is not None,
        },
    )


def endorsing(
    *, actor: Viewer, at: datetime, subject: Case | Lead, approval: Approval, opinion: str
) -> Sheet:
    """Whether the approval still waits and it is this person's turn."""
    on = local_date(at)
    now = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    signers = signers_of(now, subject, on, actor.jurisdiction)
    return Sheet(
        on=on,
        jurisdiction=actor.jurisdiction,
        values={
            **subject.known,
            **actor_facts(actor, subject.known),
            "approval_open": now.state == Approval.OPEN
            and now.position == approval.position
            and _about(now, subject),
            "actor_is_tier": not actor.roles.isdisjoint(signers),
            "actor_is_proposer": now.proposed_by_id == actor.officer_id,
            "opinion_given": bool(opinion.strip()),
        },
    )


def signers_of(approval: Approval, subject: Case | Lead, on: date, jurisdiction: str) -> frozenset[str]:
    """Roles that may sign at the tier where an approval stands; none when it has passed them all."""
    if approval.position >= len(approval.tiers):
        return frozenset()
    chain = chain_of(approval.act, subject, on, jurisdiction)
    tier = tier_for(approval.tiers[approval.position], subject)
    return frozenset(chain.may_sign(tier)) if chain else frozenset()


def chain_of(act: str, subject: Case | Lead, on: date, jurisdiction: str) -> ApprovalChain | None:
    """The chain that a proposal of this act goes through for a subject on a day (简案快办 has shorter ones)."""
    norm = book().act(act, on=on, jurisdiction=jurisdiction)
    return norm.chain(state_facts(subject.known, on, jurisdiction)) if norm.approval_when else norm.approval


def tier_for(tier: str, subject: Case | Lead) -> str:
    """The tier that signs: what belongs to no squad (or brigade) has no leader there, so the next one above signs in his place."""
    if tier == "squad_leader" and subject.squad_id is None:
        tier = "brigade_leader"
    if tier == "brigade_leader" and subject.brigade_id is None:
        tier = "deputy_head"
    return tier


def _about(approval: Approval, subject: Case | Lead) -> bool:
    return subject.pk == (approval.case_id if isinstance(subject, Case) else approval.lead_id)


def open_approval(subject: Case | Lead, act: str) -> Approval | None:
    """The approval of an act that is on its way for a subject."""
    rows = Approval.objects.filter(act=act, state=Approval.OPEN)
    return (rows.filter(case=subject) if isinstance(subject, Case) else rows.filter(lead=subject)).first()
