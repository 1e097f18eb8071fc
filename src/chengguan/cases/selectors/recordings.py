"""音视频页: recordings tied to a case, those that may belong to it, their marks, and the player beside the file."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import footage
from chengguan.cases.facts.footage import Footage, StepState
from chengguan.cases.models import Case, Record
from chengguan.ledger.known import numbers
from chengguan.recordings.models import Recording, Tie

from .evidence import marks_of, span_of

CANDIDATES: Final = 30
WINDOWS: Final = 20
TIED_SHOWN: Final = 100
LOOK_BACK: Final = timedelta(days=30)


@dataclass(frozen=True)
class TiedRow:
    """One recording of the case with its marks."""

    tie: Tie
    recording: Recording
    marks: list[Footage]
    adopted: bool
    current: bool


@dataclass(frozen=True)
class Candidate:
    """A recording that may belong to the case, and why."""

    recording: Recording
    because: str


@dataclass(frozen=True)
class RecordRow:
    """A record of the case with what can be seen of its time."""

    record: Record
    title: str
    marks: list[Footage]


@dataclass(frozen=True)
class RecordingsPage:
    """Everything that the tab 音视频 shows. `elsewhere`: tied recordings that this viewer's reach does not show."""

    case: Case
    tied: list[TiedRow]
    elsewhere: int
    candidates: list[Candidate]
    steps: list[StepState]
    known_steps: list[tuple[str, str]]
    records: list[RecordRow]
    playing: Recording | None

    @property
    def uncovered(self) -> list[StepState]:
        return [state for state in self.steps if not state.covered]


def recordings_page(viewer: Viewer, pk: uuid.UUID, on: date, play: str = "") -> RecordingsPage | None:
    """The tab 音视频 of one case, or None when the viewer may not know of it. Six queries, whatever the size of the case."""
    case = Case.objects.visible_to(viewer).select_related("matter", "party").filter(pk=pk).first()
    if case is None:
        return None
    marks = footage.footage_of(case)
    records = list(case.records.order_by("made_at", "id"))
    ties = list(
        Tie.objects.filter(subject_key=case.chain_key, untied_at=None).order_by("began_at")[:TIED_SHOWN]
    )
    shown = _visible(viewer, ties)
    by_recording: dict[uuid.UUID, list[Footage]] = defaultdict(list)
    for mark in marks:
        by_recording[mark.recording].append(mark)
    adopted = {str(record.details.get("recording") or "") for record in records}
    tied = [
        TiedRow(tie, shown[tie.recording_id], by_recording[tie.recording_id], str(tie.recording_id) in adopted, str(tie.recording_id) == play)
        for tie in ties
        if tie.recording_id in shown
    ]  # fmt: skip
    steps = footage.recorded_steps(on, viewer.jurisdiction)
    return RecordingsPage(
        case=case,
        tied=tied,
        elsewhere=len(ties) - len(tied),
        candidates=_candidates(viewer, case, records, {tie.recording_id for tie in ties}),
        steps=footage.states(case.known, marks, on, viewer.jurisdiction),
        known_steps=[(step.id, step.title) for step in steps],
        records=[RecordRow(record, case.veiled(record.title), marks_of(record, marks)) for record in records],
        playing=next((row.recording for row in tied if row.current), None),
    )


def _visible(viewer: Viewer, ties: Sequence[Tie]) -> dict[uuid.UUID, Recording]:
    """Recordings of ties through the one gate."""
    rows = Recording.objects.visible_to(viewer).filter(pk__in=[tie.recording_id for tie in ties])
    return {row.pk: row for row in rows.select_related("officer", "camera", "file", "thumbnail")}


def _candidates(
    viewer: Viewer, case: Case, records: Sequence[Record], tied: set[uuid.UUID]
) -> list[Candidate]:
    """Recordings of the case's officers or place around its records, and of its party in its days. One query."""
    officers = {*numbers(case.known, "officers"), *numbers(case.known, "investigators")}
    whose = Q(officer_id__in=officers) | Q(place=case.place)
    when = Q(pk__in=[])
    for begin, end in _windows(records):
        when |= Q(began_at__lte=end, ended_at__gte=begin)
    fitting = when & whose
    if case.party_id:
        since = datetime.combine(case.opened_on - LOOK_BACK, datetime.min.time(), tzinfo=CHINA)
        fitting |= Q(party_id=case.party_id, began_at__gte=since)
    rows = (
        Recording.objects.visible_to(viewer).filter(fitting).exclude(pk__in=tied).exclude(stage="destroyed")
    )
    found = rows.select_related("officer", "camera").order_by("-began_at")[:CANDIDATES]
    return [Candidate(row, _because(row, case, officers)) for row in found]


def _windows(records: Sequence[Record]) -> list[tuple[datetime, datetime]]:
    return [span_of(record) for record in records[:WINDOWS]]


def _because(row: Recording, case: Case, officers: set[int]) -> str:
    reasons = [
        ("同一当事人", case.party_id is not None and row.party_id == case.party_id),
        ("本案执法人员", row.officer_id in officers),
        ("同一地点", bool(row.place) and row.place == case.place),
    ]
    return "、".join(words for words, holds in reasons if holds)


def case_and_recording(viewer: Viewer, pk: uuid.UUID, key: str) -> tuple[Case, Recording] | None:
    """A case and a recording that the viewer may both know of."""
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return None
    case = Case.objects.visible_to(viewer).select_related("party").filter(pk=pk).first()
    recording = Recording.objects.visible_to(viewer).filter(pk=wanted).first()
    return (case, recording) if case is not None and recording is not None else None


def subject_of(case: Case) -> dict[str, Any]:
    """How ties and marks name a case."""
    return {
        "subject_key": case.chain_key,
        "subject_number": case.number,
        "subject_title": f"{case.cause}（{case.shown_party or '当事人待查明'}）"[:200],
    }
