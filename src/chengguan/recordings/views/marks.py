"""随手标记 in the field and 标记环节 at the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts import marking
from chengguan.recordings.forms import archive as forms
from chengguan.recordings.models import Mark
from chengguan.recordings.selectors import marks, subjects
from chengguan.recordings.selectors.recording import recording_for


@page("mark.field")
def field(request: PageRequest) -> HttpResponseBase:
    """随手标记: the page of the phone."""
    at = timezone.now()
    chosen = subjects.named(request.viewer, request.GET.get("subject_key", ""))
    words = request.GET.get("find", "").strip()[:60]
    context = {
        "page": marks.field_page(request.viewer, at),
        "chosen": chosen,
        "found": subjects.find(request.viewer, words),
        "words": words,
        "now": at,
    }
    return render(request, "recordings/field.html", context)


@require_POST
@page("mark.field")
def tap(request: PageRequest) -> HttpResponseBase:
    """一点: a mark, or the end of the one that runs. Answers a script with JSON, a plain form with the page."""
    at, form = timezone.now(), forms.TapForm(request.POST)
    if not form.is_valid():
        return _answer(request, "refused", "提交的内容不完整，请刷新页面后重新标记。", status=422)
    clean = form.cleaned_data
    if sent := marks.sent_already(request.viewer, form.key()):
        return _answer(request, "exists", f"“{sent.title}”已经保存。", sent)
    try:
        if clean["ends"]:
            return _ended(request, form)
        done = marking.mark(
            actor=request.viewer, at=at, step=clean["step"], begins_at=form.moment(at), pk=form.key(),
            latitude=clean["latitude"], longitude=clean["longitude"], **_subject(request, clean["subject_key"]),
        )  # fmt: skip
    except Refused as refused:
        return _answer(request, "refused", _why(refused), status=409)
    return _answer(request, "saved", f"已标记：{done.result.title}。", done.result)


def _ended(request: PageRequest, form: forms.TapForm) -> HttpResponseBase:
    at = timezone.now()
    running = marks.own(request.viewer, form.cleaned_data["ends"])
    if running is None:
        raise Http404
    if running.stage != "running":
        return _answer(request, "exists", f"“{running.title}”已经结束。", running)
    done = marking.end_mark(actor=request.viewer, at=at, mark=running, ends_at=form.moment(at))
    return _answer(request, "ended", f"已结束：{done.result.title}。", done.result)


def _subject(request: PageRequest, key: str) -> dict[str, str]:
    found = subjects.named(request.viewer, key)
    if found is None:
        return {}
    return {"subject_key": found.key, "subject_number": found.number, "subject_title": found.title}


def _why(refused: Refused) -> str:
    unmet = [*refused.verdict.unmet, *refused.verdict.warnings]
    return "；".join(f"{finding.statement}——{finding.cure}" for finding in unmet)


def _answer(
    request: PageRequest, state: str, text: str, mark: Mark | None = None, *, status: int = 200
) -> HttpResponseBase:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"state": state, "text": text, "id": str(mark.pk) if mark else ""}, status=status)
    if status == 200:
        messages.success(request, text)
    else:
        messages.error(request, text)
    key = request.POST.get("subject_key", "")
    return redirect(f"/field/marks/?subject_key={key}" if subjects.KEY.match(key) else "/field/marks/")


@page("recording.edit")
def new(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """标记环节 at a place in a recording."""
    recording, at = recording_for(request.viewer, pk), timezone.now()
    if recording is None:
        raise Http404
    given = {name: request.GET.get(name, "") for name in ("begins_ms", "ends_ms", "step")}
    form = forms.MarkForm(
        request.POST or None, subject=recording, actor=request.viewer, at=at, initial=_seconds(given)
    )
    context: dict[str, Any] = {"form": form, "title": "标记环节", "recording": recording}
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "recordings/form.html", context, status=422 if request.method == "POST" else 200
        )
    try:
        marking.mark(actor=request.viewer, at=at, reasons=reasons_in(request.POST), **form.inputs())
    except Refused as refused:
        return render(request, "recordings/form.html", context | {"verdict": refused.verdict}, status=409)
    messages.success(request, "已标记。")
    return redirect(f"/recordings/{pk}/")


def _seconds(given: dict[str, str]) -> dict[str, str]:
    """Places in milliseconds, as a player gives them, as the form shows them."""
    return {
        name: f"{int(value) / 1000:.1f}" if name.endswith("_ms") and value.isdigit() else value
        for name, value in given.items()
    }


@page("recording.edit")
def withdraw(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """撤回标记: one tap for one's own of today, else with a reason."""
    mark, at = marks.own(request.viewer, pk), timezone.now()
    if mark is None:
        raise Http404
    form = forms.WithdrawMarkForm(request.POST or None, subject=mark, actor=request.viewer, at=at)
    back = _back(request, mark)
    context: dict[str, Any] = {"form": form, "title": f"撤回标记：{mark.title}", "next": back}
    if request.method != "POST" or not form.is_valid():
        return render(request, "recordings/form.html", context)
    try:
        marking.withdraw_mark(actor=request.viewer, at=at, mark=mark, **form.inputs())
    except Refused as refused:
        return render(request, "recordings/form.html", context | {"verdict": refused.verdict}, status=409)
    messages.success(request, f"已撤回：{mark.title}。")
    return redirect(back)


def _back(request: PageRequest, mark: Mark) -> str:
    """Where the page came from, else the recording, else the field page."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return f"/recordings/{mark.recording_id}/" if mark.recording_id else "/field/marks/"
