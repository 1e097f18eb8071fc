"""信用修复 as pages show it: the board of applications, one application, and where a decision stands for its party."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.cases.selectors.party_page import due_words
from chengguan.disclosure.facts import credit as facts
from chengguan.disclosure.models import CreditRepair, Publication
from chengguan.documents.models import Attachment, Instrument
from chengguan.ledger.norms import book
from lawengine import Citation
from lawengine.clock import ClockReading
from lawengine.norms import Missing

NAMED: Final = {
    "credit_repair_receipt": "申请回执",
    "credit_repair_acceptance": "受理通知书",
    "credit_repair_decline": "不予受理通知书",
    "credit_repair_approval": "准予修复决定书",
    "credit_repair_refusal": "不予修复决定书",
}


@dataclass(frozen=True)
class Condition:
    """One condition of the repair: whether it is met, and what to do when it is not."""

    title: str
    met: bool
    text: str
    cites: tuple[Citation, ...] = ()
    verified: str = ""


@dataclass(frozen=True)
class Application:
    """An application as the party reads it."""

    number: str
    on: date
    state: str
    reasons: str
    papers: list[Instrument]


@dataclass(frozen=True)
class Standing:
    """Where a decision stands: whether it is published, until when, and whether its party may apply now."""

    publication: Publication | None
    shown: str
    until: str
    conditions: list[Condition]
    applications: list[Application]
    may_apply: bool


@dataclass(frozen=True)
class RepairPage:
    """One application for the officers."""

    repair: CreditRepair
    shown: str
    conditions: list[Condition]
    clock: ClockReading | None
    papers: list[Instrument]
    files: list[Attachment]


def board(viewer: Viewer, asked: Cursor, *, stage: str = "", text: str = "") -> Slice[CreditRepair]:
    """Applications of the viewer's reach, newest first."""
    rows = CreditRepair.objects.visible_to(viewer).select_related("publication")
    if stage in dict(CreditRepair.STAGES):
        rows = rows.filter(stage=stage)
    if text:
        rows = rows.filter(
            Q(number__contains=text) | Q(applicant__contains=text) | Q(publication__number__contains=text)
        )
    return sliced(rows, asked)


def repair_page(viewer: Viewer, pk: uuid.UUID, on: date) -> RepairPage | None:
    repair = repair_for(viewer, pk)
    if repair is None:
        return None
    jurisdiction = repair.bureau.jurisdiction
    return RepairPage(
        repair=repair,
        shown=_shown(repair.publication),
        conditions=conditions(repair.publication, on, jurisdiction, committed=_committed(repair)),
        clock=_clock(repair, on, jurisdiction),
        papers=_papers([repair]),
        files=list(Attachment.objects.filter(subject_key=repair.chain_key).order_by("id")),
    )


def repair_for(viewer: Viewer, pk: uuid.UUID) -> CreditRepair | None:
    """An application that the viewer may know of."""
    rows = CreditRepair.objects.visible_to(viewer).select_related(
        "bureau", "publication", "publication__case", "decided_by"
    )
    return rows.filter(pk=pk).first()


def publications_for(viewer: Viewer, text: str) -> list[Publication]:
    """Shown decisions that a search at the window finds by number, code or case number; at most two, to see that it is one."""
    rows = Publication.objects.visible_to(viewer).filter(stage=Publication.RELEASED)
    found = rows.filter(Q(number=text) | Q(code=text.upper()) | Q(case__number=text))
    return list(found.select_related("bureau", "case", "case__party")[:2])


def standing(case: Case, on: date) -> Standing:
    """What the party of a case has to know about its publication and its repair."""
    publication = (
        Publication.objects.select_related("bureau", "case", "case__party")
        .filter(case=case, kind="penalty")
        .order_by("-id")
        .first()
    )
    if publication is None:
        return Standing(None, "这个处罚决定现在没有公示。", "", [], [], may_apply=False)
    repairs = list(publication.repairs.order_by("-id"))
    shown = publication.stage == Publication.RELEASED
    pending = any(repair.stage in facts.OPEN for repair in repairs)
    until = due_words(publication.shown_until, on) if shown and publication.shown_until else ""
    return Standing(
        publication=publication,
        shown=_shown(publication),
        until=until,
        conditions=conditions(publication, on, case.bureau.jurisdiction) if shown else [],
        applications=_applications(repairs),
        may_apply=shown and not pending,
    )


