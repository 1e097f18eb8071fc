"""Pages of custody: what is due, who saw what, holds, lists of destruction and their steps."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.ledger.acting import Act
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm
from chengguan.people.act_pages import ActStep, act_page, attempt
from chengguan.recordings.acts import destruction as acts
from chengguan.recordings.acts import holds, logs
from chengguan.recordings.forms import custody as forms
from chengguan.recordings.models import Destruction, Hold, Recording
from chengguan.recordings.selectors import custody as selectors

UNFINISHED: Final = frozenset({"proposed", "approved"})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.approve, forms.ApproveForm, "rubber-stamp", frozenset({"proposed"})),
        ActStep(acts.attend, forms.AttendForm, "eye", frozenset({"approved"})),
        ActStep(acts.carry_out, forms.CarryOutForm, "trash", frozenset({"approved"})),
        ActStep(acts.withdraw, forms.ReasonForm, "arrow-back-up", UNFINISHED),
    )
}


@require_safe
@page("custody.board")
def board(request: PageRequest) -> HttpResponseBase:
    """保管与销毁."""
    found = selectors.board(request.viewer, local_date(timezone.now()))
    return render(request, "recordings/custody.html", {"board": found, **_may(request)})


@require_safe
@page("custody.board")
def viewings(request: PageRequest) -> HttpResponseBase:
    """调阅登记: nobody can change it, here or anywhere."""
    asked = cursor_of(request)
    form = forms.ViewingFilterForm(request.GET)
    filters = form.asked()
    found = selectors.viewing_page(
        request.viewer, filters, cursor=asked.cursor, backwards=asked.backwards, last=asked.last
    )
    query = {name: str(value) for name, value in filters.items()}
    links = pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows))
    context = {
        "form": form,
        "rows": found.rows,
        "pages": links,
        "filtered": bool(filters),
        "query": urlencode(query),
    }
    return render(request, "recordings/viewings.html", {**context, **_may(request)})


@require_safe
@page("custody.board")
def viewings_export(request: PageRequest) -> HttpResponseBase:
    """导出调阅登记 as it is filtered; the export is on the record."""
    at = timezone.now()
    filters = forms.ViewingFilterForm(request.GET).asked()
    rows = list(selectors.viewing_rows(request.viewer, filters))
    logs.export_log(actor=request.viewer, at=at, filters=filters, rows=len(rows))
    data = workbook("调阅登记", selectors.EXPORT_HEAD, rows)
    return attachment(data, f"调阅登记_{local_date(at).isoformat()}.xlsx", XLSX)


@require_safe
@page("custody.board")
def holds_board(request: PageRequest) -> HttpResponseBase:
    """保留清单."""
    basis = request.GET.get("basis", "")
    everything = request.GET.get("all") == "1"
    bases = [value for value, _ in Hold.BASES]
    rows = selectors.holds_page(request.viewer, basis if basis in bases else "", everything)
    context = {"rows": rows, "bases": Hold.BASES, "basis": basis, "everything": everything}
    return render(request, "recordings/holds.html", {**context, **_may(request)})


@page("custody.edit")
def hold_place(request: PageRequest) -> HttpResponseBase:
    """登记保留."""
    initial = {"number": request.GET.get("number", "")[:60]}
    form = forms.HoldPlaceForm(
        request.POST or None, subject=None, actor=request.viewer, at=timezone.now(), initial=initial
    )
    return _perform(request, form, holds.place, {}, "custody.holds", "已登记保留。")


@page("custody.edit")
def hold_lift(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """解除保留."""
    hold = selectors.hold_of(request.viewer, pk)
    if hold is None:
        raise Http404
    form = forms.LiftForm(request.POST or None, subject=hold, actor=request.viewer, at=timezone.now())
    return _perform(
        request, form, holds.lift, {"hold": hold}, "custody.holds", "已解除保留。", about=str(hold)
    )


@require_safe
@page("custody.board")
def recording_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份录像的保管情况: how long, why, who saw it."""
    found = selectors.recording_page(_recording(request, pk))
    return render(request, "recordings/custody_recording.html", {"found": found, **_may(request)})


