"""柔性执法 of a case."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.selectors.leniency import leniency_file


@page("case.page")
def case_leniency(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """柔性执法: what is met, what is missing, what counts against the first violation."""
    found = leniency_file(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    return render(request, "cases/leniency.html", {"file": found, "case": found.case})
