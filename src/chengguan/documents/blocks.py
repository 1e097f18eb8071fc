"""文书内容: the finished text of an instrument as a tree of small frozen values, ready for any output format.

`build.build` makes a `Content`; `pdf.render_pdf` and `word.render_docx` print it. Nothing here is a template any more:
every string is final text and is printed literally. `Content.as_json` is canonical, so that the text which was issued can
be frozen beside the facts and printed again years later, whatever became of the norm file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Final, TypeAlias

from chengguan.ledger.canonical import compact


@dataclass(frozen=True)
class Heading:
    """小标题; level 1 is 黑体, level 2 is bold body type."""

    tag: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """正文段落; `indent` two characters; `align` justify | left | center | right; `size` body | small."""

    tag: ClassVar[str] = "paragraph"
    text: str
    indent: bool = True
    align: str = "justify"
    size: str = "body"
    strong: bool = False


@dataclass(frozen=True)
class Pair:
    """One label and its value, set without a border."""

    label: str
    value: str


@dataclass(frozen=True)
class Lines:
    """Rows of label/value pairs above a record (检查时间：… 检查地点：…); pairs of one row share the line evenly."""

    tag: ClassVar[str] = "lines"
    rows: tuple[tuple[Pair, ...], ...]


@dataclass(frozen=True)
class Cell:
    """A table cell. `role` label (centred) | short (one value) | text (long, indented paragraphs).

    `foot` stands at the lower right (signature and date of an opinion); `height` is a minimum in mm.
    """

    text: str
    role: str = "short"
    colspan: int = 1
    rowspan: int = 1
    height: float = 0
    foot: str = ""


@dataclass(frozen=True)
class Table:
    """A bordered table; `widths` are relative; the first `head` rows repeat on every page."""

    tag: ClassVar[str] = "table"
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: int = 0


@dataclass(frozen=True)
class Answer:
    """One question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Answers:
    """问答 of an interview record."""

    tag: ClassVar[str] = "answers"
    pairs: tuple[Answer, ...]


@dataclass(frozen=True)
class Signature:
    """A place to sign; `name` is printed when it is already known, `on` when the day is."""

    label: str
    name: str = ""
    on: str = ""
    dated: bool = True


@dataclass(frozen=True)
class Signatures:
    """签名栏, `columns` to a line."""

    tag: ClassVar[str] = "signatures"
    items: tuple[Signature, ...]
    columns: int = 1


@dataclass(frozen=True)
class Attached:
    """附件说明."""

    tag: ClassVar[str] = "attached"
    names: tuple[str, ...]


@dataclass(frozen=True)
class Closing:
    """落款: organ and date, with the place of the seal (GB/T 9704-2012, 7.3.5)."""

    tag: ClassVar[str] = "closing"
    organ: str
    on: str
    sealed: bool = True


@dataclass(frozen=True)
class PageBreak:
    """分页."""

    tag: ClassVar[str] = "page_break"


Block: TypeAlias = Heading | Paragraph | Lines | Table | Answers | Signatures | Attached | Closing | PageBreak
KINDS: Final[dict[str, type[Any]]] = {
    kind.tag: kind
    for kind in (Heading, Paragraph, Lines, Table, Answers, Signatures, Attached, Closing, PageBreak)
}


@dataclass(frozen=True)
class Content:
    """One instrument as final text.

    `layout` letter | form | record | receipt. `check_code` is the 文书校验码: the first 16 hex digits of the SHA-256 of the
    frozen facts. `foot` are the persons who sign at the foot of every page of a record.
    """

    kind: str
    title: str
    layout: str
    organ: str
    issued_on: date
    blocks: tuple[Block, ...]
    number: str = ""
    addressee: str = ""
    foot: tuple[str, ...] = ()
    red_head: bool = False
    demo: bool = False
    check_code: str = ""

    @property
    def sealed(self) -> bool:
        """Whether the instrument bears the organ's seal."""
        return any(isinstance(block, Closing) and block.sealed for block in self.blocks)

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON; every block carries its `tag`."""
        data = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("blocks", "issued_on")}
        data["foot"] = list(self.foot)
        data["issued_on"] = self.issued_on.isoformat()
        data["blocks"] = [{"tag": block.tag, **_data(block)} for block in self.blocks]
        return data

    def as_json(self) -> str:
        """Canonical JSON text of the content."""
        return compact(self.as_data())

    @classmethod
    def from_json(cls, text: str) -> Content:
        """The content that `as_json` wrote."""
        data = json.loads(text)
        data["issued_on"] = date.fromisoformat(data["issued_on"])
        data["foot"] = tuple(data["foot"])
        data["blocks"] = tuple(_block(entry) for entry in data["blocks"])
        return cls(**data)


def _data(part: Any) -> Any:
    """A block, or a part of one, as plain values."""
    if part is None or isinstance(part, (str, int, float)):
        return part
    if isinstance(part, (tuple, list)):
        return [_data(item) for item in part]
    return {name: _data(value) for name, value in vars(part).items()}


def _block(entry: dict[str, Any]) -> Block:
    tag = entry.pop("tag")
    if tag == "lines":
        return Lines(rows=tuple(tuple(Pair(**pair) for pair in row) for row in entry["rows"]))
    if tag == "table":
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in entry["rows"])
        return Table(widths=tuple(entry["widths"]), rows=rows, head=entry["head"])
    if tag == "answers":
        return Answers(pairs=tuple(Answer(**pair) for pair in entry["pairs"]))
    if tag == "signatures":
        return Signatures(items=tuple(Signature(**s) for s in entry["items"]), columns=entry["columns"])
    if tag == "attached":
        return Attached(names=tuple(entry["names"]))
    block: Block = KINDS[tag](**entry)
    return block
