"""罚款幅度: within which range the law allows the fine of a row, from the bureau's own list of matters or the national list.

A row is only compared where it is clear which clause was applied: the matter of the bureau's own list, or the article that
the row names as its basis. Where only the words of the matter point to a clause, the finding is one to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from lawengine import Citation
from lawengine.explain import article as article_words

from .law import Law
from .records import Record
from .values import HAN, amounts_in

LIST: Final = "statutory_fines"
OWN, BASIS, WORDS = "own", "basis", "words"
PARTIES: Final = {"legal_person": "organisation", "sole_trader": "citizen", "individual": "citizen"}


@dataclass(frozen=True, slots=True)
class Span:
    """一个幅度, in yuan, and where it comes from. `how` is own (权责清单) | basis (named article) | words (only the matter's words)."""

    low: Decimal
    high: Decimal
    source: str
    how: str
    verified: str

    @property
    def title(self) -> str:
        return f"{self.low:,.0f}元至{self.high:,.0f}元" if self.low else f"不超过{self.high:,.0f}元"


@dataclass(frozen=True, slots=True)
class OwnMatter:
    """案由 of the bureau's own list: its fines by kind of party, while it was in force."""

    title: str
    fines: tuple[Mapping[str, Any], ...]
    basis: str
    valid_from: date
    valid_to: date | None


_CITED: Final = re.compile(
    r"《([^》]{2,60})》\s*(?:[(（][^)）]{0,20}[)）])?\s*((?:[、,，和及]?\s*第?[〇零一二三四五六七八九十百千\d]{1,9}条(?:第?[一二三四五六七八九十\d]{1,3}[款项])*)+)"
)
_ARTICLE: Final = re.compile(r"([〇零一二三四五六七八九十百千\d]{1,9})条")
_PREFIX: Final = "中华人民共和国"


@lru_cache(maxsize=16_384)
def articles_in(text: str) -> frozenset[tuple[str, int]]:
    """《大气污染防治法》第一百一十五条 → (大气污染防治法, 115), every one that the text names."""
    found = set()
    for law, tail in _CITED.findall(text):
        for number in _ARTICLE.findall(tail):
            value = _article(number)
            if value:
                found.add((law.removeprefix(_PREFIX).split("（")[0].split("(")[0].strip(), value))
    return frozenset(found)


def _article(words: str) -> int:
    if words.isdigit():
        return int(words)
    if not any(mark in words for mark in "十百千"):
        digits = words.translate(HAN)
        return int(digits) if digits.isdigit() else 0
    found = amounts_in(f"{words}元")
    return int(next(iter(found))) if len(found) == 1 else 0


class Ranges:
    """Finds the range of a row; rows with the same matter, basis, party and day share the answer."""

    def __init__(self, law: Law, own: Iterable[OwnMatter] = ()) -> None:
        self._law = law
        self._own: dict[str, list[OwnMatter]] = {}
        for matter in own:
            self._own.setdefault(_plain(matter.title), []).append(matter)
        self._titles: dict[str, str] = {}
        self._found: dict[tuple[str, str, str, date, date], Span | None] = {}
        source = law.book.sources
        for name in source.ids():
            for version in source.versions(name):
                self._titles[version.title.removeprefix(_PREFIX)] = name
            self._titles.setdefault(name, name)

    def of(self, record: Record) -> Span | None:
        """The range for this row, or None where it is not clear which clause it is."""
        decided = record.day("decided_on")
        if decided is None:
            return None
        since = record.day("occurred_on") or decided
        key = (record.text("matter"), record.text("basis"), PARTIES.get(record.party, ""), since, decided)
        if key not in self._found:
            if len(self._found) > 100_000:
                self._found.clear()
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, matter: str, basis: str, party: str, since: date, decided: date) -> Span | None:
        own = self._own_span(matter, party, since)
        if own is not None:
            return own
        rows = [row for day in sorted({min(since, decided), decided}) for row in self._rows(day, party)]
        named = {(self._titles.get(law, law), article) for law, article in articles_in(basis)}
        by_basis = [row for row in rows if (row["law"], row["article"]) in named]
        if by_basis:
            close = [row for row in by_basis if _speaks_of(row, matter)]
            return _joined(close or by_basis, BASIS)
        if named or not matter:
            return None
        return _joined(_one_law([row for row in rows if _speaks_of(row, matter)]), WORDS)

    def _rows(self, day: date, party: str) -> list[Mapping[str, Any]]:
        return [
            row
            for row in self._law.rows(LIST, day)
            if (not party or row["party"] in ("any", party)) and row.get("from", day) <= day
        ]

    def _own_span(self, matter: str, party: str, day: date) -> Span | None:
        for own in self._own.get(_plain(matter), ()):
            if own.valid_from <= day and (own.valid_to is None or day <= own.valid_to):
                wanted = {"organisation": "organisation", "citizen": "individual"}.get(party, "")
                fits = [fine for fine in own.fines if not wanted or fine.get("party") in ("any", wanted)]
                if fits:
                    low = min(Decimal(str(fine["low"])) for fine in fits)
                    high = max(Decimal(str(fine["high"])) for fine in fits)
                    return Span(low, high, own.basis, OWN, "V")
        return None


def _plain(matter: str) -> str:
    return re.sub(r"[\s（）()“”\"、，,。]|案$", "", matter)


def _speaks_of(row: Mapping[str, Any], matter: str) -> bool:
    return any(word in matter for word in row["words"])


def _one_law(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Words alone tell a clause only where all that they point to is one article."""
    return rows if len({(row["law"], row["article"]) for row in rows}) == 1 else []


def _joined(rows: Sequence[Mapping[str, Any]], how: str) -> Span | None:
    """From the lowest to the highest of the clauses that may have been applied."""
    if not rows:
        return None
    names = dict.fromkeys((row["law"], row["article"], row.get("paragraph")) for row in rows)
    marks = {str(row["verified"]) for row in rows}
    return Span(
        min(Decimal(row["low"]) for row in rows),
        max(Decimal(row["high"]) for row in rows),
        "；".join(_title(*name) for name in names),
        how,
        next(mark for mark in ("R", "P", "V2", "V") if mark in marks),
    )


def _title(law: str, article: int, paragraph: int | None) -> str:
    return f"《{law}》{article_words(Citation(law, article, paragraph))}"
