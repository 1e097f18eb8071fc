"""强制执行：催告倒推、代履行、法院执行、协议、中止终结、回转、按日连续、强制拆除."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.cases.review_walks import enterprise
from tests.cases.test_execution import facts, go_to, outlook
from tests.cases.test_summary import refused

from chengguan.agenda.models import Duty
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.models import Case, Payment, Refund
from chengguan.cases.procedure.enforcing import verify_outstanding
from chengguan.cases.verifying import verify_case_columns, verify_payments
from chengguan.documents.models import Instrument
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.web.demonstration import enforcement_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]


@pytest.fixture
def served(walk: Walk) -> Walk:
    """Summary fine of 3,000 yuan served on 2024-05-06, due 05-21; relief (60 days) over on 07-05; court until 10-05."""
    walk.plan["fine"] = "3000"
    execution.summary_decide(walk)
    execution.summary_serve(walk)
    execution.summary_report(walk)
    return walk


def sound() -> None:
    found = [
        *verify_chains(),
        *verify_subjects(),
        *verify_case_columns(),
        *verify_payments(),
        *verify_outstanding(),
    ]
    assert found == []


def clock(walk: Walk, name: str) -> Any:
    rows = readings(walk.subject_case.known, CASE_CLOCKS, walk.day, "430581")
    return next((reading for running, reading in rows if running.clock == name), None)


# --- court --------------------------------------------------------------------------------------------------


def test_the_last_day_for_the_demand_stands_on_the_page_and_in_the_duties(served: Walk) -> None:
    go_to(served, date(2024, 6, 3))
    # Relief ends on 5 July; three months: 5 October, a holiday, so it has to be filed by 30 September. Ten working days
    # before: 29 (make-up), 27, 26, 25, 24, 23, 20, 19, 18 and 14 (make-up) September.
    plan = steps.latest_days(served)
    assert (plan.window_from, plan.apply_by, plan.file_by) == (
        date(2024, 7, 5),
        date(2024, 10, 5),
        date(2024, 9, 30),
    )
    assert plan.demand_by == date(2024, 9, 13)
    served.perform("case.confirm_service_address", case=served.subject_case, receiver="王演示", address="示范路8号", phone="", electronic=False, electronic_address="", signed=True)  # fmt: skip
    reading = clock(served, "court_demand_latest")
    assert reading.due_on == date(2024, 9, 13) and any("倒推" in step for step in reading.steps)
    duty = Duty.objects.get(subject=served.subject_case.chain_key, clock="court_demand_latest")
    assert duty.due_on == date(2024, 9, 13)


def test_a_demand_after_the_last_day_needs_a_reason(served: Walk) -> None:
    data = {"basis": "decision", "amount": "3000", "way": "到银行缴纳", "duties": "", "term_days": "10"}
    go_to(served, date(2024, 9, 13))
    assert outlook(served, "case.demand", data) == {}
    go_to(served, date(2024, 9, 14))
    assert outlook(served, "case.demand", data) == {"demand_in_window": "unmet"}


def test_court_on_the_last_possible_day(make_walk: MakeWalk) -> None:
    """Window 2024-07-08 to 10-08: demanded on the last day, applied on the last day; a day later is refused."""
    walk = make_walk()
    walk.plan["fine"] = "3000"
    go_to(walk, date(2024, 5, 9))
    execution.summary_decide(walk)
    execution.summary_serve(walk)
    execution.summary_report(walk)
    plan = steps.latest_days(walk)
    assert (plan.window_from, plan.apply_by) == (
        date(2024, 7, 8),
        date(2024, 10, 8),
    ) and plan.file_by == plan.apply_by
    steps.until(walk, plan.demand_by)
    steps.demand(walk)
    steps.until(walk, plan.apply_by)
    inputs = court_inputs(walk)
    assert outlook(walk, "case.apply_to_court", inputs) == {}
    go_to(walk, plan.apply_by + timedelta(days=1))
    assert outlook(walk, "case.apply_to_court", inputs) == {"window_open": "unmet", "window_safe": "unmet"}
    steps.until(walk, plan.apply_by)
    steps.apply_to_court(walk)
    assert walk.instrument("court_application_papers").context.count("送达回证（履行义务催告书）") == 1
    walk.later(days=3)
    steps.court_says(walk, "acceptance")
    walk.later(days=5)
    steps.court_says(walk, "ruling")
    walk.later(days=30)
    steps.court_collects(walk)
    case = walk.subject_case
    assert case.stage == "performed" and Payment.objects.get(case=case).source == "court"
    execution.close(walk)
    sound()


def court_inputs(walk: Walk) -> dict[str, str]:
    return {
        "court": "武冈市人民法院",
        "claims": "强制执行",
        "basis": "事实和依据",
        "opinion": "没有意见",
        "clues": "银行账户",
        "urgency": "",
    }


def test_ten_working_days_after_the_demand(served: Walk) -> None:
    go_to(served, date(2024, 7, 8))
    steps.demand(served)
    go_to(served, date(2024, 7, 22))
    assert outlook(served, "case.apply_to_court", court_inputs(served)) == {"demand_ten_days_over": "unmet"}
    go_to(served, date(2024, 7, 23))
    assert outlook(served, "case.apply_to_court", court_inputs(served)) == {}


def test_a_refusal_is_taken_to_the_higher_court(served: Walk) -> None:
    steps.overdue(served)
    until_applied(served)
    steps.court_says(served, "acceptance", favourable=False)
    assert clock(served, "court_refusal_objection").due_on == served.day + timedelta(days=15)
    served.later(days=15)
    served.approve(
        "case.seek_court_review", served.subject_case, {"court": "邵阳市中级人民法院", "grounds": "材料齐全"}
    )
    paper = {"court": "邵阳市中级人民法院", "number": "（2024）湘05行审复1号", "received_on": served.day}
    served.perform("case.record_court_review", case=served.subject_case, upheld=False, **paper)
    assert served.subject_case.known["court_state"] == "accepted"
    steps.court_says(served, "ruling", favourable=False)
    served.later(days=16)
    assert outlook(served, "case.seek_court_review", {"court": "中院", "grounds": "理由"}) == {
        "court_review_open": "unmet"
    }
    steps.court_collects(served, kind="terminated")
    assert facts(served)["closing_ground"] == "court_closed"
    execution.close(served)
    assert served.subject_case.known["closed_because"] == "court_closed"


def until_applied(walk: Walk) -> None:
    plan = steps.latest_days(walk)
    steps.until(walk, max(walk.day, plan.opens_on))
    steps.demand(walk)
    steps.working(walk, 11)
    steps.apply_to_court(walk)
    walk.later(days=3)


def test_preservation_before_the_application(served: Walk) -> None:
    go_to(served, date(2024, 6, 3))
    data = {"court": "武冈市人民法院", "grounds": "", "assets": "银行存款", "amount": "3000"}
    assert outlook(served, "case.apply_court_preservation", data) == {"preservation_reasoned": "unmet"}
    served.approve("case.apply_court_preservation", served.subject_case, {**data, "grounds": "正在转移存款"})
    assert served.instrument("court_preservation_application")


def test_the_window_after_relief_and_deferral(served: Walk) -> None:
    base = {"decision_kind": "penalty", "decision_served_on": "2024-05-06", "procedure": "ordinary"}
    from chengguan.cases.facts.enforcement_state import court_window

    assert court_window(base, "430581").starts == date(2024, 11, 6)  # type: ignore[union-attr]
    upheld = {**base, "relief_pauses": [{"kind": "reconsideration"}], "relief_concluded_on": "2024-08-01", "relief_outcome": "upheld"}  # fmt: skip
    assert court_window(upheld, "430581").starts == date(2024, 8, 16)  # type: ignore[union-attr]
    assert court_window({**base, "relief_pending": True}, "430581") is None
    assert court_window({**base, "deferred_until": "2025-01-10"}, "430581").starts == date(2025, 1, 10)  # type: ignore[union-attr]
    judged = {**upheld, "relief_pauses": [{"kind": "litigation"}]}
    assert court_window(judged, "430581").clock == "court_judgment"  # type: ignore[union-attr]


# --- performance on behalf ----------------------------------------------------------------------------------


@pytest.fixture
def disobeyed(cast: Any, make_walk: MakeWalk) -> Walk:
    """An order to correct was served, its term has run out, nothing was done. Monday 2024-05-13."""
    walk = make_walk(party=enterprise(cast))
    for kind, step in INVESTIGATION_STEPS:
        step(walk)
        if kind == "case.order_correction":
            break
    execution.serve(walk, "correction_order")
    steps.until(walk, date(2024, 5, 13))
    return walk


def test_performance_on_behalf(disobeyed: Walk) -> None:
    steps.performed_on_behalf(disobeyed)
    case = disobeyed.subject_case
    row = Payment.objects.get(case=case)
    assert (row.kind, row.amount) == ("performance_cost", Decimal(4800)) and case.paid_amount == 0
    assert {"performance_on_behalf_decision", "performance_on_behalf_demand", "performance_on_behalf_record", "performance_cost_notice"} <= set(Instrument.objects.filter(subject_key=case.chain_key).values_list("kind", flat=True))  # fmt: skip
    sound()


def test_performance_on_behalf_refused(disobeyed: Walk) -> None:
    steps.demand(disobeyed, basis="correction_order")
    decision = {
        "basis": "correction_order", "hazard": "", "reasons_given": "堆放", "object_": "垃圾", "way": "清运", "scheduled_on": "2024-06-05",
        "budget": "5000", "performer": "环卫", "neutral": "no",
    }  # fmt: skip
    assert outlook(disobeyed, "case.decide_performance_on_behalf", decision) == {
        "demand_term_over": "unmet",
        "hazard_known": "unmet",
        "performer_neutral": "unmet",
    }
    steps.until(disobeyed, date(2024, 5, 28))
    # 1 June 2024 is a Saturday; 29 May leaves no three days.
    for day in ("2024-06-01", "2024-05-29"):
        bad = {**decision, "hazard": "traffic", "neutral": "yes", "scheduled_on": day}
        assert outlook(disobeyed, "case.decide_performance_on_behalf", bad) == {
            "on_behalf_date_workable": "unmet"
        }
    steps.decide_on_behalf(disobeyed, date(2024, 6, 5))
    steps.until(disobeyed, date(2024, 5, 31))
    late = {"scheduled_on": "2024-06-05", "content": "清除"}
    assert outlook(disobeyed, "case.urge_performance_on_behalf", late) == {"urge_leaves_three_days": "unmet"}
    steps.until(disobeyed, date(2024, 5, 30))
    steps.urge_on_behalf(disobeyed)
    steps.until(disobeyed, date(2024, 6, 3), 11)
    assert refused(steps.perform_on_behalf, disobeyed) == {
        "three_days_passed": "unmet",
        "three_days_clear": "unmet",
    }
    steps.until(disobeyed, date(2024, 6, 5), 23)
    assert refused(steps.perform_on_behalf, disobeyed) == {"not_at_night": "unmet"}
    steps.until(disobeyed, date(2024, 6, 10), 11)
    assert refused(steps.perform_on_behalf, disobeyed) == {"not_on_holiday": "unmet"}
    steps.until(disobeyed, date(2024, 6, 5), 11)
    unsigned = steps.course(disobeyed, signed=False, utilities_cut=True)
    assert refused(steps.perform_on_behalf, disobeyed, course=unsigned) == {
        "execution_signed": "unmet",
        "no_utilities_cut": "unmet",
    }
    steps.perform_on_behalf(disobeyed)


def test_immediate_performance_and_its_notice(disobeyed: Walk) -> None:
    assert refused(steps.perform_on_behalf_now, disobeyed, unable=False) == {"party_unable": "unmet"}
    steps.until(disobeyed, date(2024, 5, 18), 23)  # at night, on a Saturday: it has to be done at once
    steps.perform_on_behalf_now(disobeyed)
    known = disobeyed.subject_case.known
    assert known["immediate_performance_notice_served_on"] == "2024-05-18"
    steps.until(disobeyed, date(2024, 5, 20))
    steps.settle_costs(disobeyed, "1200")
    assert facts(disobeyed)["costs_outstanding"] == "1200"
    assert refused(steps.collect_costs, disobeyed, "1200.01") == {"cost_payment_within": "unmet"}
    steps.collect_costs(disobeyed, "1200")
    sound()


# --- agreement, suspension, end -----------------------------------------------------------------------------


@pytest.fixture
def demanded(served: Walk) -> Walk:
    """Fine overdue, additional fine at its cap, demanded on 2024-07-08."""
    go_to(served, date(2024, 6, 3))
    steps.additional_fine(served)
    go_to(served, date(2024, 7, 8))
    steps.demand(served)
    go_to(served, date(2024, 7, 23))
    return served


def test_agreement_broken_and_resumed(demanded: Walk) -> None:
    assert facts(demanded)["amount_outstanding"] == "6000.00"
    steps.agree(demanded, waived="1000")
    assert facts(demanded)["amount_outstanding"] == "5000.00"
    assert outlook(demanded, "case.declare_breach", {"description": "没有缴纳"}) == {
        "agreement_broken": "unmet"
    }
    demanded.later(days=11)
    steps.breach(demanded)
    assert facts(demanded)["amount_outstanding"] == "6000.00"
    steps.apply_to_court(demanded)
    sound()


def test_agreement_kept(demanded: Walk) -> None:
    steps.agree(demanded, waived="3000")
    demanded.later(days=5)
    execution.pay(demanded, "1500")
    assert facts(demanded)["agreement_overdue"] is False
    execution.pay(demanded)
    case = demanded.subject_case
    assert case.stage == "performed" and case.paid_amount == Decimal(3000)
    execution.close(demanded)
    sound()


def test_only_the_additional_fine_is_waived(demanded: Walk) -> None:
    data = {
        "terms": "",
        "waived": "3001",
        "remedy": "",
        "harmless": "yes",
        "signed": "",
        "due_1": "2024-08-01",
        "amount_1": "2999",
    }
    assert outlook(demanded, "case.conclude_agreement", data) == {
        "agreement_waiver_limited": "unmet",
        "agreement_remedied": "unmet",
        "agreement_signed": "unmet",
    }


def test_suspended_for_three_years_and_ended(demanded: Walk) -> None:
    steps.suspend(demanded)
    assert clock(demanded, "enforcement_suspension").due_on == date(2027, 7, 23)
    data = {"ground": "three_years", "explanation": "无财产", "proof": "查询结果", "harmless": "on"}
    assert outlook(demanded, "case.end_enforcement", data) == {"three_years_passed": "unmet"}
    steps.resume(demanded)
    steps.suspend(demanded)
    steps.until(demanded, date(2026, 11, 2))
    assert set(outlook(demanded, "case.end_enforcement", data)) == {"three_years_passed"}
    steps.end(demanded)
    assert facts(demanded)["closing_ground"] == "enforcement_ended"
    execution.close(demanded)
    execution.archive(demanded)
    sound()


def test_own_enforcement_only_by_law(demanded: Walk) -> None:
    data = {
        "power": "",
        "goods_held": "",
        "moving": "",
        "reasons_given": "逾期",
        "way": "拍卖",
        "utilities_cut": "",
    }
    found = outlook(demanded, "case.decide_enforcement", data)
    assert found == {"enforcement_power_listed": "unmet", "enforcement_goods_held": "unmet"}
    demanded.approve(
        "case.decide_enforcement",
        demanded.subject_case,
        {**data, "power": "auction_offset", "goods_held": "on"},
    )
    assert demanded.instrument("enforcement_decision")


# --- restoration --------------------------------------------------------------------------------------------


def test_annulled_after_payment_and_restored(served: Walk) -> None:
    execution.pay(served)
    execution.close(served)
    execution.archive(served)
    steps.annulled_and_restored(served)
    case = served.subject_case
    assert case.paid_amount == 0 and Refund.objects.get(case=case).amount == Decimal(3000)
    assert facts(served)["refund_due"] is False and not facts(served)["refund_decided"]
    sound()


def test_restoration_needs_an_annulment_or_a_mistake(served: Walk) -> None:
    data = {"ground": "annulled", "error": "撤销", "content": "退还"}
    assert outlook(served, "case.restore_enforcement", data) == {
        "something_executed": "unmet",
        "restoration_ground_real": "unmet",
    }
    execution.pay(served, "1000")
    too_much = {**data, "ground": "wrong", "wrong": "1001"}
    assert outlook(served, "case.restore_enforcement", too_much) == {"restoration_refund_exact": "unmet"}
    steps.restore(served, ground="wrong", wrong="400", error="划扣错误")
    steps.refund(served, "400")
    assert served.subject_case.paid_amount == Decimal(600) and facts(served)["fine_outstanding"] == "2400"
    sound()


def test_a_wrong_entry_is_reversed_and_entered_again(served: Walk, make_walk: MakeWalk) -> None:
    execution.pay(served, reference="R1")
    assert served.subject_case.stage == "performed"
    served.perform(
        "case.correct_wrong_payment",
        "finance",
        case=served.subject_case,
        reference="R1",
        explanation="应入另案",
    )
    case = served.subject_case
    assert (case.stage, case.paid_amount, facts(served)["fine_outstanding"]) == (
        "served",
        Decimal(0),
        "3000.00",
    )
    execution.pay(served, reference="R1")
    assert served.subject_case.stage == "performed" and Payment.objects.filter(reference="R1").count() == 2
    sound()


# --- daily penalty ------------------------------------------------------------------------------------------


def fined(walk: Walk) -> Walk:
    """An ordinary case with its decision, served and paid."""
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    execution.serve_decision(walk)
    return walk


def test_daily_penalty(cast: Any, make_walk: MakeWalk) -> None:
    start = make_walk(party=enterprise(cast))
    start.later(days=(date(2026, 8, 17) - start.day).days)
    walk = fined(start)
    execution.pay(walk)
    walk.perform("case.order_correction", case=walk.subject_case, officers=walk.pair_ids, violation="倾倒渣土", demands=["停止倾倒"], due_on=walk.day, credentials_shown=True)  # fmt: skip
    walk.later(days=6)
    walk.perform("case.recheck_correction", case=walk.subject_case, officers=walk.pair_ids, finding="仍在倾倒", corrected=False, credentials_shown=True, process_recorded=True)  # fmt: skip
    steps.daily_notice(walk)
    assert set(
        outlook(walk, "case.impose_daily_penalty", {"defence": "无", "hearing": "pending", "review": ""})
    ) == {
        "daily_window_over",
        "daily_hearing_settled",
        "daily_reviewed",
    }
    steps.working(walk, 6)
    steps.daily_penalty(walk)
    case = walk.subject_case
    assert (case.known["daily_days"], case.known["daily_fine"], case.fine_amount) == (
        6,
        "12000",
        Decimal(14000),
    )
    assert facts(walk)["amount_outstanding"] == "12000" and facts(walk)["closing_ground"] is None
    execution.pay(walk)
    assert Payment.objects.filter(case=case, kind="daily_fine").count() == 1
    execution.close(walk)
    sound()


# --- unlawful building --------------------------------------------------------------------------------------


def test_demolition(disobeyed: Walk) -> None:
    steps.demolished(disobeyed)
    assert facts(disobeyed)["closing_ground"] == "demolished"
    execution.close(disobeyed)
    execution.archive(disobeyed)
    steps.visit(disobeyed)
    sound()


def test_demolition_waits_for_relief_and_the_government(disobeyed: Walk) -> None:
    steps.order_demolition(disobeyed)
    disobeyed.later(days=70)
    steps.working(disobeyed, 1)
    data = {"government": "", "government_number": "", "government_on": "2024-05-13", "reasons_given": "逾期", "way": "机械", "scheduled_on": "2024-12-02"}  # fmt: skip
    assert set(outlook(disobeyed, "case.decide_demolition", data)) == {
        "demolition_relief_over",
        "government_order_stated",
        "demolition_demanded",
        "demand_term_over",
        "demolition_announced",
    }
    disobeyed.perform("case.confirm_removal", case=disobeyed.subject_case, officers=disobeyed.pair_ids, removed_on=disobeyed.day, finding="已自行拆除")  # fmt: skip
    assert facts(disobeyed)["closing_ground"] == "demolished"


def test_summary_decision_annulled_and_closed(served: Walk) -> None:
    steps.annul(served)
    execution.close(served)
    assert Case.objects.get(pk=served.subject_case.pk).known["closed_because"] == "annulled"
