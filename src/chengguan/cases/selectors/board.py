"""The case board: filters, keyset pages, saved searches, export rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case

PAGE_SIZE: Final = 25
SORTS: Final = {"latest": "最近立案", "due": "期限最近", "fine": "罚款金额"}
STAGES: Final = dict(Case.STAGES)


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
        rows = rows.filter(number__contains=filters.number)
    if filters.opened_from:
        rows = rows.filter(opened_on__gte=filters.opened_from)
    if filters.opened_to:
        rows = rows.filter(opened_on__lte=filters.opened_to)
    if filters.overdue:
        rows = rows.filter(next_due_on__lt=on)
    return rows


def board_page(viewer: Viewer, filters: Filters, on: date, *, cursor: str = "", backwards: bool = False, last: bool = False) -> BoardPage:
    """One page of 25 by keyset: after `cursor`, before it (`backwards`), or the `last` page. One query, no count."""
    rows = filtered(viewer, filters, on).select_related("lead_officer", "assisting_officer", "squad").defer("known", "summary")
    order = _order(filters.sort)
    reverse = backwards or last
    if cursor:
        rows = rows.filter(_beyond(order, cursor, reverse))
    found = list(rows.order_by(*_ordering(order, reverse))[: PAGE_SIZE + 1])
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
    column: str
    descending: bool


def _order(sort: str) -> _Order:
    return {"due": _Order("next_due_on", False), "fine": _Order("fine_amount", True)}.get(sort, _Order("id", True))


def _ordering(order: _Order, reverse: bool) -> list[Any]:
    down = order.descending != reverse
    if order.column == "id":
        return ["-id" if down else "id"]
    column = F(order.column)
    nulls = {"nulls_first": True} if reverse else {"nulls_last": True}
    return [column.desc(**nulls) if down else column.asc(**nulls), "-id" if down else "id"]


def _beyond(order: _Order, cursor: str, reverse: bool) -> Q:
    value, _, pk = cursor.rpartition("~")
    side = "lt" if order.descending != reverse else "gt"
    if order.column == "id":
        return Q(**{f"id__{side}": pk})
    if not value:
        tail = Q(**{f"{order.column}__isnull": True, f"id__{side}": pk})
        return tail | Q(**{f"{order.column}__isnull": False}) if reverse else tail
    beyond = Q(**{f"{order.column}__{side}": value}) | Q(**{order.column: value, f"id__{side}": pk})
    return beyond if reverse else beyond | Q(**{f"{order.column}__isnull": True})


def _cursor(order: _Order, case: Case) -> str:
    value = "" if order.column == "id" else getattr(case, order.column)
    return f"{value if value is not None else ''}~{case.pk}"


def _row(case: Case, on: date) -> Row:
    return Row(
        id=case.pk,
        number=case.number,
        cause=case.cause,
        party_name=case.party_name,
        procedure=case.get_procedure_display(),
        stage=case.stage,
        stage_title=STAGES.get(case.stage, case.stage),
        officers=f"{case.lead_officer.name}、{case.assisting_officer.name}",
        opened_on=case.opened_on,
        next_due_on=case.next_due_on,
        days_left=(case.next_due_on - on).days if case.next_due_on else None,
        fine_amount=case.fine_amount,
        outcome=case.get_outcome_display() if case.outcome else "",
        squad=case.squad.name if case.squad else "",
    )


EXPORT_HEAD: Final = (
    "案号", "案由", "当事人", "程序", "阶段", "处理结果", "立案日期", "决定日期", "结案日期", "罚款（元）", "已缴（元）", "主办", "协办", "中队", "最近期限",
)  # fmt: skip


def export_rows(viewer: Viewer, filters: Filters, on: date, *, chunk: int = 2000) -> Iterator[tuple[Any, ...]]:
    """All rows of the board for a spreadsheet, streamed."""
    rows = filtered(viewer, filters, on).select_related("lead_officer", "assisting_officer", "squad").defer("known", "summary")
    for case in rows.order_by("-id").iterator(chunk_size=chunk):
        yield (
            case.number,
            case.cause,
            case.party_name,
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
    return {name: str(value) for name, value in vars(filters).items() if value and value != Filters.__dataclass_fields__[name].default}
