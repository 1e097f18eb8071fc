"""What follows in cases from acts on recordings: how many are tied, and which steps have footage."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.footage import footage_of, states
from chengguan.cases.models import Case, StepFootage
from chengguan.ledger.acting import Done
from chengguan.recordings.finding import index
from chengguan.recordings.models import Mark, Recording, Tie

PREFIX: Final = "case/"
QUIET: Final = frozenset({"recording.view", "recording.export", "recording.play"})


def note_steps(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to the end of an investigation or of a case: which steps had to be recorded, and which are."""
    if isinstance(done.subject, Case):
        _note(done.subject, local_date(at), actor.jurisdiction)


def name_ties(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to 主体核实: the footage of the case is that of the party which is known now (一户式)."""
    if isinstance(done.subject, Case):
        _name_ties(done.subject)


def _name_ties(case: Case) -> None:
    """Ties say number, cause and party as the case has them, and the recordings are found by these words."""
    standing = Tie.objects.filter(subject_key=case.chain_key, untied_at=None)
    named = Q(party=case.party_id, subject_number=case.number, subject_title=case.cause)
    stale = standing.exclude(pk__in=standing.filter(named).values("pk"))
    for tie in stale.select_related("recording"):
        tie.party_id, tie.subject_number, tie.subject_title = case.party_id, case.number, case.cause
        tie.save(update_fields=["party", "subject_number", "subject_title"])
        index(tie.recording)


def follow_footage(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to acts on recordings and marks: the cases concerned count their recordings and look at their steps anew."""
    if done.entry is not None and done.entry.kind in QUIET:
        return
    for case in Case.objects.filter(pk__in=_cases(done)).select_related("bureau"):
        tied = Tie.objects.filter(subject_key=case.chain_key, untied_at=None).count()
        if tied != case.footage:
            Case.objects.filter(pk=case.pk).update(footage=tied)
        _name_ties(case)
        noted = case.step_footage.values_list("noted_on", flat=True).first()
        if noted is not None:
            _note(case, noted, case.bureau.jurisdiction)


def _cases(done: Done) -> set[UUID]:
    """Cases that the recording or mark belongs or belonged to."""
    subject, keys = done.subject, set()
    recording = subject if isinstance(subject, Recording) else None
    if isinstance(subject, Mark):
        keys.add(subject.subject_key)
        recording = subject.recording
    if recording is not None:
        keys |= set(recording.ties.values_list("subject_key", flat=True))
        keys |= set(recording.marks.values_list("subject_key", flat=True))
    return {UUID(key.removeprefix(PREFIX)) for key in keys if key.startswith(PREFIX)}


def _note(case: Case, on: date, jurisdiction: str) -> None:
    found = states(case.known, footage_of(case), on, jurisdiction)
    rows = [
        StepFootage(
            case=case,
            step=state.step.id,
            title=state.step.title,
            required=state.step.required,
            covered=state.covered,
            noted_on=on,
        )
        for state in found
    ]
    StepFootage.objects.filter(case=case).exclude(step__in=[row.step for row in rows]).delete()
    StepFootage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "step"],
        update_fields=["title", "required", "covered", "noted_on"],
    )
