"""移送协作台账: the board, its spreadsheet, one thread, and taking in what other organs send."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.cases.acts import searches
from chengguan.cases.forms.transfers import TransferFilterForm
from chengguan.cases.procedure import approving
from chengguan.cases.selectors import links, transfers
from chengguan.documents.issuing import InstrumentIncomplete
from chengguan.intake.models import Lead
from chengguan.intake.transfer_forms import ReceiveTransferForm
from chengguan.intake.transfers import receive_transfer
from chengguan.ledger.acting import Refused
from lawengine import Verdict


@page("transfer.board")
def transfer_board(request: PageRequest) -> HttpResponseBase:
    """移送协作台账: overdue first, outgoing and incoming in one list."""
    on = local_date(timezone.now())
    form = TransferFilterForm(request.GET)
    filters = form.filters()
    asked = cursor_of(request)
    found = transfers.transfer_page(
        request.viewer, filters, on, cursor=asked.cursor, backwards=asked.backwards, last=asked.last
    )
    query = {name: "on" if value is True else str(value) for name, value in vars(filters).items() if value}
    context = {
        "form": form,
        "rows": found.rows,
        "pages": pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "query_string": request.GET.urlencode(),
        "filtered": bool(query),
    }
    return render(request, "cases/transfers.html", context)


@page("transfer.export")
def export_transfers(request: PageRequest) -> HttpResponseBase:
    """导出移送协作台账 as it is filtered; the export is on the record."""
    now = timezone.now()
    filters = TransferFilterForm(request.GET).filters()
    shown = {name: str(value) for name, value in vars(filters).items() if value}
    searches.record_export(actor=request.viewer, at=now, what="移送协作台账", filters=shown)
    rows = transfers.export_rows(request.viewer, filters, local_date(now))
    data = workbook("移送协作", transfers.EXPORT_HEAD, rows)
    return attachment(data, f"移送协作台账_{local_date(now).isoformat()}.xlsx", XLSX)


@page("transfer.page")
def transfer_thread(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """往来: one matter between two organs, from the complaint to the outcome."""
    found = transfers.thread_of(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    return render(request, "cases/transfer.html", {"thread": found, "row": found.row})


@page("transfer.receive")
def transfer_receive(request: PageRequest) -> HttpResponseBase:
    """接收移送、抄告."""
    at = timezone.now()
    if request.method != "POST":
        return _show(request, ReceiveTransferForm(subject=Lead(), actor=request.viewer, at=at))
    form = ReceiveTransferForm(request.POST, subject=Lead(), actor=request.viewer, at=at)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        reasons = approving.reasons_in(request.POST)
        done = receive_transfer(actor=request.viewer, at=at, reasons=reasons, **form.inputs())
    except Refused as refusal:
        return _show(request, form, refusal=refusal.verdict, status=409)
    except InstrumentIncomplete as incomplete:
        form.add_error(None, str(incomplete))
        return _show(request, form, status=422)
    messages.success(request, f"来文已接收，登记为线索 {done.result.number}，回执已生成。")
    return redirect("lead.page", done.result.pk)


def _show(
    request: PageRequest, form: ReceiveTransferForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    context = {"form": form, "refusal": refusal, "reasons": approving.reasons_in(request.POST)}
    return render(request, "cases/transfer_receive.html", context, status=status)


@page("case.page")
def case_links(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """关联与移送 of one case: the chain drawn, other links, evidence, letters."""
    found = links.joint_view(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    return render(request, "cases/links.html", {"joint": found, "case": found.case})
