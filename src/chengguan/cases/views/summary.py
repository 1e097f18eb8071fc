"""简易程序: one page for a penalty on the spot; a refused form keeps everything that was typed."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.cases.acts import summary as acts
from chengguan.cases.forms.summary import SummaryForm
from chengguan.cases.selectors.summary import parties_found, suggested_facts
from chengguan.documents.issuing import InstrumentIncomplete
from chengguan.documents.storing import NOT_KEPT
from chengguan.ledger.acting import Refused
from lawengine import Verdict

MANY = ("checks",)


@page("summary.new")
def summary_new(request: PageRequest) -> HttpResponseBase:
    """当场处罚: decide on the spot, or hand the matter to the ordinary procedure."""
    at = timezone.now()
    if request.method != "POST":
        return _show(request, _form(request, at))
    if request.POST.get("action") == "find":
        return _show(request, _form(request, at, initial=_typed(request)))
    form = _form(request, at, bound=True)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        return (
            _convert(request, form, at)
            if request.POST.get("action") == "convert"
            else _decide(request, form, at)
        )
    except Refused as refusal:
        return _show(request, form, refusal=refusal.verdict, status=409)
    except InstrumentIncomplete as incomplete:
        form.add_error(None, str(incomplete))
    except NOT_KEPT as refused:
        form.add_error("photos", str(refused))
    return _show(request, form, status=422)


def _decide(request: PageRequest, form: SummaryForm, at: datetime) -> HttpResponseBase:
    reasons = reasons_in(request.POST)
    done = acts.decide(actor=request.viewer, at=at, reasons=reasons, party_reasons=reasons, **form.inputs())
    messages.success(request, f"已作出当场处罚决定（{done.result.number}），请当场交付决定书。")
    return redirect("case.act", pk=done.result.pk, kind="summary.serve")


def _convert(request: PageRequest, form: SummaryForm, at: datetime) -> HttpResponseBase:
    reasons = reasons_in(request.POST)
    done = acts.convert(
        actor=request.viewer, at=at, reasons=reasons, party_reasons=reasons, **form.conversion()
    )
    messages.success(request, f"已转为普通程序并登记线索（{done.result.number}），请核查后提请立案。")
    return redirect("lead.page", pk=done.result.pk)


def _form(
    request: PageRequest, at: datetime, *, bound: bool = False, initial: dict[str, object] | None = None
) -> SummaryForm:
    found = parties_found(request.viewer, request.POST.get("q", ""), request.POST.get("party", ""))
    if bound:
        return SummaryForm(request.POST, request.FILES, actor=request.viewer, at=at, found=found)
    return SummaryForm(actor=request.viewer, at=at, found=found, initial=initial)


def _typed(request: PageRequest) -> dict[str, object]:
    """Everything typed so far, to be shown again after a look-up, with a proposed sentence where no facts were written."""
    data: QueryDict = request.POST
    typed: dict[str, object] = {
        name: data.getlist(name) if name in MANY else data.get(name)
        for name in data
        if name != "csrfmiddlewaretoken"
    }
    if not data.get("facts", "").strip():
        typed["facts"] = suggested_facts(request.viewer, data.get("matter", ""), data.get("place", ""))
    return typed


def _show(
    request: PageRequest, form: SummaryForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    context = {
        "form": form,
        "query": request.POST.get("q", ""),
        "searched": bool(request.POST.get("q", "").strip()),
        "refusal": refusal,
        "reasons": reasons_in(request.POST),
    }
    return render(request, "cases/summary.html", context, status=status)
