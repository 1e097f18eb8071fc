"""Pages of dossiers: the board, one dossier, the tab of a case, the acts, the bound file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.cases.models import Case
from chengguan.documents.serving import answer
from chengguan.dossiers import preparing, tickets
from chengguan.dossiers.acts import keeping, lending
from chengguan.dossiers.forms import keeping as forms
from chengguan.dossiers.models import Dossier
from chengguan.dossiers.selectors import board as listing
from chengguan.dossiers.selectors import pages as selectors
from chengguan.dossiers.selectors.exports import exports_of
from chengguan.ledger.acting import Act, Refused
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm
from chengguan.people.act_pages import Attempt, act_page, attempt


@dataclass(frozen=True)
class Step:
    """One act on a dossier with its form and what is said when it is done."""

    perform: Act
    form: type[ActForm]
    done: str
    icon: str

    @property
    def title(self) -> str:
        return book().act_head(self.perform.kind).title


STEPS: Final = {
    step.perform.kind: step
    for step in (
        Step(keeping.prepare_again, forms.PrepareForm, "已重新编制，正在装订。", "refresh"),
        Step(keeping.seal, forms.SealForm, "案卷已封卷，不能再增减材料。", "lock"),
        Step(keeping.supplement, forms.SupplementForm, "补充卷已编制，正在装订。", "plus"),
        Step(lending.lend, forms.LendForm, "已登记借阅。", "arrow-narrow-right"),
        Step(lending.take_back, forms.TakeBackForm, "已登记归还。", "arrow-back-up"),
        Step(lending.hand_over, forms.HandOverForm, "已登记移交档案部门。", "archive"),
    )
}


@require_safe
@page("dossier.board")
def board(request: PageRequest) -> HttpResponseBase:
    """电子案卷: search, filters, keyset pages."""
    on = local_date(timezone.now())
    form = forms.BoardForm(request.GET, classes=listing.classes(request.viewer, on))
    filters = form.filters()
    asked = cursor_of(request)
    found = listing.board_page(
        request.viewer, filters, on, cursor=asked.cursor, backwards=asked.backwards, last=asked.last
    )
    query = filters.query()
    context = {
        "form": form,
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "totals": listing.totals(request.viewer, on),
        "filtered": bool(query),
    }
    return render(request, "dossiers/board.html", context)


@require_safe
@page("dossier.board")
def waiting(request: PageRequest) -> HttpResponseBase:
    """已结案而没有编制案卷的案件."""
    return render(request, "dossiers/waiting.html", {"rows": selectors.waiting(request.viewer)})


@require_safe
@page("dossier.page")
def dossier_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一本案卷."""
    found = selectors.dossier_file(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    context = {
        "file": found,
        "dossier": found.dossier,
        "view_form": forms.ViewForm(),
        "steps": [(kind, STEPS[kind]) for kind, _ in found.acts],
        "may_edit": request.viewer.may("dossier.edit"),
        "may_export": request.viewer.may("dossier.export"),
        "rows": exports_of(found.dossier),
    }
    return render(request, "dossiers/dossier.html", context)


@require_safe
@page("dossier.page")
def progress(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """装订进度, as a piece of the page."""
    return render(request, "dossiers/_progress.html", {"dossier": _found(request, pk)})


@require_safe
@page("case.page")
def case_dossier(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """案卷 of one case: what is missing before it is sealed."""
    found = selectors.case_dossier(request.viewer, pk)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "case": found.case,
        "dossier": found.main,
        "may_edit": request.viewer.may("dossier.edit"),
    }
    return render(request, "dossiers/case.html", context)


@page("dossier.edit")
def prepare(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """编制案卷 of a case."""
    case = selectors.case_for(request.viewer, pk)
    if case is None:
        raise Http404
    form = forms.PrepareForm(request.POST or None, subject=case, actor=request.viewer, at=timezone.now())
    back = reverse("case.dossier", args=[pk])
    if request.method == "POST" and form.is_valid():
        preparing.render_missing(case)
    tried = attempt(request, keeping.prepare, form, case=case)
    if tried.done is None:
        return _form(request, tried, book().act_head("dossier.prepare").title, case, back)
    messages.success(request, "案卷已编制，正在装订。")
    return redirect(back)


@page("dossier.edit")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项案卷事项."""
    dossier, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(request.POST or None, subject=dossier, actor=request.viewer, at=timezone.now())
    papers = step.perform in (keeping.prepare_again, keeping.supplement)
    if papers and request.method == "POST" and form.is_valid():
        preparing.render_missing(dossier.case)
    tried = attempt(request, step.perform, form, dossier=dossier)
    if tried.done is None:
        return _form(request, tried, step.title, dossier.case, reverse("dossier.page", args=[pk]))
    messages.success(request, step.done)
    return redirect("dossier.page", pk=tried.done.subject.pk)


@require_POST
@page("dossier.page")
def view(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """查阅: the reason goes on the record, then the file opens."""
    dossier = _found(request, pk)
    form = forms.ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明查阅事由。")
        return redirect("dossier.page", pk=pk)
    try:
        lending.view(actor=request.viewer, at=timezone.now(), dossier=dossier, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("dossier.page", pk=pk)
    query = urlencode({"ticket": tickets.issue(request.viewer, dossier)})
    return redirect(f"{reverse('dossier.pdf', args=[pk])}?{query}")


@require_safe
@page("dossier.page")
def pdf(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """案卷文件, for half an hour after the viewing was recorded."""
    dossier = _found(request, pk)
    if dossier.pdf is None:
        raise Http404
    if not tickets.valid(request.viewer, dossier, request.GET.get("ticket", "")):
        messages.error(request, "请先写明查阅事由，再打开案卷。")
        return redirect("dossier.page", pk=pk)
    return answer(request, dossier.pdf, f"{dossier.archive_number}.pdf")


def _found(request: PageRequest, pk: uuid.UUID) -> Dossier:
    dossier = selectors.dossier_for(request.viewer, pk)
    if dossier is None:
        raise Http404
    return dossier


def _form(request: PageRequest, tried: Attempt, title: str, case: Case, back: str) -> HttpResponseBase:
    crumbs = [("电子案卷", reverse("dossier.board")), (case.number, back)]
    about = f"{case.number} · {case.cause} · {case.shown_party}"
    return act_page(request, tried, title, crumbs, about=about, button="确认办理")
