"""A case walked to the archive, with pictures, a foreign PDF and a Word file attached to its evidence, and its dossier."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chengguan.documents.attaching import attach
from chengguan.documents.models import Attachment
from chengguan.dossiers import preparing
from chengguan.dossiers.models import Dossier
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR, settings.VAR = tmp_path / "files", tmp_path


def picture(form: str = "JPEG", size: tuple[int, int] = (160, 90), colour: str = "steelblue") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def foreign_pdf(pages: int = 2) -> bytes:
    """A PDF whose font is not embedded and that carries a script: what must not get into a PDF/A file."""
    import pikepdf

    with pikepdf.Pdf.new() as pdf:
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(842, 595))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.contents_add(f"BT /F1 48 Tf 80 300 Td (Bank slip {number}) Tj ET".encode())
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def word_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def add(walk: Walk, data: bytes, name: str, record_key: str = "") -> Attachment:
    case = walk.subject_case
    return attach(
        [data], name=name, subject_key=case.chain_key, record_key=record_key, scope=case, actor=walk.as_role("handler"), at=walk.now
    )  # fmt: skip


@pytest.fixture
def closed(walk: Walk) -> Walk:
    """A summary case closed on 2024-05-20, with four attached files."""
    walk.plan |= {"fine": "100", "collection": "spot"}
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    steps.collect_on_spot(walk)
    steps.summary_report(walk)
    add(walk, picture(), "现场照片.jpg")
    add(walk, picture("PNG", (90, 160)), "票据.png")
    add(walk, foreign_pdf(), "银行回单.pdf")
    add(walk, word_file(), "情况说明.docx")
    steps.pay(walk)
    steps.close(walk)
    return walk


@pytest.fixture
def archived(closed: Walk) -> Walk:
    steps.archive(closed)
    return closed


@pytest.fixture
def prepared(archived: Walk) -> Dossier:
    return ready(archived)


@pytest.fixture
def sealed(archived: Walk) -> Dossier:
    made = ready(archived)
    archived.later(minutes=5)
    return seal(archived, made)


@pytest.fixture
def filmed(archived: Walk) -> Dossier:
    """A sealed dossier with two recordings."""
    from tests.recordings.kept import received, tied

    for _ in range(2):
        tied(archived, received(archived))
    made = ready(archived)
    archived.later(minutes=5)
    return seal(archived, made)


def ready(walk: Walk, **changes: Any) -> Dossier:
    return preparing.prepare_and_bind(
        walk.subject_case, actor=walk.as_role("archivist"), at=walk.now, checker=walk.cast.officers["legal_reviewer"], **changes
    )  # fmt: skip


def seal(walk: Walk, dossier: Dossier, checker: str = "legal_reviewer") -> Dossier:
    from chengguan.dossiers.acts.keeping import seal as act

    done = act(
        actor=walk.as_role("archivist"), at=walk.now, dossier=dossier, checker=walk.cast.officers[checker]
    )
    made: Dossier = done.result
    return made


Refusal = Callable[..., dict[str, str]]
