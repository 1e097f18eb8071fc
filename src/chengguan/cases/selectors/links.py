"""关联与移送 of one case: the joint view of linked cases along source, transport and dump. What is out of reach stays unnamed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, CaseLink, Record
from chengguan.intake.models import Handover

from .transfers import TransferRow, _row

EVIDENCE_SHOWN: Final = 40
HIDDEN: Final = "其他单位办理"
STAGES: Final = dict(CaseLink.STAGES)


@dataclass(frozen=True)
class LinkedCase:
    """One case of the joint view; a case out of the viewer's reach has no more than `hidden`."""

    number: str
    url: str
    hidden: bool
    own: bool
    stage: str
    cause: str = ""
    party: str = ""
    case_stage: str = ""
    outcome: str = ""
    squad: str = ""
    opened_on: date | None = None
    next_due_on: date | None = None
    days_left: int | None = None
    fine: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


@dataclass(frozen=True)
class ChainStage:
    """One stretch of the chain with its cases."""

    title: str
    cases: list[LinkedCase]


@dataclass(frozen=True)
class OtherLink:
    """A link that is not of the chain."""

    kind: str
    note: str
    linked: LinkedCase


@dataclass(frozen=True)
class JointView:
    """Everything that the tab 关联与移送 shows."""

    case: Case
    chain: list[ChainStage]
    others: list[OtherLink]
    evidence: list[Record]
    handovers: list[TransferRow]
    count: int
    hidden: int
    fines: Decimal
    paid: Decimal


def joint_view(viewer: Viewer, pk: uuid.UUID, on: date) -> JointView | None:
    """The joint view of one case, or None when the viewer may not know of it. Six queries, however long the chain."""
    case = Case.objects.visible_to(viewer).select_related("bureau", "squad", "party").filter(pk=pk).first()
    if case is None:
        return None
    links = _links(case)
    ends = {end for link in links for end in (link.case_id, link.other_id)} | {case.pk}
    seen = {
        row.pk: row
        for row in Case.objects.visible_to(viewer)
        .filter(pk__in=ends)
        .select_related("squad", "party")
        .defer("known")
    }
    shown = {end: _linked(end, seen.get(end), case, on) for end in ends}  # fmt: skip
    chain = [link for link in links if link.kind == CaseLink.CHAIN]
    own = [link for link in links if link.kind != CaseLink.CHAIN and case.pk in (link.case_id, link.other_id)]
    near = _near(case, chain, own)
    visible = [shown[end] for end in near if end in seen]
    return JointView(
        case=case,
        chain=_stages(chain, shown),
        others=[_other(link, case, shown) for link in own],
        evidence=_evidence([end for end in near if end in seen and end != case.pk]),
        handovers=[
            _row(row, on) for row in Handover.objects.filter(subject_key=case.chain_key).order_by("-id")
        ],
        count=len(near),
        hidden=len(near) - len(visible),
        fines=sum((row.fine for row in visible), Decimal(0)),
        paid=sum((row.paid for row in visible), Decimal(0)),
    )


def _links(case: Case) -> list[CaseLink]:
    """Links that touch the case, and all links of the chains that it stands in."""
    touching = CaseLink.objects.filter(Q(case=case) | Q(other=case), ended_at=None)
    groups = list(touching.filter(kind=CaseLink.CHAIN).values_list("group", flat=True))
    rows = CaseLink.objects.filter(Q(case=case) | Q(other=case) | Q(group__in=groups), ended_at=None)
    return list(rows.order_by("made_at", "id").distinct())


def _near(case: Case, chain: list[CaseLink], own: list[CaseLink]) -> list[Any]:
    ends: dict[Any, None] = {case.pk: None}
    for link in (*chain, *own):
        ends[link.case_id] = ends[link.other_id] = None
    return list(ends)


def _linked(end: Any, found: Case | None, case: Case, on: date) -> LinkedCase:
    if found is None:
        return LinkedCase(number=HIDDEN, url="", hidden=True, own=False, stage="")
    return LinkedCase(
        number=found.number,
        url=f"/cases/{found.pk}/",
        hidden=False,
        own=found.pk == case.pk,
        stage=found.stage,
        cause=found.cause,
        party=found.shown_party,
        case_stage=dict(Case.STAGES).get(found.stage, found.stage),
        outcome=found.get_outcome_display() if found.outcome else "",
        squad=found.squad.name if found.squad else "",
        opened_on=found.opened_on,
        next_due_on=found.next_due_on,
        days_left=(found.next_due_on - on).days if found.next_due_on else None,
        fine=found.fine_amount,
        paid=found.paid_amount,
    )


def _stages(chain: list[CaseLink], shown: dict[Any, LinkedCase]) -> list[ChainStage]:
    """源头 → 运输 → 消纳; a stretch without a case is shown as empty, because that is where work is missing."""
    if not chain:
        return []
    placed: dict[str, dict[Any, None]] = {stage: {} for stage in STAGES}
    for link in chain:
        for end, stage in ((link.case_id, link.case_stage), (link.other_id, link.other_stage)):
            if not any(end in cases for cases in placed.values()):
                placed[stage][end] = None
    return [ChainStage(STAGES[stage], [shown[end] for end in cases]) for stage, cases in placed.items()]


def _other(link: CaseLink, case: Case, shown: dict[Any, LinkedCase]) -> OtherLink:
    forward = link.case_id == case.pk
    words = {
        CaseLink.MERGED: "本案并入" if forward else "并入本案",
        CaseLink.SPLIT: "由本案分出" if forward else "本案由其分出",
    }
    end = link.other_id if forward else link.case_id
    return OtherLink(words.get(link.kind, link.get_kind_display()), link.note, shown[end])


def _evidence(cases: list[Any]) -> list[Record]:
    """Evidence of the linked cases that the viewer may see: it may be used here once it has been copied and checked."""
    rows = Record.objects.filter(case_id__in=cases).select_related("case").order_by("case_id", "id")
    return list(rows[:EVIDENCE_SHOWN])
