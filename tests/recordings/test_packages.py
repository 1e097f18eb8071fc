"""导出录像: reason, recipient, register, manifest, ZIP; what is altered is not handed out."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.recordings.kept import received, work

from chengguan.documents.storing import read
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.recordings import packing
from chengguan.recordings.acts import packages
from chengguan.recordings.models import Package, Recording, Viewing
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
TOPICS = ("recordings.package",)


def export(walk: Walk, *recordings: Recording, reason: str = "检察机关调取") -> Package:
    package: Package = packages.export(
        actor=walk.as_role("legal_reviewer"), at=walk.now, recordings=list(recordings), reason=reason, recipient="市检察院"
    ).result  # fmt: skip
    return package


def test_reason_recipient_and_a_choice_are_required(walk: Walk) -> None:
    recording = received(walk)
    for inputs, ground in (
        ({"recordings": [], "reason": "调取", "recipient": "某院"}, "export_chosen"),
        ({"recordings": [recording], "reason": " ", "recipient": "某院"}, "export_reason_given"),
        ({"recordings": [recording], "reason": "调取", "recipient": ""}, "export_recipient_given"),
    ):
        with pytest.raises(Refused) as refused:
            packages.export(actor=walk.as_role("legal_reviewer"), at=walk.now, **inputs)
        assert [finding.id for finding in refused.value.verdict.unmet] == [ground]
    recording.stage = "destroyed"
    with pytest.raises(Refused) as gone:
        export(walk, recording)
    assert [finding.id for finding in gone.value.verdict.unmet] == ["export_all_kept"]


def test_the_package_holds_originals_manifest_and_list_and_every_recording_has_it_on_record(
    walk: Walk,
) -> None:
    first, second = received(walk, place="建设路"), received(walk)
    package = export(walk, first, second)
    entry = Entry.objects.get(kind="recording.export")
    assert json.loads(entry.body)["data"]["manifest"] == package.manifest_sha256
    assert set(Viewing.objects.filter(kind="export").values_list("recording", flat=True)) == {
        first.pk,
        second.pk,
    }
    work(timezone.now() + timedelta(minutes=1), TOPICS)
    package.refresh_from_db()
    assert package.state == "ready" and package.file is not None and package.done_bytes == package.total_bytes
    archive = zipfile.ZipFile(io.BytesIO(read(package.file)))
    names = archive.namelist()
    assert archive.testzip() is None and {"manifest.json", "清单.html", "sha256sum.txt"} <= set(names)
    manifest = json.loads(archive.read("manifest.json"))
    assert hashlib.sha256(archive.read("manifest.json")).hexdigest() == package.manifest_sha256
    assert archive.read(manifest["recordings"][0]["path"]) == read(
        manifest_file(manifest, 0, (first, second))
    )
    viewed = Entry.objects.filter(kind="recording.view").values_list("hash", flat=True)
    assert {item["ledger_entry"] for item in manifest["recordings"]} == set(viewed)
    assert (
        "市检察院" in archive.read("清单.html").decode()
        and "<script" not in archive.read("清单.html").decode()
    )
    for line in archive.read("sha256sum.txt").decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest


def manifest_file(manifest: dict[str, object], place: int, recordings: tuple[Recording, ...]):  # type: ignore[no-untyped-def]
    number = manifest["recordings"][place]["number"]  # type: ignore[index]
    return next(row.file for row in recordings if row.number == number)


def test_altered_content_is_not_handed_out(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    package = export(walk, received(walk))
    monkeypatch.setattr("chengguan.documents.storing.chunks", lambda stored: iter([b"something else"]))
    work(timezone.now() + timedelta(minutes=1), TOPICS)
    package.refresh_from_db()
    assert package.state == "failed" and "摘要不符" in package.error
    monkeypatch.undo()
    packing.pack(str(package.pk), timezone.now)
    package.refresh_from_db()
    assert package.state == "ready"


def test_the_same_work_twice_makes_one_file_and_leaves_nothing_aside(walk: Walk, settings: object) -> None:
    package = export(walk, received(walk))
    packing.pack(str(package.pk), timezone.now)
    file = Package.objects.get().file
    packing.pack(str(package.pk), timezone.now)
    assert Package.objects.get().file == file
    assert not list(Path(settings.FILES_DIR, "incoming").glob("*.zip"))  # type: ignore[attr-defined]


def test_a_package_expires_and_its_file_goes(walk: Walk) -> None:
    package = export(walk, received(walk))
    packing.pack(str(package.pk), timezone.now)
    assert packing.expire_packages(walk.now + timedelta(days=7)) == 0
    assert packing.expire_packages(walk.now + timedelta(days=8)) == 1
    package.refresh_from_db()
    assert package.state == "expired" and package.file is None


def test_from_the_board_to_the_download(walk: Walk) -> None:
    recording = received(walk)
    client = Client()
    client.force_login(walk.cast.officers["legal_reviewer"].user)
    page = client.get("/recordings/export/", {"id": [str(recording.pk), "x"]}).content.decode()
    assert recording.number in page
    entered = {"id": [str(recording.pk)], "reason": "复议答复"}
    assert client.post("/recordings/export/", entered).status_code == 422
    answer = client.post("/recordings/export/", entered | {"recipient": "市政府法制机构"})
    package = Package.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/recordings/packages/{package.pk}/"
    path = f"/recordings/packages/{package.pk}/"
    assert client.get(f"{path}file/").status_code == 404
    assert "已写入" in client.get(path).content.decode()
    packing.pack(str(package.pk), timezone.now)
    assert "下载" in client.get(path).content.decode()
    assert package.number in client.get("/recordings/packages/").content.decode()
    got = client.get(f"{path}file/")
    assert got.status_code == 200 and b"".join(got.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    other = Client()
    other.force_login(walk.pair[0].user)
    assert other.get(path).status_code == 403
