"""Facts of linking, merging and splitting cases (全链条处罚; 行政处罚法 第二十九条、第五十四条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, CaseLink
from chengguan.ledger.acting import Sheet
from chengguan.parties.models import Party
from chengguan.powers.models import Matter

from .base import case_sheet, derives
from .filing import holds
from .known import Known

LOOSE = (CaseLink.CHAIN, CaseLink.SAME_PARTY, CaseLink.RELATED)


@derives
def links_today(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """How many links can be undone: merging and splitting are decisions and stay."""
    return {"links_open": int(known.get("links_loose") or 0)}


def other_case(case: Case, number: str) -> Case | None:
    """Another case of the same bureau by its number, whoever handles it."""
    return Case.objects.filter(bureau_id=case.bureau_id, number=number.strip()).exclude(pk=case.pk).first()


def links_of(case: Case) -> QuerySet[CaseLink]:
    """Links in force that touch a case, from either side."""
    return CaseLink.objects.filter(Q(case=case) | Q(other=case), ended_at=None)


def loose_links(case: Case) -> int:
    """Links of the case that may be undone."""
    return links_of(case).filter(kind__in=LOOSE).count()


def link(
    *, actor: Viewer, at: datetime, case: Case, number: str, kind: str, note: str, stage: str = "", other_stage: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.link."""
    other = other_case(case, number)
    same = other is not None and links_of(case).filter(Q(case=other) | Q(other=other), kind=kind).exists()
    inputs = {
        "link_kind": kind or None,
        "link_other_found": other is not None,
        "link_new": not same,
        "link_stages_stated": bool(stage and other_stage),
        "link_reasoned": bool(note.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def unlink(*, actor: Viewer, at: datetime, case: Case, link: UUID, note: str) -> Sheet:
    """Facts of case.unlink."""
    inputs = {
        "link_chosen": links_of(case).filter(pk=link, kind__in=LOOSE).exists(),
        "link_reasoned": bool(note.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def merge(
    *, actor: Viewer, at: datetime, case: Case, number: str, same_fact: bool, note: str, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.merge: into a case that the actor himself may see."""
    target = other_case(case, number)
    seen = target is not None and Case.objects.visible_to(actor).filter(pk=target.pk).exists()
    known: Known = target.known if target else {}
    done = ("decided_on", "closed_on", "withdrawn_on", "transferred_on", "terminated_on", "merged_on")
    inputs = {
        "merge_target_found": seen,
        "merge_target_open": target is not None
        and target.procedure == Case.ORDINARY
        and not any(known.get(name) for name in done),
        "merge_same_party": target is not None
        and case.party_id is not None
        and target.party_id == case.party_id,
        "merge_same_fact": same_fact,
        "link_reasoned": bool(note.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def split(
    *, actor: Viewer, at: datetime, case: Case, matter: Matter, party: Party | None, summary: str, note: str,
    approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.split: another party, or another violation of the same one."""
    inputs = {
        "split_distinct": party is None or party.pk != case.party_id or matter.pk != case.matter_id,
        "split_matter_in_force": holds(matter, case.occurred_on) and matter.bureau_id == case.bureau_id,
        "split_described": bool(summary.strip()),
        "link_reasoned": bool(note.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def opening(
    *, actor: Viewer, at: datetime, origin: Case, matter: Matter, party: Party | None, summary: str, officers: Sequence[int]
) -> Sheet:  # fmt: skip
    """Facts of case.open_from_split: called by case.split alone."""
    return Sheet(
        local_date(at), actor.jurisdiction, {"acted_on": local_date(at), "split_from": origin.number}
    )
