"""From the lead to the end of the investigation, through acts; and what stands in the way of its end."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.cases.investigating import articles, ids, refused, run
from tests.conftest import make_matter, make_party

from chengguan.ledger import entries
from chengguan.ledger.models import Entry
from chengguan.people.models import Bureau
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]


def finish(walk: Walk, **changes: Any) -> list[str]:
    """What stands against finishing the investigation with other inputs."""
    return ids(
        refused(
            walk,
            "case.finish_investigation",
            case=walk.subject_case,
            **{**steps.report_inputs(walk), **changes},
        )
    )


def test_the_whole_investigation(walk: Walk) -> None:
    run(walk)
    case = walk.subject_case
    assert case.stage == "investigated"
    assert case.known["proposed_fine"] == "2000"
    assert (case.known["range_low"], case.known["range_high"]) == ("0.00", "6000.00")
    assert case.known["proposed_tier"] == "轻微"
    assert case.known["evidence_count"] == 3
    assert set(case.known["evidence_kinds"]) == {"site_record", "party_statement", "documentary"}
    assert set(case.known["elements_proven"]) == {"占用城市道路", "未经批准"}
    assert walk.lead is not None
    walk.lead.refresh_from_db()
    assert walk.lead.stage == "filed"
    assert entries.broken(Entry.objects.filter(chain=case.chain_key).order_by("seq")) == []


def test_report_names_evidence_and_discretion(walk: Walk) -> None:
    run(walk)
    report = walk.instrument("investigation_report")
    assert "现场检查（勘验）笔录" in report.context
    assert "测试裁量基准" in report.context


def test_after_the_end_no_more_evidence(walk: Walk) -> None:
    run(walk)
    verdict = refused(walk, "case.interview", case=walk.subject_case, **_interview(walk))
    assert ids(verdict) == ["not_concluded"]


def _interview(walk: Walk) -> dict[str, Any]:
    return {
        "officers": walk.pair_ids,
        "begun_at": walk.now,
        "ended_at": walk.now,
        "place": "询问室",
        "person": {"name": "王演示"},
        "standing": "party",
        "questions": [{"question": "问", "answer": "答"}],
        "credentials_shown": True,
        "rights_told": True,
        "process_recorded": True,
        "signed": True,
    }


def test_only_the_officers_in_charge_finish(walk: Walk) -> None:
    run(walk, "case.order_correction")
    inputs = steps.report_inputs(walk)
    assert "by_whom" in ids(
        refused(walk, "case.finish_investigation", "squad_leader", case=walk.subject_case, **inputs)
    )


def test_party_must_be_identified_and_recorded(walk: Walk) -> None:
    run(walk, "case.file")
    assert finish(walk) == [
        "correction_addressed",
        "elements_proven",
        "evidence_beyond_monitoring",
        "party_heard",
        "party_identified",
        "record_made",
    ]


def test_every_element_needs_evidence_of_this_case(walk: Walk) -> None:
    run(walk, "case.order_correction")
    proven = {**steps.report_inputs(walk)["proven"], "未经批准": ["01900000-0000-7000-8000-000000000000"]}
    assert finish(walk, proven=proven) == ["elements_proven"]


def test_monitoring_without_basis_cannot_stand_alone(walk: Walk) -> None:
    run(walk, "case.identify_party")
    walk.perform("case.collect_evidence", case=walk.subject_case, **monitoring(walk))
    assert walk.subject_case.known["evidence_admissible_count"] == 0
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **steps.report_inputs(walk))
    assert "evidence_beyond_monitoring" in ids(verdict)
    assert articles(verdict, "evidence_beyond_monitoring")[0] == "行政处罚法 41.1"


def monitoring(walk: Walk, **changes: Any) -> dict[str, Any]:
    values = {
        "officers": walk.pair_ids,
        "kind": "audiovisual",
        "title": "路口监控录像",
        "source": "监控平台",
        "obtained_at": walk.now,
        "place": "指挥中心",
        "original": "original",
        "credentials_shown": True,
        "proves": "占用道路",
        "monitoring": True,
    }
    return {**values, **changes}


def test_a_basis_that_someone_writes_down_makes_no_evidence(walk: Walk) -> None:
    """Only the audit of a record of a registered device does (tests/registers)."""
    run(walk, "case.identify_party")
    walk.perform(
        "case.collect_evidence",
        case=walk.subject_case,
        **monitoring(walk, monitoring_basis="某行政法规第三条，已审核公布"),
    )
    assert walk.subject_case.known["evidence_admissible_count"] == 0


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({"fine": Decimal("20000.01")}, ["fine_within_statute", "fine_within_tier"]),
        ({"fine": Decimal(0)}, ["fine_within_statute"]),
        ({"fine": Decimal("6000.01")}, ["fine_within_tier"]),
        ({"tier": ""}, ["fine_within_tier"]),
        ({"tier": "9"}, ["fine_within_tier"]),
        ({"kinds": ["fine", "revoke_permit"]}, ["kinds_lawful"]),
        ({"kinds": []}, ["kinds_stated"]),
        ({"outcome": "terminated"}, ["outcome_stated"]),
        ({"facts_found": " "}, ["facts_stated"]),
        ({"proposal": ""}, ["opinion_stated"]),
        ({"leniency": "lighter", "reasons_given": ""}, ["fine_within_tier", "leniency_explained"]),
    ],
)
def test_report_refused(walk: Walk, changes: dict[str, Any], grounds: list[str]) -> None:
    run(walk, "case.order_correction")
    assert finish(walk, **changes) == grounds


def test_deviation_from_the_tier_with_reasons(walk: Walk) -> None:
    run(walk, "case.order_correction")
    inputs = {
        **steps.report_inputs(walk),
        "fine": Decimal("7000"),
        "deviation": "占用面积大，接近下一阶次",
    }
    walk.perform("case.finish_investigation", case=walk.subject_case, **inputs)
    known = walk.subject_case.known
    assert known["proposed_fine"] == "7000" and known["discretion_deviates"] is True
    assert known["deviation_reasons"] == "占用面积大，接近下一阶次"


def test_mitigated_below_the_statutory_minimum(make_walk: MakeWalk, bureau: Bureau) -> None:
    matter = make_matter(bureau, fines=[{"party": "any", "low": "5000", "high": "20000"}])
    matter.tiers.all().delete()
    walk = make_walk(matter=matter)
    run(walk, "case.order_correction")
    low = {"fine": Decimal("3000"), "tier": ""}
    assert finish(walk, **low) == ["fine_within_statute", "fine_within_tier"]
    assert finish(walk, **low, leniency="mitigated") == ["fine_within_statute", "fine_within_tier"]
    inputs = {**steps.report_inputs(walk), **low, "leniency": "mitigated", "circumstances": ["remedied_harm"]}
    walk.perform("case.finish_investigation", case=walk.subject_case, **inputs)
    assert walk.subject_case.stage == "investigated"


def test_matter_that_allows_no_fine_for_this_party(make_walk: MakeWalk, bureau: Bureau) -> None:
    walk = make_walk(matter=make_matter(bureau, fines=[{"party": "individual", "low": "50", "high": "200"}]))
    run(walk, "case.order_correction")
    assert finish(walk, fine=Decimal(100)) == ["fine_within_statute", "fine_within_tier"]


def test_prior_order_that_failed(make_walk: MakeWalk, bureau: Bureau) -> None:
    walk = make_walk(matter=make_matter(bureau, requires_prior_order=True), plan={"corrected": False})
    run(walk, "case.order_correction")
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **steps.report_inputs(walk))
    assert ids(verdict) == ["prior_order_failed"]
    assert articles(verdict, "prior_order_failed") == ["行政处罚法 28.1"]
    steps.recheck_correction(walk)
    steps.finish(walk)
    assert walk.subject_case.stage == "investigated"


def test_prior_order_that_was_obeyed(make_walk: MakeWalk, bureau: Bureau) -> None:
    walk = make_walk(matter=make_matter(bureau, requires_prior_order=True), plan={"corrected": True})
    run(walk, "case.order_correction")
    steps.recheck_correction(walk)
    assert finish(walk) == ["prior_order_failed"]
    walk.plan["outcome"] = "exempted"
    steps.finish(walk)
    assert walk.subject_case.known["proposed_outcome"] == "exempted"


def person(walk: Walk, born_on: str) -> Any:
    from datetime import date

    return make_party(
        walk.cast,
        kind="individual",
        name="李某",
        representative="",
        id_number="",
        credit_code="",
        born_on=date.fromisoformat(born_on),
    )


@pytest.mark.parametrize(
    ("born_on", "age", "grounds"),
    [
        ("2010-05-06", 13, ["party_of_age"]),
        ("2010-05-05", 14, ["minor_lighter"]),
        ("2006-05-06", 17, ["minor_lighter"]),
        ("2006-05-05", 18, []),
    ],
)
def test_age_on_the_day_of_the_violation(
    make_walk: MakeWalk, walk: Walk, born_on: str, age: int, grounds: list[str]
) -> None:
    """A year of age is reached on the day after the birthday; the violation is of 2024-05-06."""
    young = make_walk(party=person(walk, born_on))
    run(young, "case.order_correction")
    assert young.subject_case.known["party_age"] == age
    if grounds:
        assert finish(young) == grounds
    else:
        steps.finish(young)


def test_minor_of_fourteen_lighter(make_walk: MakeWalk, walk: Walk) -> None:
    young = make_walk(
        party=person(walk, "2008-01-01"),
        plan={"leniency": "lighter", "circumstances": ["minor_14_to_18"], "fine": "500"},
    )
    run(young)
    assert young.subject_case.known["proposed_leniency"] == "lighter"


def test_time_limit_exceeded_asks_for_reasons(walk: Walk) -> None:
    run(walk, "case.order_correction")
    walk.later(days=91)
    assert finish(walk) == ["within_time_limit"]


def test_withdrawn_and_transferred_need_no_elements(walk: Walk) -> None:
    run(walk, "case.order_correction")
    walk.plan["outcome"] = "withdrawn"
    inputs = {**steps.report_inputs(walk), "proven": {}}
    walk.perform("case.finish_investigation", case=walk.subject_case, **inputs)
    assert walk.subject_case.known["proposed_kinds"] == []
    assert walk.subject_case.known["proposed_fine"] == "0"
