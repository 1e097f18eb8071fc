"""Files: kept by content, known by content, refused by content."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chengguan.base.dates import CHINA
from chengguan.documents import attaching, sniffing, storing
from chengguan.documents.models import StoredFile
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

PDF = b"%PDF-1.7\nrest"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
AT = datetime(2024, 5, 6, 10, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (JPG, "jpg"),
        (b"\x89PNG\r\n\x1a\n0000", "png"),
        (PDF, "pdf"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (package("word/document.xml"), "docx"),
        (package("xl/workbook.xml"), "xlsx"),
        (package("evil.txt"), ""),
        (package("word/document.xml", "word/vbaProject.bin"), ""),
        (b"PK\x03\x04broken", ""),
        (b"MZ\x90\x00", ""),
        (b"<html><script>", ""),
        (b"<svg onload=x>", ""),
    ],
)
def test_what_a_file_is_by_its_content(tmp_path: Path, data: bytes, extension: str) -> None:
    path = tmp_path / "upload.exe"
    path.write_bytes(data)
    assert sniffing.EXTENSIONS.get(sniffing.media_type(path), "") == extension


@pytest.mark.django_db
def test_the_same_content_is_kept_once(files: Path) -> None:
    first, second = storing.store([PDF[:4], PDF[4:]]), storing.store([PDF])
    assert first == second and StoredFile.objects.count() == 1
    assert first.size == len(PDF) and storing.read(first) == PDF
    with storing.local(first) as path:
        assert path == files / first.sha256[:2] / first.sha256[2:4] / first.sha256
    assert list((files / "incoming").iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chunks", "limit", "message"),
    [([], 10, "文件为空"), ([b"MZ\x90"], 10, "文件类型不支持"), ([PDF] * 3, 20, "超过大小上限")],
)
def test_refused_files_leave_nothing(files: Path, chunks: list[bytes], limit: int, message: str) -> None:
    with pytest.raises(storing.UploadRefused, match=message):
        storing.store(chunks, limit=limit)
    assert not StoredFile.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_an_attachment_shares_the_scope_of_its_subject(cast: Cast) -> None:
    officer = cast.handlers[0]
    actor = actor_of(officer, AT.date())
    made = attaching.attach(
        [JPG], name="../现场 照片.jpg", subject_key="case/1", scope=actor, actor=actor, at=AT
    )  # type: ignore[arg-type]
    assert (made.bureau_id, made.squad_id) == (cast.bureau.pk, actor.squad_id)
    assert made.name == ".._现场 照片.jpg" and made.uploaded_by_id == officer.pk
    assert made.url == f"/attachments/{made.pk}/"
