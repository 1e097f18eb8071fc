"""统计 pages: figures open onto their records under the viewer's rights; parts, checks and exports."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from chengguan.ledger.models import Entry
from chengguan.people.models import Officer
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def summary(walk: Walk) -> Walk:
    walk.plan["fine"] = "100"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    return walk


def head_of(walk: Walk) -> Client:
    return login(walk.cast.officers["organ_head"])


def test_a_figure_opens_onto_its_records_and_parts(summary: Walk) -> None:
    client = head_of(summary)
    board = client.get("/reports/?year=2024").content.decode()
    assert '<a href="/reports/penalty_cases/?year=2024">行政处罚案件</a>' in board
    assert "等待“行政检查”模块" in board
    page = client.get("/reports/penalty_cases/?year=2024&by=unit").content.decode()
    assert f"/cases/{summary.subject_case.pk}/" in page
    assert "当场处罚" in page or "简易程序处罚案件" in page
    squad = summary.subject_case.squad_id
    part = client.get(f"/reports/penalty_cases/?year=2024&by=unit&part={squad}").content.decode()
    assert f"/cases/{summary.subject_case.pk}/" in part
    other = client.get("/reports/penalty_cases/?year=2024&by=unit&part=999999").content.decode()
    assert f"/cases/{summary.subject_case.pk}/" not in other
    assert client.get("/reports/penalty_cases/?year=2024&by=month&part=2024-05").status_code == 200
    assert "没有数字" in client.get("/reports/inspections/").content.decode()
    assert client.get("/reports/no_such_measure/").status_code == 404


def test_periods_are_read_from_the_address(summary: Walk) -> None:
    client = head_of(summary)
    day = summary.subject_case.decided_on
    assert day is not None
    row = f"/cases/{summary.subject_case.pk}/"
    assert row in client.get(f"/reports/fines/?year=2024&month={day.month}").content.decode()
    assert row in client.get(f"/reports/fines/?first={day}&last={day}").content.decode()
    later = day + timedelta(days=1)
    assert row not in client.get(f"/reports/fines/?first={later}&last={later}").content.decode()
    assert client.get("/reports/fines/?year=x&month=99&after=bad&by=nothing&first=1").status_code == 200


def test_an_officer_of_another_squad_sees_the_figure_but_not_the_record(summary: Walk) -> None:
    mine = summary.subject_case.squad_id
    other = next(officer for officer in summary.cast.handlers if officer.unit_id != mine)
    page = login(other).get("/reports/penalty_cases/?year=2024").content.decode()
    assert "行政处罚案件：1" in page and "您的岗位可以查看的记录" in page
    assert f"/cases/{summary.subject_case.pk}/" not in page


def test_the_checks_of_a_period_are_shown(summary: Walk) -> None:
    page = head_of(summary).get("/reports/checks/?year=2024").content.decode()
    assert "全部成立" in page and "行政处罚案件等于各部分之和" in page


def test_an_export_holds_the_records_and_is_on_the_record(summary: Walk) -> None:
    answer = head_of(summary).get("/reports/fines/export.xlsx?year=2024")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2 and summary.subject_case.number in str(rows[1][1])
    assert Entry.objects.filter(kind="data.export").count() == 1


def test_records_cost_the_same_however_many_there_are(summary: Walk, make_walk: object) -> None:
    client = head_of(summary)
    client.get("/reports/penalty_cases/?year=2024")
    with CaptureQueriesContext(connection) as one:
        client.get("/reports/penalty_cases/?year=2024")
    for number in range(2):
        walk: Walk = make_walk(now=summary.now + timedelta(days=number + 1))  # type: ignore[operator]
        walk.plan["fine"] = "100"
        steps.summary_decide(walk)
    with CaptureQueriesContext(connection) as three:
        client.get("/reports/penalty_cases/?year=2024")
    assert len(three) == len(one) <= 20
