"""环节录像 (执法全过程记录): which steps that have happened must be recorded, and which of them can be seen in a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chengguan.cases.models import Case
from chengguan.ledger.known import Known, names
from chengguan.ledger.norms import book
from chengguan.recordings.models import Mark, Tie

REQUIRED: Final = "required"
# How much of a mark may lie beyond the end of the file: clocks and containers round.
TOLERANCE_MS: Final = 2_000


@dataclass(frozen=True)
class RecordedStep:
    """环节 of the list `recorded_steps`: after one of `acts` an interval of footage is due."""

    id: str
    title: str
    hint: str
    acts: frozenset[str]
    required: bool


class Footage(NamedTuple):
    """One mark that stands in a recording which is kept."""

    mark: UUID
    step: str
    title: str
    begins_at: datetime
    ends_at: datetime
    begins_ms: int
    ends_ms: int
    recording: UUID
    number: str
    duration_ms: int
    note: str

    @property
    def whole(self) -> bool:
        """Whether what was marked is really in the file: a file cut off before it shows nothing of it."""
        return 0 <= self.begins_ms < self.duration_ms and self.ends_ms <= self.duration_ms + TOLERANCE_MS


@dataclass(frozen=True)
class StepState:
    """One step that has happened in a case, with the footage of it."""

    step: RecordedStep
    footage: tuple[Footage, ...]

    @property
    def covered(self) -> bool:
        return bool(self.footage)


def recorded_steps(on: date, jurisdiction: str) -> tuple[RecordedStep, ...]:
    """The steps in their order, as the place has them."""
    listing = book().listing("recorded_steps", on=on, jurisdiction=jurisdiction)
    return tuple(_step(row) for row in listing.items) if listing else ()


def _step(row: Mapping[str, Any]) -> RecordedStep:
    return RecordedStep(
        str(row["id"]),
        str(row["title"]),
        str(row.get("hint", "")),
        frozenset(str(act) for act in row.get("acts", ())),
        row.get("needed") == REQUIRED,
    )


def steps_due(known: Known, on: date, jurisdiction: str) -> list[RecordedStep]:
    """Steps of which at least one act was done in the case. No query."""
    done = names(known, "acts")
    return [step for step in recorded_steps(on, jurisdiction) if step.acts & done]


def footage_of(case: Case) -> list[Footage]:
    """Marks of the case that stand in recordings which are kept, in order of time. One query.

    A mark belongs to the case when it was made for it, or when it names no case and its recording is tied to this one.
    """
    key = case.chain_key
    tied = Tie.objects.filter(subject_key=key, untied_at=None).values("recording")
    kept = Mark.objects.filter(
        withdrawn_at=None, recording__destroyed_on=None, begins_ms__isnull=False, ends_ms__isnull=False
    )
    own = kept.filter(subject_key=key, recording__isnull=False).values_list(*COLUMNS)
    of_tied = kept.filter(subject_key="", recording__in=tied).values_list(*COLUMNS)
    rows = (Footage(*row) for row in own.union(of_tied))
    return sorted((row for row in rows if row.whole), key=lambda row: (row.begins_at, row.mark))


COLUMNS: Final = (
    "pk", "step", "title", "begins_at", "ends_at", "begins_ms", "ends_ms", "recording_id", "recording__number",
    "recording__duration_ms", "note",
)  # fmt: skip


def states(known: Known, footage: Sequence[Footage], on: date, jurisdiction: str) -> list[StepState]:
    """Every step that has happened, with its footage."""
    return [
        StepState(step, tuple(row for row in footage if row.step == step.id))
        for step in steps_due(known, on, jurisdiction)
    ]


def footage_facts(case: Case, on: date, jurisdiction: str) -> dict[str, list[str]]:
    """Facts of the ground `footage_kept`: titles of the steps without footage. One query; none where no step has happened."""
    if not steps_due(case.known, on, jurisdiction):
        return {"footage_missing_required": [], "footage_missing_recommended": []}
    return missing(states(case.known, footage_of(case), on, jurisdiction))


def missing(found: Sequence[StepState]) -> dict[str, list[str]]:
    """Titles of the steps without footage, by how much the place insists."""
    gaps = [state.step for state in found if not state.covered]
    return {
        "footage_missing_required": [step.title for step in gaps if step.required],
        "footage_missing_recommended": [step.title for step in gaps if not step.required],
    }
