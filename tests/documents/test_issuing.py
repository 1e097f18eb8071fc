"""Issue, render, store: numbers without gaps, frozen facts, files that are made once."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from chengguan.base.dates import CHINA
from chengguan.base.search import find
from chengguan.documents import issuing, rendering, selectors, storing, verifying
from chengguan.documents.blocks import Content
from chengguan.documents.build import InstrumentIncomplete
from chengguan.documents.models import Instrument, Rendition, StoredFile
from chengguan.documents.stores import named
from chengguan.ledger.models import Posted
from chengguan.people.models import Bureau
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

from . import goldens
from .reading import pdf_text, squeezed

AT = datetime(2024, 5, 6, 10, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.VAR = tmp_path
    settings.SITE_URL = "https://cg.example.gov.cn"
    return tmp_path / "files"


def issue(bureau: Bureau, kind: str = "penalty_decision", **changes: Any) -> Instrument:
    context = goldens.golden(kind)
    del context["instrument"], context["bureau"]
    context["bureau"] = {
        **bureau.as_context(),
        **{k: v for k, v in goldens.BUREAU.items() if k not in ("short", "name")},
    }
    values: dict[str, Any] = {
        "bureau": bureau,
        "at": AT,
        "subject_key": "case/1",
        "case_number": "甲〔2024〕第1号",
        "context": context,
    }
    with transaction.atomic():
        return issuing.issue(kind, **{**values, **changes})


@pytest.mark.django_db
def test_numbers_run_without_gaps_per_kind_and_year(bureau: Bureau) -> None:
    assert [issue(bureau).number for _ in range(2)] == ["武城管罚决〔2024〕第1号", "武城管罚决〔2024〕第2号"]
    assert issue(bureau, "prior_notice").number == "武城管罚告〔2024〕第1号"
    assert issue(bureau, at=datetime(2025, 1, 1, 0, 30, tzinfo=CHINA)).number == "武城管罚决〔2025〕第1号"
    assert issue(bureau, "site_record").number == ""


@pytest.mark.django_db
def test_an_incomplete_instrument_uses_no_number(bureau: Bureau) -> None:
    context = goldens.golden("penalty_decision")
    context["act"]["facts"] = " "
    with transaction.atomic():
        with pytest.raises(
            InstrumentIncomplete, match="违法事实（《行政处罚法》第五十九条第一款第（二）项）"
        ):
            issuing.issue(
                "penalty_decision",
                bureau=bureau,
                at=AT,
                subject_key="case/1",
                case_number="",
                context=context,
            )
        assert not Instrument.objects.exists() and not Posted.objects.exists()
    assert issue(bureau).seq == 1


@pytest.mark.django_db
def test_what_was_issued_is_frozen(bureau: Bureau) -> None:
    made = issue(bureau)
    facts = json.loads(made.context)
    assert facts["instrument"]["number"] == made.number and facts["instrument"]["issued_on"] == "2024-05-06"
    assert facts["party"]["name"] == "武冈市某某渣土运输有限公司"
    content = Content.from_json(made.content)
    assert content.check_code.upper() == made.check_code
    assert facts["instrument"]["text_sha256"] == hashlib.sha256(made.content.encode()).hexdigest()
    assert "《中华人民共和国行政处罚法》第五十七条第一款" in made.content
    assert made.norm_path == "national/instruments/penalty_decision.yaml" and len(made.norm_sha256) == 64
    assert len(made.verify_code) == 12
    assert list(verifying.verify_instruments()) == []
    Instrument.objects.filter(pk=made.pk).update(context=made.context.replace("5000.00", "500.00"))
    assert "要素与校验码不符" in next(verifying.verify_instruments())


@pytest.mark.django_db
def test_the_worker_renders_once(bureau: Bureau) -> None:
    made = issue(bureau)
    posted = Posted.objects.get(topic="documents.render")
    for _ in range(2):
        rendering.render_posted(posted.payload)
    assert sorted(Rendition.objects.values_list("format", flat=True)) == ["docx", "pdf"]
    pdf = rendering.rendition(made, "pdf")
    text = squeezed(pdf_text(storing.read(pdf)))
    assert made.number in text and f"https://cg.example.gov.cn/v/{made.verify_code}" in text
    assert pdf.media_type == "application/pdf" and len(pdf.sm3) == 64
    assert list(verifying.verify_files()) == []


@pytest.mark.django_db
def test_internal_instruments_answer_only_to_those_who_may_see_them(cast: Cast) -> None:
    made = issue(cast.bureau, "filing_approval")
    text = squeezed(pdf_text(storing.read(rendering.rendition(made, "pdf"))))
    assert made.confidential and f"/v/{made.verify_code}" in text and f"文书校验码{made.check_code}" in text
    head = actor_of(cast.officers["organ_head"], AT.date())
    admin = actor_of(cast.officers["system_admin"], AT.date())
    assert selectors.verification(made.verify_code, None) is None
    assert selectors.verification(made.verify_code, admin) is None
    found = selectors.verification(made.verify_code, head)
    assert found is not None and found.facts_sha256 == made.facts_sha256


@pytest.mark.django_db
def test_the_picture_of_the_seal_is_printed(bureau: Bureau, settings: Any) -> None:
    from .test_layout import _png

    folder = Path(settings.VAR) / "seals"
    folder.mkdir()
    (folder / f"{bureau.code}.png").write_bytes(_png())
    assert "（印章）" not in pdf_text(storing.read(rendering.rendition(issue(bureau), "pdf")))


@pytest.mark.django_db
def test_a_document_is_found_by_its_number(cast: Cast) -> None:
    issue(cast.bureau)
    head = actor_of(cast.officers["organ_head"], AT.date())
    assert [hit.kind for hit in find(head, "罚决 渣土运输")] == ["document"]


@pytest.mark.django_db
def test_retiring_keeps_text_and_files(bureau: Bureau) -> None:
    made = issue(bureau)
    issuing.retire(made, Instrument.VOID)
    assert Instrument.objects.get().state == "void" and Instrument.objects.get().content == made.content
    with pytest.raises(ValueError):
        issuing.retire(made, Instrument.ISSUED)


@pytest.mark.django_db
def test_a_missing_or_changed_file_is_reported(bureau: Bureau) -> None:
    stored = rendering.rendition(issue(bureau), "pdf")
    path = named("disk").path(stored.sha256)
    path.write_bytes(b"%PDF-other")
    assert "内容已变化" in next(verifying.verify_files())
    path.unlink()
    assert "不在存储中" in next(verifying.verify_files())
    assert StoredFile.objects.count() == 1
