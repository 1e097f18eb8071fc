"""First pages of the portal: all organs, one organ, what is published and how, the size of letters."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from chengguan.base.dates import local_date
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.disclosure.portal import flows, organs
from chengguan.disclosure.portal import results as shown_results
from chengguan.disclosure.portal.caching import kept
from chengguan.disclosure.portal.shell import LARGE, SIZE_COOKIE, frame
from chengguan.people.models import Bureau

YEAR = 365 * 24 * 3600


def found_bureau(code: str) -> Bureau:
    """The organ of an address. Raises Http404."""
    bureau = organs.bureau_of(code)
    if bureau is None:
        raise Http404("没有这个机关的公示页面。请核对网址。")
    return bureau


def today() -> date:
    """The day of the visit."""
    return local_date(timezone.now())


@page(PUBLIC)
@kept
def home(request: PageRequest) -> HttpResponseBase:
    """行政执法公示: all organs of the installation."""
    context = {**frame(request, None), "organs": organs.organs(), "home": True}
    return render(request, "portal/home.html", context)


@page(PUBLIC)
@kept
def bureau_home(request: PageRequest, code: str) -> HttpResponseBase:
    """One organ: what is open before, after and every year, and the newest results."""
    bureau = found_bureau(code)
    context = {
        **frame(request, bureau),
        "home": True,
        "hide_search": True,
        "summary": shown_results.summary(bureau, today()),
        "newest": shown_results.newest(bureau),
        "withdrawn": shown_results.newest_notices(bureau),
    }
    return render(request, "portal/bureau.html", context)


@page(PUBLIC)
@kept
def about(request: PageRequest, code: str) -> HttpResponseBase:
    """公示说明: what is published, what not, how long, how it is corrected."""
    bureau = found_bureau(code)
    context = {**frame(request, bureau), "periods": flows.periods(bureau, today())}
    return render(request, "portal/about.html", context)


@page(PUBLIC)
def size(request: PageRequest) -> HttpResponseBase:
    """大字号: remembered in a cookie, so that it works without script and without a login."""
    target = request.GET.get("next", "/gs/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/")
    response = redirect(target if safe else "/gs/")
    large = request.GET.get("size") == LARGE
    response.set_cookie(SIZE_COOKIE, LARGE if large else "usual", max_age=YEAR, samesite="Lax", httponly=True)
    return response
