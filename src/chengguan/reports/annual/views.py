"""Pages of annual reports for those who write, approve and issue them."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.documents.serving import answer
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.people.act_pages import ActStep, act_page, attempt
from chengguan.reports.models import AnnualReport

from . import acts, document, forms, selectors
from .text import Mark, parse, replaced
from .values import SCALES

LONGEST: Final = 60_000
DRAFTING = frozenset({AnnualReport.DRAFTING})
ISSUED = frozenset({AnnualReport.ISSUED, AnnualReport.SENT, AnnualReport.PUBLISHED})
STEPS: Final = {
    step.perform.kind: step
    for step in (
        ActStep(acts.submit_draft, forms.SubmitForm, "send", DRAFTING),
        ActStep(acts.approve, forms.ApproveForm, "check", frozenset({AnnualReport.SUBMITTED})),
        ActStep(
            acts.return_draft,
            forms.ReturnForm,
            "arrow-back-up",
            frozenset({AnnualReport.SUBMITTED, AnnualReport.APPROVED}),
        ),
        ActStep(acts.give_opinion, forms.OpinionForm, "message-2", DRAFTING | {AnnualReport.SUBMITTED}),
        ActStep(acts.state_figure, forms.StateForm, "plus", DRAFTING),
        ActStep(acts.issue, forms.IssueForm, "gavel", frozenset({AnnualReport.APPROVED})),
        ActStep(acts.send, forms.SendForm, "send", ISSUED),
        ActStep(acts.publish, forms.PublishForm, "world", ISSUED),
    )
}


@page("annual.board")
def board(request: PageRequest) -> HttpResponseBase:
    """年度报告和述法报告."""
    rows = selectors.board(request.viewer, local_date(timezone.now()))
    context = {"rows": rows, "may_edit": request.viewer.may("annual.edit")}
    return render(request, "reports/annual_board.html", context)


@page("annual.edit")
def new(request: PageRequest) -> HttpResponseBase:
    """起草."""
    form = forms.BeginForm(request.POST or None, subject=None, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.begin, form)
    if tried.done is None:
        return act_page(request, tried, _title("annual.begin"), [_board_crumb()], button="起草")
    messages.success(request, "已按模板起草一稿。请逐部分修改，数字从指标列表插入。")
    return redirect("annual.page", pk=tried.done.result.pk)


@page("annual.board")
def report_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一份报告: its text, what is wrong with it, opinions, figures, clocks."""
    report = _found(request, pk)
    context = {
        "page": selectors.report_page(report, local_date(timezone.now())),
        "report": report,
        "steps": _steps(request, report),
        "may_edit": request.viewer.may("annual.edit"),
        "public_url": _public_url(report),
    }
    return render(request, "reports/annual_report.html", context)


def _steps(request: PageRequest, report: AnnualReport) -> list[tuple[str, str, str]]:
    if not request.viewer.may("annual.board"):
        return []
    done = {"annual.send": report.sent_on, "annual.publish": report.published_on}
    return [
        (kind, step.title, step.icon)
        for kind, step in STEPS.items()
        if report.stage in step.stages
        and not done.get(kind)
        and not (kind == "annual.publish" and report.kind == AnnualReport.DUTY)
        and (request.viewer.may("annual.edit") or kind == "annual.give_opinion")
    ]


def _public_url(report: AnnualReport) -> str:
    if report.published_on is None:
        return ""
    return reverse("portal.report", args=[report.bureau.code, report.year])


@page("annual.edit")
def edit(request: PageRequest, pk: uuid.UUID, section: int) -> HttpResponseBase:
    """修改一部分: typed text with marks, the picker of measures, the preview."""
    report = _found(request, pk)
    found = selectors.section_text(report, section)
    if found is None:
        raise Http404
    words, text = found
    verdict, status, base = None, 200, str(text.seq)
    if request.method == "POST":
        words, base = request.POST.get("text", "")[:LONGEST], request.POST.get("base", "")
        if "preview" not in request.POST:
            try:
                return _save(request, report, section, words, base)
            except Refused as refused:
                verdict, status = refused.verdict, 409
    lines, problems = selectors.preview(report, parse(words))
    context = {
        "report": report,
        "section": section,
        "words": words,
        "base": base,
        "why": request.POST.get("why", "")[:200],
        "lines": lines,
        "problems": [problem for problem in problems if problem.kind != "missing"],
        "choices": selectors.picker(report),
        "verdict": verdict,
    }
    return render(request, "reports/annual_edit.html", context, status=status)


