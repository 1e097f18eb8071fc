"""Pages of the yearly statistics of enforcement, inside and on the portal."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.disclosure.portal.organs import bureau_of
from chengguan.disclosure.portal.shell import frame
from chengguan.documents.rendering import rendition
from chengguan.documents.serving import answer
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt, posted
from chengguan.people.models import Bureau
from chengguan.reports.models import StatisticsReport

from . import acts, forms, selectors
from .wording import HEAD, workbook_rows

DRAFT: Final = frozenset({StatisticsReport.COMPILED})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.revise, forms.ReviseForm, "refresh", DRAFT),
        ActStep(acts.issue, forms.IssueForm, "speakerphone", DRAFT),
        ActStep(acts.withdraw, forms.WithdrawForm, "arrow-back-up", frozenset({StatisticsReport.ISSUED})),
    )
}


@page("statistics.board")
def board(request: PageRequest) -> HttpResponseBase:
    """行政执法统计年报."""
    context = {
        "board": selectors.board(request.viewer, local_date(timezone.now())),
        "may_issue": request.viewer.may("statistics.issue"),
    }
    return render(request, "reports/statistics.html", context)


@page("statistics.issue")
def new(request: PageRequest) -> HttpResponseBase:
    """编制年报."""
    form = forms.CompileForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.compile_report, form)
    if tried.done is None:
        title = book().act_head("statistics.compile").title
        return act_page(request, tried, title, [_board_crumb()], button="编制")
    messages.success(request, "已编制草稿。请核对各表和勾稽关系，写明说明后由负责人公布。")
    return redirect("statistics.page", pk=tried.done.result.pk)


@page("statistics.board")
def report_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一个年度的统计年报."""
    report = _found(request, pk)
    steps = [
        (kind, step.title, step.icon)
        for kind, step in STEPS.items()
        if report.stage in step.stages and request.viewer.may("statistics.issue")
    ]
    context = {
        "page": selectors.page_of(report, local_date(timezone.now())),
        "report": report,
        "steps": steps,
    }
    return render(request, "reports/statistics_report.html", context)


@page("statistics.issue")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项年报事项."""
    report, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(posted(request), subject=report, actor=request.viewer, at=timezone.now())
    tried = attempt(request, step.perform, form, report=report)
    if tried.done is None:
        crumbs = [_board_crumb(), (str(report), reverse("statistics.page", args=[pk]))]
        return act_page(request, tried, step.title, crumbs)
    messages.success(request, f"已办理：{step.title}。")
    return redirect("statistics.page", pk=pk)


@page("statistics.board")
def figure(request: PageRequest, pk: uuid.UUID, table: str, row: str, column: str) -> HttpResponseBase:
    """公布时的数字和记录."""
    report = _found(request, pk)
    found = selectors.issued_figure(request.viewer, report, f"{table}/{row}/{column}")
    if found is None:
        raise Http404
    crumbs = [_board_crumb(), (str(report), reverse("statistics.page", args=[pk]))]
    return render(request, "reports/bulletin_figure.html", {"found": found, "crumbs": crumbs})


@page("statistics.board")
def download(request: PageRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """XLSX of a draft or report; PDF and DOCX of a report that was issued."""
    return _file(request, _found(request, pk), form)


@page(PUBLIC)
def portal_years(request: HttpRequest, code: str) -> HttpResponseBase:
    """公示平台：行政执法统计年报."""
    bureau = _organ(code)
    context = {**frame(request, bureau), "reports": selectors.published(bureau)}
    return render(request, "reports/statistics_portal.html", context)


@page(PUBLIC)
def portal_year(request: HttpRequest, code: str, year: int) -> HttpResponseBase:
    """公示平台：一个年度的统计年报; a withdrawn one gives its notice and no figures (410)."""
    bureau = _organ(code)
    report = _published(bureau, year)
    withdrawn = report.stage == StatisticsReport.WITHDRAWN
    context = {
        **frame(request, bureau),
        "report": report,
        "tables": [] if withdrawn else selectors.tables_of(report),
    }
    status = 410 if withdrawn else 200
    return render(request, "reports/statistics_portal_year.html", context, status=status)


@page(PUBLIC)
def portal_file(request: HttpRequest, code: str, year: int, form: str) -> HttpResponseBase:
    """公示平台：下载."""
    report = _published(_organ(code), year)
    if report.stage == StatisticsReport.WITHDRAWN:
        raise Http404
    return _file(request, report, form)


def _file(request: HttpRequest, report: StatisticsReport, form: str) -> HttpResponseBase:
    from chengguan.base.workbook import workbook

    if form == "xlsx":
        return attachment(workbook("行政执法统计年报", HEAD, workbook_rows(report)), f"{report}.xlsx", XLSX)
    if report.instrument is None or form not in ("pdf", "docx"):
        raise Http404
    return answer(
        request, rendition(report.instrument, form), f"{report}.{form}", as_attachment=form == "docx"
    )


def _found(request: PageRequest, pk: uuid.UUID) -> StatisticsReport:
    report = selectors.found(request.viewer, pk)
    if report is None:
        raise Http404
    return report


def _organ(code: str) -> Bureau:
    bureau = bureau_of(code)
    if bureau is None:
        raise Http404
    return bureau


def _published(bureau: Bureau, year: int) -> StatisticsReport:
    report = selectors.published_year(bureau, year)
    if report is None:
        raise Http404
    return report


def _board_crumb() -> tuple[str, str]:
    return "行政执法统计年报", reverse("statistics.board")
