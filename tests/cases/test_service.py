"""送达: every statutory means, its proof, and when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.cases.test_summary import refused

from chengguan.cases.acts import service as acts
from chengguan.cases.forms.service import CompleteNoticeForm, ServeForm
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.walk import Walk

DECISION = "summary_decision"


@pytest.fixture
def decided(walk: Walk) -> Walk:
    """A decision of 2024-05-06 that still has to be served."""
    steps.summary_decide(walk)
    return walk


@pytest.mark.parametrize("method", ["personal", "lien", "postal", "entrusted"])
def test_served_by(decided: Walk, method: str) -> None:
    service = steps.serve(decided, DECISION, method)
    case = decided.subject_case
    assert (service.method, service.served_on) == (method, date(2024, 5, 6))
    assert service.proof is not None and service.proof.kind == "proof_of_service"
    assert case.stage == "served"
    assert case.known["summary_decision_served_on"] == case.known["decision_served_on"] == "2024-05-06"
    assert case.known["pay_due_on"] == "2024-05-21"


def test_the_term_of_payment_rolls_over_rest_days(decided: Walk) -> None:
    decided.later(days=4)
    steps.serve(decided, DECISION, "postal", served_on=date(2024, 5, 10))
    # 15 days after Friday the 10th is Saturday the 25th.
    assert decided.subject_case.known["pay_due_on"] == "2024-05-27"


def test_electronic_service_needs_the_signed_address(decided: Walk) -> None:
    assert refused(steps.serve, decided, DECISION, "electronic") == {"electronic_service_agreed": "unmet"}
    steps.confirm_address(decided)
    assert decided.instrument("service_address_confirmation")
    steps.serve(decided, DECISION, "electronic")
    assert decided.subject_case.known["decision_served_on"] == "2024-05-06"


def test_service_by_public_notice(decided: Walk) -> None:
    service = steps.serve(decided, DECISION, "public_notice")
    case = decided.subject_case
    assert (
        service.served_on is None
        and service.proof is not None
        and service.proof.kind == "service_announcement"
    )
    assert "decision_served_on" not in case.known and case.stage == "decided"
    assert case.known["decision_service_begun_on"] == "2024-05-06"
    assert refused(
        decided.perform,
        "case.complete_public_notice_service",
        case=case,
        service=service,
        officers=decided.pair_ids,
    ) == {"public_notice_over": "unmet", "chosen_notice_over": "unmet"}
    assert refused(steps.serve, decided, DECISION, "personal") == {"instrument_unserved": "unmet"}
    steps.complete_notice(decided, service)
    case = decided.subject_case
    assert case.known["decision_served_on"] == "2024-06-05"
    assert case.known["public_notice_started"] == {}
    assert case.stage == "served"
    service.refresh_from_db()
    assert service.proof.kind == "proof_of_service"


def test_late_service_needs_a_reason(decided: Walk) -> None:
    decided.later(days=10)
    assert refused(steps.serve, decided, DECISION) == {"service_in_time": "unmet"}
    # Saturday the 11th is a make-up working day, so the seventh working day is Tuesday the 14th.
    decided.now = decided.now.replace(day=14)
    steps.serve(decided, DECISION)


def test_late_service_with_a_reason(decided: Walk) -> None:
    decided.later(days=10)
    steps.serve(decided, DECISION, reasons={"service_in_time": "当事人外出，多次联系后才签收。"})
    entry = Entry.objects.filter(chain=decided.subject_case.chain_key, kind="case.serve").get()
    assert "多次联系后才签收" in entry.body


def test_one_officer_may_post_with_a_reason(decided: Walk) -> None:
    reasons = {"service_officers_remote": "由收发人员统一交邮。"}
    service = steps.serve(decided, DECISION, "postal", officers=decided.pair_ids[:1], reasons=reasons)
    assert service.proof is not None


@pytest.mark.parametrize(
    ("method", "changes", "ground"),
    [
        ("personal", {"relation": "family"}, {"receiver_entitled", "receiver_adult_cohabiting"}),
        ("personal", {"receiver": ""}, {"receiver_entitled"}),
        ("personal", {"officers": []}, {"service_officers"}),
        ("personal", {"proof": False}, {"service_proven"}),
        ("personal", {"served_on": date(2024, 5, 5)}, {"service_after_issue"}),
        ("personal", {"served_on": date(2024, 5, 7)}, {"service_not_future"}),
        ("personal", {"place": ""}, {"service_place_stated"}),
        ("lien", {"details": {"refusal": "拒收"}}, {"lien_proven"}),
        ("lien", {"details": {"recorded": True}}, {"lien_reason_stated"}),
        ("postal", {"details": {}}, {"postal_receipt_stated"}),
        ("postal", {"officers": []}, {"service_officers_remote"}),
        ("entrusted", {"details": {}}, {"entrusted_body_stated"}),
        (
            "public_notice",
            {"details": {}},
            {"other_service_failed", "failed_attempts_recorded", "notice_place_stated"},
        ),
    ],
)
def test_refused(decided: Walk, method: str, changes: dict[str, Any], ground: set[str]) -> None:
    assert set(refused(steps.serve, decided, DECISION, method, **changes)) == ground
    assert not decided.subject_case.known.get("decision_served_on")


def test_what_is_not_for_the_party_is_not_served(decided: Walk) -> None:
    steps.summary_report(decided)
    assert set(refused(steps.serve, decided, "summary_report")) == {"instrument_for_party"}


def test_instruments_of_other_cases_are_not_served(decided: Walk, make_walk: Callable[..., Walk]) -> None:
    other = make_walk(plan={"place": "演示广场东侧"})
    steps.summary_decide(other)
    paper = other.instrument(DECISION)
    assert set(refused(steps.serve, decided, DECISION, instrument=paper)) == {"instrument_of_case"}


def test_others_may_not_serve(decided: Walk) -> None:
    inputs = {
        "case": decided.subject_case,
        "instrument": decided.instrument(DECISION),
        "method": "personal",
        "served_on": decided.day,
    }
    inputs |= {
        "place": "示范路8号",
        "receiver": "王演示",
        "relation": "representative",
        "officers": decided.pair_ids,
        "proof": True,
    }
    with pytest.raises(Refused) as caught:
        acts.serve(actor=decided.as_role("finance"), at=decided.now, **inputs, details={})
    assert [finding.id for finding in caught.value.verdict.unmet] == ["by_whom"]


def test_other_instruments_start_no_periods(walk: Walk) -> None:
    for _, step in INVESTIGATION_STEPS:
        step(walk)
        if walk.lead and walk.case and walk.subject_case.known.get("correction_ordered_on"):
            break
    steps.serve(walk, "correction_order")
    known = walk.subject_case.known
    assert known["correction_order_served_on"] == walk.day.isoformat()
    assert "decision_served_on" not in known and walk.subject_case.stage == "filed"


def test_the_form_offers_what_is_to_be_served(decided: Walk) -> None:
    actor = decided.as_role("handler")
    blank = ServeForm(subject=decided.subject_case, actor=actor, at=decided.now)
    assert [str(paper.pk) for paper in blank.fields["instrument"].queryset] == [
        str(decided.instrument(DECISION).pk)
    ]
    assert blank.initial["officers"] == decided.pair_ids
    data = {
        "instrument": str(decided.instrument(DECISION).pk),
        "method": "personal",
        "served_on": decided.day.isoformat(),
        "place": "示范路8号",
        "receiver": "王演示",
        "relation": "representative",
        "officers": [str(pk) for pk in decided.pair_ids],
        "proof": "on",
    }
    form = ServeForm(data, subject=decided.subject_case, actor=actor, at=decided.now)
    assert form.is_valid(), form.errors
    decided.perform("case.serve", case=decided.subject_case, **form.inputs())
    assert not Instrument.objects.filter(pk=data["instrument"], services=None).exists()
    tomorrow = {**data, "served_on": (decided.day + timedelta(days=1)).isoformat()}
    assert (
        "served_on" in ServeForm(tomorrow, subject=decided.subject_case, actor=actor, at=decided.now).errors
    )


def test_the_form_of_completion(decided: Walk) -> None:
    service = steps.serve(decided, DECISION, "public_notice")
    data = {"service": str(service.pk), "officers": [str(pk) for pk in decided.pair_ids]}
    form = CompleteNoticeForm(
        data, subject=decided.subject_case, actor=decided.as_role("handler"), at=decided.now
    )
    assert form.is_valid(), form.errors
    assert form.inputs() == {"service": service, "officers": decided.pair_ids}
