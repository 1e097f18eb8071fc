"""先行登记保存、查封、扣押: every block, and three walks whose dates were worked by hand from the statutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from tests.cases.test_execution import outlook
from tests.cases.test_summary import refused

from chengguan.agenda.models import Duty
from chengguan.base.dates import CHINA
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.models import Good, Measure, Service
from chengguan.cases.procedure.approving import NoLongerReadable
from chengguan.cases.selectors.clocks import clocks_of
from chengguan.cases.verifying_goods import verify_goods
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.web.demonstration import compulsion_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

PLACE = "430581"


@pytest.fixture
def filed(walk: Walk) -> Walk:
    """A case filed on Monday 2024-05-06, its party known."""
    for kind, step in INVESTIGATION_STEPS:
        step(walk)
        if kind == "case.identify_party":
            break
    return walk


def at(walk: Walk, text: str) -> None:
    walk.now = datetime.fromisoformat(text).replace(tzinfo=CHINA)


def row(walk: Walk, no: int = 1) -> dict[str, Any]:
    return next(one for one in walk.subject_case.known["measures"] if one["no"] == no)


def sound(walk: Walk) -> None:
    """The record holds together: chains, folded facts, register."""
    assert not [*verify_chains(), *verify_subjects(), *verify_goods()]
    for good in Good.objects.filter(case=walk.subject_case):
        outcomes = ("held", "returned", "confiscated", "auctioned", "destroyed", "transferred", "claimed")
        assert good.quantity == sum(getattr(good, name) for name in outcomes)


# --- statutory walks ----------------------------------------------------------------------------------------


def test_preservation_lapses_on_the_eighth_working_day(filed: Walk) -> None:
    """Registered Monday 2024-05-06; 7-11 May (Saturday 11 worked) are days 1-5, 13 and 14 May days 6 and 7; lapsed on the 15th."""
    steps.preserve(filed)
    measure = Measure.objects.get()
    assert measure.due_on == date(2024, 5, 14)
    assert steps.lapse_on(filed, date(2024, 5, 14)) == 0
    duties = Duty.objects.filter(subject=filed.subject_case.chain_key, act="case.decide_preservation")
    assert [(duty.clock, duty.due_on) for duty in duties] == [("preservation_7:1", date(2024, 5, 14))]
    assert steps.lapse_on(filed, date(2024, 5, 15)) == 1
    assert steps.lapse_on(filed, date(2024, 5, 15)) == 0  # the second round of the day finds nothing
    entry = Entry.objects.get(kind="case.lapse_preservation")
    assert entry.officer_id == 0 and '"system"' in entry.body
    assert row(filed)["ended_on"] == "2024-05-15" and row(filed)["end"] == "lapsed"
    assert filed.instrument("measure_lapse_notice").number
    assert Good.objects.get().state == "due_back"
    back = Duty.objects.get(subject=filed.subject_case.chain_key, act="case.return_goods")
    assert back.due_on == date(2024, 5, 15)
    at(filed, "2024-05-15T09:00")
    steps.give_back(filed)
    assert Good.objects.get().state == "returned"
    assert not Duty.objects.filter(subject=filed.subject_case.chain_key, act="case.return_goods").exists()
    sound(filed)


def test_after_the_seventh_day_nothing_can_be_decided(filed: Walk) -> None:
    steps.preserve(filed)
    at(filed, "2024-05-15T09:00")
    assert "preservation_in_time" in refused(steps.decide_preservation, filed, 1, "testing")


def test_impoundment_with_testing(filed: Walk) -> None:
    """Impounded 2024-05-06: thirty days end on 5 June. Testing told for 8-17 May (ten days): 15 June. Extended by twenty: 5 July."""
    steps.seize(filed, [steps.cylinders(187)])
    assert Measure.objects.get().due_on == date(2024, 6, 5)
    at(filed, "2024-05-08T09:00")
    steps.notify_testing(filed, 1, date(2024, 5, 8), date(2024, 5, 17))
    assert Measure.objects.get().due_on == date(2024, 6, 15)
    at(filed, "2024-05-17T16:00")
    ended = {"measure": 1, "ended_on": date(2024, 5, 18), "conclusion": "不合格"}
    assert "testing_end_sound" in refused(filed.perform, "case.end_testing", case=filed.subject_case, **ended)
    at(filed, "2024-05-18T16:00")
    filed.perform("case.end_testing", case=filed.subject_case, **ended)
    assert Measure.objects.get().due_on == date(2024, 6, 15)
    at(filed, "2024-06-14T10:00")
    steps.extend(filed, 1, 20)
    assert Measure.objects.get().due_on == date(2024, 7, 5)
    assert steps.lapse_on(filed, date(2024, 7, 5)) == 0
    assert steps.lapse_on(filed, date(2024, 7, 6)) == 1
    assert row(filed)["ended_on"] == "2024-07-06"
    at(filed, "2024-07-06T09:00")
    with pytest.raises(NoLongerReadable, match="已经终止"):
        steps.extend(filed, 1, 10)
    sound(filed)


def test_nothing_is_seized_without_goods(filed: Walk) -> None:
    assert {"goods_listed", "goods_described"} <= set(refused(steps.seize, filed, []))


def test_testing_that_ends_early_gives_the_days_back(filed: Walk) -> None:
    """Told for 8-17 May, ended on the 13th: five days (8-12 May) are left out, so the last day is 10 June."""
    steps.seize(filed, [steps.cylinders(10)])
    at(filed, "2024-05-08T09:00")
    steps.notify_testing(filed, 1, date(2024, 5, 8), date(2024, 5, 17))
    at(filed, "2024-05-13T09:00")
    filed.perform(
        "case.end_testing", case=filed.subject_case, measure=1, ended_on=filed.day, conclusion="合格"
    )
    assert Measure.objects.get().due_on == date(2024, 6, 10)


def test_urgent_seizure_refused_is_released(filed: Walk) -> None:
    steps.seize_urgently(filed, [steps.vehicle()])
    assert row(filed)["urgent_at"] and not row(filed)["ratified_on"]
    duty = Duty.objects.get(subject=filed.subject_case.chain_key, act="case.ratify_seizure")
    assert duty.clock == "seizure_urgent_report:1" and duty.due_on == date(2024, 5, 7)
    filed.later(hours=2)
    steps.ratify(filed, 1, granted=False)
    assert row(filed)["end"] == "refused" and row(filed)["ended_on"] == "2024-05-06"
    assert filed.instrument("lifting_decision").number
    steps.give_back(filed)
    assert Good.objects.get().state == "returned"
    sound(filed)


def test_twenty_four_hours_by_the_clock(filed: Walk) -> None:
    steps.seize_urgently(filed, [steps.vehicle()])
    begun = datetime.fromisoformat(row(filed)["urgent_at"])
    filed.now = begun + timedelta(hours=24, minutes=1)
    assert refused(steps.ratify, filed, 1) == {"ratified_in_time": "unmet"}
    steps.ratify(filed, 1, granted=False)
    assert row(filed)["end"] == "refused"


def test_twenty_four_hours_to_the_minute(filed: Walk) -> None:
    steps.seize_urgently(filed, [steps.vehicle()])
    filed.now = datetime.fromisoformat(row(filed)["urgent_at"]) + timedelta(hours=24)
    steps.ratify(filed, 1)
    assert row(filed)["ratified_on"] == "2024-05-07"


# --- hard blocks --------------------------------------------------------------------------------------------


def test_no_approval_no_measure(filed: Walk) -> None:
    inputs = steps.on_spot(filed, steps.TOOLS, steps.STORE)
    grounds = refused(
        filed.perform, "case.preserve_in_advance", case=filed.subject_case, approved=1, **inputs
    )
    assert grounds == {"preservation_approved": "unmet", "approval_chosen": "unmet"}
    inputs = steps.seizing(filed, steps.TOOLS, steps.STORE)
    grounds = refused(filed.perform, "case.seize", case=filed.subject_case, approved=1, **inputs)
    assert {"seizure_approved", "approval_chosen"} <= set(grounds)


def test_one_approval_carries_one_measure(filed: Walk) -> None:
    steps.preserve(filed)
    inputs = {"approved": 1, **steps.on_spot(filed, steps.TOOLS, steps.STORE)}
    assert "approval_chosen" in refused(
        filed.perform, "case.preserve_in_advance", case=filed.subject_case, **inputs
    )


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"officers": [0]}, "officers_two"),
        ({"custody": {"place": "", "custodian": ""}}, "custody_stated"),
        ({"steps": ["called", "heard", "papers", "copies"]}, "rights_told"),
        ({"steps": ["called", "told", "heard", "copies"]}, "papers_on_spot"),
        ({"within": ["condition", "necessary", "related", "not_sealed"]}, "seizure_no_necessities"),
        ({"within": ["condition", "necessary", "related", "no_necessities"]}, "seizure_no_repeat"),
        (
            {"presence": {"on_site": "", "witness": "", "signed": False, "refusal": "拒签"}},
            "absent_witnessed",
        ),
    ],
)
def test_seizure_refused(filed: Walk, changes: dict[str, Any], ground: str) -> None:
    if "officers" in changes:
        changes = {"officers": filed.pair_ids[:1]}
    assert ground in refused(steps.seize, filed, [steps.vehicle()], **changes)
    assert not Measure.objects.exists()


def test_without_a_basis_nothing_is_seized(filed: Walk) -> None:
    matter = filed.subject_case.matter
    matter.title, matter.violated, matter.basis = "随地吐痰", [{"law": "市容环卫条例", "article": 34}], []
    matter.save()
    data = {
        "kind": "impound",
        "reason": "理由",
        "items": "车辆",
        "place": "路口",
        "basis": "",
        "within": steps.WITHIN,
    }
    grounds = refused(filed.approve, "case.approve_measure", filed.subject_case, data)
    assert {"seizure_basis", "seizure_basis_rank"} <= set(grounds)


def test_national_bases_change_with_the_code(filed: Walk) -> None:
    from chengguan.cases.facts.measures import bases_for

    matter = filed.subject_case.matter
    matter.title = "未采取密闭措施运输建筑垃圾"
    before = bases_for(matter, "impound", date(2026, 8, 14), PLACE)
    after = bases_for(matter, "impound", date(2026, 8, 15), PLACE)
    assert [basis.id for basis in before] == ["waste_27"] and [basis.id for basis in after] == ["code_52"]
    assert before[0].text == "《中华人民共和国固体废物污染环境防治法》第二十七条"


def test_testing_without_notice_counts(filed: Walk) -> None:
    steps.seize(filed, [steps.vehicle()])
    at(filed, "2024-05-10T09:00")
    told = {"begins_on": date(2024, 5, 8), "until_on": date(2024, 5, 20)}
    assert refused(steps.notify_testing, filed, 1, **told) == {"testing_notice_first": "unmet"}
    assert Measure.objects.get().due_on == date(2024, 6, 5)
    assert refused(steps.notify_testing, filed, 1, filed.day, filed.day, free=False) == {
        "testing_free": "unmet"
    }


def test_extension_once_and_not_beyond_thirty_days(filed: Walk) -> None:
    steps.seize(filed, [steps.vehicle()])
    long = {"measure": "1", "days": "31", "reason": "情况复杂"}
    assert outlook(filed, "case.extend_measure", long) == {"extension_length": "unmet"}
    steps.extend(filed, 1, 30)
    assert Measure.objects.get().due_on == date(2024, 7, 5)
    assert "extension_once" in refused(steps.extend, filed, 1, 5)


def test_extension_comes_before_the_end(filed: Walk) -> None:
    steps.seize(filed, [steps.vehicle()])
    at(filed, "2024-06-06T09:00")
    assert "extension_before_expiry" in refused(steps.extend, filed, 1, 5)


def test_the_party_pays_nothing_for_custody(filed: Walk) -> None:
    steps.seize(filed, [steps.vehicle()])
    inputs = {
        "goods": steps.held(filed), "place": "某停车场", "custodian": "某公司", "third": False, "duties": "",
        "fee_to_party": True,
    }  # fmt: skip
    assert refused(filed.perform, "case.keep_goods", case=filed.subject_case, **inputs) == {
        "custody_no_fee": "unmet"
    }
    filed.perform("case.keep_goods", case=filed.subject_case, **{**inputs, "fee_to_party": False})
    assert Good.objects.get().place == "某停车场"


# --- several measures, papers -------------------------------------------------------------------------------


def test_several_measures_run_side_by_side(filed: Walk) -> None:
    steps.preserve(filed)
    filed.later(days=1)
    filed.at_hour(10)
    steps.seize(filed, [steps.vehicle()])
    filed.later(days=1)
    steps.seize(filed, [steps.cylinders(5)], kind=Measure.SEAL)
    known = filed.subject_case.known
    found = [
        (running.mark, reading.title, reading.due_on)
        for running, reading in readings(known, CASE_CLOCKS, filed.day, PLACE)
        if running.each
    ]
    assert found == [
        ("1", "先行登记保存处理期限（第1号先行登记保存）", date(2024, 5, 14)),
        ("2", "查封扣押期限（第2号扣押）", date(2024, 6, 6)),
        ("3", "查封扣押期限（第3号查封）", date(2024, 6, 7)),
    ]
    assert filed.subject_case.next_due_on == date(2024, 5, 14)
    shown = [reading.title for reading in clocks_of(filed.subject_case, filed.day, PLACE)]
    assert len(set(shown)) == len(shown) and sum("号" in title for title in shown) == 3
    assert Duty.objects.filter(subject=filed.subject_case.chain_key, act="case.lift_measure").count() == 2


def test_preserved_goods_go_under_the_seizure(filed: Walk) -> None:
    steps.preserve(filed)
    steps.decide_preservation(filed, 1, "seize")
    assert Good.objects.get().state == "held"
    steps.seize(filed, [], take_over=1)
    good = Good.objects.select_related("measure").get()
    assert good.measure.no == 2 and good.held == 1
    assert [move.title for move in good.moves.all()] == ["先行登记保存登记", "由第1号先行登记保存转为扣押"]
    assert row(filed, 1)["held"] == 0 and row(filed, 2)["held"] == 1
    sound(filed)


def test_the_decision_is_served_on_the_spot(filed: Walk) -> None:
    steps.seize(filed, [steps.vehicle()])
    paper = filed.instrument("seizure_decision")
    assert Service.objects.get(instrument=paper).served_on == date(2024, 5, 6)
    kinds = set(
        Instrument.objects.filter(subject_key=filed.subject_case.chain_key).values_list("kind", flat=True)
    )
    assert {"seizure_approval", "seizure_decision", "goods_list", "seizure_record"} <= kinds


# --- closing ------------------------------------------------------------------------------------------------


def test_a_case_with_goods_is_not_closed(filed: Walk) -> None:
    steps.impound_vehicle(filed)
    for _, step in INVESTIGATION_STEPS[4:]:
        step(filed)
    for _, step in REVIEW_STEPS:
        step(filed)
    execution.serve_decision(filed)
    execution.pay(filed)
    assert outlook(filed, "case.close", execution.closing_inputs(filed)) == {"goods_settled": "unmet"}
    steps.release(filed)
    execution.close(filed)
    assert filed.subject_case.stage == "closed"
    sound(filed)


def test_the_worker_lapses_measures(filed: Walk) -> None:
    steps.seize(filed, [steps.vehicle()])
    call_command("lapse_measures")  # long after 2024-06-05
    assert row(filed)["end"] == "lapsed" and row(filed)["ended_on"] == "2024-06-06"
    call_command("worker", drain=True)
    assert Entry.objects.filter(kind="case.lapse_measure").count() == 1


def test_quantities_have_to_add_up(filed: Walk) -> None:
    steps.seize(filed, [steps.cylinders(187)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Good.objects.update(returned=1)
