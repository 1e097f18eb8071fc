"""当事人网上办事: open to whoever holds the document, by the code printed on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.cases.acts import online
from chengguan.cases.acts.remote import receive_online_statement
from chengguan.cases.doorway import Door, answer, knock, note_failure, nothing
from chengguan.cases.forms.base import ActForm
from chengguan.cases.forms.online import OnlineAddressForm, OnlineEvidenceForm, OnlineForm, OnlineHearingForm
from chengguan.cases.forms.remote import OnlineStatementForm
from chengguan.cases.selectors import party_page as selector
from chengguan.documents import rendering, serving
from chengguan.documents.storing import NOT_KEPT
from chengguan.ledger.acting import Act, Refused


@dataclass(frozen=True)
class OnlineStep:
    """One thing that a party can do on his page: the act, its form, what is promised, what the button says."""

    perform: Act
    form: type[ActForm]
    promise: str
    button: str


STEPS: Final = {
    "statement": OnlineStep(
        receive_online_statement,
        OnlineStatementForm,
        "执法机关必须听取并逐条复核，不会因为您申辩就罚得更重。",
        "提交意见",
    ),
    "hearing": OnlineStep(
        online.receive_online_hearing_request,
        OnlineHearingForm,
        "提交以后，执法机关会书面答复是否举行听证。听证不收费，可以请人代理。",
        "提交听证申请",
    ),
    "evidence": OnlineStep(
        online.receive_online_evidence,
        OnlineEvidenceForm,
        "每份材料交一次，写清楚它能说明什么。请保管好原件。",
        "提交证据",
    ),
    "address": OnlineStep(
        online.receive_online_service_address,
        OnlineAddressForm,
        "以后本案的文书按您填写的地址送达。请放心，这些内容不公开。",
        "确认地址",
    ),
}


@require_safe
@page(PUBLIC)
def party_page(request: PageRequest, code: str) -> HttpResponseBase:
    """What was decided or is about to be and why, the holder's rights with their dates, how to pay, what he can do now."""
    door = knock(request, code, timezone.now())
    if door.found is None:
        return nothing(request, door)
    found = selector.page_of(door.held, local_date(door.at))
    return answer(request, "cases/party.html", {"found": found, "case": found.case, "code": code})


@page(PUBLIC)
def party_act(request: PageRequest, code: str, what: str) -> HttpResponseBase:
    """One thing to do: a short form, and a receipt when it was taken in."""
    door = knock(request, code, timezone.now())
    step = STEPS.get(what)
    if door.found is None or step is None:
        return nothing(request, door)
    found = selector.page_of(door.held, local_date(door.at))
    files = request.FILES if request.method == "POST" else None
    form = step.form(request.POST or None, files, subject=found.case, actor=door.actor, at=door.at)
    if isinstance(form, OnlineForm):
        form.document = found.document
    context = {
        "found": found,
        "case": found.case,
        "code": code,
        "step": step,
        "offer": found.offer(what),
        "form": form,
        "multipart": form.is_multipart(),
    }
    if request.method != "POST":
        return answer(request, "cases/party_act.html", context)
    return _sent(request, door, step, form, context)


def _sent(
    request: PageRequest, door: Door, step: OnlineStep, form: ActForm, context: dict[str, Any]
) -> HttpResponseBase:
    if not form.is_valid():
        return answer(request, "cases/party_act.html", context, status=422)
    try:
        done = step.perform(actor=door.actor, at=door.at, case=door.held.case, **form.inputs())
    except Refused as refused:
        if any(finding.id == "identity_confirmed" for finding in refused.verdict.unmet):
            note_failure(request, door.at)
        return answer(request, "cases/party_act.html", {**context, "verdict": refused.verdict}, status=409)
    except NOT_KEPT as refused_file:
        form.add_error("attachments", str(refused_file))
        return answer(request, "cases/party_act.html", context, status=422)
    messages.success(request, "已经收到。下面是回执，请打印或者截图保存。")
    return redirect("party.receipt", code=door.code, pk=done.result.pk)


@require_safe
@page(PUBLIC)
def party_receipt(request: PageRequest, code: str, pk: uuid.UUID) -> HttpResponseBase:
    """The receipt of something that was sent: number, time, content; to be printed."""
    door = knock(request, code, timezone.now())
    receipt = selector.receipt_of(door.found, pk) if door.found else None
    if receipt is None:
        return nothing(request, door)
    context = {"receipt": selector.receipt_page(receipt, door.held.case), "code": code, "found": door.held}
    return answer(request, "cases/party_receipt.html", context)


@require_safe
@page(PUBLIC)
def party_receipt_file(request: PageRequest, code: str, pk: uuid.UUID) -> HttpResponseBase:
    """The receipt as PDF."""
    door = knock(request, code, timezone.now())
    receipt = selector.receipt_of(door.found, pk) if door.found else None
    if receipt is None:
        return nothing(request, door)
    response = serving.answer(
        request, rendering.rendition(receipt, "pdf"), f"{receipt.title}{receipt.number}.pdf"
    )
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
