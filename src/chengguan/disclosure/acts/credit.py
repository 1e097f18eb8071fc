"""Acts of credit repair (信用修复管理办法; before 2026-04-01 the trial rules): applied for, accepted or not, agreed to or not.

Agreeing ends the publication at once, here and at every receiver that was sent it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import UploadedFile

from chengguan.agenda.acts import replace_duties
from chengguan.agenda.models import Duty
from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.disclosure.facts import credit as facts
from chengguan.disclosure.models import CreditRepair, Publication
from chengguan.documents import issuing
from chengguan.documents.attaching import attach
from chengguan.documents.models import Instrument, StoredFile
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.ledger.norms import book
from chengguan.people.platform import system_viewer
from chengguan.people.selectors import pool_for
from lawengine.norms import Missing

from . import publishing

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile
VIA: Final = {"online": "网上提交", "window": "窗口提交"}
SERIES: Final = "credit_repair"
# Who answers for an application at a stage, until when, what has to be done.
WAITING: Final = {
    "applied": ("window_clerk", "credit.accept", "受理信用修复申请"),
    "accepted": ("deputy_head", "credit.agree", "答复信用修复申请"),
}


@act("credit.apply", facts=facts.application)
def apply(
    *, actor: Viewer, at: datetime, publication: Publication, applicant: str, contact: str, via: str,
    statement: str, promised: bool, commitment: Upload | None = None, proof: Upload | None = None
) -> Done:  # fmt: skip
    """申请信用修复: by the party himself from his page, or entered at the window. Result: the application.

    Raises `documents.storing.UploadRefused` for a file of a type that is not kept.
    """
    on = local_date(at)
    number = next_number(publication.bureau.code, SERIES, on.year)
    repair = CreditRepair(
        id=uuid7(at),
        bureau=publication.bureau,
        brigade_id=publication.brigade_id,
        squad_id=publication.squad_id,
        publication=publication,
        number=f"{publication.bureau.short}信修申〔{on.year}〕第{number}号",
        applicant=applicant.strip(),
        contact=contact.strip(),
        via=via,
        statement=statement.strip(),
        applied_at=at,
        stage="applied",
        due_on=facts.reading(facts.ACCEPTANCE, on, on, actor.jurisdiction).due_on,
    )
    repair.commitment, repair.proof = (
        _keep(repair, file, name, actor, at)
        for file, name in ((commitment, "信用承诺书"), (proof, "履行义务证明"))
    )
    repair.save(force_insert=True)
    data = {
        "number": repair.number,
        "publication": publication.code,
        "applicant": repair.applicant,
        "contact": repair.contact,
        "via": via,
        "statement": repair.statement,
        "files": [file.sha256 for file in (repair.commitment, repair.proof) if file],
    }
    paper = _issue(repair, "credit_repair_receipt", at, actor.jurisdiction, {"received_at": at})
    sets = {"credit_applied_on": on, "credit_commitment_given": promised or commitment is not None, **_paper(repair, paper)}  # fmt: skip
    _duties(repair, "applied", on, facts.ACCEPTANCE, actor.jurisdiction)
    return Done(repair, sets=sets, data=data, documents=_refs(paper), result=repair)


@act("credit.accept", facts=facts.acceptance, on="repair")
def accept(*, actor: Viewer, at: datetime, repair: CreditRepair, complete: bool) -> Done:
    """受理信用修复申请: the papers are complete; the period for the answer begins."""
    on = local_date(at)
    repair.due_on = facts.reading(facts.ANSWER, on, on, actor.jurisdiction).due_on
    paper = _issue(repair, "credit_repair_acceptance", at, actor.jurisdiction, {"due_on": repair.due_on})
    _duties(repair, "accepted", on, facts.ANSWER, actor.jurisdiction)
    sets = {"credit_accepted_on": on, **_paper(repair, paper)}
    return Done(repair, sets=sets, data={"complete": complete}, documents=_refs(paper), result=repair)


@act("credit.decline", facts=facts.answer, on="repair")
def decline(*, actor: Viewer, at: datetime, repair: CreditRepair, explanation: str) -> Done:
    """不予受理信用修复申请, with reasons; the party may apply again."""
    return _answered(repair, "credit_repair_decline", actor, at, explanation, {})


@act("credit.agree", facts=facts.agreement, on="repair")
def agree(*, actor: Viewer, at: datetime, repair: CreditRepair, checked: bool, explanation: str = "") -> Done:
    """准予信用修复: the publication ends in the same transaction, and the receivers are told to take it down."""
    publishing.end(
        actor=system_viewer(repair.bureau), at=at, publication=repair.publication, ending="repaired", caused_by="credit.agree"
    )  # fmt: skip
    return _answered(repair, "credit_repair_approval", actor, at, explanation, {"checked": checked})


@act("credit.refuse", facts=facts.refusal, on="repair")
def refuse(*, actor: Viewer, at: datetime, repair: CreditRepair, corrected: bool, explanation: str) -> Done:
    """不予信用修复, with reasons and where to turn."""
    return _answered(repair, "credit_repair_refusal", actor, at, explanation, {"corrected": corrected})


def _answered(
    repair: CreditRepair, kind: str, actor: Viewer, at: datetime, explanation: str, data: Mapping[str, Any]
) -> Done:
    on = local_date(at)
    repair.decided_on, repair.reasons, repair.due_on = on, explanation.strip(), None
    repair.decided_by_id = actor.officer_id or None
    paper = _issue(repair, kind, at, actor.jurisdiction, {"reasons": explanation.strip()})
    replace_duties(repair.chain_key, [])
    sets = {"credit_ended_on": on, **_paper(repair, paper)}
    return Done(
        repair, sets=sets, data={"explanation": explanation, **data}, documents=_refs(paper), result=repair
    )


def _keep(
    repair: CreditRepair, file: Upload | None, name: str, actor: Viewer, at: datetime
) -> StoredFile | None:
    if file is None:
        return None
    kept = attach(
        file.chunks(),
        name=f"{name}-{file.name or ''}",
        subject_key=repair.chain_key,
        scope=repair,
        actor=actor,
        at=at,
    )
    return kept.file


def _issue(
    repair: CreditRepair, kind: str, at: datetime, jurisdiction: str, extra: Mapping[str, Any]
) -> Instrument:
    publication, case = repair.publication, repair.publication.case
    on = local_date(at)
    first = facts.repairable_from(publication, on, jurisdiction)
    term = book().threshold("credit_months_minimum", on=on, jurisdiction=jurisdiction)
    values = {
        "number": repair.number,
        "applicant": repair.applicant,
        "applied_on": local_date(repair.applied_at),
        "via": VIA[repair.via],
        "statement": repair.statement,
        "decision_number": publication.number,
        "decided_on": publication.decided_on,
        "repairable_from": first,
        "shown_until": publication.shown_until,
        "rule": "" if isinstance(term, Missing) else book().citation_titles(term.cites[0], on),
        "fine": str(case.fine_amount) if case and case.fine_amount else "",
        **extra,
    }
    context: dict[str, Any] = {
        "bureau": repair.bureau.as_context(),
        "case": {"number": case.number if case else repair.number, "cause": publication.cause},
        "party": {**case.party.as_context(), "protected": case.party_protected}
        if case and case.party
        else {"name": publication.party_name, "kind": publication.party_kind},
        "matter": {},
        "officers": [],
        "approvals": [],
        "evidence": [],
        "act": values,
        "demo": publication.is_demo,
    }
    return issuing.issue(
        kind,
        bureau=repair.bureau,
        at=at,
        subject_key=repair.chain_key,
        case_number=case.number if case else "",
        scope=(repair.brigade_id, repair.squad_id),
        context=context,
    )


def _paper(repair: CreditRepair, paper: Instrument) -> dict[str, Any]:
    """Papers of the application by which its pages find them, oldest first."""
    return {"credit_papers": [*(repair.known.get("credit_papers") or []), str(paper.pk)]}


def _refs(paper: Instrument) -> tuple[DocRef, ...]:
    return (DocRef(paper.kind, paper.number, paper.facts_sha256),)


def _duties(repair: CreditRepair, stage: str, on: date, clock: str, jurisdiction: str) -> None:
    """The one who has to act next has it on his list, with the day."""
    role, kind, title = WAITING[stage]
    reading = facts.reading(clock, on, on, jurisdiction)
    duty = Duty(
        pool=pool_for(
            role, bureau_id=repair.bureau_id, brigade_id=repair.brigade_id, squad_id=repair.squad_id
        ),
        subject=repair.chain_key,
        act=kind,
        title=title,
        about=f"{repair.number} {repair.applicant}"[:200],
        url=f"/credit/{repair.pk}/",
        clock=clock,
        basis="、".join(cite.short for cite in reading.cites)[:200],
        due_on=reading.due_on,
        provisional=reading.provisional,
        raised_on=on,
        bureau_id=repair.bureau_id,
        brigade_id=repair.brigade_id,
        squad_id=repair.squad_id,
    )
    replace_duties(repair.chain_key, [duty])
