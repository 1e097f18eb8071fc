"""文书输出: PDF and DOCX of an instrument, made once from its frozen content by the worker or at the first view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from .blocks import Content
from .fonts import font_set
from .models import Instrument, Rendition, StoredFile
from .pdf import render_pdf
from .signing import seal_port
from .storing import store
from .word import render_docx


def rendition(instrument: Instrument, form: str) -> StoredFile:
    """The file of an instrument as `pdf` or `docx`. Made at the first call; two callers at once get the same file.

    Raises KeyError for another form.
    """
    made = Rendition.objects.filter(instrument=instrument, format=form).select_related("file").first()
    if made is None:
        file = store([FORMS[form](instrument)])
        made, _ = Rendition.objects.select_related("file").get_or_create(
            instrument=instrument, format=form, defaults={"file": file}
        )
    return made.file


def render_posted(payload: dict[str, Any]) -> None:
    """Worker's handler of the topic documents.render: `{"instrument": id}`. May be called again without effect."""
    instrument = Instrument.objects.select_related("bureau").get(pk=payload["instrument"])
    for form in FORMS:
        rendition(instrument, form)


def verify_url(instrument: Instrument) -> str:
    """Address at which the instrument can be verified; an internal one answers only to those who may see it."""
    return f"{settings.SITE_URL.rstrip('/')}/v/{instrument.verify_code}"


def _pdf(instrument: Instrument) -> bytes:
    content = Content.from_json(instrument.content)
    port, code = seal_port(), instrument.bureau.code
    folder = Path(getattr(settings, "DOCUMENT_FONTS_DIR", Path(settings.VAR) / "fonts"))
    pdf = render_pdf(
        content,
        verify_url=verify_url(instrument),
        seal=port.image(code) if content.sealed else None,
        fonts=font_set(folder),
    )
    return port.sign(pdf, bureau_code=code, at=instrument.issued_at) if content.sealed else pdf


def _docx(instrument: Instrument) -> bytes:
    return render_docx(Content.from_json(instrument.content), verify_url=verify_url(instrument))


FORMS: Final[dict[str, Callable[[Instrument], bytes]]] = {"pdf": _pdf, "docx": _docx}
