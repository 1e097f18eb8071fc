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
