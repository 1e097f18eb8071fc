"""Facts of the acts of approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .base import actor_facts


def proposing(*, actor: Viewer, at: datetime, subject: Case | Lead, act: str, inputs: Mapping[str, Any]) -> Sheet:
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


def endorsing(*, actor: Viewer, at: datetime, subject: Case | Lead, approval: Approval, opinion: str) -> Sheet:
    """Whether the approval still waits and it is this person's turn."""
    on = local_date(at)
    now = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    chain = book().act(now.act, on=on, jurisdiction=actor.jurisdiction).approval
    tier = now.tiers[now.position] if now.position < len(now.tiers) else ""
    signers = chain.may_sign(tier) if chain and tier else frozenset()
    return Sheet(
        on=on,
        jurisdiction=actor.jurisdiction,
        values={
            **subject.known,
            **actor_facts(actor, subject.known),
            "approval_open": now.state == Approval.OPEN and now.position == approval.position,
            "actor_is_tier": not actor.roles.isdisjoint(signers),
            "actor_is_proposer": now.proposed_by_id == actor.officer_id,
            "opinion_given": bool(opinion.strip()),
        },
    )


def open_approval(subject: Case | Lead, act: str) -> Approval | None:
    """The approval of an act that is on its way for a subject."""
    rows = Approval.objects.filter(act=act, state=Approval.OPEN)
    return (rows.filter(case=subject) if isinstance(subject, Case) else rows.filter(lead=subject)).first()
