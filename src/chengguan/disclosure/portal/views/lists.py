"""事前公开: the lists of an organ."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.disclosure.portal import bases as base_rows
from chengguan.disclosure.portal import flows, organs
from chengguan.disclosure.portal import lists as rows
from chengguan.disclosure.portal.caching import kept
from chengguan.disclosure.portal.drawing import BROAD, NARROW, draw
from chengguan.disclosure.portal.forms import ListForm
from chengguan.disclosure.portal.shell import frame
from chengguan.people.models import Bureau

from . import found_bureau, today


def _shown(request: PageRequest, name: str, bureau: Bureau, **context: Any) -> HttpResponse:
    page_context = {**frame(request, bureau), "on": today(), "dataset": name} | context
    return render(request, f"portal/{name}.html", page_context)


@page(PUBLIC)
@kept
def subjects(request: PageRequest, code: str) -> HttpResponseBase:
    """执法主体."""
    bureau = found_bureau(code)
    return _shown(request, "subjects", bureau, units=organs.units(bureau, today()))


@page(PUBLIC)
@kept
def officers(request: PageRequest, code: str) -> HttpResponseBase:
    """执法人员: name, unit and credential number of those who may enforce; nothing else of them."""
    bureau, form = found_bureau(code), ListForm(request.GET)
    text = form.word("q")
    return _shown(request, "officers", bureau, rows=organs.officers(bureau, today(), text), text=text)


@page(PUBLIC)
@kept
def powers(request: PageRequest, code: str) -> HttpResponseBase:
    """权责清单."""
    bureau, form = found_bureau(code), ListForm(request.GET)
    text, kind = form.word("q"), form.word("kind")
    groups = rows.powers(bureau, today(), text=text, kind=kind)
    total = sum(len(group.rows) for group in groups)
    kinds = rows.KINDS
    return _shown(request, "powers", bureau, groups=groups, text=text, kind=kind, kinds=kinds, total=total)


@page(PUBLIC)
@kept
def bases(request: PageRequest, code: str) -> HttpResponseBase:
    """执法依据."""
    bureau = found_bureau(code)
    return _shown(request, "bases", bureau, rows=base_rows.laws(bureau, today()))


@page(PUBLIC)
@kept
def basis(request: PageRequest, code: str, law: str) -> HttpResponseBase:
    """One law with the articles that the organ works with."""
    bureau = found_bureau(code)
    found = base_rows.law_page(bureau, law, today())
    if found is None:
        raise Http404("本机关的案由没有引用这部法律。")
    return _shown(request, "basis", bureau, law=found)


@page(PUBLIC)
@kept
def procedures(request: PageRequest, code: str) -> HttpResponseBase:
    """执法程序: all flows."""
    bureau = found_bureau(code)
    return _shown(request, "procedures", bureau, flows=flows.flows(bureau, today()))


@page(PUBLIC)
@kept
def procedure(request: PageRequest, code: str, flow: str) -> HttpResponseBase:
    """One flow, drawn and as a list."""
    bureau = found_bureau(code)
    found = flows.flow(bureau, flow, today())
    if found is None:
        raise Http404("没有这个程序的流程图。")
    return _shown(
        request,
        "procedure",
        bureau,
        dataset="procedures",
        flow=found,
        drawings=[draw(found, sheet) for sheet in (BROAD, NARROW)],
    )


@page(PUBLIC)
@kept
def benchmarks(request: PageRequest, code: str) -> HttpResponseBase:
    """裁量基准."""
    bureau, form = found_bureau(code), ListForm(request.GET)
    found = rows.benchmarks(bureau, today())
    text, area = form.word("q"), form.word("area")
    kept_rows = [
        row
        for row in found
        if (not area or row.field == area) and text in f"{row.title}{row.code}{row.basis}"
    ]
    areas = list(dict.fromkeys(row.field for row in found))
    return _shown(request, "benchmarks", bureau, rows=kept_rows, areas=areas, area=area, text=text)


@page(PUBLIC)
@kept
def leniency(request: PageRequest, code: str) -> HttpResponseBase:
    """柔性执法清单."""
    bureau = found_bureau(code)
    return _shown(request, "leniency", bureau, lists=rows.leniency(bureau, today()))


@page(PUBLIC)
@kept
def inspections(request: PageRequest, code: str) -> HttpResponseBase:
    """行政检查、随机抽查事项."""
    bureau = found_bureau(code)
    return _shown(request, "inspections", bureau, rows=rows.inspections(bureau, today()))


@page(PUBLIC)
@kept
def devices(request: PageRequest, code: str) -> HttpResponseBase:
    """电子技术监控设备."""
    bureau = found_bureau(code)
    return _shown(request, "devices", bureau, rows=rows.devices(bureau, today()))
