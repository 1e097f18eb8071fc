"""Queries on leads: those that may be the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.parties.models import Party
from chengguan.powers.models import Matter

from .models import Lead

NEAR: Final = timedelta(days=7)
SHOWN: Final = 5


@dataclass(frozen=True)
class LeadLine:
    """One lead as a hint shows it."""

    id: str
    number: str
    origin: str
    occurred_on: date
    place: str
    stage: str


def duplicates(
    actor: Viewer, *, place: str, occurred_on: date, matter: Matter | None = None, party: Party | None = None
) -> list[LeadLine]:
    """Leads of the bureau that may be the same: at most a week apart, at the same place or about the same party and matter."""
    same = Q(place=place.strip())
    if party is not None and matter is not None:
        same |= Q(party=party, matter=matter)
    rows = (
        Lead.objects.filter(same, bureau_id=actor.bureau_id)
        .filter(occurred_on__range=(occurred_on - NEAR, occurred_on + NEAR))
        .exclude(stage="declined")
        .order_by("-id")[:SHOWN]
    )
    return [
        LeadLine(str(row.pk), row.number, row.get_origin_display(), row.occurred_on, row.place, row.stage) for row in rows
    ]


PAGE_SIZE: Final = 25


@dataclass(frozen=True)
class LeadFilters:
    """What the list of leads is filtered by."""

    stage: str = ""
    origin: str = ""
    number: str = ""


@dataclass(frozen=True)
class LeadPage:
    """A page of leads and the cursors of its neighbours."""

    rows: list[Lead]
    earlier: str
    later: str


def lead_page(
    viewer: Viewer, filters: LeadFilters, *, cursor: str = "", backwards: bool = False, last: bool = False
) -> LeadPage:
    """Leads visible to the viewer, newest first, a page of 25 by keyset. One query, no count."""
    rows = Lead.objects.visible_to(viewer).select_related("matter", "party", "squad").defer("known")
    rows = rows.filter(**{name: value for name, value in (("stage", filters.stage), ("origin", filters.origin)) if value})
    if filters.number:
        rows = rows.filter(number__contains=filters.number)
    reverse = backwards or last
    if cursor:
        rows = rows.filter(**{"id__gt" if reverse else "id__lt": cursor})
    found = list(rows.order_by("id" if reverse else "-id")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if reverse:
        found.reverse()
    at_start = not more if reverse else not cursor
    at_end = last or (not backwards and not more)
    return LeadPage(
        rows=found,
        earlier="" if at_start or not found else str(found[0].pk),
        later="" if at_end or not found else str(found[-1].pk),
    )
