"""Pages of the register of monitoring devices."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt

from . import acts, forms, selectors
from .models import MonitoringDevice

STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.review_law, forms.LawReviewForm),
        ActStep(acts.review_technology, forms.TechnologyReviewForm),
        ActStep(acts.publish, forms.PublishForm),
        ActStep(acts.calibrate, forms.CalibrateForm),
        ActStep(acts.retire, forms.RetireForm),
    )
}


@page("device.board")
def board(request: PageRequest) -> HttpResponseBase:
    """监控设备名录."""
    text = request.GET.get("q", "").strip()[:40]
    rows = selectors.devices(request.viewer, local_date(timezone.now()), text)
    context = {"rows": rows, "text": text, "may_edit": request.viewer.may("device.edit")}
    return render(request, "registers/devices.html", context)


@page("device.edit")
def new(request: PageRequest) -> HttpResponseBase:
    """登记设备."""
    form = forms.RegisterForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.register, form)
    if tried.done is None:
        return act_page(request, tried, book().act_head("device.register").title, [_board_crumb()])
    device = tried.done.result
    messages.success(request, f"已登记设备 {device.number}，还须经过法制审核、技术审核并公布设置地点。")
    return redirect("device.page", pk=device.pk)


@page("device.board")
def device_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一台设备: what is missing until its records may be evidence."""
    device = _found(request, pk)
    on = local_date(timezone.now())
    steps = STEPS.items() if request.viewer.may("device.edit") else ()
    context = {
        "device": device,
        "gaps": device.gaps_on(on),
        "steps": [(kind, step.title) for kind, step in steps],
    }
    return render(request, "registers/device.html", context)


@page("device.edit")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项设备事项."""
    device, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(request.POST or None, subject=device, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, device=device)
    if tried.done is None:
        crumbs = [_board_crumb(), (device.number, reverse("device.page", args=[pk]))]
        return act_page(request, tried, step.title, crumbs)
    messages.success(request, f"已办理：{step.title}。")
    return redirect("device.page", pk=pk)


def _found(request: PageRequest, pk: uuid.UUID) -> MonitoringDevice:
    device = selectors.device(request.viewer, pk)
    if device is None:
        raise Http404
    return device


def _board_crumb() -> tuple[str, str]:
    return "监控设备", reverse("device.board")
