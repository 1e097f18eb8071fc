"""一户式音视频档案: search board, timeline, map, households, statistics."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.dates import CHINA, local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.paging import cursor_of, pages
from chengguan.base.workbook import workbook
from chengguan.recordings.acts import searches
from chengguan.recordings.acts.lists import record_export
from chengguan.recordings.forms import archive as forms
from chengguan.recordings.selectors import archive, households, statistics, timeline


@page("recording.board")
def board(request: PageRequest) -> HttpResponseBase:
    """音视频档案: filters, keyset pages, as a list or as pictures."""
    form = forms.ArchiveFilterForm(request.GET, viewer=request.viewer, at=timezone.now())
    filters = form.filters()
    found = archive.board_page(request.viewer, filters, cursor_of(request))
    query = archive.as_query(filters)
    view = "grid" if request.GET.get("view") == "grid" else "list"
    shown = query | ({"view": "grid"} if view == "grid" else {})
    context = {
        "form": form,
        "board": found,
        "pages": pages(shown, earlier=found.earlier, later=found.later, shown=len(found.rows)),
        "query_string": urlencode(query),
        "filtered": bool(query),
        "view": view,
        "box": filters.box,
        "saved": archive.saved_filters(request.viewer),
        "may_export": request.viewer.may("recording.export"),
    }
    return render(request, "recordings/board.html", context)


@require_POST
@page("recording.board")
def save_search(request: PageRequest) -> HttpResponseBase:
    """保存筛选 under a name."""
    query = request.POST.get("query", "")[:1000]
    searches.save_search(viewer=request.viewer, name=request.POST.get("name", "").strip()[:40], query=query)
    return redirect(f"/recordings/?{query}")


@require_POST
@page("recording.board")
def drop_search(request: PageRequest, pk: int) -> HttpResponseBase:
    """删除保存的筛选."""
    searches.drop_search(viewer=request.viewer, pk=pk)
    return redirect("recording.board")


@page("recording.export")
def sheet(request: PageRequest) -> HttpResponseBase:
    """导出列表 as it is filtered; the export is on the record."""
    at = timezone.now()
    filters = forms.ArchiveFilterForm(request.GET, viewer=request.viewer, at=at).filters()
    record_export(actor=request.viewer, at=at, what="音视频档案", filters=archive.as_query(filters))
    data = workbook("音视频", archive.EXPORT_HEAD, archive.export_rows(request.viewer, filters))
    return attachment(data, f"音视频档案_{local_date(at).isoformat()}.xlsx", XLSX)


@page("recording.board")
def timeline_page(request: PageRequest) -> HttpResponseBase:
    """时间轴 of a day or of a case."""
    form = forms.DayForm(request.GET, viewer=request.viewer)
    today = local_date(timezone.now())
    found = timeline.timeline(request.viewer, today=today, **form.asked())
    shown = {**request.GET.dict(), "day": found.day.isoformat()}
    query = {name: value for name, value in form.asked().items() if value and name != "day"}
    context = {
        "form": forms.DayForm(shown, viewer=request.viewer),
        "timeline": found,
        "rest": urlencode(query),
        "may_play": request.viewer.may("recording.play"),
    }
    return render(request, "recordings/timeline.html", context)


@page("recording.board")
def map_page(request: PageRequest) -> HttpResponseBase:
    """地图: points without a tile server; the same as a table without script."""
    form = forms.ArchiveFilterForm(request.GET, viewer=request.viewer, at=timezone.now())
    filters = form.filters()
    context = {
        "form": form,
        "points": archive.points(request.viewer, filters),
        "query_string": urlencode(archive.as_query(filters)),
        "box": filters.box,
        "tiles": settings.MAP_TILES,
        "limit": archive.POINTS,
    }
    return render(request, "recordings/map.html", context)


@page("recording.board")
def points(request: PageRequest) -> HttpResponseBase:
    """Points of the map as JSON, through the same gate and the same filters."""
    form = forms.ArchiveFilterForm(request.GET, viewer=request.viewer, at=timezone.now())
    found = [_point(point) for point in archive.points(request.viewer, form.filters())]
    response = JsonResponse({"points": found})
    response["Cache-Control"] = "private, no-store"
    return response


def _point(point: archive.Point) -> dict[str, Any]:
    return {
        "id": str(point.id),
        "kind": point.kind,
        "lat": point.latitude,
        "lng": point.longitude,
        "title": point.title,
        "text": point.text,
        "at": f"{point.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        "url": "" if point.kind == "loose" else f"/recordings/{point.id}/",
    }


@page("recording.board")
def household(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """一户: everything of one party."""
    found = households.of_one_party(request.viewer, pk, cursor_of(request), local_date(timezone.now()))
    if found is None:
        raise Http404
    return _household(request, found, {})


@page("recording.board")
def place(request: PageRequest) -> HttpResponseBase:
    """一址: everything at one address."""
    text = request.GET.get("place", "").strip()[:60]
    if not text:
        return redirect("recording.board")
    return _household(
        request, households.of_one_place(request.viewer, text, cursor_of(request)), {"place": text}
    )


def _household(request: PageRequest, found: households.Household, query: dict[str, str]) -> HttpResponseBase:
    rows = found.page
    links = pages(query, earlier=rows.earlier, later=rows.later, shown=len(rows.rows))
    return render(request, "recordings/household.html", {"household": found, "pages": links})


@page("recording.board")
def statistics_page(request: PageRequest) -> HttpResponseBase:
    """音视频统计."""
    today = local_date(timezone.now())
    first, last, by = forms.PeriodForm(request.GET).period(today)
    found = statistics.statistics(request.viewer, first, last, by)
    chosen = {"first": first.isoformat(), "last": last.isoformat(), "by": by}
    query = urlencode(chosen)
    context = {
        "form": forms.PeriodForm(chosen),
        "found": found,
        "by_title": statistics.BY[by],
        "query_string": query,
    }
    return render(request, "recordings/statistics.html", context)


@page("recording.export")
def statistics_sheet(request: PageRequest) -> HttpResponseBase:
    """导出统计表; the export is on the record."""
    at = timezone.now()
    first, last, by = forms.PeriodForm(request.GET).period(local_date(at))
    filters = {"first": first.isoformat(), "last": last.isoformat(), "by": by}
    record_export(actor=request.viewer, at=at, what="音视频统计", filters=filters)
    found = statistics.statistics(request.viewer, first, last, by)
    data = workbook(statistics.BY[by], statistics.EXPORT_HEAD, statistics.export_rows(found))
    return attachment(data, f"音视频统计_{first}_{last}.xlsx", XLSX)
