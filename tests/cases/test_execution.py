"""履行、加处、延期、催告、结案、归档."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cases.test_summary import refused

from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.dossier import dossier
from chengguan.cases.forms import execution as forms
from chengguan.cases.models import Instalment, Payment
from chengguan.cases.procedure import STEPS, approving
from chengguan.cases.verifying import verify_case_columns
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]


@pytest.fixture
def served(walk: Walk) -> Walk:
    """3,000 yuan, served on 2024-05-06, to be paid by 2024-05-21."""
    walk.plan["fine"] = "3000"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    steps.summary_report(walk)
    return walk


def go_to(walk: Walk, day: date) -> None:
    walk.now = walk.now.replace(year=day.year, month=day.month, day=day.day)


def facts(walk: Walk) -> dict[str, Any]:
    return state_facts(walk.subject_case.known, walk.day, "430581")


def outlook(walk: Walk, kind: str, data: dict[str, str]) -> dict[str, str]:
    """What the deciding tier would be told, as the proposer sees it before he proposes."""
    step, actor = STEPS[kind], walk.as_role("handler")
    form = approving.bound_form(step, walk.subject_case, actor, walk.now, data)
    assert form.is_valid(), form.errors
    verdict = approving.preview(
        step, walk.subject_case, actor, walk.now, form.inputs(), approving.reasons_in(data)
    )
    return {
        finding.id: finding.state
        for finding in verdict.findings
        if finding.state != "met" and not finding.reason and finding.level != "note"
    }


# --- payment ------------------------------------------------------------------------------------------------


def test_payment_in_parts(served: Walk) -> None:
    steps.pay(served, "1000")
    case = served.subject_case
    assert case.paid_amount == Decimal(1000) and case.stage == "served"
    assert Decimal(facts(served)["fine_outstanding"]) == 2000
    steps.pay(served)
    case = served.subject_case
    assert case.paid_amount == Decimal(3000) and case.stage == "performed"
    assert case.known["paid_in_full_on"] == case.known["performed_on"] == "2024-05-20"
    assert case.known["payments"] == [
        {"on": "2024-05-13", "amount": "1000"},
        {"on": "2024-05-20", "amount": "2000"},
    ]


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"amount": Decimal("3000.01")}, "payment_not_excessive"),
        ({"amount": Decimal(0)}, "payment_positive"),
        ({"paid_on": date(2024, 5, 5)}, "payment_after_decision"),
        ({"paid_on": date(2024, 6, 1)}, "payment_not_future"),
        ({"reference": ""}, "payment_reference_new"),
    ],
)
def test_payment_refused(served: Walk, changes: dict[str, Any], ground: str) -> None:
    assert refused(steps.pay, served, **changes) == {ground: "unmet"}
    assert not Payment.objects.exists()


def test_one_reference_counts_once(served: Walk) -> None:
    steps.pay(served, "1000", reference="R1")
    assert refused(steps.pay, served, "1000", reference="R1") == {"payment_reference_new": "unmet"}


def test_officers_do_not_record_payments(served: Walk) -> None:
    inputs = {"amount": Decimal(1), "paid_on": served.day, "reference": "R2"}
    assert "by_whom" in refused(
        served.perform, "case.record_payment", "handler", case=served.subject_case, **inputs
    )


# --- cash ---------------------------------------------------------------------------------------------------


def test_cash_only_where_the_law_allows(served: Walk) -> None:
    inputs = {
        "amount": Decimal(3000),
        "receipt": "PJ1",
        "ground": "small_fine",
        "explanation": "说明",
        "requested": False,
        "officers": served.pair_ids,
    }
    perform: Any = lambda **changes: refused(  # noqa: E731
        served.perform, "case.collect_on_spot", case=served.subject_case, **{**inputs, **changes}
    )
    assert perform() == {"spot_ground_lawful": "unmet"}
    assert perform(ground="remote") == {"spot_ground_lawful": "unmet"}
    assert perform(ground="hard_to_collect", explanation="") == {"spot_ground_stated": "unmet"}
    assert perform(ground="hard_to_collect", amount=Decimal(100)) == {"spot_amount_exact": "unmet"}
    assert set(perform(ground="hard_to_collect", receipt="")) == {"special_receipt", "payment_reference_new"}
    served.perform(
        "case.collect_on_spot", case=served.subject_case, **{**inputs, "ground": "remote", "requested": True}
    )
    assert served.subject_case.known["paid_in_full_on"] == "2024-05-06"


def test_cash_is_handed_in_within_two_working_days(served: Walk) -> None:
    served.perform(
        "case.collect_on_spot",
        case=served.subject_case,
        amount=Decimal(3000),
        receipt="PJ1",
        ground="hard_to_collect",
        explanation="流动摊贩",
        requested=False,
        officers=served.pair_ids,
    )
    assert facts(served)["cash_in_hand"] is True
    assert refused(steps.close, served) == {"cash_deposited": "unmet"}
    go_to(served, date(2024, 5, 9))
    handed = {"case": served.subject_case, "receiver": "财务室"}
    assert refused(served.perform, "case.hand_in_cash", handed_on=date(2024, 5, 9), **handed) == {
        "handover_in_time": "unmet"
    }
    served.perform("case.hand_in_cash", handed_on=date(2024, 5, 8), **handed)
    slip = {"case": served.subject_case, "slip": "HD1"}
    assert "by_whom" in refused(served.perform, "case.deposit_cash", deposited_on=date(2024, 5, 9), **slip)
    go_to(served, date(2024, 5, 13))
    late = {"deposited_on": date(2024, 5, 13), **slip}
    # The 10th is the second working day after the 8th.
    assert refused(served.perform, "case.deposit_cash", "finance", **late) == {"handover_in_time": "unmet"}
    served.perform("case.deposit_cash", "finance", reasons={"handover_in_time": "银行系统维护。"}, **late)
    assert facts(served)["cash_in_hand"] is False


# --- deferral -----------------------------------------------------------------------------------------------


def deferral(**changes: str) -> dict[str, str]:
    data = {
        "applied_on": "2024-05-10",
        "granted": "yes",
        "hardship": "停工三个月，附银行流水。",
        "hardship_shown": "on",
        "reasons_given": "确有经济困难",
        "due_1": "2024-06-21",
        "amount_1": "1000",
        "due_2": "2024-07-21",
        "amount_2": "2000",
    }
    return {**data, **changes}


def test_instalments_move_the_term(served: Walk) -> None:
    go_to(served, date(2024, 5, 13))
    served.approve("case.defer_payment", served.subject_case, deferral())
    case = served.subject_case
    assert case.known["pay_due_on"] == case.known["deferred_until"] == "2024-07-21"
    assert [(row.no, row.due_on, row.amount) for row in Instalment.objects.filter(case=case)] == [
        (1, date(2024, 6, 21), Decimal(1000)),
        (2, date(2024, 7, 21), Decimal(2000)),
    ]
    assert '"granted":true' in Instrument.objects.get(kind="deferral_approval").context
    assert facts(served)["instalment_due_on"] == "2024-06-21"
    go_to(served, date(2024, 6, 22))
    assert facts(served)["instalment_overdue"] is True and facts(served)["pay_overdue"] is False
    steps.pay(served, "1000")
    assert facts(served)["instalment_due_on"] == "2024-07-21" and facts(served)["instalment_overdue"] is False


def test_a_refused_deferral_moves_nothing(served: Walk) -> None:
    go_to(served, date(2024, 5, 13))
    data = deferral(granted="no", hardship_shown="", due_1="", amount_1="", due_2="", amount_2="")
    served.approve("case.defer_payment", served.subject_case, data)
    assert served.subject_case.known["pay_due_on"] == "2024-05-21"
    assert not Instalment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"amount_2": "1999"}, "instalments_total_exact"),
        ({"due_2": "2024-06-20"}, "instalments_ordered"),
        ({"hardship_shown": ""}, "hardship_shown"),
        ({"reasons_given": ""}, "deferral_reasoned"),
        ({"applied_on": "2025-05-10"}, "deferral_applied"),
    ],
)
def test_deferral_refused(served: Walk, changes: dict[str, str], ground: str) -> None:
    go_to(served, date(2024, 5, 13))
    assert outlook(served, "case.defer_payment", deferral(**changes)) == {ground: "unmet"}
    assert served.subject_case.known["pay_due_on"] == "2024-05-21"


def test_half_filled_instalments_are_an_error_of_the_form(served: Walk) -> None:
    actor = served.as_role("handler")
    form = forms.DeferForm(deferral(amount_2=""), subject=served.subject_case, actor=actor, at=served.now)
    assert form.errors["due_2"] == ["第2期的期限和金额应当同时填写。"]


# --- additional fine, relief --------------------------------------------------------------------------------


def test_additional_fine_counts_by_the_day(served: Walk) -> None:
    go_to(served, date(2024, 5, 21))
    assert outlook(served, "case.impose_additional_fine", {}) == {
        "pay_overdue": "unmet",
        "additional_fine_accrued": "unmet",
    }
    go_to(served, date(2024, 5, 31))
    served.approve("case.impose_additional_fine", served.subject_case, {"remarks": ""})
    case = served.subject_case
    assert case.known["additional_fine"] == "900.00"
    paper = Instrument.objects.get(kind="additional_fine_decision")
    assert "3,000.00元 × 3% × 10 = 900.00元" in paper.context
    go_to(served, date(2024, 6, 3))
    assert (
        facts(served)["amount_outstanding"] == "4170.00" and facts(served)["additional_fine_running"] is True
    )
    served.plan["pay_after"] = 0
    steps.pay(served)
    case = served.subject_case
    assert {(row.kind, row.amount) for row in case.payments.all()} == {
        ("fine", Decimal(3000)),
        ("additional_fine", Decimal(1170)),
    }
    assert case.stage == "performed"


def test_additional_fine_never_exceeds_the_fine(served: Walk) -> None:
    go_to(served, date(2024, 8, 1))
    served.approve("case.impose_additional_fine", served.subject_case, {"remarks": ""})
    assert served.subject_case.known["additional_fine"] == "3000.00"
    assert "additional_fine_new" in outlook(served, "case.impose_additional_fine", {})


def relief(walk: Walk, **changes: Any) -> None:
    inputs = {
        "kind": "reconsideration",
        "started_on": walk.day,
        "organ": "武冈市人民政府",
        "number": "武政复受〔2024〕第1号",
    }
    walk.perform("case.record_relief", case=walk.subject_case, **{**inputs, **changes})


def conclude(walk: Walk, **changes: Any) -> None:
    inputs = {
        "ended_on": walk.day,
        "outcome": "upheld",
        "organ": "武冈市人民政府",
        "number": "武政复决〔2024〕第1号",
    }
    walk.perform("case.conclude_relief", case=walk.subject_case, **{**inputs, **changes})


def test_reconsideration_stops_the_count(served: Walk) -> None:
    go_to(served, date(2024, 5, 24))
    relief(served)
    assert served.subject_case.known["reconsideration_applied_on"] == "2024-05-24"
    assert refused(relief, served) == {"relief_not_pending": "unmet"}
    go_to(served, date(2024, 7, 1))
    conclude(served)
    served.approve("case.impose_additional_fine", served.subject_case, {"remarks": ""})
    # 22 and 23 May, 1 July.
    assert served.subject_case.known["additional_fine"] == "270.00"


def test_annulled_decision_is_closed_without_payment(served: Walk) -> None:
    go_to(served, date(2024, 5, 24))
    relief(served)
    assert "relief_outcome_given" not in refused(conclude, served, ended_on=date(2024, 5, 23))
    conclude(served, outcome="annulled")
    values = facts(served)
    assert (values["fine_imposed"], values["closing_ground"]) == (False, "annulled")
    steps.close(served)
    assert served.subject_case.stage == "closed"


def test_the_organ_annuls_its_own_decision(served: Walk) -> None:
    steps.pay(served, "1000")
    assert outlook(served, "case.annul_decision", {"error": ""}) == {"error_stated": "unmet"}
    served.approve("case.annul_decision", served.subject_case, {"error": "当事人认定错误。"})
    steps.serve(served, "annulment_decision")
    values = facts(served)
    assert (values["closing_ground"], values["refund_due"], values["amount_outstanding"]) == (
        "annulled",
        True,
        "0",
    )
    assert outlook(served, "case.close", steps.closing_inputs(served)) == {"refund_made": "unmet"}


def test_varied_decision(served: Walk) -> None:
    steps.pay(served, "1000")
    relief(served)
    assert refused(conclude, served, outcome="varied") == {"varied_fine_stated": "unmet"}
    conclude(served, outcome="varied", fine=Decimal(1000))
    case = served.subject_case
    assert (case.fine_amount, case.stage) == (Decimal(1000), "performed")


# --- demand -------------------------------------------------------------------------------------------------


def test_demand_after_the_periods_of_relief(served: Walk) -> None:
    data = {"amount": "3000", "way": "到银行缴纳", "duties": ""}
    assert outlook(served, "case.demand", data) == {
        "performance_overdue": "unmet",
        "relief_window_over": "unmet",
    }
    go_to(served, date(2024, 5, 22))
    assert outlook(served, "case.demand", data) == {"relief_window_over": "unmet"}
    go_to(served, date(2024, 7, 8))
    assert outlook(served, "case.demand", {**data, "amount": "2999"}) == {"demand_amount_stated": "unmet"}
    served.approve("case.demand", served.subject_case, data)
    steps.serve(served, "demand_notice")
    assert facts(served)["demand_due_on"] == "2024-07-22"
    inputs = {
        "case": served.subject_case,
        "speaker": "王演示",
        "content": "资金周转困难。",
        "adopted": False,
        "officers": served.pair_ids,
    }
    assert refused(served.perform, "case.hear_demand_statement", review="", **inputs) == {
        "statement_review_stated": "unmet"
    }
    served.perform("case.hear_demand_statement", review="不影响义务的履行。", **inputs)
    assert served.instrument("demand_statement_record")
    go_to(served, date(2024, 7, 23))
    assert facts(served)["demand_term_over"] is True


# --- closing and archive ------------------------------------------------------------------------------------


def test_an_unpaid_case_is_not_closed(served: Walk) -> None:
    assert refused(steps.close, served) == {"closing_ground": "unmet"}


def test_closing_late_needs_a_reason(served: Walk) -> None:
    steps.pay(served)
    served.later(days=30)
    assert outlook(served, "case.close", steps.closing_inputs(served)) == {"closing_in_time": "unmet"}
    data = {**steps.closing_inputs(served), "reason-closing_in_time": "等待票据返回。"}
    served.approve("case.close", served.subject_case, data)
    assert served.subject_case.closed_on == served.day


def test_the_catalogue(served: Walk) -> None:
    steps.pay(served)
    steps.close(served)
    case = served.subject_case
    items = dossier(case)
    assert items[0].title == "当场行政处罚决定书"
    missing = {item.key: 1 for item in items[1:]}
    inputs = {"case": case, "retention": "10", "remarks": ""}
    assert refused(served.perform, "case.archive", "archivist", pages=missing, **inputs) == {
        "catalogue_pages": "unmet"
    }
    assert "by_whom" in refused(served.perform, "case.archive", pages={}, **inputs)
    steps.archive(served)
    case = served.subject_case
    assert (case.stage, case.known["retention"], case.known["dossier_pages"]) == (
        "archived",
        "10",
        2 * len(items),
    )
    assert "第三方" not in served.instrument("dossier_catalogue").context
    assert refused(steps.archive, served) == {"not_archived": "unmet"}


def test_nothing_is_done_after_closing(served: Walk) -> None:
    steps.pay(served)
    steps.close(served)
    inputs = {"amount": Decimal(1), "paid_on": served.day, "reference": "R9"}
    grounds = refused(served.perform, "case.record_payment", "finance", case=served.subject_case, **inputs)
    assert grounds == {"case_unclosed": "unmet", "payment_not_excessive": "unmet"}


def test_every_form_of_execution_opens(served: Walk) -> None:
    for form in (
        forms.PaymentForm,
        forms.SpotForm,
        forms.HandInForm,
        forms.DepositForm,
        forms.DeferForm,
        forms.AdditionalFineForm,
        forms.ReliefForm,
        forms.ReliefResultForm,
        forms.AnnulForm,
        forms.DemandForm,
        forms.DemandStatementForm,
        forms.PerformanceForm,
        forms.CloseForm,
        forms.ArchiveForm,
    ):
        assert form(subject=served.subject_case, actor=served.as_role("handler"), at=served.now).as_div()


def test_the_record_says_what_was_entered(served: Walk) -> None:
    steps.pay(served)
    entry = Entry.objects.get(chain=served.subject_case.chain_key, kind="case.record_payment")
    assert '"amount":"3000"' in entry.body


# --- ordinary procedure -------------------------------------------------------------------------------------


def ordinary(walk: Walk) -> Walk:
    """A case of the ordinary procedure with its decision."""
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    return walk


def test_an_ordinary_case_to_the_archive(walk: Walk) -> None:
    ordinary(walk)
    for _, step in steps.EXECUTION_STEPS:
        step(walk)
    case = walk.subject_case
    assert case.stage == "archived" and case.paid_amount == case.fine_amount == Decimal(2000)
    titles = [item.title for item in dossier(case)]
    assert titles[:3] == ["行政处罚决定书", "送达回证（行政处罚决定书）", "立案审批表"]


def test_an_exempted_case_is_served_and_closed(make_walk: MakeWalk) -> None:
    walk = ordinary(make_walk(plan={"outcome": "exempted"}))
    data = {"performance": "已批评教育", "opinion": "建议结案"}
    assert outlook(walk, "case.close", data) == {"decision_served": "unmet"}
    for _, step in steps.EXECUTION_STEPS:
        step(walk)
    assert walk.subject_case.stage == "archived" and walk.subject_case.known["closed_because"] == "no_penalty"


@pytest.mark.parametrize("outcome", ["withdrawn", "transferred"])
def test_cases_that_end_otherwise(make_walk: MakeWalk, outcome: str) -> None:
    walk = ordinary(make_walk(plan={"outcome": outcome}))
    for _, step in steps.EXECUTION_STEPS:
        step(walk)
    assert walk.subject_case.known["closed_because"] == outcome


def test_the_record_refolds_to_the_tables(walk: Walk, make_walk: MakeWalk) -> None:
    ordinary(walk)
    for _, step in steps.EXECUTION_STEPS:
        step(walk)
    steps.summary_walk(make_walk(plan={"fine": "100", "collection": "spot"}))
    assert [*verify_chains(), *verify_subjects(), *verify_case_columns()] == []
