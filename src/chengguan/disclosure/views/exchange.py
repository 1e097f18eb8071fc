"""Pages of 双公示报送: the boards, one delivery, files and receipts, receivers, where each value comes from."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages, sliced
from chengguan.base.streaming import streamed
from chengguan.disclosure.acts import channels as channel_acts
from chengguan.disclosure.acts import shipping as acts
from chengguan.disclosure.exchange.exporting import export_of
from chengguan.disclosure.exchange.writing import MEDIA
from chengguan.disclosure.forms import exchange as forms
from chengguan.disclosure.models import Channel, Delivery, Shipment
from chengguan.disclosure.selectors import exchange as selectors
from chengguan.disclosure.selectors.compliance import WHICH, compliance_cases, compliance_for
from chengguan.documents.serving import answer
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt, posted

CHANNEL_STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(channel_acts.change, forms.ChangeForm, "edit"),
        ActStep(channel_acts.retire, forms.RetireForm, "ban", frozenset({"active"})),
    )
}
SENDING_STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.ship, forms.ShipForm, "package"),
        ActStep(acts.catch_up, forms.NothingForm, "cloud-up", frozenset({"active"})),
    )
}


@require_safe
@page("dual.board")
def board(request: PageRequest) -> HttpResponseBase:
    """双公示报送: figures of the year, what is open, every delivery."""
    today = local_date(timezone.now())
    form = forms.DeliveryFilterForm(request.GET, viewer=request.viewer)
    filters = form.asked()
    found = selectors.page_of(request.viewer, filters, cursor_of(request), today)
    query = {name: "on" if value is True else str(value) for name, value in filters.items()}
    first, last = _period(request, today)
    context = {
        "form": form,
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "filtered": bool(filters),
        "counts": selectors.counts(request.viewer, today),
        "figures": compliance_for(request.viewer, first, last),
        "period": urlencode({"first": first.isoformat(), "last": last.isoformat()}),
        "year": today.year,
        "may_open_channels": request.viewer.may("channel.board"),
    }
    return render(request, "disclosure/dual.html", context)


@require_safe
@page("dual.board")
def compliance_page(request: PageRequest) -> HttpResponseBase:
    """The decisions behind a figure of compliance."""
    today = local_date(timezone.now())
    first, last = _period(request, today)
    which = request.GET.get("which", "due")
    which = which if which in WHICH else "due"
    rows = compliance_cases(request.viewer, first, last, which).select_related("party", "matter")
    found = sliced(rows, cursor_of(request), column="decided_on")
    query = {"first": first.isoformat(), "last": last.isoformat(), "which": which}
    context = {
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "figures": compliance_for(request.viewer, first, last),
        "which": which,
        "whiches": WHICH.items(),
        "first": first,
        "last": last,
        "period": urlencode({"first": first.isoformat(), "last": last.isoformat()}),
    }
    return render(request, "disclosure/dual_compliance.html", context)


def _period(request: PageRequest, today: date) -> tuple[date, date]:
    """The period asked for; this year up to today where none (or none that makes sense) is asked."""
    form = forms.PeriodForm(request.GET)
    form.is_valid()
    first = form.cleaned_data.get("first") or date(today.year, 1, 1)
    last = form.cleaned_data.get("last") or today
    return (first, last) if first <= last else (last, first)


@require_safe
@page("dual.board")
def coverage(request: PageRequest) -> HttpResponseBase:
    """数据来源: which act each value of the national rows comes from."""
    found = selectors.coverage(local_date(timezone.now()), request.viewer.jurisdiction)
    return render(request, "disclosure/dual_coverage.html", {"lists": found})


@require_safe
@page("dual.board")
def delivery_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一条报送."""
    found = selectors.delivery_page(_delivery(request, pk), local_date(timezone.now()))
    context = {"found": found, "delivery": found.delivery, "may_edit": request.viewer.may("dual.edit")}
    return render(request, "disclosure/dual_delivery.html", context)


