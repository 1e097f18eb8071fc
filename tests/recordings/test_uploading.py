"""The tus protocol for people and stations: chunks, offsets, tokens, scope; and the pages around it."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.recordings.collected import NAME, Sending, actor, camera_of, film, login

from chengguan.documents import storing
from chengguan.documents.storing import StoreUnavailable
from chengguan.ledger.models import Posted
from chengguan.ledger.outbox import work_one
from chengguan.recordings import arriving, inbox
from chengguan.recordings.acts import stations
from chengguan.recordings.models import Recording, Station, Upload
from chengguan.web.demonstration.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.UPLOAD_RESERVE = 0
    return tmp_path


@pytest.fixture
def content() -> bytes:
    return film().read_bytes()


@pytest.fixture
def person(cast: Cast) -> Sending:
    camera_of(cast)
    return Sending(login(cast.pair()[0]))


def station_of(cast: Cast, days: int = 30) -> tuple[Station, str]:
    at = timezone.now()
    token = stations.new_token()
    station = stations.register(
        actor=actor(cast.officers["system_admin"], at), at=at, name="一中队采集站", place="一楼",
        expires_on=(at + timedelta(days=days)).date(), token_sha256=stations.token_digest(token),
    ).result  # fmt: skip
    return station, token


def test_a_file_comes_in_chunks_and_is_kept_with_the_last(person: Sending, content: bytes) -> None:
    upload = Upload.objects.get(pk=person.send(content))
    assert upload.state == Upload.KEPT, upload.reason
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.recording is not None and storing.read(upload.recording.file) == content
    told = person.client.get(f"/uploads/{upload.pk}/state/").json()
    assert (told["safe"], told["recording"]) == (True, upload.recording.number)
    page = person.client.get(f"/uploads/{upload.pk}/").content.decode()
    assert upload.sha256 in page and "可以删除设备上的原文件" in page


def test_what_the_server_can_do(person: Sending) -> None:
    answer = person.client.options("/uploads/tus/")
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration", "checksum"}


def test_a_wrong_offset_is_a_conflict_and_says_where_to_go_on(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    assert person.patch(path, 0, content[:1000]).status_code == 204
    for offset in (0, 500, 2000):
        answer = person.patch(path, offset, content[offset : offset + 10])
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "1000")
    assert person.head(path)["Upload-Offset"] == "1000"
    assert person.patch(path, 1000, content[1000:] + b"more").status_code == 413
    assert person.patch(path, 1000, content[1000:]).status_code == 204
    assert Upload.objects.get().state == Upload.KEPT
    assert person.patch(path, 0, b"x").status_code == 409


def test_what_was_not_synced_counts_for_nothing(person: Sending, content: bytes) -> None:
    """After a loss of power the disk may hold more than was acknowledged: it is overwritten, not believed."""
    path = person.path(person.open(len(content)))
    person.patch(path, 0, content[:1000])
    part = inbox.part_of(Upload.objects.get().pk)
    with part.open("ab") as file:
        file.write(b"\0" * 700)
    assert person.head(path)["Upload-Offset"] == "1000"
    person.patch(path, 1000, content[1000:])
    upload = Upload.objects.get()
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.state == Upload.KEPT


def test_a_lost_part_starts_anew(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    person.patch(path, 0, content[:1000])
    inbox.part_of(Upload.objects.get().pk).unlink()
    assert person.head(path)["Upload-Offset"] == "0"


def test_chunks_that_go_to_another_process_are_hashed_again(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    half = len(content) // 2
    person.patch(path, 0, content[:half])
    arriving.forget(Upload.objects.get().pk)
    person.patch(path, half, content[half:])
    upload = Upload.objects.get()
    assert (upload.state, upload.sha256) == (Upload.KEPT, hashlib.sha256(content).hexdigest())


def test_a_chunk_with_a_wrong_checksum_is_thrown_away(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    wrong = "sha256 " + base64.b64encode(hashlib.sha256(b"else").digest()).decode()
    assert person.patch(path, 0, content[:500], HTTP_UPLOAD_CHECKSUM=wrong).status_code == 460
    assert person.head(path)["Upload-Offset"] == "0"
    right = "sha256 " + base64.b64encode(hashlib.sha256(content[:500]).digest()).decode()
    assert person.patch(path, 0, content[:500], HTTP_UPLOAD_CHECKSUM=right).status_code == 204
    assert person.patch(path, 500, content[500:], HTTP_UPLOAD_CHECKSUM="md5 xx").status_code == 400


def test_two_clients_on_one_upload_never_interleave(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    with inbox.locked(Upload.objects.get().pk):
        answer = person.patch(path, 0, content[:100])
    assert answer.status_code == 423 and "另一个连接" in answer.content.decode()
    assert person.patch(path, 0, content).status_code == 204


def test_a_connection_that_breaks_keeps_what_had_arrived(person: Sending, content: bytes) -> None:
    person.open(len(content))
    pk = Upload.objects.get().pk
    pieces = [content[:400], content[400:700]]

    def read(_: int) -> bytes:
        if not pieces:
            raise OSError("connection reset")
        return pieces.pop(0)

    chunk = arriving.Chunk(0, len(content), read)
    assert arriving.append(pk, chunk, at=timezone.now()).offset == 700
    assert person.head(f"/uploads/tus/{pk}/")["Upload-Offset"] == "700"


def test_a_full_disk_keeps_what_was_acknowledged(person: Sending, content: bytes, monkeypatch: Any) -> None:
    path = person.path(person.open(len(content)))
    person.patch(path, 0, content[:1000])

    def full(*_: Any) -> None:
        raise StoreUnavailable("存储空间不足")

    monkeypatch.setattr(arriving, "write", full)
    answer = person.patch(path, 1000, content[1000:])
    assert answer.status_code == 507 and "可以继续" in answer.content.decode()
    monkeypatch.undo()
    assert person.head(path)["Upload-Offset"] == "1000"
    assert person.patch(path, 1000, content[1000:]).status_code == 204
    assert Upload.objects.get().state == Upload.KEPT


def test_a_store_that_is_away_is_retried_by_the_worker(
    person: Sending, content: bytes, monkeypatch: Any
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable("存储没有响应")

    monkeypatch.setattr(storing, "keep", away)
    pk = person.send(content)
    told = person.client.get(f"/uploads/{pk}/state/").json()
    assert (told["state"], told["safe"]) == ("finishing", False)
    assert "先不要删除原文件" in person.client.get(f"/uploads/{pk}/").content.decode()
    Posted.objects.exclude(topic="recordings.finish").delete()
    assert work_one(timezone.now() + timedelta(minutes=1))
    assert Posted.objects.get(topic="recordings.finish").state == Posted.WAITING
    monkeypatch.undo()
    Posted.objects.exclude(topic="recordings.finish").delete()
    assert work_one(timezone.now() + timedelta(minutes=10))
    assert Posted.objects.get(topic="recordings.finish").state == Posted.DONE
    assert Upload.objects.get().state == Upload.KEPT


def test_wrong_requests_are_answered_in_words(person: Sending, settings: Any) -> None:
    assert person.open(0).status_code == 400
    client = person.client
    bare = client.post("/uploads/tus/", HTTP_UPLOAD_LENGTH="10")
    assert bare.status_code == 412
    for length in ("-1", "ten", "1e9", ""):
        answer = client.post("/uploads/tus/", HTTP_UPLOAD_LENGTH=length, **person.headers)
        assert answer.status_code == 400, length
    assert client.post("/uploads/tus/", **person.headers).status_code == 411
    garbled = client.post(
        "/uploads/tus/", HTTP_UPLOAD_LENGTH="10", HTTP_UPLOAD_METADATA="filename ***", **person.headers
    )
    assert garbled.status_code == 400
    assert person.open(10, sha256="zz").status_code == 400
    settings.UPLOAD_LIMIT = 5
    assert person.open(10).status_code == 413
    settings.UPLOAD_LIMIT, settings.UPLOAD_RESERVE = 1 << 40, 1 << 60
    full = person.open(10)
    assert full.status_code == 507 and "磁盘空间不足" in full.content.decode()


def test_an_upload_can_be_given_up_until_it_is_complete(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    person.patch(path, 0, content[:10])
    assert person.client.delete(path, **person.headers).status_code == 204
    assert person.head(path).status_code == 410
    assert not list(inbox.leftovers())
    done = f"/uploads/tus/{person.send(content)}/"
    assert person.client.delete(done, **person.headers).status_code == 409


def test_uploads_of_others_are_not_there(person: Sending, cast: Cast, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    pk = Upload.objects.get().pk
    mate, stranger = Sending(login(cast.pair()[1])), Sending(login(cast.pair(1)[0]))
    assert mate.patch(path, 0, content).status_code == 404
    assert stranger.head(path).status_code == 404
    assert NAME in mate.client.get("/uploads/").content.decode()
    assert NAME not in stranger.client.get("/uploads/").content.decode()
    assert stranger.client.get(f"/uploads/{pk}/").status_code == 404
    assert stranger.client.get(f"/uploads/{pk}/state/").status_code == 404
    admin = login(cast.officers["system_admin"])
    assert NAME in admin.get("/uploads/").content.decode()
    assert admin.post("/uploads/tus/").status_code == 403
    assert login(cast.officers["finance"]).post("/uploads/send/").status_code == 403


def test_a_person_needs_the_token_of_his_page(person: Sending, cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.pair()[0].user)
    assert Sending(client).open(10).status_code == 403
    page = client.get("/uploads/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    with_token = Sending(client)
    with_token.headers["HTTP_X_CSRFTOKEN"] = token
    assert with_token.open(10).status_code == 201


def test_a_proxy_that_passes_only_post_is_no_hindrance(person: Sending, content: bytes) -> None:
    path = person.path(person.open(len(content)))
    answer = person.client.post(
        path, content, content_type="application/offset+octet-stream", HTTP_UPLOAD_OFFSET="0",
        HTTP_X_HTTP_METHOD_OVERRIDE="PATCH", **person.headers,
    )  # fmt: skip
    assert answer.status_code == 204
    assert Upload.objects.get().state == Upload.KEPT


# -- stations --------------------------------------------------------------------------------------------------


def test_a_station_sends_with_its_token_and_asks_whether_the_file_is_safe(cast: Cast, content: bytes) -> None:
    camera_of(cast)
    station, token = station_of(cast)
    sender = Sending(Client(enforce_csrf_checks=True), "/api/uploads/", token)
    pk = sender.send(content, sha256=hashlib.sha256(content).hexdigest())
    told = sender.client.get(f"/api/uploads/{pk}/", **sender.headers).json()
    assert told["safe"] and told["sha256"] == hashlib.sha256(content).hexdigest()
    recording = Recording.objects.get()
    assert (told["recording"], recording.officer) == (recording.number, cast.pair()[0])
    station.refresh_from_db()
    assert station.seen_at is not None
    twice = sender.send(content)
    again = sender.client.get(f"/api/uploads/{twice}/", **sender.headers).json()
    assert (again["state"], again["safe"], again["recording"]) == ("duplicate", True, recording.number)


def test_without_a_good_token_nothing_opens(cast: Cast) -> None:
    station, token = station_of(cast)
    admin = actor(cast.officers["system_admin"], timezone.now())
    client = Client()

    def asked(given: str) -> Any:
        return Sending(client, "/api/uploads/", given).open(10)

    assert client.post("/api/uploads/").status_code == 401
    assert asked("wrong").status_code == 401
    assert asked(token).status_code == 201
    Station.objects.filter(pk=station.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    expired = asked(token)
    assert expired.status_code == 401 and "到期" in expired.json()["message"]
    fresh = stations.new_token()
    stations.renew(
        actor=admin, at=timezone.now(), station=station, token_sha256=stations.token_digest(fresh),
        expires_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    assert asked(token).status_code == 401
    assert asked(fresh).status_code == 201
    stations.revoke(actor=admin, at=timezone.now(), station=station, reason="报废")
    revoked = asked(fresh)
    assert revoked.status_code == 401 and "停用" in revoked.json()["message"]


def test_a_station_sees_only_its_own(cast: Cast, content: bytes, person: Sending) -> None:
    _, token = station_of(cast)
    pk = person.path(person.open(len(content))).rstrip("/").rpartition("/")[2]
    sender = Sending(Client(), "/api/uploads/", token)
    assert sender.head(f"/api/uploads/{pk}/").status_code == 404
    assert sender.client.get(f"/api/uploads/{pk}/", **sender.headers).status_code == 404
    assert sender.client.post(f"/api/uploads/{pk}/finish/", **sender.headers).status_code == 404


def test_the_token_is_shown_once_and_only_its_digest_is_kept(cast: Cast) -> None:
    client = login(cast.officers["system_admin"])
    entered = {
        "name": "二中队采集站",
        "place": "",
        "expires_on": str(timezone.localdate() + timedelta(days=90)),
    }
    answer = client.post("/stations/new/", entered)
    token = answer.content.decode().split('id="token" class="up-token">')[1].split("<")[0]
    assert answer["Cache-Control"] == "no-store"
    station = Station.objects.get()
    assert station.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    board = client.get("/stations/").content.decode()
    assert "二中队采集站" in board and token not in board
    again = client.post("/stations/new/", entered)
    assert again.status_code == 409 and "名称没有重复" in again.content.decode()
    renewed = client.post(f"/stations/{station.pk}/renew/", {"expires_on": entered["expires_on"]})
    assert "令牌只显示这一次" in renewed.content.decode() and token not in renewed.content.decode()
    assert client.post(f"/stations/{station.pk}/revoke/", {"reason": "不用了"}).status_code == 302
    assert "已停用" in client.get("/stations/").content.decode()
    assert login(cast.pair()[0]).get("/stations/").status_code == 403
    assert login(cast.officers["archivist"]).get("/stations/new/").status_code == 403


# -- the plain form --------------------------------------------------------------------------------------------


def test_the_plain_form_takes_several_files_at_once(person: Sending, content: bytes) -> None:
    files = [
        SimpleUploadedFile(NAME, content),
        SimpleUploadedFile("x.mp4", b"none"),
        SimpleUploadedFile("e", b""),
    ]
    page = person.client.post("/uploads/send/", {"recordings": files}, follow=True).content.decode()
    assert "已入库，录像编号 JLY-001-20240506091500" in page
    assert "未接收" in page and "为空" in page
    nothing = person.client.post("/uploads/send/", {}, follow=True).content.decode()
    assert "请选择要上传的文件" in nothing
