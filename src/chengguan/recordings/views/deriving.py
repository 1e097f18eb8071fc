"""Pages of clips, stills and masked copies."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.documents import serving
from chengguan.ledger.acting import Act, Refused
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm
from chengguan.recordings import tickets
from chengguan.recordings.acts import deriving, viewing
from chengguan.recordings.facts.deriving import viewing_key
from chengguan.recordings.forms import deriving as forms
from chengguan.recordings.models import Derivative, Recording
from chengguan.recordings.selectors import player as players
from chengguan.recordings.selectors import recording as selectors

from .watching import found, wanted_ms


@page("recording.edit")
def clip(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """截取片段."""
    recording = found(request, pk)
    begin = wanted_ms(request.GET.get("at", ""))
    initial = {"begins_ms": begin, "ends_ms": min(begin + 10_000, recording.duration_ms)}
    return _derive(request, recording, deriving.clip, forms.ClipForm, initial)


@page("recording.edit")
def still(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """截取画面."""
    recording = found(request, pk)
    return _derive(
        request, recording, deriving.capture_still, forms.StillForm,
        {"at_ms": wanted_ms(request.GET.get("at", ""))},
    )  # fmt: skip


@page("recording.edit")
def mask(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """制作遮挡件."""
    recording, at = found(request, pk), timezone.now()
    form = forms.MaskForm(request.POST or None, subject=recording, actor=request.viewer, at=at)
    return _perform(request, recording, deriving.make_masked, form, at, **_part(request))


def _part(request: PageRequest) -> dict[str, Any]:
    """The clip or still that is to be masked instead of the whole recording, if one was chosen."""
    chosen = request.GET.get("of", "")
    try:
        return {"source": _derivative(request, uuid.UUID(chosen))} if chosen else {}
    except ValueError:
        raise Http404 from None


def _derive(
    request: PageRequest,
    recording: Recording,
    perform: Act,
    form_class: type[ActForm],
    initial: dict[str, Any],
) -> HttpResponseBase:
    at = timezone.now()
    form = form_class(request.POST or None, subject=recording, actor=request.viewer, at=at, initial=initial)
    return _perform(request, recording, perform, form, at)


def _perform(
    request: PageRequest, recording: Recording, perform: Act, form: ActForm, at: Any, **more: Any
) -> HttpResponseBase:
    title = book().act_head(perform.kind).title
    context: dict[str, Any] = {"form": form, "title": title, "recording": recording}
    context["player"] = players.player_for(
        request.viewer, recording, request.GET.get("ticket", ""), wanted_ms(request.GET.get("at", ""))
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "recordings/derive.html", context, status=status)
    try:
        row = perform(
            actor=request.viewer, at=at, reasons=reasons_in(request.POST), recording=recording,
            **form.inputs(), **more,
        ).result  # fmt: skip
    except Refused as refused:
        context["verdict"] = refused.verdict
        return render(request, "recordings/derive.html", context, status=409)
    messages.success(request, f"已办理：{title}。")
    return redirect("derivative.page", pk=row.pk)


def _derivative(request: PageRequest, pk: uuid.UUID) -> Derivative:
    row = selectors.derivative_for(request.viewer, pk)
    if row is None:
        raise Http404
    return row


@page("recording.page")
def derivative_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一个派生件: from what it was made and how; for a masked copy the check by a person."""
    return _shown(request, _derivative(request, pk))


def _shown(request: PageRequest, row: Derivative, *, status: int = 200, **more: Any) -> HttpResponseBase:
    ticket = request.GET.get("ticket", "")
    good = tickets.check(request.viewer, row.recording, ticket)
    may_edit = request.viewer.may("recording.edit")
    context: dict[str, Any] = {
        "row": row, "recording": row.recording, "ticket": ticket if good else "", "may_edit": may_edit,
        "may_play": request.viewer.may("recording.play"), "sheet": selectors.sheet_of(row),
        "part": round(float(row.details.get("progress", 0)) * 100),
    }  # fmt: skip
    if row.kind == Derivative.MASKED and row.state == Derivative.READY:
        context |= _checking(request, row)
    return render(request, "recordings/derivative.html", context | more, status=status)


