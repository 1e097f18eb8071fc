"""干预记录 and 过错责任调查."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Refused
from chengguan.people.act_forms import ActForm
from chengguan.quality import acts
from chengguan.quality.forms import DecideFaultForm, HandleForm, InterferenceForm, OpenFaultForm
from chengguan.quality.selectors import boards, proofs
from chengguan.quality.selectors.accountability import chain_of


@page("quality.interferences")
def interferences(request: PageRequest) -> HttpResponseBase:
    """干预记录: one's own, and for the supervisors those that do not concern themselves."""
    rows = boards.interferences(request.viewer)
    return render(request, "quality/interferences.html", {"rows": rows})


@page("quality.interferences")
def new_interference(request: PageRequest) -> HttpResponseBase:
    """记录干预."""
    at = timezone.now()
    form = InterferenceForm(request.POST or None, subject=None, actor=request.viewer, at=at)
    if request.method != "POST":
        form.initial["case_number"] = request.GET.get("case", "")[:60]
        return _form(request, form, "记录干预", "quality.interferences")
    if not form.is_valid():
        return _form(request, form, "记录干预", "quality.interferences", status=422)
    try:
        note = acts.record_interference(
            actor=request.viewer, at=at, reasons=reasons_in(request.POST), **form.inputs()
        ).result
    except Refused as refused:
        return _form(request, form, "记录干预", "quality.interferences", refusal=refused.verdict, status=409)
    messages.success(request, f"已记录（{note.number}）。这份记录任何人都不能修改或者删除。")
    return redirect("quality.interference", pk=note.pk)


@page("quality.interferences")
def interference(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份干预记录, and its handling by those who may."""
    note = boards.interference(request.viewer, pk)
    if note is None:
        raise Http404
    at, refusal, status = timezone.now(), None, 200
    form = HandleForm(request.POST or None, subject=note, actor=request.viewer, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            acts.handle_interference(
                actor=request.viewer,
                at=at,
                reasons=reasons_in(request.POST),
                interference=note,
                **form.inputs(),
            )
        except Refused as refused:
            refusal, status = refused.verdict, 409
        else:
            messages.success(request, "已处置，处置结果已入台账。")
            return redirect("quality.interference", pk=pk)
    elif request.method == "POST":
        status = 422
    open_form = note.stage == "recorded" and not request.viewer.roles.isdisjoint(
        {"audit_admin", "organ_head"}
    )
    context = {
        "note": note,
        "told": boards.told(note),
        "form": form if open_form else None,
        "verdict": refusal,
    }
    return render(request, "quality/interference.html", context, status=status)


@page("quality.faults")
def faults(request: PageRequest) -> HttpResponseBase:
    """过错责任调查."""
    return render(request, "quality/faults.html", {"rows": boards.faults(request.viewer)})


@page("quality.faults")
def open_fault(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """启动一案的责任调查."""
    case = proofs.case_of(request.viewer, pk)
    if case is None:
        raise Http404
    at, title = timezone.now(), f"启动责任调查：{case.number}"
    form = OpenFaultForm(request.POST or None, subject=case, actor=request.viewer, at=at)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, title, "quality.faults", status=422 if request.method == "POST" else 200)
    try:
        inquiry = acts.open_fault(
            actor=request.viewer, at=at, reasons=reasons_in(request.POST), case=case, **form.inputs()
        ).result
    except Refused as refused:
        return _form(request, form, title, "quality.faults", refusal=refused.verdict, status=409)
    messages.success(request, f"已启动（{inquiry.number}）。本案各环节的办理、审核、审批人员已按记录列出。")
    return redirect("quality.fault", pk=inquiry.pk)


@page("quality.faults")
def fault(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一项责任调查: the chain of responsibility beside the form of the finding."""
    inquiry = boards.fault(request.viewer, pk)
    if inquiry is None:
        raise Http404
    at, refusal, status = timezone.now(), None, 200
    links = chain_of(inquiry.case)
    form = DecideFaultForm(
        request.POST or None,
        subject=inquiry,
        actor=request.viewer,
        at=at,
        steps=[(f"{link.seq}:{link.kind}", f"{link.title}（{link.doer.name}）") for link in links],
        people=boards.people_on_record(inquiry),
    )
    if request.method == "POST" and form.is_valid():
        try:
            acts.decide_fault(
                actor=request.viewer,
                at=at,
                reasons=reasons_in(request.POST),
                inquiry=inquiry,
                **form.inputs(),
            )
        except Refused as refused:
            refusal, status = refused.verdict, 409
        else:
            messages.success(request, "已作出认定，认定内容已入台账。")
            return redirect("quality.fault", pk=pk)
    elif request.method == "POST":
        status = 422
    may_decide = inquiry.stage == "opened" and "organ_head" in request.viewer.roles
    context = {
        "inquiry": inquiry,
        "told": boards.told(inquiry),
        "links": links,
        "form": form if may_decide else None,
        "verdict": refusal,
    }
    return render(request, "quality/fault.html", context, status=status)


def _form(
    request: PageRequest, form: ActForm, title: str, back: str, *, refusal: Any = None, status: int = 200
) -> HttpResponseBase:
    context = {"form": form, "title": title, "back": back, "verdict": refusal}
    return render(request, "quality/form.html", context, status=status)
