"""One destroys while another holds or ties: never both (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.faults.test_concurrency import at_once

from chengguan.cases.procedure.holding import hold_open_cases
from chengguan.ledger import verifying
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts import destruction as acts
from chengguan.recordings.acts import holds
from chengguan.recordings.acts.tying import tie
from chengguan.recordings.models import Destruction, Hold, Recording, Tie
from chengguan.recordings.verifying import verify_recordings
from chengguan.web.demonstration.investigation_steps import file, register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

from .kept import LATER, received
from .test_destruction import WHY, approved

INSPECTION = "inspection/0190a000-0000-7000-8000-000000000001"
pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("flushable")]


def due(walk: Walk, number: int) -> list[Recording]:
    rows = [received(walk) for _ in range(number)]
    walk.now += LATER
    return rows


def destroying(walk: Walk, destruction: Destruction) -> Callable[[], Any]:
    actor, witness = walk.as_role("archivist"), walk.cast.officers["legal_reviewer"]
    return lambda: acts.carry_out(
        actor=actor, at=walk.now, destruction=destruction, witness=witness, method="删除", reasons=WHY
    )


def placing(walk: Walk, key: str) -> Callable[[], Any]:
    actor = walk.as_role("organ_head")
    return lambda: holds.place(
        actor=actor, at=walk.now, target_key=key, target_title="录像", organ="市检察院", document_number="1号",
        reason="调取",
    )  # fmt: skip


def test_destroying_and_holding_one_recording_never_both(walk: Walk) -> None:
    for row in due(walk, 4):
        destroyed, held = at_once(destroying(walk, approved(walk, [row])), placing(walk, row.chain_key))
        row.refresh_from_db()
        if row.stage == "destroyed":
            assert isinstance(held, Refused), (destroyed, held)
            assert not Hold.objects.filter(subject_key=row.chain_key).exists()
        else:
            assert isinstance(destroyed, Refused) and row.held, (destroyed, held)
    assert list(verify_recordings()) == [] and list(verifying.verify_subjects()) == []


def test_destroying_and_tying_to_an_open_case_never_both(walk: Walk) -> None:
    rows = due(walk, 4)
    for step in (register_lead, verify_lead, file):
        step(walk)
    case, handler = walk.subject_case, walk.as_role("handler")
    for row in rows:
        destroyed, tied = at_once(
            destroying(walk, approved(walk, [row])),
            lambda row=row: tie(
                actor=handler, at=walk.now, recording=row, subject_key=case.chain_key,
                subject_number=case.number, subject_title=case.cause,
            ),
        )  # fmt: skip
        row.refresh_from_db()
        if row.stage == "destroyed":
            assert isinstance(tied, Refused), (destroyed, tied)
            assert not Tie.objects.filter(recording=row).exists()
        else:
            assert isinstance(destroyed, Refused) and row.held, (destroyed, tied)
    assert list(verify_recordings()) == [] and list(verifying.verify_subjects()) == []


def test_two_archivists_carry_out_one_list_once(walk: Walk) -> None:
    destruction = approved(walk, due(walk, 3))
    results = at_once(destroying(walk, destruction), destroying(walk, destruction))
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1, results
    assert Recording.objects.filter(stage="destroyed").count() == 3
    assert list(verify_recordings()) == [] and list(verifying.verify_chains()) == []


def test_a_hold_over_a_whole_case_and_destruction_agree(walk: Walk) -> None:
    """The order reaches what is still there; the list loses what the order reached."""
    rows = due(walk, 3)
    for row in rows:
        tie(
            actor=walk.as_role("handler"), at=walk.now, recording=row, subject_key=INSPECTION,
            subject_number="检查1号", subject_title="检查",
        )  # fmt: skip
    destruction = approved(walk, rows)
    at_once(destroying(walk, destruction), placing(walk, INSPECTION))
    for row in rows:
        row.refresh_from_db()
    assert {row.stage for row in rows} in ({"destroyed"}, {"kept"})
    assert all(row.held for row in rows if row.stage == "kept")
    assert list(verify_recordings()) == []


def test_what_the_worker_does_each_day_stands_on_its_own(walk: Walk) -> None:
    """Outside any transaction of a caller, as the worker calls it."""
    for step in (register_lead, verify_lead, file):
        step(walk)
    case, row = walk.subject_case, received(walk)
    tie(
        actor=walk.as_role("handler"), at=walk.now, recording=row, subject_key=case.chain_key,
        subject_number=case.number, subject_title=case.cause,
    )  # fmt: skip
    Hold.objects.update(lifted_at=walk.now)
    assert (holds.settle_recent(walk.now), holds.settle_recent(walk.now)) == (1, 0)
    assert (hold_open_cases(walk.now), hold_open_cases(walk.now)) == (1, 0)
    row.refresh_from_db()
    assert row.held and list(verify_recordings()) == []
