"""导出案卷: say for whom and why, wait, download; how to verify."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.documents.serving import answer
from chengguan.dossiers.acts import exporting as acts
from chengguan.dossiers.forms.exporting import ExportForm
from chengguan.dossiers.selectors import exports as selectors
from chengguan.ledger.acting import Refused


@page("dossier.export")
def export(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """导出案卷."""
    dossier, at = selectors.dossier_of(request.viewer, pk), timezone.now()
    if dossier is None:
        raise Http404
    form = ExportForm(request.POST or None, subject=dossier, actor=request.viewer, at=at)
    context = {
        "form": form,
        "dossier": dossier,
        "sized": selectors.sized(dossier),
        "rows": selectors.exports_of(dossier),
    }
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "dossiers/export.html", context, status=422 if request.method == "POST" else 200
        )
    try:
        made = acts.export(
            actor=request.viewer, at=at, reasons=reasons_in(request.POST), dossier=dossier, **form.inputs()
        ).result
    except Refused as refused:
        return render(request, "dossiers/export.html", context | {"verdict": refused.verdict}, status=409)
    messages.success(request, "已登记导出，正在制作；完成并自检通过后在本页下载。")
    return redirect("dossier.export_page", pk=made.pk)


@page("dossier.export")
def export_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一次导出: how far it is, its digest, the download. Polled by itself while it is being made."""
    row = _found(request, pk)
    part = request.headers.get("HX-Request") == "true"
    name = "dossiers/_export_progress.html" if part else "dossiers/export_page.html"
    return render(request, name, {"row": row, "export": row.export, "dossier": row.export.dossier})


@page("dossier.export")
def export_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """下载导出文件, whole or from where a broken-off download ended."""
    made = _found(request, pk).export
    if made.file is None:
        raise Http404("该导出没有可以下载的文件：尚未完成，或者已到期清除。")
    return answer(request, made.file, f"案卷 {made.dossier.archive_number}.zip", as_attachment=True)


def _found(request: PageRequest, pk: uuid.UUID) -> selectors.ExportRow:
    row = selectors.export_row(request.viewer, pk)
    if row is None:
        raise Http404
    return row
