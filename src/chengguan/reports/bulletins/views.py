"""Pages of the monthly bulletin of enforcement quality."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.documents.rendering import rendition
from chengguan.documents.serving import answer
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt, posted
from chengguan.reports.models import Bulletin

from . import acts, forms, selectors

DRAFT: Final = frozenset({Bulletin.DRAFTED})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.revise, forms.ReviseForm, "refresh", DRAFT),
        ActStep(acts.issue, forms.IssueForm, "send", DRAFT),
        ActStep(acts.withdraw, forms.WithdrawForm, "arrow-back-up", frozenset({Bulletin.ISSUED})),
    )
}


@page("bulletin.board")
def board(request: PageRequest) -> HttpResponseBase:
    """执法质量通报."""
    context = {"rows": selectors.board(request.viewer), "may_issue": request.viewer.may("bulletin.issue")}
    return render(request, "reports/bulletins.html", context)


@page("bulletin.issue")
def new(request: PageRequest) -> HttpResponseBase:
    """编制通报."""
    form = forms.DraftForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.draft, form)
    if tried.done is None:
        title = book().act_head("bulletin.draft").title
        return act_page(request, tried, title, [_board_crumb()], button="编制")
    messages.success(request, "已编制草稿。请核对数字和名单，补充工作要求后由负责人印发。")
    return redirect("bulletin.page", pk=tried.done.result.pk)


@page("bulletin.board")
def bulletin_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一期通报: to each reader with the cases that he may see."""
    bulletin = _found(request, pk)
    steps = [
        (kind, step.title, step.icon)
        for kind, step in STEPS.items()
        if bulletin.stage in step.stages and request.viewer.may("bulletin.issue")
    ]
    context = {
        "page": selectors.page_of(request.viewer, bulletin),
        "bulletin": bulletin,
        "steps": steps,
        "whole": request.viewer.reach == "bureau",
    }
    return render(request, "reports/bulletin.html", context)


@page("bulletin.issue")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项通报事项."""
    bulletin, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(posted(request), subject=bulletin, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, bulletin=bulletin)
    if tried.done is None:
        crumbs = [_board_crumb(), (str(bulletin), reverse("bulletin.page", args=[pk]))]
        return act_page(request, tried, step.title, crumbs)
    messages.success(request, f"已办理：{step.title}。")
    return redirect("bulletin.page", pk=pk)


@page("bulletin.board")
def figure(request: PageRequest, pk: uuid.UUID, measure: str, column: str) -> HttpResponseBase:
    """印发时的数字和记录."""
    bulletin = _found(request, pk)
    found = selectors.figure_of(request.viewer, bulletin.chain_key, f"figure/{measure}/{column}")
    if found is None:
        raise Http404
    crumbs = [_board_crumb(), (str(bulletin), reverse("bulletin.page", args=[pk]))]
    return render(request, "reports/bulletin_figure.html", {"found": found, "crumbs": crumbs})


@page("bulletin.board")
def download(request: PageRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """PDF 或 DOCX. It names the cases of the whole bureau: for readers who may know of all of them."""
    bulletin = _found(request, pk)
    if bulletin.instrument is None or request.viewer.reach != "bureau" or form not in ("pdf", "docx"):
        raise Http404
    name = f"{bulletin}{bulletin.number}.{form}"
    return answer(request, rendition(bulletin.instrument, form), name, as_attachment=form == "docx")


def _found(request: PageRequest, pk: uuid.UUID) -> Bulletin:
    bulletin = selectors.found(request.viewer, pk)
    if bulletin is None:
        raise Http404
    return bulletin


def _board_crumb() -> tuple[str, str]:
    return "执法质量通报", reverse("bulletin.board")
