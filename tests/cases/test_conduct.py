"""六先一后: seven items with their times, their order and their place in the recording; the page works without script."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cases.investigating import ids, refused

from chengguan.base.dates import CHINA
from chengguan.cases.facts.conduct import items, offsets, out_of_order
from chengguan.documents.models import Instrument
from chengguan.people.models import Officer
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import fast_track_steps as fast
from chengguan.web.demonstration import investigation_steps as investigation
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(walk: Walk) -> Walk:
    for step in (investigation.register_lead, investigation.verify_lead, investigation.file):
        step(walk)
    return walk


@pytest.fixture
def today(walk: Walk) -> Walk:
    """A case filed an hour ago."""
    walk.now = timezone.now() - timedelta(hours=5)
    for step in (investigation.register_lead, investigation.verify_lead, investigation.file):
        step(walk)
    return walk


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


def test_items_stand_in_the_recording_to_the_second(filed: Walk) -> None:
    fast.record_conduct(filed)
    row = filed.subject_case.known["conducts"][0]
    assert [item["offset"] for item in row["items"]] == [20, 50, 80, 110, 140, 170, 200]
    assert row["recording"].startswith("ZFY-01-") and not row["missing"] and not row["out_of_order"]
    paper = Instrument.objects.get(subject_key=filed.subject_case.chain_key, kind="conduct_record")
    assert json.loads(paper.context)["act"]["rows"][2]["place"] == "1分20秒"


def test_a_summary_case_is_recorded_too(walk: Walk) -> None:
    walk.plan["fine"] = "100"
    execution.summary_decide(walk)
    fast.record_conduct(walk)
    assert "case.record_conduct" in walk.subject_case.known["acts"]


def test_what_was_left_out_or_came_too_early_needs_a_reason(filed: Walk) -> None:
    order = items(filed.day, "430581")
    times = {item.id: filed.now + timedelta(minutes=place) for place, item in enumerate(order)}
    times["credentials"] = filed.now + timedelta(minutes=30)
    assert [item.id for item in out_of_order(order, times)] == ["facts", "persuade", "basis", "decide"]
    times = {item.id: filed.now for item in order[1:]}
    inputs = {
        "officers": filed.pair_ids, "place": "示范路", "times": times, "approach": "management", "recording": "",
        "recording_begun_at": None, "remarks": "",
    }  # fmt: skip
    found = refused(filed, "case.record_conduct", case=filed.subject_case, **inputs)
    assert ids(found) == ["conduct_complete"]
    filed.perform(
        "case.record_conduct",
        case=filed.subject_case,
        **inputs,
        reasons={"conduct_complete": "当事人驾车欲离开，先行拦停。"},
    )
    assert filed.subject_case.known["conducts"][0]["missing"] == ["salute"]


def test_times_of_two_days_or_of_tomorrow_are_refused(filed: Walk) -> None:
    order = items(filed.day, "430581")
    inputs = {"officers": filed.pair_ids, "place": "示范路", "approach": "service"}
    for shift in (timedelta(days=1), timedelta(hours=1)):
        times = {item.id: filed.now + shift for item in order}
        found = refused(filed, "case.record_conduct", case=filed.subject_case, times=times, **inputs)
        assert "conduct_times_sound" in ids(found)
    assert offsets({"salute": filed.now}, filed.now + timedelta(seconds=1)) == {}


def test_a_tick_sets_the_time_without_script(today: Walk) -> None:
    client, page = login(today.pair[0]), f"/cases/{today.subject_case.pk}/conduct/"
    assert client.get(f"/cases/{today.subject_case.pk}/acts/case.record_conduct/")["Location"] == page
    text = client.get(page).content.decode()
    assert text.count('name="tick"') == 7 and "敬礼在先" in text
    data: dict[str, object] = {}
    for item in items(timezone.now().date(), "430581"):
        answer = client.post(page, {**data, "tick": item.id})
        assert answer.status_code == 200
        data[f"time_{item.id}"] = answer.context["form"][f"time_{item.id}"].value()
        assert data[f"time_{item.id}"] and "is-done" in answer.content.decode()
    untick = client.post(page, {**data, "tick": "salute"})
    assert untick.context["form"]["time_salute"].value() == ""
    done = {
        **data,
        "place": "示范路",
        "approach": "management",
        "officers": today.pair_ids,
        "recording": "ZFY-7",
    }
    assert client.post(page, done).status_code == 302
    assert today.subject_case.known["conducts"][0]["approach"] == "management"


def test_the_page_shows_the_refusal_and_keeps_what_was_entered(today: Walk) -> None:
    client, page = login(today.pair[0]), f"/cases/{today.subject_case.pk}/conduct/"
    now = timezone.now().astimezone(CHINA)
    data = {
        "time_salute": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "place": "示范路",
        "approach": "service",
        "officers": today.pair_ids[:1],
    }
    answer = client.post(page, data)
    text = answer.content.decode()
    assert answer.status_code == 409 and "行政处罚法" in text and "第四十二条" in text
    assert data["time_salute"] in text
    assert client.post(page, {"place": ""}).status_code == 422


def test_outsiders_do_not_find_it(today: Walk) -> None:
    page = f"/cases/{today.subject_case.pk}/conduct/"
    assert login(today.cast.handlers[-1]).get(page).status_code == 404
    assert login(today.cast.officers["system_admin"]).get(page).status_code == 403
