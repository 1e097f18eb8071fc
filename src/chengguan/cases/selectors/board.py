"""The case board: filters, keyset pages, saved searches, export rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from chengguan.base import search
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.parties.masking import shown_name

PAGE_SIZE: Final = 25
SORTS: Final = {"latest": "最近立案", "due": "期限最近", "fine": "罚款金额"}
STAGES: Final = dict(Case.STAGES)
PROCEDURES: Final = dict(Case.PROCEDURES)
OUTCOMES: Final = dict(Case.OUTCOMES)
# Only what a row shows is read: whole cases with their officers and squad cost three times as much.
COLUMNS: Final = (
    "id", "number", "cause", "party_name", "party_protected", "procedure", "stage", "lead_officer__name", "assisting_officer__name", "opened_on",
    "next_due_on", "fine_amount", "outcome", "squad__name",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the board is filtered by; every value as entered, empty when not used."""

    stage: str = ""
    procedure: str = ""
    outcome: str = ""
    matter: str = ""
    officer: str = ""
    party: str = ""
    squad: str = ""
    number: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    overdue: bool = False
    sort: str = "latest"


@dataclass(frozen=True)
class Row:
    """One case as the board shows it."""

    id: uuid.UUID
    number: str
    cause: str
    party_name: str
    procedure: str
    stage: str
    stage_title: str
    officers: str
    opened_on: date
    next_due_on: date | None
    days_left: int | None
    fine_amount: Decimal
    outcome: str
    squad: str


@dataclass(frozen=True)
class BoardPage:
    """A page of rows and the cursors of its neighbours (empty when there is none)."""

    rows: list[Row]
    earlier: str
    later: str
    at_start: bool
    at_end: bool


