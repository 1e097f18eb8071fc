"""执行台账, its spreadsheet, and the papers for the court as one file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, ZIP, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.cases.acts import searches
from chengguan.cases.forms.enforcement_board import LedgerFilterForm
from chengguan.cases.selectors import enforcement
from chengguan.documents.bundling import bundled


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
    data = workbook("执行台账", enforcement.EXPORT_HEAD, rows)
    return attachment(data, f"执行台账_{local_date(now).isoformat()}.xlsx", XLSX)


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
    return attachment(bundled(papers), f"申请强制执行材料_{case.number}.zip", ZIP)