def paper_of(case: Case, pk: uuid.UUID) -> Instrument | None:
    """A paper of an application of this case's party."""
    repairs = CreditRepair.objects.filter(publication__case=case)
    ids = {key for repair in repairs for key in repair.known.get("credit_papers") or []}
    return Instrument.objects.select_related("bureau").get(pk=pk) if str(pk) in ids else None


def conditions(
    publication: Publication, on: date, jurisdiction: str, *, committed: bool | None = None
) -> list[Condition]:
    """The conditions by the rules of the day."""
    first = facts.repairable_from(publication, on, jurisdiction)
    minor = publication.severity == "minor"
    term = book().threshold("credit_months_minimum", on=on, jurisdiction=jurisdiction)
    cites, mark = ((), "") if isinstance(term, Missing) else (term.cites, term.verified)
    done = facts.performed(publication.case)
    rows = [
        Condition(
            "罚款缴清，决定要求的事做完",
            done,
            "已经做完。" if done else "还没有全部做完。做完以后执法机关会登记，请带上票据。",
        ),
        Condition(
            "公示满了最短的时间",
            minor or first <= on,
            "轻微失信，没有最短时间的限制。"
            if minor
            else f"{chinese_date(first)}已满。"
            if first <= on
            else f"要等到{due_words(first, on)}。",
            cites,
            mark,
        ),
    ]
    if committed is None:
        return [*rows, Condition("公开承诺不再犯", False, "申请的时候勾选承诺就可以。")]
    return [*rows, Condition("公开承诺不再犯", committed, "已经承诺。" if committed else "没有承诺。")]


def _committed(repair: CreditRepair) -> bool:
    return bool(repair.known.get("credit_commitment_given"))


def _clock(repair: CreditRepair, on: date, jurisdiction: str) -> ClockReading | None:
    if repair.stage == "applied":
        return facts.reading(facts.ACCEPTANCE, local_date(repair.applied_at), on, jurisdiction)
    since = repair.known.get("credit_accepted_on")
    if repair.stage == "accepted" and since:
        return facts.reading(facts.ANSWER, date.fromisoformat(since), on, jurisdiction)
    return None


def _shown(publication: Publication) -> str:
    words = {
        Publication.PREPARED: "这个处罚决定还没有公示。",
        Publication.RELEASED: "这个处罚决定正在公示。",
        Publication.WITHDRAWN: "这个处罚决定的公示已经撤回。",
        Publication.ENDED: "这个处罚决定已经停止公示。",
        Publication.DECLINED: "这个处罚决定不公示。",
    }
    return words[publication.stage]


def _applications(repairs: list[CreditRepair]) -> list[Application]:
    papers = _papers(repairs)
    return [
        Application(
            number=repair.number,
            on=local_date(repair.applied_at),
            state=repair.stage_title,
            reasons=repair.reasons,
            papers=[paper for paper in papers if paper.subject_key == repair.chain_key],
        )
        for repair in repairs
    ]


def _papers(repairs: list[CreditRepair]) -> list[Instrument]:
    """Papers of applications in the order in which they were made."""
    ids = [key for repair in repairs for key in repair.known.get("credit_papers") or []]
    found = {str(paper.pk): paper for paper in Instrument.objects.filter(pk__in=ids).defer("content")}
    return [found[key] for key in ids if key in found]


@dataclass(frozen=True)
class PaperPage:
    """A paper of an application as a page for the party."""

    pk: uuid.UUID
    title: str
    number: str
    organ: str
    phone: str
    issued_on: date
    rows: list[tuple[str, str]]


def paper_page(paper: Instrument) -> PaperPage:
    """What a paper says, from its own frozen facts."""
    act = json.loads(paper.context)["act"]
    rows = [
        ("申请编号", act["number"]),
        ("申请人", act["applicant"]),
        ("申请修复的处罚决定", act["decision_number"]),
        ("申请日期", chinese_date(act["applied_on"])),
        ("您写的情况", act["statement"]),
        ("答复期限", chinese_date(act["due_on"]) if act.get("due_on") else ""),
        ("理由", act.get("reasons") or ""),
    ]
    return PaperPage(
        pk=paper.pk,
        title=paper.title,
        number=paper.number,
        organ=paper.bureau.name,
        phone=paper.bureau.phone,
        issued_on=paper.issued_on,
        rows=[(label, text) for label, text in rows if text],
    )
