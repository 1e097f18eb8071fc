"""六先一后 on the phone: a tick sets the time; the page works with and without script."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.acts.conduct import record_conduct
from chengguan.cases.forms.conduct import ConductForm, ticked
from chengguan.cases.models import Case
from chengguan.cases.procedure import approving
from chengguan.cases.selectors.options import option_for
from chengguan.cases.selectors.subjects import visible_subject
from chengguan.ledger.acting import Refused
from lawengine import Verdict

KIND = "case.record_conduct"


@page("case.perform")
def conduct_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """现场文明执法记录: every tick comes back with its time; the last button records the act."""
    case = visible_subject(request.viewer, "case", pk)
    if not isinstance(case, Case):
        raise Http404
    at = timezone.now()
    if request.method != "POST":
        return _show(request, case, ConductForm(subject=case, actor=request.viewer, at=at))
    tick = request.POST.get("tick", "")
    if tick:
        entered = ticked(request.POST, tick, at)
        return _show(
            request, case, ConductForm(entered, subject=case, actor=request.viewer, at=at), quiet=True
        )
    form = ConductForm(request.POST, subject=case, actor=request.viewer, at=at)
    if not form.is_valid():
        return _show(request, case, form, status=422)
    reasons = approving.reasons_in(request.POST)
    try:
        record_conduct(actor=request.viewer, at=at, reasons=reasons, case=case, **form.inputs())
    except Refused as refusal:
        return _show(request, case, form, refusal=refusal.verdict, status=409)
    messages.success(request, "现场文明执法记录已入台账。")
    return redirect("case.page", case.pk)


def _show(
    request: PageRequest,
    case: Case,
    form: ConductForm,
    *,
    refusal: Verdict | None = None,
    quiet: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "case": case,
        "form": form,
        "lines": form.lines(),
        "option": option_for(KIND, case, request.viewer, local_date(timezone.now())),
        "refusal": refusal,
        "errors": form.is_bound and not quiet,
        "reasons": approving.reasons_in(request.POST) if request.method == "POST" else {},
    }
    return render(request, "cases/conduct.html", context, status=status)
