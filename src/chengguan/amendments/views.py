"""Pages of amendments (法律时光机)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.cases.acts.searches import record_export
from chengguan.ledger.acting import Refused

from .acts import packs
from .forms import EffectFilterForm, LoadForm, OpinionForm
from .models import Amendment
from .selectors import pages as selectors
from .selectors.workbook import workbook


@page("amendment.board")
def board(request: PageRequest) -> HttpResponseBase:
    """法律变更: what was loaded, what is in force, what it touches."""
    return render(
        request,
        "amendments/board.html",
        {"rows": selectors.board(request.viewer), "may_load": request.viewer.may("amendment.load")},
    )


@page("amendment.load")
def load(request: PageRequest) -> HttpResponseBase:
    """载入: choose or upload a pack; every defect is shown with file and line."""
    if request.method != "POST":
        return render(request, "amendments/load.html", {"form": LoadForm()})
    form = LoadForm(request.POST, request.FILES)
    if not form.is_valid() or form.content is None:
        return render(request, "amendments/load.html", {"form": form, "problems": form.problems}, status=422)
    try:
        done = packs.load(actor=request.viewer, at=timezone.now(), content=form.content, source=form.source)
    except Refused as refused:
        problems = selectors.pack_problems(request.viewer, timezone.now(), form.content)
        context = {"form": form, "refusal": refused.verdict, "problems": problems}
        return render(request, "amendments/load.html", context, status=409)
    messages.success(request, f"已载入“{done.result.title}”，正在试算对在办案件的影响。")
    return redirect("amendment.page", pk=done.result.pk)


@page("amendment.page")
def amendment_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One amendment: what changes, what has to be revised, which open cases it touches."""
    return _show(request, pk)


def _show(request: PageRequest, pk: uuid.UUID, status: int = 200, **extra: Any) -> HttpResponseBase:
    found = selectors.amendment_page(request.viewer, pk)
    if found is None:
        raise Http404
    form = EffectFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"mark": "", "q": ""}
    rows = selectors.touched(
        request.viewer, found.run, mark=chosen["mark"], text=chosen["q"], cursor=cursor_of(request)
    )
    query = {name: str(value) for name, value in chosen.items() if value}
    context = {
        "found": found,
        "amendment": found.amendment,
        "run": found.run,
        "touched": rows.rows,
        "pager": pages(query, earlier=rows.earlier, later=rows.later, shown=len(rows.rows)),
        "filter": form,
        "chosen": chosen,
        "opinion": OpinionForm(),
        "may_decide": request.viewer.may("amendment.decide"),
        "may_cases": request.viewer.may("case.page"),
        **extra,
    }
    return render(request, "amendments/amendment.html", context, status=status)


@page("amendment.page")
def progress(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """How far the rehearsal has come (polled by the page)."""
    found = selectors.amendment_page(request.viewer, pk)
    if found is None:
        raise Http404
    return render(
        request, "amendments/_progress.html", {"found": found, "run": found.run, "amendment": found.amendment}
    )


@page("amendment.page")
def case_difference(request: PageRequest, pk: uuid.UUID, case: uuid.UUID) -> HttpResponseBase:
    """What the amendment means for one open case."""
    found = selectors.case_difference(request.viewer, pk, case) if request.viewer.may("case.page") else None
    if found is None:
        raise Http404
    amendment, run, touched = found
    context = {"amendment": amendment, "run": run, "touched": touched, "case": touched.case}
    return render(request, "amendments/case.html", context)


@require_POST
@page("amendment.page")
def rehearse(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """重新试算."""
    amendment = _find(request, pk)
    try:
        packs.rehearse(actor=request.viewer, at=timezone.now(), amendment=amendment)
    except Refused as refused:
        return _show(request, pk, status=409, refusal=refused.verdict)
    messages.success(request, "已开始试算，进度见本页。")
    return redirect("amendment.page", pk=pk)


@require_POST
@page("amendment.decide")
def adopt(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """采纳."""
    return _decide(request, pk, packs.adopt, "已采纳，自下一项办理起按变更后的规则核对。")


@require_POST
@page("amendment.decide")
def revert(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """撤回."""
    return _decide(request, pk, packs.revert, "已撤回，规则恢复到采纳之前。")


def _decide(
    request: PageRequest, pk: uuid.UUID, perform: Callable[..., Any], message: str
) -> HttpResponseBase:
    amendment = _find(request, pk)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, status=422, opinion=form)
    try:
        perform(
            actor=request.viewer, at=timezone.now(), amendment=amendment, opinion=form.cleaned_data["opinion"]
        )
    except Refused as refused:
        return _show(request, pk, status=409, refusal=refused.verdict, opinion=form)
    messages.success(request, message)
    return redirect("amendment.page", pk=pk)


def _find(request: PageRequest, pk: uuid.UUID) -> Amendment:
    amendment = selectors.find(request.viewer, pk)
    if amendment is None:
        raise Http404
    return amendment


@require_POST
@page("amendment.export")
def export(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """导出受影响案件; the export is on the record."""
    found = selectors.amendment_page(request.viewer, pk)
    if found is None or found.run is None:
        raise Http404
    content = workbook("受影响案件", selectors.HEAD, selectors.export_rows(request.viewer, found.run))
    record_export(
        actor=request.viewer,
        at=timezone.now(),
        what="法律变更受影响案件",
        filters={"amendment": found.amendment.number},
    )
    return attachment(content, f"受影响案件_{found.amendment.number}.xlsx", XLSX)
