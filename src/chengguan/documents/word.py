"""DOCX of an instrument: the same content as the PDF in an editable file, for offices that must still correct by hand.

An editable file never bears the seal. Type is named, not embedded: 仿宋_GB2312, 方正小标宋简体, 黑体. The same content gives the same
bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

import docx
from docx.enum.section import WD_SECTION_START
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chengguan.base.qr import qr_png

from .blocks import (
    Answers,
    Attached,
    Cell,
    Closing,
    Content,
    Heading,
    Lines,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
    Table,
)

BODY: Final = "仿宋_GB2312"
TITLE: Final = "方正小标宋简体"
BLACK: Final = "黑体"
LATIN: Final = "Times New Roman"
RED: Final = RGBColor(0xD7, 0x00, 0x0F)
GREY: Final = RGBColor(0x59, 0x59, 0x59)
ALIGN: Final = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


@dataclass(frozen=True)
class Look:
    """Sizes in points, margins in mm."""

    size: float
    pitch: float
    title: float
    top: float
    left: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width of the text block in mm."""
        return 210 - self.left - self.right


LOOKS: Final = {
    "letter": Look(16, 28, 22, 37, 28, 26, 35),
    "record": Look(14, 25, 20, 28, 28, 24, 36),
    "form": Look(12, 18, 18, 18, 27, 22, 25),
    "receipt": Look(12, 18, 18, 24, 27, 23, 25),
}


def render_docx(content: Content, *, verify_url: str = "") -> bytes:
    """The instrument as DOCX; every string of the content is set literally."""
    writer = _Writer(content, verify_url)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return _stable(out.getvalue())


