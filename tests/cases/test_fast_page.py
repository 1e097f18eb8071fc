"""The page on which report, opinion and notice of a fast case are filled in once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cases.review_walks import enterprise

from chengguan.cases.models import Approval
from chengguan.people.models import Officer
from chengguan.web.demonstration import fast_track_steps as fast
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def entered(walk: Walk) -> Walk:
    walk.party = enterprise(walk.cast)
    walk.now = timezone.now() - timedelta(days=2)
    fast.to_fast_track(walk)
    return walk


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


def page(walk: Walk) -> str:
    return f"/cases/{walk.subject_case.pk}/fast/"


def data(walk: Walk, **changes: Any) -> dict[str, Any]:
    return {**fast.merged_inputs(walk), **changes}


def test_filled_in_once(entered: Walk) -> None:
    client = login(entered.pair[0])
    shown = client.get(page(entered))
    text = shown.content.decode()
    assert shown.status_code == 200 and "案情简单的市政、市容案由" in text and "5,000.00 元" in text
    assert shown.context["form"].initial["fine"] == "2000"
    assert client.post(page(entered), data(entered)).status_code == 302
    case = entered.subject_case
    assert case.stage == "investigated"
    assert Approval.objects.get(case=case, act="case.issue_prior_notice").tiers == ["deputy_head"]
    assert "合并表已经提交" in client.get(page(entered)).content.decode()
    assert page(entered) in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(entered: Walk) -> None:
    answer = login(entered.pair[0]).post(page(entered), data(entered, facts_found="", proposal="照章处理"))
    assert answer.status_code == 422 and "照章处理" in answer.content.decode()


def test_a_refusal_is_shown_with_its_article_and_nothing_is_done(entered: Walk) -> None:
    answer = login(entered.pair[0]).post(page(entered), data(entered, officers=[str(entered.pair_ids[0])]))
    text = answer.content.decode()
    assert answer.status_code == 409 and "第四十二条" in text
    assert not entered.subject_case.known.get("investigation_finished_on")


def test_a_fine_above_the_list_is_told_and_leaves_the_fast_track(entered: Walk) -> None:
    client = login(entered.pair[0])
    answer = client.post(page(entered), data(entered, fine="5500"), follow=True)
    assert "自动转为普通程序" in answer.content.decode()
    assert client.get(page(entered)).status_code == 302


def test_only_fast_cases_have_the_page(walk: Walk) -> None:
    from chengguan.web.demonstration import investigation_steps as investigation

    for step in (investigation.register_lead, investigation.verify_lead, investigation.file):
        step(walk)
    client = login(walk.pair[0])
    assert "没有适用简案快办" in client.get(page(walk), follow=True).content.decode()
    assert client.post(page(walk), {}).status_code == 302


def test_outsiders_do_not_find_it(entered: Walk) -> None:
    assert login(entered.cast.handlers[-1]).get(page(entered)).status_code == 404
    assert login(entered.cast.officers["system_admin"]).get(page(entered)).status_code == 403
    assert (
        login(entered.cast.officers["legal_reviewer"]).post(page(entered), data(entered)).status_code == 409
    )
