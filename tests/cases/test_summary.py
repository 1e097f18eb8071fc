"""简易程序: from the street to the archive, and every refusal on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import make_matter, make_party

from chengguan.cases.acts import summary
from chengguan.cases.models import Case, Decision, Service
from chengguan.documents.models import Instrument
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.parties.models import Party
from chengguan.people.models import Credential
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]
CITIZEN = {
    "kind": Party.INDIVIDUAL,
    "name": "王演示",
    "id_number": "11010519491231002X",
    "credit_code": "",
    "born_on": date(1949, 12, 31),
}


@pytest.fixture
def citizen(cast: Cast) -> Party:
    return make_party(cast, **CITIZEN)


def refused(perform: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, str]:
    """Ids of the grounds on which an act is refused, with their state."""
    with pytest.raises(Refused) as caught:
        perform(*args, **kwargs)
    return {finding.id: finding.state for finding in caught.value.verdict.findings if finding.state != "met"}


def test_from_the_street_to_the_archive(walk: Walk) -> None:
    walk.plan["fine"] = "3000"
    steps.summary_walk(walk)
    case = walk.subject_case
    assert (case.stage, case.procedure, case.outcome) == ("archived", "summary", "penalty")
    assert case.number == "武城管简〔2024〕第1号"
    assert case.fine_amount == case.paid_amount == Decimal(3000)
    assert case.decided_on == date(2024, 5, 6)
    assert case.known["pay_due_on"] == "2024-05-21"
    kinds = [entry.kind for entry in Entry.objects.filter(chain=case.chain_key).order_by("seq")]
    assert kinds[:4] == ["summary.decide", "summary.serve", "summary.report", "case.record_payment"]
    assert kinds[-2:] == ["case.close", "case.archive"]


def test_the_decision_has_its_number_and_sends_to_reconsideration_first(walk: Walk) -> None:
    case = steps.summary_decide(walk)
    paper = Instrument.objects.get(pk=case.known["decision_instrument"])
    assert paper.kind == "summary_decision"
    assert paper.number == "武城管当罚〔2024〕第1号"
    decision = Decision.objects.get(case=case)
    assert (decision.kind, decision.kinds, decision.fine) == ("penalty", ["fine"], Decimal(100))


def test_warning_is_performed_on_delivery(walk: Walk) -> None:
    walk.plan["penalty"] = "warning"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    case = walk.subject_case
    assert case.stage == "performed"
    assert case.known["performed_on"] == "2024-05-06"
    assert "pay_due_on" not in case.known


def test_cash_goes_to_the_bank(make_walk: MakeWalk, citizen: Party) -> None:
    walk = make_walk(party=citizen, plan={"fine": "100", "collection": "spot"})
    steps.summary_walk(walk)
    known = walk.subject_case.known
    assert known["cash_collected_on"] == known["cash_handed_in_on"] == known["cash_banked_on"] == "2024-05-06"
    assert walk.subject_case.stage == "archived"


@pytest.mark.parametrize(("fine", "allowed"), [("200", True), ("200.01", False), ("3000", False)])
def test_limit_for_citizens(make_walk: MakeWalk, citizen: Party, fine: str, allowed: bool) -> None:
    walk = make_walk(party=citizen, plan={"fine": fine})
    if allowed:
        steps.summary_decide(walk)
    else:
        assert "summary_fine_citizen" in refused(steps.summary_decide, walk)
        assert not Case.objects.exists()


def test_limit_for_sole_traders_is_that_of_citizens(make_walk: MakeWalk, cast: Cast) -> None:
    trader = make_party(
        cast, kind=Party.SOLE_TRADER, credit_code="", id_number="11010519491231002X", name="演示水果摊"
    )
    assert "summary_fine_citizen" in refused(
        steps.summary_decide, make_walk(party=trader, plan={"fine": "500"})
    )


def test_limit_for_organisations(make_walk: MakeWalk, party: Party) -> None:
    grounds = refused(steps.summary_decide, make_walk(plan={"fine": "3000.01"}))
    assert "summary_fine_organisation" in grounds


def test_no_penalty_under_fourteen(make_walk: MakeWalk, cast: Cast) -> None:
    child = make_party(cast, **{**CITIZEN, "born_on": date(2010, 5, 6)})
    assert refused(steps.summary_decide, make_walk(party=child)) == {"party_of_age": "unmet"}
    youth = make_party(cast, **{**CITIZEN, "id_number": "110105194912310038", "born_on": date(2010, 5, 5)})
    steps.summary_decide(make_walk(party=youth))


@pytest.mark.parametrize(
    ("check", "ground"),
    [
        ("credentials", "credentials_shown"),
        ("identity", "summary_party_identified"),
        ("certain", "summary_facts_certain"),
        ("told", "summary_rights_told"),
        ("recorded", "process_recorded"),
    ],
)
def test_every_check_counts(walk: Walk, check: str, ground: str) -> None:
    checks = {**steps.summary_inputs(walk)["checks"], check: False}
    assert list(refused(steps.summary_decide, walk, checks=checks)) == [ground]


@pytest.mark.parametrize(
    ("word", "ground"),
    [
        ("facts", "summary_facts_written"),
        ("statement", "summary_statement_recorded"),
        ("correction", "summary_correction_ordered"),
    ],
)
def test_every_word_counts(walk: Walk, word: str, ground: str) -> None:
    words = {**steps.summary_inputs(walk)["words"], word: " "}
    assert list(refused(steps.summary_decide, walk, words=words)) == [ground]


def test_an_objection_is_answered(walk: Walk) -> None:
    inputs = steps.summary_inputs(walk)
    checks, words = (
        {**inputs["checks"], "no_objection": False},
        {**inputs["words"], "statement": "只占用了十分钟。"},
    )
    assert refused(steps.summary_decide, walk, checks=checks, words=words) == {
        "summary_statement_answered": "unmet"
    }
    steps.summary_decide(walk, checks=checks, words={**words, "answer": "占道事实成立，不影响处罚。"})


def test_two_officers_with_credentials(walk: Walk) -> None:
    first, second = walk.pair_ids
    assert "officers_two" in refused(steps.summary_decide, walk, officers=[first])
    assert "officers_distinct" in refused(steps.summary_decide, walk, officers=[first, first])
    Credential.objects.filter(officer_id=second).update(valid_to=date(2024, 5, 5))
    assert "officers_credentials" in refused(steps.summary_decide, walk)


def test_the_matter_must_allow_it(make_walk: MakeWalk, cast: Cast) -> None:
    for changes, ground in (
        ({"summary_allowed": False}, "summary_matter_allowed"),
        ({"valid_from": date(2024, 5, 7)}, "summary_matter_allowed"),
        ({"requires_prior_order": True}, "prior_order_given"),
        ({"kinds": ["suspend_permit"]}, "summary_penalty_allowed"),
        ({"fines": [{"party": "any", "low": "500", "high": "1000"}]}, "summary_fine_within"),
    ):
        assert ground in refused(steps.summary_decide, make_walk(matter=make_matter(cast.bureau, **changes)))


def test_others_may_not(walk: Walk) -> None:
    for role in ("finance", "legal_reviewer", "organ_head"):
        with pytest.raises(Refused) as caught:
            summary.decide(actor=walk.as_role(role), at=walk.now, **steps.summary_inputs(walk))
        assert [finding.id for finding in caught.value.verdict.unmet] == ["by_whom"]


def test_a_new_party_is_registered_with_the_decision(walk: Walk) -> None:
    newcomer = {
        "kind": Party.INDIVIDUAL,
        "name": "赵演示",
        "id_number": "11010519491231002X",
        "credit_code": "",
        "representative": "",
        "address": "示范路1号",
        "phone": "",
    }
    case = steps.summary_decide(walk, party=None, newcomer=newcomer)
    assert case.party is not None and case.party.born_on == date(1949, 12, 31)
    again = steps.summary_decide(walk, party=None, newcomer=newcomer)
    assert again.party == case.party


def test_refusal_to_sign_is_noted(walk: Walk) -> None:
    steps.summary_decide(walk)
    inputs = {"case": walk.subject_case, "delivered": True, "signed": False, "officers": walk.pair_ids}
    assert refused(walk.perform, "summary.serve", refusal="", **inputs) == {"summary_signed": "unmet"}
    walk.perform("summary.serve", refusal="当事人拒绝签名，已留置。", **inputs)
    assert Service.objects.get(case=walk.case).method == "lien"
    assert refused(walk.perform, "summary.serve", refusal="重复", **inputs) == {"decision_unserved": "unmet"}


def test_late_report_needs_a_reason(walk: Walk) -> None:
    steps.summary_decide(walk)
    walk.later(days=4)
    assert refused(steps.summary_report, walk) == {"summary_report_in_time": "unmet"}
    walk.perform(
        "summary.report",
        case=walk.subject_case,
        complete=True,
        remarks="",
        reasons={"summary_report_in_time": "值班轮换。"},
    )
    assert walk.subject_case.known["summary_reported_on"] == walk.day.isoformat()


def test_an_unreported_case_is_not_closed(walk: Walk) -> None:
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    steps.pay(walk)
    assert refused(steps.close, walk) == {"summary_reported": "unmet"}


def test_turning_to_the_ordinary_procedure(walk: Walk) -> None:
    inputs = steps.summary_inputs(walk)
    kept = {name: inputs[name] for name in ("party", "newcomer", "matter", "violated_at", "place")}
    convert = {"actor": walk.as_role("handler"), "at": walk.now, **kept, "content": inputs["words"]["facts"]}
    assert refused(summary.convert, **convert, reason="") == {"conversion_reasoned": "unmet"}
    lead = summary.convert(**convert, reason="当事人对占道面积有争议。").result
    assert isinstance(lead, Lead)
    kinds = [entry.kind for entry in Entry.objects.filter(chain=lead.chain_key).order_by("seq")]
    assert kinds == ["lead.register", "summary.convert"]
    assert lead.stage == "registered"
    assert not Case.objects.exists()


def test_violations_out_of_time(walk: Walk) -> None:
    long_ago = walk.now - timedelta(days=800)
    assert refused(steps.summary_decide, walk, violated_at=long_ago) == {"within_limitation": "unmet"}
