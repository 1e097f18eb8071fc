"""One paper as pages of PDF/A: an instrument as it is, a picture on a page, an attached PDF as pictures, others as a sheet.

An instrument's PDF is our own PDF/A-2b and is bound as it is. Files of others are never bound as they came: fonts may be
missing, scripts and forms hidden. Pictures and pages of attached PDFs are set anew as JPEG; the original stays in the store
under the digest that the page names.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from chengguan.cases.facts.dossier import PDF, RECORD_SHEET
from chengguan.cases.models import Record
from chengguan.documents import storing
from chengguan.documents.models import StoredFile
from chengguan.dossiers.contents import Contents, Paper
from chengguan.dossiers.facts.contents import record_digest, record_lines

from . import sheets

PICTURES: Final = frozenset({"image/jpeg", "image/png"})
LONGEST_SIDE: Final = 2200
QUALITY: Final = 85
DOTS: Final = 150.0
RASTER: Final = (
    "#let d = json(bytes(sys.inputs.data))\n"
    "#set page(width: 175mm, height: 240mm, margin: 0pt)\n"
    '#align(center + horizon, image(d.file, page: d.page, width: 100%, height: 100%, fit: "contain"))\n'
)


class BindingFault(Exception):
    """The dossier cannot be bound as it was prepared; the message says why, in Chinese."""


def pages_of(paper: Paper, stored: StoredFile | None, contents: Contents, target: Path) -> None:
    """Write the pages of a paper to `target`, a PDF/A-2b file. Raises `BindingFault` when content is missing or changed."""
    if paper.media_type == RECORD_SHEET:
        return _record_sheet(paper, contents, target)
    if stored is None:
        raise BindingFault(f"{paper.title}：文件没有登记")
    if paper.media_type == PDF and paper.key.startswith("i-"):
        with storing.local(stored) as path:
            shutil.copyfile(path, target)
        return None
    folder = target.parent
    try:
        made = _shown(paper, stored, folder)
    except (OSError, ValueError, RuntimeError):
        made = []
    pages = paper.last - paper.first + 1
    drawn = [_picture(paper, name, place, pages) for place, name in enumerate(made, 1)]
    if len(drawn) != pages:
        drawn = [_in_place(paper, stored, contents)] * pages
    sheets.set_sheets(drawn, contents=contents, target=target, title=paper.title, folder=folder)
    for name in made:
        (folder / name).unlink(missing_ok=True)
    return None


def _shown(paper: Paper, stored: StoredFile, folder: Path) -> list[str]:
    """Names of the JPEG files, in `folder`, that show the file page by page; nothing for a file that is not shown."""
    if paper.media_type in PICTURES:
        with storing.local(stored) as path:
            return [_jpeg(path, folder / f"{stored.sha256}.jpg")]
    if paper.media_type == PDF:
        return _rastered(stored, folder, paper.last - paper.first + 1)
    return []


def _jpeg(source: Path, target: Path) -> str:
    """A picture upright, without transparency and colour profile of its own, at most as large as a page needs."""
    from PIL import Image, ImageOps

    with Image.open(source) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened)
        if picture.mode in ("RGBA", "LA", "P", "PA"):
            upper = picture.convert("RGBA")
            picture = Image.new("RGB", upper.size, "white")
            picture.paste(upper, mask=upper.getchannel("A"))
        flat = picture.convert("RGB")
        flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat.save(target, "JPEG", quality=QUALITY)
    return target.name


def _rastered(stored: StoredFile, folder: Path, pages: int) -> list[str]:
    """Every page of an attached PDF as a JPEG file. An encrypted or damaged file raises ValueError."""
    import pikepdf

    plain, template = folder / f"{stored.sha256}.pdf", folder / "raster.typ"
    template.write_text(RASTER, encoding="utf-8")
    try:
        with storing.local(stored) as path, pikepdf.open(path) as pdf:
            if len(pdf.pages) != pages:
                return []
            pdf.save(plain)
        return [_raster_page(plain, template, page) for page in range(1, pages + 1)]
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from error
    finally:
        plain.unlink(missing_ok=True)


def _raster_page(plain: Path, template: Path, page: int) -> str:
    import typst

    raw = plain.with_name(f"{plain.stem}-{page}.png")
    data = json.dumps({"file": plain.name, "page": page})
    try:
        made = typst.compile(
            str(template), root=str(plain.parent), format="png", ppi=DOTS, sys_inputs={"data": data}
        )
    except BaseException as error:  # a damaged page may make the renderer panic, which is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise ValueError(f"page {page} cannot be drawn") from error
    if not isinstance(made, bytes):
        raise ValueError(f"page {page} gave no picture")
    raw.write_bytes(made)
    name = _jpeg(raw, raw.with_suffix(".jpg"))
    raw.unlink()
    return name


def _picture(paper: Paper, name: str, place: int, pages: int) -> sheets.Sheet:
    caption = f"{paper.title}（第{place}页，共{pages}页）" if pages > 1 else paper.title
    return {"kind": "picture", "file": name, "caption": caption, "sha256": paper.file_sha256}


def _in_place(paper: Paper, stored: StoredFile, contents: Contents) -> sheets.Sheet:
    """Sheet in place of a file that cannot be printed (Word, Excel, video) or drawn."""
    rows = [
        ("文件名称", paper.title.removeprefix("附件：")),
        ("文件类型", paper.media_type),
        ("大小", f"{stored.size:,} 字节"),
        ("SHA-256", stored.sha256),
        ("SM3", stored.sm3),
    ]
    note = "本件为不能按页印制的电子文件，以原文件保存；导出案卷时一并导出。核对原件时，计算文件的摘要与上列摘要比较。"
    return {"kind": "placeholder", "heading": "电子文件替代页", "rows": rows, "note": note}


def _record_sheet(paper: Paper, contents: Contents, target: Path) -> None:
    record = Record.objects.get(pk=UUID(paper.key.removeprefix("r-")))
    if record_digest(record) != paper.facts_sha256:
        raise BindingFault(f"{paper.title}：证据登记的内容与编制时不一致")
    rows: list[Any] = [(label, value or "—") for label, value in record_lines(record)]
    sheet = {"kind": "placeholder", "heading": "证据登记", "rows": rows, "note": ""}
    sheets.set_sheets([sheet], contents=contents, target=target, title=paper.title)