def _save(
    request: PageRequest, report: AnnualReport, section: int, words: str, base: str
) -> HttpResponseBase:
    found = selectors.section_text(report, section)
    assert found is not None
    blocks = selectors.with_section(found[1], section, parse(words))
    acts.save_draft(
        actor=request.viewer,
        at=timezone.now(),
        reasons=reasons_in(request.POST),
        report=report,
        blocks=blocks,
        base=int(base) if base.isdigit() else 0,
        why=request.POST.get("why", "")[:200],
    )
    messages.success(request, "已保存。改动留有痕迹，可以在“修订”中查看。")
    return redirect("annual.page", pk=report.pk)


@page("annual.edit")
def preview(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """预览 while typing: how the text reads with its figures, and what is wrong."""
    report = _found(request, pk)
    lines, problems = selectors.preview(report, parse(request.POST.get("text", "")[:LONGEST]))
    shown = [problem for problem in problems if problem.kind != "missing"]
    context = {"lines": lines, "problems": shown, "report": report}
    return render(request, "reports/_annual_preview.html", context)


@page("annual.board")
def changes(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """修订: what was inserted and deleted in one draft, and by whom."""
    report = _found(request, pk)
    asked = request.GET.get("draft", "")
    found = selectors.changes(report, int(asked) if asked.isdigit() and len(asked) < 3 else report.draft)
    if found is None:
        raise Http404
    return render(request, "reports/annual_changes.html", {"report": report, "changes": found})


@page("annual.board")
def act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理一项年度报告事项."""
    report, step = _found(request, pk), STEPS.get(kind)
    if step is None:
        raise Http404
    form = step.form(
        request.POST or None,
        request.FILES or None,
        subject=report,
        actor=request.viewer,
        at=timezone.now(),
        initial=_initial(request, kind),
    )
    tried = attempt(request, step.perform, form, report=report)
    if tried.done is None:
        return act_page(request, tried, step.title, _crumbs(report))
    messages.success(request, f"已办理：{step.title}。")
    return redirect("annual.page", pk=pk)


def _initial(request: PageRequest, kind: str) -> dict[str, Any]:
    """What a link brings along: the paragraph of an opinion, the measure of a gap."""
    names = {"annual.give_opinion": ("block",), "annual.state_figure": ("figure", "name", "unit")}
    return {name: request.GET.get(name, "")[:120] for name in names.get(kind, ()) if request.GET.get(name)}


@page("annual.edit")
def number(request: PageRequest, pk: uuid.UUID, block: str, start: int) -> HttpResponseBase:
    """一个没有绑定的数字: bind it, state it with its source, or declare it no figure."""
    report = _found(request, pk)
    found = selectors.number_at(report, block, start)
    if found is None:
        messages.info(request, "这个数字已经处理或者文本已经改动。")
        return redirect("annual.page", pk=pk)
    choice = request.POST.get("choice", "") if request.method == "POST" else ""
    given: dict[str, Any] = {"subject": report, "actor": request.viewer, "at": timezone.now()}
    data = {way: request.POST if choice == way else None for way in ("state", "declare")}
    files = request.FILES if choice == "state" else None
    about = {
        "value": found.one.value,
        "unit": found.one.unit,
        "name": found.one.phrase,
        "about": found.one.about,
    }
    state = forms.StateForm(data["state"], files, initial=about, **given)
    declare = forms.ReasonForm(data["declare"], **given)
    context: dict[str, Any] = {"report": report, "number": found, "state": state, "declare": declare}
    try:
        done = _decide(request, report, found, choice, context)
    except Refused as refused:
        return render(
            request, "reports/annual_number.html", {**context, "verdict": refused.verdict}, status=409
        )
    if done:
        messages.success(request, done)
        return redirect("annual.page", pk=pk)
    return render(request, "reports/annual_number.html", context, status=422 if choice else 200)


def _decide(
    request: PageRequest, report: AnnualReport, found: selectors.Number, choice: str, context: dict[str, Any]
) -> str:
    """Perform what was chosen; the empty text when the form is not filled in."""
    who: dict[str, Any] = {"actor": request.viewer, "at": timezone.now(), "report": report}
    if choice == "bind":
        return _bind(request, report, found, who)
    if choice == "state" and context["state"].is_valid():
        acts.state_figure(**who, **context["state"].inputs(), place=found.place)
        return "已填报，数字已换成填报的指标。"
    if choice == "declare" and context["declare"].is_valid():
        acts.declare_number(
            **who, signature=found.one.signature, reason=context["declare"].cleaned_data["reason"]
        )
        return "已认定不是统计数字，理由记录在案。"
    return ""


def _bind(request: PageRequest, report: AnnualReport, found: selectors.Number, who: dict[str, Any]) -> str:
    wanted = request.POST.get("measure", "")
    choice = next((one for one in selectors.picker(report) if one.id == wanted), None)
    if choice is None:
        return ""
    section = selectors.whole_text(report)
    tail = found.one.tail.replace("余", "").replace("多", "").strip()
    mark = Mark(0, 0, choice.id, unit=tail if tail in SCALES else "").source + tail
    blocks = replaced(section[0], found.block, found.one.start, found.one.end, mark)
    acts.save_draft(**who, blocks=blocks, base=section[1], why=f"绑定{choice.name}")
    return f"已绑定“{choice.name}”。"


@page("annual.edit")
def opinion(request: PageRequest, pk: uuid.UUID, opinion_id: uuid.UUID) -> HttpResponseBase:
    """处理一条意见."""
    report = _found(request, pk)
    row = selectors.opinion_for(report, opinion_id)
    if row is None:
        raise Http404
    form = forms.SettleForm(request.POST or None, subject=report, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.settle_opinion, form, report=report, opinion=row)
    if tried.done is None:
        about = f"{row.source}（{row.place or '全文'}）：{row.text}"
        return act_page(request, tried, _title("annual.settle_opinion"), _crumbs(report), about=about)
    messages.success(request, "已处理意见。")
    return redirect("annual.page", pk=pk)


@page("annual.edit")
def withdraw(request: PageRequest, pk: uuid.UUID, stated_id: int) -> HttpResponseBase:
    """撤回一个填报数."""
    report = _found(request, pk)
    row = selectors.stated_for(report, stated_id)
    if row is None:
        raise Http404
    form = forms.ReasonForm(request.POST or None, subject=report, actor=request.viewer, at=timezone.now())
    tried = attempt(request, acts.withdraw_figure, form, report=report, stated=row)
    if tried.done is None:
        about = f"{row.year}年{row.name}"
        return act_page(request, tried, _title("annual.withdraw_figure"), _crumbs(report), about=about)
    messages.success(request, "已撤回填报。")
    return redirect("annual.page", pk=pk)


@page("annual.board")
def figure(request: PageRequest, pk: uuid.UUID, slug: str) -> HttpResponseBase:
    """印发的一个数字: its frozen records under the reader's rights, beside today's value."""
    report = _found(request, pk)
    found = selectors.figure_page(request.viewer, report, slug)
    if found is None:
        raise Http404
    context = {"report": report, "page": found, "figure": found.figure, "public_url": _public_url(report)}
    return render(request, "reports/annual_figure.html", context)


@page("annual.board")
def source(request: PageRequest, pk: uuid.UUID, stated_id: int) -> HttpResponseBase:
    """来源材料 of a stated figure."""
    row = selectors.stated_for(_found(request, pk), stated_id)
    if row is None:
        raise Http404
    return answer(request, row.file, row.file_name)


@page("annual.board")
def file(request: PageRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """PDF or DOCX of an issued report."""
    report = _found(request, pk)
    if form not in document.FORMS or not report.is_issued:
        raise Http404
    made = document.rendition(report, form)
    return answer(request, made, f"{report.title}.{form}", as_attachment=form == "docx")


def _found(request: PageRequest, pk: uuid.UUID) -> AnnualReport:
    report = selectors.report_for(request.viewer, pk)
    if report is None:
        raise Http404
    return report


def _title(kind: str) -> str:
    return book().act_head(kind).title


def _board_crumb() -> tuple[str, str]:
    return "年度报告", reverse("annual.board")


def _crumbs(report: AnnualReport) -> list[tuple[str, str]]:
    return [_board_crumb(), (report.short, reverse("annual.page", args=[report.pk]))]
