"""Bytes of a file to lines: encodings, Markdown, plain text, DOCX."""

from __future__ import annotations

import codecs
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from .model import Line, Trouble

MAX_CHARACTERS: Final = 2_000_000
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER: Final = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word（doc）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
)
_TAG: Final = re.compile(
    r"</?(?:p|div|span|b|strong|em|i|u|font|center|a|sup|sub|h[1-6])(?:\s[^>]*)?>", re.IGNORECASE
)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>", re.IGNORECASE)
_LINK: Final = re.compile(r"\[([^\]]+)\]\((?:[^()]|\([^)]*\))*\)")
_BOLD: Final = re.compile(r"^(\*\*|__)(.+?)\1")
_EMPHASIS: Final = re.compile(r"(\*\*|__)(.+?)\1|(?<![\w*])\*([^*\s][^*]*)\*(?!\*)")
_HEADING: Final = re.compile(r"^(#{1,6})\s*(.+?)\s*#*$")
_TABLE_RULE: Final = re.compile(r"^\|?[\s:|\-]+\|?$")
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff\ufffe\u00ad]"
)
_SPACE: Final = re.compile(r"[\u3000\u00a0\u2000-\u200a\u202f\t ]+")


class NotAText(ValueError):
    """A file cannot be read as a statute text; the message says in Chinese what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as lines, with its digest and what was wrong with it as a file."""

    lines: tuple[Line, ...]
    sha256: str
    troubles: tuple[Trouble, ...] = ()


def read_file(name: str, content: bytes) -> Reading:
    """Lines of a Markdown, text or DOCX file; what it is is judged by its content first, by its name second.

    Raises NotAText for other formats, empty and oversized files.
    """
    if not content.strip():
        raise NotAText("文件是空的。")
    for magic, title in _OTHER:
        if content.startswith(magic):
            raise NotAText(f"这是{title}文件，不能直接读取；请另存为 docx、txt 或 md 后再上传。")
    troubles: list[Trouble] = []
    if content.startswith(b"PK"):
        lines = list(_docx_lines(content, troubles))
    else:
        text = decoded(content, troubles)
        markdown = name.lower().endswith((".md", ".markdown")) or _looks_like_markdown(text)
        lines = list(_markdown_lines(text, troubles) if markdown else _text_lines(text))
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise NotAText("文件超过二百万字，请按法律分别导入。")
    if not any(line.text for line in lines):
        raise NotAText("文件中没有文字。")
    troubles += [
        Trouble(line.number, "encoding", "含有无法还原的字符，请核对原文", line.text)
        for line in lines
        if "\ufffd" in line.text
    ]
    return Reading(tuple(lines), sha256(content).hexdigest(), tuple(troubles))


def decoded(content: bytes, troubles: list[Trouble]) -> str:
    """Text in UTF-8, UTF-16 with mark, or GB18030; otherwise UTF-8 with replacement marks and a trouble."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    troubles.append(Trouble(1, "encoding", "编码既不是 UTF-8 也不是 GB18030，无法还原的字符以 \ufffd 代替"))
    return content.decode("utf-8", errors="replace")


def cleaned(text: str) -> str:
    """One line without control characters and outer spaces; runs of any spaces become one."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def _looks_like_markdown(text: str) -> bool:
    head = text[:20000]
    return bool(
        re.search(r"^#{1,6} ", head, re.MULTILINE) or re.search(r"^\*\*第.{1,12}条\*\*", head, re.MULTILINE)
    )


def _text_lines(text: str) -> Iterator[Line]:
    blank = False
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        clean = cleaned(raw)
        if clean:
            yield Line(number, clean, blank_before=blank or raw.startswith(("\u3000", "    ")))
        blank = not clean


