"""随手标记: what the field page shows: steps, cases to choose from, the marks of today."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chengguan.base.dates import local_date, start_of
from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from chengguan.recordings.models import Mark, Tie

from .subjects import Subject

RECENT: Final = 8


@dataclass(frozen=True)
class Step:
    """A button: a step that is to be recorded."""

    id: str
    title: str
    hint: str
    running: Mark | None


@dataclass(frozen=True)
class FieldPage:
    steps: list[Step]
    subjects: list[Subject]
    marks: list[Mark]


def field_page(viewer: Viewer, at: datetime) -> FieldPage:
    """The field page of an officer. Three queries."""
    marks = today_of(viewer, at)
    running = {mark.step: mark for mark in reversed(marks) if is_running(mark, at, viewer.jurisdiction)}
    listed = book().listing("recorded_steps", on=local_date(at), jurisdiction=viewer.jurisdiction)
    steps = [
        Step(str(row["id"]), str(row["title"]), str(row.get("hint", "")), running.get(str(row["id"])))
        for row in (listed.items if listed else ())
    ]
    return FieldPage(steps, recent_subjects(viewer, local_date(at)), marks)


def is_running(mark: Mark, at: datetime, jurisdiction: str) -> bool:
    """Whether a second tap may still end a mark."""
    longest = int(str(book().threshold("mark_longest", on=local_date(at), jurisdiction=jurisdiction).value))
    return mark.stage == "running" and at - mark.begins_at < timedelta(seconds=longest)


def today_of(viewer: Viewer, at: datetime) -> list[Mark]:
    """The officer's marks of today that stand, newest first."""
    rows = Mark.objects.filter(
        officer_id=viewer.officer_id, withdrawn_at=None, begins_at__gte=start_of(local_date(at))
    )
    return list(rows.select_related("recording").order_by("-begins_at"))


def own(viewer: Viewer, pk: uuid.UUID) -> Mark | None:
    """A mark in the viewer's reach."""
    return Mark.objects.visible_to(viewer).filter(pk=pk).first()


def sent_already(viewer: Viewer, pk: uuid.UUID | None) -> Mark | None:
    """A mark that the same phone has sent before: answered as if it were new."""
    if pk is None:
        return None
    return Mark.objects.filter(pk=pk, officer_id=viewer.officer_id).first()


def recent_subjects(viewer: Viewer, on: date) -> list[Subject]:
    """Cases that the officer marked or tied last, newest first. Two queries."""
    since = start_of(on - timedelta(days=30))
    marks = Mark.objects.filter(officer_id=viewer.officer_id, marked_at__gte=since).exclude(subject_key="")
    ties = Tie.objects.filter(tied_by_id=viewer.officer_id, tied_at__gte=since)
    names = ("subject_key", "subject_number", "subject_title")
    rows = [
        *((row[3], row[:3]) for row in marks.values_list(*names, "marked_at").order_by("-marked_at")[:60]),
        *((row[3], row[:3]) for row in ties.values_list(*names, "tied_at").order_by("-tied_at")[:60]),
    ]
    found: dict[str, Subject] = {}
    for _, (key, number, title) in sorted(rows, key=lambda row: row[0], reverse=True):
        found.setdefault(key, Subject(key, number, title))
    return list(found.values())[:RECENT]
