"""关联、解除关联、补录 of one recording."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Act, Refused
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm
from chengguan.recordings.acts import tying
from chengguan.recordings.forms import archive as forms
from chengguan.recordings.models import Recording
from chengguan.recordings.selectors import subjects
from chengguan.recordings.selectors.marks import recent_subjects
from chengguan.recordings.selectors.recording import recording_for


@page("recording.edit")
def tie(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """关联录像: find the case by number or party, or take one of the latest."""
    recording = _found(request, pk)
    at = timezone.now()
    words = request.GET.get("find", "").strip()[:60]
    offered = subjects.find(request.viewer, words)
    if request.method == "POST" and (
        named := subjects.named(request.viewer, request.POST.get("subject_key", ""))
    ):
        offered = [named]
    elif not words:
        given = subjects.named(request.viewer, request.GET.get("subject_key", ""))
        offered = [given] if given else recent_subjects(request.viewer, local_date(at))
    form = forms.TieForm(
        request.POST or None, subject=recording, actor=request.viewer, at=at, offered=offered
    )
    extra = {"words": words, "searching": True, "offered": offered}
    return _perform(request, recording, form, tying.tie, extra)


@page("recording.edit")
def untie(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """解除录像关联."""
    recording = _found(request, pk)
    given = {"subject_key": request.GET.get("subject_key", "")}
    form = forms.UntieForm(
        request.POST or None, subject=recording, actor=request.viewer, at=timezone.now(), initial=given
    )
    return _perform(request, recording, form, tying.untie, {})


@page("recording.edit")
def describe(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """补录录像信息; the button 查找 only looks for the party."""
    recording = _found(request, pk)
    looking = "look" in request.POST
    form = forms.DescribeForm(
        request.POST or None, subject=recording, actor=request.viewer, at=timezone.now()
    )
    if looking:
        form.is_valid()
        return _form(request, recording, form, "recording.describe", {"looking": True})
    return _perform(request, recording, form, tying.describe, {"looking": True})


def _perform(
    request: PageRequest, recording: Recording, form: ActForm, act: Act, extra: dict[str, Any]
) -> HttpResponseBase:
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _form(request, recording, form, act.kind, extra, status)
    try:
        act(
            actor=request.viewer,
            at=form.at,
            recording=recording,
            reasons=reasons_in(request.POST),
            **form.inputs(),
        )
    except Refused as refused:
        return _form(request, recording, form, act.kind, extra | {"verdict": refused.verdict}, 409)
    messages.success(request, f"已办理：{book().act_head(act.kind).title}。")
    return redirect(f"/recordings/{recording.pk}/")


def _form(
    request: PageRequest, recording: Recording, form: ActForm, kind: str, extra: dict[str, Any], status: int = 200
) -> HttpResponseBase:  # fmt: skip
    context = {"form": form, "title": book().act_head(kind).title, "recording": recording, **extra}
    return render(request, "recordings/form.html", context, status=status)


def _found(request: PageRequest, pk: uuid.UUID) -> Recording:
    recording = recording_for(request.viewer, pk)
    if recording is None:
        raise Http404
    return recording
