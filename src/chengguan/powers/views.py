"""Pages of the list of powers, of the norms and of the working calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chengguan.base.dates import local_date
from chengguan.base.downloads import XLSX, attachment
from chengguan.base.pages import PageRequest, page
from chengguan.base.reasons import reasons_in
from chengguan.ledger.acting import Refused
from lawengine import Verdict

from . import acts
from .citation_sheet import write_report
from .forms import (
    CitationFilterForm,
    ConfirmForm,
    DayForm,
    ListDayForm,
    MatterFilterForm,
    NormFilterForm,
    NoticeForm,
    PowerFilterForm,
    UploadForm,
)
from .selectors import calendar, cited, guides, leniency, lists, norms
from .sheets import write_file


@page("power.board")
def power_board(request: PageRequest) -> HttpResponseBase:
    """权责清单."""
    form = PowerFilterForm(request.GET, today=_today())
    found = lists.power_board(request.viewer, kind=form.word("kind"), text=form.word("q"), on=form.day())
    return render(
        request, "powers/board.html", {"form": form, "board": found, "on": form.day(), **_may(request)}
    )


@page("power.page")
def power_page(request: PageRequest, pk: int) -> HttpResponseBase:
    """One power item with its versions and matters."""
    found = lists.power_file(request.viewer, pk, _today())
    if found is None:
        raise Http404
    item, versions, matters = found
    return render(request, "powers/power.html", {"item": item, "versions": versions, "matters": matters})


@page("power.board")
def matter_board(request: PageRequest) -> HttpResponseBase:
    """案由与裁量基准."""
    form = MatterFilterForm(request.GET, today=_today())
    _, fields = lists.matter_board(request.viewer, field="", text="", on=_today())
    form.offer(fields)
    rows, _ = lists.matter_board(request.viewer, field=form.word("field"), text=form.word("q"), on=form.day())
    return render(
        request, "powers/matters.html", {"form": form, "rows": rows, "on": form.day(), **_may(request)}
    )


@page("power.page")
def matter_page(request: PageRequest, pk: int) -> HttpResponseBase:
    """One version of a matter."""
    found = lists.matter_file(request.viewer, pk, _today())
    if found is None:
        raise Http404
    return render(request, "powers/matter.html", {"file": found, "matter": found.matter})


@page("power.import")
def import_list(request: PageRequest) -> HttpResponseBase:
    """导入: upload, see row by row what is wrong and what would change."""
    if request.method != "POST":
        return _import(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import(request, form, status=422)
    source = form.cleaned_data["file"].name
    found = lists.preview(request.viewer, form.sheets, source, timezone.now())
    context = {"preview": found, "source": source, "confirm": ConfirmForm(initial={"sealed": form.sealed()})}
    return render(request, "powers/preview.html", context, status=200 if found.possible else 409)


@require_POST
@page("power.import")
def confirm_import(request: PageRequest) -> HttpResponseBase:
    """确认导入 what the preview showed."""
    form, at = ConfirmForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, "预览已过期，请重新上传文件。")
        return redirect("power.import")
    content, reasons = form.cleaned_data["sealed"], reasons_in(request.POST)
    try:
        done = acts.import_list(actor=request.viewer, at=at, reasons=reasons, **content)
    except Refused as refused:
        found = lists.preview(request.viewer, content["sheets"], content["source"], at, reasons)
        confirm = ConfirmForm(initial={"sealed": request.POST.get("sealed", "")})
        context = {
            "preview": found,
            "refusal": refused.verdict,
            "source": content["source"],
            "confirm": confirm,
            "reasons": reasons,
        }
        return render(request, "powers/preview.html", context, status=409)
    plan = done.result
    messages.success(
        request,
        f"已导入{done.subject}：权力事项 {len(plan.powers)} 条、案由 {len(plan.matters)} 条，{plan.unchanged} 条未变。",
    )
    return redirect("power.board")


@page("power.import")
def template(request: PageRequest) -> HttpResponseBase:
    """模板: the three sheets with their columns."""
    return attachment(write_file({}), "权责清单模板.xlsx", XLSX)


@require_POST
@page("power.export")
def export(request: PageRequest) -> HttpResponseBase:
    """导出权责清单; the export is on the record."""
    version, at = lists.newest_version(request.viewer), timezone.now()
    if version is None:
        raise Http404
    done = acts.export(actor=request.viewer, at=at, version=version)
    return attachment(done.result, f"权责清单_{request.viewer.bureau_code}_{local_date(at)}.xlsx", XLSX)


@page("norm.board")
def norm_board(request: PageRequest) -> HttpResponseBase:
    """法律规则: rules by shelf, or everything that cites an article."""
    on, form = _today(), NormFilterForm(request.GET)
    text = str(form.cleaned_data["q"]) if form.is_valid() else ""
    shelf = request.GET.get("shelf", "acts")
    law, article = request.GET.get("law", ""), request.GET.get("article", "")
    if shelf not in norms.SHELVES:
        raise Http404
    context = {
        "form": form,
        "shelf": shelf,
        "shelves": norms.shelf_counts(request.viewer, on),
        "rows": norms.rule_board(request.viewer, shelf=shelf, text=text, law=law, article=article, on=on),
        "law": norms.law_file(law, article),
        "titles": norms.SHELVES,
    }
    return render(request, "powers/norms.html", context)


@page("norm.page")
def norm_page(request: PageRequest, shelf: str, name: str) -> HttpResponseBase:
    """One rule: what it says from which day on, and who uses it."""
    found = norms.rule_page(request.viewer, shelf, name, _today())
    if found is None:
        raise Http404
    return render(request, "powers/norm.html", {"rule": found, "shelf_title": norms.SHELVES[shelf]})


@page("norm.page")
def calendar_page(request: PageRequest, year: int | None = None) -> HttpResponseBase:
    """工作日历."""
    on = _today()
    if year is not None and not calendar.FIRST_YEAR <= year <= on.year + 5:
        raise Http404
    context = {
        "view": calendar.year_view(request.viewer, year or on.year, on),
        "may_enter": request.viewer.may("norm.notice"),
    }
    return render(request, "powers/calendar.html", context)


@page("norm.notice")
def enter_notice(request: PageRequest) -> HttpResponseBase:
    """录入放假调休通知."""
    at: datetime = timezone.now()
    year = local_date(at).year + 1
    if request.method != "POST":
        initial = {"year": year, "title": f"国务院办公厅关于{year}年部分节假日安排的通知"}
        return _notice(request, NoticeForm(initial=initial))
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _notice(request, form, status=422)
    try:
        acts.enter_notice(actor=request.viewer, at=at, reasons=reasons_in(request.POST), **form.inputs())
    except Refused as refused:
        return _notice(request, form, refusal=refused.verdict, status=409)
    messages.success(request, f"{form.cleaned_data['year']}年放假安排已录入，相关期限即日起按此计算。")
    return redirect("norm.calendar_year", year=form.cleaned_data["year"])


@page("statute.board")
def citation_board(request: PageRequest) -> HttpResponseBase:
    """引用核对: every citation of norms and matters against the imported texts. Here, because the list is above the library."""
    form = CitationFilterForm(request.GET, today=_today())
    state = form.word("state")
    report = cited.citation_report(request.viewer, form.day(), state=state, text=form.word("q"))
    return render(request, "powers/citations.html", {"form": form, "report": report, "state": state})


@page("statute.board")
def citation_export(request: PageRequest) -> HttpResponseBase:
    """引用核对表: the rows as filtered."""
    form = CitationFilterForm(request.GET, today=_today())
    report = cited.citation_report(request.viewer, form.day(), state=form.word("state"), text=form.word("q"))
    return attachment(write_report(report), f"引用核对_{report.on}.xlsx", XLSX)


@page("guide.board")
def guide_board(request: PageRequest) -> HttpResponseBase:
    """处罚导图: which there are."""
    return render(request, "powers/guides.html", {"guides": guides.guide_board(request.viewer)})


@page("guide.board")
def guide_page(request: PageRequest, slug: str) -> HttpResponseBase:
    """One guide, drawn from the list of the viewer's bureau as of a day."""
    form = DayForm(request.GET, today=_today())
    found = guides.guide_view(request.viewer, slug, form.day())
    if found is None:
        raise Http404
    may_register = request.viewer.may("lead.new")
    context = {"view": found, "guide": found.guide, "form": form, "may_register": may_register}
    return render(request, "powers/guide.html", context)


def _today() -> date:
    return local_date(timezone.now())


def _may(request: PageRequest) -> dict[str, bool]:
    return {
        "may_import": request.viewer.may("power.import"),
        "may_export": request.viewer.may("power.export"),
    }


def _import(request: PageRequest, form: UploadForm, status: int = 200) -> HttpResponseBase:
    context = {"form": form, "versions": lists.list_versions(request.viewer)}
    return render(request, "powers/import.html", context, status=status)


def _notice(
    request: PageRequest, form: NoticeForm, *, refusal: Verdict | None = None, status: int = 200
) -> HttpResponseBase:
    context = {"form": form, "verdict": refusal, "reasons": reasons_in(request.POST)}
    return render(request, "powers/notice.html", context, status=status)


@page("norm.board")
def leniency_board(request: PageRequest) -> HttpResponseBase:
    """柔性执法清单 in force on a day."""
    form = ListDayForm(request.GET, today=local_date(timezone.now()))
    on = form.day()
    context = {
        "form": form,
        "on": on,
        "lists": leniency.leniency_lists(request.viewer, on),
        "parameters": leniency.leniency_parameters(request.viewer, on),
    }
    return render(request, "powers/leniency.html", context)
