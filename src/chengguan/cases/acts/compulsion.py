"""先行登记保存和措施审批 (行政处罚法 第五十六条、行政强制法 第十八条): approve, preserve, decide, lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import compulsion as facts
from chengguan.cases.facts.measures import (
    KINDS,
    SEIZURES,
    Basis,
    Row,
    basis_of,
    changed,
    due_of,
    row_of,
    rows_of,
)
from chengguan.cases.models import Approval, Case, Good, Measure
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import OfficerCard, officer_cards

from .goods_register import as_rows, begin_measure, ended, photograph, settled, take
from .issuing import issue_for_case, refs
from .recording import Files, add_record, counted, investigated_by

OUTCOMES: Final = {
    "return": "退还",
    "copy_return": "复制后退还",
    "testing": "送交检测、检验、鉴定",
    "seize": "依法查封、扣押",
    "confiscate": "拟依法没收",
    "transfer": "移送有关机关",
}
BACK: Final = ("return", "copy_return")


@act("case.approve_measure", facts=facts.approve_measure, on="case")
def approve_measure(
    *, actor: Viewer, at: datetime, case: Case, kind: str, reason: str, items: Sequence[str], place: str,
    at_risk: bool, basis: str, within: Sequence[str], approval: Approval | None = None
) -> Done:  # fmt: skip
    """登记保存、查封、扣押审批 (行政处罚法 第五十六条、行政强制法 第十八条第一项): the head agrees before anything is taken."""
    on = local_date(at)
    found = basis_of(case, kind, basis, on, actor.jurisdiction) if kind in SEIZURES else None
    rows = list(case.known.get("measure_approvals") or [])
    row = {
        "no": len(rows) + 1,
        "kind": kind,
        "reason": reason,
        "items": list(items),
        "basis": found.id if found else "",
        "within": list(within),
        "approved_on": on.isoformat(),
        "approved_at": at.isoformat(),
        "used_by": None,
    }
    values = {
        "kind_title": KINDS[kind],
        "reason": reason,
        "items": list(items),
        "place": place,
        **basis_values(found),
        "proposed_on": local_date(approval.proposed_at) if approval else on,
    }
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], on)
    paper = issue_for_case(
        case, "seizure_approval" if found else "preservation_approval", at=at, act=values, officers=cards,
        approval=approval,
    )  # fmt: skip
    data = {**values, "kind": kind, "at_risk": at_risk, "within": list(within)}
    return Done(case, sets={"measure_approvals": [*rows, row]}, data=data, documents=refs(paper), result=row)


def basis_values(basis: Basis | None) -> dict[str, Any]:
    """How papers name the basis of a seizure."""
    return {"basis": dict(basis.cite), "condition": basis.condition} if basis else {}


def used(case: Case, no: int, measure: int) -> list[Row]:
    """The approvals, one of them carried out by a measure."""
    return [
        {**row, "used_by": measure} if row["no"] == no else row
        for row in case.known.get("measure_approvals") or []
    ]


# --- preservation -------------------------------------------------------------------------------------------


@act("case.preserve_in_advance", facts=facts.preserve_in_advance, on="case")
def preserve_in_advance(
    *, actor: Viewer, at: datetime, case: Case, approved: int, goods: Sequence[Mapping[str, Any]],
    begun_at: datetime, ended_at: datetime, place: str, custody: Mapping[str, str], presence: Mapping[str, Any],
    officers: Sequence[int], credentials_shown: bool, process_recorded: bool, attachments: Files = ()
) -> Done:  # fmt: skip
    """先行登记保存 (行政处罚法 第五十六条): approved evidence is listed and kept; a decision is due within seven working days.

    Result: the measure.
    """
    cards = officer_cards(list(officers), local_date(at))
    approval = facts.approval_row(case.known, approved)
    assert approval is not None
    measure, row = begin_measure(
        case, kind=Measure.PRESERVATION, at=at, begun_at=begun_at, place=place, basis="《中华人民共和国行政处罚法》第五十六条"
    )  # fmt: skip
    measure.due_on = due_of(row, actor.jurisdiction)
    measure.save()
    made = take(case, measure, goods, at=at, act="case.preserve_in_advance", custody=custody)
    kept = photograph(case, measure, made, attachments, actor=actor, at=at)
    values = {
        "reason": approval["reason"], "approved_on": approval["approved_on"], "place": place, "begun_at": begun_at,
        "due_on": measure.due_on, "custody_place": custody["place"], "custodian": custody["custodian"],
        "count": len(made), **presence_values(presence),
    }  # fmt: skip
    paper = issue_for_case(case, "preservation_notice", at=at, act=values, officers=cards)
    inventory = list_paper(case, measure, made, paper, at=at, cards=cards, presence=presence)
    measure.instrument = paper
    measure.save(update_fields=["instrument"])
    add_record(
        case, at=at, act="case.preserve_in_advance", kind="physical", title=f"先行登记保存的证据（{paper.number}）",
        source=str(presence.get("on_site") or "现场"), place=place, made_at=begun_at, officers=cards, instrument=paper,
        details={"elements": [], "files": kept},
    )  # fmt: skip
    rows = [*rows_of(case.known), {**row, "number": paper.number}]
    sets = {
        **settled(case, rows, actor.jurisdiction),
        **counted(case.known, "physical"),
        **investigated_by(case.known, cards),
        "measure_approvals": used(case, approved, row["no"]),
    }
    data = {
        **values, "approved": approved, "ended_at": ended_at, "officers": list(officers), "files": kept,
        "goods": as_rows([(good, good.quantity) for good in made]),
    }  # fmt: skip
    return Done(case, sets=sets, data=data, documents=refs(paper, inventory), result=measure)


def presence_values(presence: Mapping[str, Any]) -> dict[str, Any]:
    """Who was on the spot and how the papers were signed, as documents print it."""
    given = {name: presence.get(name) or "" for name in ("on_site", "on_site_role", "witness", "refusal")}
    return {**given, "signed": bool(presence.get("signed"))}


def list_paper(
    case: Case, measure: Measure, goods: Sequence[Good], head: Instrument, *, at: datetime,
    cards: Sequence[OfficerCard], presence: Mapping[str, Any]
) -> Instrument:  # fmt: skip
    """物品清单 in two copies, to the notice or decision `head` (行政强制法 第二十四条第三款)."""
    values = {
        "kind_title": measure.get_kind_display(),
        "document": f"《{head.title}》（{head.number}）",
        "begun_at": measure.begun_at,
        "place": measure.place,
        "goods": as_rows([(good, good.quantity) for good in goods]),
        **presence_values(presence),
    }
    return issue_for_case(case, "goods_list", at=at, act=values, officers=cards)


@act("case.decide_preservation", facts=facts.decide_preservation, on="case")
def decide_preservation(
    *, actor: Viewer, at: datetime, case: Case, measure: int, outcome: str, reason: str, receiver: str = "",
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """先行登记保存处理决定 (行政处罚法 第五十六条): what becomes of the evidence; to return it, the goods are handed back next."""
    on = local_date(at)
    row = row_of(case.known, measure)
    assert row is not None
    goods = list(Good.objects.filter(case=case, measure__no=measure, held__gt=0).order_by("pk"))
    values = {
        **measure_values(row, actor.jurisdiction),
        "outcome": OUTCOMES[outcome],
        "back": outcome in BACK,
        "reason": reason,
        "receiver": receiver,
        "goods": as_rows([(good, good.held) for good in goods]),
    }
    paper = issue_for_case(case, "preservation_decision", at=at, act=values, approval=approval)
    keep = "" if outcome in BACK else outcome
    rows = ended(rows_of(case.known), measure, on=on.isoformat(), end="decided", keep=keep)
    data = {**values, "measure": measure, "outcome_id": outcome}
    return Done(
        case, sets=settled(case, rows, actor.jurisdiction), data=data, documents=refs(paper), result=paper
    )


def measure_values(row: Row, jurisdiction: str) -> dict[str, Any]:
    """How later papers refer to a measure."""
    return {
        "measure_title": row["title"],
        "kind_title": KINDS[row["kind"]],
        "number": row["number"],
        "begun_on": row["begun_on"],
        "due_on": due_of(row, jurisdiction),
    }


# --- lapse --------------------------------------------------------------------------------------------------


@act("case.lapse_preservation", facts=facts.lapse, on="case")
def lapse_preservation(*, actor: Viewer, at: datetime, case: Case, measure: int) -> Done:
    """先行登记保存自动解除 (行政处罚法 第五十六条): on the eighth working day, by itself; the goods have to go back at once."""
    return _lapse(case, measure, at, actor.jurisdiction)


@act("case.lapse_measure", facts=facts.lapse, on="case")
def lapse_measure(*, actor: Viewer, at: datetime, case: Case, measure: int) -> Done:
    """查封（扣押）自动解除 (行政强制法 第二十五条、第二十八条第一款第四项): the day after the last day, by itself."""
    return _lapse(case, measure, at, actor.jurisdiction)


def _lapse(case: Case, no: int, at: datetime, jurisdiction: str) -> Done:
    row = row_of(case.known, no)
    assert row is not None
    due: date = due_of(row, jurisdiction)
    lapsed_on = due + timedelta(days=1)
    goods = list(Good.objects.filter(case=case, measure__no=no, held__gt=0).order_by("pk"))
    values = {
        **measure_values(row, jurisdiction),
        "lapsed_on": lapsed_on,
        "seizure": row["kind"] in SEIZURES,
        "goods": as_rows([(good, good.held) for good in goods]),
    }
    paper = issue_for_case(case, "measure_lapse_notice", at=at, act=values)
    rows = ended(changed(case.known, no), no, on=lapsed_on.isoformat(), end="lapsed")
    data = {**values, "measure": no}
    return Done(case, sets=settled(case, rows, jurisdiction), data=data, documents=refs(paper), result=paper)
