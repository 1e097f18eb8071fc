"""Which version of which statute is in force on a day; the board, search over all articles, where a citation leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from chengguan.base.search import excerpt
from chengguan.ledger.norms import book
from chengguan.statutes.models import Provision, Statute, StatuteVersion
from chengguan.statutes.naming import short_name

FOUND: Final = 40
SHOWN: Final = 200
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Applicable:
    """A version with the period in which it is in force; `end` is its last day."""

    version: StatuteVersion
    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class StatuteRow:
    """One statute as the board shows it: the version of the day, or the newest where none is in force."""

    statute: Statute
    shown: Applicable
    versions: int
    state: str

    @property
    def state_title(self) -> str:
        return {"in_force": "施行中", "future": "尚未施行", "ended": "已废止"}[self.state]


@dataclass(frozen=True)
class Found:
    """An article found by words."""

    statute: Statute
    provision: Provision
    excerpt: str


def periods(statute: Statute, versions: Iterable[StatuteVersion]) -> list[Applicable]:
    """Versions that count, oldest first, each until the eve of the next or the last day of the statute."""
    kept = sorted(
        (item for item in versions if item.withdrawn_on is None), key=lambda item: item.in_force_from
    )
    out = []
    for version, following in zip(kept, [*kept[1:], None], strict=True):
        ends = [
            day for day in (following.in_force_from - DAY if following else None, statute.last_day) if day
        ]
        out.append(Applicable(version, version.in_force_from, min(ends) if ends else None))
    return out


def in_force(spans: Sequence[Applicable], day: date) -> Applicable | None:
    """The version in force on a day."""
    return next((span for span in spans if span.holds(day)), None)


def statutes(names: Iterable[str] | None = None) -> QuerySet[Statute]:
    """Statutes that have a version, with their versions. Two queries."""
    versions = (
        StatuteVersion.objects.filter(withdrawn_on=None).defer("troubles", "notes").order_by("in_force_from")
    )
    rows = Statute.objects.filter(versions__withdrawn_on=None, versions__isnull=False).distinct()
    if names is not None:
        rows = rows.filter(name__in=list(names))
    return rows.prefetch_related(Prefetch("versions", versions.select_related("statute"))).order_by(
        "kind", "name"
    )


def library_index(names: Iterable[str]) -> dict[str, list[Applicable]]:
    """Versions with their periods by the short name of the law. Two queries."""
    return {statute.name: periods(statute, statute.versions.all()) for statute in statutes(names)}


def applicable(law: str, day: date) -> Applicable | None:
    """The version of a law in force on a day, or None where it is not in the library or not in force. Two queries."""
    return in_force(library_index([law]).get(law, []), day)


def statute_board(*, text: str, kind: str, on: date) -> list[StatuteRow]:
    """法律法规 by kind and name; the version of the day. Two queries."""
    order = {name: place for place, (name, _) in enumerate(Statute.KINDS)}
    word = text.strip()
    rows = []
    for statute in statutes():
        row = _row(statute, on)
        where = f"{statute.title}{statute.name}{row.shown.version.number}{row.shown.version.issuer}"
        if (not kind or statute.kind == kind) and word in where:
            rows.append(row)
    return sorted(rows, key=lambda row: (order.get(row.statute.kind, 9), row.statute.name))


def _row(statute: Statute, on: date) -> StatuteRow:
    spans = periods(statute, statute.versions.all())
    shown = in_force(spans, on)
    if shown is not None:
        return StatuteRow(statute, shown, len(spans), "in_force")
    state = "ended" if statute.ended_on and statute.ended_on <= on else "future"
    return StatuteRow(statute, spans[-1], len(spans), state)


def find_articles(text: str, *, on: date, statute: Statute | None = None, limit: int = FOUND) -> list[Found]:
    """Articles in force on a day that hold every word; of one statute, or of the whole library. Three queries."""
    words = [word for word in text.split() if word][:5]
    if not words:
        return []
    found = [statute] if statute is not None else list(statutes())
    current: dict[int, Statute] = {}
    for row in found:
        span = in_force(periods(row, row.versions.all()), on)
        if span is not None:
            current[span.version.pk] = row
    rows = Provision.objects.filter(_holds(words), kind="article", version_id__in=list(current))
    hits = list(rows.order_by("version_id", "place")[:limit])
    return [Found(current[hit.version_id], hit, excerpt(hit.text, words[0], 60)) for hit in hits]


def _holds(words: Iterable[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(text__contains=word)
    return condition


def find_statutes(text: str, *, on: date, limit: int = 8) -> list[StatuteRow]:
    """Statutes whose title holds the words, for the search of the whole house."""
    word = text.strip().strip("《》")
    return statute_board(text=word, kind="", on=on)[:limit] if word else []


@dataclass(frozen=True)
class Target:
    """Where a citation leads: the statute, and the article number for the address."""

    pk: UUID
    article: int | None
    suffix: int = 0

    @property
    def anchor(self) -> str:
        if self.article is None:
            return ""
        return f"a{self.article}" + (f"-{self.suffix}" if self.suffix else "")


def target(law: str, article: str, on: date) -> Target | None:
    """The imported article that a citation means, or None: not imported, or no such article on that day. Three queries."""
    name = law if law in book().sources else short_name(law)
    statute = statutes([name]).first()
    if statute is None:
        return None
    if not article.isdigit():
        return Target(statute.pk, None)
    spans = periods(statute, statute.versions.all())
    span = in_force(spans, on) or spans[-1]
    known = Provision.objects.filter(version=span.version, kind="article", number=int(article)).exists()
    return Target(statute.pk, int(article)) if known else None


def recent_imports(limit: int = 20) -> list[StatuteVersion]:
    """The latest imports, withdrawn ones too."""
    rows: Any = StatuteVersion.objects.select_related("statute").order_by("-imported_at", "-pk")
    return list(rows[:limit])
