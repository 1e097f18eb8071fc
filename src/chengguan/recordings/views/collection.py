"""Pages of the collection: uploads by people, the interface of stations, correction of where a recording comes from."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.reasons import reasons_in
from chengguan.documents.storing import StoreUnavailable
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.people.platform import system_viewer
from chengguan.recordings import collecting, inbox
from chengguan.recordings.acts import receiving
from chengguan.recordings.acts.stations import touch
from chengguan.recordings.forms import collection as forms
from chengguan.recordings.models import Station, Upload
from chengguan.recordings.selectors import collection as selectors
from chengguan.recordings.selectors.stations import station_of_token

from . import tus

P = ParamSpec("P")
DAYS = 30


@page("upload.board")
def board(request: PageRequest) -> HttpResponseBase:
    """上传采集: send files, see how each of them fares, and who uploads in time."""
    at, viewer = timezone.now(), request.viewer
    form = forms.UploadFilterForm(request.GET)
    found = selectors.uploads(viewer, form.wanted(), cursor_of(request))
    begin, end = selectors.last_days(at, DAYS)
    context = {
        "form": form,
        "rows": found.rows,
        "pages": pages(form.query(), earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "send": forms.SendForm() if viewer.may("upload.send") else None,
        "limit": inbox.limit(),
        "to_fix": selectors.to_fix(viewer),
        "on_time": selectors.on_time(viewer, begin, end),
        "days": DAYS,
        "narrowed": form.query(),
    }
    return render(request, "recordings/uploads.html", context)


@require_POST
@page("upload.send")
def send(request: PageRequest) -> HttpResponseBase:
    """The plain form: several files at once, without script."""
    form = forms.SendForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("upload.board")
    for file in form.cleaned_data["recordings"]:
        _take(request, file, form.stated())
    return redirect("upload.board")


def _take(request: PageRequest, file: UploadedFile[Any], stated: dict[str, str]) -> None:
    name = file.name or ""
    try:
        upload = _collected(request, file, stated)
    except (inbox.NoRoom, collecting.TooLarge, StoreUnavailable) as refused:
        messages.error(request, f"{name}：{refused}")
        return
    tell = messages.error if upload.state == Upload.REFUSED else messages.success
    reason = f"（{upload.reason}）" if upload.reason else ""
    number = f"，录像编号 {upload.recording.number}" if upload.recording else ""
    tell(request, f"{upload.name}：{upload.get_state_display()}{number}{reason}")


def _collected(request: PageRequest, file: UploadedFile[Any], stated: dict[str, str]) -> Upload:
    given: dict[str, Any] = {"actor": request.viewer, "at": timezone.now(), "name": file.name or ""}
    given |= {"stated": stated, "via": "web"}
    path = getattr(file, "temporary_file_path", None)
    if path is not None:
        return collecting.collect(Path(path()), **given)
    with tempfile.NamedTemporaryFile() as aside:
        for piece in file.chunks():
            aside.write(piece)
        aside.flush()
        return collecting.collect(Path(aside.name), **given)


@require_GET
@page("upload.board")
def upload_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一次上传: how it fared, and its digests."""
    upload = selectors.upload(request.viewer, pk)
    if upload is None:
        raise Http404
    return render(request, "recordings/upload.html", {"upload": upload})


