"""年度报告的文件: PDF by Typst and DOCX from the text as it was issued. The same text gives the same bytes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from chengguan.documents.models import StoredFile
from chengguan.documents.signing import seal_port
from chengguan.documents.storing import store
from chengguan.reports.models import AnnualReport

from .text import H1, H2, TABLE

TEMPLATE: Final = Path(__file__).parent / "typst" / "report.typ"
KAI: Final = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti")
TITLE_WIDTH: Final = 19
FORMS: Final = ("pdf", "docx")


def rendition(report: AnnualReport, form: str) -> StoredFile:
    """The file of an issued report as `pdf` or `docx`, made at the first call. Raises KeyError for another form, ValueError before the issue."""
    made = {"pdf": report.pdf, "docx": report.docx}[form]
    if made is None:
        if not report.content:
            raise ValueError("the report was not issued")
        made = store([_pdf(report) if form == "pdf" else _docx(report)])
        AnnualReport.objects.filter(pk=report.pk).update(**{form: made})
        setattr(report, form, made)
    return made


def render_posted(payload: dict[str, Any]) -> None:
    """Worker's handler of the topic annual.render: `{"report": id}`. May be called again without effect."""
    report = AnnualReport.objects.select_related("bureau", "pdf", "docx").get(pk=payload["report"])
    for form in FORMS:
        rendition(report, form)


def address_of(report: AnnualReport) -> str:
    """Public address of an annual report, printed in its data note."""
    if report.kind != AnnualReport.ANNUAL:
        return ""
    return (
        f"{settings.SITE_URL.rstrip('/')}{reverse('portal.report', args=[report.bureau.code, report.year])}"
    )


def title_lines(title: str) -> list[str]:
    """A long title in lines of nearly equal length, the organ on a line of its own where that fits (GB/T 9704-2012, 7.3.1)."""
    if len(title) <= TITLE_WIDTH:
        return [title]
    for place, mark in enumerate(title):
        if mark.isdigit() and 0 < place <= TITLE_WIDTH and len(title) - place <= TITLE_WIDTH + 4:
            return [title[:place], title[place:]]
    rows = -(-len(title) // TITLE_WIDTH)
    each = -(-len(title) // rows)
    return [title[start : start + each] for start in range(0, len(title), each)]


def _pdf(report: AnnualReport) -> bytes:
    import typst

    from chengguan.documents.fonts import font_set
    from chengguan.documents.pdf import printable

    port, code = seal_port(), report.bureau.code
    fonts = font_set(Path(getattr(settings, "DOCUMENT_FONTS_DIR", Path(settings.VAR) / "fonts")))
    families = {font.family for font in fonts.handle.fonts()}
    content = json.loads(report.content)
    annual = report.kind == AnnualReport.ANNUAL
    data = printable(
        {
            **content,
            "red_head": annual,
            "sealed": annual,
            "title_lines": title_lines(content["title"]),
            "address": address_of(report),
            "fonts": {
                "body": list(fonts.body),
                "title": list(fonts.title),
                "heading": list(fonts.heading),
                "kai": [name for name in KAI if name in families],
                "bold": fonts.bold,
                "heavy": fonts.title_is_heavy,
            },
        },
        fonts,
    )
    data["seal"] = list((port.image(code) if annual else None) or b"")
    compiler = typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts.handle, ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("the template made no single PDF")
    issued_at = report.texts.order_by("-seq").values_list("at", flat=True)[0]
    return port.sign(made, bureau_code=code, at=issued_at) if annual else made


def _docx(report: AnnualReport) -> bytes:
    from chengguan.documents.blocks import Block, Cell, Closing, Content, Heading, Paragraph, Table
    from chengguan.documents.word import render_docx

    content = json.loads(report.content)
    annual = report.kind == AnnualReport.ANNUAL
    blocks: list[Block] = []
    for line in content["lines"]:
        words = line["number"] + "".join(_marked(run) for run in line["runs"])
        if line["kind"] in (H1, H2):
            blocks.append(Heading(words, 1 if line["kind"] == H1 else 2))
        elif line["kind"] == TABLE:
            head = tuple(
                Cell(name, "label")
                for name in ("指标", "单位", f"{content['year']}年", f"{content['year'] - 1}年", "同比")
            )
            rows = tuple(tuple(Cell(_marked(run)) for run in row) for row in line["rows"])
            blocks += [
                Paragraph(words, False, "center", strong=True),
                Table((5, 1.4, 2.2, 2.2, 2.4), (head, *rows), 1),
            ]
        else:
            blocks.append(Paragraph(words))
    blocks.append(Closing(content["signed"], content["dated"], annual))
    blocks += [Paragraph(words, False, "left", "small") for words in _notes(content, address_of(report))]
    return render_docx(
        Content(
            kind="annual_report",
            title=content["title"],
            layout="letter",
            organ=content["organ"] if annual else "",
            issued_on=date.fromisoformat(content["issued_on"]),
            blocks=tuple(blocks),
            number=content["number"],
            red_head=annual,
            demo=content["demo"],
        )
    )


def _marked(run: dict[str, Any]) -> str:
    return f"{run['text']}〔{run['note']}〕" if "note" in run else str(run["text"])


def _notes(content: dict[str, Any], address: str) -> list[str]:
    head = f"数据说明：由记录产生的数字共{content['counted']}项，印发时连同记录清单一并冻结。"
    out = [head + (f"每个数字的口径和记录见 {address}" if address else "")]
    for place, note in enumerate(content["notes"], 1):
        out.append(f"〔{place}〕{note['year']}年{note['name']}{note['value']}，取自：{note['source']}")
    return out
