"""导出案卷: on the record, made by the worker, proved before it is handed out, and verified by whoever gets it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.recordings.kept import work

from chengguan.documents import storing
from chengguan.dossiers.acts.exporting import expire_exports, export
from chengguan.dossiers.exporting import making
from chengguan.dossiers.models import Dossier, Export
from chengguan.ledger import outbox
from chengguan.ledger.acting import Refused
from chengguan.ledger.checkpoints import make_checkpoint
from chengguan.ledger.models import Entry
from chengguan.recordings.models import Viewing
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
TOPICS = ("dossiers.export", "documents.remove")


def take_out(walk: Walk, dossier: Dossier, role: str = "archivist", **changes: Any) -> Export:
    values = {"reason": "应诉举证", "recipient": "武冈市人民法院", "with_media": True, **changes}
    made: Export = export(actor=walk.as_role(role), at=walk.now, dossier=dossier, **values).result
    return made


def made(walk: Walk, row: Export) -> Export:
    work(walk.now, TOPICS)
    row.refresh_from_db()
    return row


def unpacked(row: Export, folder: Path) -> Path:
    assert row.file is not None
    with storing.local(row.file) as path, zipfile.ZipFile(path) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        archive.extractall(folder)
    return next(folder.iterdir())


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the enclosed script says, run by itself."""
    return subprocess.run(
        [sys.executable, "-I", str(folder / "核验.py")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_an_export_verifies_by_itself(archived: Walk, filmed: Dossier, tmp_path: Path) -> None:
    make_checkpoint(archived.day)
    row = made(archived, take_out(archived, filmed))
    assert (row.state, row.progress) == (Export.READY, "")
    folder = unpacked(row, tmp_path / "out")
    said = verified(folder)
    assert said.returncode == 0, said.stdout
    assert filmed.contents_sha256 in said.stdout and row.manifest_sha256 in said.stdout
    assert "未核对" not in said.stdout and "入库记录没有随附" not in said.stdout
    manifest = json.loads((folder / "manifest.json").read_text())
    kinds = [file["kind"] for file in manifest["files"]]
    assert kinds.count("footage") == 2 and kinds.count("paper") >= 6 and kinds.count("facts") >= 2
    assert {"pdf", "contents", "ledger", "norms", "checkpoint", "verifier", "note"} <= set(kinds)
    assert filmed.archive_number in (folder / "说明.txt").read_text()


def test_the_digest_that_went_out_stands_in_the_ledger(archived: Walk, filmed: Dossier) -> None:
    row = made(archived, take_out(archived, filmed))
    entry = Entry.objects.filter(chain=filmed.chain_key).latest("seq")
    body = json.loads(entry.body)
    assert (entry.kind, body["actor"]["name"]) == ("dossier.issue_export", "系统")
    assert body["data"]["manifest_sha256"] == row.manifest_sha256
    assert body["documents"][0]["sha256"] == row.manifest_sha256


def test_every_recording_that_goes_out_is_on_its_own_register(archived: Walk, filmed: Dossier) -> None:
    take_out(archived, filmed)
    rows = Viewing.objects.filter(kind="export")
    assert rows.count() == 2
    assert "武冈市人民法院" in rows[0].reason and filmed.archive_number in rows[0].reason


def test_without_footage_its_digests_still_go_out(archived: Walk, filmed: Dossier, tmp_path: Path) -> None:
    row = made(archived, take_out(archived, filmed, with_media=False))
    folder = unpacked(row, tmp_path / "out")
    assert not (folder / "音视频").exists()
    assert verified(folder).returncode == 0
    absent = json.loads((folder / "manifest.json").read_text())["absent"]
    assert [item["reason"] for item in absent] == ["本次导出不含音视频原件"] * 2
    assert not Viewing.objects.filter(kind="export").exists()


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [({"reason": " "}, "dossier_export_reason"), ({"recipient": ""}, "dossier_export_recipient"), ({"role": "handler"}, "by_whom")],
)  # fmt: skip
def test_an_export_needs_a_reason_a_recipient_and_the_post(
    archived: Walk, filmed: Dossier, changes: dict[str, Any], unmet: str
) -> None:
    with pytest.raises(Refused) as refused:
        take_out(archived, filmed, **changes)
    assert [finding.id for finding in refused.value.verdict.unmet] == [unmet]
    assert not Export.objects.exists()


def test_a_dossier_that_is_not_sealed_stays_in_the_house(archived: Walk, prepared: Dossier) -> None:
    with pytest.raises(Refused) as refused:
        take_out(archived, prepared)
    assert "dossier_to_export" in [finding.id for finding in refused.value.verdict.unmet]


def test_one_export_at_a_time(archived: Walk, filmed: Dossier) -> None:
    take_out(archived, filmed, with_media=False)
    with pytest.raises(Refused) as refused:
        take_out(archived, filmed, with_media=False)
    assert [finding.id for finding in refused.value.verdict.unmet] == ["dossier_export_idle"]


def test_nothing_goes_out_that_does_not_verify(archived: Walk, filmed: Dossier, monkeypatch: Any) -> None:
    """The store gives other bytes than it once took in."""
    row = take_out(archived, filmed)
    honest = storing.chunks
    monkeypatch.setattr(
        storing, "chunks", lambda stored, *span: (bytes(piece)[::-1] for piece in honest(stored, *span))
    )
    row = made(archived, row)
    assert row.state == Export.FAILED and row.file is None
    assert "导出自检没有通过" in row.progress
    assert not Entry.objects.filter(kind="dossier.issue_export").exists()


def test_a_broken_off_export_goes_on_where_it_was(archived: Walk, filmed: Dossier, monkeypatch: Any) -> None:
    row, begun = take_out(archived, filmed), []
    whole = making.write_zip

    def cut(path: Path, top: str, parts: Any, tell: Any) -> None:
        whole(path, top, parts[:3], tell)
        raise OSError("power")

    monkeypatch.setattr(making, "write_zip", cut)
    work(archived.now, TOPICS)
    assert outbox.Posted.objects.get(topic="dossiers.export").error == "OSError: power"
    monkeypatch.setattr(
        making, "write_zip", lambda *given: whole(*given[:3], lambda part: begun.append(part.path))
    )
    archived.later(hours=1)
    row = made(archived, row)
    assert row.state == Export.READY
    assert len(begun) == len(making.package_of(row).parts) - 3


def test_a_made_file_goes_after_its_days_and_the_record_stays(archived: Walk, filmed: Dossier) -> None:
    row = made(archived, take_out(archived, filmed))
    assert row.ready_at is not None
    assert expire_exports(row.ready_at + timedelta(days=29)) == 0
    assert expire_exports(row.ready_at + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert (row.state, row.file, len(row.manifest_sha256)) == (Export.EXPIRED, None, 64)


def test_the_command_writes_a_folder_on_the_record(archived: Walk, filmed: Dossier, tmp_path: Path) -> None:
    user = archived.cast.officers["archivist"].user
    told = {"to": str(tmp_path / "out"), "reason": "档案移交", "recipient": "武冈市档案馆"}
    call_command("export_dossier", filmed.archive_number, by=user.username, **told)
    assert verified(tmp_path / "out").returncode == 0
    row = Export.objects.get()
    assert (row.state, row.recipient) == (Export.FOLDER, "武冈市档案馆")
    assert not outbox.Posted.objects.filter(topic="dossiers.export").exists()
    with pytest.raises(CommandError, match="没有档号"):
        call_command("export_dossier", "不存在", by=user.username, **told)
    with pytest.raises(CommandError, match="不是空的"):
        call_command("export_dossier", filmed.archive_number, by=user.username, **told)
