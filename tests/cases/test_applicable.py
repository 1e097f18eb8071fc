"""Which law applies: walks over the change of the law on 2026-08-15, and the tab of the case."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.cases.investigating import articles, ids, refused, run
from tests.cases.review_walks import enterprise
from tests.conftest import make_matter

from chengguan.base.dates import CHINA
from chengguan.cases.facts.applicable import finding_of
from chengguan.documents.models import Instrument
from chengguan.people.models import Bureau
from chengguan.powers.models import Matter, Tier
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.investigation_steps import finish, report_inputs
from chengguan.web.demonstration.law_steps import determine_law
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

EVE, CHANGE = date(2026, 8, 14), date(2026, 8, 15)
OLD_LAW = [{"law": "大气污染防治法", "article": 118, "paragraph": 3}]
NEW_LAW = [{"law": "生态环境法典", "article": 1132, "paragraph": 3}]


def versions(
    bureau: Bureau, old: tuple[int, int], new: tuple[int, int] | None, **changes: Any
) -> tuple[Matter, Matter | None]:
    """One matter under the air law and, under a code of its own, under the ecology code."""
    first = make_matter(
        bureau, code="AY-OLD", title="露天烧烤", violated=OLD_LAW, basis=OLD_LAW, kinds=["fine"], valid_to=EVE,
        fines=[{"party": "any", "low": str(old[0]), "high": str(old[1])}],
    )  # fmt: skip
    _tiers(first, old)
    if new is None:
        return first, None
    second = make_matter(
        bureau,
        **{
            "code": "AY-NEW", "title": "露天烧烤（法典）", "lineage": "AY-OLD", "violated": NEW_LAW, "basis": NEW_LAW,
            "kinds": ["fine"], "valid_from": CHANGE, "fines": [{"party": "any", "low": str(new[0]), "high": str(new[1])}],
            **changes,
        },
    )  # fmt: skip
    _tiers(second, new)
    return first, second


def _tiers(matter: Matter, fines: tuple[int, int]) -> None:
    low, high = map(Decimal, fines)
    step = (high - low) / 3
    for place, tier in enumerate(Tier.objects.filter(matter=matter).order_by("-order")):
        order = 2 - place
        tier.low, tier.high = (
            (low + step * order).quantize(Decimal(1)),
            (low + step * (order + 1)).quantize(Decimal(1)),
        )
        tier.save()


@pytest.fixture
def over_the_change(cast: Cast) -> Callable[..., Walk]:
    """A walk whose act was done on 2026-08-10 and that goes on after the code has come into force."""

    def make(old: tuple[int, int], new: tuple[int, int] | None, **changes: Any) -> Walk:
        first, _ = versions(cast.bureau, old, new, **changes)
        walk = Walk(
            cast=cast, now=datetime(2026, 8, 10, 9, tzinfo=CHINA), matter=first, party=enterprise(cast)
        )
        run(walk, "case.collect_evidence")
        run_correction(walk)
        walk.later(days=10)
        return walk

    return make


def run_correction(walk: Walk) -> None:
    from chengguan.web.demonstration.investigation_steps import order_correction

    order_correction(walk)


def report(walk: Walk, **changes: Any) -> dict[str, Any]:
    return {"case": walk.subject_case, **report_inputs(walk), **changes}


def test_repeal_while_the_case_runs_the_lighter_new_law_is_applied(
    over_the_change: Callable[..., Walk],
) -> None:
    walk = over_the_change((500, 20000), (500, 5000))
    walk.plan |= {"fine": "1000", "waive": True}
    verdict = refused(walk, "case.finish_investigation", **report(walk))
    assert ids(verdict) == ["law_determined"] and articles(verdict, "law_determined") == ["行政处罚法 37"]

    found = finding_of(walk.subject_case, walk.day, "430581")
    assert found is not None and found.comparison is not None and found.comparison.result == "new"
    old = next(row for row in found.candidates if row.side == "old")
    assert ids(
        refused(
            walk,
            "case.determine_law",
            case=walk.subject_case,
            chosen=str(old.matter.pk),
            reasons_given="从旧",
        )
    ) == ["law_choice_follows"]

    determine_law(walk)
    case = walk.subject_case
    assert case.matter.code == "AY-NEW" and case.known["law_choice"] == "new"
    paper = Instrument.objects.get(subject_key=case.chain_key, kind="law_determination")
    assert json.loads(paper.context)["act"]["choice"] == "作出决定时的规定"

    over = report(walk, fine=Decimal(6000), tier="3")
    assert "fine_within_statute" in ids(refused(walk, "case.finish_investigation", **over))
    finish(walk)
    for _, step in REVIEW_STEPS:
        step(walk)
    case = walk.subject_case
    assert case.outcome == "penalty" and case.fine_amount == 1000
    decision = walk.instrument("penalty_decision")
    assert json.loads(decision.context)["matter"]["basis"] == NEW_LAW


def test_the_old_law_stays_where_the_new_one_is_heavier(over_the_change: Callable[..., Walk]) -> None:
    walk = over_the_change((500, 5000), (1000, 20000))
    determine_law(walk)
    case = walk.subject_case
    assert case.matter.code == "AY-OLD" and case.known["law_choice"] == "old"
    walk.plan |= {"fine": "600"}
    finish(walk)
    assert walk.subject_case.known["range_high"] == "2000.00"


def test_a_dispute_goes_to_the_legal_reviewer(over_the_change: Callable[..., Walk]) -> None:
    walk = over_the_change((500, 5000), (500, 5000), requires_prior_order=True)
    old = str(walk.matter.pk)
    inputs = {"case": walk.subject_case, "chosen": old, "reasons_given": "按旧规定"}
    assert ids(refused(walk, "case.determine_law", **inputs)) == ["law_comparable", "law_opinion_given"]
    assert ids(refused(walk, "case.determine_law", "legal_reviewer", **inputs)) == ["law_comparable"]
    walk.plan |= {"law_role": "legal_reviewer", "law_choice": "old"}
    determine_law(walk)
    assert walk.subject_case.known["law_choice"] == "old"


def test_no_new_provision_on_record_asks_for_an_opinion(over_the_change: Callable[..., Walk]) -> None:
    walk = over_the_change((500, 5000), None)
    found = finding_of(walk.subject_case, walk.day, "430581")
    assert found is not None and found.comparison is not None and found.comparison.result == "opinion"
    walk.plan |= {"law_role": "legal_reviewer", "law_choice": "none"}
    determine_law(walk)
    assert ids(refused(walk, "case.finish_investigation", **report(walk))) == ["law_punishes"]


def test_a_change_after_the_notice_calls_for_a_new_notice(cast: Cast) -> None:
    first, _ = versions(cast.bureau, (500, 20000), (500, 5000))
    walk = Walk(cast=cast, now=datetime(2026, 8, 3, 9, tzinfo=CHINA), matter=first, party=enterprise(cast))
    walk.plan |= {"fine": "1000", "waive": True}
    run(walk)
    for kind, step in REVIEW_STEPS:
        step(walk)
        if kind == "case.waive_defence":
            break
    walk.now = datetime(2026, 8, 20, 9, tzinfo=CHINA)
    determine_law(walk)
    from chengguan.web.demonstration.review_steps import penalty_of

    inputs = {
        "penalty": penalty_of(walk), "correction": "", "performance": "", "hearing_reasons": "", "not_fined_before": True,
        "additional_fine": True,
    }  # fmt: skip
    assert "basis_notified" in ids(
        refused(walk, "case.decide", "deputy_head", case=walk.subject_case, **inputs)
    )


def test_an_act_that_went_on_under_the_new_law(cast: Cast) -> None:
    first, second = versions(cast.bureau, (500, 5000), (1000, 20000))
    assert second is not None
    walk = Walk(cast=cast, now=datetime(2026, 8, 10, 9, tzinfo=CHINA), matter=first, party=enterprise(cast))
    run(walk, "case.collect_evidence")
    run_correction(walk)
    walk.later(days=10)
    walk.plan["ended_on"] = date(2026, 8, 18)
    found = finding_of(walk.subject_case, walk.day, "430581", ended_on=date(2026, 8, 18))
    assert found is not None and found.comparison is not None
    assert found.comparison.result == "new" and "延续" in found.comparison.reasons[0]
    determine_law(walk)
    assert walk.subject_case.matter == second and walk.subject_case.known["ended_on"] == "2026-08-18"


def test_the_higher_fine_of_several_provisions(over_the_change: Callable[..., Walk]) -> None:
    walk = over_the_change((500, 5000), (500, 5000))
    higher = make_matter(
        walk.cast.bureau, code="AY-HIGH", title="占道", fines=[{"party": "any", "low": "0", "high": "20000"}]
    )
    inputs = {
        "case": walk.subject_case, "chosen": str(walk.matter.pk), "reasons_given": "比较", "competing": [higher],
    }  # fmt: skip
    assert ids(refused(walk, "case.determine_law", **inputs)) == ["law_highest_fine"]


# --- the tab -------------------------------------------------------------------------------------------------


def client_of(walk: Walk, login: str) -> Client:
    from chengguan.people.models import User

    client = Client()
    client.force_login(
        User.objects.get(username=f"t_{login}"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_the_tab_compares_row_by_row(over_the_change: Callable[..., Walk]) -> None:
    walk = over_the_change((500, 20000), (500, 5000))
    page = client_of(walk, "handler1").get(f"/cases/{walk.subject_case.pk}/law/").content.decode()
    for words in (
        "须认定适用的规定",
        "罚款上限",
        "20,000 元",
        "5,000 元",
        "《中华人民共和国大气污染防治法》自2026年8月15日起废止",
        "追责时效",
    ):
        assert words in page, words
    form = (
        client_of(walk, "handler1")
        .get(f"/cases/{walk.subject_case.pk}/acts/case.determine_law/")
        .content.decode()
    )
    assert "行为时：露天烧烤" in form and "决定时：露天烧烤（法典）" in form
    posted = client_of(walk, "handler1").post(
        f"/cases/{walk.subject_case.pk}/acts/case.determine_law/",
        {"chosen": str(Matter.objects.get(code="AY-NEW").pk), "reasons_given": "新法上限较低"},
    )
    assert posted.status_code == 302, posted.content.decode()[:3000]
    page = client_of(walk, "handler1").get(f"/cases/{walk.subject_case.pk}/law/").content.decode()
    assert "已经认定" in page and "适用法律认定书" in page


def test_the_tab_is_closed_to_outsiders(over_the_change: Callable[..., Walk]) -> None:
    walk = over_the_change((500, 20000), (500, 5000))
    assert client_of(walk, "handler5").get(f"/cases/{walk.subject_case.pk}/law/").status_code == 404
    assert client_of(walk, "system_admin").get(f"/cases/{walk.subject_case.pk}/law/").status_code == 403


def test_without_a_change_there_is_nothing_to_determine(walk: Walk) -> None:
    run(walk, "case.collect_evidence")
    page = client_of(walk, "handler1").get(f"/cases/{walk.subject_case.pk}/law/").content.decode()
    assert "法律没有变动" in page
    inputs = {"case": walk.subject_case, "chosen": str(walk.matter.pk), "reasons_given": "无变动"}
    assert ids(refused(walk, "case.determine_law", **inputs)) == ["law_question_raised"]
