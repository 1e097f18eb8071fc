"""Pages of publications: board, preview, acts with their refusals, the tab of a case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.conftest import make_party

from chengguan.disclosure.acts import publishing
from chengguan.disclosure.copying import copy_posted
from chengguan.disclosure.models import Publication
from chengguan.ledger.models import Posted
from chengguan.people.models import Officer
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def decided(walk: Walk) -> Walk:
    walk.plan["fine"] = "3000"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    return walk


@pytest.fixture
def reviewer(walk: Walk) -> Client:
    return login(walk.cast.officers["legal_reviewer"])


def of(walk: Walk) -> Publication:
    return Publication.objects.get(subject_key=walk.subject_case.chain_key)


def post(client: Client, publication: Publication, kind: str, **data: Any) -> Any:
    return client.post(f"/publications/{publication.pk}/acts/publication.{kind}/", data, follow=True)


def test_the_preview_stands_beside_what_is_kept_back(decided: Walk, reviewer: Client) -> None:
    publication = of(decided)
    page = reviewer.get(f"/publications/{publication.pk}/").content.decode()
    preview = page.split("data-preview", 1)[1].split("不公示的内容和理由", 1)[0]
    assert "91430581MA4TE8T00P" in preview and "3000.00" in preview
    assert "13800000000" not in page
    assert "联系电话" in page.split("不公示的内容和理由", 1)[1] and "行政处罚法 50" in page
    assert "公示处罚决定" in page
    handler = login(decided.pair[0]).get(f"/publications/{publication.pk}/")
    assert handler.status_code == 200 and "acts/publication.release" not in handler.content.decode()


def test_release_and_withdrawal_through_the_pages(decided: Walk, reviewer: Client) -> None:
    publication = of(decided)
    done = post(reviewer, publication, "release")
    assert "已公示，公众现在可以查询" in done.content.decode()
    empty = post(reviewer, publication, "withdraw", reason="")
    assert empty.status_code == 422
    personal = post(reviewer, publication, "withdraw", reason="请联系13912345678")
    assert personal.status_code == 409 and "行政处罚法" in personal.content.decode()
    assert "请联系13912345678" in personal.content.decode()
    gone = post(reviewer, publication, "withdraw", reason="公示对象有误，依法撤回。").content.decode()
    assert "已撤回，公众只能看到以下说明" in gone and "公示对象有误，依法撤回。" in gone
    again = post(reviewer, publication, "release")
    assert again.status_code == 409 and "公示信息处于待公示状态" in again.content.decode()


def test_hold_correct_and_decline_through_the_pages(decided: Walk, reviewer: Client) -> None:
    publication = of(decided)
    assert "已暂缓公示" in post(reviewer, publication, "hold", reason="核对").content.decode()
    short = post(reviewer, publication, "correct", hide="的", reason="隐去")
    assert short.status_code == 422 and "至少写两个字" in short.content.decode()
    same = post(reviewer, publication, "correct", hide="没有这几个字", reason="隐去")
    assert same.status_code == 409
    post(reviewer, publication, "correct", hide="擅自占用城市道路", reason="隐去")
    assert "隐去" in reviewer.get(f"/publications/{publication.pk}/").content.decode()
    assert post(reviewer, publication, "decline", reason="商业秘密").status_code == 409
    head = login(decided.cast.officers["deputy_head"])
    assert "不予公示" in post(head, publication, "decline", reason="涉及商业秘密").content.decode()


def test_an_outsider_sees_nothing_and_a_handler_may_not_act(decided: Walk) -> None:
    publication = of(decided)
    stranger = login(decided.cast.pair(1)[0])
    assert stranger.get(f"/publications/{publication.pk}/").status_code == 404
    assert stranger.get(f"/cases/{decided.subject_case.pk}/publications/").status_code == 404
    handler = login(decided.pair[0])
    assert handler.post(f"/publications/{publication.pk}/acts/publication.release/").status_code == 403
    assert of(decided).stage == "prepared"


def test_the_tab_of_a_case_says_why_there_is_nothing(decided: Walk, reviewer: Client) -> None:
    case = decided.subject_case
    assert of(decided).number in reviewer.get(f"/cases/{case.pk}/publications/").content.decode()
    assert f"/cases/{case.pk}/publications/" in reviewer.get(f"/cases/{case.pk}/").content.decode()
    Publication.objects.all().delete()
    page = reviewer.get(f"/cases/{case.pk}/publications/").content.decode()
    assert "可以现在生成" in page
    made = reviewer.post(f"/cases/{case.pk}/publications/prepare/", follow=True).content.decode()
    assert "公示信息已生成" in made


def test_the_board_filters_exports_and_asks_a_constant_number_of_queries(
    walk: Walk, reviewer: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reviewer.get("/publications/").status_code == 200
        return len(asked)

    steps.summary_decide(walk)
    queries()
    before = queries()
    for _ in range(3):
        walk.later(minutes=30)
        steps.summary_decide(walk)
    assert queries() == before
    first = Publication.objects.order_by("pk")[0]
    assert first.number in reviewer.get(f"/publications/?q={first.number}").content.decode()
    for query in ("work=held", "work=withdraw", "stage=ended", "work=ending", "work=look", "year=1999"):
        assert "没有符合条件" in reviewer.get(f"/publications/?{query}").content.decode(), query
    assert "没有符合条件" not in reviewer.get("/publications/?work=late").content.decode()
    assert reviewer.get("/publications/export/?stage=prepared").headers["Content-Type"].endswith("sheet")


def test_the_public_copy_is_made_by_the_worker_and_again_after_a_correction(
    decided: Walk, reviewer: Client
) -> None:
    publication = of(decided)
    assert reviewer.get(f"/publications/{publication.pk}/copy.pdf").status_code == 200
    post(reviewer, publication, "release")
    payloads = [row.payload for row in Posted.objects.filter(topic="disclosure.copy")]
    copy_posted(payloads[0])
    first = of(decided).document
    assert first is not None and first.media_type == "application/pdf"
    post(reviewer, publication, "correct", hide="擅自占用城市道路", reason="隐去")
    assert of(decided).document is None
    copy_posted(payloads[0])  # of the version before: nothing is done
    assert of(decided).document is None
    copy_posted(Posted.objects.filter(topic="disclosure.copy").latest("pk").payload)
    again = of(decided).document
    assert again is not None and again.pk != first.pk


def test_an_annulled_decision_is_asked_to_be_withdrawn(decided: Walk, reviewer: Client) -> None:
    publication = of(decided)
    post(reviewer, publication, "release")
    organ = {"organ": "武冈市人民政府", "number": "武政复〔2024〕3号"}
    walk = decided
    walk.perform("case.record_relief", case=walk.subject_case, kind="reconsideration", started_on=walk.day, **organ)  # fmt: skip
    walk.later(days=10)
    walk.perform("case.conclude_relief", case=walk.subject_case, ended_on=walk.day, outcome="varied", fine=Decimal(1000), **organ)  # fmt: skip
    page = reviewer.get(f"/publications/{publication.pk}/").content.decode()
    assert "应当撤回" in page and "处罚决定已被变更" in page
    form = reviewer.get(f"/publications/{publication.pk}/acts/publication.withdraw/").content.decode()
    assert publishing.standard_reason(of(decided)) in form
    assert publication.number in reviewer.get("/publications/?work=withdraw").content.decode()


def test_a_citizen_stays_masked_on_every_page(walk: Walk, cast: Any, reviewer: Client) -> None:
    walk.party = make_party(cast, kind="sole_trader", credit_code="", representative="周演示", name="周演示小吃店", id_number="11010519491231002X")  # fmt: skip
    steps.summary_decide(walk)
    publication = of(walk)
    values = {row["id"]: row["value"] for row in publication.fields}
    assert (values["party_name"], values["representative"]) == ("周演示小吃店", "周**")
    assert "11010519491231002X" not in reviewer.get(f"/publications/{publication.pk}/").content.decode()
