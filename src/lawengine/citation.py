"""Citations: law, article, paragraph, item; and the laws (sources) they point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .effect import covers
from .reading import Entry

Verification = Literal["V", "V2", "R", "P"]
VERIFICATIONS: tuple[str, ...] = ("V", "V2", "R", "P")


@dataclass(frozen=True, slots=True)
class Citation:
    """引用的条文: the short name of a law with article 条, paragraph 款, item 项, or a part of a document without articles."""

    law: str
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None
    part: str = ""

    @property
    def short(self) -> str:
        """Compact form used in tests and the ledger: 行政处罚法 54.2, 行政处罚法 64(1), 行政处罚法 72.1(1)."""
        out = self.law
        if self.article is not None:
            out += f" {self.article}"
            out += f".{self.paragraph}" if self.paragraph is not None else ""
            out += f"({self.item})" if self.item is not None else ""
        return f"{out} {self.part}" if self.part else out


@dataclass(frozen=True, slots=True)
class CountingRule:
    """期间以日计算的规则: which figures of a law are working days (行政处罚法 85, 行政强制法 69, 行政许可法 82, 行政复议法 88)."""

    only: frozenset[int] = frozenset()
    up_to: int = 0
    every: bool = False

    def in_working_days(self, days: int) -> bool:
        return self.every or days in self.only or days <= self.up_to


@dataclass(frozen=True, slots=True)
class Source:
    """法律依据: one law, regulation or document in one version, with the dates between which it is in force."""

    id: str
    title: str
    number: str
    issuer: str
    start: date
    end: date | None
    replaces: str
    counting: CountingRule
    verified: str
    path: str
    kind: str = "law"


class Sources:
    """All versions of all laws by short name; answers which version is in force on a day."""

    def __init__(self, versions: Mapping[str, tuple[Source, ...]]) -> None:
        self._versions = dict(versions)

    def __contains__(self, law: object) -> bool:
        return law in self._versions

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._versions))

    def versions(self, law: str) -> tuple[Source, ...]:
        """All versions, oldest first; empty when the law is unknown."""
        return self._versions.get(law, ())

    def on(self, law: str, day: date) -> Source | None:
        """The version in force on `day`."""
        for source in self.versions(law):
            if source.start <= day and (source.end is None or day <= source.end):
                return source
        return None

    def newest(self, law: str) -> Source | None:
        versions = self.versions(law)
        return versions[-1] if versions else None

    def in_force_throughout(self, law: str, start: date, end: date | None) -> bool:
        return covers(((source.start, source.end) for source in self.versions(law)), start, end)


def read_citations(entry: Entry) -> tuple[Citation, ...]:
    """The non-empty `cites` list of a value."""
    cites = tuple(_read_citation(child) for child in entry.sequence())
    if not cites:
        entry.fail("缺少引用条文（cites 不得为空）")
    return cites


def _read_citation(entry: Entry) -> Citation:
    fields = entry.fields(("law",), ("article", "paragraph", "item", "part"))
    if "article" not in fields and ("paragraph" in fields or "item" in fields):
        entry.fail("引用款、项时应写明条（article）")
    return Citation(
        law=fields["law"].text(),
        article=fields["article"].integer() if "article" in fields else None,
        paragraph=fields["paragraph"].integer() if "paragraph" in fields else None,
        item=fields["item"].integer() if "item" in fields else None,
        part=fields["part"].text() if "part" in fields else "",
    )


def check_citations(
    cites: tuple[Citation, ...], entry: Entry, sources: Sources, start: date, end: date | None
) -> None:
    """A cited law must be known and in force during the whole life of the value that cites it."""
    for cite in cites:
        if cite.law not in sources:
            entry.note(f"引用了未登记的依据：{cite.law}")
        elif sources.on(cite.law, start) is None:
            entry.note(f"引用的依据在 {start} 不在施行中：{cite.law}")
        elif not sources.in_force_throughout(cite.law, start, end):
            entry.note(f"引用的依据在该值有效期内失效：{cite.law}（请写 until 或增加新的日期）")
