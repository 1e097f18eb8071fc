"""签章: the port through which an instrument gets the organ's seal (行政处罚法 第五十九条第二款).

`ImageSeal` prints the picture of the seal that the bureau keeps as a PNG file; a bureau with a certified electronic seal
puts its vendor's adapter into the setting `SEAL_PORT`, and its `sign` then returns the signed PDF.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SealPort(Protocol):
    """What rendering asks of a seal."""

    def image(self, bureau_code: str) -> bytes | None:
        """PNG of the organ's seal to be printed over organ and date; None leaves the place of the seal marked."""

    def sign(self, pdf: bytes, *, bureau_code: str, at: datetime) -> bytes:
        """The PDF with the organ's electronic signature; the same bytes where there is none."""


class ImageSeal:
    """Seal as a picture: `<folder>/<bureau code>.png`. Gives the look, not the proof, of a seal."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.VAR) / "seals"

    def image(self, bureau_code: str) -> bytes | None:
        path = self.folder / f"{bureau_code}.png"
        return path.read_bytes() if bureau_code.isalnum() and path.is_file() else None

    def sign(self, pdf: bytes, *, bureau_code: str, at: datetime) -> bytes:
        return pdf


def seal_port() -> SealPort:
    """The port of this installation."""
    name = getattr(settings, "SEAL_PORT", "")
    port: SealPort = import_string(name)() if name else ImageSeal()
    return port
