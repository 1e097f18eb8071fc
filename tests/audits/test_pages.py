"""存量案件体检 through the pages: upload, confirm, check by the worker, result; every step on the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengguan.audits.models import ColumnMapping, FileAudit
from chengguan.audits.worker import run_posted
from chengguan.ledger.models import Entry, Posted
from chengguan.people.models import Officer
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.old_ledger import write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def ledger(tmp_path: Path, rows: int = 60) -> SimpleUploadedFile:
    path = tmp_path / "台账.xlsx"
    write(path, rows)
    return SimpleUploadedFile("台账.xlsx", path.read_bytes())


def upload(client: Client, file: Any, title: str = "2023年度案件台账") -> Any:
    return client.post("/file-audits/new/", {"title": title, "kind": "ledger", "file": file})


def work(audit: FileAudit) -> None:
    run_posted(Posted.objects.filter(topic="audits.run").latest("pk").payload)
    audit.refresh_from_db()


def chosen(audit: FileAudit) -> dict[str, str]:
    return {**audit.mapping["columns"], "remember": "on"}


def test_a_ledger_is_uploaded_confirmed_checked_and_answered(cast: Cast, tmp_path: Path) -> None:
    client = login(cast.officers["legal_reviewer"])
    assert "还没有检查过文件" in client.get("/file-audits/").content.decode()
    answer = upload(client, ledger(tmp_path))
    audit = FileAudit.objects.get()
    address = f"/file-audits/{audit.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = client.get(address).content.decode()
    assert "确认并开始检查" in page
    assert "示例1号建筑有限公司" in page
    assert client.post(f"{address}run/", chosen(audit)).status_code == 302
    audit.refresh_from_db()
    assert audit.stage == "running"
    assert "排队中" in client.get(f"{address}state/").content.decode()
    work(audit)
    assert (audit.stage, audit.rows) == ("finished", 60)
    page = client.get(address).content.decode()
    assert "超过办案期限作出决定" in page
    assert "第六十条" in page
    assert "期限怎样算出" in page
    assert "以案卷为准" in page
    assert "超过办案期限" not in client.get(f"{address}?level=hint").content.decode().split("列对应关系")[0]
    for form, head in (("workbook", b"PK"), ("pdf", b"%PDF"), ("source", b"PK")):
        got = client.get(f"{address}files/{form}/")
        assert b"".join(got.streaming_content).startswith(head)  # type: ignore[attr-defined]
        assert "attachment" in got["Content-Disposition"]
    assert client.get(f"{address}files/other/").status_code == 404
    kinds = list(Entry.objects.filter(chain=audit.chain_key).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["file_audit.receive", "file_audit.run", "file_audit.finish"]
    assert Entry.objects.filter(kind="data.export").count() == 3
    run_posted({"audit": str(audit.pk)})  # again, without effect
    assert Entry.objects.filter(chain=audit.chain_key).count() == 3


def test_a_confirmed_mapping_is_offered_for_the_same_header(cast: Cast, tmp_path: Path) -> None:
    client = login(cast.officers["legal_reviewer"])
    upload(client, ledger(tmp_path))
    audit = FileAudit.objects.get()
    data = chosen(audit)
    del data["tier"]
    client.post(f"/file-audits/{audit.pk}/run/", data)
    assert "tier" not in ColumnMapping.objects.get().columns["columns"]
    upload(client, ledger(tmp_path, 20), "2024年度")
    assert "tier" not in FileAudit.objects.get(title="2024年度").mapping["columns"]


def test_a_mapping_that_says_too_little_is_refused_with_its_article(cast: Cast, tmp_path: Path) -> None:
    client = login(cast.officers["legal_reviewer"])
    upload(client, ledger(tmp_path))
    audit = FileAudit.objects.get()
    answer = client.post(f"/file-audits/{audit.pk}/run/", {"fine": audit.mapping["columns"]["fine"]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "列对应关系足够开始检查" in page
    assert "平台规则" in page
    twice = client.post(f"/file-audits/{audit.pk}/run/", {"filed_on": "决定日期", "decided_on": "决定日期"})
    assert twice.status_code == 422
    assert "一列只能用一次" in twice.content.decode()
    assert FileAudit.objects.get().stage == "received"


def test_a_file_that_cannot_be_read_is_answered_in_chinese_and_not_kept(cast: Cast) -> None:
    client = login(cast.officers["legal_reviewer"])
    answer = upload(client, SimpleUploadedFile("台账.xls", b"<html><table></table></html>"))
    assert answer.status_code == 422
    assert "另存为 xlsx" in answer.content.decode()
    answer = upload(client, SimpleUploadedFile("t.csv", "甲,乙\n1,2\n".encode("gbk")))
    assert "没有找到表头" in answer.content.decode()
    assert not FileAudit.objects.exists()


def test_a_check_that_fails_says_why_and_can_be_begun_again(cast: Cast, tmp_path: Path) -> None:
    client = login(cast.officers["legal_reviewer"])
    upload(
        client, SimpleUploadedFile("t.csv", "案号,决定日期,送达日期\n1,2024-03-05,2024-04-05\n".encode("gbk"))
    )
    audit = FileAudit.objects.get()
    client.post(f"/file-audits/{audit.pk}/run/", chosen(audit))
    mapping = audit.mapping
    FileAudit.objects.update(mapping={"columns": {"case_number": "没有", "decided_on": "也没有"}})
    work(audit)
    assert audit.stage == "failed"
    assert "表里没有这些列" in client.get(f"/file-audits/{audit.pk}/").content.decode()
    assert client.post(f"/file-audits/{audit.pk}/run/", mapping["columns"]).status_code == 302
    audit.refresh_from_db()
    assert (audit.stage, audit.error) == ("running", "")


def test_others_do_not_see_it(cast: Cast, tmp_path: Path) -> None:
    upload(login(cast.officers["legal_reviewer"]), ledger(tmp_path))
    address = f"/file-audits/{FileAudit.objects.get().pk}/"
    assert login(cast.handlers[0]).get(address).status_code == 403
    assert login(cast.officers["brigade_leader"]).get(address).status_code == 404
    assert login(cast.officers["organ_head"]).get(address).status_code == 200
    assert login(cast.officers["organ_head"]).post(f"{address}run/", {}).status_code == 403
    assert Client().get(address).status_code == 302
