"""文件类型识别: what a file is by its content; its name and the browser's word are not asked (GB/T 22239-2019, ASVS 5.2)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

HEAD: Final = 16
EXTENSIONS: Final[dict[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
SHOWN: Final = frozenset({"image/jpeg", "image/png", "application/pdf", "video/mp4"})
"""Types that a browser may show in the page; the others are only downloaded."""

MEMBERS: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MARKS: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (
    ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("application/pdf", lambda head: head.startswith(b"%PDF-")),
    ("video/mp4", lambda head: head[4:8] == b"ftyp"),
)


def media_type(path: Path) -> str:
    """Media type of a file, or "" when it is none of the types that may be stored."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for kind, matches in MARKS:
        if matches(head):
            return kind
    return _office(path) if head.startswith(b"PK\x03\x04") else ""


def _office(path: Path) -> str:
    """Type of an office package; a package with macros is none of ours."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile:
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((kind for member, kind in MEMBERS.items() if member in names), "")
