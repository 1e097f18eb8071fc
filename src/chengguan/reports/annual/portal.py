"""Public pages of annual reports: the text, and behind every figure its definition and the published records."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import render

from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.disclosure.portal import organs
from chengguan.disclosure.portal.caching import kept
from chengguan.disclosure.portal.shell import frame
from chengguan.documents.serving import answer
from chengguan.people.models import Bureau
from chengguan.reports.models import AnnualReport

from . import document, selectors


@page(PUBLIC)
@kept
def reports(request: PageRequest, code: str) -> HttpResponseBase:
    """年度报告 of an organ."""
    bureau = _bureau(code)
    context = {**frame(request, bureau), "reports": selectors.public_reports(bureau.pk)}
    return render(request, "portal/annual_reports.html", context)


@page(PUBLIC)
@kept
def report(request: PageRequest, code: str, year: int) -> HttpResponseBase:
    """One report as it was issued."""
    bureau = _bureau(code)
    found = _report(bureau, year)
    context = {
        **frame(request, bureau),
        "report": found,
        "lines": selectors.frozen_lines(found),
        "notes": selectors.notes_of(found),
    }
    return render(request, "portal/annual_report.html", context)


@page(PUBLIC)
@kept
def figure(request: PageRequest, code: str, year: int, slug: str) -> HttpResponseBase:
    """One figure: definition, value, published records, and how many are not public."""
    bureau = _bureau(code)
    found = _report(bureau, year)
    shown = selectors.public_figure(found, slug)
    if shown is None:
        raise Http404
    context = {**frame(request, bureau), "report": found, "page": shown, "figure": shown.figure}
    return render(request, "portal/annual_figure.html", context)


@page(PUBLIC)
@kept
def data(request: PageRequest, code: str, year: int) -> HttpResponseBase:
    """All figures of a report for machines."""
    found = _report(_bureau(code), year)
    return JsonResponse(selectors.public_data(found), json_dumps_params={"ensure_ascii": False, "indent": 1})


@page(PUBLIC)
def file(request: PageRequest, code: str, year: int, form: str) -> HttpResponseBase:
    """PDF or DOCX of a published report."""
    found = _report(_bureau(code), year)
    if form not in document.FORMS:
        raise Http404
    made = document.rendition(found, form)
    return answer(request, made, f"{found.title}.{form}", as_attachment=form == "docx")


def _bureau(code: str) -> Bureau:
    bureau = organs.bureau_of(code)
    if bureau is None:
        raise Http404("没有这个机关的公示页面。请核对网址。")
    return bureau


def _report(bureau: Bureau, year: int) -> AnnualReport:
    found = selectors.public_report(bureau.pk, year)
    if found is None:
        raise Http404("没有公开这一年度的报告。")
    return found
