"""当事人网上办事: open to whoever holds the document, by the code printed on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.cases.acts.remote import receive_online_statement
from chengguan.cases.forms.remote import OnlineStatementForm
from chengguan.cases.selectors import party_page as selector
from chengguan.documents.storing import NOT_KEPT
from chengguan.ledger.acting import Refused


@page(PUBLIC)
def party_page(request: PageRequest, code: str) -> HttpResponseBase:
    """What was decided or is about to be, the party's rights with their dates, how to pay, and the statement."""
    at = timezone.now()
    found = selector.party_page(code, local_date(at))
    if found is None:
        return render(request, "cases/party.html", {"found": None, "code": code[:40]}, status=404)
    actor = selector.party_actor(found.case)
    files = request.FILES if request.method == "POST" else None
    form = OnlineStatementForm(request.POST or None, files, subject=found.case, actor=actor, at=at)
    context = {"found": found, "form": form, "case": found.case, "code": code}
    if request.method != "POST":
        return render(request, "cases/party.html", context)
    if not form.is_valid():
        return render(request, "cases/party.html", context, status=422)
    try:
        receipt = receive_online_statement(actor=actor, at=at, case=found.case, **form.inputs()).result
    except Refused as refused:
        return render(request, "cases/party.html", {**context, "verdict": refused.verdict}, status=409)
    except NOT_KEPT as refused_file:
        form.add_error("attachments", str(refused_file))
        return render(request, "cases/party.html", context, status=422)
    messages.success(
        request, f"已收到您的意见（{receipt.title}{receipt.number}）。执法机关必须逐条复核，并在决定前答复。"
    )
    return redirect("party.online", code=code)
