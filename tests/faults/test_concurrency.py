"""Two people acting at once never both succeed where only one lawfully may; numbers stay whole under load."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from stdnum.cn import uscc

from chengguan.cases.acts import approvals, summary
from chengguan.cases.models import Approval, Case, Payment
from chengguan.cases.procedure import STEPS
from chengguan.documents.models import Instrument
from chengguan.intake.models import Lead
from chengguan.ledger import verifying
from chengguan.ledger.acting import Refused
from chengguan.parties.acts import register
from chengguan.parties.models import Party
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration import execution_steps
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
    done = approvals.propose(
        actor=walk.as_role("handler"),
        at=walk.now,
        subject=walk.lead,
        act="case.file",
        inputs=filing_inputs(walk),
    )
    approval: Approval = done.result
    for tier in approval.tiers[:-1]:
        done = approvals.endorse(
            actor=walk.as_role(tier), at=walk.now, subject=walk.lead, approval=approval, opinion="同意。"
        )
        approval = done.result
    return walk.lead, approval


def test_two_leaders_who_approve_at_once_file_one_case(walk: Walk) -> None:
    lead, approval = proposal(walk)
    actors = [walk.as_role(role) for role in ("deputy_head", "organ_head")]
    results = at_once(
        *(
            lambda actor=actor: approvals.endorse(
                actor=actor, at=walk.now, subject=lead, approval=approval, opinion="同意。"
            )
            for actor in actors
        )
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1 and "approval_open" in [finding.id for finding in refused[0].verdict.unmet], (
        results
    )
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
    results = at_once(
        *(lambda n=n: register(actor=actor, at=walk.now, place=f"示范路{n}号", **inputs) for n in range(8))
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    numbers = sorted(int(lead.number.split("第")[1].removesuffix("号")) for lead in Lead.objects.all())
    assert numbers == list(range(1, 9))
    seqs = sorted(Instrument.objects.exclude(series="").values_list("series", "seq"))
    for series in {name for name, _ in seqs}:
        taken = [seq for name, seq in seqs if name == series]
        assert taken == list(range(1, len(taken) + 1))
    assert list(verifying.verify_chains()) == []


def test_agreeing_and_returning_at_once_does_one_of_them(walk: Walk) -> None:
    lead, approval = proposal(walk)
    inputs = {"at": walk.now, "subject": lead, "approval": approval, "opinion": "意见。"}
    heads = [walk.as_role(role) for role in ("deputy_head", "organ_head")]
    results = at_once(
        lambda: approvals.endorse(actor=heads[0], **inputs),
        lambda: approvals.return_proposal(actor=heads[1], **inputs),
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1 and "approval_open" in [finding.id for finding in refused[0].verdict.unmet], (
        results
    )
    approval.refresh_from_db()
    assert approval.opinions.count() == len(approval.tiers)
    assert Case.objects.count() == (1 if approval.state == Approval.PASSED else 0)
    assert list(verifying.verify_chains()) == [] and list(verifying.verify_subjects()) == []


def decided(walk: Walk, place: str) -> Case:
    walk.plan |= {"fine": "3000", "place": place}
    execution_steps.summary_decide(walk)
    execution_steps.summary_serve(walk)
    walk.later(minutes=10)
    return walk.subject_case


def test_one_bank_reference_pays_once(walk: Walk) -> None:
    """The same receipt entered twice at once, for one case and for two."""
    cases = [decided(walk, "示范路1号"), decided(walk, "示范路2号")]
    pay, finance = STEPS["case.record_payment"].perform, walk.as_role("finance")
    inputs = {"amount": Decimal(1000), "paid_on": walk.day, "payer": "甲"}
    for reference, subjects in (("R1", [cases[0], cases[0]]), ("R2", cases)):
        results = at_once(
            *(
                lambda case=case, reference=reference: pay(
                    actor=finance, at=walk.now, case=case, reference=reference, **inputs
                )
                for case in subjects
            )
        )
        refused = [result for result in results if isinstance(result, Refused)]
        assert [finding.id for finding in refused[0].verdict.unmet] == ["payment_reference_new"], results
        assert len(refused) == 1 and Payment.objects.filter(reference=reference).count() == 1
    paid = [Case.objects.get(pk=case.pk).paid_amount for case in cases]
    assert sum(paid) == 2000
    assert list(verifying.verify_subjects()) == []


def test_one_violation_is_punished_once_on_the_spot(walk: Walk) -> None:
    inputs = execution_steps.summary_inputs(walk)
    actors = [actor_of(officer, walk.day) for officer in walk.pair]
    results = at_once(
        *(lambda actor=actor: summary.decide(actor=actor, at=walk.now, **inputs) for actor in actors)
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1 and "summary_not_decided_before" in [
        finding.id for finding in refused[0].verdict.unmet
    ], results
    assert Case.objects.count() == 1


def test_one_new_party_is_registered_once(walk: Walk) -> None:
    code = "91430581MADEM0010" + uscc.calc_check_digit("91430581MADEM0010")
    inputs = {"kind": "legal_person", "name": "演示新公司", "credit_code": code, "representative": "李演示"}
    inputs |= {"address": "示范路9号", "phone": "13800000000"}
    actors = [actor_of(officer, walk.day) for officer in walk.pair]
    results = at_once(*(lambda actor=actor: register(actor=actor, at=walk.now, **inputs) for actor in actors))
    assert len([result for result in results if isinstance(result, Refused)]) == 1, results
    assert Party.objects.filter(credit_code=code).count() == 1


def test_two_acts_on_one_case_both_count(walk: Walk) -> None:
    """Eight payments at once: none is lost, the sum is right."""
    case = decided(walk, "示范路1号")
    pay, finance = STEPS["case.record_payment"].perform, walk.as_role("finance")
    results = at_once(
        *(
            lambda n=n: pay(
                actor=finance,
                at=walk.now,
                case=case,
                amount=Decimal(100),
                paid_on=walk.day,
                reference=f"R{n}",
                payer="甲",
            )
            for n in range(8)
        )
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    case.refresh_from_db()
    assert case.paid_amount == 800 and len(case.known["payments"]) == 8
    assert list(verifying.verify_chains()) == [] and list(verifying.verify_subjects()) == []
