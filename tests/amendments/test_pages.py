"""Pages of amendments: load with a report line by line, progress, touched cases, adoption by the head, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.cases.investigating import run
from tests.cases.review_walks import enterprise

from chengguan.amendments.models import Amendment
from chengguan.base.dates import CHINA
from chengguan.ledger import norms
from chengguan.people.models import User
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

from .packs import HEAD, PLANTED, archive, drain


@pytest.fixture(autouse=True)
def fresh_book(db: None) -> Iterator[None]:
    yield
    norms.forget()


@pytest.fixture
def walk_in_court(make_walk: Callable[..., Walk], cast: Cast) -> Walk:
    walk = make_walk(now=datetime(2026, 8, 10, 9, tzinfo=CHINA), party=enterprise(cast))
    return run(walk, "case.collect_evidence")


def client(login: str) -> Client:
    found = Client()
    found.force_login(
        User.objects.get(username=f"t_{login}"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return found


def upload(content: bytes, name: str = "变更.zip") -> dict[str, object]:
    return {"bundle": "", "file": SimpleUploadedFile(name, content, content_type="application/zip")}


def test_from_the_upload_to_the_adoption(walk_in_court: Walk) -> None:
    reviewer, head = client("legal_reviewer"), client("organ_head")
    case = walk_in_court.subject_case
    pack = archive({"norms/national/acts/case.suspend_investigation.yaml": PLANTED}, HEAD)
    answer = reviewer.post("/amendments/load/", upload(pack))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    where = answer["Location"]
    assert "等待后台处理" in reviewer.get(where).content.decode()
    drain(timezone.now())
    page = reviewer.get(where).content.decode()
    for words in (case.number, "由可办变为不可办", "已有两份现场笔录", "采纳和撤回由局长办理"):
        assert words in page, words
    assert case.number not in reviewer.get(f"{where}?mark=clock").content.decode()
    difference = reviewer.get(f"{where}cases/{case.pk}/")
    assert difference.status_code == 200 and "中止调查" in difference.content.decode()
    assert reviewer.post(f"{where}export.xlsx").content[:2] == b"PK"
    assert "1" in reviewer.get(f"{where}progress/").content.decode()
    assert "测试变更" in reviewer.get("/amendments/").content.decode()

    assert reviewer.post(f"{where}adopt/", {"opinion": "同意"}).status_code == 403
    assert head.post(f"{where}adopt/", {"opinion": ""}).status_code == 422
    assert head.post(f"{where}adopt/", {"opinion": "同意采纳"}).status_code == 302
    assert Amendment.objects.get().stage == "adopted" and "撤回法律变更" in head.get(where).content.decode()
    again = head.post(f"{where}adopt/", {"opinion": "再次"})
    assert again.status_code == 409 and "变更尚未采纳" in again.content.decode()
    assert head.post(f"{where}rehearse/").status_code == 409
    assert head.post(f"{where}revert/", {"opinion": "撤回"}).status_code == 302


def test_defects_are_shown_line_by_line(cast: Cast) -> None:
    reviewer = client("legal_reviewer")
    page = reviewer.post(
        "/amendments/load/", upload(archive({"norms/a.yaml": "x"}, "title: 测试\n"))
    ).content.decode()
    assert "逐行报告" in page and "缺少必填的键：from" in page
    bad = archive(
        {"norms/national/clocks/pay.yaml": "clock: pay\nvalues:\n  2027-01-01: {length: {days: 20}}\n"}
    )
    answer = reviewer.post("/amendments/load/", upload(bad))
    assert answer.status_code == 409 and "norms/national/clocks/pay.yaml" in answer.content.decode()
    assert reviewer.post("/amendments/load/", {"bundle": ""}).status_code == 422
    assert "生态环境法典施行" in reviewer.get("/amendments/load/").content.decode()


def test_who_may_open_what(cast: Cast) -> None:
    assert client("handler1").get("/amendments/").status_code == 403
    assert client("deputy_head").get("/amendments/").status_code == 200
    assert client("deputy_head").get("/amendments/load/").status_code == 403
    assert client("system_admin").get("/amendments/load/").status_code == 200
    assert "法律变更" in client("organ_head").get("/amendments/").content.decode()


def test_the_administrator_sees_no_cases(walk_in_court: Walk) -> None:
    admin = client("system_admin")
    pack = archive({"norms/national/acts/case.suspend_investigation.yaml": PLANTED}, HEAD)
    where = admin.post("/amendments/load/", upload(pack))["Location"]
    drain(timezone.now())
    page = admin.get(where)
    assert page.status_code == 200 and walk_in_court.subject_case.number not in page.content.decode()
    assert admin.get(f"{where}cases/{walk_in_court.subject_case.pk}/").status_code == 404
    assert admin.post(f"{where}export.xlsx").status_code == 403
