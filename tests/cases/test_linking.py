"""关联、并案、分案: the chain of three, what is out of reach, and what merging and splitting leave behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from tests.cases.investigating import ids, refused, run
from tests.cases.test_coordination import login
from tests.conftest import make_matter, make_party

from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.models import Case, CaseLink
from chengguan.cases.selectors.links import HIDDEN
from chengguan.web.demonstration import coordination_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration.walk import Walk

Make = Callable[..., Walk]


@pytest.fixture
def three(make_walk: Make, cast: Any, settings: Any, tmp_path: Any) -> list[Walk]:
    """Source, transport, dump: the dump is another squad's."""
    settings.FILES_DIR = tmp_path
    party = make_party(cast, credit_code="914305810000000001")
    walks = [make_walk(party=party, squad=squad, plan={"place": place}) for place, squad in (("工地", 0), ("道路", 0), ("消纳场", 1))]  # fmt: skip
    for walk in walks:
        if walk.squad:
            walk.party = make_party(cast, squad=cast.squads[1], name="演示市丙消纳有限公司", credit_code="914305810000000002")  # fmt: skip
        run(walk, "case.collect_evidence")
    return walks


def chain(three: list[Walk]) -> None:
    source, transport, dump = three
    steps.link(source, transport.subject_case, stage="source", other_stage="transport")
    steps.link(transport, dump.subject_case, stage="transport", other_stage="dump")


def test_a_chain_of_three_is_one_view(three: list[Walk], django_assert_max_num_queries: Any) -> None:
    chain(three)
    assert CaseLink.objects.values("group").distinct().count() == 1
    client = login(three[0].cast.officers["deputy_head"])
    url = f"/cases/{three[0].subject_case.pk}/links/"
    with django_assert_max_num_queries(16):
        page = client.get(url)
    joint = page.context["joint"]
    assert [[item.number for item in stage.cases] for stage in joint.chain] == [[walk.subject_case.number] for walk in three]  # fmt: skip
    assert joint.count == 3 and joint.hidden == 0 and joint.evidence
    text = page.content.decode()
    assert "源头" in text and "消纳" in text and "演示市丙消纳有限公司" in text


def test_a_case_out_of_reach_is_not_named(three: list[Walk]) -> None:
    chain(three)
    source, _, dump = three
    page = login(source.pair[0]).get(f"/cases/{source.subject_case.pk}/links/")
    text = page.content.decode()
    hidden = dump.subject_case
    assert HIDDEN in text and page.context["joint"].hidden == 1
    assert not any(word in text for word in (hidden.number, hidden.party_name, str(hidden.pk)))
    assert all(record.case_id != hidden.pk for record in page.context["joint"].evidence)
    assert login(source.pair[0]).get(f"/cases/{hidden.pk}/links/").status_code == 404
    unlink = login(three[1].pair[0]).get(f"/cases/{three[1].subject_case.pk}/acts/case.unlink/")
    assert hidden.number not in unlink.content.decode() and "其他单位办理的案件" in unlink.content.decode()


def test_links_are_made_once_and_undone_with_reasons(three: list[Walk]) -> None:
    chain(three)
    source, transport, _ = three
    given = {"case": source.subject_case, "number": transport.subject_case.number, "kind": "chain", "note": "同一批", "stage": "source", "other_stage": "transport"}  # fmt: skip
    assert ids(refused(source, "case.link", **given)) == ["link_new"]
    itself = {**given, "number": source.subject_case.number}
    assert ids(refused(source, "case.link", **itself)) == ["link_other_found"]
    row = CaseLink.objects.get(case=source.subject_case)
    source.perform("case.unlink", case=source.subject_case, link=row.pk, note="车辆不是同一批")
    assert state_facts(source.subject_case.known, source.day, "430581")["links_open"] == 0
    assert ids(refused(source, "case.unlink", case=source.subject_case, link=row.pk, note="再次")) == ["link_chosen", "link_exists"]  # fmt: skip
    steps.link(source, transport.subject_case, kind="same_party")
    page = login(source.pair[0]).get(f"/cases/{source.subject_case.pk}/links/")
    assert [link.kind for link in page.context["joint"].others] == ["同一当事人"]


def test_two_chains_that_meet_become_one(three: list[Walk]) -> None:
    source, transport, dump = three
    steps.link(source, transport.subject_case, stage="source", other_stage="transport")
    steps.split(dump)
    new = Case.objects.get(number=CaseLink.objects.get(kind="split").other.number)
    steps.link(dump, new, stage="dump", other_stage="dump")
    assert CaseLink.objects.filter(kind="chain").values("group").distinct().count() == 2
    steps.link(transport, dump.subject_case, stage="transport", other_stage="dump")
    assert CaseLink.objects.filter(kind="chain").values("group").distinct().count() == 1


def test_merging_ends_the_case_and_its_evidence_serves_the_other(three: list[Walk]) -> None:
    first, second, foreign = three
    steps.merge(second, first.subject_case)
    merged = second.subject_case
    assert (merged.outcome, merged.known["merged_into"]) == ("merged", first.subject_case.chain_key)
    assert second.instrument("merge_approval")
    page = login(first.pair[0]).get(f"/cases/{first.subject_case.pk}/links/")
    assert {record.case_id for record in page.context["joint"].evidence} == {merged.pk}
    execution.close(second)
    execution.archive(second)
    assert second.subject_case.stage == "archived"
    given = {"case": first.subject_case, "same_fact": True, "note": "理由"}
    verdict = refused(first, "case.merge", "deputy_head", number=merged.number, **given)
    assert ids(verdict) == ["merge_target_open"]
    verdict = refused(first, "case.merge", "deputy_head", number=foreign.subject_case.number, **given)
    assert ids(verdict) == ["merge_same_party"]
    call_command("verify")


def test_a_split_case_keeps_the_day_of_filing(three: list[Walk]) -> None:
    walk = three[0]
    other = make_matter(walk.cast.bureau, title="随意倾倒建筑垃圾")
    given = {"case": walk.subject_case, "matter": walk.matter, "party": walk.party, "summary": "事实", "note": "理由"}  # fmt: skip
    assert ids(refused(walk, "case.split", "deputy_head", **given)) == ["split_distinct"]
    new = steps.split(walk, matter=str(other.pk))
    assert new.opened_on == walk.subject_case.opened_on and new.stage == "filed"
    reading = next(r for running, r in readings(new.known, CASE_CLOCKS, walk.day, "430581") if running.clock == "case_decision")  # fmt: skip
    assert reading.started_on == walk.subject_case.opened_on
    page = login(walk.pair[0]).get(f"/cases/{new.pk}/links/")
    assert [link.kind for link in page.context["joint"].others] == ["本案由其分出"]
    call_command("verify")
