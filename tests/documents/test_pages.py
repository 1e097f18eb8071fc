"""Pages: files behind the scope gate, and the public verification page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chengguan.documents import attaching, issuing
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

from .test_issuing import AT, issue
from .test_storing import JPG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    settings.VAR = tmp_path


def login(cast: Cast, post: str) -> Client:
    client = Client()
    client.force_login(cast.officers[post].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pdf_opens_and_the_docx_is_downloaded(cast: Cast) -> None:
    made, client = issue(cast.bureau), login(cast, "organ_head")
    pdf = client.get(f"/documents/{made.pk}.pdf")
    assert pdf.status_code == 200 and pdf["Content-Type"] == "application/pdf"
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert pdf["Content-Disposition"].startswith("inline") and "no-store" in pdf["Cache-Control"]
    docx = client.get(f"/documents/{made.pk}.docx")
    assert docx.status_code == 200 and docx["Content-Disposition"].startswith("attachment")
    assert docx["X-Content-Type-Options"] == "nosniff"


def test_an_outsider_finds_nothing(cast: Cast) -> None:
    made = issue(cast.bureau, scope=(cast.brigade.pk, cast.squads[0].pk))
    other = Client()
    other.force_login(
        next(h for h in cast.handlers if h.unit_id == cast.squads[1].pk).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for form in ("pdf", "docx"):
        assert other.get(f"/documents/{made.pk}.{form}").status_code == 404


def test_an_administrator_is_refused_and_a_stranger_must_log_in(cast: Cast) -> None:
    made = issue(cast.bureau)
    assert login(cast, "system_admin").get(f"/documents/{made.pk}.pdf").status_code == 403
    assert Client().get(f"/documents/{made.pk}.pdf").status_code == 302


def test_an_attachment_opens_for_its_squad_only(cast: Cast) -> None:
    actor = actor_of(cast.handlers[0], AT.date())
    made = attaching.attach([JPG], name="照片.jpg", subject_key="case/1", scope=actor, actor=actor, at=AT)  # type: ignore[arg-type]
    assert login(cast, "organ_head").get(made.url)["Content-Type"] == "image/jpeg"
    assert login(cast, "system_admin").get(made.url).status_code == 403
    assert Client().get(made.url).status_code == 302


def test_anyone_may_verify_but_sees_no_personal_data(cast: Cast) -> None:
    made = issue(cast.bureau)
    page = Client().get(f"/v/{made.verify_code.lower()}")
    text = page.content.decode()
    assert page.status_code == 200
    for words in (
        "行政处罚决定书",
        made.number,
        cast.bureau.name,
        "2024年5月6日",
        made.facts_sha256,
        "现行有效",
    ):
        assert words in text
    for words in ("渣土运输", "张某某", "91430581"):
        assert words not in text


def test_a_void_instrument_says_so(cast: Cast) -> None:
    made = issue(cast.bureau)
    issuing.retire(made, "void")
    assert "已经撤销" in Client().get(f"/v/{made.verify_code}").content.decode()


def test_internal_and_unknown_instruments_are_not_found(cast: Cast) -> None:
    made = issue(cast.bureau, "filing_approval")
    for code in (made.verify_code, "ABCDEFGHJKLM"):
        page = Client().get(f"/v/{code}")
        assert page.status_code == 404 and "未查到该文书" in page.content.decode()
