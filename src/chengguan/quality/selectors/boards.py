"""Lists and pages of interference records and fault inquiries."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.models import Entry, Subject
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.quality.models import FaultInquiry, Interference

SHOWN = 200


@dataclass(frozen=True)
class Told:
    """One entry of a record: what was done, by whom, with what was entered."""

    title: str
    at: datetime
    who: str
    data: dict[str, Any]
    hash: str


def interferences(viewer: Viewer) -> list[Interference]:
    """Records that the viewer may know of, newest first."""
    rows = Interference.objects.visible_to(viewer).select_related("case", "recorder")
    return list(rows.order_by("-recorded_at", "-id")[:SHOWN])


def interference(viewer: Viewer, pk: uuid.UUID) -> Interference | None:
    rows = Interference.objects.visible_to(viewer).select_related("case", "recorder", "bureau")
    return rows.filter(pk=pk).first()


def faults(viewer: Viewer) -> list[FaultInquiry]:
    """Inquiries of the bureau, newest first."""
    rows = FaultInquiry.objects.visible_to(viewer).select_related("case", "opened_by")
    return list(rows.order_by("-opened_at", "-id")[:SHOWN])


def fault(viewer: Viewer, pk: uuid.UUID) -> FaultInquiry | None:
    rows = FaultInquiry.objects.visible_to(viewer).select_related("case__lead", "opened_by", "bureau")
    return rows.filter(pk=pk).first()


def told(subject: Subject) -> list[Told]:
    """The record of a subject in order."""
    return [_told(entry) for entry in Entry.objects.filter(chain=subject.chain_key).order_by("seq")]


def _told(entry: Entry) -> Told:
    body = json.loads(entry.body)
    actor = body["actor"]
    return Told(book().act_head(entry.kind).title, entry.at, actor.get("name", ""), body["data"], entry.hash)


def case_named(viewer: Viewer, number: str) -> Case | None:
    """The case of that number within the viewer's reach."""
    return Case.objects.visible_to(viewer).filter(number=number.strip()).first()


def people_on_record(inquiry: FaultInquiry) -> list[tuple[int, str]]:
    """Officers who stand on the record of the case, for a form."""
    rows = Officer.objects.filter(pk__in=inquiry.known.get("participants", [])).select_related("unit")
    return [(row.pk, f"{row.name}（{row.unit.name}）") for row in rows.order_by("pk")]


def officer_named(viewer: Viewer, name: str) -> Officer | None:
    """The officer of the bureau who bears this name, when there is exactly one."""
    rows = list(Officer.objects.filter(Q(name=name.strip()), bureau_id=viewer.bureau_id)[:2])
    return rows[0] if len(rows) == 1 else None


def unhandled(viewer: Viewer) -> int:
    """How many records wait to be handled by the viewer."""
    return Interference.objects.visible_to(viewer).filter(stage="recorded").count()
