"""同案同罚 of a case, and the radar of outliers."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.workbook import workbook
from chengguan.cases.acts import searches
from chengguan.cases.forms.likeness import RadarFilterForm
from chengguan.cases.selectors import likeness


@page("case.page")
def case_like(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """同案同罚: the nearest past cases, the expected band, and the facts that differ."""
    on = local_date(timezone.now())
    found = likeness.like_page(request.viewer, pk, on)
    if found is None:
        raise Http404
    found["explained"] = likeness.explained(on, request.viewer.jurisdiction)
    return render(request, "cases/like.html", found)


@page("likeness.board")
def radar(request: PageRequest) -> HttpResponseBase:
    """一致性雷达: outliers of a period, the farthest first."""
    on = local_date(timezone.now())
    form = _form(request)
    context = {
        "form": form,
        "radar": likeness.radar(request.viewer, form.filters(), on),
        "filters": form.filters(),
        "explained": likeness.explained(on, request.viewer.jurisdiction),
        "query_string": request.GET.urlencode(),
    }
    return render(request, "cases/radar.html", context)


@page("likeness.board")
def export_radar(request: PageRequest) -> HttpResponseBase:
    """导出一致性雷达 as it is filtered; the export is on the record."""
    now = timezone.now()
    filters = _form(request).filters()
    searches.record_export(
        actor=request.viewer,
        at=now,
        what="一致性雷达",
        filters={name: str(value) for name, value in vars(filters).items() if value},
    )
    found = likeness.radar(request.viewer, filters, local_date(now))
    data = workbook("一致性雷达", likeness.RADAR_HEAD, likeness.radar_rows(found))
    return attachment(data, f"一致性雷达_{filters.year}.xlsx", XLSX)


def _form(request: PageRequest) -> RadarFilterForm:
    matters, squads = likeness.radar_choices(request.viewer)
    year = local_date(timezone.now()).year
    data = request.GET.copy()
    data.setdefault("year", str(year))
    return RadarFilterForm(data, this_year=year, matters=matters, squads=squads)
