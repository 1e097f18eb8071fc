"""Pages of the library of statutes."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Refused
from lawengine import Verdict

from . import acts
from .forms import DetailsForm, EndForm, FilterForm, PlaceForm, UploadForm, WithdrawForm, proposed
from .models import Statute
from .selectors import importing, library, reading


@page("statute.board")
def statute_board(request: PageRequest) -> HttpResponseBase:
    """法律法规库: statutes by level; words are looked for in all articles in force."""
    form, today = FilterForm(request.GET), _today()
    on, text = form.day(today), form.word("q")
    rows = library.statute_board(text=text, kind=form.word("kind"), on=on)
    context = {
        "form": form,
        "on": on,
        "today": today,
        "rows": rows[: library.SHOWN],
        "total": len(rows),
        "found": library.find_articles(text, on=on),
        "limit": library.FOUND,
        "text": text,
        "may_import": request.viewer.may("statute.import"),
    }
    return render(request, "statutes/board.html", context)


@page("statute.board")
def cite(request: PageRequest) -> HttpResponseBase:
    """Where a citation leads: the article, when it is in the library; else the rules that cite it."""
    law, article = request.GET.get("law", ""), request.GET.get("article", "")
    found = library.target(law, article, _today())
    if found is None:
        return redirect(f"{reverse('norm.board')}?{urlencode({'law': law, 'article': article})}")
    query = f"?article={found.article}#{found.anchor}" if found.article else ""
    return redirect(f"{reverse('statute.page', args=[found.pk])}{query}")


@page("statute.page")
def statute_page(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """One statute: as of a day or in a version, with contents, anchors and search."""
    form, today = PlaceForm(request.GET), _today()
    on: date = form.value("on") or today
    places = {name: form.value(name) for name in ("version", "article")}
    found = reading.statute_page(pk, on=on, part=form.cleaned_data.get("part"), **places)
    if found is None:
        raise Http404
    text = form.value("q") or ""
    context = {
        "page": found,
        "statute": found.statute,
        "form": form,
        "on": on,
        "text": text,
        "found": library.find_articles(text, on=found.shown.start, statute=found.statute) if text else [],
        "may_import": request.viewer.may("statute.import"),
    }
    return render(request, "statutes/statute.html", context)


@page("statute.page")
def compare(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """Two versions article by article."""
    form, everything = PlaceForm(request.GET), "all" in request.GET
    found = reading.comparison(pk, old=form.value("old"), new=form.value("new"), everything=everything)
    if found is None:
        raise Http404
    return render(request, "statutes/compare.html", {"comparison": found, "everything": everything})


@page("statute.import")
def import_statute(request: PageRequest) -> HttpResponseBase:
    """导入: upload a file, see what was understood and what was not."""
    if request.method != "POST":
        return _upload(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload(request, form, status=422)
    return _preview(request, DetailsForm(initial=proposed(form.upload)), importing.draft_of(form.upload))


@require_POST
@page("statute.import")
def confirm_import(request: PageRequest) -> HttpResponseBase:
    """确认入库 what the preview showed, or check the 题注 again."""
    form, at = DetailsForm(request.POST), timezone.now()
    reasons = reasons_in(request.POST)
    if "sealed" in (form.errors or {}):
        messages.error(request, "预览已过期，请重新上传文件。")
        return redirect("statute.import")
    if not form.is_valid():
        return _preview(request, form, importing.draft_of(form.upload), status=422)
    if "confirm" not in request.POST:
        draft = importing.draft_of(form.upload, form.details(), request.viewer, at, reasons)
        return _preview(request, form, draft)
    try:
        done = acts.import_version(
            actor=request.viewer, at=at, reasons=reasons, upload=form.upload, details=form.details()
        )
    except Refused as refused:
        draft = importing.draft_of(form.upload, form.details(), request.viewer, at, reasons)
        return _preview(request, form, draft, refusal=refused.verdict, status=409)
    version = done.result
    messages.success(
        request, f"《{version.title}》已入库：{version.articles} 条，{version.in_force_from} 起施行。"
    )
    return redirect(f"{reverse('statute.page', args=[version.statute_id])}?version={version.pk}")


@page("statute.import")
def end_statute(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """登记废止."""
    statute = _statute(pk)
    form = EndForm(request.POST or None)
    if request.method != "POST":
        return _act(request, statute, form, "statute.end")
    if not form.is_valid():
        return _act(request, statute, form, "statute.end", status=422)
    try:
        acts.end_statute(
            actor=request.viewer,
            at=timezone.now(),
            reasons=reasons_in(request.POST),
            statute=statute,
            **form.cleaned_data,
        )
    except Refused as refused:
        return _act(request, statute, form, "statute.end", refusal=refused.verdict, status=409)
    messages.success(request, f"《{statute.title}》自 {form.cleaned_data['ended_on']} 起废止，已登记。")
    return redirect("statute.page", pk)


@page("statute.import")
def withdraw_version(request: PageRequest, pk: UUID) -> HttpResponseBase:
    """撤下误入库的版本."""
    statute = _statute(pk)
    form = WithdrawForm(request.POST or None, statute=statute)
    if request.method != "POST":
        return _act(request, statute, form, "statute.withdraw_version")
    if not form.is_valid():
        return _act(request, statute, form, "statute.withdraw_version", status=422)
    try:
        acts.withdraw_version(
            actor=request.viewer,
            at=timezone.now(),
            reasons=reasons_in(request.POST),
            statute=statute,
            **form.cleaned_data,
        )
    except Refused as refused:
        return _act(request, statute, form, "statute.withdraw_version", refusal=refused.verdict, status=409)
    messages.success(request, "该版本已撤下，可以导入正确的文件。")
    return redirect("statute.board")


def _today() -> date:
    return local_date(timezone.now())


def _statute(pk: UUID) -> Statute:
    statute = reading.statute_of(pk)
    if statute is None:
        raise Http404
    return statute


def _upload(request: PageRequest, form: UploadForm, status: int = 200) -> HttpResponseBase:
    context = {"form": form, "versions": library.recent_imports()}
    return render(request, "statutes/import.html", context, status=status)


def _preview(
    request: PageRequest,
    form: DetailsForm,
    draft: importing.Draft,
    *,
    refusal: Verdict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {"form": form, "draft": draft, "refusal": refusal, "reasons": reasons_in(request.POST)}
    return render(request, "statutes/preview.html", context, status=status)


def _act(
    request: PageRequest, statute: Statute, form: EndForm | WithdrawForm, kind: str, *,
    refusal: Verdict | None = None, status: int = 200,
) -> HttpResponseBase:  # fmt: skip
    context = {
        "statute": statute,
        "form": form,
        "kind": kind,
        "verdict": refusal,
        "reasons": reasons_in(request.POST),
    }
    return render(request, "statutes/act.html", context, status=status)
