"""执行台账, its spreadsheet, and the papers for the court as one file."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.cases.acts import searches
from chengguan.cases.forms.enforcement_board import LedgerFilterForm
from chengguan.cases.selectors import enforcement
from chengguan.cases.views.workbook import workbook
from chengguan.documents.bundling import bundled

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("enforcement.board")
def enforcement_board(request: PageRequest) -> HttpResponseBase:
    """执行台账: every decision that is not yet performed, the nearest day first."""
    form = LedgerFilterForm(request.GET, viewer=request.viewer)
    filters = form.filters()
    asked = cursor_of(request)
    found = enforcement.ledger_page(
        request.viewer,
        filters,
        local_date(timezone.now()),
        cursor=asked.cursor,
        backwards=asked.backwards,
        last=asked.last,
    )
    query = dict(enforcement.filters_as_query(filters))
    context = {
        "form": form,
        "ledger": found,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "query_string": request.GET.urlencode(),
        "filtered": bool(query),
    }
    return render(request, "cases/enforcement.html", context)


@page("enforcement.export")
def enforcement_export(request: PageRequest) -> HttpResponseBase:
    """导出执行台账 as it is filtered; the export is on the record."""
    now = timezone.now()
    filters = LedgerFilterForm(request.GET, viewer=request.viewer).filters()
    query = dict(enforcement.filters_as_query(filters))
    searches.record_export(actor=request.viewer, at=now, what="执行台账", filters=query)
    rows = enforcement.export_rows(request.viewer, filters, local_date(now))
    return _file(
        workbook("执行台账", enforcement.EXPORT_HEAD, rows),
        XLSX,
        f"执行台账_{local_date(now).isoformat()}.xlsx",
    )


@page("case.page")
def court_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """申请强制执行的材料: application, decision, demand, statement and proofs as one file."""
    found = enforcement.papers_for_court(request.viewer, pk)
    if found is None:
        raise Http404
    case, papers = found
    if not papers:
        messages.info(request, "还没有可以提交法院的材料，请先作出决定并催告。")
        return redirect("case.page", pk=pk)
    return _file(bundled(papers), "application/zip", f"申请强制执行材料_{case.number}.zip")


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
