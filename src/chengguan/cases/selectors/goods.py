"""涉案物品: the tab of a case, the register of the bureau, stocktaking and labels."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import segno
from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.measures import SEIZURES, Row, clock_of, rows_of
from chengguan.cases.models import Case, Good, GoodMove, Measure
from chengguan.cases.models.measures import OUTCOMES
from chengguan.documents.models import Attachment
from lawengine.clock import ClockReading

PAGE_SIZE: Final = 25
MOVES_SHOWN: Final = 60
SOON: Final = timedelta(days=3)
STOCK_LIMIT: Final = 500
DUE: Final = {"soon": "三日内到期", "overdue": "已到期或者应退还"}
STATES: Final = dict(Good.STATES)
KINDS: Final = dict(Measure.KINDS)


# --- one case -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasureCard:
    """One measure as the tab shows it: its row, its period, where the papers are."""

    row: Row
    clock: ClockReading
    kind: str
    end: str
    measure: Measure

    @property
    def safe_on(self) -> date | None:
        """Last day by the careful reading that counts the day of the seizure itself; none once the measure has ended."""
        seizure = self.row["kind"] in SEIZURES and not self.row["ended_on"]
        return self.clock.due_on - timedelta(days=1) if seizure else None


@dataclass(frozen=True)
class CaseGoods:
    """Measures and goods of one case."""

    case: Case
    cards: list[MeasureCard]
    goods: list[Good]
    moves: list[GoodMove]
    photos: list[Attachment]
    approvals: list[Row]


def case_goods(viewer: Viewer, pk: uuid.UUID, on: date) -> CaseGoods | None:
    """The tab 物品与措施 of one case, or None when the viewer may not know of it. Five queries."""
    case = Case.objects.visible_to(viewer).filter(pk=pk).first()
    if case is None:
        return None
    measures = {row.no: row for row in case.measures.select_related("instrument")}
    ends = dict(Measure.ENDS)
    cards = [
        MeasureCard(row, clock_of(row, on, viewer.jurisdiction), KINDS[row["kind"]], ends.get(row["end"], ""), measures[row["no"]])
        for row in reversed(rows_of(case.known))
        if row["no"] in measures
    ]  # fmt: skip
    unused = [row for row in case.known.get("measure_approvals") or [] if not row.get("used_by")]
    photos = Q(record_key__startswith="good/") | Q(record_key__startswith="measure/")
    return CaseGoods(
        case=case,
        cards=cards,
        goods=list(case.goods.select_related("measure").order_by("pk")),
        moves=list(
            GoodMove.objects.filter(good__case=case)
            .select_related("good", "instrument")
            .order_by("-pk")[:MOVES_SHOWN]
        ),
        photos=list(Attachment.objects.filter(photos, subject_key=case.chain_key).select_related("file")),
        approvals=[{**row, "title": KINDS[row["kind"]]} for row in unused],
    )


# --- the register -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoodFilters:
    """What the register is filtered by; every value as entered, empty when not used."""

    q: str = ""
    state: str = ""
    kind: str = ""
    category: str = ""
    place: str = ""
    due: str = ""


@dataclass(frozen=True)
class GoodRow:
    """One good as the register shows it."""

    good: Good
    case_number: str
    party: str
    kind: str
    due_on: date | None
    days_left: int | None


@dataclass(frozen=True)
class GoodPage:
    """A page of the register and the cursors of its neighbours."""

    rows: list[GoodRow]
    earlier: str
    later: str


def filtered(viewer: Viewer, filters: GoodFilters, on: date) -> QuerySet[Good]:
    """Goods visible to the viewer that fit the filters."""
    rows: QuerySet[Good] = Good.objects.visible_to(viewer)
    exact = {
        "state": filters.state,
        "category": filters.category,
        "measure__kind": filters.kind,
        "place": filters.place,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    for word in filters.q.split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(name__icontains=word) | Q(model__icontains=word) | Q(case__number__icontains=word)
        )  # fmt: skip
    if filters.due == "soon":
        rows = rows.filter(measure__ended_on=None, measure__due_on__range=(on, on + SOON), held__gt=0)
    if filters.due == "overdue":
        late = Q(measure__ended_on=None, measure__due_on__lt=on, held__gt=0)
        rows = rows.filter(late | Q(state="due_back"))
    return rows


def good_page(
    viewer: Viewer, filters: GoodFilters, on: date, *, cursor: str = "", backwards: bool = False, last: bool = False
) -> GoodPage:  # fmt: skip
    """Goods newest first, a page of 25 by keyset. One query, no count."""
    rows = (
        filtered(viewer, filters, on).select_related("case", "measure").defer("case__known", "case__summary")
    )
    reverse = backwards or last
    place = _place(cursor)
    if place is not None:
        rows = rows.filter(**{"id__gt" if reverse else "id__lt": place})
    found = list(rows.order_by("id" if reverse else "-id")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if reverse:
        found.reverse()
    at_start = not more if reverse else place is None
    at_end = last or (not backwards and not more)
    return GoodPage(
        rows=[_row(good, on) for good in found],
        earlier="" if at_start or not found else str(found[0].pk),
        later="" if at_end or not found else str(found[-1].pk),
    )


def _place(cursor: str) -> uuid.UUID | None:
    """Where a cursor stands; a cursor that cannot be read is none."""
    try:
        return uuid.UUID(cursor)
    except ValueError:
        return None


def _row(good: Good, on: date) -> GoodRow:
    running = good.measure.ended_on is None and good.held > 0
    due = good.measure.due_on if running else None
    return GoodRow(
        good=good,
        case_number=good.case.number,
        party=good.case.shown_party,
        kind=KINDS[good.measure.kind],
        due_on=due,
        days_left=(due - on).days if due else None,
    )


def places(viewer: Viewer) -> list[str]:
    """Where goods of the viewer's reach are kept."""
    rows = Good.objects.visible_to(viewer).filter(Q(held__gt=0) | Q(confiscated__gt=0))
    return list(rows.order_by("place").values_list("place", flat=True).distinct()[:100])


