"""The cockpit: what leaders see is what the measures say, as far as their reach goes, with a table for every chart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from chengguan.base.dates import CHINA
from chengguan.people.models import Unit
from chengguan.reports.cockpit.selectors import Chart, Cockpit, cockpit
from chengguan.reports.measures import Period
from chengguan.reports.measures.figures import reading
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 3)


@pytest.fixture
def decided(walk: Walk) -> Walk:
    steps.summary_decide(walk)
    return walk


def seen(walk: Walk, role: str, measure: str = "penalty_cases", year: int = 2024) -> Cockpit:
    return cockpit(walk.as_role(role), year, measure, TODAY)


def chart(page: Cockpit, name: str) -> Chart:
    return next(found for found in page.charts if found.id == name)


def test_charts_say_what_the_measure_says(decided: Walk) -> None:
    page = seen(decided, "organ_head")
    whole = reading(decided.cast.bureau.pk, "penalty_cases", Period(date(2024, 1, 1), TODAY)).value
    assert whole == 1
    for name in ("trend", "unit", "matter", "area"):
        found = chart(page, name)
        assert sum(found.data["values"][0]) == whole, name
        assert len(found.rows) == len(found.data["labels"])
    assert chart(page, "trend").data["labels"][-1] == "6月"
    assert chart(page, "unit").rows[0].label == decided.cast.squads[0].name


def test_a_brigade_leader_sees_his_brigade_only(decided: Walk) -> None:
    mine = seen(decided, "brigade_leader")
    assert sum(chart(mine, "trend").data["values"][0]) == 1
    assert mine.named
    other = Unit.objects.create(bureau=decided.cast.bureau, kind="brigade", name="另一大队")
    leader = decided.cast.officers["brigade_leader"]
    leader.unit = other
    leader.save()
    leader.posts.update(unit=other)
    theirs = seen(decided, "brigade_leader")
    assert sum(chart(theirs, "trend").data["values"][0]) == 0
    assert not chart(theirs, "unit").rows and not theirs.named
    assert {tile.measure: tile.value for tile in theirs.tiles}["penalty_cases"] == "0"


def test_overdue_duties_are_counted_by_unit(decided: Walk) -> None:
    due = chart(seen(decided, "organ_head"), "due")
    assert due.data["labels"] == [decided.cast.squads[0].name]
    assert due.data["values"][0][0] >= 1
    page = seen(decided, "organ_head")
    assert page.named[0].days_left < 0


def test_the_page_has_a_table_for_every_chart(decided: Walk, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(decided.cast.officers["organ_head"].user)
    with time_machine.travel(datetime(2024, 6, 3, 9, tzinfo=CHINA), tick=False):
        with django_assert_max_num_queries(80):
            page = client.get("/cockpit/?measure=fines").content.decode()
        assert client.get("/cockpit/?year=x&measure=%3Cscript%3E").status_code == 200
    assert page.count('class="ck-chart"') == page.count("ck-table") >= 5
    assert "罚款金额：按单位" in page
    assert "style=" not in page.split("<main")[1]


def test_an_officer_without_a_leaders_post_has_no_cockpit(decided: Walk) -> None:
    client = Client()
    client.force_login(decided.cast.handlers[0].user)
    assert client.get("/cockpit/").status_code == 403
