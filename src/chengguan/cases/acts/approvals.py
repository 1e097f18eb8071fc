"""三级至五级审批 (行政处罚法 第五十七条): propose an act, endorse it tier by tier, or return it. The last tier performs the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.permissions import ROLES
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import approvals as facts
from chengguan.cases.models import Approval, ApprovalOpinion, Case
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Done, act

MOVED: Final = ("position", "state", "ended_at")


@act("approval.propose", facts=facts.proposing, on="subject")
def propose(
    *, actor: Viewer, at: datetime, subject: Case | Lead, act: str, inputs: Mapping[str, Any]
) -> Done:
    """提请审批: a handler asks that an act be done; what was entered is kept and goes through the tiers of its chain."""
    chain = facts.chain_of(act, subject, local_date(at), actor.jurisdiction)
    assert chain is not None
    approval = Approval.objects.create(
        bureau_id=subject.bureau_id,
        brigade_id=subject.brigade_id,
        squad_id=subject.squad_id,
        case=subject if isinstance(subject, Case) else None,
        lead=subject if isinstance(subject, Lead) else None,
        act=act,
        inputs=dict(inputs),
        tiers=list(chain.tiers),
        proposed_by_id=actor.officer_id,
        proposed_at=at,
    )
    return Done(
        subject,
        data={"act": act, "inputs": dict(inputs), "tiers": approval.tiers, "approval": approval.pk},
        result=approval,
    )


@act("approval.endorse", facts=facts.endorsing, on="subject")
def endorse(*, actor: Viewer, at: datetime, subject: Case | Lead, approval: Approval, opinion: str) -> Done:
    """同意: one tier agrees. After the last tier the act is performed in this same transaction (see web/reactions.py)."""
    approval = _note(approval, subject, actor, at, opinion, agreed=True)
    approval.position += 1
    if approval.position == len(approval.tiers):
        approval.state, approval.ended_at = Approval.PASSED, at
    approval.save(update_fields=MOVED)
    return Done(subject, data=_data(approval, opinion), result=approval)


@act("approval.return", facts=facts.endorsing, on="subject")
def return_proposal(
    *, actor: Viewer, at: datetime, subject: Case | Lead, approval: Approval, opinion: str
) -> Done:
    """退回: one tier sends the proposal back with reasons; the handler may propose anew."""
    approval = _note(approval, subject, actor, at, opinion, agreed=False)
    approval.state, approval.ended_at = Approval.RETURNED, at
    approval.save(update_fields=MOVED)
    return Done(subject, data=_data(approval, opinion), result=approval)


def _note(
    approval: Approval, subject: Case | Lead, actor: Viewer, at: datetime, opinion: str, *, agreed: bool
) -> Approval:
    fresh = copy(
        approval
    )  # its facts found the row locked, open and at this position: the caller's is as good, and stays his
    ApprovalOpinion.objects.create(
        approval=fresh,
        tier=ROLES[facts.tier_for(fresh.tiers[fresh.position], subject)],
        officer_id=actor.officer_id,
        name=actor.name,
        agreed=agreed,
        opinion=opinion,
        at=at,
    )
    return fresh


def _data(approval: Approval, opinion: str) -> dict[str, Any]:
    return {
        "approval": approval.pk,
        "act": approval.act,
        "position": approval.position,
        "opinion": opinion,
        "state": approval.state,
    }
