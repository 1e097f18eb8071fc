"""二维码: a text as QR code, for pages and documents."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """QR code of a text as SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue().decode()


def qr_png(text: str) -> bytes:
    """QR code of a text as PNG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=0, scale=6)
    return out.getvalue()