def totals(viewer: Viewer) -> dict[str, int]:
    """Rows of the register by state, for the figures above it. One query."""
    counts = Good.objects.visible_to(viewer).order_by().values_list("state").annotate(rows=Count("pk"))
    return {state: int(count) for state, count in counts}


EXPORT_HEAD: Final = (
    "物品编号", "类别", "名称", "规格型号（号牌）", "数量", "单位", "状况", "估价（元）", "状态", "在押", "已退还", "已没收待处置",
    "已拍卖、变卖", "已销毁", "已移交", "已被认领", "措施", "期限届满日", "保管地点", "保管人", "登记日期", "案号", "当事人",
)  # fmt: skip


def export_rows(viewer: Viewer, filters: GoodFilters, on: date) -> Iterator[tuple[Any, ...]]:
    """All rows of the register for a spreadsheet, streamed."""
    rows = (
        filtered(viewer, filters, on).select_related("case", "measure").defer("case__known", "case__summary")
    )
    for good in rows.order_by("-id").iterator(chunk_size=1000):
        yield (
            good.number, good.get_category_display(), good.name, good.model, good.quantity, good.unit, good.condition,
            good.value, good.get_state_display(), good.held, *(getattr(good, name) for name in OUTCOMES),
            KINDS[good.measure.kind], good.measure.due_on, good.place, good.custodian, good.taken_on, good.case.number,
            good.case.shown_party,
        )  # fmt: skip


def filters_as_query(filters: GoodFilters) -> Mapping[str, str]:
    """The filters as URL parameters, leaving out what is not used."""
    return {name: value for name, value in vars(filters).items() if value}


# --- one good, stocktaking ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoodFile:
    """One good with its history and photographs."""

    good: Good
    moves: list[GoodMove]
    photos: list[Attachment]
    outcomes: list[tuple[str, int]]


def good_file(viewer: Viewer, pk: uuid.UUID) -> GoodFile | None:
    """One good, or None when the viewer may not know of it. Three queries."""
    good = Good.objects.visible_to(viewer).select_related("case", "measure__instrument").filter(pk=pk).first()
    if good is None:
        return None
    return GoodFile(
        good=good,
        moves=list(good.moves.select_related("instrument").order_by("-pk")),
        photos=list(
            Attachment.objects.filter(
                subject_key=good.case.chain_key,
                record_key__in=[f"good/{good.pk}", f"measure/{good.measure_id}"],
            ).select_related("file")
        ),
        outcomes=[
            (STATES[name], count) for name in ("held", *OUTCOMES) if (count := int(getattr(good, name)))
        ],
    )


@dataclass(frozen=True)
class StockLine:
    """One good on the stocktaking sheet or label."""

    good: Good
    booked: int
    qr: SafeString


@dataclass(frozen=True)
class StockPlace:
    """Everything that should lie in one place."""

    place: str
    lines: list[StockLine]


def stocktaking(viewer: Viewer, place: str, *, labels: bool = False) -> list[StockPlace]:
    """What should be there, by place: for the sheet of a stocktaking, or for labels with a QR code of each number. One query."""
    rows = (
        Good.objects.visible_to(viewer)
        .filter(Q(held__gt=0) | Q(confiscated__gt=0))
        .select_related("case", "measure")
        .defer("case__known", "case__summary")
    )
    if place:
        rows = rows.filter(place=place)
    found: dict[str, list[StockLine]] = {}
    for good in rows.order_by("place", "pk")[:STOCK_LIMIT]:
        picture = _code(good.number) if labels else SafeString("")
        found.setdefault(good.place, []).append(StockLine(good, good.held + good.confiscated, picture))
    return [StockPlace(name, lines) for name, lines in found.items()]


def _code(text: str) -> SafeString:
    """A QR code as a picture that takes the size of its place."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=1)
    return mark_safe(drawn)  # noqa: S308 - drawn by ourselves
