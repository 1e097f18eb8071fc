"""统计: figures of a period, each opening onto its records and its parts; and the checks between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.cases.acts.searches import record_export

from . import counting, records
from .catalogue import CATALOGUE, Measure, Period, UnknownMeasure, measure_of
from .checks import cross_checks
from .figures import readings, year_before

FIRST_YEAR: Final = 2021
EXPORT_HEAD: Final = ("序号", "记录", "情况", "金额")


@dataclass(frozen=True)
class Span:
    """The period that was asked for, in words and as a query."""

    period: Period
    title: str
    query: Mapping[str, str]
    year: int
    month: int


def span_of(request: HttpRequest, today: date) -> Span:
    """`year` and perhaps `month`, or `first` and `last`; what cannot be read is this year."""
    first, last = _day(request.GET.get("first", "")), _day(request.GET.get("last", ""))
    if first and last and first <= last:
        title = f"{first.isoformat()} 至 {last.isoformat()}"
        return Span(Period(first, last), title, {"first": str(first), "last": str(last)}, first.year, 0)
    year = _number(request.GET.get("year", ""), 2000, 2100) or today.year
    month = _number(request.GET.get("month", ""), 1, 12)
    if month:
        query = {"year": str(year), "month": str(month)}
        return Span(Period.month(year, month), f"{year} 年 {month} 月", query, year, month)
    return Span(Period.year(year), f"{year} 年", {"year": str(year)}, year, 0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str, low: int, high: int) -> int:
    return int(text) if text.isdigit() and len(text) <= 4 and low <= int(text) <= high else 0


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What every page of figures shows of its period."""
    today = local_date(timezone.now())
    span = span_of(request, today)
    return {
        "span": span,
        "span_query": "&".join(f"{name}={value}" for name, value in span.query.items()),
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "months": range(1, 13),
    }


@page("report.board")
def report_board(request: PageRequest) -> HttpResponseBase:
    """统计: all measures of a period with the year before."""
    frame = _frame(request)
    found = records.board_figures(request.viewer, frame["span"].period)
    groups = [group for group in records.grouped(found) if group.figures]
    context = {
        **frame,
        "sections": [group for group in groups if not group.figures[0].gap.startswith("没有记录")],
        "waiting": [group for group in groups if group.figures[0].gap.startswith("没有记录")],
    }
    return render(request, "reports/board.html", context)


@page("report.board")
def report_checks(request: PageRequest) -> HttpResponseBase:
    """勾稽: what must hold between the figures of a period, broken rules first."""
    frame = _frame(request)
    bureau = request.viewer.bureau_id
    found = cross_checks(bureau, frame["span"].period) if bureau else []
    context = {
        **frame,
        "broken": [check for check in found if not check.holds],
        "kept": [check for check in found if check.holds],
    }
    return render(request, "reports/checks.html", context)


def _asked(request: PageRequest, measure_id: str) -> Measure:
    try:
        measure = measure_of(measure_id)
    except UnknownMeasure as error:
        raise Http404 from error
    if not request.viewer.bureau_id:
        raise Http404
    return measure


@page("report.page")
def report_page(request: PageRequest, measure_id: str) -> HttpResponseBase:
    """One figure: its definition, its parts, and the records behind it."""
    measure = _asked(request, measure_id)
    frame = _frame(request)
    span: Span = frame["span"]
    by, part = _breakdown(request), request.GET.get("part", "")
    bureau = request.viewer.bureau_id
    names = [measure.id, *(measure.of or ()), *measure.parts]
    now = readings(bureau, names, span.period)
    before = readings(bureau, [measure.id], year_before(span.period))
    context = {
        **frame,
        "measure": measure,
        "figure": now[measure.id],
        "before": before[measure.id],
        "operands": [now[name] for name in measure.of or ()],
        "parts": [now[name] for name in measure.parts],
        "by": by,
        "breakdowns": [] if measure.waits else list(counting.BREAKDOWNS.items()),
        **_broken_down(bureau, measure, span.period, by),
        **_listed(request, measure, span, by if "part" in request.GET else "", part),
    }
    return render(request, "reports/records.html", context)


def _breakdown(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in counting.BREAKDOWNS else ""


def _broken_down(bureau_id: int, measure: Measure, period: Period, by: str) -> dict[str, Any]:
    found = counting.slices(bureau_id, measure, period, by) if by else []
    return {"slices": found, "most": max((abs(part.value) for part in found), default=0)}


def _listed(request: PageRequest, measure: Measure, span: Span, by: str, part: str) -> dict[str, Any]:
    """A page of records, and what of them the viewer does not see."""
    counted = CATALOGUE[measure.of[1]] if measure.of else measure
    if counted.source is None:
        return {"rows": [], "counted": counted, "opens": False}
    asked = cursor_of(request)
    found = records.record_page(request.viewer, measure, span.period, asked, by=by, key=part)
    query = {**span.query, **({"by": by, "part": part} if by else {})}
    return {
        "rows": found.rows,
        "hidden": found.hidden,
        "counted": counted,
        "opens": True,
        "chosen": by,
        "part": part,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
    }


@page("report.page")
def report_export(request: PageRequest, measure_id: str) -> HttpResponseBase:
    """导出 the records that the viewer may see; the export is on the record."""
    measure = _asked(request, measure_id)
    now = timezone.now()
    span = span_of(request, local_date(now))
    counted = CATALOGUE[measure.of[1]] if measure.of else measure
    if counted.source is None:
        raise Http404
    record_export(actor=request.viewer, at=now, what=f"指标记录：{measure.name}", filters=dict(span.query))
    data = workbook("记录", EXPORT_HEAD, records.export_rows(request.viewer, measure, span.period))
    return attachment(data, f"{measure.name}_{span.title.replace(' ', '')}.xlsx", XLSX)
