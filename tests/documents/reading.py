"""Read PDF and DOCX files back, as a reader would."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from chengguan.documents.blocks import Content


def squeezed(text: str) -> str:
    """Text without white space."""
    return re.sub(r"[\s\u3000]+", "", text)


def pdf_text(data: bytes, above: float = 0) -> str:
    """Text of all pages; `above` leaves out the foot of every page (mm from the lower edge)."""
    points = above * 72 / 25.4
    return "".join(page.get_textpage().get_text_bounded(bottom=points) for page in pdfium.PdfDocument(data))


def pdf_pages(data: bytes) -> int:
    return len(pdfium.PdfDocument(data))


def fonts_of(data: bytes) -> dict[str, bool]:
    """Every font of the text objects, and whether it is embedded."""
    found: dict[str, bool] = {}
    for page in pdfium.PdfDocument(data):
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
            font = raw.FPDFTextObj_GetFont(item.raw)
            size = raw.FPDFFont_GetBaseFontName(font, None, 0)
            name = ctypes.create_string_buffer(size)
            raw.FPDFFont_GetBaseFontName(font, name, size)
            found[name.value.decode()] = raw.FPDFFont_GetIsEmbedded(font) == 1
    return found


def docx_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def strings_of(content: Content) -> Iterator[str]:
    """Every text of the blocks of a content."""
    for block in content.as_data()["blocks"]:
        yield from _strings(block)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("tag", "role", "align", "size"):
                yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str) and value:
        yield value
