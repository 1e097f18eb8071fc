"""核验页: one HTML file put together from its parts; the places of the digests are filled last, so that the manifest can name the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
ZEROS: Final = "0" * 64
_SLOT: Final = re.compile(r"%\((\w+)\)s")


@cache
def _source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def blank_page(words: Mapping[str, str]) -> bytes:
    """The page for one dossier with zeros where the digests of the manifest will stand. `words`: what its head says."""
    engine = "\n".join(_source(name) for name in ("digests.js", "checks.js", "opening.js"))
    parts = {
        **{name: escape(value) for name, value in words.items()},
        "demo": '<p class="demo">演示数据</p>' if words.get("demo") else "",
        "style": _source("page.css"),
        "engine": engine,
        "page": _source("page.js"),
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], _source("page.html")).encode()


def issued_page(blank: bytes, *, sha256: str, sm3: str) -> bytes:
    """The page as it is issued, with the digests of the manifest."""
    page = blank
    for name, digest in (("sha256", sha256), ("sm3", sm3)):
        page = page.replace(f'data-{name}="{ZEROS}"'.encode(), f'data-{name}="{digest}"'.encode(), 1)
    return page


def script() -> bytes:
    """核验.py, the second verifier."""
    return _source("verify.py").encode()
