"""一户式: everything of one party, or of one address, over the years: cases, footage, marks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from chengguan.base.dates import CHINA, local_date
from chengguan.base.paging import Cursor
from chengguan.base.viewer import Viewer
from chengguan.parties.masking import shown_name
from chengguan.parties.models import Party
from chengguan.recordings.models import Mark, Recording, Tie

from .archive import BoardPage, Filters, board_page, filtered, length, of_party


@dataclass(frozen=True)
class Matter:
    """A case of the household with its footage."""

    key: str
    id: str
    kind: str
    number: str
    title: str
    recordings: int
    first: date
    last: date
    length: str
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Household:
    """One party or one address."""

    title: str
    party: uuid.UUID | None
    place: str
    count: int
    length: str
    size: int
    years: list[tuple[int, int]]
    matters: list[Matter]
    page: BoardPage


def of_one_party(viewer: Viewer, pk: uuid.UUID, asked: Cursor, today: date) -> Household | None:
    """一户: the party through the gate, or None."""
    party = Party.objects.visible_to(viewer).filter(pk=pk).first()
    if party is None:
        return None
    rows = Recording.objects.visible_to(viewer).filter(pk__in=of_party(pk))
    name = shown_name(party.name, protected=party.protected_on(today))
    return _household(viewer, rows, Filters(party_id=str(pk)), asked, title=name, party=pk)


def of_one_place(viewer: Viewer, place: str, asked: Cursor) -> Household:
    """一址: everything that was recorded at a place."""
    filters = Filters(place=place)
    return _household(viewer, filtered(viewer, filters), filters, asked, title=place, place=place)


def _household(
    viewer: Viewer,
    rows: QuerySet[Recording],
    filters: Filters,
    asked: Cursor,
    *,
    title: str,
    party: uuid.UUID | None = None,
    place: str = "",
) -> Household:
    total = rows.order_by().aggregate(count=Count("pk"), long=Sum("duration_ms"), size=Sum("file__size"))
    years: dict[int, int] = {}
    for at in rows.order_by("-began_at").values_list("began_at", flat=True)[:5000]:
        year = at.astimezone(CHINA).year
        years[year] = years.get(year, 0) + 1
    return Household(
        title=title,
        party=party,
        place=place,
        count=total["count"],
        length=length(total["long"] or 0),
        size=total["size"] or 0,
        years=sorted(years.items(), reverse=True),
        matters=_matters(rows),
        page=board_page(viewer, filters, asked),
    )


def _matters(rows: QuerySet[Recording]) -> list[Matter]:
    """Cases to which footage of the household belongs, the latest first. Two queries."""
    ties = Tie.objects.filter(recording__in=rows.order_by().values("pk"), untied_at=None)
    groups = ties.values("subject_key").annotate(
        number=Max("subject_number"),
        title=Max("subject_title"),
        count=Count("pk"),
        first=Min("began_at"),
        last=Max("began_at"),
        long=Sum("recording__duration_ms"),
    )
    found = list(groups.order_by("-last")[:200])
    keys = [group["subject_key"] for group in found]
    steps: dict[str, list[tuple[str, int]]] = {}
    marked = Mark.objects.filter(subject_key__in=keys, withdrawn_at=None).filter(~Q(recording=None))
    for key, title, count in marked.values_list("subject_key", "title").annotate(count=Count("pk")):
        steps.setdefault(key, []).append((title, count))
    return [_matter(group, tuple(steps.get(group["subject_key"], ()))) for group in found]


def _matter(group: Mapping[str, Any], steps: tuple[tuple[str, int], ...]) -> Matter:
    key = str(group["subject_key"])
    kind, _, pk = key.partition("/")
    return Matter(
        key=key,
        id=pk,
        kind=kind,
        number=str(group["number"]),
        title=str(group["title"]),
        recordings=int(str(group["count"])),
        first=local_date(group["first"]),
        last=local_date(group["last"]),
        length=length(int(str(group["long"] or 0))),
        steps=steps,
    )
