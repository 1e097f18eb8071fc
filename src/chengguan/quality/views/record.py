"""责任链 and 决定推导: two readings of a case's record."""

from __future__ import annotations

import json
import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.downloads import ZIP, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.cases.acts.searches import record_export
from chengguan.quality.checker import NAME, build_checker
from chengguan.quality.selectors import accountability as chain
from chengguan.quality.selectors import proofs


@page("case.page")
def accountability(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """责任链: who did and who approved each step."""
    found = chain.accountability(request.viewer, pk)
    if found is None:
        raise Http404
    may_open = request.viewer.may("quality.faults")
    return render(
        request, "quality/accountability.html", {"found": found, "case": found.case, "may_open": may_open}
    )


@page("case.page")
def proof(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """决定推导: what the decision rests on, replayed at this moment."""
    found = proofs.proof_page(request.viewer, pk)
    if found is None:
        raise Http404
    return render(request, "quality/proof.html", {"found": found, "case": found.case})


@page("case.export")
def proof_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """导出推导文件; the export is on the record."""
    case = proofs.case_of(request.viewer, pk)
    if case is None:
        raise Http404
    built = proofs.build_proof(case)
    if built is None:
        return redirect("case.proof", pk=pk)
    record_export(actor=request.viewer, at=timezone.now(), what="决定推导文件", filters={"case": case.number})
    text = json.dumps(built, ensure_ascii=False, sort_keys=True, indent=1)
    return attachment(text, f"决定推导_{case.number}.json", "application/json; charset=utf-8")


@page("case.page")
def checker_file(request: PageRequest) -> HttpResponseBase:
    """离线复核程序: one file, runs wherever there is Python 3.11."""
    return attachment(build_checker(), NAME, ZIP)