def filtered(viewer: Viewer, filters: Filters, on: date) -> QuerySet[Case]:
    """Cases visible to the viewer that fit the filters."""
    rows: QuerySet[Case] = Case.objects.visible_to(viewer)
    exact: dict[str, Any] = {
        "stage": filters.stage,
        "procedure": filters.procedure,
        "outcome": filters.outcome,
        "matter_id": filters.matter,
        "lead_officer_id": filters.officer,
        "party_id": filters.party,
        "squad_id": filters.squad,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.number:
        rows = search.narrowed(rows, viewer, filters.number, kind="case", column="number")
    if filters.opened_from:
        rows = rows.filter(opened_on__gte=filters.opened_from)
    if filters.opened_to:
        rows = rows.filter(opened_on__lte=filters.opened_to)
    if filters.overdue:
        rows = rows.filter(next_due_on__lt=on)
    return rows


def board_page(
    viewer: Viewer,
    filters: Filters,
    on: date,
    *,
    cursor: str = "",
    backwards: bool = False,
    last: bool = False,
) -> BoardPage:
    """One page of 25 by keyset: after `cursor`, before it (`backwards`), or the `last` page. No count; one query, two where some rows have no date."""
    rows = filtered(viewer, filters, on)
    order = ORDERS.get(filters.sort, ORDERS["latest"])
    if filters.overdue:
        order = replace(order, nullable=False)
    reverse = backwards or last
    found = _taken(rows, order, _place(order, cursor), reverse)
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if reverse:
        found.reverse()
    at_start = (not more) if reverse else not cursor
    at_end = (not cursor) if last else False if backwards else not more
    return BoardPage(
        rows=[_row(case, on) for case in found],
        earlier="" if at_start or not found else _cursor(order, found[0]),
        later="" if at_end or not found else _cursor(order, found[-1]),
        at_start=at_start,
        at_end=at_end,
    )


@dataclass(frozen=True)
class _Order:
    """A column, then the id. Rows without a value (`nullable`) form a part of their own behind the others."""

    column: str
    descending: bool
    nullable: bool = False


ORDERS: Final = {
    "latest": _Order("opened_on", True),
    "due": _Order("next_due_on", False, nullable=True),
    "fine": _Order("fine_amount", True),
}
Place = tuple[Any, uuid.UUID]


def _place(order: _Order, cursor: str) -> Place | None:
    """Where a cursor stands; a cursor that cannot be read is none."""
    value, _, pk = cursor.rpartition("~")
    try:
        field: Any = Case._meta.get_field(order.column)
        return field.to_python(value or None), uuid.UUID(pk)
    except (ValueError, ValidationError):
        return None


def _taken(rows: QuerySet[Case], order: _Order, place: Place | None, reverse: bool) -> list[Any]:
    """The first rows beyond the place, one more than a page holds. Every part of them is one range of one index."""
    parts = [True, False] if order.nullable else [True]
    if reverse:
        parts.reverse()
    if place is not None and order.nullable:
        parts = parts[parts.index(place[0] is not None) :]
    found: list[Any] = []
    for valued in parts:
        part = rows.filter(**{f"{order.column}__isnull": not valued}) if order.nullable else rows
        if place is not None and (place[0] is not None) == valued:
            part = part.filter(_beyond(order, place, reverse))
        down = order.descending != reverse
        names = [order.column, "id"] if valued else ["id"]
        ordered = part.order_by(*(f"-{name}" if down else name for name in names))
        found += ordered.values_list(*COLUMNS, named=True)[: PAGE_SIZE + 1 - len(found)]
        if len(found) > PAGE_SIZE:
            break
    return found


def _beyond(order: _Order, place: Place, reverse: bool) -> Q:
    """Rows past a place. The bound by the column alone lets the database begin there in its index."""
    value, pk = place
    side = "lt" if order.descending != reverse else "gt"
    if value is None:
        return Q(**{f"id__{side}": pk})
    bound = Q(**{f"{order.column}__{side}e": value})
    return bound & (Q(**{f"{order.column}__{side}": value}) | Q(**{f"id__{side}": pk}))


def _cursor(order: _Order, row: Any) -> str:
    value = getattr(row, order.column)
    return f"{'' if value is None else value}~{row.id}"


def _row(row: Any, on: date) -> Row:
    return Row(
        id=row.id,
        number=row.number,
        cause=row.cause,
        party_name=shown_name(row.party_name, protected=row.party_protected),
        procedure=PROCEDURES[row.procedure],
        stage=row.stage,
        stage_title=STAGES.get(row.stage, row.stage),
        officers=f"{row.lead_officer__name}、{row.assisting_officer__name}",
        opened_on=row.opened_on,
        next_due_on=row.next_due_on,
        days_left=(row.next_due_on - on).days if row.next_due_on else None,
        fine_amount=row.fine_amount,
        outcome=OUTCOMES.get(row.outcome, ""),
        squad=row.squad__name or "",
    )


EXPORT_HEAD: Final = (
    "案号", "案由", "当事人", "程序", "阶段", "处理结果", "立案日期", "决定日期", "结案日期", "罚款（元）", "已缴（元）", "主办", "协办", "中队", "最近期限",
)  # fmt: skip


def export_rows(
    viewer: Viewer, filters: Filters, on: date, *, chunk: int = 2000
) -> Iterator[tuple[Any, ...]]:
    """All rows of the board for a spreadsheet, streamed."""
    rows = (
        filtered(viewer, filters, on)
        .select_related("lead_officer", "assisting_officer", "squad")
        .defer("known", "summary")
    )
    for case in rows.order_by("-opened_on", "-id").iterator(chunk_size=chunk):
        yield (
            case.number,
            case.cause,
            case.shown_party,
            case.get_procedure_display(),
            STAGES.get(case.stage, case.stage),
            case.get_outcome_display() if case.outcome else "",
            case.opened_on,
            case.decided_on,
            case.closed_on,
            case.fine_amount,
            case.paid_amount,
            case.lead_officer.name,
            case.assisting_officer.name,
            case.squad.name if case.squad else "",
            case.next_due_on,
        )


def filters_as_query(filters: Filters) -> Mapping[str, str]:
    """The filters as URL parameters, leaving out what is not used."""
    return {
        name: str(value)
        for name, value in vars(filters).items()
        if value and value != Filters.__dataclass_fields__[name].default
    }
