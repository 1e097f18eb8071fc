"""Leads: the board and the registration."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.cases.procedure import approving
from chengguan.documents.issuing import InstrumentIncomplete
from chengguan.intake import acts, forms
from chengguan.intake.models import Lead
from chengguan.intake.selectors import lead_page
from chengguan.ledger.acting import Refused
from lawengine import Verdict


@page("lead.board")
def lead_board(request: PageRequest) -> HttpResponseBase:
    """线索列表."""
    form = forms.LeadFilterForm(request.GET)
    filters = form.filters()
    asked = cursor_of(request)
    found = lead_page(
        request.viewer, filters, cursor=asked.cursor, backwards=asked.backwards, last=asked.last
    )
    query = {name: value for name, value in vars(filters).items() if value}
    context = {
        "form": form,
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "filtered": bool(query),
    }
    return render(request, "cases/leads.html", context)


@page("lead.new")
def lead_new(request: PageRequest) -> HttpResponseBase:
    """登记线索."""
    at = timezone.now()
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ("matter",) if name in request.GET}
        form = forms.RegisterLeadForm(subject=Lead(), actor=request.viewer, at=at, initial=asked)
        return _show(request, form)
    form = forms.RegisterLeadForm(request.POST, request.FILES, subject=Lead(), actor=request.viewer, at=at)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        reasons = approving.reasons_in(request.POST)
        done = acts.register_lead(actor=request.viewer, at=at, reasons=reasons, **form.inputs())
    except Refused as refusal:
        return _show(request, form, refusal=refusal.verdict, status=409)
    except InstrumentIncomplete as incomplete:
        form.add_error(None, str(incomplete))
        return _show(request, form, status=422)
    messages.success(request, f"线索 {done.result.number} 已登记，发现日期 {done.result.discovered_on}。")
    return redirect("lead.page", done.result.pk)


def _show(
    request: PageRequest, form: forms.RegisterLeadForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    duplicates = form.likely() if form.is_bound and not form.errors else []
    context = {
        "form": form,
        "refusal": refusal,
        "reasons": approving.reasons_in(request.POST),
        "duplicates": duplicates,
    }
    return render(request, "cases/lead_new.html", context, status=status)
