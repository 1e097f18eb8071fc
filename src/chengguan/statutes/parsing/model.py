"""What parsing works on and what it yields: lines, troubles, nodes of the tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from .numerals import article_label, numeral

# Kinds of trouble by what they mean for the reader. `unread` lines are not part of what is imported.
ALL_TROUBLES: Final[dict[str, str]] = {
    "unread": "未能识别",
    "duplicate": "条号重复",
    "missing": "缺少条号",
    "order": "条号顺序颠倒",
    "items": "项、目序号不连续",
    "encoding": "编码或乱码",
    "guess": "推定，请核对",
    "joined": "合并的断行",
    "dropped": "略去的版面文字",
}
SECTIONS: Final[dict[str, str]] = {"part": "编", "subpart": "分编", "chapter": "章", "section": "节"}
_SPACES: Final = re.compile(r"\s+")
_MARKS: Final = str.maketrans({"“": '"', "”": '"', "「": '"', "」": '"', "‘": "'", "’": "'", "—": "-", "－": "-", "─": "-", "·": "・", "•": "・"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file (of a paragraph, in DOCX): its number, its text without markup, and what the markup said."""

    number: int
    text: str
    heading: int = 0
    bold_start: str = ""
    table: bool = False
    blank_before: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something the reader must know: line number, kind (see ALL_TROUBLES), reason in Chinese, the line itself."""

    line: int
    kind: str
    reason: str
    text: str = ""

    @property
    def kind_title(self) -> str:
        return ALL_TROUBLES[self.kind]


@dataclass(slots=True)
class Node:
    """A provision: part 编, subpart 分编, chapter 章, section 节, heading, preface, article 条, paragraph 款, item 项, subitem 目, table, annex."""

    kind: str
    number: int
    line: int
    text: str = ""
    title: str = ""
    suffix: int = 0
    mark: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def label(self) -> str:
        """第五十四条, 第二章, （一）, 1.; paragraphs have none."""
        if self.kind == "article":
            return self.mark or article_label(self.number, self.suffix)
        if self.kind in SECTIONS and self.number:
            return f"第{numeral(self.number)}{SECTIONS[self.kind]}"
        return self.mark

    def walk(self) -> Iterator[Node]:
        """This node and everything under it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def full_text(self) -> str:
        """All text of the node, one line for each paragraph, item and subitem."""
        return "\n".join(
            f"{'' if node is self else node.mark}{node.text}" for node in self.walk() if node.text
        )


def normalised(text: str) -> str:
    """Text without what copies of the same statute differ in: spaces, width and shape of punctuation marks."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text).translate(_MARKS))


def digest_of(node: Node) -> str:
    """SHA-256 (hex) of an article over its normalised text with the structure of 款, 项, 目; its own number is left out."""
    parts = (f"{_place(part)}{normalised(part.text)}" for part in node.walk() if part.text)
    return sha256("\n".join(parts).encode()).hexdigest()


def _place(node: Node) -> str:
    return f"({node.number})" if node.kind in ("item", "subitem") else ""
