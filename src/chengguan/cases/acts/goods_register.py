"""物品登记: rows of the register change only here, inside acts; what became of a quantity always adds up to what was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import F, Q, Sum, Value

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.measures import KINDS, Row, due_of, kept
from chengguan.cases.models import Case, Good, GoodMove, Measure
from chengguan.documents.attaching import attach
from chengguan.documents.models import Instrument

from .recording import Files

SERIES: Final = "goods"
STATES: Final = dict(Good.STATES)


# --- measures -----------------------------------------------------------------------------------------------


def begin_measure(
    case: Case, *, kind: str, at: datetime, begun_at: datetime, place: str, basis: str, urgent: bool = False
) -> tuple[Measure, Row]:
    """A new measure of the case: its row in the register and its row in the known facts (not yet listed there)."""
    no = len(case.known.get("measures") or []) + 1
    measure = Measure(
        id=uuid7(at),
        bureau_id=case.bureau_id,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
        case=case,
        no=no,
        kind=kind,
        basis=basis[:300],
        place=place,
        begun_at=begun_at,
        urgent=urgent,
    )
    row: Row = {
        "id": str(measure.pk),
        "no": no,
        "kind": kind,
        "title": f"第{no}号{KINDS[kind]}",
        "number": "",
        "basis": basis,
        "begun_on": local_date(begun_at).isoformat(),
        "begun_at": begun_at.isoformat(),
        "urgent_at": begun_at.isoformat() if urgent else None,
        "ratified_on": None,
        "extensions": [],
        "pauses": [],
        "testing": None,
        "ended_on": None,
        "end": "",
        "keep": "",
        "held": 0,
    }
    return measure, row


def settled(case: Case, rows: Sequence[Row], jurisdiction: str) -> dict[str, Any]:
    """Facts to set after measures or goods changed; brings the register's columns in line with them. Five queries for one measure."""
    held = _held(case)
    now = [{**row, "held": held.get(row["no"], 0)} for row in rows]
    for row in now:
        Measure.objects.filter(case=case, no=row["no"]).update(
            due_on=due_of(row, jurisdiction), ended_on=row["ended_on"], end=row["end"] or ""
        )
        state = "held" if kept(row) else "due_back"
        Good.objects.filter(case=case, measure__no=row["no"], held__gt=0).exclude(state=state).update(
            state=state
        )
    confiscated = Good.objects.filter(case=case).aggregate(total=Sum("confiscated"))["total"]
    return {"measures": now, "goods_confiscated": confiscated or 0}


def _held(case: Case) -> dict[int, int]:
    counts = Good.objects.filter(case=case).values_list("measure__no").annotate(total=Sum("held")).order_by()
    return {no: int(total or 0) for no, total in counts}


def ended(rows: Sequence[Row], no: int, *, on: str, end: str, keep: str = "") -> list[Row]:
    """The rows with one measure ended; a testing that still ran ends with it."""
    return [
        {**row, "ended_on": on, "end": end, "keep": keep, "testing": None} if row["no"] == no else row
        for row in rows
    ]


def emptied(case: Case, rows: Sequence[Row], *, on: str, end: str) -> list[Row]:
    """The rows, measures of which no goods are left being ended."""
    held = _held(case)
    return [
        {**row, "ended_on": on, "end": end, "testing": None}
        if not row["ended_on"] and not held.get(row["no"], 0)
        else row
        for row in rows
    ]


# --- goods --------------------------------------------------------------------------------------------------


def take(
    case: Case,
    measure: Measure,
    entries: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    act: str,
    custody: Mapping[str, str],
) -> list[Good]:
    """Enter the goods of a list made on the spot, each with a number of the bureau's register."""
    goods = []
    for place, entry in enumerate(entries):
        year = local_date(at).year
        number = next_number(case.bureau.code, SERIES, year)
        goods.append(
            Good(
                # Ids follow the order of the list: that is the order in which pages and papers show the goods.
                id=uuid7(at + timedelta(milliseconds=place)),
                bureau_id=case.bureau_id,
                brigade_id=case.brigade_id,
                squad_id=case.squad_id,
                case=case,
                measure=measure,
                number=f"{case.bureau.short}物〔{year}〕{number}",
                category=str(entry.get("category") or "other"),
                name=str(entry["name"]),
                model=str(entry.get("model") or ""),
                quantity=int(entry["quantity"]),
                unit=str(entry["unit"]),
                condition=str(entry["condition"]),
                value=Decimal(str(entry["value"])) if entry.get("value") not in (None, "") else None,
                place=custody["place"],
                custodian=custody["custodian"],
                taken_on=local_date(measure.begun_at),
                held=int(entry["quantity"]),
            )
        )
    made = Good.objects.bulk_create(goods)
    note_moves(
        [(good, good.quantity) for good in made], at=at, act=act, title=f"{measure.get_kind_display()}登记",
        place=custody["place"], person=custody["custodian"],
    )  # fmt: skip
    return made


