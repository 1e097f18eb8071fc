"""From a complete file to a recording on the record: times, officer, duplicates, bad files, a store that is away."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.recordings.collected import ARRIVED, BEGUN, NAME, actor, camera_of, film, later, login

from chengguan.base.dates import CHINA
from chengguan.documents import storing
from chengguan.documents.storing import StoreUnavailable
from chengguan.ledger.models import Entry, Posted
from chengguan.recordings import collecting, dropping, inbox
from chengguan.recordings.acts import cameras, receiving
from chengguan.recordings.models import BodyCamera, Recording, Upload
from chengguan.recordings.timing import FUTURE, NO_TIME
from chengguan.web.demonstration.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.UPLOAD_RESERVE = 0
    return tmp_path


def collected(cast: Cast, source: Path, at: datetime = ARRIVED, name: str = NAME, **more: Any) -> Upload:
    return collecting.collect(
        source, actor=actor(cast.pair()[0]), at=at, name=name, via=more.pop("via", "web"), **more
    )


def test_a_file_becomes_the_recording_of_whoever_held_the_camera(cast: Cast) -> None:
    camera = camera_of(cast)
    upload = collecting.collect(
        film(), actor=actor(cast.officers["archivist"]), at=ARRIVED, name=NAME, via="web"
    )
    assert upload.state == Upload.KEPT, upload.reason
    recording = upload.recording
    assert recording is not None
    assert recording.number == "JLY-001-20240506091500"
    assert (recording.camera, recording.officer) == (camera, cast.pair()[0])
    assert (recording.began_at, recording.squad_id) == (BEGUN, cast.squads[0].pk)
    assert recording.due_at == recording.ended_at + timedelta(hours=24)
    assert not recording.late and not recording.faults
    assert storing.read(recording.file) == film().read_bytes()
    entry = json.loads(Entry.objects.get(kind="recording.receive").body)
    assert entry["data"]["sha256"] == upload.sha256 == recording.file.sha256
    assert entry["data"]["sm3"] == upload.sm3
    assert Posted.objects.filter(topic="recordings.prepare").count() == 1
    assert not list(inbox.leftovers())


def test_true_time_is_device_time_less_the_offset(cast: Cast) -> None:
    camera = camera_of(cast)
    chief = actor(cast.officers["squad_leader"])
    morning = BEGUN.replace(hour=8)
    cameras.check_clock(
        actor=chief, at=morning, camera=camera, checked_at=morning, offset_ms=5 * 60_000, corrected=False
    )
    recording = collected(cast, film()).recording
    assert recording is not None
    assert (recording.device_began_at, recording.offset_ms) == (BEGUN, 300_000)
    assert recording.began_at == BEGUN - timedelta(minutes=5)
    noon = BEGUN.replace(hour=12)
    cameras.check_clock(
        actor=chief, at=noon, camera=camera, checked_at=noon, offset_ms=5 * 60_000, corrected=True
    )
    second = film("下午", begun=BEGUN.replace(hour=15))
    after = collected(cast, second, name="JLY-001_20240506_150000.mp4").recording
    assert after is not None
    assert (after.offset_ms, after.began_at) == (0, BEGUN.replace(hour=15))


def test_the_same_content_is_kept_once_and_the_second_sender_is_told_where(cast: Cast) -> None:
    camera_of(cast)
    first, second = collected(cast, film()), collected(cast, film(), name="copy.mp4")
    assert (second.state, second.recording) == (Upload.DUPLICATE, first.recording)
    assert second.safe and "JLY-001-20240506091500" in second.reason
    assert Recording.objects.count() == 1


def test_two_at_once_with_the_same_content_make_one_recording(cast: Cast, monkeypatch: Any) -> None:
    """The other one is entered between the look and the entry."""
    camera_of(cast)
    keep = storing.keep
    others: list[Upload] = []

    def slow(path: Path, **kwargs: Any) -> Any:
        monkeypatch.setattr(storing, "keep", keep)
        others.append(collected(cast, film()))
        return keep(path, **kwargs)

    monkeypatch.setattr(storing, "keep", slow)
    mine = collected(cast, film())
    assert (others[0].state, mine.state) == (Upload.KEPT, Upload.DUPLICATE)
    assert mine.recording == others[0].recording
    assert Recording.objects.count() == 1


def test_bad_files_are_refused_with_what_to_do(cast: Cast, tmp_path: Path) -> None:
    camera_of(cast)
    for content, word in ((b"", "为空"), (b"%PDF-1.7\n" + b"x" * 400, "PDF"), (b"\0" * 4096, "")):
        path = tmp_path / "bad.mp4"
        path.write_bytes(content)
        upload = collected(cast, path)
        assert upload.state == Upload.REFUSED
        assert word in upload.reason and upload.reason
    assert not Recording.objects.exists()
    assert not list(inbox.leftovers())


def test_a_cut_off_film_is_kept_as_far_as_it_can_be_read_and_its_ending_is_not_believed(
    cast: Cast, tmp_path: Path
) -> None:
    from tests.recordings.media import make_video

    whole = make_video(tmp_path / "whole.mkv", seconds=3, container="mkv", begun_at=BEGUN)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    upload = collected(cast, cut, name="JLY-001_20240506_091500.avi")
    assert upload.state == Upload.KEPT, upload.reason
    assert upload.recording is not None
    assert not upload.recording.whole
    assert any("扩展名是 avi" in fault for fault in upload.recording.faults)


def test_what_differs_from_the_declared_digest_is_refused(cast: Cast) -> None:
    upload = collected(cast, film(), stated={"sha256": "0" * 64})
    assert upload.state == Upload.REFUSED
    assert "校验值不符" in upload.reason


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\录像\\JLY-001.mp4", "JLY-001.mp4"),
        ("a\x00b\u202egpj.mp4", "abgpj.mp4"),
        ("", "未命名"),
        ("...", "未命名"),
        ("长" * 400 + ".mp4", "长" * 115 + "….mp4"),
    ],
)
def test_hostile_names_are_only_labels(cast: Cast, given: str, kept: str) -> None:
    upload = collected(cast, film(), name=given)
    assert upload.name == kept
    assert upload.recording is not None and upload.recording.name == kept


def test_an_unknown_camera_is_kept_noted_and_set_right_by_a_person(cast: Cast) -> None:
    camera = camera_of(cast, "JLY-002")
    upload = collecting.collect(
        film(), actor=actor(cast.officers["archivist"]), at=ARRIVED, name=NAME, via="web"
    )
    recording = upload.recording
    assert recording is not None
    assert (recording.camera, recording.officer, upload.camera_number) == (None, None, "JLY-001")
    assert any("JLY-001 没有登记" in fault for fault in recording.faults)
    client = login(cast.officers["archivist"])
    assert "须人工核对来源" in client.get("/uploads/").content.decode()
    assert NAME in client.get("/uploads/?state=fix").content.decode()
    entered = {"camera": str(camera.pk), "officer": cast.pair()[0].pk, "began_at": "2024-05-06T09:10:00"}
    address = f"/recordings/{recording.pk}/source/"
    assert 'value="2024-05-06T09:15:00"' in client.get(address).content.decode()
    assert client.post(address, {**entered, "reason": ""}).status_code == 422
    assert client.post(address, {**entered, "reason": "领用登记为 JLY-002"}).status_code == 302
    recording.refresh_from_db()
    assert (recording.camera, recording.officer) == (camera, cast.pair()[0])
    assert recording.began_at == BEGUN - timedelta(minutes=5)
    assert (recording.device_began_at, recording.squad_id) == (BEGUN, cast.squads[0].pk)
    assert recording.faults == []
    assert "须人工核对来源" not in client.get("/uploads/").content.decode()
    again = client.post(address, {**entered, "reason": "再来一次"})
    assert again.status_code == 409 and "更正的内容与现在的记录不同" in again.content.decode()
    handler = login(cast.pair()[0])
    assert handler.post(address, {**entered, "reason": "不该由承办人办"}).status_code == 409
    outsider = login(cast.pair(1)[0])
    assert outsider.get(address).status_code == 404


def test_a_camera_of_another_bureau_is_unknown_here(cast: Cast) -> None:
    camera = camera_of(cast)
    from chengguan.people.models import Bureau

    other = Bureau.objects.create(
        code="410802",
        name="别局",
        short="别",
        jurisdiction="410802",
        region="别处",
        government="别",
        court="别",
    )
    BodyCamera.objects.filter(pk=camera.pk).update(bureau=other)
    recording = collected(cast, film()).recording
    assert recording is not None and recording.camera is None
    assert recording.officer == cast.pair()[0]


def test_a_clock_wrong_by_hours_is_noted(cast: Cast) -> None:
    camera_of(cast)
    early = BEGUN + timedelta(minutes=30)
    wrong = film("夜里", begun=BEGUN + timedelta(hours=9))
    recording = collected(cast, wrong, at=early, name="JLY-001_20240506_181500.mp4").recording
    assert recording is not None
    assert FUTURE in recording.faults
    finding = json.loads(Entry.objects.get(kind="recording.receive").body)["verdict"]["findings"]
    assert {one["id"]: one["state"] for one in finding}["recording_clock_plausible"] == "unmet"


def test_a_clock_that_was_never_set_gives_way_to_what_the_sender_states(cast: Cast) -> None:
    never = film("1998", begun=datetime(2009, 1, 1, tzinfo=CHINA))
    stated = {"began_at": "2024-05-06T10:00:00", "latitude": "26.7", "longitude": "110.6", "place": "示范路"}
    recording = collected(cast, never, name="无名.mp4", stated=stated).recording
    assert recording is not None
    assert (recording.time_source, recording.began_at) == ("stated", BEGUN.replace(hour=10, minute=0))
    assert (recording.latitude, recording.longitude, recording.place) == (26.7, 110.6, "示范路")
    nothing = film("1999", begun=datetime(2009, 1, 2, tzinfo=CHINA))
    bare = collected(cast, nothing, name="无名.mp4", stated={"began_at": "昨天"}).recording
    assert bare is not None
    assert (bare.time_source, bare.ended_at) == ("arrival", ARRIVED)
    assert NO_TIME in bare.faults and any("昨天" in fault for fault in bare.faults)


def test_late_is_measured_from_the_last_byte_not_from_a_store_that_was_away(
    cast: Cast, monkeypatch: Any
) -> None:
    camera_of(cast)

    def away(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable("存储没有响应")

    monkeypatch.setattr(storing, "keep", away)
    upload = collected(cast, film())
    assert (upload.state, upload.recording, upload.safe) == (Upload.FINISHING, None, False)
    assert "先不要删除原文件" in upload.reason and "存储没有响应" in upload.reason
    assert Posted.objects.filter(topic="recordings.finish").exists()
    with pytest.raises(collecting.Postponed):
        collecting.finish(upload.pk, at=later(hours=1))
    monkeypatch.undo()
    done = collecting.finish(upload.pk, at=later(days=3))
    assert done.state == Upload.KEPT and done.recording is not None
    assert not done.recording.late
    assert collecting.finish(upload.pk, at=later(days=4)).ended_at == later(days=3)


def test_a_process_that_dies_after_handing_over_loses_nothing(cast: Cast, monkeypatch: Any) -> None:
    camera_of(cast)

    class Died(BaseException):
        pass

    def died(**_: Any) -> Any:
        raise Died

    monkeypatch.setattr(collecting, "receive", died)
    with pytest.raises(Died):
        collected(cast, film())
    monkeypatch.undo()
    upload = Upload.objects.get()
    assert upload.state == Upload.FINISHING
    done = collecting.finish(upload.pk, at=later(minutes=1))
    assert done.state == Upload.KEPT and done.recording is not None
    assert storing.read(done.recording.file) == film().read_bytes()


def test_late_uploads_are_measured_per_officer_and_unit(cast: Cast) -> None:
    from chengguan.recordings.selectors.collection import on_time

    camera_of(cast)
    collected(cast, film())
    collected(cast, film("迟了"), at=later(days=2), name="JLY-001_20240506_101500.mp4")
    found = on_time(actor(cast.officers["archivist"]), BEGUN - timedelta(days=1), BEGUN + timedelta(days=1))
    assert (found.whole.total, found.whole.late, found.whole.percent) == (2, 1, "50.0%")
    assert [(row.name, row.late) for row in found.officers] == [(cast.pair()[0].name, 1)]
    assert [(row.name, row.total) for row in found.units] == [(cast.squads[0].name, 2)]
    nothing = on_time(actor(cast.pair(1)[0]), BEGUN - timedelta(days=1), BEGUN + timedelta(days=1))
    assert nothing.whole.total == 0


def test_what_nobody_continues_for_a_week_is_given_up(cast: Cast) -> None:
    who = actor(cast.pair()[0])
    upload = collecting.begin(actor=who, at=ARRIVED, name=NAME, size=100, via="web")
    inbox.part_of(upload.pk).write_bytes(b"x" * 40)
    assert collecting.look_after_uploads(later(days=6)) == 0
    assert collecting.look_after_uploads(later(days=8)) == 1
    upload.refresh_from_db()
    assert upload.state == Upload.REFUSED and "没有继续" in upload.reason
    assert not inbox.part_of(upload.pk).exists()


def test_no_room_is_said_before_anything_is_taken(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_RESERVE = 1 << 60
    with pytest.raises(inbox.NoRoom):
        collected(cast, film())
    settings.UPLOAD_RESERVE, settings.UPLOAD_LIMIT = 0, 10
    with pytest.raises(collecting.TooLarge):
        collected(cast, film())
    assert not Upload.objects.exists()


# -- drop folder -----------------------------------------------------------------------------------------------


def drop(folder: Path, name: str, content: bytes, age: float = 60) -> Path:
    import os

    path = folder / name
    path.write_bytes(content)
    moment = ARRIVED.timestamp() - age
    os.utime(path, (moment, moment))
    return path


def test_a_drop_folder_is_emptied_into_done_and_refused(cast: Cast, tmp_path: Path) -> None:
    camera_of(cast)
    folder = tmp_path / "drop"
    folder.mkdir()
    drop(folder, "clip.mp4", film().read_bytes())
    sidecar = {"camera": "JLY-001", "began_at": "2024-05-06T09:15:00", "place": "示范路8号"}
    drop(folder, "clip.mp4.json", json.dumps(sidecar).encode())
    drop(folder, "notes.mp4", "不是录像".encode() * 20)
    drop(folder, "growing.mp4", b"half", age=1)
    drop(folder, ".hidden", b"x")
    found = dropping.sweep(folder, cast.bureau, ARRIVED)
    assert (found.kept, found.refused, found.waiting) == (1, 1, 1)
    assert (folder / "done" / "clip.mp4").is_file() and (folder / "done" / "clip.mp4.json").is_file()
    assert "没有接收" in (folder / "refused" / "notes.mp4.txt").read_text()
    assert (folder / "growing.mp4").is_file()
    recording = Recording.objects.get()
    assert (recording.place, recording.officer) == ("示范路8号", cast.pair()[0])
    assert Upload.objects.get(state=Upload.KEPT).via == "folder"
    drop(folder, "clip.mp4", film().read_bytes())
    again = dropping.sweep(folder, cast.bureau, later(minutes=5))
    assert again.kept == 1 and (folder / "done" / "clip-2.mp4").is_file()
    assert Recording.objects.count() == 1


def test_a_drop_folder_waits_for_the_store(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    source = drop(folder, NAME, film().read_bytes())

    def away(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable("存储没有响应")

    monkeypatch.setattr(storing, "keep", away)
    assert dropping.sweep(folder, cast.bureau, ARRIVED).waiting == 1
    assert dropping.sweep(folder, cast.bureau, later(minutes=1)).waiting == 1
    assert source.is_file() and Upload.objects.count() == 1
    monkeypatch.undo()
    assert dropping.sweep(folder, cast.bureau, later(minutes=2)).kept == 1
    assert not source.exists()


def test_the_command_looks_once_and_says_what_it_did(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    from django.core.management import CommandError, call_command

    camera_of(cast)
    folder = tmp_path / "drop"
    folder.mkdir()
    drop(folder, NAME, film().read_bytes())
    call_command("collect", str(folder), "--once")
    assert "入库 1 个，未接收 0 个，等待 0 个" in capsys.readouterr().out
    with pytest.raises(CommandError, match="机关代码"):
        call_command("collect", str(folder), "--once", "--bureau", "none")
    with pytest.raises(CommandError, match="没有这个目录"):
        call_command("collect", str(folder / "nowhere"), "--once")


def test_a_correction_that_changes_nothing_is_refused(cast: Cast) -> None:
    from chengguan.ledger.acting import Refused

    recording = collected(cast, film(), name="x.mp4").recording
    assert recording is not None
    with pytest.raises(Refused):
        receiving.correct(
            actor=actor(cast.officers["archivist"]), at=ARRIVED, recording=recording,
            camera=None, officer=recording.officer, offset_ms=recording.offset_ms, reason="无",
        )  # fmt: skip
