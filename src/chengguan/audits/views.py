"""Pages of 存量案件体检."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.cases.acts.searches import record_export
from chengguan.documents import serving, storing
from chengguan.ledger.acting import Refused
from chengguan.people.models import Bureau

from . import acts, selectors
from .checks.files import MEDIA, FileRefused, recognise
from .forms import MappingForm, ReceiveForm
from .models import FileAudit
from .process import NotChecked, guessed

FILES: Final = {"workbook": ("体检结果", "xlsx"), "pdf": ("体检报告", "pdf")}


@page("file_audit.board")
def board(request: PageRequest) -> HttpResponseBase:
    """存量案件体检: the files that were checked."""
    rows = selectors.audits(request.viewer, cursor_of(request))
    context = {
        "rows": rows.rows,
        "pager": pages({}, earlier=rows.earlier, later=rows.later, shown=len(rows.rows)),
        "may_run": request.viewer.may("file_audit.run"),
    }
    return render(request, "audits/board.html", context)


@page("file_audit.run")
def new(request: PageRequest) -> HttpResponseBase:
    """上传文件: it is read in a process of its own, and its columns are guessed."""
    if request.method != "POST":
        return render(request, "audits/new.html", {"form": ReceiveForm()})
    form = ReceiveForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "audits/new.html", {"form": form}, status=422)
    try:
        done = _receive(request, form.cleaned_data)
    except (FileRefused, NotChecked, *storing.NOT_KEPT) as refused:
        form.add_error("file", str(refused))
        return render(request, "audits/new.html", {"form": form}, status=422)
    except Refused as refused:
        return render(request, "audits/new.html", {"form": form, "verdict": refused.verdict}, status=409)
    return redirect("file_audit.page", pk=done.result.pk)


def _receive(request: PageRequest, data: dict[str, Any]) -> Any:
    """Read the file aside first; only one that can be read is kept."""
    at, file = timezone.now(), data["file"]
    bureau = Bureau.objects.get(pk=request.viewer.bureau_id)
    with tempfile.TemporaryDirectory(prefix="cgaudit") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        media = MEDIA[recognise(path)]
        guess = guessed(path, file.name, selectors.setting_of(bureau, local_date(at)))
        stored = storing.store(_pieces(path), recognise=lambda _: media)
    return acts.receive(
        actor=request.viewer, at=at, source=stored, source_name=file.name, title=data["title"], kind=data["kind"], guess=guess
    )  # fmt: skip


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(storing.CHUNK):
            yield chunk


@page("file_audit.board")
def audit_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一次体检: columns to confirm, progress, or the result."""
    audit = _found(request, pk)
    form = MappingForm(audit=audit, viewer=request.viewer, at=timezone.now())
    return _show(request, audit, form)


def _show(
    request: PageRequest, audit: FileAudit, form: MappingForm, status: int = 200, **extra: Any
) -> HttpResponseBase:
    level = request.GET.get("level", "")
    context = {
        "audit": audit,
        "guess": audit.summary.get("guess", {}),
        "result": selectors.result_of(audit, level if level in selectors.TONES else ""),
        "level": level,
        "form": form,
        "pairs": [
            (form[column.id], form[f"unit_{column.id}"] if column.type == "money" else None)
            for column in form.known
        ],
        "may_run": request.viewer.may("file_audit.run"),
        **extra,
    }
    return render(request, "audits/audit.html", context, status=status)


@page("file_audit.run")
def run(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """确认列对应关系并开始检查."""
    audit, at = _found(request, pk), timezone.now()
    if request.method != "POST":
        return redirect("file_audit.page", pk=pk)
    form = MappingForm(request.POST, audit=audit, viewer=request.viewer, at=at)
    if not form.is_valid():
        return _show(request, audit, form, 422, open_mapping=True)
    try:
        acts.run(actor=request.viewer, at=at, audit=audit, **form.inputs())
    except Refused as refused:
        return _show(request, audit, form, 409, verdict=refused.verdict, open_mapping=True)
    messages.success(request, "已开始检查，完成后本页自动刷新。")
    return redirect("file_audit.page", pk=pk)


@page("file_audit.board")
def state(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """How far the check has come (polled by the page)."""
    return render(request, "audits/_state.html", {"audit": _found(request, pk)})


@page("file_audit.board")
def file(request: PageRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """下载结果; that it was taken is on the record."""
    audit = _found(request, pk)
    stored = {"workbook": audit.workbook, "pdf": audit.pdf, "source": audit.source}.get(form)
    if stored is None:
        raise Http404
    name = audit.source_name
    if form in FILES:
        title, ending = FILES[form]
        name = f"{title}_{audit.title}.{ending}"
    record_export(
        actor=request.viewer,
        at=timezone.now(),
        what=f"存量案件体检：{name}"[:100],
        filters={"audit": audit.number},
    )
    return serving.answer(request, stored, name, as_attachment=True)


def _found(request: PageRequest, pk: uuid.UUID) -> FileAudit:
    audit = selectors.audit_of(request.viewer, pk)
    if audit is None:
        raise Http404
    return audit
