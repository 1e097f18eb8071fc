"""Pages of the collection stations. A token is shown once, right after it was made."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.ledger.acting import Act
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm
from chengguan.people.act_pages import Attempt, act_page, attempt
from chengguan.recordings.acts import stations as acts
from chengguan.recordings.forms import cameras as forms
from chengguan.recordings.models import Station
from chengguan.recordings.selectors import stations as selectors


@page("station.board")
def board(request: PageRequest) -> HttpResponseBase:
    """采集站列表."""
    context = {
        "rows": selectors.stations(request.viewer, timezone.now()),
        "may_edit": request.viewer.may("station.edit"),
    }
    return render(request, "recordings/stations.html", context)


@page("station.edit")
def new(request: PageRequest) -> HttpResponseBase:
    """登记采集站."""
    form = forms.StationForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    return _token_page(request, form, acts.register)


@page("station.edit")
def renew(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """更换采集站令牌."""
    station = _found(request, pk)
    form = forms.RenewForm(request.POST or None, subject=station, actor=request.viewer, at=timezone.now())
    return _token_page(request, form, acts.renew, station=station)


@page("station.edit")
def revoke(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """停用采集站."""
    station = _found(request, pk)
    form = forms.RevokeForm(request.POST or None, subject=station, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.revoke, form, station=station)
    if tried.done is None:
        return _form(request, tried, "station.revoke", station.name)
    messages.success(request, f"已停用采集站“{station.name}”，其令牌立即失效。")
    return redirect("station.board")


def _token_page(request: PageRequest, form: ActForm, perform: Act, **subject: Station) -> HttpResponseBase:
    """The form; once performed, the page that shows the token. It is never shown again, so that page is not kept anywhere."""
    token = acts.new_token()
    tried = attempt(request, perform, form, token_sha256=acts.token_digest(token), **subject)
    if tried.done is None:
        return _form(request, tried, perform.kind, *(station.name for station in subject.values()))
    address = request.build_absolute_uri("/")
    context = {"station": tried.done.result, "token": token, "address": address}
    response = render(request, "recordings/station_token.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _found(request: PageRequest, pk: uuid.UUID) -> Station:
    station = selectors.station(request.viewer, pk)
    if station is None:
        raise Http404
    return station


def _form(request: PageRequest, tried: Attempt, kind: str, about: str = "") -> HttpResponseBase:
    crumbs = [("采集站", reverse("station.board"))]
    return act_page(request, tried, book().act_head(kind).title, crumbs, about=about)
