"""Pages of credit repair: board and application for the officers, and the party's own page behind the code on his decision."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.cases.doorway import Door, answer, knock, nothing
from chengguan.cases.selectors.party_page import DECISIONS
from chengguan.disclosure.acts import credit as acts
from chengguan.disclosure.forms import credit as forms
from chengguan.disclosure.models import CreditRepair
from chengguan.disclosure.selectors import credit as selectors
from chengguan.documents import rendering, serving
from chengguan.documents.storing import NOT_KEPT
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm
from chengguan.people.act_pages import ActStep, Attempt, act_page, attempt

APPLIED: Final = frozenset({"applied"})
ACCEPTED: Final = frozenset({"accepted"})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.accept, forms.AcceptForm, "circle-check", APPLIED),
        ActStep(acts.decline, forms.DeclineForm, "ban", APPLIED),
        ActStep(acts.agree, forms.AgreeForm, "heart-handshake", ACCEPTED),
        ActStep(acts.refuse, forms.RefuseForm, "ban", ACCEPTED),
    )
}
SAID: Final = {
    "credit.accept": "已受理，请在期限内答复。",
    "credit.decline": "已答复不予受理。",
    "credit.agree": "已准予修复，公示已经停止；已报送的平台会收到撤回。",
    "credit.refuse": "已答复不予修复。",
}


@require_safe
@page("credit.board")
def board(request: PageRequest) -> HttpResponseBase:
    """信用修复申请."""
    stage = request.GET.get("stage", "")[:12]
    text = request.GET.get("q", "").strip()[:60]
    found = selectors.board(request.viewer, cursor_of(request), stage=stage, text=text)
    query = {name: value for name, value in (("stage", stage), ("q", text)) if value}
    context = {
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "stages": CreditRepair.STAGES,
        "stage": stage,
        "text": text,
        "may_edit": request.viewer.may("credit.edit"),
    }
    return render(request, "disclosure/credit_board.html", context)


@page("credit.edit")
def new(request: PageRequest) -> HttpResponseBase:
    """窗口登记申请."""
    form = forms.WindowApplyForm(
        request.POST or None, _files(request), subject=None, actor=request.viewer, at=timezone.now()
    )
    tried = _attempt_with_files(request, form)
    if tried.done is None:
        return act_page(request, tried, book().act_head("credit.apply").title, [_board_crumb()])
    repair = tried.done.result
    messages.success(request, f"已登记信用修复申请 {repair.number}。")
    return redirect("credit.page", pk=repair.pk)


@require_safe
@page("credit.board")
def repair_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一件申请: its conditions, its papers, what can be done."""
    found = selectors.repair_page(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    may = request.viewer.may("credit.edit")
    steps = [
        (kind, step.title, step.icon)
        for kind, step in STEPS.items()
        if may and found.repair.stage in step.stages
    ]
    return render(request, "disclosure/credit_repair.html", {"found": found, "repair": found.repair, "steps": steps})  # fmt: skip


@page("credit.edit")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一件申请."""
    repair, step = selectors.repair_for(request.viewer, pk), STEPS.get(kind)
    if repair is None or step is None:
        raise Http404
    form = step.form(request.POST or None, subject=repair, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, repair=repair)
    if tried.done is None:
        crumbs = [_board_crumb(), (repair.number, reverse("credit.page", args=[pk]))]
        return act_page(request, tried, step.title, crumbs)
    messages.success(request, SAID[kind])
    return redirect("credit.page", pk=pk)


@page(PUBLIC)
def online(request: PageRequest, code: str) -> HttpResponseBase:
    """当事人的信用修复: until when the decision is shown, what is lacking, and the application."""
    door = knock(request, code, timezone.now())
    if door.found is None or door.held.instrument.kind not in DECISIONS:
        return nothing(request, door)
    standing = selectors.standing(door.held.case, local_date(door.at))
    form = forms.OnlineApplyForm(
        request.POST or None, _files(request), subject=None, actor=door.actor, at=door.at
    )
    context = {"standing": standing, "found": door.held, "code": code, "form": form}
    if request.method != "POST" or standing.publication is None:
        return answer(request, "disclosure/credit_online.html", context)
    return _applied(request, door, standing, form, context)


def _applied(
    request: PageRequest, door: Door, standing: selectors.Standing, form: ActForm, context: dict[str, Any]
) -> HttpResponse:
    template = "disclosure/credit_online.html"
    if not form.is_valid():
        return answer(request, template, context, status=422)
    try:
        done = acts.apply(actor=door.actor, at=door.at, publication=standing.publication, **form.inputs())
    except Refused as refused:
        return answer(request, template, {**context, "verdict": refused.verdict}, status=409)
    except NOT_KEPT as refused_file:
        form.add_error("proof", str(refused_file))
        return answer(request, template, context, status=422)
    messages.success(request, "已经收到您的申请。下面是回执，请打印或者截图保存。")
    return redirect("credit.paper", code=door.code, pk=done.result.known["credit_papers"][0])


@require_safe
@page(PUBLIC)
def paper(request: PageRequest, code: str, pk: uuid.UUID) -> HttpResponseBase:
    """A receipt or an answer of the party's application, to be read and printed."""
    door = knock(request, code, timezone.now())
    found = selectors.paper_of(door.held.case, pk) if door.found else None
    if found is None:
        return nothing(request, door)
    context = {"paper": selectors.paper_page(found), "code": code, "found": door.held}
    return answer(request, "disclosure/credit_paper.html", context)


@require_safe
@page(PUBLIC)
def paper_file(request: PageRequest, code: str, pk: uuid.UUID) -> HttpResponseBase:
    """The same as PDF."""
    door = knock(request, code, timezone.now())
    found = selectors.paper_of(door.held.case, pk) if door.found else None
    if found is None:
        return nothing(request, door)
    response = serving.answer(request, rendering.rendition(found, "pdf"), f"{found.title}{found.number}.pdf")
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _attempt_with_files(request: PageRequest, form: ActForm) -> Attempt:
    try:
        return attempt(request, acts.apply, form)
    except NOT_KEPT as refused:
        form.add_error("commitment", str(refused))
        return Attempt(form, status=422)


def _files(request: PageRequest) -> Any:
    return request.FILES if request.method == "POST" else None


def _board_crumb() -> tuple[str, str]:
    return "信用修复", reverse("credit.board")
