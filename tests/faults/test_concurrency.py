"""Two people acting at once never both succeed where only one lawfully may; numbers stay whole under load."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from chengguan.cases.acts import approvals
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.intake.models import Lead
from chengguan.ledger import verifying
from chengguan.ledger.acting import Refused
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.investigation_steps import register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("flushable")]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; results or the exceptions raised, in order."""
    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def proposal(walk: Walk) -> tuple[Lead, Approval]:
    """A verified lead with a filing on its way, at its last tier."""
    from chengguan.web.demonstration.investigation_steps import filing_inputs

    register_lead(walk)
    verify_lead(walk)
    assert walk.lead is not None
    done = approvals.propose(actor=walk.as_role("handler"), at=walk.now, subject=walk.lead, act="case.file", inputs=filing_inputs(walk))
    approval: Approval = done.result
    for tier in approval.tiers[:-1]:
        done = approvals.endorse(actor=walk.as_role(tier), at=walk.now, subject=walk.lead, approval=approval, opinion="同意。")
        approval = done.result
    return walk.lead, approval


def test_two_leaders_who_approve_at_once_file_one_case(walk: Walk) -> None:
    lead, approval = proposal(walk)
    actors = [walk.as_role(role) for role in ("deputy_head", "organ_head")]
    results = at_once(
        *(
            lambda actor=actor: approvals.endorse(actor=actor, at=walk.now, subject=lead, approval=approval, opinion="同意。")
            for actor in actors
        )
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1 and "approval_open" in [finding.id for finding in refused[0].verdict.unmet], results
    assert Case.objects.count() == 1
    assert list(verifying.verify_chains()) == [] and list(verifying.verify_subjects()) == []


def test_numbers_are_gapless_when_eight_register_at_once(walk: Walk) -> None:
    from chengguan.intake.acts import register_lead as register

    actor = actor_of(walk.pair[0], walk.day)
    inputs = {
        "origin": "patrol",
        "received_at": walk.now,
        "discovered_on": walk.day,
        "occurred_on": walk.day,
        "content": "占用道路堆放材料",
        "matter": walk.matter,
        "party": walk.party,
    }
    results = at_once(*(lambda n=n: register(actor=actor, at=walk.now, place=f"示范路{n}号", **inputs) for n in range(8)))
    assert not [result for result in results if isinstance(result, Exception)], results
    numbers = sorted(int(lead.number.split("第")[1].removesuffix("号")) for lead in Lead.objects.all())
    assert numbers == list(range(1, 9))
    seqs = sorted(Instrument.objects.exclude(series="").values_list("series", "seq"))
    for series in {name for name, _ in seqs}:
        taken = [seq for name, seq in seqs if name == series]
        assert taken == list(range(1, len(taken) + 1))
    assert list(verifying.verify_chains()) == []