@page("custody.edit")
def classify(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """确定保管类别."""
    recording = _recording(request, pk)
    form = forms.ClassifyForm(
        request.POST or None, subject=recording, actor=request.viewer, at=timezone.now()
    )
    inputs = {"recording": recording}
    done = f"已确定 {recording.number} 的保管类别。"
    return _perform(
        request, form, holds.classify, inputs, "custody.recording", done, about=recording.number, key=pk
    )


@page("custody.edit")
def propose(request: PageRequest) -> HttpResponseBase:
    """提请销毁: 到期录像 and the list made of those ticked."""
    ticked = request.POST.getlist("recording")
    form = forms.ProposeForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    recordings = selectors.chosen(request.viewer, ticked)
    tried = attempt(request, acts.propose, form, recordings=recordings)
    if tried.done is not None:
        messages.success(request, f"已提请销毁：{tried.done.result.number}，等待负责人批准。")
        return redirect("custody.destruction", pk=tried.done.result.pk)
    context = {
        "form": form,
        "rows": selectors.due_rows(request.viewer, local_date(form.at)),
        "ticked": set(ticked),
        "verdict": tried.verdict,
        "first": not ticked,
    }
    return render(request, "recordings/destruction_new.html", context, status=tried.status)


@require_safe
@page("custody.board")
def destructions(request: PageRequest) -> HttpResponseBase:
    """销毁清册列表."""
    rows = selectors.destruction_lists(request.viewer)
    return render(request, "recordings/destructions.html", {"rows": rows, **_may(request)})


@require_safe
@page("custody.board")
def destruction(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份销毁清册: its items, what hinders them now, its papers, its steps."""
    row = _destruction(request, pk)
    found = selectors.list_page(row, local_date(timezone.now()))
    may = _may(request)
    steps = [
        (kind, step) for kind, step in STEPS.items() if kind in may["entitled"] and row.stage in step.stages
    ]
    context = {"found": found, "steps": steps, "unfinished": row.stage in UNFINISHED, **may}
    return render(request, "recordings/destruction.html", context)


@page("custody.edit")
def destruction_act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一份清册; who may is said by the act's norm."""
    row, step = _destruction(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(
        request.POST if request.method == "POST" else None,
        subject=row,
        actor=request.viewer,
        at=timezone.now(),
    )
    done = f"已办理：{step.title}（{row.number}）。"
    inputs = {"destruction": row}
    return _perform(
        request, form, step.perform, inputs, "custody.destruction", done, about=row.number, key=pk
    )


@page("custody.edit")
def strike(request: PageRequest, pk: uuid.UUID, item: uuid.UUID) -> HttpResponseBase:
    """移出清册."""
    row = _destruction(request, pk)
    recording = selectors.item_recording(row, item)
    if recording is None:
        raise Http404
    form = forms.ReasonForm(request.POST or None, subject=row, actor=request.viewer, at=timezone.now())
    inputs = {"destruction": row, "recording": recording}
    done = f"已移出 {recording.number}。"
    about = f"{row.number}　{recording.number}"
    return _perform(request, form, acts.strike, inputs, "custody.destruction", done, about=about, key=pk)


def _perform(
    request: PageRequest,
    form: ActForm,
    perform: Act,
    inputs: Mapping[str, Any],
    after: str,
    done: str,
    *,
    about: str = "",
    key: uuid.UUID | None = None,
) -> HttpResponseBase:
    """The form of an act; when it is done, the page `after`."""
    tried = attempt(request, perform, form, **inputs)
    back = reverse(after, kwargs={"pk": key} if key is not None else None)
    if tried.done is not None:
        messages.success(request, done)
        return redirect(back)
    title = book().act_head(perform.kind).title
    crumbs = [("保管与销毁", reverse("custody.board"))]
    return act_page(request, tried, title, crumbs, about=about, button=title, back=back)


def _may(request: PageRequest) -> dict[str, Any]:
    """What the page offers: `entitled` names the acts, the rest the pages."""
    viewer = request.viewer
    acts_of = selectors.entitled(viewer, local_date(timezone.now())) if viewer.may("custody.edit") else ()
    return {"entitled": acts_of, "may_open": viewer.may("recording.page")}


def _recording(request: PageRequest, pk: uuid.UUID) -> Recording:
    found = selectors.recording_of(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _destruction(request: PageRequest, pk: uuid.UUID) -> Destruction:
    found = selectors.destruction_of(request.viewer, pk)
    if found is None:
        raise Http404
    return found
