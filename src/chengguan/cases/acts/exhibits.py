"""证物保管 (行政处罚法 第四十六条、第四十七条): things taken as evidence, from the shelf to their end, hand by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import examination as facts
from chengguan.cases.models import Case, Exhibit, ExhibitMove
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act

from .issuing import issue_for_case, refs

SERIES: Final = "exhibit"
KINDS: Final = dict(ExhibitMove.KINDS)


@act("case.take_in_exhibit", facts=facts.intake, on="case")
def take_in_exhibit(
    *, actor: Viewer, at: datetime, case: Case, record: str, quantity: str, seal_number: str, condition: str,
    place: str, custodian: str
) -> Done:  # fmt: skip
    """证物入库: sealed, numbered, with a place and a keeper. Result: the exhibit."""
    source = case.records.get(pk=record)
    year = local_date(at).year
    number = next_number(case.bureau.code, SERIES, year)
    exhibit = Exhibit.objects.create(
        id=uuid7(at),
        bureau_id=case.bureau_id,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
        case=case,
        record=source,
        number=f"{case.bureau.short}证〔{year}〕第{number}号",
        name=source.title,
        quantity=quantity,
        seal_number=seal_number,
        condition=condition,
        place=place,
        custodian=custodian,
        holder=custodian,
        taken_in_at=at,
    )
    paper = _slip(case, exhibit, at, event="take_in", by=actor.name, person=custodian, purpose="")
    _move(exhibit, at, "take_in", person=custodian, note="", paper=paper)
    return _done(case, exhibit, paper, {"event": KINDS["take_in"], "custodian": custodian})


@act("case.move_exhibit", facts=facts.movement, on="case")
def move_exhibit(
    *, actor: Viewer, at: datetime, case: Case, exhibit: str, kind: str, person: str, purpose: str,
    place: str = "", seal_number: str = "", condition: str = ""
) -> Done:  # fmt: skip
    """证物调取、归还、移交保管: who has it now, for what, and in which condition. Result: the exhibit."""
    row = case.exhibits.get(pk=exhibit)
    row.state = facts.MOVES[kind][1]
    row.holder = person
    row.place = place.strip() or row.place
    row.seal_number = seal_number.strip() or row.seal_number
    row.condition = condition.strip() or row.condition
    if kind == "relocate":
        row.custodian = person
    if kind == "give_back":
        row.holder = row.custodian
    row.save()
    paper = _slip(case, row, at, event=kind, by=actor.name, person=person, purpose=purpose)
    _move(row, at, kind, person=person, note=purpose, paper=paper)
    return _done(case, row, paper, {"event": KINDS[kind], "person": person, "purpose": purpose})


@act("case.dispose_exhibit", facts=facts.disposal, on="case")
def dispose_exhibit(
    *, actor: Viewer, at: datetime, case: Case, exhibit: str, fate: str, person: str, basis: str,
    condition: str = "", place: str = "", approved_by: str = ""
) -> Done:  # fmt: skip
    """证物返还、随卷、移交、销毁, with a record. Result: the exhibit."""
    row = case.exhibits.get(pk=exhibit)
    row.state, row.holder = facts.FATES[fate], person
    row.condition = condition.strip() or row.condition
    row.place = place.strip() or row.place
    row.save()
    entered = {
        "fate": KINDS[fate],
        "number": row.number,
        "name": row.name,
        "quantity": row.quantity,
        "seal_number": row.seal_number,
        "condition": row.condition,
        "place": place,
        "basis": basis,
        "approved_by": approved_by,
        "person": person,
        "by": actor.name,
        "done_at": at,
    }
    paper = issue_for_case(case, "exhibit_disposal", at=at, act=entered)
    _move(row, at, fate, person=person, note=basis, paper=paper)
    return _done(
        case, row, paper, {"event": KINDS[fate], "person": person, "basis": basis, "approved_by": approved_by}
    )


def _slip(
    case: Case, exhibit: Exhibit, at: datetime, *, event: str, by: str, person: str, purpose: str
) -> Instrument:
    """证物保管交接单 of one hand-over."""
    entered = {
        "event": KINDS[event],
        "number": exhibit.number,
        "name": exhibit.name,
        "quantity": exhibit.quantity,
        "seal_number": exhibit.seal_number,
        "condition": exhibit.condition,
        "place": exhibit.place,
        "person": person,
        "by": by,
        "purpose": purpose,
        "done_at": at,
    }
    return issue_for_case(case, "exhibit_custody", at=at, act=entered)


def _move(exhibit: Exhibit, at: datetime, kind: str, *, person: str, note: str, paper: Instrument) -> None:
    ExhibitMove.objects.create(
        exhibit=exhibit,
        at=at,
        kind=kind,
        person=person,
        place=exhibit.place,
        seal_number=exhibit.seal_number,
        condition=exhibit.condition,
        note=note[:200],
        instrument=paper,
    )


def _done(case: Case, exhibit: Exhibit, paper: Instrument, entered: dict[str, Any]) -> Done:
    data = {
        "exhibit": str(exhibit.pk),
        "number": exhibit.number,
        "name": exhibit.name,
        "state": exhibit.state,
        "place": exhibit.place,
        "seal_number": exhibit.seal_number,
        "condition": exhibit.condition,
        "title": f"{entered['event']}：{exhibit}",
        **entered,
    }
    return Done(case, sets=facts.unsettled(case), data=data, documents=refs(paper), result=exhibit)
