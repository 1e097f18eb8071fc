"""Pages of exporting a dossier: ask, wait, download; nobody else may."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.utils import timezone
from tests.dossiers.test_export import TOPICS, take_out
from tests.recordings.kept import work

from chengguan.dossiers.models import Dossier, Export
from chengguan.people.models import Bureau, Officer
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
ENTERED = {"recipient": "武冈市人民法院", "reason": "应诉举证", "with_media": "yes"}


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def archivist(archived: Walk) -> Client:
    return login(archived.cast.officers["archivist"])


def test_from_the_form_to_the_file(archived: Walk, filmed: Dossier, archivist: Client) -> None:
    address = f"/dossiers/{filmed.pk}/export/"
    form = archivist.get(address).content.decode()
    assert "还没有导出过" in form and filmed.archive_number in form and "2 段" in form
    waiting = archivist.post(address, ENTERED, follow=True)
    assert "已登记导出" in waiting.content.decode() and "等待后台处理" in waiting.content.decode()
    row = Export.objects.get()
    work(timezone.now(), TOPICS)
    row.refresh_from_db()
    part = archivist.get(f"/dossiers/exports/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "已制作完成，自检通过" in part and row.manifest_sha256 in part and "<html" not in part
    assert "every 2s" not in part
    answer = archivist.get(f"/dossiers/exports/{row.pk}/file/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert (
        filmed.archive_number in str(answer.headers["Content-Disposition"])
        or "utf-8" in answer.headers["Content-Disposition"]
    )
    rest = archivist.get(f"/dossiers/exports/{row.pk}/file/", headers={"Range": f"bytes={len(content) - 9}-"})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == content[-9:]  # type: ignore[attr-defined]
    assert "可以下载" in archivist.get(address).content.decode()


def test_what_is_missing_is_said_in_the_form(filmed: Dossier, archivist: Client) -> None:
    address = f"/dossiers/{filmed.pk}/export/"
    empty = archivist.post(address, {"recipient": "", "reason": "应诉", "with_media": ""})
    assert empty.status_code == 422
    assert "此项必填" in empty.content.decode() and "请选择。" in empty.content.decode()
    assert 'value="应诉"' in empty.content.decode()


def test_a_refusal_names_its_ground(prepared: Dossier, archivist: Client) -> None:
    address = f"/dossiers/{prepared.pk}/export/"
    assert "案卷尚未封卷" in archivist.get(address).content.decode()
    refused = archivist.post(address, ENTERED)
    assert refused.status_code == 409
    assert "请先编制并封卷" in refused.content.decode() and "行政处罚法" in refused.content.decode()
    assert not Export.objects.exists()


def test_only_the_posts_named_may_export(archived: Walk, filmed: Dossier) -> None:
    row = take_out(archived, filmed, with_media=False)
    handler = login(archived.pair[0])
    for address in (
        f"/dossiers/{filmed.pk}/export/",
        f"/dossiers/exports/{row.pk}/",
        f"/dossiers/exports/{row.pk}/file/",
    ):
        assert handler.get(address).status_code == 403
    archivist = login(archived.cast.officers["archivist"])
    assert archivist.get(f"/dossiers/exports/{row.pk}/file/").status_code == 404
    assert archivist.get(f"/dossiers/exports/{filmed.pk}/").status_code == 404


def test_the_dossier_of_another_bureau_is_not_there(
    archived: Walk, filmed: Dossier, archivist: Client
) -> None:
    row = take_out(archived, filmed, with_media=False)
    other = Bureau.objects.create(code="410802", name="另一局", short="另", jurisdiction="410802")
    Dossier.objects.filter(pk=filmed.pk).update(bureau=other)
    for address in (f"/dossiers/{filmed.pk}/export/", f"/dossiers/exports/{row.pk}/"):
        assert archivist.get(address).status_code == 404
