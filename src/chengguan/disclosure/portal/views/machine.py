"""机器可读: downloads and their descriptions, the feed of changes, what search engines read."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date

from chengguan.base.dates import CHINA
from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.base.streaming import streamed
from chengguan.disclosure.portal import datasets, encoding, feeds, organs, results
from chengguan.disclosure.portal.caching import kept
from chengguan.disclosure.portal.forms import ResultsForm
from chengguan.disclosure.portal.shell import address, frame

from . import found_bureau, today

NONE = "没有这个数据文件。"
PLACES = 5000


@page(PUBLIC)
@kept
def data(request: PageRequest, code: str) -> HttpResponseBase:
    """数据开放: all downloads with their columns."""
    context = {**frame(request, found_bureau(code)), "datasets": datasets.DATASETS.values()}
    return render(request, "portal/data.html", context)


@page(PUBLIC)
@kept
def schema(request: PageRequest, code: str, name: str) -> HttpResponseBase:
    """The columns of a download as JSON Schema."""
    found_bureau(code)
    item = datasets.DATASETS.get(name)
    if item is None:
        raise Http404(NONE)
    return _json(datasets.schema(item))


@page(PUBLIC)
def download(request: PageRequest, code: str, name: str, form: str) -> HttpResponseBase:
    """A list or the results as CSV, JSON or one JSON value a line; long ones begin at once and can be taken up again."""
    item = datasets.DATASETS.get(name)
    if item is None or form not in encoding.TYPES:
        raise Http404(NONE)
    bureau, on = found_bureau(code), today()
    head = {"organ": bureau.name, "code": bureau.code, "dataset": item.id, "title": item.title}
    head |= {"schema": request.build_absolute_uri(reverse("portal.schema", args=[code, name]))}
    rows = item.rows
    if rows is None:
        asked = ResultsForm(request.GET).asked()
        prefix = _prefix(request, code)
        stamp = f"{datasets.result_stamp(bureau)}{asked}"

        def page_of(cursor: Any) -> tuple[list[datasets.Row], Any]:
            return datasets.result_rows(bureau, asked, cursor, prefix)
    else:
        plain = list(rows(bureau, on))
        stamp = repr(plain)

        def page_of(cursor: Any) -> tuple[list[datasets.Row], Any]:
            return plain, None

    tag = sha256(f"{form}{head}{stamp}".encode()).hexdigest()[:32]
    chunks = encoding.pages(item, form, page_of, head)
    called = f"{bureau.name}{item.title}.{form}"
    return streamed(request, chunks, name=called, content_type=encoding.TYPES[form], etag=tag, public=True)


@page(PUBLIC)
@kept
def feed(request: PageRequest, code: str) -> HttpResponseBase:
    """变更订阅 (JSON Feed 1.1): a withdrawn or ended publication stands here with its reason, so that copies can follow."""
    bureau = found_bureau(code)
    try:
        before = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        before = None
    rows = feeds.changes(bureau, before if before and before.tzinfo else None)
    here = request.build_absolute_uri(reverse("portal.feed", args=[code]))
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{bureau.name}行政执法公示变更",
        "language": "zh-Hans",
        "home_page_url": request.build_absolute_uri(reverse("portal.bureau", args=[code])),
        "feed_url": here,
        "items": [_change(request, code, row) for row in rows],
    }
    if len(rows) == feeds.SIZE:
        content["next_url"] = f"{here}?before={rows[-1].at.astimezone(CHINA).isoformat().replace('+', '%2B')}"
    answer = _json(content)
    answer["Content-Type"] = "application/feed+json; charset=utf-8"
    if rows:
        answer["Last-Modified"] = http_date(rows[0].at.timestamp())
    return answer


def _change(request: PageRequest, code: str, row: feeds.Change) -> dict[str, Any]:
    url = f"{_prefix(request, code)}{row.code}/"
    text = row.reason or feeds.EVENTS[row.event]
    return {
        "id": f"{url}#{row.event}-{int(row.at.timestamp())}",
        "url": url,
        "title": row.title,
        "content_text": text,
        "date_published": row.at.astimezone(CHINA).isoformat(),
        "_publication": {"code": row.code, "number": row.number, "event": row.event, "reason": row.reason},
    }


@page(PUBLIC)
@kept
def sitemap_index(request: PageRequest) -> HttpResponseBase:
    """The sitemaps of all organs."""
    places = [
        request.build_absolute_uri(reverse("portal.sitemap", args=[row.bureau.code]))
        for row in organs.organs()
    ]
    return render(request, "portal/sitemap_index.xml", {"places": places}, content_type="application/xml")


@page(PUBLIC)
@kept
def sitemap(request: PageRequest, code: str) -> HttpResponseBase:
    """All pages of an organ and the newest results."""
    bureau = found_bureau(code)
    names = [
        "portal.bureau",
        "portal.about",
        "portal.data",
        *(item.page for item in datasets.DATASETS.values()),
    ]
    names += ["portal.notices", "portal.reports", "portal.statistics"]
    links = [url for name in names if (url := address(name, code))]
    rows = results.shown(bureau).order_by("-released_at").values_list("code", "released_at")[:PLACES]
    prefix = _prefix(request, code)
    pages = [(f"{prefix}{number}/", moment.astimezone(CHINA).date()) for number, moment in rows if moment]
    context = {"links": [request.build_absolute_uri(url) for url in links], "pages": pages}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


@page(PUBLIC)
def robots(request: PageRequest) -> HttpResponseBase:
    """What search engines may read: the portal and nothing else of the house."""
    place = request.build_absolute_uri(reverse("portal.sitemap_index"))
    lines = ("User-agent: *", "Allow: /gs/", "Allow: /static/", "Disallow: /", f"Sitemap: {place}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _prefix(request: PageRequest, code: str) -> str:
    """What stands before the code of a result in its address."""
    return request.build_absolute_uri(reverse("portal.results", args=[code]))


def _json(content: Any) -> HttpResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
