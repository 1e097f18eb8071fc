"""环节录像: in 解放区 a step without footage blocks the end of the investigation by name; tying and marking cures it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.cases.filming import film, mark_step, tie_to
from tests.cases.investigating import ids, refused, run
from tests.conftest import make_party

from chengguan.cases.facts.conduct import items
from chengguan.cases.facts.footage import footage_facts, footage_of
from chengguan.cases.models import Case, StepFootage
from chengguan.cases.procedure import STEPS
from chengguan.cases.verifying_footage import verify_footage
from chengguan.ledger.acting import Refused
from chengguan.people.models import Bureau
from chengguan.recordings.acts.marking import withdraw_mark
from chengguan.recordings.acts.tying import untie
from chengguan.recordings.models import Recording, Tie
from chengguan.reports.measures import Period, records_of
from chengguan.reports.measures.figures import reading
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk
from lawengine import Verdict

pytestmark = pytest.mark.django_db
MakeWalk = Callable[..., Walk]
INVESTIGATION = ["亮证", "告知权利义务", "核对签字", "现场检查", "询问"]


@pytest.fixture
def jiefang(bureau: Bureau) -> Bureau:
    """The invented bureau under the rules of 解放区."""
    Bureau.objects.filter(pk=bureau.pk).update(jurisdiction="410802")
    bureau.refresh_from_db()
    return bureau


@pytest.fixture
def ready(walk: Walk) -> Walk:
    """Everything done but the end of the investigation."""
    return run(walk, "case.order_correction")


def outlook(walk: Walk) -> Verdict:
    """The verdict on finishing now."""
    inputs = steps.report_inputs(walk)
    finish = STEPS["case.finish_investigation"].perform
    with pytest.raises(Refused) as refusal:
        finish(actor=walk.as_role("handler"), at=walk.now, case=walk.subject_case, **inputs)
    return refusal.value.verdict


def login(walk: Walk) -> Client:
    client = Client()
    client.force_login(walk.pair[0].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_required_steps_without_footage_block_by_name(jiefang: Bureau, ready: Walk) -> None:
    verdict = outlook(ready)
    assert ids(verdict) == ["footage_required"]
    found = verdict.finding("footage_required")
    assert found is not None
    assert sorted(found.seen["footage_missing_required"]) == sorted(INVESTIGATION)
    text = login(ready).get(f"/cases/{ready.subject_case.pk}/").content.decode()
    assert "缺录像：" in text and "告知权利义务" in text


def test_tying_and_marking_cures_it(jiefang: Bureau, ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    tie_to(ready, footage)
    for place, step in enumerate(("credentials", "inform", "inspect", "interview")):
        mark_step(ready, footage, step, place * 60_000)
    assert outlook(ready).finding("footage_required").seen["footage_missing_required"] == ["核对签字"]  # type: ignore[union-attr]
    mark_step(ready, footage, "sign", 600_000)
    steps.finish(ready)
    case = ready.subject_case
    assert case.stage == "investigated" and case.footage == 1
    noted = StepFootage.objects.filter(case=case)
    assert noted.filter(required=True, covered=True).count() == 5
    assert list(verify_footage()) == []


def test_elsewhere_it_is_only_said(ready: Walk) -> None:
    """武冈: recommended; the note names the steps and nothing stands in the way."""
    facts = footage_facts(ready.subject_case, ready.day, "430581")
    assert facts["footage_missing_required"] == [] and set(facts["footage_missing_recommended"]) == set(
        INVESTIGATION
    )
    steps.finish(ready)
    assert ready.subject_case.stage == "investigated"


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"ends_ms": 3_601_000}, True),
        ({"recording_destroyed": True}, False),
        ({"cut_off": True}, False),
        ({"withdrawn": True}, False),
    ],
)
def test_what_counts_as_footage(ready: Walk, tmp_path: Path, changes: dict[str, Any], counts: bool) -> None:
    footage = film(ready, tmp_path)
    ends = {} if "ends_ms" not in changes else {"begins_ms": 3_590_000, "ends_ms": 3_600_000}
    row = mark_step(ready, footage, "inspect", **ends)
    if changes.get("recording_destroyed"):
        Recording.objects.filter(pk=footage.pk).update(stage="destroyed", destroyed_on=ready.day)
    if changes.get("cut_off"):
        Recording.objects.filter(pk=footage.pk).update(duration_ms=5_000, whole=False)
    if changes.get("withdrawn"):
        withdraw_mark(actor=ready.as_role("handler"), at=ready.now, mark=row)
    assert bool(footage_of(ready.subject_case)) is counts


def test_marks_without_a_case_count_where_the_recording_is_tied(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    mark_step(ready, footage, "inspect", subject_key="", subject_number="", subject_title="")
    assert footage_of(ready.subject_case) == []
    tie_to(ready, footage)
    assert [row.step for row in footage_of(ready.subject_case)] == ["inspect"]


def test_marks_of_another_case_do_not_count(ready: Walk, make_walk: MakeWalk, tmp_path: Path) -> None:
    other = run(make_walk(party=make_party(ready.cast, name="另一家公司", credit_code="")), "case.file")
    mark_step(other, film(other, tmp_path), "inspect")
    assert footage_of(ready.subject_case) == [] and len(footage_of(other.subject_case)) == 1


def test_the_count_follows_ties(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    tie_to(ready, footage)
    assert ready.subject_case.footage == 1
    untie(
        actor=ready.as_role("handler"), at=ready.now, recording=footage, subject_key=ready.subject_case.chain_key,
        reason="不是本案",
    )  # fmt: skip
    assert ready.subject_case.footage == 0
    Case.objects.update(footage=7)
    assert len(list(verify_footage())) == 1


def test_a_mark_after_the_end_is_seen_by_the_figures(ready: Walk, cast: Cast, tmp_path: Path) -> None:
    steps.finish(ready)
    assert not StepFootage.objects.filter(case=ready.subject_case, covered=True).exists()
    mark_step(ready, film(ready, tmp_path), "interview")
    assert [row.step for row in StepFootage.objects.filter(covered=True)] == ["interview"]
    period = Period.year(2024)
    values = {
        name: reading(cast.bureau.pk, name, period).value
        for name in ("cases_with_footage", "steps_to_record", "steps_recorded")
    }
    assert values == {"cases_with_footage": 1, "steps_to_record": 5, "steps_recorded": 1}
    found = records_of(ready.as_role("legal_reviewer"), "steps_recorded", 2024)
    assert found is not None and "有录像" in found[2][0].note


def test_conduct_record_marks_the_recording(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path, began_at=ready.now - timedelta(minutes=30), minutes=20)
    order = items(ready.day, "430581")
    begin = ready.now - timedelta(minutes=29)
    times = {item.id: begin + timedelta(seconds=30 * place) for place, item in enumerate(order)}
    ready.perform(
        "case.record_conduct", case=ready.subject_case, officers=ready.pair_ids, place="示范路", times=times,
        approach="management", recording=footage.number,
    )  # fmt: skip
    found = footage_of(ready.subject_case)
    assert [row.begins_ms for row in found] == [60_000 + 30_000 * place for place in range(7)]
    assert {row.step for row in found} == {"credentials", "inform", "conduct"}
    assert ready.subject_case.known["conducts"][0]["items"][2]["offset"] == 120
    assert Tie.objects.filter(recording=footage, subject_key=ready.subject_case.chain_key).exists()
    assert ready.subject_case.footage == 1 and list(verify_footage()) == []


def test_closing_asks_for_the_footage_of_service(jiefang: Bureau, ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    for place, step in enumerate(("credentials", "inform", "inspect", "interview", "sign")):
        mark_step(ready, footage, step, place * 60_000)
    case = ready.subject_case
    Case.objects.filter(pk=case.pk).update(known={**case.known, "acts": [*case.known["acts"], "case.serve"]})
    verdict = refused(
        ready, "case.close", "deputy_head", case=ready.subject_case, performance="已缴", opinion="结案"
    )
    found = verdict.finding("footage_required")
    assert found is not None and found.seen["footage_missing_required"] == ["送达"]
    mark_step(ready, footage, "serve", 900_000)
    verdict = refused(
        ready, "case.close", "deputy_head", case=ready.subject_case, performance="已缴", opinion="结案"
    )
    assert "footage_required" not in ids(verdict)


# --- the tab ------------------------------------------------------------------------------------------------


def test_the_tab_ties_and_marks_with_one_tap(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    client, page = login(ready), f"/cases/{ready.subject_case.pk}/recordings/"
    text = client.get(page).content.decode()
    assert footage.number in text and "本案执法人员" in text and "关联本案" in text
    assert client.post(f"{page}tie/", {"recording": footage.pk}).status_code == 302
    assert Tie.objects.filter(recording=footage, untied_at=None).count() == 1
    wrong = client.post(f"{page}mark/", {"recording": footage.pk, "step": "inspect", "begins": "3:75"})
    assert wrong.status_code == 422 and "分:秒" in wrong.content.decode()
    sent = {"recording": footage.pk, "step": "inspect", "begins": "3:05", "ends": "4:00", "note": "丈量"}
    assert client.post(f"{page}mark/", sent).status_code == 302
    assert [(row.begins_ms, row.ends_ms) for row in footage_of(ready.subject_case)] == [(185_000, 240_000)]
    text = client.get(page).content.decode()
    assert "有录像" in text and 'name="at_ms" value="185000"' in text
    assert client.post(f"{page}untie/", {"recording": footage.pk, "reason": ""}).status_code == 409
    assert client.post(f"{page}untie/", {"recording": footage.pk, "reason": "他案"}).status_code == 302


def test_another_squad_may_not_tie_here(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    client = Client()
    client.force_login(ready.cast.handlers[-1].user, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/cases/{ready.subject_case.pk}/recordings/"
    assert client.get(page).status_code == 404
    assert client.post(f"{page}tie/", {"recording": footage.pk}).status_code == 404


def test_recordings_of_other_squads_are_only_counted(ready: Walk, tmp_path: Path) -> None:
    footage = film(ready, tmp_path)
    tie_to(ready, footage)
    Recording.objects.filter(pk=footage.pk).update(squad=ready.cast.squads[1])
    text = login(ready).get(f"/cases/{ready.subject_case.pk}/recordings/").content.decode()
    assert "另有 1 份关联录像" in text and footage.number not in text


def test_queries_do_not_grow(ready: Walk, tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        footage = film(ready, tmp_path)
        tie_to(ready, footage)
        for place in range(3):
            mark_step(ready, footage, "inspect", place * 60_000)
    client = login(ready)
    with django_assert_max_num_queries(18):
        client.get(f"/cases/{ready.subject_case.pk}/recordings/")
    with django_assert_max_num_queries(20):
        client.get(f"/cases/{ready.subject_case.pk}/evidence/")


def test_footage_of_a_case_is_that_of_its_party_once_it_is_known(walk: Walk, tmp_path: Path) -> None:
    run(walk, "case.file")
    tie_to(walk, film(walk, tmp_path))
    assert Tie.objects.get().party_id == walk.subject_case.party_id
    steps.identify(walk)
    tie = Tie.objects.get()
    assert (tie.party_id, tie.subject_number) == (walk.party.pk, walk.subject_case.number)
