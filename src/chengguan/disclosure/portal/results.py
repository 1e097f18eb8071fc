"""执法结果 (行政处罚法 第四十八条): what is shown, what was withdrawn and why, what has ended; search and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, QuerySet

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.disclosure.models import Publication, Revision
from chengguan.disclosure.policy import shown_at
from chengguan.people.models import Bureau

from . import indexing

PAGE: Final = 20
COLUMNS: Final = (
    "id",
    "code",
    "kind",
    "number",
    "title",
    "cause",
    "party_name",
    "decided_on",
    "released_at",
    "shown_until",
    "revision",
)
KINDS: Final[Mapping[str, str]] = dict(Publication.KINDS)


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    text: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.kind or self.first or self.last)


@dataclass(frozen=True)
class ResultRow:
    """A result as lists show it."""

    code: str
    kind: str
    number: str
    title: str
    cause: str
    party: str
    decided_on: date
    revision: int
    excerpt: str = ""


@dataclass(frozen=True)
class ResultList:
    """One page of results; `capped`: the words are so common that only the newest hits were looked at."""

    rows: list[ResultRow]
    slice: Slice[Publication]
    capped: bool


@dataclass(frozen=True)
class Result:
    """One publication at its address."""

    publication: Publication
    fields: Sequence[Mapping[str, Any]]
    history: list[Revision] = field(default_factory=list)


@dataclass(frozen=True)
class Summary:
    """Figures of the first page."""

    shown: int
    this_year: int
    latest: datetime | None
    by_kind: list[tuple[str, str, int]]


def shown(bureau: Bureau) -> QuerySet[Publication]:
    """What the lists and downloads of an organ hold."""
    rows: QuerySet[Publication] = Publication.objects.shown().filter(bureau=bureau)
    return rows


def results(bureau: Bureau, asked: Asked, cursor: Cursor) -> ResultList:
    """Results newest decision first. At most three queries, however many there are."""
    rows = filtered(bureau, asked)
    found: dict[str, str] = {}
    capped = False
    if asked.text:
        found, capped = indexing.find(bureau, asked.text)
        rows = rows.filter(pk__in=list(found))
    page = sliced(rows.only(*COLUMNS), cursor, column="decided_on", size=PAGE)
    return ResultList([_row(row, found.get(str(row.pk), "")) for row in page.rows], page, capped)


def filtered(bureau: Bureau, asked: Asked) -> QuerySet[Publication]:
    """Shown results by kind and day of decision, without words."""
    rows = shown(bureau)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.first:
        rows = rows.filter(decided_on__gte=asked.first)
    if asked.last:
        rows = rows.filter(decided_on__lte=asked.last)
    return rows


def newest(bureau: Bureau, limit: int = 8) -> list[ResultRow]:
    """The newest results for the first page. One query."""
    rows = shown(bureau).only(*COLUMNS).order_by("-decided_on", "-id")
    return [_row(row) for row in rows[:limit]]


def summary(bureau: Bureau, on: date) -> Summary:
    """How many results are shown, and when the last came. Three queries, each within one index."""
    rows = shown(bureau).order_by()
    counted = dict(rows.values_list("kind").annotate(n=Count("pk")))
    newest_first = shown(bureau).filter(released_at__isnull=False).order_by("-released_at")
    latest = newest_first.values_list("released_at", flat=True).first()
    year = rows.filter(decided_on__gte=date(on.year, 1, 1)).count()
    by_kind = [(kind, title, counted[kind]) for kind, title in Publication.KINDS if kind in counted]
    return Summary(sum(counted.values()), year, latest, by_kind)


def result(bureau: Bureau, code: str, on: date) -> Result | None:
    """What stands at an address: shown, withdrawn or ended; None for everything else. Two queries.

    Of a withdrawn or ended publication only the fields that the policy names for that stage are given.
    """
    row = (
        Publication.objects.filter(bureau=bureau, code=code)
        .filter(stage__in=(Publication.RELEASED, Publication.WITHDRAWN, Publication.ENDED))
        .select_related("document")
        .first()
    )
    if row is None or (row.stage != Publication.RELEASED and row.released_at is None):
        return None
    if row.stage != Publication.RELEASED:
        return Result(row, shown_at(row.fields, row.stage, on, bureau.jurisdiction))
    corrected = list(row.revisions.filter(number__gt=1).order_by("number")) if row.revision > 1 else []
    return Result(row, list(row.fields), corrected)


def notices(bureau: Bureau, cursor: Cursor) -> Slice[Publication]:
    """撤回公告 (行政处罚法 第四十八条第二款): decisions taken back from the public, with the reasons. One query.

    What was withdrawn before anybody saw it is no notice.
    """
    return sliced(_withdrawn(bureau), cursor, column="withdrawn_at", size=PAGE)


def newest_notices(bureau: Bureau, limit: int = 3) -> list[Publication]:
    """The newest withdrawals for the first page. One query."""
    return list(_withdrawn(bureau).order_by("-withdrawn_at")[:limit])


def _withdrawn(bureau: Bureau) -> QuerySet[Publication]:
    rows: QuerySet[Publication] = Publication.objects.filter(
        bureau=bureau, stage=Publication.WITHDRAWN, released_at__isnull=False, withdrawn_at__isnull=False
    ).only("id", "code", "kind", "number", "released_at", "withdrawn_at", "withdraw_reason")
    return rows


def ended(bureau: Bureau, limit: int = 50) -> list[Publication]:
    """The newest addresses at which publication has ended; nothing of their content. One query."""
    rows = Publication.objects.filter(bureau=bureau, stage=Publication.ENDED, ended_at__isnull=False)
    return list(rows.only("id", "code", "kind", "ending", "ended_at").order_by("-ended_at")[:limit])


def _row(row: Publication, excerpt: str = "") -> ResultRow:
    return ResultRow(
        code=row.code,
        kind=KINDS.get(row.kind, row.kind),
        number=row.number,
        title=row.title,
        cause=row.cause,
        party=row.party_name,
        decided_on=row.decided_on,
        revision=row.revision,
        excerpt=excerpt,
    )
