"""关联案件、并案、分案: links between cases of one bureau, and what merging and splitting do to them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import linking as facts
from chengguan.cases.models import Approval, Case, CaseLink
from chengguan.ledger.acting import Done, act
from chengguan.ledger.known import numbers
from chengguan.parties.models import Party
from chengguan.people.selectors import officer_cards
from chengguan.powers.models import Matter

from .filing import UNKNOWN_PARTY, matter_facts, party_facts
from .issuing import issue_for_case, refs
from .words import choice

# What a case that was split off takes over from the one it comes from.
INHERITED: Final = ("origin", "discovered_on", "occurred_on", "continuing", "filed_on", "limitation_clock", "investigators", "recused")  # fmt: skip


def _linked(
    case: Case, other: Case, kind: str, *, at: datetime, actor: Viewer, note: str, stage: str = "", other_stage: str = ""
) -> CaseLink:  # fmt: skip
    return CaseLink.objects.create(
        id=uuid7(at),
        bureau_id=case.bureau_id,
        kind=kind,
        group=_group(case, other) if kind == CaseLink.CHAIN else uuid.uuid4(),
        case=case,
        case_stage=stage,
        other=other,
        other_stage=other_stage,
        note=note[:500],
        made_at=at,
        made_by_id=actor.officer_id,
    )


def _group(case: Case, other: Case) -> uuid.UUID:
    """The chain that either case belongs to already; two chains that meet become one."""
    groups = [
        group
        for one in (case, other)
        for group in facts.links_of(one).filter(kind=CaseLink.CHAIN).values_list("group", flat=True)[:1]
    ]
    if len(set(groups)) > 1:
        CaseLink.objects.filter(group=groups[1]).update(group=groups[0])
    return groups[0] if groups else uuid.uuid4()


@act("case.link", facts=facts.link, on="case")
def link(
    *, actor: Viewer, at: datetime, case: Case, number: str, kind: str, note: str, stage: str = "", other_stage: str = ""
) -> Done:  # fmt: skip
    """关联案件: source, transport and dump of one chain, the same party, or related. Result: the link."""
    other = facts.other_case(case, number)
    assert other is not None
    row = _linked(case, other, kind, at=at, actor=actor, note=note, stage=stage, other_stage=other_stage)
    data = {
        "kind": choice("link_kind", kind),
        "other": other.number,
        "stage": stage,
        "other_stage": other_stage,
        "reason": note,
    }
    return Done(case, sets={"links_loose": facts.loose_links(case)}, data=data, result=row)


@act("case.unlink", facts=facts.unlink, on="case")
def unlink(*, actor: Viewer, at: datetime, case: Case, link: uuid.UUID, note: str) -> Done:
    """解除关联: the link was a mistake; it stays on the record. Result: the link."""
    row = CaseLink.objects.select_for_update(of=("self",)).select_related("case", "other").get(pk=link)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    other = row.other if row.case_id == case.pk else row.case
    data = {"kind": row.get_kind_display(), "other": other.number, "reason": note}
    return Done(case, sets={"links_loose": facts.loose_links(case)}, data=data, result=row)


@act("case.merge", facts=facts.merge, on="case")
def merge(
    *, actor: Viewer, at: datetime, case: Case, number: str, same_fact: bool, note: str, approval: Approval | None = None
) -> Done:  # fmt: skip
    """并案: this case ends in the other; its evidence may be used there, each keeps its own periods. Result: the form."""
    target = facts.other_case(case, number)
    assert target is not None
    values = {
        "target": target.number,
        "target_cause": target.cause,
        "target_filed_on": target.opened_on,
        "note": note,
    }
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))
    paper = issue_for_case(case, "merge_approval", at=at, act=values, officers=cards, approval=approval)
    _linked(case, target, CaseLink.MERGED, at=at, actor=actor, note=note)
    case.outcome = "merged"
    sets = {"merged_on": local_date(at), "merged_into": target.chain_key, "decision_kind": "merged"}
    return Done(
        case, sets=sets, data={"target": target.number, "reason": note}, documents=refs(paper), result=paper
    )


@act("case.split", facts=facts.split, on="case")
def split(
    *, actor: Viewer, at: datetime, case: Case, matter: Matter, party: Party | None, summary: str, note: str,
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """分案: another party or another violation gets a case of its own, with the day of filing of this one. Result: the new case."""
    officers = numbers(case.known, "officers")
    new: Case = open_from_split(
        actor=actor, at=at, origin=case, matter=matter, party=party, summary=summary, officers=officers,
        caused_by=case.chain_key,
    ).result  # fmt: skip
    values = {
        "new_number": new.number,
        "new_cause": new.cause,
        "new_party": new.party_name,
        "summary": summary,
        "note": note,
    }
    cards = officer_cards(officers, local_date(at))
    paper = issue_for_case(case, "split_approval", at=at, act=values, officers=cards, approval=approval)
    _linked(case, new, CaseLink.SPLIT, at=at, actor=actor, note=note)
    return Done(case, sets={}, data={**values, "reason": note}, documents=refs(paper), result=new)


@act("case.open_from_split", facts=facts.opening)
def open_from_split(
    *, actor: Viewer, at: datetime, origin: Case, matter: Matter, party: Party | None, summary: str, officers: Sequence[int]
) -> Done:  # fmt: skip
    """分案立案登记: the case that was split off, filed on the day of the first one. Result: the case."""
    case = _new_case(origin, matter, party, summary, at)
    form = issue_for_case(
        case, "filing_approval", at=at, act={"clues": f"由{origin.number}分案"}, officers=officer_cards(list(officers), local_date(at)),
        extra=None if case.party else {"party": UNKNOWN_PARTY},
    )  # fmt: skip
    sets: dict[str, Any] = {
        **{name: origin.known.get(name) for name in INHERITED},
        "procedure": Case.ORDINARY,
        "officers": list(officers),
        "recusal_pending": False,
        "split_from": origin.number,
        **matter_facts(matter),
        **party_facts(case),
    }
    data = {"origin": origin.number, "matter": matter.code, "summary": summary}
    return Done(case, sets=sets, data=data, documents=refs(form), result=case)


def _new_case(origin: Case, matter: Matter, party: Party | None, summary: str, at: datetime) -> Case:
    year = local_date(at).year
    bureau = origin.bureau
    case = Case(
        id=uuid7(at),
        bureau=bureau,
        brigade_id=origin.brigade_id,
        squad_id=origin.squad_id,
        number=f"{bureau.short}立〔{year}〕第{next_number(bureau.code, 'case', year)}号",
        procedure=Case.ORDINARY,
        matter=matter,
        cause=matter.title,
        party=party,
        party_name=party.name if party else "",
        party_protected=bool(party and party.protected_on(origin.occurred_on)),
        occurred_on=origin.occurred_on,
        place=origin.place,
        summary=summary.strip(),
        lead_officer_id=origin.lead_officer_id,
        assisting_officer_id=origin.assisting_officer_id,
        opened_on=origin.opened_on,
        major=matter.major,
        is_demo=origin.is_demo,
    )
    case.save(force_insert=True)
    return case