def _stable(data: bytes) -> bytes:
    """The same package with fixed times and order, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as stable,
    ):
        for name in sorted(package.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            stable.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), package.read(name), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


class _Writer:
    """Writes one content into one document."""

    def __init__(self, content: Content, verify_url: str) -> None:
        self.content = content
        self.verify_url = verify_url
        self.look = LOOKS[content.layout]
        self.document: Any = docx.Document()

    def write(self) -> None:
        self._set_up()
        self._head()
        for block in self.content.blocks:
            WRITERS[type(block)](self, block)
        self._foot()

    # --- page and styles -------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        section = self.document.sections[0]
        section.start_type = WD_SECTION_START.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(self.look.top), Mm(self.look.bottom)
        section.left_margin, section.right_margin = Mm(self.look.left), Mm(self.look.right)
        section.header_distance, section.footer_distance = Mm(15), Mm(8)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = LATIN, Pt(self.look.size)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        self._spacing(normal.paragraph_format, self.look.pitch)
        about = self.document.core_properties
        about.title = f"{self.content.title}{self.content.number}"
        about.author = about.last_modified_by = self.content.organ
        about.created = about.modified = datetime.combine(self.content.issued_on, time(), UTC).replace(
            tzinfo=None
        )
        about.revision = 1
        about.comments = ""

    @staticmethod
    def _spacing(form: Any, pitch: float) -> None:
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)

    def _head(self) -> None:
        content, look = self.content, self.look
        if content.red_head:
            self._line(content.organ, align="center", face=TITLE, size=34, pitch=46, colour=RED)
            self._line(content.number, align="center")
            self._red_rule()
        elif content.organ:
            self._line(content.organ, align="center", face=TITLE, size=look.title, pitch=look.title + 12)
        self._line(
            content.title, align="center", face=TITLE, size=look.title + 2, pitch=look.title + 15, outline=0
        )
        if content.number and not content.red_head:
            self._line(content.number, align="center")
        self._line("", pitch=10)
        if content.addressee:
            self._line(f"{content.addressee}：", align="left")

    def _red_rule(self) -> None:
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "1"), ("color", "D7000F")):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        form = self._line("", pitch=12)._p.get_or_add_pPr()
        form.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")

    # --- text ------------------------------------------------------------------------------------------------

    def _line(
        self,
        text: str,
        *,
        align: str = "justify",
        indent: int = 0,
        face: str = BODY,
        size: float | None = None,
        pitch: float | None = None,
        bold: bool = False,
        colour: RGBColor | None = None,
        outline: int | None = None,
        where: Any = None,
    ) -> Any:
        """One paragraph of one run; `indent` characters on the first line (negative: hanging)."""
        paragraph = (where or self.document).add_paragraph()
        paragraph.alignment = ALIGN[align]
        if pitch is not None:
            self._spacing(paragraph.paragraph_format, pitch)
        self._indent(paragraph, indent, size)
        if outline is not None:
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), str(outline))
            paragraph._p.get_or_add_pPr().append(level)
        if text:
            self._run(paragraph, text, face=face, size=size, bold=bold, colour=colour)
        return paragraph

    def _indent(self, paragraph: Any, characters: int, size: float | None) -> None:
        """Indent in characters, and in twips for readers that do not know characters."""
        if not characters:
            return
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        twips = str(round(abs(characters) * (size or self.look.size) * 20))
        hundredths = str(100 * abs(characters))
        for name in ("firstLine",) if characters > 0 else ("left", "hanging"):
            indent.set(qn(f"w:{name}"), twips)
            indent.set(qn(f"w:{name}Chars"), hundredths)

    @staticmethod
    def _run(
        paragraph: Any,
        text: str,
        *,
        face: str = BODY,
        size: float | None = None,
        bold: bool = False,
        underline: bool = False,
        colour: RGBColor | None = None,
    ) -> Any:
        run = paragraph.add_run(text)
        run.font.name = LATIN
        run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), face)
        if size is not None:
            run.font.size = Pt(size)
        run.bold, run.underline = bold or None, underline or None
        if colour is not None:
            run.font.color.rgb = colour
        return run

    # --- blocks ----------------------------------------------------------------------------------------------

    def heading(self, block: Heading) -> None:
        if block.level == 1:
            paragraph = self._line(block.text, indent=2, face=BLACK, outline=1)
        else:
            paragraph = self._line(block.text, indent=2, bold=True, outline=block.level)
        paragraph.paragraph_format.keep_with_next = True

    def paragraph(self, block: Paragraph) -> None:
        small = block.size == "small"
        self._line(
            block.text,
            align=block.align,
            indent=2 if block.indent else 0,
            bold=block.strong,
            size=10.5 if small else None,
            pitch=16 if small else None,
        )

    def lines(self, block: Lines) -> None:
        for row in block.rows:
            paragraph = self._line("", align="left")
            for place, pair in enumerate(row):
                self._run(paragraph, f"{'　' if place else ''}{pair.label}：")
                self._run(paragraph, f" {pair.value} " if pair.value else "　" * 6, underline=True)

    def table(self, block: Table) -> None:
        table = self.document.add_table(rows=len(block.rows), cols=len(block.widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        share = self.look.width / sum(block.widths)
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Mm(width * share)
        taken: set[tuple[int, int]] = set()
        for line, row in enumerate(block.rows):
            self._row_height(table.rows[line], row)
            if line < block.head:
                table.rows[line]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            self._fill_row(table, line, row, taken)

    @staticmethod
    def _row_height(row: Any, cells: Sequence[Cell]) -> None:
        height = max((cell.height for cell in cells), default=0)
        if height:
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(height + 2.6)

    def _fill_row(self, table: Any, line: int, row: Sequence[Cell], taken: set[tuple[int, int]]) -> None:
        column = 0
        for cell in row:
            while (line, column) in taken:
                column += 1
            last = (line + cell.rowspan - 1, column + cell.colspan - 1)
            place = table.cell(line, column)
            if last != (line, column):
                place = place.merge(table.cell(*last))
            taken |= {(x, y) for x in range(line, last[0] + 1) for y in range(column, last[1] + 1)}
            self._fill_cell(place, cell)
            column = last[1] + 1

    def _fill_cell(self, place: Any, cell: Cell) -> None:
        label, long = cell.role == "label", cell.role == "text"
        top = long or cell.height > 0
        place.vertical_alignment = (
            WD_CELL_VERTICAL_ALIGNMENT.TOP if top and not label else WD_CELL_VERTICAL_ALIGNMENT.CENTER
        )
        spare = place.paragraphs[0]._p
        for part in cell.text.split("\n"):
            align = "center" if label else "left"
            self._line(part, align=align, indent=2 if long else 0, size=12, pitch=18, where=place)
        for part in cell.foot.split("\n") if cell.foot else ():
            self._line(part, align="right", size=12, pitch=18, where=place)
        spare.getparent().remove(spare)

    def answers(self, block: Answers) -> None:
        for pair in block.pairs:
            self._line(f"问：{pair.question}", indent=-2).paragraph_format.keep_with_next = True
            self._line(f"答：{pair.answer}", indent=-2)

    def signatures(self, block: Signatures) -> None:
        for start in range(0, len(block.items), block.columns):
            paragraph = self._line("", align="left", pitch=self.look.pitch + 5)
            for place, item in enumerate(block.items[start : start + block.columns]):
                self._signature(paragraph, item, first=place == 0)

    def _signature(self, paragraph: Any, item: Signature, *, first: bool) -> None:
        self._run(paragraph, f"{'' if first else '　　'}{item.label}：")
        self._run(paragraph, f"　{item.name}　" if item.name else "　" * 8, underline=True)
        if item.dated:
            self._run(paragraph, f"　{item.on}" if item.on else "　　　年　　月　　日")

    def attached(self, block: Attached) -> None:
        self._line("")
        names = (
            [f"{index}.{name}" for index, name in enumerate(block.names, 1)]
            if len(block.names) > 1
            else [*block.names]
        )
        for place, name in enumerate(names):
            self._line(f"{'附件：' if place == 0 else '　　　'}{name}", indent=2)

    def closing(self, block: Closing) -> None:
        self._line("")
        if block.sealed:
            self._line("")
        date_width = _width(block.on)
        organ_indent = max(0.0, 4 - (_width(block.organ) - date_width) / 2)
        self._right(block.organ, organ_indent)
        self._right(block.on, 4.0)
        if block.sealed:
            self._right("（印章）", 4 + (date_width - 4) / 2, colour=GREY)

    def _right(self, text: str, characters: float, colour: RGBColor | None = None) -> None:
        """A line that ends so many characters before the right edge."""
        paragraph = self._line(text, align="right", colour=colour)
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:right"), str(round(characters * self.look.size * 20)))
        indent.set(qn("w:rightChars"), str(round(100 * characters)))
        paragraph.paragraph_format.keep_together = True

    def page_break(self, block: PageBreak) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    # --- foot of the page ------------------------------------------------------------------------------------

    def _foot(self) -> None:
        section = self.document.sections[0]
        letter = self.content.layout == "letter"
        feet = [(section.footer, "right")]
        if letter:
            self.document.settings.odd_and_even_pages_header_footer = True
            feet.append((section.even_page_footer, "left"))
        for foot, side in feet:
            foot.is_linked_to_previous = False
            spare = foot.paragraphs[0]._p
            self._page_number(foot, side if letter else "center")
            self._check_line(foot)
            spare.getparent().remove(spare)
        if self.content.demo:
            headers = [section.header, section.even_page_header] if letter else [section.header]
            for header in headers:
                header.is_linked_to_previous = False
                self._line(
                    "演示数据，不具有法律效力", align="right", size=9, pitch=12, colour=GREY, where=header
                )

    def _page_number(self, foot: Any, side: str) -> None:
        if self.content.layout == "letter":
            paragraph = self._line("", align=side, pitch=18, where=foot)
            self._run(paragraph, "— ", size=14)
            self._field(paragraph, "PAGE", 14)
            self._run(paragraph, " —", size=14)
            return
        signed = "　".join(f"{who}（签名）：＿＿＿＿＿＿" for who in self.content.foot)
        paragraph = self._line("", align="left" if signed else "center", pitch=18, where=foot)
        self._run(paragraph, f"{signed}　第 " if signed else "第 ", size=10.5)
        self._field(paragraph, "PAGE", 10.5)
        self._run(paragraph, " 页　共 ", size=10.5)
        self._field(paragraph, "NUMPAGES", 10.5)
        self._run(paragraph, " 页", size=10.5)

    def _field(self, paragraph: Any, code: str, size: float) -> None:
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            run = self._run(paragraph, "", size=size)
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = f" {text} "
            run._r.append(part)

    def _check_line(self, foot: Any) -> None:
        if not self.content.check_code:
            return
        paragraph = foot.add_paragraph()
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if self.verify_url:
            paragraph.add_run().add_picture(io.BytesIO(qr_png(self.verify_url)), width=Mm(10))
        words = f" 文书校验码 {self.content.check_code.upper()}"
        words += f"　核验地址 {self.verify_url}" if self.verify_url else ""
        self._run(paragraph, words, size=7.5, colour=GREY)


def _width(text: str) -> float:
    """Width in characters: ASCII takes half a character."""
    return sum(0.5 if mark.isascii() else 1.0 for mark in text)


WRITERS: Final[dict[type, Callable[[_Writer, Any], None]]] = {
    Heading: _Writer.heading,
    Paragraph: _Writer.paragraph,
    Lines: _Writer.lines,
    Table: _Writer.table,
    Answers: _Writer.answers,
    Signatures: _Writer.signatures,
    Attached: _Writer.attached,
    Closing: _Writer.closing,
    PageBreak: _Writer.page_break,
}
