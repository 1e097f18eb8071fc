"""事后公开: results, one result at its lasting address, withdrawals."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.disclosure.models import Publication
from chengguan.disclosure.portal import flows
from chengguan.disclosure.portal import results as found_results
from chengguan.disclosure.portal.caching import kept
from chengguan.disclosure.portal.forms import ResultsForm
from chengguan.disclosure.portal.shell import frame
from chengguan.documents import serving

from . import found_bureau, today

NONE = "没有这条公示信息。请核对网址。"
GONE = 410


@page(PUBLIC)
@kept
def results(request: PageRequest, code: str) -> HttpResponseBase:
    """执法结果 with search and filters."""
    bureau, form = found_bureau(code), ResultsForm(request.GET)
    asked = form.asked()
    found = found_results.results(bureau, asked, cursor_of(request))
    links = pages(form.query(), earlier=found.slice.earlier, later=found.slice.later, shown=len(found.rows))
    context = {"found": found, "form": form, "asked": asked, "pages": links, "hide_search": True}
    return render(request, "portal/results.html", {**frame(request, bureau), **context, "dataset": "results"})


@page(PUBLIC)
@kept
def result(request: PageRequest, code: str, number: str) -> HttpResponseBase:
    """One result. Withdrawn: a notice with the reasons and nothing of the content; ended: that it has ended (both 410)."""
    bureau = found_bureau(code)
    found = found_results.result(bureau, number, today())
    if found is None:
        raise Http404(NONE)
    context = {**frame(request, bureau), "found": found, "item": found.publication}
    if found.publication.stage == Publication.RELEASED:
        return render(request, "portal/result.html", context)
    return render(request, "portal/gone.html", context, status=GONE)


@page(PUBLIC)
def document(request: PageRequest, code: str, number: str) -> HttpResponseBase:
    """决定书公开本: the masked copy, while the result is shown."""
    found = found_results.result(found_bureau(code), number, today())
    shown = found.publication if found else None
    if shown is None or shown.stage != Publication.RELEASED or shown.document is None:
        raise Http404(NONE)
    return serving.answer(request, shown.document, f"{shown.number}（公开本）.pdf")


@page(PUBLIC)
@kept
def notices(request: PageRequest, code: str) -> HttpResponseBase:
    """撤回公告 with reasons; addresses at which publication has ended."""
    bureau = found_bureau(code)
    found = found_results.notices(bureau, cursor_of(request))
    context = {
        "found": found,
        "pages": pages({}, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "ended": found_results.ended(bureau),
        "periods": flows.periods(bureau, today()),
    }
    return render(request, "portal/notices.html", {**frame(request, bureau), **context})
