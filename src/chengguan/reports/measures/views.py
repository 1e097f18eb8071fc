"""统计: figures of a year, each opening onto its records."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page

from . import catalogue as measures


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdigit() and 2000 <= int(asked) <= 2100 else local_date(timezone.now()).year


@page("report.board")
def report_board(request: PageRequest) -> HttpResponseBase:
    """统计: all measures of a year with the year before."""
    year = _year(request)
    context = {
        "year": year,
        "figures": measures.figures(request.viewer, year),
        "years": range(local_date(timezone.now()).year, 2021, -1),
    }
    return render(request, "reports/board.html", context)


@page("report.page")
def report_page(request: PageRequest, measure_id: str) -> HttpResponseBase:
    """The records behind one figure."""
    year = _year(request)
    found = measures.records_of(request.viewer, measure_id, year)
    if found is None:
        raise Http404
    measure, value, rows = found
    return render(
        request, "reports/records.html", {"measure": measure, "value": value, "rows": rows, "year": year}
    )
