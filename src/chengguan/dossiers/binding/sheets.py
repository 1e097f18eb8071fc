"""Sheets that the dossier brings itself, set by Typst as PDF/A-2b: cover, lists, 备考表, pictures, sheets in place of files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

from chengguan.documents.fonts import FontSet, font_set
from chengguan.documents.pdf import printable
from chengguan.dossiers.contents import Contents, Footage, Paper, clock
from chengguan.dossiers.facts.contents import frozen

TEMPLATE: Final = Path(__file__).parents[1] / "typst" / "sheets.typ"
VOLUMES: Final = {"main": "正卷", "annex": "副卷"}
Sheet = dict[str, Any]


def set_sheets(
    sheets: list[Sheet], *, contents: Contents, target: Path, title: str = "", folder: Path | None = None
) -> None:
    """Set sheets into one PDF/A-2b file at `target`. Pictures lie in `folder` under the names that the sheets give."""
    fonts = font_set(Path(getattr(settings, "DOCUMENT_FONTS_DIR", Path(settings.VAR) / "fonts")))
    data = {
        "title": title or contents.title,
        "organ": contents.bureau,
        "on": contents.prepared_at[:10],
        "demo": contents.demo,
        "fonts": {
            "body": list(fonts.body),
            "title": list(fonts.title),
            "bold": fonts.bold,
            "heavy": fonts.title_is_heavy,
        },
        "sheets": sheets,
    }
    made = compiled(printable(data, fonts), fonts, folder or target.parent, pdf_standards="a-2b")
    target.write_bytes(made)


def compiled(data: Any, fonts: FontSet, folder: Path, **options: Any) -> bytes:
    """Run Typst on the template, with `folder` as its root so that it can read the pictures there and nothing else."""
    template = folder / TEMPLATE.name
    if not template.exists():
        shutil.copyfile(TEMPLATE, template)
    compiler = typst.Compiler(
        str(template), root=str(folder), font_paths=fonts.handle, ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=0,
        **options,
    )
    if not isinstance(made, bytes):
        raise TypeError("the template made no single file")
    return made


def span(paper: Paper) -> str:
    """页号 of a paper as the catalogue prints it."""
    return f"{paper.first}" if paper.first == paper.last else f"{paper.first}-{paper.last}"


def cover(contents: Contents, volume: str) -> Sheet:
    """案卷封面 (of 副卷: what must not be shown to parties)."""
    extra = contents.extra
    papers = [paper for paper in contents.papers if paper.volume == volume]
    count = sum(paper.last - paper.first + 1 for paper in papers)
    footage = f"，音视频{len(contents.footage)}件" if contents.footage and volume == "main" else ""
    heading = "行政处罚案卷补充卷" if extra.get("volume") else "行政处罚案卷"
    rows = [
        ("案件名称", contents.title),
        ("案　　号", contents.case_number),
        ("案　　由", contents.cause),
        ("当 事 人", contents.party),
        ("决定文号", extra.get("decision_number") or "—"),
        ("处理结果", contents.outcome or "—"),
        ("立案日期", chinese_day(contents.opened_on)),
        ("结案日期", chinese_day(contents.closed_on)),
        ("承 办 人", "　".join(contents.officers)),
        ("保管期限", _kept(contents)),
        ("本　　卷", f"共{len(papers)}件{count}页{footage}"),
    ]  # fmt: skip
    return {
        "kind": "cover",
        "bureau": contents.bureau,
        "heading": heading,
        "volume": "正　卷" if volume == "main" else "副　卷（内部材料，不对外提供查阅）",
        "rows": rows,
        "number": _number_parts(contents),
        "archive_number": contents.archive_number,
    }


def _kept(contents: Contents) -> str:
    until = contents.extra.get("keep_until")
    return f"{contents.retention}（至{chinese_day(until)}）" if until else contents.retention


def _number_parts(contents: Contents) -> list[tuple[str, str]]:
    """档号 in its parts, as the boxes of the cover have them."""
    fonds, _, rest = contents.archive_number.partition("-")
    kind, _, rest = rest.partition("·")
    year, retention, *place = rest.split("-")
    return [
        ("全宗号", fonds),
        ("门类", kind),
        ("年度", year),
        ("保管期限", retention),
        ("案卷号", "-".join(place)),
    ]


def catalogue(contents: Contents, volume: str) -> Sheet:
    """卷内目录 of one volume, by groups; the numbers run through both volumes."""
    rows: list[list[str]] = []
    part = ""
    for number, paper in enumerate(contents.papers, 1):
        if paper.volume != volume:
            continue
        if paper.part != part:
            part = paper.part
            rows.append([part])
        rows.append(
            [
                str(number),
                paper.number,
                paper.responsible,
                paper.title,
                paper.on.replace("-", ""),
                span(paper),
                paper.remarks,
            ]
        )
    return {
        "kind": "catalogue",
        "heading": f"卷内目录（{VOLUMES[volume]}）",
        "archive_number": contents.archive_number,
        "rows": rows,
    }


def footage_index(contents: Contents) -> Sheet:
    """音视频索引: number, camera, officer, time, length, the steps with their minute and second, SHA-256."""
    rows = [_footage_row(number, row) for number, row in enumerate(contents.footage, 1)]
    return {"kind": "footage", "archive_number": contents.archive_number, "rows": rows}


def _footage_row(number: int, row: Footage) -> dict[str, Any]:
    began = row.began_at[:19].replace("T", " ")
    what = [row.number, f"设备 {row.camera}" if row.camera else "", row.officer, row.kind]
    return {
        "no": str(number),
        "what": "\n".join(word for word in what if word),
        "when": "\n".join(word for word in (began, f"时长 {clock(row.duration_ms)}", row.place) if word),
        "marks": [(f"{clock(mark.begins_ms)}—{clock(mark.ends_ms)}", mark.title) for mark in row.marks],
        "sha256": row.sha256,
    }


def colophon(contents: Contents) -> Sheet:
    """卷内备考表: what the volume holds, who compiled and who checked it, when."""
    extra = contents.extra
    annex = sum(1 for paper in contents.papers if paper.volume == "annex")
    lines = [
        f"本卷共{len(contents.papers)}件{contents.pages}页，其中正卷{len(contents.papers) - annex}件，副卷{annex}件；音视频记录{len(contents.footage)}件。",
        "本卷以电子形式形成和保管（档案法实施条例第三十八条、第三十九条），卷内文件和音视频均登记内容摘要；封卷记录写明本卷内容和本文件的摘要，封卷后形成的材料编入补充卷。",
    ]
    digest = frozen(contents)[1]
    groups = " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
    lines += ["卷内目录摘要（SHA-256），核验导出的案卷时与此比对（空格不计）：", groups]
    if extra.get("remarks"):
        lines.append(str(extra["remarks"]))
    return {
        "kind": "colophon",
        "archive_number": contents.archive_number,
        "lines": lines,
        "signed": [
            ("立 卷 人", extra.get("compiler", "")),
            ("检 查 人", extra.get("checker", "")),
            ("立卷时间", chinese_day(contents.prepared_at)),
        ],
    }


def chinese_day(text: str) -> str:
    """2024年5月6日."""
    if not text:
        return "—"
    year, month, day = (int(part) for part in text[:10].split("-"))
    return f"{year}年{month}月{day}日"
