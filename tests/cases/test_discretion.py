"""Discretion in depth: deviations are reasoned, reviewed and printed; like cases; one act one fine; acts done in business."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.conftest import make_matter, make_party

from chengguan.cases.acts import likeness as writer
from chengguan.cases.facts.likeness import mentioned, place_of, read_quantities
from chengguan.cases.facts.penalties import business_distinguished, hearing_right
from chengguan.cases.facts.review import review_items
from chengguan.cases.models import Case, LegalReview, LikeCase
from chengguan.documents.models import Instrument
from chengguan.ledger.verifying import verify_chains, verify_subjects
from chengguan.parties.models import Party
from chengguan.people.models import Bureau
from chengguan.powers.models import Matter
from chengguan.web.demonstration import discretion_steps, review_steps
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.execution_steps import EXECUTION_STEPS, summary_walk
from chengguan.web.demonstration.walk import Walk

from .investigating import articles, ids, refused, run
from .review_walks import enterprise, form_inputs, go

MakeWalk = Callable[..., Walk]
DEVIATING = {"fine": "7000", "deviation": "占用面积大，接近下一阶次"}


@pytest.fixture
def party(cast: Cast) -> Party:
    return enterprise(cast)


def told(instrument: Instrument) -> dict[str, Any]:
    return dict(json.loads(instrument.context)["act"])


def page(client: Client, walk: Walk, kind: str, data: dict[str, Any] | None = None) -> Any:
    url = f"/cases/{walk.subject_case.pk}/acts/{kind}/"
    return client.get(url) if data is None else client.post(url, data)


def login(officer: Any) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


# --- deviation ----------------------------------------------------------------------------------------------


def test_a_deviation_is_reasoned_reviewed_and_printed(make_walk: MakeWalk) -> None:
    walk = go(make_walk(plan={**DEVIATING, "waive": True}))
    case = walk.subject_case
    assert case.stage == "decided" and case.fine_amount == Decimal(7000)
    assert case.known["legal_review_result"] == "passed", "reviewed although nothing else calls for it"
    assert LegalReview.objects.get().grounds == ["discretion_deviation"]
    items = [item["title"] for item in told(walk.instrument("legal_review_opinion"))["items"]]
    assert any("裁量偏离" in title for title in items)
    for kind in ("investigation_report", "prior_notice", "penalty_decision"):
        discretion = told(walk.instrument(kind))["discretion"]
        assert discretion["deviation"] == "占用面积大，接近下一阶次"
        assert discretion["range"] == "0元至6,000元"
    sum_ = told(walk.instrument("investigation_report"))["discretion"]["steps"]
    assert sum_[0]["text"].startswith("法定罚款幅度") and sum_[0]["cites"][0]["law"] == "城市道路管理条例"
    assert sum_[1]["cites"] == [{"law": "行政处罚法", "article": 34}]
    assert not [*verify_chains(), *verify_subjects()]


def test_without_review_a_deviation_is_not_decided(make_walk: MakeWalk) -> None:
    walk = go(make_walk(plan={**DEVIATING, "waive": True}), "case.waive_defence")
    inputs: dict[str, Any] = {
        "case": walk.subject_case,
        "penalty": review_steps.penalty_of(walk),
        "correction": "责令立即改正",
        "performance": "",
        "hearing_reasons": "",
        "not_fined_before": True,
        "additional_fine": True,
    }
    verdict = refused(walk, "case.decide", "organ_head", **inputs)
    assert "legal_review_passed" in ids(verdict)
    inside = {**inputs, "penalty": replace(inputs["penalty"], fine=Decimal(5000), deviation="")}
    assert "legal_review_passed" not in ids(refused(walk, "case.decide", "handler", **inside))
    outside = {**inputs, "penalty": replace(inputs["penalty"], fine=Decimal(20001))}
    assert "fine_in_statute" in ids(refused(walk, "case.decide", "organ_head", **outside)), (
        "never outside the law"
    )


def test_the_review_item_stands_only_where_there_is_a_deviation() -> None:
    assert "deviation" not in review_items("430581", {})
    assert "deviation" in review_items("430581", {"discretion_deviates": True})


# --- the form computes before it is sent -----------------------------------------------------------------------


def test_the_form_shows_the_sum_and_recomputes_without_sending(walk: Walk) -> None:
    run(walk, "case.order_correction")
    client = login(walk.pair[0])
    shown = page(client, walk, "case.finish_investigation").content.decode()
    assert "裁量测算" in shown and "重新测算" in shown and "占用" not in shown.split("涉案数量")[0][-5:]
    data = {"weigh": "1", "outcome": "penalty", "kinds": ["fine"], "tier": "2", "leniency": "lighter", "fine": "9000",
            "circumstances": ["remedied_harm"], "facts_found": "已经写下的事实"}  # fmt: skip
    answer = page(client, walk, "case.finish_investigation", data)
    text = answer.content.decode()
    assert answer.status_code == 200 and "已经写下的事实" in text, "nothing entered is lost"
    assert "裁量阶次“一般” 6,000.00 元至 14,000.00 元" in text and "罚款偏离裁量基准" in text
    assert "《行政处罚法》第三十二条" in text or "第三十二条" in text
    assert walk.subject_case.stage == "filed" and "此项必填" not in text
    broken = page(client, walk, "case.finish_investigation", {**data, "fine": "九千", "tier": "77"})
    assert broken.status_code == 200


# --- like cases ------------------------------------------------------------------------------------------------


def decided(make_walk: MakeWalk, cast: Cast, number: int, fine: str, **changes: Any) -> Walk:
    """One case from the lead to the decision."""
    other = make_party(cast, name=f"演示第{number}商行有限公司", credit_code=f"91430581MADEM{number:03d}0X")
    plan = {"waive": True, "fine": fine, "place": f"示范路{number}号", **changes.pop("plan", {})}
    walk = make_walk(party=other, plan=plan, **changes)
    walk.later(days=number)
    walk.at_hour(9)
    review_steps.on_working_day(walk, walk.day)
    return go(walk)


def planted(case: Case, number: int, fine: int, **changes: Any) -> LikeCase:
    """A row by the writer of the table itself, with another case, day and fine."""
    row = writer.row_of(case) | {
        "fine": Decimal(fine),
        "share": fine / 20000,
        "decided_on": case.decided_on - timedelta(days=number) if case.decided_on else None,
        **changes,
    }
    twin = Case.objects.get(pk=case.pk)
    twin.pk = None
    twin.id = uuid.uuid4()
    twin.number, twin.lead_id = f"测试〔2024〕第{number + 500}号", None
    twin.fine_amount = Decimal(fine)
    twin.save(force_insert=True)
    return LikeCase.objects.create(case=twin, **row)


def test_features_follow_every_decision_and_can_be_rebuilt(make_walk: MakeWalk, cast: Cast) -> None:
    walk = decided(
        make_walk,
        cast,
        1,
        "2000",
        plan={"quantities": [{"name": "占用面积", "amount": "12", "unit": "平方米"}]},
    )
    row = LikeCase.objects.get()
    assert (row.outcome, row.share, row.tier, row.tiers, row.tier_title) == ("penalty", 0.1, 1, 3, "轻微")
    assert (row.size, row.size_unit, row.organisation) == (12.0, "平方米", True)
    assert row.national_key == "城市道路管理条例 27(1)" and row.area == "执法一中队"
    exempted = go(make_walk(plan={"outcome": "exempted"}), "case.decide_exemption")
    assert LikeCase.objects.get(case=exempted.subject_case).outcome == "exempted"
    before = list(LikeCase.objects.order_by("pk").values())
    LikeCase.objects.all().delete()
    call_command("rebuild_likeness", verbosity=0)
    assert list(LikeCase.objects.order_by("pk").values()) == before
    for name, step in EXECUTION_STEPS[:1]:
        assert name
        step(walk)
    walk.approve("case.annul_decision", walk.subject_case, {"error": "适用阶次有误，自行撤销"})
    assert LikeCase.objects.get(case=walk.subject_case).outcome == "annulled"


def test_a_fine_outside_the_band_asks_for_reasons_once(make_walk: MakeWalk, cast: Cast) -> None:
    first = decided(make_walk, cast, 1, "2000").subject_case
    for number in range(2, 9):
        planted(first, number, 2000)
    walk = make_walk(plan={"fine": "5000", "waive": True})
    walk.later(days=30)
    review_steps.on_working_day(walk, walk.day)
    run(walk, "case.order_correction")
    inputs = steps.report_inputs(walk)
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **inputs)
    assert [finding.id for finding in verdict.warnings] == ["fine_in_like_band"]
    assert verdict.warnings[0].verified == "P"
    steps.finish(walk)
    assert walk.subject_case.known["like_band_explained"] is True
    for _, step in review_steps.REVIEW_STEPS:
        step(walk)
    assert walk.subject_case.stage == "decided", "what the report explained need not be explained again"


def test_the_page_shows_like_cases_and_hides_those_of_others(make_walk: MakeWalk, cast: Cast) -> None:
    first = decided(make_walk, cast, 1, "2000").subject_case
    for number in range(2, 7):
        planted(first, number, 2000 + number * 10)
    hidden = planted(first, 7, 2000, brigade_id=None, squad_id=cast.squads[1].pk)
    other = hidden.case
    url = f"/cases/{first.pk}/like/"
    own = login(cast.handlers[0]).get(url)
    text = own.content.decode()
    assert own.status_code == 200 and "同案幅度" in text and "测试〔2024〕第502号" in text
    assert other.number not in text and "不在您的查看范围" in text
    assert other.number in login(cast.officers["organ_head"]).get(url).content.decode()
    assert login(cast.handlers[-1]).get(url).status_code == 404
    bare = go(make_walk(plan={"place": "另一处"}), "case.file")
    assert login(cast.handlers[0]).get(f"/cases/{bare.subject_case.pk}/like/").status_code == 200


def test_queries_do_not_grow_with_the_cases(
    make_walk: MakeWalk, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    first = decided(make_walk, cast, 1, "2000").subject_case
    for number in range(2, 20):
        planted(first, number, 2000)
    client = login(cast.officers["organ_head"])
    client.get("/")
    with django_assert_max_num_queries(20):
        client.get(f"/cases/{first.pk}/like/")
    with django_assert_max_num_queries(16):
        client.get("/likeness/?year=2024")


def test_planted_outliers_rank_first_on_the_radar(make_walk: MakeWalk, cast: Cast) -> None:
    first = decided(make_walk, cast, 1, "2000").subject_case
    for number in range(2, 22):
        planted(first, number, 1800 + (number % 5) * 100)
    heavy = planted(first, 40, 6000).case
    light = planted(first, 41, 100, repeated=1, squad_id=cast.squads[1].pk).case
    client = login(cast.officers["legal_reviewer"])
    text = client.get("/likeness/?year=2024").content.decode()
    assert text.index(heavy.number) < text.index(light.number) and first.number not in text
    assert "偏重" in text and "偏轻" in text and "类案多为此前没有处罚" in text
    assert light.number not in client.get(f"/likeness/?year=2024&squad={cast.squads[0].pk}").content.decode()
    elsewhere = make_matter(cast.bureau, title="别的案由")
    assert heavy.number not in client.get(f"/likeness/?year=2024&matter={elsewhere.code}").content.decode()
    assert client.get("/likeness/?year=never&matter=none").status_code == 200
    sheet = client.get("/likeness/export.xlsx?year=2024")
    assert sheet.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[1][3] == heavy.number and rows[0][0] == "名次"
    assert login(cast.handlers[0]).get("/likeness/").status_code == 403


def test_the_share_is_of_the_range_of_the_day_and_quantities_are_read() -> None:
    assert read_quantities("占用面积 12.5 平方米\n车辆：2辆\n说不清") == (
        [
            {"name": "占用面积", "amount": "12.5", "unit": "平方米"},
            {"name": "车辆", "amount": "2", "unit": "辆"},
        ],
        ["说不清"],
    )
    assert mentioned(["现场占道，面积约12平方米，有2辆车。"]) == ["面积 12 平方米", "有 2 辆"]


def test_summary_decisions_are_compared_too(make_walk: MakeWalk) -> None:
    walk = make_walk(plan={"fine": "200"})
    summary_walk(walk)
    assert LikeCase.objects.get().share == 0.01


# --- one act one fine --------------------------------------------------------------------------------------------


@pytest.fixture
def graver(bureau: Bureau, matter: Matter) -> Matter:
    return make_matter(
        bureau,
        title="擅自挖掘城市道路",
        violated=[{"law": "城市道路管理条例", "article": 33, "paragraph": 1}],
        kinds=["fine", "confiscate_gains"],
        fines=[{"party": "any", "low": "0", "high": "30000"}],
    )


def test_the_norm_with_the_higher_fine_is_applied_and_told(
    make_walk: MakeWalk, matter: Matter, graver: Matter
) -> None:
    walk = go(make_walk(plan={"further_matter": graver}), "case.identify_party")
    discretion_steps.add_matter(walk)
    case = walk.subject_case
    assert case.matter == graver and case.cause == graver.title
    assert set(case.known["matter_kinds"]) == {"fine", "confiscate_gains", "warning"}, (
        "other kinds may be added"
    )
    assert [row["code"] for row in case.known["further_matters"]] == [matter.code]
    again = {"matter": matter, "explanation": "同一行为"}
    assert ids(refused(walk, "case.add_matter", case=case, **again)) == ["further_matter_new"]
    for _, step in steps.INVESTIGATION_STEPS[4:]:
        step(walk)
    for _, step in review_steps.REVIEW_STEPS:
        step(walk)
    decision = told(walk.instrument("penalty_decision"))
    assert "同时违反" in decision["one_fine"] and "第三十三条" not in decision["one_fine"].split("根据")[0]
    assert walk.instrument("one_fine_comparison")
    assert not [*verify_chains(), *verify_subjects()]


def test_a_milder_norm_changes_nothing_but_the_record(
    make_walk: MakeWalk, bureau: Bureau, matter: Matter
) -> None:
    milder = make_matter(bureau, title="未设置警示标志", fines=[{"party": "any", "low": "0", "high": "5000"}])
    walk = go(make_walk(plan={"further_matter": milder}), "case.identify_party")
    discretion_steps.add_matter(walk)
    assert walk.subject_case.matter == matter
    assert walk.subject_case.known["further_matters"][0]["title"] == "未设置警示标志"


def test_a_second_fine_for_the_same_act_is_blocked(make_walk: MakeWalk) -> None:
    go(make_walk(plan={"waive": True}))
    walk = go(make_walk(plan={"waive": True}), "case.finish_investigation")
    inputs: dict[str, Any] = {
        "case": walk.subject_case, "officers": walk.pair_ids, "penalty": review_steps.penalty_of(walk),
    }  # fmt: skip
    verdict = refused(walk, "case.issue_prior_notice", "deputy_head", **inputs)
    assert "not_fined_for_same_act" in ids(verdict)
    assert articles(verdict, "not_fined_for_same_act") == ["行政处罚法 29"]
    warned = {**inputs, "penalty": replace(inputs["penalty"], kinds=("warning",), fine=Decimal(0), tier="")}
    found = refused(walk, "case.issue_prior_notice", "handler", **warned)
    assert "not_fined_for_same_act" not in ids(found)


def test_another_agencys_fine_stands_in_the_way(make_walk: MakeWalk) -> None:
    plan = {"query_agency": "演示市交通运输局", "query_fined": "3000", "waive": True}
    walk = go(make_walk(plan=plan), "case.order_correction")
    discretion_steps.query_fines(walk)
    steps.finish(walk)
    assert walk.subject_case.known["other_agency_fined"] is True
    inputs: dict[str, Any] = {
        "case": walk.subject_case, "officers": walk.pair_ids, "penalty": review_steps.penalty_of(walk),
    }  # fmt: skip
    assert "not_fined_for_same_act" in ids(refused(walk, "case.issue_prior_notice", "deputy_head", **inputs))
    assert "已经罚款" in walk.instrument("fine_query_record").context or walk.instrument("fine_query_record")


def test_the_forms_work_through_their_pages(make_walk: MakeWalk, graver: Matter) -> None:
    walk = go(make_walk(), "case.identify_party")
    client = login(walk.pair[0])
    assert "擅自挖掘城市道路" in page(client, walk, "case.add_matter").content.decode()
    wrong = page(
        client,
        walk,
        "case.record_fine_query",
        {"agency": "甲局", "means": "函", "queried_on": "2024-05-06", "fined": "yes"},
    )
    assert wrong.status_code == 422 and "请填写决定书文号" in wrong.content.decode()
    data = {"matter": str(graver.pk), "explanation": "同一时间、地点的一个行为"}
    assert page(client, walk, "case.add_matter", data).status_code == 302
    data = {"agency": "甲局", "means": "函", "queried_on": "2024-05-06", "fined": "no"}
    assert page(client, walk, "case.record_fine_query", data).status_code == 302
    assert walk.subject_case.known["fine_queries"][0]["agency"] == "甲局"


# --- hearing: acts done in business ---------------------------------------------------------------------------------


def test_business_acts_have_their_own_hearing_amounts_in_shandong(walk: Walk) -> None:
    go(walk, "case.finish_investigation")
    case, day, base = walk.subject_case, walk.day, review_steps.penalty_of(walk)
    assert business_distinguished(day, "370114") and not business_distinguished(day, "430581")

    def right(fine: int, **known: Any) -> bool:
        case.known.update(known)
        return hearing_right(case, replace(base, fine=Decimal(fine)), day, "370114").entitled

    assert right(5000, business_act=False) and not right(4999, business_act=False)
    assert not right(5000, business_act=True), (
        "10,000 for organisations in business; half of the maximum is 10,000 too"
    )
    assert right(10000, business_act=True)
    assert right(5000, business_act=None), "not stated: the lower amount holds"
    citizen = {"party_is_organisation": False, "party_kind": "individual"}
    assert right(3000, business_act=True, **citizen) and not right(2999, business_act=True, **citizen)
    assert right(1000, business_act=False, **citizen)


def test_place_of_a_case_without_a_tier(make_walk: MakeWalk, cast: Cast) -> None:
    first = decided(make_walk, cast, 1, "2000").subject_case
    assert first.decided_on is not None
    found = place_of(
        first, fine=Decimal(0), tier="", circumstances=(), on=first.decided_on, jurisdiction="430581"
    )
    assert found.share is None and found.inside
    assert form_inputs is not None
