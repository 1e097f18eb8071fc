"""A file on its way into the library: its lines, what was entered beside it, and the rows that it will become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from .parsing import Line, Node, Parsed, Trouble, digest_of, parse, read_file

_COLUMNS: Final = ("number", "text", "heading", "bold_start", "table", "blank_before")
PackedLine = tuple[Any, ...]


@dataclass(frozen=True)
class Upload:
    """A file that was read: its name, digest and lines. Kept between preview and confirmation; small enough to be carried."""

    source: str
    sha256: str
    lines: tuple[PackedLine, ...]
    troubles: tuple[tuple[int, str, str, str], ...] = ()

    @property
    def parsed(self) -> Parsed:
        """The statute in the file, parsed once per process."""
        return _parsed(self)

    @property
    def all_troubles(self) -> list[Trouble]:
        """What was wrong with the file, and with its text."""
        found = [*(Trouble(*row) for row in self.troubles), *self.parsed.troubles]
        return sorted(found, key=lambda trouble: trouble.line)

    def packed(self) -> dict[str, Any]:
        return {"source": self.source, "sha256": self.sha256, "lines": self.lines, "troubles": self.troubles}


@dataclass(frozen=True)
class Details:
    """题注 as confirmed by whoever imports: title, kind, number, issuer, dates."""

    title: str
    kind: str
    in_force_from: date
    number: str = ""
    issuer: str = ""
    adopted_on: date | None = None
    published_on: date | None = None
    revision: str = ""


def upload(name: str, content: bytes) -> Upload:
    """Read a file. Raises NotAText."""
    reading = read_file(name, content)
    lines = tuple(tuple(getattr(line, column) for column in _COLUMNS) for line in reading.lines)
    troubles = tuple((item.line, item.kind, item.reason, item.text) for item in reading.troubles)
    return Upload(name.rsplit("/", 1)[-1][:160], reading.sha256, lines, troubles)


def unpacked(packed: dict[str, Any]) -> Upload:
    """The same upload again from what was carried."""
    lines = tuple(tuple(row) for row in packed["lines"])
    troubles = tuple((row[0], row[1], row[2], row[3]) for row in packed["troubles"])
    return Upload(packed["source"], packed["sha256"], lines, troubles)


@lru_cache(maxsize=4)
def _parsed(given: Upload) -> Parsed:
    return parse([Line(*row) for row in given.lines])


@dataclass(frozen=True, slots=True)
class Row:
    """A provision as it will be stored."""

    place: int
    parent: int | None
    node: Node

    @property
    def text(self) -> str:
        """Articles and annexes hold their whole text, others their own."""
        return self.node.full_text() if self.node.kind in ("article", "annex") else self.node.text

    @property
    def sha256(self) -> str:
        return digest_of(self.node) if self.node.kind in ("article", "annex", "preface") else ""


def rows_of(roots: Sequence[Node]) -> list[Row]:
    """The tree as rows in the order of the text."""
    rows: list[Row] = []

    def add(node: Node, parent: int | None) -> None:
        place = len(rows)
        rows.append(Row(place, parent, node))
        for child in node.children:
            add(child, place)

    for root in roots:
        add(root, None)
    return rows


def text_digest(parsed: Parsed) -> str:
    """One SHA-256 (hex) over all articles with their numbers: the same text has it, from whatever file it came."""
    parts = (f"{node.number}.{node.suffix} {digest_of(node)}" for node in parsed.articles)
    return sha256("\n".join(parts).encode()).hexdigest()
