"""报告文本: blocks with marks for figures inside, as officers type them: 一、（一）1. at the head of a line, one paragraph a line.

Pure: knows neither tables nor figures. A mark is `{{指标编号}}`, with `@before` for the year before, `@issued` for the figure in
last year's issued report, `rate:`/`change:` before it, `/` for a share, `|万元` after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

H1, H2, ITEM, PARAGRAPH, TABLE = "h1", "h2", "item", "p", "table"
BEFORE, ISSUED = "before", "issued"
LIMIT: Final = 4000
CHINESE: Final = "一二三四五六七八九十"
_HEADS: Final = (
    (H1, re.compile(rf"^[{CHINESE}]{{1,3}}、\s*")),
    (H2, re.compile(rf"^[（(][{CHINESE}]{{1,3}}[）)]\s*")),
    (ITEM, re.compile(r"^\d{1,2}[.．、](?!\d)\s*")),
    (TABLE, re.compile(r"^表[:：]\s*")),
)
_MARK: Final = re.compile(
    r"\{\{\s*(?:(?P<form>rate|change)\s*[:：]\s*)?(?P<id>[a-z][a-z0-9_]*)(?:\s*/\s*(?P<of>[a-z][a-z0-9_]*))?"
    r"(?:@(?P<when>before|issued))?(?:\s*\|\s*(?P<unit>万元|亿元))?\s*\}\}"
)
_BROKEN: Final = re.compile(r"\{\{[^{}]*\}{0,2}|\}\}")


@dataclass(frozen=True)
class Block:
    """One paragraph or heading. `kind`: h1 一、| h2 （一）| item 1. | p | table (`标题｜编号，编号`). `id` stays while the text changes."""

    id: str
    kind: str
    text: str

    def as_data(self) -> dict[str, str]:
        return {"id": self.id, "kind": self.kind, "text": self.text}


def blocks_of(data: Sequence[dict[str, Any]]) -> tuple[Block, ...]:
    """Blocks from their plain form."""
    return tuple(Block(str(row["id"]), str(row["kind"]), str(row["text"])) for row in data)


@dataclass(frozen=True)
class Mark:
    """A figure inside a text: where it stands and what it asks for."""

    start: int
    end: int
    id: str
    form: str = ""
    of: str = ""
    when: str = ""
    unit: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id, self.of) if self.of else (self.id,)

    @property
    def source(self) -> str:
        """The mark in its shortest form."""
        return (
            "{{"
            + (f"{self.form}:" if self.form else "")
            + self.id
            + (f"/{self.of}" if self.of else "")
            + (f"@{self.when}" if self.when else "")
            + (f"|{self.unit}" if self.unit else "")
            + "}}"
        )


def marks(text: str) -> Iterator[Mark]:
    """Marks of a text in order."""
    for found in _MARK.finditer(text):
        parts = found.groupdict(default="")
        yield Mark(
            found.start(), found.end(), parts["id"], parts["form"], parts["of"], parts["when"], parts["unit"]
        )


def broken_marks(text: str) -> list[str]:
    """Braces that make no mark."""
    return [found.group() for found in _BROKEN.finditer(blank_marks(text))]


def blank_marks(text: str) -> str:
    """The text with every mark as so many private-use characters: places stay, nothing in it reads as a number."""
    return _MARK.sub(lambda found: "\ue000" * len(found.group()), text)


def table_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Title and measure ids of a table block."""
    title, _, names = text.partition("｜")
    return title.strip(), tuple(name for name in re.split(r"[，,、\s]+", names.strip()) if name)


def table_marks(text: str) -> tuple[Mark, ...]:
    """The figures of a table: this year and the year before of every row."""
    _, names = table_of(text)
    return tuple(Mark(0, 0, name, when=when) for name in names for when in ("", BEFORE))


def marks_in(block: Block) -> tuple[Mark, ...]:
    """All figures of a block."""
    return table_marks(block.text) if block.kind == TABLE else tuple(marks(block.text))


def parse(typed: str) -> tuple[Block, ...]:
    """Blocks from text as typed, without ids; blank lines are dropped, numbering is taken off."""
    out = []
    for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        words = line.strip(" \t\u3000")
        if words:
            out.append(_block(words))
    return tuple(out)


def _block(words: str) -> Block:
    for kind, head in _HEADS:
        found = head.match(words)
        if found:
            return Block("", kind, words[found.end() :].strip())
    return Block("", PARAGRAPH, words)


def number_cn(count: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens - 1] + "十"
    return head + (CHINESE[ones - 1] if ones else "")


def numbered(blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    """Every block with the number that stands before it (一、 / （一） / 1. / nothing)."""
    first = second = third = 0
    for block in blocks:
        if block.kind == H1:
            first, second, third = first + 1, 0, 0
            yield block, f"{number_cn(first)}、"
        elif block.kind == H2:
            second, third = second + 1, 0
            yield block, f"（{number_cn(second)}）"
        elif block.kind == ITEM:
            third += 1
            yield block, f"{third}."
        else:
            yield block, "表：" if block.kind == TABLE else ""


def typed(blocks: Sequence[Block]) -> str:
    """The text as officers edit it."""
    return "\n".join(f"{number}{block.text}" for block, number in numbered(blocks))


def places(blocks: Sequence[Block]) -> dict[str, str]:
    """Where each block stands, in words: 二、（三）第2段."""
    out: dict[str, str] = {}
    head, inner, count = "开头", "", 0
    for block, number in numbered(blocks):
        if block.kind == H1:
            head, inner, count = number, "", 0
        elif block.kind == H2:
            inner, count = number, 0
        else:
            count += 1
        where = f"{head}{inner}"
        out[block.id] = f"{where}标题" if block.kind in (H1, H2) else f"{where}第{count}段"
    return out


def sections(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """What stands before the first heading, and one part for each 一、."""
    out: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind == H1:
            out.append([])
        out[-1].append(block)
    return [tuple(part) for part in out]


def keep_ids(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The new blocks with the ids of the old ones that they continue; others get the next free ids."""
    ids = [""] * len(new)
    matcher = SequenceMatcher(
        None, [f"{b.kind}{b.text}" for b in old], [f"{b.kind}{b.text}" for b in new], autojunk=False
    )
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            for offset in range(a2 - a1):
                ids[b1 + offset] = old[a1 + offset].id
        elif tag == "replace":
            _pair(old, new, ids, (a1, a2), (b1, b2))
    count = max((int(block.id[1:]) for block in old if block.id[1:].isdigit()), default=0)
    for place, name in enumerate(ids):
        if not name:
            count += 1
            ids[place] = f"b{count}"
    return tuple(Block(name, block.kind, block.text[:LIMIT]) for name, block in zip(ids, new, strict=True))


def _pair(
    old: Sequence[Block], new: Sequence[Block], ids: list[str], span: tuple[int, int], into: tuple[int, int]
) -> None:
    """Within a stretch that changed, a new block continues the first old one that is like it."""
    free = list(range(*span))
    for place in range(*into):
        for candidate in free:
            if SequenceMatcher(None, old[candidate].text, new[place].text).quick_ratio() > 0.5:
                ids[place] = old[candidate].id
                free = free[free.index(candidate) + 1 :]
                break


def replaced(blocks: Sequence[Block], block_id: str, start: int, end: int, words: str) -> tuple[Block, ...]:
    """The text with one stretch of one block replaced."""
    return tuple(
        Block(b.id, b.kind, b.text[:start] + words + b.text[end:]) if b.id == block_id else b for b in blocks
    )
