"""Queries on leads: the pages of their list."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from chengguan.base import search
from chengguan.base.viewer import Viewer

from .models import Lead

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
    rows: QuerySet[Lead] = (
        Lead.objects.visible_to(viewer).select_related("matter", "party", "squad").defer("known")
    )
    rows = rows.filter(
        **{name: value for name, value in (("stage", filters.stage), ("origin", filters.origin)) if value}
    )
    if filters.number:
        rows = search.narrowed(rows, viewer, filters.number, kind="lead", column="number")
    reverse = backwards or last
    place = _place(cursor)
    if place is not None:
        rows = rows.filter(**{"id__gt" if reverse else "id__lt": place})
    found = list(rows.order_by("id" if reverse else "-id")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if reverse:
        found.reverse()
    at_start = not more if reverse else place is None
    at_end = last or (not backwards and not more)
    return LeadPage(
        rows=found,
        earlier="" if at_start or not found else str(found[0].pk),
        later="" if at_end or not found else str(found[-1].pk),
    )


def _place(cursor: str) -> uuid.UUID | None:
    """Where a cursor stands; a cursor that cannot be read is none."""
    try:
        return uuid.UUID(cursor)
    except ValueError:
        return None
