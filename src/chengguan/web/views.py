"""Pages of the whole house: workbench, search, audit, outbox, error pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.agenda.selectors import duties_of
from chengguan.base import search
from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.ledger import outbox, selectors
from chengguan.statutes.selectors.library import find_statutes

KINDS = {
    "case": "案件",
    "lead": "线索",
    "party": "当事人",
    "document": "文书",
    "dossier": "电子案卷",
    "recording": "音视频",
}
PATHS = {
    "recording": "/recordings/{}/",
    "case": "/cases/{}/",
    "lead": "/leads/{}/",
    "party": "/parties/{}/",
    "document": "/documents/{}.pdf",
    "dossier": "/dossiers/{}/",
}


@page("home")
def home(request: PageRequest) -> HttpResponseBase:
    """工作台: my duties by legal urgency."""
    duties = duties_of(request.viewer, local_date(timezone.now()))
    return render(request, "home.html", {"duties": duties})


@page("search")
def search_page(request: PageRequest) -> HttpResponseBase:
    """检索: cases, leads, parties and documents by any words."""
    query = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    hits = search.find(request.viewer, query, kind=kind if kind in KINDS else "")
    rows = [(hit, KINDS.get(hit.kind, hit.kind), PATHS[hit.kind].format(hit.key)) for hit in hits]
    statutes = find_statutes(query, on=local_date(timezone.now())) if query and not kind else []
    context = {"query": query, "kind": kind, "rows": rows, "kinds": KINDS.items(), "statutes": statutes}
    return render(request, "search.html", context)


@page("audit.board")
def audit_board(request: PageRequest) -> HttpResponseBase:
    """审计: who did what, when; that the chains are whole is proved by `verify` and the checkpoints."""
    before = request.GET.get("before", "")
    rows = selectors.audit_rows(
        request.viewer,
        kind=request.GET.get("kind", ""),
        chain=request.GET.get("chain", ""),
        before=int(before) if before.isdigit() else None,
    )
    context = {
        "rows": rows,
        "titles": selectors.act_titles(),
        "kind": request.GET.get("kind", ""),
        "chain": request.GET.get("chain", ""),
        "earlier": rows[-1].id if len(rows) == selectors.PAGE else "",
        "checkpoints": selectors.checkpoints(),
    }
    return render(request, "audit.html", context)


@page("outbox.board")
def outbox_board(request: PageRequest) -> HttpResponseBase:
    """发送队列: what waits, what is done, what failed and why."""
    state = request.GET.get("state", "")
    return render(
        request, "outbox.html", {"rows": selectors.outbox_rows(request.viewer, state), "state": state}
    )


@require_POST
@page("outbox.board")
def outbox_retry(request: PageRequest, pk: int) -> HttpResponseBase:
    """重试 a failed piece of work."""
    outbox.retry(pk, viewer=request.viewer, at=timezone.now())
    messages.success(request, "已重新排队。")
    return redirect("outbox.board")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say so, and how to go on."""
    return render(request, "csrf.html", status=403)
