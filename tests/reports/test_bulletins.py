"""The monthly bulletin: problems found in the record, named as far as the reader's rights go, frozen with its figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from chengguan.base.dates import CHINA
from chengguan.ledger.acting import Refused
from chengguan.people.models import Officer
from chengguan.reports.bulletins import acts
from chengguan.reports.issued import verify_issued_reports
from chengguan.reports.models import Bulletin, IssuedFigure
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
JUNE = datetime(2024, 6, 3, 9, tzinfo=CHINA)
MAY = date(2024, 5, 1)


@pytest.fixture
def decided(walk: Walk) -> Walk:
    """A decision on the spot of 2024-05-06 that was never reported to the organ: its period has run out."""
    steps.summary_decide(walk)
    walk.now = JUNE
    return walk


def drafted(walk: Walk, **texts: str) -> Bulletin:
    inputs: dict[str, Any] = {"month": MAY, "remarks": "", "demands": "逾期事项一周内办结。", **texts}
    bulletin: Bulletin = acts.draft(actor=walk.as_role("legal_reviewer"), at=walk.now, **inputs).result
    return bulletin


def issued(walk: Walk) -> Bulletin:
    actor = walk.as_role("deputy_head")
    bulletin: Bulletin = acts.issue(actor=actor, at=walk.now, bulletin=drafted(walk)).result
    return bulletin


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def test_a_draft_finds_what_is_overdue_and_counts_the_month(decided: Walk) -> None:
    content = drafted(decided).content
    figures = {row["measure"]: row for row in content["figures"]}
    assert (figures["penalty_cases"]["value"], figures["penalty_cases"]["before"]) == ("1", "0")
    overdue = next(item for item in content["problems"] if item["id"] == "overdue")
    assert overdue["count"] >= 1
    row = overdue["rows"][0]
    assert decided.subject_case.number in row["label"]
    assert decided.subject_case.party_name not in row["label"]
    assert row["days"] > 0
    units = {row["name"]: row for row in content["units"]}
    assert units[decided.cast.squads[0].name]["penalty_cases"] == "1"


def test_only_a_month_that_is_over_and_only_once(decided: Walk) -> None:
    decided.now = datetime(2024, 5, 31, 18, tzinfo=CHINA)
    with pytest.raises(Refused) as early:
        drafted(decided)
    assert unmet(early) == ["bulletin_month_over"]
    decided.now = JUNE
    drafted(decided)
    with pytest.raises(Refused) as twice:
        drafted(decided)
    assert unmet(twice) == ["bulletin_single"]


def test_a_draft_that_the_record_has_left_behind_is_not_issued(decided: Walk, make_walk: Any) -> None:
    bulletin = drafted(decided, demands="")
    other = make_walk(now=datetime(2024, 5, 20, 9, tzinfo=CHINA))
    steps.summary_decide(other)
    with pytest.raises(Refused) as refused:
        acts.issue(actor=decided.as_role("deputy_head"), at=decided.now, bulletin=bulletin)
    assert unmet(refused) == ["bulletin_demands_given", "bulletin_figures_current"]
    reviser = decided.as_role("legal_reviewer")
    acts.revise(actor=reviser, at=decided.now, bulletin=bulletin, remarks="平稳", demands="限期办结。")
    done = acts.issue(actor=decided.as_role("deputy_head"), at=decided.now, bulletin=bulletin)
    assert done.result.stage == Bulletin.ISSUED


def test_issued_figures_stay_with_their_records(decided: Walk, make_walk: Any) -> None:
    bulletin = issued(decided)
    assert bulletin.number.startswith("武城管法通报〔2024〕")
    figure = IssuedFigure.objects.get(subject=bulletin.chain_key, place="figure/penalty_cases/value")
    assert figure.value == 1 and figure.count == 1
    assert list(verify_issued_reports()) == []
    other = make_walk(now=datetime(2024, 5, 20, 9, tzinfo=CHINA))
    steps.summary_decide(other)
    figure.refresh_from_db()
    assert figure.value == 1
    IssuedFigure.objects.filter(pk=figure.pk).update(value=2)
    assert len(list(verify_issued_reports())) == 1


def test_cases_of_other_units_are_counted_but_not_named(decided: Walk) -> None:
    bulletin = issued(decided)
    number = decided.subject_case.number
    own = login(decided.cast.handlers[0])
    assert number in own.get(f"/bulletins/{bulletin.pk}/").content.decode()
    other = next(o for o in decided.cast.handlers if o.unit_id != decided.cast.squads[0].pk)
    stranger = login(other)
    page = stranger.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert number not in page
    assert "您的岗位看不到名单" in page
    assert stranger.get(f"/bulletins/{bulletin.pk}/pdf").status_code == 404
    figure = f"/bulletins/{bulletin.pk}/figures/penalty_cases/value/"
    assert number not in stranger.get(figure).content.decode()
    assert number in own.get(figure).content.decode()


def test_drafted_issued_and_withdrawn_through_pages(decided: Walk) -> None:
    with time_machine.travel(JUNE, tick=False):
        legal, head = (login(decided.cast.officers[role]) for role in ("legal_reviewer", "organ_head"))
        form = legal.get("/bulletins/new/").content.decode()
        assert "2024年5月" in form and "整改" not in form.split("工作要求")[0]
        page = legal.post("/bulletins/new/", {"month": "2024-05-01", "demands": "限期办结。"}, follow=True)
        assert "编制中" in page.content.decode()
        bulletin = Bulletin.objects.get()
        address = f"/bulletins/{bulletin.pk}/"
        refused = legal.post(f"{address}acts/bulletin.issue/", {})
        assert refused.status_code == 409
        assert login(decided.cast.handlers[0]).get(address).status_code == 404
        assert "已印发" in head.post(f"{address}acts/bulletin.issue/", {}, follow=True).content.decode()
        for form_name, mark in (("pdf", b"%PDF"), ("docx", b"PK")):
            answer = head.get(f"{address}{form_name}")
            assert b"".join(answer.streaming_content).startswith(mark)  # type: ignore[attr-defined]
        bare = head.post(f"{address}acts/bulletin.withdraw/", {"reason": ""})
        assert bare.status_code == 409 and "请写明哪里有误" in bare.content.decode()
        gone = head.post(f"{address}acts/bulletin.withdraw/", {"reason": "漏计一件"}, follow=True)
        assert "漏计一件" in gone.content.decode()
        assert "2024年5月" in legal.get("/bulletins/new/").content.decode()
    assert list(verify_issued_reports()) == []


def test_queries_of_the_pages_do_not_grow(decided: Walk, django_assert_max_num_queries: Any) -> None:
    bulletin = issued(decided)
    client = login(decided.cast.officers["organ_head"])
    with django_assert_max_num_queries(12):
        assert client.get("/bulletins/").status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get(f"/bulletins/{bulletin.pk}/").status_code == 200
