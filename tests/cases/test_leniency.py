"""柔性执法: first and minor violations, what proves them, minors, capacity, persuasion, refraining from compulsion."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.cases.investigating import articles, ids, refused, run
from tests.cases.review_walks import form_inputs, go
from tests.conftest import make_matter, make_party

from chengguan.base.dates import CHINA
from chengguan.cases import facts as facts_package
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.discretion import circumstance_choices
from chengguan.cases.facts.history import history
from chengguan.cases.facts.penalties import Penalty, penalty_facts
from chengguan.cases.facts.summary import _lenience as lenience
from chengguan.documents.models import Instrument
from chengguan.parties.models import Party
from chengguan.people.models import User
from chengguan.powers.models import Matter
from chengguan.web.demonstration import execution_steps, investigation_steps
from chengguan.web.demonstration import leniency_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

MakeWalk = Callable[..., Walk]
BIRTHDAY = date(2010, 5, 6)  # fourteen on 2024-05-07, the day after the birthday


def facts_of(instrument: Instrument) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(instrument.context)["act"]
    return found


def running(walk: Walk) -> Walk:
    """A case whose evidence is collected and whose correction is ordered."""
    return run(walk, "case.order_correction")


def state(walk: Walk) -> dict[str, Any]:
    return state_facts(walk.subject_case.known, walk.day, "430581")


def sign_in(client: Client, login: str) -> None:
    client.force_login(User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")


def punish(walk: Walk, **changes: Any) -> dict[str, Any]:
    """What the handlers would report for a penalty."""
    return {**investigation_steps.report_inputs(walk), **changes}


def child(cast: Cast, born: date, **changes: Any) -> Party:
    values = {
        "kind": Party.INDIVIDUAL, "name": "林小满", "credit_code": "", "representative": "", "born_on": born,
        "id_number": f"430581{born:%Y%m%d}0011", **changes,
    }  # fmt: skip
    return make_party(cast, **values)


# --- first violation ----------------------------------------------------------------------------------------


def test_first_violation_is_exempted_from_the_record(walk: Walk) -> None:
    steps.exempt_first_walk(running(walk))
    case = walk.subject_case
    assert (case.outcome, case.exemption_ground, case.stage) == ("exempted", "first_offence", "decided")
    paper = walk.instrument("first_exemption_decision")
    assert paper.number.startswith("武城管首免") and facts_of(paper)["since"] == "2022-05-06"
    assert facts_of(walk.instrument("record_check"))["systems"][0]["result"] == "没有行政处罚记录"
    execution_steps.serve(walk, "first_exemption_decision")
    execution_steps.close(walk)
    assert walk.subject_case.stage == "closed"


def test_a_second_violation_is_no_first_one(make_walk: MakeWalk) -> None:
    """The verdict counts every case of the bureau, also those of a squad that the actor cannot see."""
    first = make_walk(plan={"waive": True}, squad=1)
    go(first)
    second = running(make_walk(now=datetime(2024, 8, 5, 9, tzinfo=CHINA)))
    second.plan.update(outcome="exempted", ground="first_offence")
    steps.prepare_exemption(second)
    investigation_steps.finish(second)
    inputs = {"ground": "first_offence", "findings": "事实", "explanation": "理由"}
    verdict = refused(second, "case.decide_exemption", "deputy_head", case=second.subject_case, **inputs)
    assert ids(verdict) == ["first_all_three"]
    assert articles(verdict, "first_all_three") == ["行政处罚法 33.1"]
    told = facts_of(second.instrument("leniency_assessment"))
    assert told["first"] is False
    assert [row["number"] for row in told["priors"]] == [first.subject_case.number]
    assert set(told["priors"][0]) == {"number", "decided_on", "outcome"}, (
        "no more than number, day and result"
    )


def test_look_back_scope_and_identity(make_walk: MakeWalk, cast: Cast) -> None:
    before = make_walk(plan={"waive": True}, now=datetime(2024, 1, 8, 9, tzinfo=CHINA))
    go(before)
    twin = make_party(
        cast, kind=Party.SOLE_TRADER, id_number="430581199003070016", credit_code="", name="林记"
    )
    case = running(make_walk()).subject_case
    found = history(case, date(2024, 5, 20), "430581")
    assert found and [row.number for row in found.priors] == [before.subject_case.number]
    assert (found.years, found.scope, found.since) == (2, "field", date(2022, 5, 6))
    case.occurred_on = date(2026, 5, 6)
    later = history(case, date(2026, 5, 20), "430581")
    assert later and later.clean, "two years before the violation the look-back ends"
    case.occurred_on, case.party = date(2024, 5, 6), twin
    other = history(case, date(2024, 5, 20), "430581")
    assert other and other.clean, "another person's cases do not count"


def test_what_other_agencies_told_counts(walk: Walk) -> None:
    running(walk).plan.update(outside=1, outcome="exempted")
    steps.prepare_exemption(walk)
    investigation_steps.finish(walk)
    inputs = {"ground": "first_offence", "findings": "事实", "explanation": "理由"}
    assert "first_all_three" in ids(
        refused(walk, "case.decide_exemption", "deputy_head", case=walk.subject_case, **inputs)
    )


def test_a_penalty_in_place_of_the_listed_exemption_needs_reasons(walk: Walk) -> None:
    running(walk)
    steps.prepare_exemption(walk)
    case = walk.subject_case
    verdict = refused(walk, "case.finish_investigation", case=case, **punish(walk))
    assert {"first_considered", "leniency_considered"} <= set(ids(verdict))


# --- minor violation ----------------------------------------------------------------------------------------


def test_minor_violation_must_not_be_punished(walk: Walk) -> None:
    running(walk).plan.update(slight=True, harm="none")
    steps.prepare_exemption(walk)
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **punish(walk))
    assert "minor_must_exempt" in ids(verdict)
    assert articles(verdict, "minor_must_exempt") == ["行政处罚法 33.1"]
    walk.plan.update(outcome="exempted", ground="minor_corrected")
    investigation_steps.finish(walk)
    steps.decide_exemption(walk)
    assert walk.subject_case.exemption_ground == "minor_corrected"
    assert walk.instrument("exemption_decision").number
    assert not Instrument.objects.filter(kind="first_exemption_decision").exists()


def test_minor_violation_walk(walk: Walk) -> None:
    steps.exempt_minor_walk(running(walk))
    assert walk.subject_case.stage == "decided"
    assert facts_of(walk.instrument("exemption_decision"))["listed"] == "《轻微违法不予处罚清单》第QW-01项"


def test_correction_is_timely_by_list_or_order(walk: Walk) -> None:
    running(walk)
    assert state(walk)["correction_timely_by"] == date(2024, 5, 14), (
        "seven days of the list, not three of the order"
    )
    walk.later(days=3)
    walk.later(days=10)
    steps.prove_correction(walk)
    assert state(walk)["corrected_in_time"] is False
    steps.prove_correction(walk, corrected_on=date(2024, 5, 14))
    assert state(walk)["corrected_in_time"] is True
    verdict = refused(
        walk, "case.prove_correction", case=walk.subject_case, officers=walk.pair_ids, evidence=[],
        corrected_on=date(2024, 5, 1), finding="",
    )  # fmt: skip
    assert ids(verdict) == ["correction_day_ordered", "correction_described", "correction_proof"]


# --- minors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "age", "allowed"),
    [(date(2024, 5, 5), 13, False), (date(2024, 5, 6), 13, False), (date(2024, 5, 7), 14, True)],
)
def test_fourteen_is_reached_on_the_day_after_the_birthday(
    make_walk: MakeWalk, cast: Cast, day: date, age: int, allowed: bool
) -> None:
    party = child(cast, BIRTHDAY)
    walk = running(
        make_walk(
            party=party,
            now=datetime(2024, 5, 7, 9, tzinfo=CHINA),
            plan={"occurred_days_before": (date(2024, 5, 7) - day).days},
        )
    )
    assert walk.subject_case.known["party_age"] == age
    lenient = punish(
        walk, leniency="lighter", fine=Decimal("1000"), circumstances=["minor_14_to_18"] if allowed else []
    )
    if not allowed:
        verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **lenient)
        assert "party_of_age" in ids(verdict)
        steps.notify_guardian(walk, "discipline")
        steps.educate(walk, audience="both")
        walk.plan.update(outcome="exempted", ground="under_14")
        investigation_steps.finish(walk)
        steps.decide_exemption(walk)
        assert walk.subject_case.exemption_ground == "under_14"
    else:
        walk.perform("case.finish_investigation", case=walk.subject_case, **lenient)


def test_seventeen_is_punished_only_with_leniency(make_walk: MakeWalk, cast: Cast) -> None:
    party = child(cast, date(2006, 10, 1))
    walk = running(make_walk(party=party))
    full = refused(walk, "case.finish_investigation", case=walk.subject_case, **punish(walk))
    assert "minor_lighter" in ids(full) and articles(full, "minor_lighter") == ["行政处罚法 30"]
    order = {"order": "discipline", "officers": walk.pair_ids, "name": "周监护", "relation": "father", "phone": "13800000001",
             "address": "", "way": "personal", "told": "告知", "attends": True}  # fmt: skip
    verdict = refused(walk, "case.notify_guardian", case=walk.subject_case, **order)
    assert ids(verdict) == ["guardian_order_fits"]
    steps.notify_guardian(walk)
    assert walk.instrument("guardian_notice").number.startswith("武城管监护")


def test_interview_of_a_minor_party_without_guardian_is_warned(make_walk: MakeWalk, cast: Cast) -> None:
    walk = run(make_walk(party=child(cast, date(2008, 1, 1))), "case.make_site_record")
    inputs = {
        "officers": walk.pair_ids, "begun_at": walk.now, "ended_at": walk.now, "place": "询问室",
        "person": {"name": "林小满"}, "standing": "party", "questions": [{"question": "问", "answer": "答"}],
        "credentials_shown": True, "rights_told": True, "process_recorded": True, "signed": True, "proves": "情况",
    }  # fmt: skip
    assert ids(refused(walk, "case.interview", case=walk.subject_case, **inputs)) == ["guardian_present"]


def test_the_name_of_a_minor_is_masked_everywhere(client: Client, make_walk: MakeWalk, cast: Cast) -> None:
    walk = running(make_walk(party=child(cast, date(2009, 6, 1)), plan={"content": "林小满占用道路。"}))
    case = walk.subject_case
    assert case.party_protected and case.shown_party == "林**"
    sign_in(client, "t_handler1")
    pages = ["/cases/", f"/cases/{case.pk}/", f"/leads/{case.lead_id}/", "/leads/", "/", "/search/?q=林小满",
             f"/cases/{case.pk}/leniency/", "/parties/", f"/parties/{case.party_id}/",
             f"/cases/{case.pk}/acts/case.educate/", f"/cases/{case.pk}/acts/case.interview/", "/documents/"]  # fmt: skip
    for url in pages:
        text = client.get(url, follow=True).content.decode()
        shown = text.replace('value="林小满"', "")  # the words that the viewer asked for himself
        assert "林小满" not in shown.replace("检索词", ""), url
    seen = client.post(f"/parties/{case.party_id}/reveal/", {"field": "name", "purpose": "identify"})
    assert "林小满" in seen.content.decode(), "unmasked on the record"


def test_on_the_spot_a_minor_is_fined_only_lightly() -> None:
    """行政处罚法 第三十条: within the lower share of the range, by the age when the act was done."""
    matter = Matter(fines=[{"party": "any", "low": "0", "high": "200"}])
    who = {"summary_party_age": 16, "summary_party_organisation": False}
    on = date(2024, 5, 6)
    assert lenience(who, matter, Decimal(60), on, "430581") == {
        "summary_party_minor": True,
        "summary_fine_lighter": True,
    }
    assert lenience(who, matter, Decimal(61), on, "430581")["summary_fine_lighter"] is False
    adult = {**who, "summary_party_age": 18}
    assert lenience(adult, matter, Decimal(61), on, "430581")["summary_party_minor"] is False


def test_no_page_names_a_party_but_through_the_mask() -> None:
    """Templates and selectors take `shown_party`, `veiled`, `shown_name`; the bare name is for documents and acts."""
    app = Path(str(facts_package.__file__)).parents[2]
    bare = re.compile(r"\b(?:case|subject|row\.case|item\.case)\.party_name\b|\bcase\.party\.name\b")
    pages = [*app.glob("*/templates/**/*.html"), *app.glob("*/selectors/*.py"), *app.glob("*/selectors.py")]
    found = [str(path.relative_to(app)) for path in pages if bare.search(path.read_text(encoding="utf-8"))]
    assert not found


# --- capacity -----------------------------------------------------------------------------------------------


def test_without_capacity_no_penalty(make_walk: MakeWalk, cast: Cast) -> None:
    adult = child(cast, date(1990, 3, 7), name="林大年")
    walk = running(make_walk(party=adult))
    steps.assess_capacity(walk, "none")
    verdict = refused(walk, "case.finish_investigation", case=walk.subject_case, **punish(walk))
    assert "party_capable" in ids(verdict) and articles(verdict, "party_capable") == ["行政处罚法 31"]
    steps.notify_guardian(walk, "look_after")
    steps.educate(walk, audience="guardian")
    walk.plan.update(outcome="exempted", ground="incapable")
    investigation_steps.finish(walk)
    steps.decide_exemption(walk)
    told = facts_of(walk.instrument("exemption_decision"))
    assert told["guardian_on"] == walk.day.isoformat()


def test_partial_capacity_is_a_circumstance_of_leniency(make_walk: MakeWalk, cast: Cast) -> None:
    adult = child(cast, date(1990, 3, 7), name="林大年")
    walk = running(make_walk(party=adult))
    chosen = punish(walk, leniency="lighter", fine=Decimal("1000"), circumstances=["partly_accountable"])
    assert "circumstances_founded" in ids(
        refused(walk, "case.finish_investigation", case=walk.subject_case, **chosen)
    )
    steps.assess_capacity(walk, "partial")
    walk.perform("case.finish_investigation", case=walk.subject_case, **chosen)


# --- lighter, mitigated ------------------------------------------------------------------------------------


def test_lenient_walk_ends_in_a_lenient_penalty(walk: Walk) -> None:
    steps.prepare_lenient(running(walk), fine="1000")
    investigation_steps.finish(walk)
    assert walk.subject_case.known["proposed_leniency"] == "lighter"


def test_circumstances_follow_the_kind_of_party(walk: Walk) -> None:
    organisation = dict(circumstance_choices(date(2024, 5, 6), "430581", "legal_person"))
    citizen = dict(circumstance_choices(date(2024, 5, 6), "430581", "individual"))
    assert "minor_14_to_18" in citizen and "minor_14_to_18" not in organisation
    assert "under_14" not in citizen, "what leads to no penalty is no circumstance of a penalty"
    assert organisation["remedied_harm"].endswith(
        "（应当从轻或者减轻处罚；《行政处罚法》第三十二条第（一）项）"
    )


def test_below_the_minimum_only_on_a_statutory_ground(cast: Cast, make_walk: MakeWalk) -> None:
    matter = make_matter(cast.bureau, fines=[{"party": "any", "low": "5000", "high": "50000"}])
    case = running(make_walk(matter=matter)).subject_case

    def facts(*circumstances: str) -> dict[str, Any]:
        penalty = Penalty(
            ("fine",), Decimal("3000"), "事实", "理由", leniency="mitigated", circumstances=circumstances
        )
        return penalty_facts(case, penalty, date(2024, 5, 20), "430581")

    assert facts("first_violation")["mitigation_ground_stated"] is False
    assert facts("first_violation")["fine_in_statute"] is False
    assert facts("remedied_harm")["mitigation_ground_stated"] is True
    assert facts("minor_14_to_18")["circumstances_unfounded"] == 1


# --- persuasion, compulsion ---------------------------------------------------------------------------------


def test_noise_is_punished_only_after_persuasion(cast: Cast, make_walk: MakeWalk) -> None:
    noise = make_matter(
        cast.bureau, title="社会生活噪声扰民", basis=[{"law": "噪声污染防治法", "article": 82}]
    )
    walk = running(make_walk(matter=noise))
    penalty = Penalty(("warning",), Decimal(0), "事实", "理由")
    needed = penalty_facts(walk.subject_case, penalty, walk.day, "430581")
    assert needed["matter_requires_persuasion"] is True
    steps.persuade(walk, "stopped")
    assert state(walk)["persuasion_refused"] is False
    steps.persuade(walk)
    assert state(walk)["persuasion_refused"] is True


def test_refraining_from_compulsion_is_decided_by_the_head(walk: Walk) -> None:
    steps.refrain_from_compulsion(running(walk))
    case = walk.subject_case
    assert case.known["compulsion_refrained_on"] == walk.day.isoformat()
    assert facts_of(walk.instrument("no_compulsion_approval"))["listed"].startswith("BQ-01")
    inputs = {"measures": [], "ground": "", "explanation": "", "instead": ""}
    found = ids(refused(walk, "case.refrain_from_compulsion", "deputy_head", case=case, **inputs))
    assert found == ["refrain_listed", "refrain_measure_chosen", "refrain_reasoned"]


# --- forms and pages ----------------------------------------------------------------------------------------


def test_forms_parse_what_is_entered(walk: Walk) -> None:
    running(walk)
    entered = {
        "asked_on": walk.day.isoformat(),
        "systems": "信用中国|无\n邵阳市平台｜无",
        "outside": "0",
        "details": "",
    }
    inputs = form_inputs(walk, "case.record_record_check", "handler", entered)
    assert inputs["systems"] == [("信用中国", "无"), ("邵阳市平台", "无")]
    officers = [str(pk) for pk in walk.pair_ids]
    taught = {"officers": officers, "educated_on": walk.day.isoformat(), "ways": ["talk"], "audience": "party",
              "person": "王演示", "content": "内容", "commitment": "没有勾选时不保留", "signed": "yes"}  # fmt: skip
    assert form_inputs(walk, "case.educate", "handler", taught)["commitment"] == ""


def test_the_leniency_page_tells_what_is_missing(client: Client, make_walk: MakeWalk) -> None:
    first = make_walk(plan={"waive": True}, squad=1)
    go(first)
    walk = running(make_walk(now=datetime(2024, 8, 5, 9, tzinfo=CHINA)))
    sign_in(client, "t_handler1")
    url = f"/cases/{walk.subject_case.pk}/leniency/"
    text = client.get(url).content.decode()
    number = first.subject_case.number
    assert number in text and f"/cases/{first.subject_case.pk}/" not in text, (
        "number and day, no link beyond the gate"
    )
    assert "首次违法不予处罚清单" in text and "SW-01" in text
    sign_in(client, "t_organ_head")
    assert f"/cases/{first.subject_case.pk}/" in client.get(url).content.decode()


def test_the_lists_of_leniency_are_shown_with_their_source(client: Client, cast: Cast, walk: Walk) -> None:
    sign_in(client, "t_handler1")
    text = client.get("/norms/leniency/?on=2024-05-06").content.decode()
    assert "首次违法不予处罚清单" in text and "演示数据" in text and walk.matter.title in text
    assert "没有本局的清单" in client.get("/norms/leniency/?on=2020-01-01").content.decode()
