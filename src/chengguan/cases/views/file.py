"""The case page and its parts."""

from __future__ import annotations

import uuid
from datetime import date

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.procedure import STEPS
from chengguan.cases.selectors import clocks, file


def steps_for(subject: str) -> list[tuple[str, str]]:
    """Kinds and groups of the steps of one kind of subject: groups in the order of the procedure, steps in order within."""
    steps = [(step.kind, step.group) for step in STEPS.values() if step.subject == subject]
    order = list(dict.fromkeys(group for _, group in steps))
    return sorted(steps, key=lambda step: order.index(step[1]))


@page("case.page")
def case_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """案件页: where are we, what may I do now, which clocks run, what is the evidence."""
    found = file.case_file(request.viewer, pk, local_date(timezone.now()), steps_for("case"))
    if found is None:
        raise Http404
    return render(request, "cases/case.html", {"file": found, "case": found.case})


@page("case.page")
def case_timeline(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Earlier entries of the case's record."""
    before = request.GET.get("before", "")
    found = file.earlier_entries(request.viewer, pk, int(before) if before.isdigit() else None)
    if found is None:
        raise Http404
    return render(request, "cases/timeline.html", found)


@page("case.page")
def what_if(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """试算: when a period would end if its event fell on another day."""
    try:
        started = date.fromisoformat(request.GET.get("started", ""))
    except ValueError:
        started = None
    found = clocks.what_if(
        request.viewer, pk, request.GET.get("clock", ""), started, local_date(timezone.now())
    )
    if found is None:
        raise Http404
    return render(request, "cases/what_if.html", found)


@page("lead.page")
def lead_page(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """线索页."""
    found = file.lead_file(request.viewer, pk, local_date(timezone.now()), steps_for("lead"))
    if found is None:
        raise Http404
    return render(request, "cases/lead.html", found)
