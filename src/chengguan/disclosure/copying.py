"""决定书公开本: the decision as it was served, with what the policy hides masked word by word; set by the same template."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from chengguan.documents.blocks import Closing, Content, Paragraph
from chengguan.documents.models import Instrument, StoredFile
from chengguan.documents.storing import store

from .facts.publishing import redactions
from .models import Publication
from .policy import scrubber_for
from .scrubbing import Scrubber
from .sources import material_of

HEAD: Final = "（公开本：依照行政处罚法第五十条，隐去了个人信息等不予公开的内容）"


def masked_content(publication: Publication) -> Content | None:
    """The text of the decision with names, numbers and addresses masked as on the page; None where there is no paper."""
    assert publication.case is not None
    paper = material_of(publication.case).paper
    if paper is None:
        return None
    scrubbing = scrubber_for(publication.case, publication.decided_on, redactions(publication))
    return _public(Content.from_json(_scrubbed(paper, scrubbing)))


def _scrubbed(paper: Instrument, scrubbing: Scrubber) -> str:
    """The frozen text, masked string by string; corrections of clerical errors are named by the page, not written in here."""
    import json

    return json.dumps(_masked(json.loads(paper.content), scrubbing), ensure_ascii=False)


def _masked(value: Any, scrubbing: Scrubber) -> Any:
    if isinstance(value, str):
        return scrubbing.scrub(value)[0]
    if isinstance(value, dict):
        kept = (
            "tag",
            "kind",
            "layout",
            "issued_on",
            "number",
            "organ",
            "title",
            "check_code",
            "align",
            "size",
            "role",
        )
        return {key: item if key in kept else _masked(item, scrubbing) for key, item in value.items()}
    return [_masked(item, scrubbing) for item in value] if isinstance(value, list) else value


def _public(content: Content) -> Content:
    """Without seal, check code and places to sign: a copy for reading, not an original."""
    blocks = tuple(
        replace(block, sealed=False) if isinstance(block, Closing) else block for block in content.blocks
    )
    head = Paragraph(HEAD, indent=False, align="center", size="small")
    return replace(content, blocks=(head, *blocks), check_code="", addressee="", foot=())


def public_copy(publication: Publication) -> StoredFile | None:
    """The PDF of the public copy; made at the first call after each change of the content."""
    if publication.document is not None:
        return publication.document
    content = masked_content(publication)
    if content is None:
        return None
    from chengguan.documents.fonts import font_set
    from chengguan.documents.pdf import render_pdf

    folder = Path(getattr(settings, "DOCUMENT_FONTS_DIR", Path(settings.VAR) / "fonts"))
    return store([render_pdf(content, fonts=font_set(folder))])


def copy_posted(payload: dict[str, Any]) -> None:
    """Worker's handler of the topic disclosure.copy: `{"publication": id, "revision": n}`; an older revision is left alone."""
    full = Publication.objects.select_related("case__bureau", "case__party", "case__matter")
    publication = full.get(pk=payload["publication"])
    if publication.revision != payload["revision"] or publication.document_id is not None:
        return
    made = public_copy(publication)
    if made is not None:
        rows = Publication.objects.filter(pk=publication.pk, revision=publication.revision)
        rows.update(document=made)
