"""Whose duties, by legal urgency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from chengguan.base.viewer import Viewer, scope_filter

from .models import Duty

NEAR_DAYS = 3
URGENCIES = ("overdue", "today", "near", "later", "undated")


@dataclass(frozen=True)
class DutyRow:
    """One duty as the workbench shows it. `urgency` is overdue | today | near | later | undated."""

    title: str
    about: str
    url: str
    basis: str
    due_on: date | None
    days_left: int | None
    provisional: bool
    urgency: str


@dataclass(frozen=True)
class DutyList:
    """The first duties of a viewer and how many there are of each urgency."""

    rows: list[DutyRow]
    counts: dict[str, int]
    total: int


def duties_of(viewer: Viewer, on: date, *, limit: int = 60) -> DutyList:
    """A viewer's open duties, most urgent first. One query; counts are of all of them, rows of the first `limit`.

    Someone who was moved to another unit no longer sees the duties of the cases that he left behind.
    """
    if viewer.reach == "none":
        return DutyList([], dict.fromkeys(URGENCIES, 0), 0)
    values = (
        Duty.objects.filter(pool__in=viewer.pools, **scope_filter(viewer))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
        .values_list("title", "about", "url", "basis", "due_on", "provisional")
    )
    rows: list[DutyRow] = []
    counts = dict.fromkeys(URGENCIES, 0)
    total = 0
    for title, about, url, basis, due_on, provisional in values:
        urgency = urgency_of(due_on, on)
        counts[urgency] += 1
        total += 1
        if total <= limit:
            left = (due_on - on).days if due_on else None
            rows.append(DutyRow(title, about, url, basis, due_on, left, provisional, urgency))
    return DutyList(rows, counts, total)


def urgency_of(due_on: date | None, on: date) -> str:
    """Legal urgency of a due date seen from a day."""
    if due_on is None:
        return "undated"
    left = (due_on - on).days
    return "overdue" if left < 0 else "today" if left == 0 else "near" if left <= NEAR_DAYS else "later"
