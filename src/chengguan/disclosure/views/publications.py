"""Pages of publications: the board, one publication with its preview, the acts, the tab of a case."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.cases.acts import searches
from chengguan.disclosure.acts import publishing as acts
from chengguan.disclosure.copying import public_copy
from chengguan.disclosure.forms import publishing as forms
from chengguan.disclosure.models import Publication
from chengguan.disclosure.portal.results import Result
from chengguan.disclosure.portal.shell import frame
from chengguan.disclosure.selectors import publications as selectors
from chengguan.documents.serving import answer
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt, posted

WAITING: Final = frozenset({Publication.PREPARED})
SHOWN: Final = frozenset({Publication.RELEASED})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.release, forms.ReleaseForm, "speakerphone", WAITING),
        ActStep(acts.withdraw, forms.WithdrawForm, "arrow-back-up", SHOWN),
        ActStep(acts.correct, forms.CorrectForm, "edit", WAITING | SHOWN),
        ActStep(acts.hold, forms.HoldForm, "player-pause", WAITING),
        ActStep(acts.decline, forms.DeclineForm, "ban", WAITING),
    )
}
SAID: Final = {
    "publication.release": "已公示，公众现在可以查询。",
    "publication.withdraw": "已撤回公示；已报送的平台会收到撤回。",
    "publication.correct": "公示内容已更正。",
    "publication.hold": "已暂缓，系统不再自动公示。",
    "publication.decline": "已决定不予公示。",
}


@require_safe
@page("publication.board")
def board(request: PageRequest) -> HttpResponseBase:
    """执法公示: what waits, what is shown, what has to go."""
    on = local_date(timezone.now())
    form = forms.BoardForm(request.GET)
    filters = form.filters()
    rows, found = selectors.board_page(request.viewer, filters, on, cursor_of(request))
    query = filters.query()
    context = {
        "form": form,
        "rows": rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(rows)),
        "totals": selectors.totals(request.viewer, on),
        "filtered": bool(query),
        "query_string": request.GET.urlencode(),
    }
    return render(request, "disclosure/publications.html", context)


@require_safe
@page("publication.board")
def export(request: PageRequest) -> HttpResponseBase:
    """导出公示台账 as it is filtered; the export is on the record."""
    now = timezone.now()
    filters = forms.BoardForm(request.GET).filters()
    searches.record_export(actor=request.viewer, at=now, what="公示台账", filters=filters.query())
    rows = selectors.export_rows(request.viewer, filters, local_date(now))
    data = workbook("公示台账", selectors.EXPORT_HEAD, rows)
    return attachment(data, f"公示台账_{local_date(now):%Y%m%d}.xlsx", XLSX)


@require_safe
@page("publication.page")
def publication_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一条公示信息: as the public will see it, beside what is kept back and why."""
    found = selectors.publication_sheet(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    publication = found.publication
    may = request.viewer.may("publication.edit")
    steps = [(kind, step) for kind, step in STEPS.items() if may and publication.stage in step.stages]
    return render(request, "disclosure/publication.html", {"sheet": found, "publication": publication, "steps": steps})  # fmt: skip


@page("publication.edit")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项公示事项."""
    publication, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(posted(request), subject=publication, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, publication=publication)
    if tried.done is None:
        crumbs = [_board_crumb(), (publication.number, reverse("publication.page", args=[pk]))]
        return act_page(request, tried, step.title, crumbs, about=publication.title, button="确认办理")
    messages.success(request, SAID[kind])
    return redirect("publication.page", pk=pk)


@require_safe
@page("publication.page")
def preview(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """整页预览: the very page of the portal, as everyone will see it."""
    publication = _found(request, pk)
    found = Result(publication, publication.fields)
    context = {**frame(request, publication.bureau), "found": found, "item": publication}
    return render(request, "portal/result.html", context)


@require_safe
@page("publication.page")
def copy(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """决定书公开本, as everyone will be able to read it."""
    publication = _found(request, pk)
    made = public_copy(publication)
    if made is None:
        raise Http404
    return answer(request, made, f"{publication.number}（公开本）.pdf")


@require_safe
@page("case.page")
def case_publications(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """公示 of one case."""
    found = selectors.case_tab(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    context = {"found": found, "case": found.case, "may_edit": request.viewer.may("publication.edit")}
    return render(request, "disclosure/publication_case.html", context)


@page("publication.edit")
def prepare(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """生成公示信息 of a case that has none."""
    case = selectors.case_for(request.viewer, pk)
    if case is None:
        raise Http404
    form = forms.PrepareForm(posted(request), subject=case, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.prepare, form, case=case)
    if tried.done is None:
        crumbs = [_board_crumb(), (case.number, reverse("case.publications", args=[pk]))]
        title = book().act_head("publication.prepare").title
        return act_page(request, tried, title, crumbs, about=f"{case.number} · {case.cause}", button="生成")
    messages.success(request, "公示信息已生成，请看预览。")
    return redirect("publication.page", pk=tried.done.subject.pk)


def _found(request: PageRequest, pk: uuid.UUID) -> Publication:
    publication = selectors.publication_for(request.viewer, pk)
    if publication is None:
        raise Http404
    return publication


def _board_crumb() -> tuple[str, str]:
    return "执法公示", reverse("publication.board")
