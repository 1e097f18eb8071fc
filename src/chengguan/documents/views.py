"""Files of instruments and attachments behind the scope gate, and the public verification page."""

from __future__ import annotations

import uuid
from typing import Final

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengguan.base.pages import PUBLIC, PageRequest, page
from chengguan.base.paging import cursor_of, pages

from . import rendering, selectors, serving, sniffing

GONE: Final = "未找到该文书，或者您的岗位不能查看。"


@require_safe
@page("document.page")
def document_board(request: PageRequest) -> HttpResponseBase:
    """文书列表: every instrument that the viewer may see, newest first."""
    words = {name: request.GET.get(name, "").strip()[:60] for name in ("number", "title")}
    found = selectors.instrument_page(request.viewer, **words, asked=cursor_of(request))
    query = {name: word for name, word in words.items() if word}
    links = pages(query, earlier=found.earlier, later=found.later, shown=len(found.rows))
    return render(request, "documents/board.html", {"rows": found.rows, "pages": links, **words})


@require_safe
@page("document.page")
def instrument_file(request: PageRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """文书文件: the PDF opens in the browser, the DOCX is downloaded."""
    instrument = selectors.instrument_for(request.viewer, pk)
    if instrument is None:
        raise Http404(GONE)
    file = rendering.rendition(instrument, form)
    name = f"{instrument.title}{instrument.number}.{form}"
    return serving.answer(request, file, name, as_attachment=file.media_type not in sniffing.SHOWN)


@require_safe
@page("document.page")
def attachment_file(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """附件 as it was uploaded."""
    attachment = selectors.attachment_for(request.viewer, pk)
    if attachment is None:
        raise Http404("未找到该附件，或者您的岗位不能查看。")
    file = attachment.file
    return serving.answer(request, file, attachment.name, as_attachment=file.media_type not in sniffing.SHOWN)


@require_safe
@page(PUBLIC)
def verification(request: PageRequest, code: str) -> HttpResponseBase:
    """文书核验 for anyone who holds the paper: number, kind, organ, date, state and digest; no personal data."""
    found = selectors.verification(code, getattr(request, "viewer", None))
    return render(
        request, "documents/verification.html", {"found": found, "code": code}, status=200 if found else 404
    )
