"""Pages of dossiers: the tab of a case, the board, one dossier, every act through its form, the file behind a ticket."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.dossiers.conftest import add, picture

from chengguan.dossiers.models import Dossier
from chengguan.ledger import outbox
from chengguan.ledger.models import Entry, Posted
from chengguan.people.models import Officer
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def archivist(archived: Walk) -> Client:
    return login(archived.cast.officers["archivist"])


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer
    return answer.content.decode()


def work(topic: str) -> None:
    """What the worker does with one topic, until nothing is left."""
    while row := Posted.objects.filter(topic=topic, state=Posted.WAITING).first():
        outbox.handlers()[topic](row.payload)
        Posted.objects.filter(pk=row.pk).update(state=Posted.DONE)


def test_from_the_tab_of_a_case_to_the_sealed_dossier(archived: Walk, archivist: Client) -> None:
    case = archived.subject_case
    tab = f"/cases/{case.pk}/dossier/"
    page = text(archivist, tab)
    assert "编制案卷" in page and "附件：情况说明.docx" in page and "处罚决定及送达" in page
    checker = archived.cast.officers["legal_reviewer"].pk
    url = f"{tab}prepare/"
    assert "检查人与立卷人不能是同一人" in text(archivist, url)
    assert archivist.post(url, {"retention": "10"}).status_code == 422
    answer = archivist.post(url, {"retention": "10", "checker": checker, "remarks": ""})
    assert answer.status_code == 302
    made = Dossier.objects.get()
    assert "等待装订" in text(archivist, tab) and "hx-get" in text(
        archivist, f"/dossiers/{made.pk}/progress/"
    )
    work("dossiers.bind")
    page = text(archivist, f"/dossiers/{made.pk}/")
    assert "已装订" in page and "登记并查阅" in page and made.archive_number in page
    seal = f"/dossiers/{made.pk}/acts/dossier.seal/"
    assert "请先由检查人检查案卷" in archivist.post(seal, {"checker": checker}).content.decode()
    assert archivist.post(seal, {"checker": checker, "gone_through": "on"}).status_code == 302
    made.refresh_from_db()
    assert made.stage == "sealed"
    page = text(archivist, f"/dossiers/{made.pk}/")
    assert "封卷记录" in page and made.contents_sha256 in page and "借阅案卷" in page
    refused = archivist.post(seal, {"checker": checker, "gone_through": "on"})
    assert refused.status_code == 409 and "案卷尚未封卷" in refused.content.decode()


def test_the_file_opens_only_after_the_reason(archived: Walk, sealed: Dossier) -> None:
    handler, page = login(archived.pair[0]), f"/dossiers/{sealed.pk}/"
    assert handler.get(f"{page}file.pdf").status_code == 302
    assert handler.post(f"{page}view/", {"reason": ""}).url == page  # type: ignore[attr-defined]
    opened = handler.post(f"{page}view/", {"reason": "行政复议答复"})
    answer = handler.get(opened.url)  # type: ignore[attr-defined]
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert b"".join(answer)[:5] == b"%PDF-"  # type: ignore[arg-type]
    entry = Entry.objects.get(chain=sealed.chain_key, kind="dossier.view")
    assert "行政复议答复" in entry.body
    other = login(archived.cast.officers["organ_head"])
    assert other.get(opened.url).status_code == 302, "a ticket is one person's"  # type: ignore[attr-defined]
    assert "行政复议答复" in text(other, page)


def test_lending_and_coming_back_through_the_pages(
    archived: Walk, sealed: Dossier, archivist: Client
) -> None:
    url = f"/dossiers/{sealed.pk}/acts/dossier.lend/"
    given = {"borrower": "李评查", "organisation": "司法局", "purpose": "评查", "approved_by": "局长", "due_on": "2020-01-01"}  # fmt: skip
    refused = archivist.post(url, given)
    assert refused.status_code == 409 and "应还日期在借出日期之后" in refused.content.decode()
    late = archivist.post(url, {**given, "due_on": "2099-01-01"})
    assert late.status_code == 409 and "reason-loan_not_too_long" in late.content.decode()
    reason = {"reason-loan_not_too_long": "跨年度评查"}
    assert archivist.post(url, {**given, **reason, "due_on": "2099-01-01"}).status_code == 302
    assert "案卷正在借出" in text(archivist, f"/dossiers/{sealed.pk}/")
    sealed.loans.update(due_on="2024-06-01")
    board = text(archivist, "/dossiers/?loan=overdue")
    assert sealed.archive_number in board and "逾期" in board
    back = f"/dossiers/{sealed.pk}/acts/dossier.take_back/"
    assert archivist.post(back, {"condition": "完好"}).status_code == 302
    assert sealed.archive_number not in text(archivist, "/dossiers/?loan=lent")


def test_the_board_finds_and_filters(archived: Walk, sealed: Dossier, archivist: Client) -> None:
    number = sealed.archive_number
    hit = [sealed.case.number, number, "占用城市道路"]
    assert all(number in text(archivist, f"/dossiers/?q={words}") for words in hit)
    assert number in text(archivist, "/dossiers/?year=2024&retention=10&state=sealed")
    for query in ("q=不存在的", "year=2023", "retention=30", "state=prepared"):
        assert number not in text(archivist, f"/dossiers/?{query}")
    assert "没有等待编制案卷的案件" in text(archivist, "/dossiers/waiting/")
    assert sealed.title in text(archivist, f"/search/?q={sealed.case.number}&kind=dossier")


def test_new_papers_are_announced_and_supplemented(
    archived: Walk, sealed: Dossier, archivist: Client
) -> None:
    add(archived, picture(colour="orange"), "补交.jpg")
    assert "有 1 件材料没有入卷" in text(archivist, f"/cases/{sealed.case_id}/dossier/")
    checker = archived.cast.officers["legal_reviewer"].pk
    url = f"/dossiers/{sealed.pk}/acts/dossier.supplement/"
    assert archivist.post(url, {"checker": checker, "reason": "当事人补交"}).status_code == 302
    further = Dossier.objects.get(volume=1)
    work("dossiers.bind")
    assert "行政处罚案卷" in sealed.title or text(archivist, f"/dossiers/{further.pk}/")
    assert further.archive_number in text(archivist, f"/dossiers/{sealed.pk}/")


def test_strangers_and_wrong_roles(archived: Walk, sealed: Dossier) -> None:
    handler = login(archived.pair[0])
    assert handler.get(f"/dossiers/{sealed.pk}/acts/dossier.seal/").status_code == 403
    assert handler.get(f"/cases/{sealed.case_id}/dossier/prepare/").status_code == 403
    other = login(archived.cast.pair(1)[0])
    for url in (f"/dossiers/{sealed.pk}/", f"/cases/{sealed.case_id}/dossier/", f"/dossiers/{sealed.pk}/progress/"):  # fmt: skip
        assert other.get(url).status_code == 404
    assert sealed.archive_number not in text(other, "/dossiers/")
    assert login(archived.cast.officers["system_admin"]).get("/dossiers/").status_code == 403


def test_queries_of_the_board_do_not_grow(archived: Walk, sealed: Dossier, archivist: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # fmt: skip
    text(archivist, "/dossiers/")
    with django_assert_max_num_queries(25):
        text(archivist, "/dossiers/")
