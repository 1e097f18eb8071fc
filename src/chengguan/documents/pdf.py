"""PDF of an instrument: content -> PDF/A-2b by Typst, in the look of GB/T 9704-2012. The same content gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import typst

from chengguan.base.qr import qr_svg

from .blocks import Content
from .fonts import FontSet, font_set

FOLDER: Final = Path(__file__).parent / "typst"
TEMPLATE: Final = FOLDER / "instrument.typ"


def render_pdf(
    content: Content, *, verify_url: str = "", seal: bytes | None = None, fonts: FontSet | None = None
) -> bytes:
    """The instrument as PDF/A-2b.

    `verify_url` is printed with a QR code beside the 文书校验码; `seal` is a PNG of the organ's seal, placed over organ and
    date; without it the place of the seal is marked by a dashed ring. Raises `typst.TypstError` for a font set that lacks
    basic characters.
    """
    fonts = fonts or font_set()
    data = printable(
        {
            **content.as_data(),
            "verify_url": verify_url,
            "fonts": {
                "body": list(fonts.body),
                "title": list(fonts.title),
                "heading": list(fonts.heading),
                "bold": fonts.bold,
                "heavy": fonts.title_is_heavy,
            },
        },
        fonts,
    )
    data["qr"] = qr_svg(verify_url) if verify_url else ""
    data["seal"] = list(seal) if seal else []
    compiler = typst.Compiler(
        str(TEMPLATE), root=str(FOLDER), font_paths=fonts.handle, ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("the template made no single PDF")
    return made


def printable(value: Any, fonts: FontSet) -> Any:
    """The data with every character that no font holds written out."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, dict):
        return {key: printable(item, fonts) for key, item in value.items()}
    return [printable(item, fonts) for item in value] if isinstance(value, (list, tuple)) else value