@page("dual.edit")
def resend(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """重新报送."""
    delivery = _delivery(request, pk)
    form = forms.NothingForm(posted(request), subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.resend, form, publication=delivery.publication, delivery=delivery)
    if tried.done is None:
        crumbs = [_board_crumb(), (delivery.publication.number, reverse("dual.page", args=[pk]))]
        about = "按现在的事实重新生成报送数据，检查通过后报送。"
        return act_page(request, tried, _title("dual.resend"), crumbs, about=about, button="重新报送")
    made: Delivery = tried.done.result
    if made.blocked:
        messages.warning(request, "重新检查后仍有须更正的内容，请按提示更正产生该项的记录。")
    else:
        messages.success(request, "已重新生成并列入报送。")
    return redirect("dual.page", pk=made.pk)


@require_safe
@page("dual.board")
def shipment_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份报送文件."""
    shipment = _shipment(request, pk)
    context = {
        "shipment": shipment,
        "rows": selectors.shipment_rows(request.viewer, shipment, local_date(timezone.now())),
        "may_edit": request.viewer.may("dual.edit"),
        "may_open_channels": request.viewer.may("channel.board"),
    }
    return render(request, "disclosure/dual_shipment.html", context)


@require_POST
@page("dual.edit")
def fetch(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """取出报送文件: on the record."""
    shipment = _shipment(request, pk)
    try:
        acts.fetch(actor=request.viewer, at=timezone.now(), channel=shipment.channel, shipment=shipment)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("dual.shipment", pk=pk)
    assert shipment.file is not None
    name = (
        f"{shipment.channel.name}_{shipment.operation_title}_{local_date(shipment.made_at)}_{shipment.rows}条"
    )
    return answer(request, shipment.file, f"{name}.{_suffix(shipment)}", as_attachment=True)


def _suffix(shipment: Shipment) -> str:
    kinds = {media: name for name, media in MEDIA.items()}
    return kinds.get(shipment.file.media_type, "dat") if shipment.file else "dat"


@page("dual.edit")
def receipt(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """登记报送回执."""
    shipment = _shipment(request, pk)
    form = forms.ReceiptForm(
        posted(request), subject=shipment.channel, actor=request.viewer, at=timezone.now()
    )
    tried = attempt(request, acts.receipt, form, channel=shipment.channel, shipment=shipment)
    if tried.done is None:
        crumbs = [_board_crumb(), ("报送文件", reverse("dual.shipment", args=[pk]))]
        return act_page(request, tried, _title("dual.receipt"), crumbs)
    messages.success(request, "已登记回执。")
    return redirect("dual.shipment", pk=pk)


@require_safe
@page("channel.board")
def channel_board(request: PageRequest) -> HttpResponseBase:
    """接收平台."""
    rows = selectors.channels(request.viewer)
    return render(
        request, "disclosure/channels.html", {"rows": rows, "may_edit": request.viewer.may("channel.edit")}
    )


@page("channel.edit")
def channel_new(request: PageRequest) -> HttpResponseBase:
    """登记接收平台."""
    form = forms.RegisterForm(posted(request), subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, channel_acts.register, form)
    if tried.done is None:
        return act_page(request, tried, _title("channel.register"), [_channels_crumb()])
    messages.success(
        request, "已登记。今后公示的信息将自动列入对该平台的报送；以前公示的，由法制员办理补报。"
    )
    return redirect("channel.page", pk=tried.done.result.pk)


@require_safe
@page("channel.board")
def channel_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一个接收平台."""
    at = timezone.now()
    channel = _channel(request, pk)
    steps = CHANNEL_STEPS.items() if request.viewer.may("channel.edit") else ()
    context = {
        "found": selectors.channel_page(channel, local_date(at)),
        "channel": channel,
        "steps": [(kind, step) for kind, step in steps if not step.stages or channel.stage in step.stages],
        "may_send": request.viewer.may("dual.edit"),
        "may_open_board": request.viewer.may("dual.board"),
        "export": forms.ExportForm(subject=None, actor=request.viewer, at=at),
    }
    return render(request, "disclosure/channel.html", context)


@page("channel.edit")
def channel_act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项接收平台事项."""
    return _act_on(request, _channel(request, pk), CHANNEL_STEPS, kind, lambda done: "已办理。")


@page("dual.edit")
def sending_act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """制作报送文件、补报."""
    channel = _channel(request, pk)
    if kind == "dual.ship" and request.method != "POST":
        return redirect("channel.page", pk=pk)
    return _act_on(request, channel, SENDING_STEPS, kind, _told)


def _told(result: Any) -> str:
    if isinstance(result, Shipment):
        return f"已制作报送文件，共{result.rows}条。请取出文件，到接收平台上传，再登记回执。"
    return f"已将{result}条公示信息列入报送。"


def _act_on(
    request: PageRequest,
    channel: Channel,
    steps: dict[str, ActStep],
    kind: str,
    told: Callable[[Any], str],
) -> HttpResponseBase:
    step = steps.get(kind)
    if step is None or (step.stages and channel.stage not in step.stages):
        raise Http404
    form = step.form(posted(request), subject=channel, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, channel=channel)
    if tried.done is None:
        crumbs = [_channels_crumb(), (channel.name, reverse("channel.page", args=[channel.pk]))]
        return act_page(request, tried, step.title, crumbs)
    messages.success(request, told(tried.done.result))
    if isinstance(tried.done.result, Shipment):
        return redirect("dual.shipment", pk=tried.done.result.pk)
    return redirect("channel.page", pk=channel.pk)


@require_safe
@page("dual.edit")
def export(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """导出报送数据: streamed; a line that breaks off is taken up where it broke. Every beginning is on the record."""
    channel, at = _channel(request, pk), timezone.now()
    form = forms.ExportForm(request.GET, subject=None, actor=request.viewer, at=at)
    if not form.is_valid():
        messages.error(request, "请填写导出的起止日期、种类和格式。")
        return redirect("channel.page", pk=pk)
    asked = form.cleaned_data
    try:
        _noted(request, channel, at, asked)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("channel.page", pk=pk)
    found = export_of(channel, asked["kind"], asked["first"], asked["last"], asked["format"])
    name = f"双公示报送_{channel.code}_{asked['first']}_{asked['last']}.{asked['format']}"
    return streamed(request, found.pages, name=name, content_type=MEDIA[asked["format"]], etag=found.etag)


def _noted(request: PageRequest, channel: Channel, at: datetime, asked: dict[str, Any]) -> None:
    """A new export goes on the record; the rest of one that broke off belongs to it."""
    if request.method == "GET" and "Range" not in request.headers:
        values = {name: asked[name] for name in ("first", "last", "format")}
        acts.export(actor=request.viewer, at=at, channel=channel, **values)


def _delivery(request: PageRequest, pk: uuid.UUID) -> Delivery:
    found = selectors.delivery_of(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _shipment(request: PageRequest, pk: uuid.UUID) -> Shipment:
    found = selectors.shipment_of(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _channel(request: PageRequest, pk: uuid.UUID) -> Channel:
    found = selectors.channel_of(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _title(kind: str) -> str:
    return book().act_head(kind).title


def _board_crumb() -> tuple[str, str]:
    return "双公示报送", reverse("dual.board")


def _channels_crumb() -> tuple[str, str]:
    return "接收平台", reverse("channel.board")