def take_over(case: Case, row: Row, measure: Measure, *, at: datetime, act: str) -> list[Good]:
    """Goods that were preserved go under the seizure that follows (先行登记保存转为查封、扣押)."""
    goods = list(Good.objects.filter(case=case, measure__no=row["no"], held__gt=0))
    Good.objects.filter(pk__in=[good.pk for good in goods]).update(measure=measure, state="held")
    title = f"由{row['title']}转为{measure.get_kind_display()}"
    note_moves([(good, good.held) for good in goods], at=at, act=act, title=title)
    return goods


def photograph(
    case: Case, measure: Measure, goods: Sequence[Good], files: Files, *, actor: Viewer, at: datetime
) -> list[dict[str, str]]:
    """Keep photographs: one per good in the order of the list, the rest with the measure."""
    kept_files = []
    for place, file in enumerate(files):
        key = f"good/{goods[place].pk}" if place < len(goods) else f"measure/{measure.pk}"
        row = attach(
            file.chunks(), name=file.name or "", subject_key=case.chain_key, record_key=key, scope=case,
            actor=actor, at=at,
        )  # fmt: skip
        kept_files.append({"name": row.name, "sha256": row.file.sha256, "sm3": row.file.sm3})
    return kept_files


def picked_goods(case: Case, goods: Mapping[str, int]) -> list[tuple[Good, int]]:
    """The goods that were picked with their quantities, in the order of the register."""
    wanted = {pk: count for pk, count in goods.items() if count}
    rows = Good.objects.filter(case=case, pk__in=list(wanted)).select_related("measure").order_by("pk")
    return [(good, wanted[str(good.pk)]) for good in rows]


def dispose(
    pairs: Sequence[tuple[Good, int]], *, source: str, outcome: str, at: datetime, act: str, title: str = "",
    person: str = "", place: str = "", note: str = "", instrument: Instrument | None = None
) -> None:  # fmt: skip
    """Move quantities from `source` (held | confiscated) to an outcome; the row's state follows from what is left."""
    for good, count in pairs:
        rest = getattr(good, source) - count
        Good.objects.filter(pk=good.pk).update(**{source: F(source) - count, outcome: F(outcome) + count})
        setattr(good, source, rest)
        setattr(good, outcome, getattr(good, outcome) + count)
    keys = [good.pk for good, _ in pairs]
    left = models.When(held__gt=0, then=F("state"))
    waiting = models.When(Q(held=0, confiscated__gt=0), then=Value("confiscated"))
    Good.objects.filter(pk__in=keys).update(state=models.Case(left, waiting, default=Value(outcome)))
    note_moves(
        pairs, at=at, act=act, title=title or STATES[outcome], person=person, place=place, note=note,
        instrument=instrument,
    )  # fmt: skip


def note_moves(
    pairs: Sequence[tuple[Good, int]], *, at: datetime, act: str, title: str, person: str = "",
    place: str = "", note: str = "", instrument: Instrument | None = None
) -> None:  # fmt: skip
    """Write into the history of goods what happened to them."""
    GoodMove.objects.bulk_create(
        GoodMove(
            good=good, at=at, act=act, title=title[:60], quantity=count, place=place[:120], person=person[:120],
            note=note[:200], instrument=instrument,
        )
        for good, count in pairs
    )  # fmt: skip


def as_rows(pairs: Sequence[tuple[Good, int]]) -> list[dict[str, Any]]:
    """Goods as lists in documents and in the record print them."""
    return [
        {
            "number": good.number,
            "name": good.name,
            "model": good.model,
            "quantity": f"{count}{good.unit}",
            "condition": good.condition,
            "value": f"{good.value:.2f}" if good.value is not None else "",
            "place": good.place,
        }
        for good, count in pairs
    ]
