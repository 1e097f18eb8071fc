"""The case board and its spreadsheet."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.cases.acts import searches
from chengguan.cases.forms.board import BoardFilterForm
from chengguan.cases.selectors import board
from chengguan.cases.selectors.searches import saved_searches


@page("case.board")
def case_board(request: PageRequest) -> HttpResponseBase:
    """案件列表: filters, keyset pages, saved searches."""
    on = local_date(timezone.now())
    form = BoardFilterForm(request.GET, viewer=request.viewer)
    filters = form.filters()
    asked = cursor_of(request)
    found = board.board_page(
        request.viewer, filters, on, cursor=asked.cursor, backwards=asked.backwards, last=asked.last
    )
    query = dict(board.filters_as_query(filters))
    context = {
        "form": form,
        "board": found,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "saved": saved_searches(request.viewer),
        "query_string": request.GET.urlencode(),
        "filtered": bool(query),
    }
    return render(request, "cases/board.html", context)


@page("case.export")
def export_board(request: PageRequest) -> HttpResponseBase:
    """导出案件列表 as it is filtered; the export is on the record."""
    now = timezone.now()
    form = BoardFilterForm(request.GET, viewer=request.viewer)
    filters = form.filters()
    searches.record_export(
        actor=request.viewer, at=now, what="案件列表", filters=dict(board.filters_as_query(filters))
    )
    data = workbook("案件", board.EXPORT_HEAD, board.export_rows(request.viewer, filters, local_date(now)))
    return attachment(data, f"案件列表_{local_date(now).isoformat()}.xlsx", XLSX)


@require_POST
@page("case.board")
def save_search(request: PageRequest) -> HttpResponseBase:
    """保存筛选 under a name."""
    searches.save_search(
        viewer=request.viewer,
        name=request.POST.get("name", "").strip()[:40],
        query=request.POST.get("query", "")[:1000],
    )
    return redirect(f"/cases/?{request.POST.get('query', '')}")


@require_POST
@page("case.board")
def drop_search(request: PageRequest, pk: int) -> HttpResponseBase:
    """删除保存的筛选."""
    searches.drop_search(viewer=request.viewer, pk=pk)
    return redirect("case.board")
