"""Perform any act: one page shows the form with the verdict, and one POST performs the act or proposes it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.acts import approvals
from chengguan.cases.forms import likeness as likeness_forms
from chengguan.cases.forms.base import ActForm, entered
from chengguan.cases.models import Approval, Case
from chengguan.cases.procedure import STEPS, Step, approving
from chengguan.cases.selectors import approvals as approval_selectors
from chengguan.cases.selectors import likeness
from chengguan.cases.selectors.options import Option, option_for
from chengguan.cases.selectors.subjects import visible_subject
from chengguan.documents.issuing import InstrumentIncomplete
from chengguan.documents.storing import NOT_KEPT
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Refused
from lawengine import Verdict

WEIGH = "weigh"  # the button that only computes


@dataclass
class Asked:
    """One request to perform a step on a subject."""

    request: PageRequest
    step: Step
    subject: Case | Lead
    at: datetime
    option: Option

    @property
    def back(self) -> str:
        return f"/{'cases' if isinstance(self.subject, Case) else 'leads'}/{self.subject.pk}/"


@page("case.perform")
def case_act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理 one act on a case."""
    return _act(request, "case", pk, kind)


@page("lead.perform")
def lead_act(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """办理 one act on a lead."""
    return _act(request, "lead", pk, kind)


def _act(request: PageRequest, subject_kind: str, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    step = STEPS.get(kind)
    subject = visible_subject(request.viewer, subject_kind, pk)
    if step is None or step.subject != subject_kind or subject is None:
        raise Http404
    if step.page and request.method == "GET":
        return redirect(step.page, pk)
    at = timezone.now()
    asked = Asked(request, step, subject, at, option_for(kind, subject, request.viewer, local_date(at)))
    if request.method == "POST":
        return _submit(asked)
    return _show(asked, step.form(subject=subject, actor=request.viewer, at=at))


def _submit(asked: Asked) -> HttpResponseBase:
    request, step = asked.request, asked.step
    if WEIGH in request.POST:
        empty = step.form(subject=asked.subject, actor=request.viewer, at=asked.at)
        initial = likeness_forms.kept(empty, request.POST, request.FILES)
        return _show(
            asked, step.form(subject=asked.subject, actor=request.viewer, at=asked.at, initial=initial)
        )
    form = approving.bound_form(step, asked.subject, request.viewer, asked.at, request.POST, request.FILES)
    if not form.is_valid():
        return _show(asked, form, status=422)
    try:
        message = _propose(asked, form) if asked.option.proposes else _perform(asked, form)
    except Refused as refusal:
        return _show(asked, form, refusal=refusal.verdict, status=409)
    except (InstrumentIncomplete, *NOT_KEPT) as incomplete:
        form.add_error(None, str(incomplete))
        return _show(asked, form, status=422)
    messages.success(request, message)
    return redirect(asked.back)


def _perform(asked: Asked, form: ActForm) -> str:
    reasons = approving.reasons_in(asked.request.POST)
    asked.step.perform(
        actor=asked.request.viewer,
        at=asked.at,
        reasons=reasons,
        **{asked.step.subject: asked.subject},
        **form.inputs(),
    )
    return f"“{asked.option.title}”已办理，记录已入台账。"


def _propose(asked: Asked, form: ActForm) -> str:
    """The proposer sees what the deciding tier would be told, before anyone's time is taken."""
    actor, reasons = asked.request.viewer, approving.reasons_in(asked.request.POST)
    verdict = approving.preview(asked.step, asked.subject, actor, asked.at, form.inputs(), reasons)
    if not verdict.allowed:
        raise Refused(verdict)
    approvals.propose(
        actor=actor, at=asked.at, subject=asked.subject, act=asked.step.kind, inputs=form.plain()
    )
    return f"“{asked.option.title}”已提请审批。"


def _show(
    asked: Asked, form: ActForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    context = {
        "subject": asked.subject,
        "is_case": isinstance(asked.subject, Case),
        "option": asked.option,
        "verdict": refusal or asked.option.verdict,
        "refusal": refusal,
        "form": form,
        "back": asked.back,
        "reasons": approving.reasons_in(asked.request.POST) if asked.request.method == "POST" else {},
        "multipart": form.is_multipart(),
        "weighing": _weighing(asked, form),
    }
    return render(asked.request, "cases/act.html", context, status=status)


def _weighing(asked: Asked, form: ActForm) -> likeness.Weighing | None:
    """裁量测算 of a form that proposes or decides a fine, from what stands in it now."""
    if not isinstance(asked.subject, Case) or not likeness_forms.weighs(form):
        return None
    entered_so_far = likeness_forms.so_far(form)
    return likeness.weighing(asked.request.viewer, asked.subject, entered_so_far, local_date(asked.at))


@page("case.perform")
def approval_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """审批页: what is proposed, what the tiers before said, what the law engine says; agree or return."""
    at = timezone.now()
    found = approval_selectors.approval_file(request.viewer, pk, local_date(at))
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, found, at)
    return _show_approval(request, found, at)


def _decide(request: PageRequest, found: approval_selectors.ApprovalFile, at: datetime) -> HttpResponseBase:
    approval, opinion = found.approval, request.POST.get("opinion", "").strip()
    subject = approving.subject_of(approval)
    agreed = request.POST.get("decision") == "agree"
    perform = approvals.endorse if agreed else approvals.return_proposal
    try:
        perform(actor=request.viewer, at=at, subject=subject, approval=approval, opinion=opinion)
    except Refused as refusal:
        return _show_approval(request, found, at, refusal=refusal.verdict, status=409)
    except (InstrumentIncomplete, approving.NoLongerReadable) as problem:
        return _show_approval(request, found, at, problem=str(problem), status=422)
    messages.success(request, "已签署同意。" if agreed else "已退回承办人。")
    return redirect("home")


def _show_approval(
    request: PageRequest,
    found: approval_selectors.ApprovalFile,
    at: datetime,
    *,
    refusal: Verdict | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponseBase:
    approval = found.approval
    subject = approving.subject_of(approval)
    step = STEPS[approval.act]
    form = approving.bound_form(step, subject, request.viewer, approval.proposed_at, approval.inputs)
    verdict = _outlook(approval, subject, step, form, request, at)
    context: dict[str, Any] = {
        "found": found,
        "approval": approval,
        "subject": subject,
        "is_case": isinstance(subject, Case),
        "entered": [replace(row, value=subject.veiled(row.value)) for row in entered(form)],
        "verdict": verdict,
        "refusal": refusal,
        "problem": problem,
        "opinion": request.POST.get("opinion", "同意。"),
    }
    return render(request, "cases/approval.html", context, status=status)


def _outlook(
    approval: Approval, subject: Case | Lead, step: Step, form: ActForm, request: PageRequest, at: datetime
) -> Verdict | None:
    if approval.state != Approval.OPEN or not form.is_valid():
        return None
    reasons = approving.reasons_in(approval.inputs)
    return approving.preview(step, subject, request.viewer, at, form.inputs(), reasons)
