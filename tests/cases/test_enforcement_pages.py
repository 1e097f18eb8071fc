"""执行台账 and the acts of enforcement through the pages."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cases.test_execution import go_to

from chengguan.cases.models import Outstanding
from chengguan.cases.procedure import STEPS
from chengguan.cases.selectors import enforcement
from chengguan.web.demonstration import enforcement_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration.walk import Walk


@pytest.fixture
def served(walk: Walk) -> Walk:
    walk.plan["fine"] = "3000"
    execution.summary_decide(walk)
    execution.summary_serve(walk)
    execution.summary_report(walk)
    return walk


def ledger(walk: Walk, **filters: str) -> list[enforcement.Row]:
    found = enforcement.ledger_page(walk.as_role("organ_head"), enforcement.Filters(**filters), walk.day)
    return found.rows


def test_the_ledger_follows_the_case(served: Walk) -> None:
    row = ledger(served)[0]
    assert (row.state, row.due_on, row.outstanding) == ("未到履行期限", date(2024, 5, 21), 3000)
    assert (row.demand_by, row.apply_by) == (date(2024, 9, 13), date(2024, 10, 5))
    go_to(served, date(2024, 6, 3))
    assert [row.next_step for row in ledger(served, state="overdue")] == ["加处罚款；救济期满后催告"]
    steps.additional_fine(served)
    go_to(served, date(2024, 7, 8))
    steps.demand(served)
    assert [row.outstanding for row in ledger(served, state="demanded")] == [6000]
    go_to(served, date(2024, 7, 23))
    assert [row.next_step for row in ledger(served, state="ready")] == ["申请法院强制执行"]
    assert [row.state for row in ledger(served)] == ["可以申请法院执行"]
    steps.apply_to_court(served)
    assert [row.next_step for row in ledger(served, state="court")] == ["等待法院决定是否受理"]
    go_to(served, date(2024, 10, 30))
    assert not ledger(served, state="missed") and len(list(enforcement.export_rows(served.as_role("organ_head"), enforcement.Filters(), served.day))) == 1  # fmt: skip
    steps.court_says(served, "acceptance")
    steps.court_says(served, "ruling")
    steps.court_collects(served)
    assert ledger(served) == [] and not Outstanding.objects.exists()


def test_pages_of_the_ledger(served: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enforcement, "PAGE_SIZE", 2)
    for _ in range(4):
        execution.summary_decide(served, place=f"演示路{_}号")
        execution.summary_serve(served)
    viewer = served.as_role("organ_head")
    first = enforcement.ledger_page(viewer, enforcement.Filters(), served.day)
    second = enforcement.ledger_page(viewer, enforcement.Filters(), served.day, cursor=first.later)
    third = enforcement.ledger_page(viewer, enforcement.Filters(), served.day, cursor=second.later)
    numbers = [row.number for page in (first, second, third) for row in page.rows]
    assert len(numbers) == len(set(numbers)) == 5 and (first.earlier, third.later) == ("", "")
    back = enforcement.ledger_page(
        viewer, enforcement.Filters(), served.day, cursor=third.earlier, backwards=True
    )
    assert [row.number for row in back.rows] == [row.number for row in second.rows]
    end = enforcement.ledger_page(viewer, enforcement.Filters(), served.day, last=True)
    assert end.later == "" and end.rows


def client_of(client: Client, walk: Walk, role: str) -> Client:
    client.force_login(walk.cast.officers[role].user)
    return client


def test_the_pages_open(served: Walk, client: Client) -> None:
    client_of(client, served, "organ_head")
    page = client.get("/enforcement/")
    assert page.status_code == 200 and "执行台账" in page.content.decode()
    assert served.subject_case.number in page.content.decode()
    book = client.get("/enforcement/export.xlsx?state=missed")
    assert book.status_code == 200 and book["Content-Type"].endswith("sheet")


def test_the_papers_for_the_court_come_as_one_file(served: Walk, client: Client) -> None:
    client_of(client, served, "organ_head")
    url = f"/cases/{served.subject_case.pk}/court-file.zip"
    go_to(served, date(2024, 7, 8))
    steps.demand(served)
    go_to(served, date(2024, 7, 23))
    steps.apply_to_court(served)
    answer = client.get(url)
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    titles = [name.split("_")[1] for name in names]
    assert titles[:3] == ["强制执行申请书", "当场行政处罚决定书", "履行义务催告书"]


def test_every_form_of_enforcement_opens(served: Walk) -> None:
    from chengguan.cases.procedure import enforcement as part

    go_to(served, date(2024, 6, 3))
    for step in part.STEPS:
        form = STEPS[step.kind].form(
            subject=served.subject_case, actor=served.as_role("handler"), at=served.now
        )
        assert form.as_div()


def test_queries_do_not_grow_with_the_rows(served: Walk, client: Client) -> None:
    client_of(client, served, "organ_head")
    client.get("/enforcement/")
    with CaptureQueriesContext(connection) as one:
        client.get("/enforcement/")
    for number in range(3):
        execution.summary_decide(served, place=f"演示路{number}号")
        execution.summary_serve(served)
    with CaptureQueriesContext(connection) as four:
        client.get("/enforcement/")
    assert len(one) == len(four)


def test_the_demand_page_shows_the_last_day(served: Walk, client: Client) -> None:
    client.force_login(served.pair[0].user)
    page = client.get(f"/cases/{served.subject_case.pk}/acts/case.demand/").content.decode()
    assert "催告书最迟2024-09-13送达" in page
    tried = client.get(
        f"/cases/{served.subject_case.pk}/what-if/?clock=court_demand_latest&started=2024-02-06"
    )
    assert "2024-04-17" in tried.content.decode()
