"""干预记录 and 过错责任调查."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.people.act_pages import act_page, attempt
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
    form = InterferenceForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    if request.method != "POST":
        form.initial["case_number"] = request.GET.get("case", "")[:60]
    tried = attempt(request, acts.record_interference, form)
    if tried.done is None:
        return act_page(request, tried, "记录干预", [("防干预记录", reverse("quality.interferences"))])
    note = tried.done.result
    messages.success(request, f"已记录（{note.number}）。这份记录任何人都不能修改或者删除。")
    return redirect("quality.interference", pk=note.pk)


@page("quality.interferences")
def interference(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份干预记录, and its handling by those who may."""
    note = boards.interference(request.viewer, pk)
    if note is None:
        raise Http404
    form = HandleForm(request.POST or None, subject=note, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.handle_interference, form, interference=note)
    if tried.done is not None:
        messages.success(request, "已处置，处置结果已入台账。")
        return redirect("quality.interference", pk=pk)
    handlers = request.viewer.roles & {"audit_admin", "organ_head"}
    context = {
        "note": note,
        "told": boards.told(note),
        "form": form if note.stage == "recorded" and handlers else None,
        "verdict": tried.verdict,
    }
    return render(request, "quality/interference.html", context, status=tried.status)


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
    form = OpenFaultForm(request.POST or None, subject=case, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.open_fault, form, case=case)
    if tried.done is None:
        return act_page(
            request, tried, f"启动责任调查：{case.number}", [("过错责任", reverse("quality.faults"))]
        )
    inquiry = tried.done.result
    messages.success(request, f"已启动（{inquiry.number}）。本案各环节的办理、审核、审批人员已按记录列出。")
    return redirect("quality.fault", pk=inquiry.pk)


@page("quality.faults")
def fault(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一项责任调查: the chain of responsibility beside the form of the finding."""
    inquiry = boards.fault(request.viewer, pk)
    if inquiry is None:
        raise Http404
    links = chain_of(inquiry.case)
    form = DecideFaultForm(
        request.POST or None,
        subject=inquiry,
        actor=request.viewer,
        at=timezone.now(),
        steps=[(f"{link.seq}:{link.kind}", f"{link.title}（{link.doer.name}）") for link in links],
        people=boards.people_on_record(inquiry),
    )
    tried = attempt(request, acts.decide_fault, form, inquiry=inquiry)
    if tried.done is not None:
        messages.success(request, "已作出认定，认定内容已入台账。")
        return redirect("quality.fault", pk=pk)
    may_decide = inquiry.stage == "opened" and "organ_head" in request.viewer.roles
    context = {
        "inquiry": inquiry,
        "told": boards.told(inquiry),
        "links": links,
        "form": form if may_decide else None,
        "verdict": tried.verdict,
    }
    return render(request, "quality/fault.html", context, status=tried.status)