def _markdown_lines(text: str, troubles: list[Trouble]) -> Iterator[Line]:
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    rows = re.split(r"\r\n|\r|\n", text)
    start = _front_matter(rows)
    blank = True
    for number, raw in enumerate(rows[start:], start=start + 1):
        if not raw.strip():
            blank = True
            continue
        for piece in _BREAK.split(raw):
            line = _markdown_line(number, piece, blank, troubles)
            if line is not None:
                yield line
            blank = False


def _front_matter(rows: list[str]) -> int:
    """Number of lines of the YAML head between --- and ---."""
    if rows and rows[0].strip("\ufeff ") == "---":
        for place, row in enumerate(rows[1:40], start=1):
            if row.strip() in ("---", "..."):
                return place + 1
    return 0


def _markdown_line(number: int, raw: str, blank: bool, troubles: list[Trouble]) -> Line | None:
    text = raw.strip().lstrip(">").strip()
    if _IMAGE.search(text):
        troubles.append(Trouble(number, "unread", "图片不能读取，请补录其中的文字", cleaned(text)))
        text = _IMAGE.sub("", text)
    if re.fullmatch(r"(?:[-*_]\s*){3,}", text) or text.startswith(":::") or text == "[[toc]]":
        return None
    table = text.startswith("|")
    if table and _TABLE_RULE.match(text):
        return None
    heading = _HEADING.match(text)
    level = len(heading[1]) if heading else 0
    text = _plain(heading[2] if heading else text)
    bold = _BOLD.match(text)
    text = re.sub(r"^[-*+] (?=\S)", "", _EMPHASIS.sub(lambda m: m[2] or m[3] or "", text))
    if table:
        text = " | ".join(cell.strip() for cell in text.strip("|").split("|"))
    clean = cleaned(text)
    return Line(number, clean, level, cleaned(bold[2]) if bold else "", table, blank) if clean else None


def _plain(text: str) -> str:
    """Inline Markdown and HTML as its text."""
    text = _LINK.sub(lambda match: match[1], text)
    text = html.unescape(_TAG.sub("", text))
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!|>~])", r"\1", text)


def _docx_lines(content: bytes, troubles: list[Trouble]) -> Iterator[Line]:
    try:
        document = Document(io.BytesIO(content))
    except (OpcError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise NotAText("文件不是有效的 docx 文档，请用文字处理软件打开后另存为 docx。") from error
    numbered = 0
    for number, block in enumerate(document.iter_inner_content(), start=1):
        if isinstance(block, Table):
            yield from _table_lines(number, block)
            continue
        numbered += _is_numbered(block)
        level = _level(block)
        bold = cleaned("".join(run.text for run in _leading_bold(block)))
        for piece in re.split(r"[\n\x0b\x0c]", block.text):
            text = cleaned(unicodedata.normalize("NFC", piece))
            if text:
                yield Line(
                    number, text, level, bold if text.startswith(bold or "\0") else "", blank_before=True
                )
    if numbered:
        reason = f"文档有 {numbered} 段使用自动编号，编号不在文字里；请在文字处理软件中全选、取消自动编号（转为文本）后再导入"
        troubles.append(Trouble(0, "guess", reason))


def _leading_bold(paragraph: Paragraph) -> Iterator[Any]:
    for run in paragraph.runs:
        if run.text.strip() and not run.bold:
            return
        yield run


def _level(paragraph: Paragraph) -> int:
    name = str(getattr(paragraph.style, "name", "") or "")
    match = re.match(r"(?:Heading|标题) ?(\d)", name)
    return int(match[1]) if match else 0


def _is_numbered(paragraph: Paragraph) -> bool:
    properties: Any = paragraph._p.pPr
    return properties is not None and properties.numPr is not None and bool(paragraph.text.strip())


def _table_lines(number: int, table: Table) -> Iterator[Line]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = cleaned(cell.text.replace("\n", " "))
            if not cells or cells[-1] != text:  # merged cells are given once per column
                cells.append(text)
        if any(cells):
            yield Line(number, " | ".join(cells), table=True, blank_before=True)
