"""The tabs 证据 and 音视频 of a case."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.forms.recordings import MarkForm
from chengguan.cases.models import Case
from chengguan.cases.procedure import approving
from chengguan.cases.selectors import evidence, recordings
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts import marking, tying
from chengguan.recordings.models import Recording
from lawengine import Verdict


@require_safe
@page("case.page")
def case_evidence(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """证据: the matrix of elements and evidence, steps with footage, the check of each piece, exhibits."""
    found = evidence.evidence_page(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    return render(request, "cases/evidence.html", {"file": found, "case": found.case})


@require_safe
@page("case.page")
def case_recordings(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """音视频: the recordings of the case, those that may belong to it, marks, and the player beside the file."""
    return _show(request, pk, timezone.now())


@require_POST
@page("recording.edit")
def tie_recording(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """关联 with one tap: what the case and the recording say of themselves is enough."""
    case, recording = _both(request, pk)
    at = timezone.now()
    try:
        tying.tie(
            actor=request.viewer,
            at=at,
            reasons=approving.reasons_in(request.POST),
            recording=recording,
            party=case.party,
            reason=request.POST.get("reason", "").strip(),
            **recordings.subject_of(case),
        )
    except Refused as refusal:
        return _show(request, pk, at, refusal=refusal.verdict, asked=str(recording.pk), status=409)
    messages.success(request, f"录像 {recording.number} 已关联本案。")
    return redirect("case.recordings", pk)


@require_POST
@page("recording.edit")
def untie_recording(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """解除关联, with the reason."""
    case, recording = _both(request, pk)
    at, reason = timezone.now(), request.POST.get("reason", "").strip()
    try:
        tying.untie(
            actor=request.viewer, at=at, recording=recording, subject_key=case.chain_key, reason=reason
        )
    except Refused as refusal:
        return _show(request, pk, at, refusal=refusal.verdict, status=409)
    messages.success(request, f"录像 {recording.number} 已解除关联。")
    return redirect("case.recordings", pk)


@require_POST
@page("recording.edit")
def mark_recording(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """标记环节 at a place of a recording of this case."""
    at = timezone.now()
    found = recordings.recordings_page(request.viewer, pk, local_date(at))
    if found is None:
        raise Http404
    form = _mark_form(found, request.POST)
    if not form.is_valid():
        return _show(request, pk, at, form=form, status=422)
    data = form.cleaned_data
    chosen = next(row.recording for row in found.tied if str(row.recording.pk) == data["recording"])
    try:
        marking.mark(
            actor=request.viewer,
            at=at,
            step=data["step"],
            recording=chosen,
            begins_ms=data["begins"],
            ends_ms=data["ends"],
            note=data["note"],
            **recordings.subject_of(found.case),
        )
    except Refused as refusal:
        return _show(request, pk, at, form=form, refusal=refusal.verdict, status=409)
    messages.success(request, "标记已保存。")
    return redirect("case.recordings", pk)


def _both(request: PageRequest, pk: uuid.UUID) -> tuple[Case, Recording]:
    found = recordings.case_and_recording(request.viewer, pk, request.POST.get("recording", ""))
    if found is None:
        raise Http404
    return found


def _mark_form(found: recordings.RecordingsPage, data: Any = None) -> MarkForm:
    kept = [(str(row.recording.pk), row.recording.number) for row in found.tied if row.recording.duration_ms]
    playing = str(found.playing.pk) if found.playing else None
    return MarkForm(data, recordings=kept, steps=found.known_steps, initial={"recording": playing})


def _show(
    request: PageRequest,
    pk: uuid.UUID,
    at: datetime,
    *,
    form: MarkForm | None = None,
    refusal: Verdict | None = None,
    asked: str = "",
    status: int = 200,
) -> HttpResponseBase:
    found = recordings.recordings_page(request.viewer, pk, local_date(at), request.GET.get("play", ""))
    if found is None:
        raise Http404
    context = {
        "file": found,
        "case": found.case,
        "form": form or _mark_form(found),
        "refusal": refusal,
        "asked": asked,
        "player": _player(request, found.playing),
        "reasons": approving.reasons_in(request.POST) if request.method == "POST" else {},
    }
    return render(request, "cases/recordings.html", context, status=status)


def _player(request: PageRequest, recording: Recording | None) -> Any:
    """The player of what the viewer asked to see; the ticket in the address proves that the viewing is on the record."""
    if recording is None:
        return None
    from chengguan.recordings.selectors.player import player_for

    place = request.GET.get("at", "")
    return player_for(
        request.viewer, recording, request.GET.get("ticket", ""), int(place) if place.isdigit() else 0
    )
