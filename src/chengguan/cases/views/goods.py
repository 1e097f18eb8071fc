"""Pages of measures and goods: the tab of a case, the register, one good, stocktaking, labels."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.cases.acts import searches
from chengguan.cases.forms.goods_board import GoodFilterForm
from chengguan.cases.selectors import goods


@require_safe
@page("case.page")
def case_goods(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """物品与措施 of one case: every measure with its period, every good with what became of it."""
    found = goods.case_goods(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    return render(request, "cases/goods.html", {"file": found, "case": found.case})


@require_safe
@page("good.board")
def good_board(request: PageRequest) -> HttpResponseBase:
    """涉案物品登记: the register, with filters and keyset pages."""
    on = local_date(timezone.now())
    form = GoodFilterForm(request.GET, places=goods.places(request.viewer))
    filters = form.filters()
    asked = cursor_of(request)
    found = goods.good_page(
        request.viewer, filters, on, cursor=asked.cursor, backwards=asked.backwards, last=asked.last
    )
    query = dict(goods.filters_as_query(filters))
    context = {
        "form": form,
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "totals": goods.totals(request.viewer),
        "query_string": request.GET.urlencode(),
        "filtered": bool(query),
    }
    return render(request, "cases/goods_board.html", context)


@require_safe
@page("good.board")
def good_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One good: where it came from, where it is, every move."""
    found = goods.good_file(request.viewer, pk)
    if found is None:
        raise Http404
    return render(request, "cases/good.html", {"file": found, "good": found.good})


@require_safe
@page("good.board")
def export_goods(request: PageRequest) -> HttpResponseBase:
    """导出物品登记 as it is filtered; the export is on the record."""
    now = timezone.now()
    on = local_date(now)
    filters = GoodFilterForm(request.GET, places=goods.places(request.viewer)).filters()
    searches.record_export(
        actor=request.viewer, at=now, what="涉案物品登记", filters=dict(goods.filters_as_query(filters))
    )
    data = workbook("涉案物品", goods.EXPORT_HEAD, goods.export_rows(request.viewer, filters, on))
    return attachment(data, f"涉案物品登记_{on.isoformat()}.xlsx", XLSX)


@require_safe
@page("good.board")
def stocktaking(request: PageRequest) -> HttpResponseBase:
    """盘点表: what should lie where, with room for what was counted. `?labels=1` prints labels instead."""
    place = request.GET.get("place", "").strip()[:120]
    labels = request.GET.get("labels") == "1"
    context = {
        "places": goods.stocktaking(request.viewer, place, labels=labels),
        "chosen": place,
        "every": goods.places(request.viewer),
        "limit": goods.STOCK_LIMIT,
        "today": local_date(timezone.now()),
    }
    return render(request, "cases/goods_labels.html" if labels else "cases/goods_stock.html", context)
