"""隐去文字中的个人信息 (行政处罚法 第五十条): known persons and numbers first, then what the patterns of the norm find."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from chengguan.ledger.norms import book
from chengguan.parties.masking import mask_address, mask_id, mask_name, mask_phone
from lawengine import Listing

LISTING: Final = "disclosure_free_text"
HIDDEN: Final = "***"
SHORTEST: Final = 2
"""A known word shorter than this is not looked for: it would stand in other words."""


def initials(name: str) -> str:
    """张某某."""
    return f"{name.strip()[:1]}某某" if name.strip() else ""


MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "show": lambda text: text,
    "text": lambda text: text,
    "keep": lambda text: text,
    "hide": lambda text: HIDDEN,
    "mask_name": mask_name,
    "initials": initials,
    "mask_id": mask_id,
    "mask_phone": mask_phone,
    "mask_address": mask_address,
}


@dataclass(frozen=True)
class Mark:
    """Something that a pattern found in a text: which one, how often, and whether someone has to look at it."""

    id: str
    title: str
    rule: str
    count: int
    look: bool = False
    block: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scrubber:
    """Known words with what stands in their place, and the patterns of a day and place."""

    words: tuple[tuple[str, str], ...]
    patterns: tuple[Mapping[str, Any], ...]
    personal: bool = True
    safe: frozenset[str] = field(default_factory=frozenset)

    def scrub(self, text: str) -> tuple[str, list[Mark]]:
        """The text as it may be published, and what was found in it."""
        marks, replaced = [], 0
        for word, instead in self.words:
            replaced += text.count(word)
            text = text.replace(word, instead)
        if replaced:
            marks.append(Mark("known", "已知的当事人信息和要求隐去的文字", "hide", replaced))
        for row in self.patterns:
            if row.get("who") == "individual" and not self.personal:
                continue
            text, mark = self._apply(row, text)
            marks += [mark] if mark else []
        return text, marks

    def _apply(self, row: Mapping[str, Any], text: str) -> tuple[str, Mark | None]:
        found: list[str] = []

        def instead(match: re.Match[str]) -> str:
            whole, part = match.group(0), match.group(match.lastindex or 0)
            if part in self.safe:
                return whole
            found.append(part)
            begin = match.start(match.lastindex or 0) - match.start(0)
            return whole[:begin] + MASKS[row["rule"]](part) + whole[begin + len(part) :]

        scrubbed = _compiled(row["pattern"]).sub(instead, text)
        if not found:
            return scrubbed, None
        examples = tuple(dict.fromkeys(found))[:3]
        return scrubbed, Mark(
            row["id"], row["title"], row["rule"], len(found), bool(row.get("look")), bool(row.get("block")), examples
        )  # fmt: skip


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def scrubber(
    words: Sequence[tuple[str, str]], listing: Listing | None, *, personal: bool, safe: Sequence[str] = ()
) -> Scrubber:
    """`words`: (known word, what stands instead), the longest first; `safe`: words that are public anyway."""
    known = sorted(
        {(word, instead) for word, instead in words if len(word) >= SHORTEST and word != instead},
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    patterns = listing.items if listing else ()
    return Scrubber(tuple(known), patterns, personal, frozenset(word for word in safe if word))


def personal_data(text: str, scrubbing: Scrubber) -> list[Mark]:
    """What may not stand in a text that is made public as it was written: findings that would be changed or must be looked at."""
    return [mark for mark in scrubbing.scrub(text)[1] if mark.rule != "keep" or mark.block]


def text_rules(on: Any, jurisdiction: str) -> Listing | None:
    """The patterns in force on a day in a place."""
    return book().listing(LISTING, on=on, jurisdiction=jurisdiction)