def _checking(request: PageRequest, row: Derivative) -> dict[str, Any]:
    at, initial = timezone.now(), {"reason": row.caption, "keep_sound": row.details.get("sound", False)}
    common: dict[str, Any] = {"subject": row.recording, "actor": request.viewer, "at": at}
    return {
        "remask": forms.RemaskForm(base=row, initial=initial, prefix="remask", **common),
        "confirm": forms.ConfirmForm(prefix="confirm", **common),
    }


@page("recording.edit")
@require_POST
def remask(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """修改后重新制作遮挡件."""
    row, at = _derivative(request, pk), timezone.now()
    form = forms.RemaskForm(
        request.POST, base=row, prefix="remask", subject=row.recording, actor=request.viewer, at=at
    )
    if not form.is_valid():
        return _shown(request, row, status=422, remask=form)
    try:
        made = deriving.make_masked(
            actor=request.viewer, at=at, recording=row.recording, **form.inputs()
        ).result
    except Refused as refused:
        return _shown(request, row, status=409, remask=form, verdict=refused.verdict)
    messages.success(request, "已按修改后的区域重新制作，原来的遮挡件保留备查。")
    return redirect("derivative.page", pk=made.pk)


@page("recording.page")
@require_POST
def confirm(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """确认遮挡件."""
    row, at = _derivative(request, pk), timezone.now()
    form = forms.ConfirmForm(
        request.POST, prefix="confirm", subject=row.recording, actor=request.viewer, at=at
    )
    if not form.is_valid():
        return _shown(request, row, status=422, confirm=form)
    try:
        deriving.confirm_masked(
            actor=request.viewer, at=at, reasons=reasons_in(request.POST), recording=row.recording,
            masked=row, **form.inputs(),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, row, status=409, confirm=form, verdict=refused.verdict)
    messages.success(request, "已确认，该遮挡件可以公开。")
    return redirect("derivative.page", pk=row.pk)


@page("recording.play")
@require_POST
def open_derivative(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """打开派生件, on the record."""
    row, at = _derivative(request, pk), timezone.now()
    kind = "play" if row.kind == Derivative.CLIP else "view"
    reason = request.POST.get("reason", "").strip()[:160]
    why = f"{row.get_kind_display()}：{reason}" if reason else ""
    try:
        viewing.view(
            actor=request.viewer, at=at, recording=row.recording, kind=kind, reason=why,
            subject_key=viewing_key(row),
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, row, status=409, verdict=refused.verdict)
    ticket = tickets.issue(request.viewer, row.recording, at)
    return redirect(f"{reverse('derivative.page', args=[row.pk])}?ticket={ticket}#watch")


@page("recording.play")
def derivative_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The content of a derivative, for a viewer with a ticket for its recording."""
    row = _derivative(request, pk)
    good = tickets.check(request.viewer, row.recording, request.GET.get("ticket", ""))
    if row.file is None or not good:
        raise Http404("请从派生件页面点“查看”打开。")
    name = f"{row.recording.number}-{row.get_kind_display()}.{_suffix(row.file.media_type)}"
    return serving.answer(request, row.file, name, as_attachment="download" in request.GET)


def _suffix(media_type: str) -> str:
    known = {"image/jpeg": "jpg", "video/mp4": "mp4", "audio/mp4": "m4a", "audio/amr": "amr"}
    return known.get(media_type, "mkv")


@page("recording.page")
@require_POST
def retry(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """重新制作 what could not be made."""
    row = _derivative(request, pk)
    deriving.try_again(row, at=timezone.now(), bureau_code=request.viewer.bureau_code)
    messages.success(request, "已重新排队制作。")
    if row.kind == Derivative.PLAYBACK:
        return redirect("recording.page", pk=row.recording_id)
    return redirect("derivative.page", pk=row.pk)
