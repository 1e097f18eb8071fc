"""The tab 适用法律 of a case."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page
from chengguan.cases.selectors.law import law_page


@page("case.page")
def case_law(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """适用法律: the law at the act, the law at the decision, the lighter rule, the limitation."""
    found = law_page(request.viewer, pk, local_date(timezone.now()))
    if found is None:
        raise Http404
    return render(request, "cases/law.html", {"law": found, "case": found.case, "finding": found.finding})
