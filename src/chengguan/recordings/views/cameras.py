"""Pages of the register of body-worn cameras."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.workbook import workbook
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt
from chengguan.recordings.acts import cameras as acts
from chengguan.recordings.forms import cameras as forms
from chengguan.recordings.models import BodyCamera
from chengguan.recordings.selectors import cameras as selectors

IN_USE: Final = frozenset({"registered", "issued"})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.issue, forms.IssueForm, "user-plus", frozenset({"registered"})),
        ActStep(acts.take_back, forms.TakeBackForm, "arrow-back-up", frozenset({"issued"})),
        ActStep(acts.check_clock, forms.CheckClockForm, "clock", IN_USE),
        ActStep(acts.move, forms.MoveForm, "arrows-exchange", IN_USE),
        ActStep(acts.retire, forms.RetireForm, "archive", IN_USE),
    )
}


@page("camera.board")
def board(request: PageRequest) -> HttpResponseBase:
    """执法记录仪列表."""
    form = forms.CameraFilterForm(request.GET, viewer=request.viewer)
    rows = selectors.cameras(request.viewer, form.wanted(), timezone.now())
    context = {"form": form, "rows": rows, "may_edit": request.viewer.may("camera.edit")}
    return render(request, "recordings/cameras.html", context)


@page("camera.board")
def export(request: PageRequest) -> HttpResponseBase:
    """设备台账 as a spreadsheet: a register of things, no personal data beyond who holds them."""
    at = timezone.now()
    wanted = forms.CameraFilterForm(request.GET, viewer=request.viewer).wanted()
    data = workbook("执法记录仪", selectors.EXPORT_HEAD, selectors.export_rows(request.viewer, wanted, at))
    return attachment(data, f"执法记录仪_{local_date(at).isoformat()}.xlsx", XLSX)


@page("camera.edit")
def new(request: PageRequest) -> HttpResponseBase:
    """登记执法记录仪."""
    form = forms.RegisterForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.register, form)
    if tried.done is None:
        return act_page(request, tried, book().act_head("camera.register").title, [_board_crumb()])
    camera = tried.done.result
    messages.success(request, f"已登记 {camera.number}。领用前请先校时。")
    return redirect("camera.page", pk=camera.pk)


@page("camera.board")
def camera_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一台执法记录仪: who holds it, its clock, its footage."""
    at = timezone.now()
    camera = _found(request, pk)
    steps = [
        (kind, step)
        for kind, step in STEPS.items()
        if camera.stage in step.stages and request.viewer.roles.intersection(book().act_head(kind).by)
    ]
    context = {"camera": camera, "steps": steps, **vars(selectors.camera_page(request.viewer, camera, at))}
    return render(request, "recordings/camera.html", context)


@page("camera.board")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项设备事项; who may is said by the act's norm."""
    camera, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(request.POST or None, subject=camera, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, camera=camera)
    if tried.done is None:
        crumbs = [_board_crumb(), (camera.number, reverse("camera.page", args=[pk]))]
        return act_page(request, tried, step.title, crumbs)
    messages.success(request, f"已办理：{step.title}（{camera.number}）。")
    return redirect("camera.page", pk=pk)


def _found(request: PageRequest, pk: uuid.UUID) -> BodyCamera:
    camera = selectors.camera(request.viewer, pk)
    if camera is None:
        raise Http404
    return camera


def _board_crumb() -> tuple[str, str]:
    return "执法记录仪", reverse("camera.board")
