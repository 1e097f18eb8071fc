"""执法依据 (行政处罚法 第三十九条): the laws behind the organ's powers, and which of their articles it works with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengguan.ledger.norms import book
from chengguan.people.models import Bureau
from chengguan.powers.citations import numeral
from chengguan.powers.models import Matter
from chengguan.powers.selectors import matters_for
from chengguan.statutes.models import Provision, StatuteVersion
from chengguan.statutes.selectors.library import applicable


@dataclass(frozen=True)
class LawRow:
    """A law as the list shows it."""

    law: str
    title: str
    number: str
    issuer: str
    start: date | None
    articles: list[int]
    matters: int

    @property
    def places(self) -> str:
        return "、".join(f"第{numeral(number)}条" for number in self.articles)


@dataclass(frozen=True)
class ArticleRow:
    """An article with the matters it is used for, and its text where the library has it."""

    number: int
    label: str
    text: str
    violated: list[str]
    basis: list[str]


@dataclass(frozen=True)
class LawPage:
    """One law with the articles that the organ works with."""

    row: LawRow
    articles: list[ArticleRow]
    version: StatuteVersion | None


def laws(bureau: Bureau, on: date) -> list[LawRow]:
    """Laws cited by the matters in force, the most used first. One query."""
    return _laws(list(matters_for(bureau.pk, on)), on)


def law_page(bureau: Bureau, law: str, on: date) -> LawPage | None:
    """One law of the list. Up to four queries."""
    found = list(matters_for(bureau.pk, on))
    row = next((row for row in _laws(found, on) if row.law == law), None)
    if row is None:
        return None
    span = applicable(law, on)
    texts: dict[int, str] = {}
    if span is not None:
        rows = Provision.objects.filter(
            version=span.version, kind="article", number__in=row.articles, suffix=0
        )
        texts = dict(rows.values_list("number", "text"))
    articles = [_article(number, texts.get(number, ""), law, found) for number in row.articles]
    return LawPage(row, articles, span.version if span else None)


def _laws(found: list[Matter], on: date) -> list[LawRow]:
    articles: dict[str, set[int]] = {}
    used: dict[str, set[str]] = {}
    for matter in found:
        for cite in _cites(matter):
            law = str(cite["law"])
            used.setdefault(law, set()).add(matter.code)
            numbers = articles.setdefault(law, set())
            if cite.get("article"):
                numbers.add(int(cite["article"]))
    rows = [_law(law, sorted(articles[law]), len(codes), on) for law, codes in used.items()]
    return sorted(rows, key=lambda row: (-row.matters, row.title))


def _law(law: str, articles: list[int], matters: int, on: date) -> LawRow:
    norms = book()
    source = norms.source(law, on=on) or norms.sources.newest(law)
    if source is None:
        return LawRow(law, law, "", "", None, articles, matters)
    return LawRow(law, source.title, source.number, source.issuer, source.start, articles, matters)


def _cites(matter: Matter) -> Iterator[Mapping[str, Any]]:
    yield from matter.violated
    yield from matter.basis


def _article(number: int, text: str, law: str, found: Iterable[Matter]) -> ArticleRow:
    def named(cites: Iterable[Mapping[str, Any]]) -> bool:
        return any(cite.get("law") == law and cite.get("article") == number for cite in cites)

    rows = list(found)
    violated = [row.title for row in rows if named(row.violated)]
    basis = [row.title for row in rows if named(row.basis)]
    return ArticleRow(number, f"第{numeral(number)}条", text, violated, basis)