@require_GET
@page("upload.board")
def upload_state(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The state of an upload for the page's script."""
    upload = selectors.upload(request.viewer, pk) or selectors.own_upload(request.viewer, pk)
    if upload is None:
        return JsonResponse({"message": "没有这个上传。"}, status=404)
    return JsonResponse({**selectors.state_of(upload), "page": reverse("upload.page", args=[pk])})


@require_POST
@page("upload.board")
def retry(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """重新核验入库: what hangs because the store was away."""
    upload = selectors.upload(request.viewer, pk)
    if upload is None:
        raise Http404
    try:
        done = collecting.finish(upload.pk, at=timezone.now())
    except (collecting.Postponed, inbox.Busy) as waiting:
        messages.warning(request, str(waiting))
    else:
        messages.success(request, f"{done.name}：{done.get_state_display()}。")
    return redirect("upload.page", pk=pk)


# -- tus, for people -------------------------------------------------------------------------------------------


@page("upload.send")
def tus_collection(request: PageRequest) -> HttpResponseBase:
    """Open an upload."""
    return tus.collection(request, _person(request), timezone.now())


@page("upload.send")
def tus_resource(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Continue an upload."""
    return tus.resource(request, _person(request), pk, timezone.now())


def _person(request: PageRequest) -> tus.Sender:
    viewer = request.viewer
    return tus.Sender(
        actor=viewer,
        via="web",
        find=lambda pk: selectors.own_upload(viewer, pk),
        address=lambda pk: request.build_absolute_uri(reverse("tus.resource", args=[pk])),
    )


# -- stations --------------------------------------------------------------------------------------------------


def _for_station(
    view: Callable[Concatenate[PageRequest, Station, datetime, P], HttpResponseBase],
) -> Callable[Concatenate[PageRequest, P], HttpResponseBase]:
    """Open a view to a station that shows its token (`Authorization: Bearer …`); others get 401 with the reason."""

    def guarded(request: PageRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        at = timezone.now()
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        station, why = (
            station_of_token(token.strip(), local_date(at))
            if kind.lower() == "bearer" and token.strip()
            else (None, "缺少令牌：请在 Authorization 头中以 Bearer 提交采集站令牌。")
        )
        if station is None:
            answer = JsonResponse({"message": why}, status=401)
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        touch(station, at)
        return view(request, station, at, *args, **kwargs)

    return guarded


@csrf_exempt
@page(PUBLIC)
@_for_station
def api_collection(request: PageRequest, station: Station, at: datetime) -> HttpResponseBase:
    """采集站接口: open an upload."""
    return tus.collection(request, _station(request, station), at)


@csrf_exempt
@page(PUBLIC)
@_for_station
def api_resource(request: PageRequest, station: Station, at: datetime, pk: uuid.UUID) -> HttpResponseBase:
    """采集站接口: continue an upload (tus), or ask for its state (GET): `safe` says whether the file may be let go of."""
    if request.method != "GET":
        return tus.resource(request, _station(request, station), pk, at)
    upload = selectors.station_upload(station, pk)
    if upload is None:
        return JsonResponse({"message": "没有这个上传，或者不是由本采集站发起的。"}, status=404)
    return JsonResponse(selectors.state_of(upload))


@csrf_exempt
@require_POST
@page(PUBLIC)
@_for_station
def api_finish(request: PageRequest, station: Station, at: datetime, pk: uuid.UUID) -> HttpResponseBase:
    """采集站接口: try again now to keep a file that is complete here but could not be kept."""
    upload = selectors.station_upload(station, pk)
    if upload is None:
        return JsonResponse({"message": "没有这个上传，或者不是由本采集站发起的。"}, status=404)
    try:
        collecting.finish(pk, at=at)
    except (collecting.Postponed, inbox.Busy) as waiting:
        return JsonResponse({"message": str(waiting)}, status=503)
    return JsonResponse(selectors.state_of(selectors.station_upload(station, pk) or upload))


def _station(request: PageRequest, station: Station) -> tus.Sender:
    return tus.Sender(
        actor=system_viewer(station.bureau),
        via="api",
        find=lambda pk: selectors.station_upload(station, pk),
        address=lambda pk: request.build_absolute_uri(reverse("api.upload", args=[pk])),
        station=station,
    )


# -- correction of the source ----------------------------------------------------------------------------------


@page("recording.edit")
def correct(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """更正录像来源: camera, officer, begin."""
    recording, at = selectors.recording(request.viewer, pk), timezone.now()
    if recording is None:
        raise Http404
    form = forms.CorrectForm(request.POST or None, subject=recording, actor=request.viewer, at=at)
    context: dict[str, Any] = {
        "form": form,
        "recording": recording,
        "title": book().act_head("recording.correct").title,
    }
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "recordings/correct.html", context, status=status)
    try:
        receiving.correct(
            actor=request.viewer,
            at=at,
            reasons=reasons_in(request.POST),
            recording=recording,
            **form.inputs(),
        )
    except Refused as refused:
        context["verdict"] = refused.verdict
        return render(request, "recordings/correct.html", context, status=409)
    messages.success(request, f"已更正 {recording.number} 的来源；原文件和设备记录的时间没有改动。")
    return redirect("upload.board")
