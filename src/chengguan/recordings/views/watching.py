"""Pages of one recording: looking at it, playing it, taking from it, checking it."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.documents import serving
from chengguan.ledger.acting import Refused
from chengguan.recordings import tickets
from chengguan.recordings.acts import viewing
from chengguan.recordings.models import Recording
from chengguan.recordings.selectors import player as players
from chengguan.recordings.selectors import recording as selectors


def found(request: PageRequest, pk: uuid.UUID) -> Recording:
    """The recording, if the viewer may see it; else 404."""
    recording = selectors.recording_for(request.viewer, pk)
    if recording is None:
        raise Http404
    return recording


def wanted_ms(text: str) -> int:
    """A place in a recording from a query; 0 for anything else."""
    return int(text) if text.isdigit() and len(text) < 12 else 0


@page("recording.page")
def recording_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份音视频记录."""
    return _shown(request, found(request, pk))


def _shown(request: PageRequest, recording: Recording, *, status: int = 200, **more: Any) -> HttpResponseBase:
    at_ms = wanted_ms(str(request.POST.get("at_ms") or request.GET.get("at", "")))
    today = local_date(timezone.now())
    shown = selectors.page_for(request.viewer, recording, request.GET.get("ticket", ""), at_ms, today)
    context = {"page": shown, "recording": recording, "player": shown.player, **_may(request)} | more
    return render(request, "recordings/recording.html", context, status=status)


def _may(request: PageRequest) -> dict[str, bool]:
    return {"may_play": request.viewer.may("recording.play")}


@page("recording.play")
@require_POST
def play(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """播放: put the viewing on the record, then give the ticket and go on to where it was asked for."""
    recording, at, posted = found(request, pk), timezone.now(), request.POST
    try:
        viewing.view(
            actor=request.viewer, at=at, recording=recording, kind="play",
            reason=posted.get("reason", "")[:200], subject_key=posted.get("subject_key", "")[:80],
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, recording, status=409, verdict=refused.verdict)
    values = {
        "play": str(recording.pk),
        "ticket": tickets.issue(request.viewer, recording, at),
        "at": wanted_ms(posted.get("at_ms", "")),
    }
    return redirect(_with_query(_next(request, recording), values))


def _next(request: PageRequest, recording: Recording) -> str:
    """Where to go on: an address of ours that was asked for, else the recording's own page."""
    asked = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if own and asked.startswith("/") else f"/recordings/{recording.pk}/"


def _with_query(address: str, values: dict[str, Any]) -> str:
    """The address with values added; what it says of an earlier play is left out."""
    path, _, fragment = address.partition("#")
    path, _, query = path.partition("?")
    kept = [part for part in query.split("&") if part and part.partition("=")[0] not in values]
    return f"{path}?{'&'.join([*kept, urlencode(values)])}#{fragment or 'player'}"


def _ticketed(request: PageRequest, pk: uuid.UUID) -> Recording:
    """The recording, for a viewer with a ticket; without one the media are not there."""
    recording = found(request, pk)
    if recording.stage == "destroyed" or not tickets.check(
        request.viewer, recording, request.GET.get("ticket", "")
    ):
        raise Http404("请从录像页面点“播放”打开。")
    return recording


@page("recording.play")
def media(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What the browser plays: the original, or the copy that was made for it."""
    recording = _ticketed(request, pk)
    if not players.needs_rendition(recording):
        return serving.answer(request, recording.file, recording.name)
    rendition = players.rendition_of(recording)
    if rendition is None or rendition.file is None:
        raise Http404
    return serving.answer(request, rendition.file, f"{recording.number}.mp4")


@page("recording.play")
def playlist(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """播放清单 (HLS): byte ranges of one file."""
    recording = _ticketed(request, pk)
    rendition = players.rendition_of(recording)
    if rendition is None or "playlist" not in rendition.details:
        raise Http404
    source = players.player_for(request.viewer, recording, request.GET["ticket"], 0).source
    text = players.playlist_text(str(rendition.details["playlist"]), source)
    return HttpResponse(
        text, content_type="application/vnd.apple.mpegurl", headers={"Cache-Control": "private, no-store"}
    )


@page("recording.page")
def thumbnail(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """缩略图."""
    recording = found(request, pk)
    if recording.thumbnail is None or recording.stage == "destroyed":
        raise Http404
    response = serving.answer(request, recording.thumbnail, f"{recording.number}.jpg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@page("recording.play")
@require_POST
def download(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """下载原件, on the record."""
    recording = found(request, pk)
    try:
        viewing.view(
            actor=request.viewer, at=timezone.now(), recording=recording, kind="download",
            reason=request.POST.get("reason", "")[:200],
        )  # fmt: skip
    except Refused as refused:
        return _shown(request, recording, status=409, verdict=refused.verdict)
    return serving.answer(request, recording.file, recording.name, as_attachment=True)


@page("recording.page")
@require_POST
def verify(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """重新校验: read the stored file anew and say whether it is what came in."""
    recording = found(request, pk)
    if recording.stage == "destroyed":
        raise Http404
    result = selectors.verify(recording.file)
    return _shown(request, recording, verification=result, verified_at=timezone.now())


@page("recording.page")
def state(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """How far the work on a recording is (asked for by the page until nothing is waiting)."""
    recording = found(request, pk)
    shown = selectors.page_for(request.viewer, recording, "", 0, local_date(timezone.now()))
    quiet = "quiet" in request.GET  # somebody is watching: the page is not loaded anew under his eyes
    if not shown.working and not quiet:
        done = HttpResponse(status=204)
        done["HX-Refresh"] = "true"
        return done
    context = {"page": shown, "recording": recording, "quiet": quiet}
    return render(request, "recordings/_working.html", context)
