"""导出录像: choose, say why and to whom, wait, download."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.reasons import reasons_in
from chengguan.documents.serving import answer
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts import packages as acts
from chengguan.recordings.forms import archive as forms
from chengguan.recordings.models import Package
from chengguan.recordings.selectors import packages as selectors
from chengguan.recordings.selectors.archive import chosen


@page("recording.export")
def export(request: PageRequest) -> HttpResponseBase:
    """导出录像: of the ticked recordings (`id`, as often as wanted)."""
    asked = request.POST if request.method == "POST" else request.GET
    recordings = chosen(request.viewer, forms.chosen_keys(asked.getlist("id")[:500]))
    form = forms.ExportForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    context: dict[str, Any] = {
        "form": form,
        "recordings": recordings,
        "size": sum(row.file.size for row in recordings),
    }
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "recordings/export.html", context, status=status)
    try:
        package: Package = acts.export(
            actor=request.viewer, at=form.at, recordings=recordings, reasons=reasons_in(request.POST), **form.inputs()
        ).result  # fmt: skip
    except Refused as refused:
        return render(request, "recordings/export.html", context | {"verdict": refused.verdict}, status=409)
    messages.success(request, f"已登记 {package.number}，正在制作，完成后在本页下载。")
    return redirect("recording.package", pk=package.pk)


@page("recording.export")
def board(request: PageRequest) -> HttpResponseBase:
    """导出记录."""
    found = selectors.package_page(request.viewer, cursor_of(request))
    links = pages({}, earlier=found.earlier, later=found.later, shown=len(found.rows))
    return render(request, "recordings/packages.html", {"rows": found.rows, "pages": links})


@page("recording.export")
def package_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一个导出包: how far it is, what is in it, the file."""
    return render(request, "recordings/package.html", {"package": _found(request, pk)})


@page("recording.export")
def package_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """下载 of a package that is ready and not past its last day."""
    package = _found(request, pk)
    if package.state != Package.READY or package.file is None:
        raise Http404
    return answer(request, package.file, f"{package.number}.zip", as_attachment=True)


def _found(request: PageRequest, pk: uuid.UUID) -> Package:
    package = selectors.package(request.viewer, pk)
    if package is None:
        raise Http404
    return package
