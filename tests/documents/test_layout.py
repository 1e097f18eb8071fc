"""Layout: page furniture, sections, seals, red head, rare characters, fonts."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from datetime import date

import docx
import pytest

from chengguan.documents.blocks import (
    Attached,
    Closing,
    Content,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
)
from chengguan.documents.fonts import characters_of, font_set
from chengguan.documents.instruments import InstrumentBook
from chengguan.documents.pdf import qr_svg, render_pdf
from chengguan.documents.word import render_docx

from .conftest import content_of
from .reading import docx_text, pdf_pages, pdf_text, squeezed

LETTER = Content(
    kind="x",
    title="关于某事的函",
    layout="letter",
    organ="甲市城市管理局",
    issued_on=date(2024, 5, 6),
    number="甲城管函〔2024〕第1号",
    addressee="乙公司",
    check_code="0123456789abcdef",
    blocks=(
        Heading("一、甲"),
        Heading("（一）乙", 2),
        Paragraph("丙", strong=True),
        Paragraph("丁", align="center", indent=False, size="small"),
        Attached(("附件一",)),
        Attached(("清单", "照片")),
        Signatures(
            (Signature("承办人", "王某", "2024年5月6日"), Signature("记录人", dated=False)), columns=2
        ),
        Closing("甲市城市管理局", "2024年5月6日"),
    ),
)


def _png(width: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\xd7\x00\x0f\x80" * width) * width
    head = struct.pack(">IIBBBBB", width, width, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_every_kind_of_block_prints() -> None:
    text = squeezed(pdf_text(render_pdf(LETTER)))
    for words in (
        "乙公司：",
        "一、甲",
        "附件：附件一",
        "1.清单",
        "2.照片",
        "承办人：王某",
        "（印章）",
        "—1—",
        "文书校验码0123456789ABCDEF",
    ):
        assert words in text
    assert "第1页" not in text


def test_the_seal_replaces_the_mark_of_its_place() -> None:
    sealed = render_pdf(LETTER, seal=_png())
    assert "（印章）" not in pdf_text(sealed)
    assert sealed != render_pdf(LETTER)
    assert not replace(LETTER, blocks=(Paragraph("甲"),)).sealed


def test_red_head() -> None:
    content = replace(LETTER, red_head=True)
    text = squeezed(pdf_text(render_pdf(content)))
    assert text.index("甲市城市管理局") < text.index("甲城管函〔2024〕第1号") < text.index("关于某事的函")
    assert "D7000F" in docx.Document(io.BytesIO(render_docx(content))).element.xml


def test_demonstration_data_are_marked() -> None:
    content = replace(LETTER, demo=True)
    assert "演示数据，不具有法律效力" in pdf_text(render_pdf(content))
    assert "演示数据" not in pdf_text(render_pdf(LETTER))
    document = docx.Document(io.BytesIO(render_docx(content)))
    assert "演示数据" in document.sections[0].header.paragraphs[-1].text


def test_the_organ_and_date_never_stand_alone_on_a_page() -> None:
    for lines in range(15, 24):
        body = tuple(Paragraph(f"此为{index}行") for index in range(lines))
        pdf = render_pdf(replace(LETTER, blocks=(*body, Closing("甲市城市管理局", "2024年5月6日"))))
        last = pdf_text(pdf).rsplit("此为", 1)[-1]
        assert f"{lines - 1}行" in last and "2024年5月6日" in last or pdf_pages(pdf) == 1


def test_page_break_and_page_numbers() -> None:
    pdf = render_pdf(replace(LETTER, blocks=(Paragraph("甲"), PageBreak(), Paragraph("乙"))))
    assert pdf_pages(pdf) == 2 and "—2—" in squeezed(pdf_text(pdf))


def test_a_record_is_signed_on_every_page(instruments: InstrumentBook) -> None:
    content = content_of(instruments, "interview_record")
    text = squeezed(pdf_text(render_pdf(content)))
    assert text.count("被询问人（签名）：") == 2
    assert "第1页共2页" in text and "第2页共2页" in text


def test_characters_that_no_font_holds_stay_visible() -> None:
    content = replace(LETTER, blocks=(Paragraph("甲😀乙☑丙𬱖"),))
    text = pdf_text(render_pdf(content))
    assert "甲〔U+1F600〕乙〔U+2611〕丙𬱖" in squeezed(text)
    assert "甲😀乙☑丙𬱖" in docx_text(render_docx(content))


def test_the_shipped_fonts_hold_what_names_need() -> None:
    fonts = font_set()
    assert {ord(mark) for mark in "䶮㛃𬱖𠅤㵆〔〕□■—"} <= fonts.characters
    assert fonts.body[-1] == "Noto Serif SC" and fonts.heading[-1] == "Noto Sans SC"
    assert not fonts.title_is_heavy


def _sfnt(subtable: bytes) -> bytes:
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable
    return (
        struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0)
        + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
        + cmap
    )


def test_character_maps_of_both_formats_are_read() -> None:
    twelve = struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", 0x20000, 0x20002, 5)
    assert set(characters_of(_sfnt(twelve))) == {0x20000, 0x20001, 0x20002}
    four = struct.pack(">HHHHHHH", 4, 32, 0, 4, 0, 0, 0)
    four += struct.pack(">HH", 66, 0xFFFF) + struct.pack(">H", 0) + struct.pack(">HH", 65, 0xFFFF)
    four += struct.pack(">HH", 1, 1) + struct.pack(">HH", 0, 0)
    assert set(characters_of(_sfnt(four))) == {65, 66}


def test_qr_is_svg() -> None:
    assert qr_svg("https://example.cn/v/A").startswith("<svg")


@pytest.mark.parametrize("form", [render_pdf, render_docx])
def test_the_same_content_gives_the_same_bytes(form: object) -> None:
    assert form(LETTER) == form(Content.from_json(LETTER.as_json()))  # type: ignore[operator]
