"""简案快办 on one page: report, opinion and notice are filled in once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.forms.fast_track import FastForm
from chengguan.cases.models import Case
from chengguan.cases.procedure import approving, merged
from chengguan.cases.selectors.fast_track import fast_file
from chengguan.cases.selectors.subjects import visible_subject
from chengguan.documents.issuing import InstrumentIncomplete
from chengguan.ledger.acting import Refused
from lawengine import Verdict


@page("case.perform")
def fast_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """简案快办合并办理; a case that is not in the fast track leads back to its own page."""
    case = visible_subject(request.viewer, "case", pk)
    if not isinstance(case, Case):
        raise Http404
    if not case.known.get("fast_track"):
        messages.info(request, "本案没有适用简案快办，或者已经转为普通程序。")
        return redirect("case.page", case.pk)
    if request.method == "POST" and merged.open_here(case, timezone.now(), request.viewer.jurisdiction):
        return _submit(request, case)
    return _show(request, case, FastForm(subject=case, actor=request.viewer, at=timezone.now()))


def _submit(request: PageRequest, case: Case) -> HttpResponseBase:
    at, reasons = timezone.now(), approving.reasons_in(request.POST)
    form = FastForm(request.POST, subject=case, actor=request.viewer, at=at)
    if not form.is_valid():
        return _show(request, case, form, status=422)
    try:
        merged.submit(case, form, actor=request.viewer, at=at, reasons=reasons)
    except Refused as refusal:
        return _show(request, case, form, refusal=refusal.verdict, status=409)
    except (InstrumentIncomplete, approving.NoLongerReadable) as problem:
        form.add_error(None, str(problem))
        return _show(request, case, form, status=422)
    case.refresh_from_db()
    if case.known.get("fast_track"):
        messages.success(request, "调查终结已办理，事先告知已提请审批。")
    else:
        messages.warning(
            request, "已不符合简案快办的条件，案件自动转为普通程序；事先告知已按普通程序的层级提请审批。"
        )
    return redirect("case.page", case.pk)


def _show(
    request: PageRequest, case: Case, form: FastForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    at = timezone.now()
    found = fast_file(case, request.viewer, local_date(at))
    context = {
        "case": case,
        "file": found,
        "form": form,
        "open": merged.open_here(case, at, request.viewer.jurisdiction),
        "verdict": refusal or found.report,
        "refusal": refusal,
        "reasons": approving.reasons_in(request.POST) if request.method == "POST" else {},
    }
    return render(request, "cases/fast.html", context, status=status)
