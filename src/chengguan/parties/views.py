"""Pages of parties."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Refused
from lawengine import Verdict

from . import acts, selectors
from .forms import AmendForm, FilterForm, PartyForm, RevealForm
from .models import Party


@page("party.board")
def board(request: PageRequest) -> HttpResponseBase:
    """当事人列表."""
    form = FilterForm(request.GET)
    form.is_valid()
    text, kind = str(form.cleaned_data.get("q", "")), str(form.cleaned_data.get("kind", ""))
    found = selectors.board_page(
        request.viewer, text=text, kind=kind, asked=cursor_of(request), on=local_date(timezone.now())
    )
    query = {name: value for name, value in (("q", text), ("kind", kind)) if value}
    links = pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows))
    context = {
        "form": form,
        "rows": found.rows,
        "pages": links,
        "filtered": bool(query),
        "may_edit": request.viewer.may("party.edit"),
    }
    return render(request, "parties/board.html", context)


@page("party.edit")
def new(request: PageRequest) -> HttpResponseBase:
    """登记当事人."""
    at = timezone.now()
    if request.method != "POST":
        return _form(
            request, PartyForm(on=local_date(at), initial={"kind": request.GET.get("kind", "individual")})
        )
    form = PartyForm(request.POST, on=local_date(at))
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        party: Party = acts.register(
            actor=request.viewer, at=at, reasons=reasons_in(request.POST), **form.inputs()
        ).result
    except Refused as refused:
        twin = selectors.registered_twin(
            request.viewer,
            form.cleaned_data["kind"],
            form.cleaned_data["id_number"],
            form.cleaned_data["credit_code"],
        )
        return _form(request, form, refusal=refused.verdict, twin=twin, status=409)
    messages.success(request, f"已登记当事人“{party.name}”。")
    return redirect("party.page", pk=party.pk)


@page("party.page")
def party(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """当事人页."""
    return _party(request, pk)


@page("party.edit")
def edit(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """变更当事人信息."""
    at = timezone.now()
    found = _found(request, pk)
    if request.method != "POST":
        return _form(request, AmendForm(on=local_date(at), party=found), party=found)
    form = AmendForm(request.POST, on=local_date(at), party=found)
    if not form.is_valid():
        return _form(request, form, party=found, status=422)
    try:
        acts.amend(
            actor=request.viewer,
            at=at,
            party=found,
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            reasons=reasons_in(request.POST),
        )
    except Refused as refused:
        return _form(request, form, party=found, refusal=refused.verdict, status=409)
    messages.success(request, "已变更，变更前后的内容均已入台账。")
    return redirect("party.page", pk=pk)


@require_POST
@page("party.reveal")
def reveal(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """查看完整信息: on the record, shown once."""
    found = _found(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _party(request, pk, status=422)
    field = form.cleaned_data["field"]
    try:
        value = acts.reveal(
            actor=request.viewer,
            at=timezone.now(),
            party=found,
            field=field,
            purpose=form.cleaned_data["purpose"],
        ).result
    except Refused as refused:
        return _party(request, pk, refusal=refused.verdict, status=409)
    response = _party(request, pk, revealed={"field": field, "value": value})
    response["Cache-Control"] = "no-store"
    return response


def _found(request: PageRequest, pk: uuid.UUID) -> Party:
    found = selectors.visible_party(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _party(request: PageRequest, pk: uuid.UUID, *, status: int = 200, **extra: Any) -> HttpResponseBase:
    found = selectors.party_file(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    context = {"file": found, "party": found.party, "reveal_form": RevealForm(), **extra}
    return render(request, "parties/party.html", context, status=status)


def _form(
    request: PageRequest,
    form: PartyForm,
    *,
    party: Party | None = None,
    refusal: Verdict | None = None,
    twin: Party | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "form": form,
        "party": party,
        "verdict": refusal,
        "twin": twin,
        "reasons": reasons_in(request.POST),
    }
    return render(request, "parties/form.html", context, status=status)
