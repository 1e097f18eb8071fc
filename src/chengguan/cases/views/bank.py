"""银行对账: upload a file, see what of it was entered."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.cases.acts import bank as acts
from chengguan.cases.forms.bank import BankFileForm
from chengguan.cases.selectors import bank as selectors
from chengguan.ledger.acting import Refused
from lawengine import Verdict


@page("bank.import")
def bank_import(request: PageRequest) -> HttpResponseBase:
    """导入银行对账文件."""
    if request.method != "POST":
        return _show(request, BankFileForm())
    form = BankFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        done = acts.import_file(actor=request.viewer, at=timezone.now(), **form.inputs())
    except Refused as refusal:
        return _show(request, form, refusal=refusal.verdict, status=409)
    file = done.result
    messages.success(request, f"已导入 {file.rows} 行，其中 {file.matched} 行入账。")
    return redirect("bank.file", pk=file.pk)


def _show(
    request: PageRequest, form: BankFileForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    context = {
        "form": form,
        "files": selectors.bank_files(request.viewer),
        "refusal": refusal,
        "verdict": refusal,
    }
    return render(request, "cases/bank.html", context, status=status)


@page("bank.import")
def bank_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One imported file, row by row."""
    report = selectors.bank_file(request.viewer, pk)
    if report is None:
        raise Http404
    return render(request, "cases/bank_file.html", {"report": report})
