"""驾驶舱: the page of charts for leaders."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.pages import PageRequest, page

from .selectors import cockpit

YEARS: Final = 6


@page("cockpit.board")
def board(request: PageRequest) -> HttpResponseBase:
    """本年、同比、按单位、案由、领域、阶段和按期办理."""
    today = local_date(timezone.now())
    years = range(today.year, today.year - YEARS, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else today.year
    found = cockpit(request.viewer, year, request.GET.get("measure", ""), today)
    return render(request, "reports/cockpit.html", {"cockpit": found, "years": years})
