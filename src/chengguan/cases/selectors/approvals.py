"""Approvals as pages show them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from chengguan.base.permissions import ROLES
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.approvals import signers_of
from chengguan.cases.models import Approval, ApprovalOpinion, Case
from chengguan.intake.models import Lead
from chengguan.ledger.norms import book


@dataclass(frozen=True)
class Tier:
    """One tier of an approval: done with its opinion, current, or to come."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class ApprovalFile:
    """An approval with its tiers and opinions; `mine` says whether it is this viewer's turn."""

    approval: Approval
    title: str
    tiers: list[Tier]
    opinions: list[ApprovalOpinion]
    mine: bool


@dataclass(frozen=True)
class Waiting:
    """One open approval of a case or lead, for its page."""

    pk: uuid.UUID
    title: str
    proposed_by: str
    proposed_at: datetime
    place: int
    tiers: int


def waiting_approvals(rows: QuerySet[Approval]) -> list[Waiting]:
    """The open approvals among the rows."""
    found = rows.filter(state=Approval.OPEN).select_related("proposed_by")
    return [
        Waiting(
            row.pk,
            book().act_head(row.act).title,
            row.proposed_by.name,
            row.proposed_at,
            row.position + 1,
            len(row.tiers),
        )
        for row in found
    ]


def approval_file(viewer: Viewer, pk: uuid.UUID, on: date) -> ApprovalFile | None:
    """One approval through the gate, or None."""
    rows = Approval.objects.visible_to(viewer).select_related("proposed_by").filter(pk=pk)
    approval = next(iter(rows), None)
    if approval is None:
        return None
    opinions = list(approval.opinions.all())
    head = book().act_head(approval.act)
    subject = _subject(approval)
    signers = signers_of(approval, subject, on, viewer.jurisdiction)
    return ApprovalFile(
        approval=approval,
        title=head.title,
        tiers=[_tier(approval, place, opinions) for place in range(len(approval.tiers))],
        opinions=opinions,
        mine=approval.state == Approval.OPEN and not viewer.roles.isdisjoint(signers),
    )


def _subject(approval: Approval) -> Case | Lead:
    """What the approval is about, put in its place with what its page and act read. One join of all that might be costs four times this."""
    if approval.case_id is not None:
        approval.case = Case.objects.select_related("party", "matter", "lead", "bureau").get(
            pk=approval.case_id
        )
        return approval.case
    assert approval.lead_id is not None
    approval.lead = Lead.objects.select_related("party", "matter", "bureau").get(pk=approval.lead_id)
    return approval.lead


def _tier(approval: Approval, place: int, opinions: list[ApprovalOpinion]) -> Tier:
    role = approval.tiers[place]
    state = (
        "done"
        if place < approval.position
        else "current"
        if place == approval.position and approval.state == "open"
        else "todo"
    )
    note = f"{opinions[place].name}" if place < len(opinions) else ""
    return Tier(ROLES.get(role, role), state, note)
