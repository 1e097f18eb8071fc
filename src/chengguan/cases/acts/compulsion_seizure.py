"""查封、扣押 (行政强制法 第十八条至第二十八条): carry out, ratify, extend, leave testing time out, lift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import compulsion as facts
from chengguan.cases.facts.measures import KINDS, Basis, Row, basis_of, changed, due_of, row_of, rows_of
from chengguan.cases.models import Approval, Case, Good, Measure, Service
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import OfficerCard, officer_cards

from .compulsion import basis_values, list_paper, measure_values, presence_values, used
from .goods_register import as_rows, begin_measure, ended, photograph, settled, take, take_over
from .issuing import issue_for_case, refs
from .recording import Files, add_record, counted, investigated_by

LIFTING: Final = {
    "no_violation": "当事人没有违法行为",
    "unrelated": "查封、扣押的场所、设施或者财物与违法行为无关",
    "decided": "对违法行为已经作出处理决定，不再需要查封、扣押",
    "expired": "查封、扣押期限已经届满",
    "unneeded": "其他不再需要采取查封、扣押措施的情形",
}


@dataclass(frozen=True)
class Taking:
    """One seizure as it was carried out on the spot."""

    kind: str
    basis: Basis
    reason: str
    goods: Sequence[Mapping[str, Any]]
    begun_at: datetime
    ended_at: datetime
    place: str
    custody: Mapping[str, str]
    presence: Mapping[str, Any]
    statement: str
    officers: Sequence[int]
    take_over: int
    attachments: Files
    urgency: str = ""
    approved_on: str = ""


@act("case.seize", facts=facts.seize, on="case")
def seize(
    *, actor: Viewer, at: datetime, case: Case, approved: int, goods: Sequence[Mapping[str, Any]],
    begun_at: datetime, ended_at: datetime, place: str, custody: Mapping[str, str], presence: Mapping[str, Any],
    within: Sequence[str], steps: Sequence[str], statement: str, officers: Sequence[int], credentials_shown: bool,
    process_recorded: bool, take_over: int = 0, attachments: Files = ()
) -> Done:  # fmt: skip
    """查封（扣押） (行政强制法 第十八条、第二十四条): approved beforehand; decision and list are made and handed over on the spot.

    Result: the measure.
    """
    row = facts.approval_row(case.known, approved)
    assert row is not None
    basis = basis_of(case, row["kind"], row["basis"], local_date(at), actor.jurisdiction)
    assert basis is not None
    taking = Taking(
        row["kind"], basis, row["reason"], goods, begun_at, ended_at, place, custody, presence, statement, officers,
        take_over, attachments, approved_on=row["approved_on"],
    )  # fmt: skip
    done = _seized(case, taking, actor, at)
    done.sets["measure_approvals"] = used(case, approved, done.result.no)
    done.data |= {"approved": approved, "within": list(within), "steps": list(steps)}
    return done


@act("case.seize_urgently", facts=facts.seize_urgently, on="case")
def seize_urgently(
    *, actor: Viewer, at: datetime, case: Case, kind: str, basis: str, reason: str, urgency: str,
    goods: Sequence[Mapping[str, Any]], begun_at: datetime, ended_at: datetime, place: str,
    custody: Mapping[str, str], presence: Mapping[str, Any], within: Sequence[str], steps: Sequence[str],
    statement: str, officers: Sequence[int], credentials_shown: bool, process_recorded: bool,
    take_over: int = 0, attachments: Files = ()
) -> Done:  # fmt: skip
    """当场紧急查封（扣押） (行政强制法 第十九条): the head has to ratify it within twenty-four hours. Result: the measure."""
    found = basis_of(case, kind, basis, local_date(at), actor.jurisdiction)
    assert found is not None
    taking = Taking(
        kind, found, reason, goods, begun_at, ended_at, place, custody, presence, statement, officers, take_over,
        attachments, urgency=urgency,
    )  # fmt: skip
    done = _seized(case, taking, actor, at)
    done.data |= {"urgency": urgency, "within": list(within), "steps": list(steps)}
    return done


def _seized(case: Case, taking: Taking, actor: Viewer, at: datetime) -> Done:
    """Register the measure and its goods, make the three papers, serve the decision on the spot."""
    kind = "case.seize_urgently" if taking.urgency else "case.seize"
    cards = officer_cards(list(taking.officers), local_date(at))
    measure, row = begin_measure(
        case, kind=taking.kind, at=at, begun_at=taking.begun_at, place=taking.place, basis=taking.basis.text,
        urgent=bool(taking.urgency),
    )  # fmt: skip
    measure.due_on = due_of(row, actor.jurisdiction)
    measure.save()
    goods = take(case, measure, taking.goods, at=at, act=kind, custody=taking.custody)
    before = row_of(case.known, taking.take_over)
    rows = rows_of(case.known)
    if before is not None:
        goods = [*take_over(case, before, measure, at=at, act=kind), *goods]
        rows = changed(case.known, before["no"], keep="")
    kept = photograph(case, measure, goods, taking.attachments, actor=actor, at=at)
    values = _values(taking, measure, goods)
    papers = _papers(case, measure, goods, values, taking, at, cards)
    measure.instrument = papers[0]
    measure.save(update_fields=["instrument"])
    _evidence(case, taking, papers[2], kept, at, cards, kind)
    served = _serve(case, papers[0], taking, at)
    sets = {
        **settled(case, [*rows, {**row, "number": papers[0].number}], actor.jurisdiction),
        **counted(case.known, "site_record"),
        **investigated_by(case.known, cards),
        **served,
    }
    data = {**values, "officers": list(taking.officers), "files": kept, "measure": row["no"]}
    return Done(case, sets=sets, data=data, documents=refs(*papers), result=measure)


def _values(taking: Taking, measure: Measure, goods: Sequence[Good]) -> dict[str, Any]:
    return {
        "kind_title": KINDS[taking.kind],
        "sealed": taking.kind == Measure.SEAL,
        "reason": taking.reason,
        **basis_values(taking.basis),
        "place": taking.place,
        "begun_at": taking.begun_at,
        "ended_at": taking.ended_at,
        "begun_on": local_date(taking.begun_at),
        "due_on": measure.due_on,
        "custody_place": taking.custody["place"],
        "custodian": taking.custody["custodian"],
        "goods": as_rows([(good, good.held) for good in goods]),
        "urgency": taking.urgency,
        "approved_on": taking.approved_on,
        "statement": taking.statement,
        **presence_values(taking.presence),
    }


def _papers(
    case: Case, measure: Measure, goods: Sequence[Good], values: Mapping[str, Any], taking: Taking, at: datetime,
    cards: Sequence[OfficerCard]
) -> tuple[Instrument, Instrument, Instrument]:  # fmt: skip
    """决定书、清单、现场笔录."""
    decision = issue_for_case(case, "seizure_decision", at=at, act=values, officers=cards)
    inventory = list_paper(case, measure, goods, decision, at=at, cards=cards, presence=taking.presence)
    site = {**values, "document": f"《{decision.title}》（{decision.number}）", "recorder": cards[-1].name}
    record = issue_for_case(case, "seizure_record", at=at, act=site, officers=cards)
    return decision, inventory, record


def _evidence(
    case: Case, taking: Taking, paper: Instrument, kept: Sequence[Mapping[str, str]], at: datetime,
    cards: Sequence[OfficerCard], kind: str
) -> None:  # fmt: skip
    add_record(
        case, at=at, act=kind, kind="site_record", title=f"{KINDS[taking.kind]}现场笔录（{local_date(taking.begun_at)}）",
        proves=taking.reason[:400], source=str(taking.presence.get("on_site") or taking.presence.get("witness") or "现场"),
        place=taking.place, made_at=taking.begun_at, officers=cards, instrument=paper,
        details={"elements": [], "files": list(kept)},
    )  # fmt: skip


def _serve(case: Case, paper: Instrument, taking: Taking, at: datetime) -> dict[str, str]:
    """当场交付 (行政强制法 第二十四条第一款): who was there and signed has been served."""
    if not (taking.presence.get("on_site") and taking.presence.get("signed")):
        return {}
    on = local_date(taking.begun_at)
    Service.objects.create(
        case=case, instrument=paper, method="personal", begun_on=on, served_on=on,
        receiver=str(taking.presence["on_site"])[:60], relation=str(taking.presence.get("on_site_role") or "")[:40],
        place=taking.place, details={"note": "当场制作并交付"}, officers=list(taking.officers),
    )  # fmt: skip
    return {"seizure_decision_served_on": on.isoformat()}


# --- ratification, extension, testing -----------------------------------------------------------------------


@act("case.ratify_seizure", facts=facts.ratify_seizure, on="case")
def ratify_seizure(
    *, actor: Viewer, at: datetime, case: Case, measure: int, granted: bool, opinion: str
) -> Done:
    """紧急查封（扣押）补办批准 (行政强制法 第十九条): ratified, or refused and then lifted at once."""
    on = local_date(at)
    row = row_of(case.known, measure)
    assert row is not None
    values = {
        **measure_values(row, actor.jurisdiction), "begun_at": row["begun_at"], "basis_text": row["basis"],
        "granted": granted, "opinion": opinion, "decided_at": at, "head": actor.name,
        "goods": _held_rows(case, measure),
    }  # fmt: skip
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], on)
    papers = [issue_for_case(case, "seizure_ratification", at=at, act=values, officers=cards)]
    if granted:
        rows = changed(case.known, measure, ratified_on=on.isoformat())
    else:
        rows = ended(rows_of(case.known), measure, on=on.isoformat(), end="refused")
        reason = f"本机关负责人认为不应当采取该措施：{opinion}"
        papers.append(_lifting_paper(case, row, "unneeded", reason, at, actor))
    data = {**values, "measure": measure}
    return Done(
        case,
        sets=settled(case, rows, actor.jurisdiction),
        data=data,
        documents=refs(*papers),
        result=papers[-1],
    )


@act("case.extend_measure", facts=facts.extend_measure, on="case")
def extend_measure(
    *, actor: Viewer, at: datetime, case: Case, measure: int, days: int, reason: str,
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """延长查封（扣押）期限 (行政强制法 第二十五条第一款、第二款): once, by up to thirty days, told in writing with the reasons."""
    row = row_of(case.known, measure)
    assert row is not None
    extension = {"by": "complex", "on": local_date(at).isoformat(), "days": days}
    rows = changed(case.known, measure, extensions=[extension])
    after = next(one for one in rows if one["no"] == measure)
    values = {
        **measure_values(row, actor.jurisdiction),
        "days": days,
        "reason": reason,
        "until": due_of(after, actor.jurisdiction),
    }
    paper = issue_for_case(case, "seizure_extension", at=at, act=values, approval=approval)
    data = {**values, "measure": measure}
    return Done(
        case, sets=settled(case, rows, actor.jurisdiction), data=data, documents=refs(paper), result=paper
    )


@act("case.notify_testing", facts=facts.notify_testing, on="case")
def notify_testing(
    *, actor: Viewer, at: datetime, case: Case, measure: int, begins_on: date, until_on: date, body: str,
    question: str, free: bool, officers: Sequence[int]
) -> Done:  # fmt: skip
    """检测（鉴定）期间告知 (行政强制法 第二十五条第三款): only the days told here do not count towards the thirty."""
    row = row_of(case.known, measure)
    assert row is not None
    pause = {
        "kind": "testing",
        "begins_on": begins_on.isoformat(),
        "ends_on": (until_on + timedelta(days=1)).isoformat(),
    }
    testing = {"begins_on": begins_on.isoformat(), "until_on": until_on.isoformat(), "body": body}
    rows = changed(case.known, measure, pauses=[*row["pauses"], pause], testing=testing)
    after = next(one for one in rows if one["no"] == measure)
    values = {
        **measure_values(row, actor.jurisdiction), "begins_on": begins_on, "until_on": until_on, "body": body,
        "question": question, "days": (until_on - begins_on).days + 1, "until": due_of(after, actor.jurisdiction),
        "goods": _held_rows(case, measure),
    }  # fmt: skip
    cards = officer_cards(list(officers), local_date(at))
    paper = issue_for_case(case, "testing_notice", at=at, act=values, officers=cards)
    data = {**values, "measure": measure, "free": free, "officers": list(officers)}
    return Done(
        case, sets=settled(case, rows, actor.jurisdiction), data=data, documents=refs(paper), result=paper
    )


@act("case.end_testing", facts=facts.end_testing, on="case")
def end_testing(
    *, actor: Viewer, at: datetime, case: Case, measure: int, ended_on: date, conclusion: str
) -> Done:
    """检测（鉴定）期间结束: time beyond the period that was told counts; a test that ended sooner gives the rest back."""
    row = row_of(case.known, measure)
    assert row is not None
    *before, last = row["pauses"]
    closed = {**last, "ends_on": min(ended_on.isoformat(), last["ends_on"])}
    rows = changed(case.known, measure, pauses=[*before, closed], testing=None)
    data = {"measure": measure, "ended_on": ended_on, "conclusion": conclusion}
    return Done(case, sets=settled(case, rows, actor.jurisdiction), data=data)


# --- lifting ------------------------------------------------------------------------------------------------


@act("case.lift_measure", facts=facts.lift_measure, on="case")
def lift_measure(
    *, actor: Viewer, at: datetime, case: Case, measure: int, ground: str, reason: str,
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """解除查封（扣押） (行政强制法 第二十八条): a decision at once; the goods are then handed back against a receipt."""
    row = row_of(case.known, measure)
    assert row is not None
    paper = _lifting_paper(case, row, ground, reason, at, actor, approval)
    rows = ended(rows_of(case.known), measure, on=local_date(at).isoformat(), end="lifted")
    data = {"measure": measure, "ground": LIFTING[ground], "reason": reason}
    return Done(
        case, sets=settled(case, rows, actor.jurisdiction), data=data, documents=refs(paper), result=paper
    )


def _lifting_paper(
    case: Case,
    row: Row,
    ground: str,
    reason: str,
    at: datetime,
    actor: Viewer,
    approval: Approval | None = None,
) -> Instrument:
    values = {
        **measure_values(row, actor.jurisdiction),
        "ground": LIFTING[ground],
        "reason": reason,
        "goods": _held_rows(case, row["no"]),
    }
    return issue_for_case(case, "lifting_decision", at=at, act=values, approval=approval)


def _held_rows(case: Case, no: int) -> list[dict[str, Any]]:
    goods = Good.objects.filter(case=case, measure__no=no, held__gt=0).order_by("pk")
    return as_rows([(good, good.held) for good in goods])
