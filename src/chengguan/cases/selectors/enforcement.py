"""执行台账: decisions that are not yet performed in full, with what is next lawful; and the papers for the court."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet

from chengguan.base.viewer import Viewer
from chengguan.cases.facts import execution as owing
from chengguan.cases.facts.dossier import court_papers
from chengguan.cases.facts.enforcement_state import demolition_overdue, enforcing
from chengguan.cases.facts.known import Known, money
from chengguan.cases.facts.owed import costs_outstanding, daily_outstanding
from chengguan.cases.models import Case, Outstanding
from chengguan.documents.models import Instrument

PAGE_SIZE: Final = 25
NEVER: Final = date(9999, 12, 31)
STATES: Final = {
    "waiting": "未到履行期限",
    "overdue": "逾期未催告",
    "demanded": "催告期内",
    "ready": "可以申请法院执行",
    "court": "法院执行中",
    "missed": "已过申请期限",
    "agreed": "执行协议履行中",
    "suspended": "中止执行",
}


@dataclass(frozen=True)
class Filters:
    """What the list is cut by; empty when not used."""

    state: str = ""
    squad: str = ""
    party: str = ""


@dataclass(frozen=True)
class Row:
    """One decision that is not yet performed. Yuan."""

    id: uuid.UUID
    number: str
    party_name: str
    cause: str
    squad: str
    officer: str
    due_on: date | None
    demand_by: date | None
    apply_by: date | None
    days_left: int | None
    fine: Decimal
    additional: Decimal
    daily: Decimal
    costs: Decimal
    paid: Decimal
    outstanding: Decimal
    state: str
    next_step: str


@dataclass(frozen=True)
class LedgerPage:
    """A page of rows and the cursors of its neighbours."""

    rows: list[Row]
    earlier: str
    later: str


def filtered(viewer: Viewer, filters: Filters, on: date) -> QuerySet[Outstanding]:
    """Rows visible to the viewer that fit the filters."""
    rows: QuerySet[Outstanding] = Outstanding.objects.visible_to(viewer)
    if filters.squad:
        rows = rows.filter(squad_id=int(filters.squad))
    if filters.party:
        rows = rows.filter(case__party_name__icontains=filters.party)
    return rows.filter(_in_state(filters.state, on)) if filters.state in STATES else rows


def _in_state(state: str, on: date) -> Q:
    """A state as a condition on days, so that it is right on any day without an act."""
    free = Q(agreed=False, suspended=False, court_on=None)
    conditions = {
        "waiting": free & Q(due_on__gte=on),
        "overdue": free & Q(due_on__lt=on, demanded_on=None) & (Q(apply_by=None) | Q(apply_by__gte=on)),
        "demanded": free & Q(demand_due_on__gte=on),
        "ready": free & Q(demand_due_on__lt=on, window_from__lt=on, apply_by__gte=on),
        "court": Q(court_on__isnull=False),
        "missed": free & Q(apply_by__lt=on),
        "agreed": Q(agreed=True),
        "suspended": Q(suspended=True),
    }
    return conditions[state]


def ledger_page(
    viewer: Viewer,
    filters: Filters,
    on: date,
    *,
    cursor: str = "",
    backwards: bool = False,
    last: bool = False,
) -> LedgerPage:
    """One page of 25 by keyset (nearest date first). One query."""
    rows = filtered(viewer, filters, on)
    reverse = backwards or last
    place = _place(cursor)
    if place is not None:
        side = "lt" if reverse else "gt"
        rows = rows.filter(
            Q(**{f"sort_on__{side}": place[0]}) | Q(sort_on=place[0], **{f"case_id__{side}": place[1]})
        )
    order = ("-sort_on", "-case_id") if reverse else ("sort_on", "case_id")
    found = list(_full(rows).order_by(*order)[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if reverse:
        found.reverse()
    at_start = not more if reverse else not cursor
    at_end = True if last else (False if backwards else not more)
    return LedgerPage(
        rows=[row_of(item, on, viewer.jurisdiction) for item in found],
        earlier="" if at_start or not found else _cursor(found[0]),
        later="" if at_end or not found else _cursor(found[-1]),
    )


def _full(rows: QuerySet[Outstanding]) -> QuerySet[Outstanding]:
    return rows.select_related("case", "case__lead_officer", "squad")


def _place(cursor: str) -> tuple[date, uuid.UUID] | None:
    day, _, pk = cursor.partition("~")
    try:
        return date.fromisoformat(day), uuid.UUID(pk)
    except ValueError:
        return None


def _cursor(item: Outstanding) -> str:
    return f"{item.sort_on.isoformat()}~{item.case_id}"


def row_of(item: Outstanding, on: date, jurisdiction: str) -> Row:
    """Amounts as of the day, and what may lawfully be done next. No query."""
    case, known = item.case, item.case.known
    additional = owing.additional_fine_outstanding(known, on, jurisdiction)
    paid = sum((money(known, name) for name in ("paid", "additional_fine_paid", "daily_paid")), Decimal(0))
    state = state_of(item, on)
    outstanding = owing.total_outstanding(known, on, jurisdiction) + costs_outstanding(known)
    return Row(
        id=case.pk,
        number=case.number,
        party_name=case.shown_party,
        cause=case.cause,
        squad=item.squad.name if item.squad else "",
        officer=case.lead_officer.name,
        due_on=item.due_on,
        demand_by=item.demand_by,
        apply_by=item.apply_by,
        days_left=(item.sort_on - on).days if item.sort_on != NEVER else None,
        fine=owing.fine_outstanding(known),
        additional=additional,
        daily=daily_outstanding(known),
        costs=costs_outstanding(known),
        paid=paid,
        outstanding=outstanding,
        state=STATES.get(state, "执行中"),
        next_step=next_step(known, state, on, jurisdiction),
    )


def state_of(item: Outstanding, on: date) -> str:
    """The state of a row on a day, by the same conditions as the filter."""
    marks: list[tuple[str, bool]] = [
        ("suspended", item.suspended),
        ("agreed", item.agreed),
        ("court", item.court_on is not None),
        ("missed", item.apply_by is not None and item.apply_by < on),
        ("demanded", item.demand_due_on is not None and item.demand_due_on >= on),
        ("ready", item.demand_due_on is not None and item.window_from is not None and item.window_from < on),
        ("overdue", item.due_on is not None and item.due_on < on and item.demanded_on is None),
        ("waiting", item.due_on is not None and item.due_on >= on),
    ]
    return next((name for name, holds in marks if holds), "")


NEXT: Final = {
    "waiting": "等待当事人履行",
    "demanded": "等待催告期满，听取陈述、申辩",
    "ready": "申请法院强制执行",
    "missed": "说明原因，依法终结执行并追究责任",
    "suspended": "情形消失的恢复执行；满三年的依法终结",
    "agreed": "核对协议各期履行情况",
}
COURT_NEXT: Final = {
    "applied": "等待法院决定是否受理",
    "accepted": "等待法院裁定",
    "permitted": "登记法院执行结果",
    "refused": "十五日内向上一级法院申请复议",
    "denied": "十五日内向上一级法院申请复议",
}


def next_step(known: Known, state: str, on: date, jurisdiction: str) -> str:
    """What is next lawful for a decision in this state."""
    if state == "court":
        return COURT_NEXT.get(str(known.get("court_state")), "登记法院执行结果")
    if demolition_overdue(known, on):
        return "催告、公告，救济期满后强制拆除"
    if state == "overdue":
        late = owing.late_fine(known, on, jurisdiction)
        may = late and not known.get("additional_fine_decided_on")
        return "加处罚款；救济期满后催告" if may else "救济期满后催告"
    if state in NEXT:
        return NEXT[state]
    if enforcing(known, on, jurisdiction).get("costs_to_settle"):
        return "结算代履行费用"
    return "收取代履行费用" if costs_outstanding(known) else "核实履行情况"


EXPORT_HEAD: Final = (
    "案号", "当事人", "案由", "中队", "主办", "状态", "下一步", "履行期限", "最迟送达催告书", "最迟申请法院", "未缴罚款（元）", "未缴加处罚款（元）",
    "未缴按日连续处罚（元）", "未缴代履行费用（元）", "已缴（元）", "尚欠合计（元）",
)  # fmt: skip


def export_rows(viewer: Viewer, filters: Filters, on: date) -> Iterator[tuple[Any, ...]]:
    """All rows for a spreadsheet, streamed."""
    for item in _full(filtered(viewer, filters, on)).order_by("sort_on", "case_id").iterator(chunk_size=500):
        row = row_of(item, on, viewer.jurisdiction)
        yield (
            row.number, row.party_name, row.cause, row.squad, row.officer, row.state, row.next_step, row.due_on, row.demand_by, row.apply_by,
            row.fine, row.additional, row.daily, row.costs, row.paid, row.outstanding,
        )  # fmt: skip


def filters_as_query(filters: Filters) -> Mapping[str, str]:
    """The filters as URL parameters, leaving out what is not used."""
    return {name: value for name, value in vars(filters).items() if value}


def papers_for_court(viewer: Viewer, pk: uuid.UUID) -> tuple[Case, list[Instrument]] | None:
    """The case with its papers for the court, or None when the viewer may not know of it."""
    case = Case.objects.visible_to(viewer).filter(pk=pk).first()
    return (case, court_papers(case)) if case else None
