"""Stores: the same contract holds on disk and in a real S3 server; what breaks is said clearly, and nothing that was kept is lost."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chengguan.documents import attaching, rendering, storing, verifying
from chengguan.documents.hashing import Digest, digest_of
from chengguan.documents.models import StoredFile
from chengguan.documents.stores import DiskStore, LockUnsupported, ObjectLocked, StoreUnavailable, named
from chengguan.documents.stores import s3 as s3_module
from chengguan.documents.stores.cache import Cache
from chengguan.documents.stores.port import Store
from chengguan.documents.stores.s3 import Bucket, S3Store
from chengguan.ledger import outbox
from chengguan.people.models import Bureau
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

from .test_issuing import AT, issue
from .test_storing import JPG, PDF
from .weed import ACCESS, SECRET, Cluster

MB = 1 << 20
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.VAR = tmp_path
    return tmp_path / "files"


@pytest.fixture
def bucket(weed: Cluster) -> str:
    """A fresh bucket with object lock."""
    name = f"b-{uuid.uuid4().hex[:12]}"
    weed.client().create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


def address(weed: Cluster, bucket: str, **more: Any) -> dict[str, Any]:
    about = {
        "endpoint": weed.endpoint,
        "name": bucket,
        "access_key": ACCESS,
        "secret_key": SECRET,
        "locking": "COMPLIANCE",
        "timeout_s": 20,
    }
    return {**about, **more}


def remote(weed: Cluster, bucket: str, folder: Path, **more: Any) -> S3Store:
    return S3Store(Bucket(**address(weed, bucket, **more)), Cache(folder / "cache", 100 * MB))


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """The store under contract."""
    if request.param == "disk":
        return DiskStore(tmp_path / "files")
    return remote(request.getfixturevalue("weed"), request.getfixturevalue("bucket"), tmp_path)


@pytest.fixture
def lying(tmp_path: Path) -> Callable[[bytes], tuple[Path, Digest]]:
    """Makes a file that lies aside."""

    def make(data: bytes) -> tuple[Path, Digest]:
        (tmp_path / "aside").mkdir(exist_ok=True)
        path = tmp_path / "aside" / uuid.uuid4().hex
        path.write_bytes(data)
        return path, digest_of(path)

    return make


Lying = Callable[[bytes], tuple[Path, Digest]]

# --- the contract --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3 * MB + 5, 17 * MB + 1])
def test_what_was_put_is_there_whole_and_in_part(store: Store, lying: Lying, size: int) -> None:
    data = os.urandom(size)
    path, digest = lying(data)
    assert store.size(digest.sha256) is None
    store.put(path, digest)
    assert not path.exists() and store.size(digest.sha256) == size
    assert b"".join(store.open(digest.sha256)) == data
    assert b"".join(store.open(digest.sha256, size // 2, size)) == data[size // 2 :]
    assert b"".join(store.open(digest.sha256, 0, 1)) == data[:1]
    assert b"".join(store.open(digest.sha256, 1, 1)) == b""
    with store.local(digest.sha256) as place:
        assert place.read_bytes() == data
    assert store.health().locking


def test_the_same_content_again_changes_nothing(store: Store, lying: Lying) -> None:
    for move in (False, True, True):
        path, digest = lying(PDF)
        store.put(path, digest, move=move)
        assert path.exists() is not move
    assert b"".join(store.open(digest.sha256)) == PDF


def test_what_is_not_there_is_said_at_once(store: Store) -> None:
    nothing = "0" * 64
    with pytest.raises(FileNotFoundError):
        store.open(nothing)
    with pytest.raises(FileNotFoundError), store.local(nothing):
        pass
    store.remove(nothing)
    assert not store.lock_state(nothing).hold


def test_what_is_removed_is_gone_and_may_come_again(store: Store, lying: Lying) -> None:
    path, digest = lying(PDF)
    store.put(path, digest)
    store.remove(digest.sha256)
    assert store.size(digest.sha256) is None
    with pytest.raises(FileNotFoundError):
        store.open(digest.sha256)
    store.put(*lying(PDF))
    assert store.size(digest.sha256) == len(PDF)


def test_a_lock_holds_until_its_date(store: Store, lying: Lying) -> None:
    path, digest = lying(PDF)
    store.put(path, digest)
    until = datetime.now(UTC).replace(microsecond=0) + DAY
    assert not store.lock_state(digest.sha256).holds(until - DAY)
    store.lock(digest.sha256, until)
    found = store.lock_state(digest.sha256)
    assert found.until == until and found.holds(until - DAY) and not found.holds(until)
    with pytest.raises(ObjectLocked, match="锁定至"):
        store.remove(digest.sha256)
    with pytest.raises(ObjectLocked):
        store.lock(digest.sha256, until - DAY / 2)
    store.lock(digest.sha256, until + DAY)
    assert store.lock_state(digest.sha256).until == until + DAY
    assert b"".join(store.open(digest.sha256)) == PDF


def test_a_hold_has_no_date_and_is_lifted(store: Store, lying: Lying) -> None:
    path, digest = lying(PDF)
    store.put(path, digest)
    store.lock(digest.sha256, hold=True)
    with pytest.raises(ObjectLocked, match="依法保留"):
        store.remove(digest.sha256)
    store.lock(digest.sha256, hold=False)
    store.remove(digest.sha256)
    assert store.size(digest.sha256) is None


# --- what is particular to S3 --------------------------------------------------------------------------------


def test_digests_stand_beside_the_object_and_it_is_locked_from_the_start(
    weed: Cluster, bucket: str, tmp_path: Path, lying: Lying
) -> None:
    store = remote(weed, bucket, tmp_path, lock_days=30, prefix="city/")
    for size in (10, 9 * MB):
        path, digest = lying(os.urandom(size))
        store.put(path, digest)
        found = weed.client().head_object(Bucket=bucket, Key=store.key(digest.sha256))
        assert found["Metadata"] == {"sha256": digest.sha256, "sm3": digest.sm3}
        assert store.lock_state(digest.sha256).holds(datetime.now(UTC) + 29 * DAY)
        with pytest.raises(ObjectLocked):
            store.remove(digest.sha256)
    assert "COMPLIANCE" in store.health().locking


def test_a_plain_bucket_keeps_files_but_knows_no_locks(weed: Cluster, tmp_path: Path, lying: Lying) -> None:
    name = f"p-{uuid.uuid4().hex[:12]}"
    weed.client().create_bucket(Bucket=name)
    store = remote(weed, name, tmp_path, locking="")
    path, digest = lying(PDF)
    store.put(path, digest)
    assert (
        not store.lock_state(digest.sha256).holds(datetime.now(UTC)) and "没有开启" in store.health().locking
    )
    with pytest.raises(LockUnsupported):
        store.lock(digest.sha256, hold=True)
    store.remove(digest.sha256)
    assert store.size(digest.sha256) is None


def test_an_upload_that_was_broken_off_goes_on(
    weed: Cluster, bucket: str, tmp_path: Path, lying: Lying, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, digest = lying(os.urandom(17 * MB))
    monkeypatch.setattr(s3_module, "AT_ONCE", 1)
    sent: list[int] = []

    def part(params: dict[str, Any], **more: Any) -> None:
        number = int(params["query_string"]["partNumber"])
        if number == 2 and not sent.count(2):
            sent.append(2)
            raise ConnectionError("the line is cut")
        sent.append(number)

    store = remote(weed, bucket, tmp_path)
    store.client.meta.events.register("before-call.s3.UploadPart", part)
    with pytest.raises(StoreUnavailable):
        store.put(path, digest)
    assert store.size(digest.sha256) is None and digest_of(path) == digest
    sent_before = list(sent)
    store.put(path, digest)
    assert sent_before[:2] == [1, 2] and 1 not in sent[len(sent_before) :]
    assert b"".join(store.open(digest.sha256, 8 * MB - 2)) != b"" and store.size(digest.sha256) == 17 * MB
    with store.local(digest.sha256) as place:
        assert digest_of(place) == digest


def test_what_was_never_ended_is_cleared_away(weed: Cluster, bucket: str, tmp_path: Path) -> None:
    store, client = remote(weed, bucket, tmp_path), weed.client()
    client.create_multipart_upload(Bucket=bucket, Key="ab/cd/half")
    assert store.sweep(datetime.now(UTC) - DAY) == 0
    assert store.sweep(datetime.now(UTC) + DAY) == 1
    assert not client.list_multipart_uploads(Bucket=bucket).get("Uploads")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"secret_key": "wrong"}, "拒绝了本系统的访问密钥"),
        ({"name": "no-such-bucket"}, "没有这个存储桶"),
        ({"endpoint": "http://127.0.0.1:9", "tries": 1}, "暂时连不上文件存储服务"),
    ],
)
def test_a_wrong_setting_is_named(
    weed: Cluster, bucket: str, tmp_path: Path, lying: Lying, wrong: dict[str, Any], message: str
) -> None:
    path, digest = lying(PDF)
    with pytest.raises(StoreUnavailable, match=message):
        remote(weed, bucket, tmp_path, **wrong).put(path, digest)
    assert path.exists()


def test_a_volume_server_dies_and_nothing_is_lost(
    weed: Cluster, bucket: str, tmp_path: Path, lying: Lying
) -> None:
    store = remote(weed, bucket, tmp_path)
    contents = [os.urandom(size) for size in (*range(1, 12), 100_000, 9 * MB)]
    for data in contents:
        store.put(*lying(data))
    held = weed.holding(bucket)
    victim = max(held, key=lambda name: held[name])
    assert held[victim] > 100_000 and sum(held.values()) > 2 * 9 * MB
    weed.kill(victim)
    try:
        for data in contents:
            _, digest = lying(data)
            assert b"".join(store.open(digest.sha256)) == data
        for _ in range(6):
            path, digest = lying(os.urandom(5000))
            store.put(path, digest)
            assert store.size(digest.sha256) == 5000
    finally:
        weed.start(victim)


# --- the product with an S3 store ----------------------------------------------------------------------------


@pytest.fixture
def s3(settings: Any, weed: Cluster, bucket: str) -> Iterator[S3Store]:
    """The installation keeps its files in the bucket."""
    settings.FILES_STORE = "s3"
    settings.S3 = address(weed, bucket, tries=2, timeout_s=10)
    store = named("s3")
    assert isinstance(store, S3Store)
    yield store


def login(cast: Cast) -> Client:
    client = Client()
    user = cast.officers["organ_head"].user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.django_db
def test_instruments_and_attachments_live_in_s3(s3: S3Store, cast: Cast, files: Path) -> None:
    made, client = issue(cast.bureau), login(cast)
    pdf = client.get(f"/documents/{made.pk}.pdf")
    whole = body(pdf)
    assert pdf.status_code == 200 and whole.startswith(b"%PDF") and int(pdf["Content-Length"]) == len(whole)
    part = client.get(f"/documents/{made.pk}.pdf", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and body(part) == whole[100:200]
    actor = actor_of(cast.handlers[0], AT.date())
    attached = attaching.attach([JPG], name="照片.jpg", subject_key="case/1", scope=actor, actor=actor, at=AT)  # type: ignore[arg-type]
    tail = client.get(attached.url, headers={"Range": "bytes=-4"})
    assert tail.status_code == 206 and body(tail) == JPG[-4:]
    assert client.get(attached.url, headers={"Range": "bytes=900-"}).status_code == 416
    assert s3.size(attached.file.sha256) == len(JPG) and list(verifying.verify_files()) == []
    stray = [path for path in files.rglob("*") if path.is_file() and path.parent.name != "cache"]
    assert stray == [] and named("disk").size(attached.file.sha256) is None


@pytest.mark.django_db
def test_verify_finds_what_is_missing_or_changed(s3: S3Store, weed: Cluster) -> None:
    first, second = storing.store([PDF]), storing.store([JPG])
    client, name = weed.client(), s3.bucket.name
    client.put_object(Bucket=name, Key=s3.key(first.sha256), Body=b"%PDF-other")
    client.delete_object(Bucket=name, Key=s3.key(second.sha256))
    assert [fault.split(": ")[1] for fault in verifying.verify_files()] == ["内容已变化", "不在存储中"]
    assert not storing.present(second)


@pytest.mark.django_db
def test_the_store_stops_and_comes_back(s3: S3Store, weed: Cluster, cast: Cast, lying: Lying) -> None:
    made, client = issue(cast.bureau), login(cast)
    kept = rendering.rendition(made, "pdf")
    path, digest = lying(PDF)
    about = {"sha256": digest.sha256, "sm3": digest.sm3, "size": digest.size, "media_type": "application/pdf"}
    weed.kill("s3")
    try:
        with pytest.raises(StoreUnavailable, match="暂时连不上"):
            storing.keep(path, **about)  # type: ignore[arg-type]
        assert path.exists() and not StoredFile.objects.filter(sha256=digest.sha256).exists()
        with pytest.raises(StoreUnavailable):
            storing.store([JPG])
        page = client.get(f"/documents/{made.pk}.pdf")
        text = page.content.decode()
        assert page.status_code == 503 and "暂时连不上文件存储服务" in text and "没有丢失" in text
        assert page["Retry-After"] and "文件存储不可用" in next(verifying.verify_files())
        with pytest.raises(CommandError, match="暂时连不上"):
            call_command("stores")
    finally:
        weed.start("s3")
        weed.wait_ready()
    assert storing.keep(path, **about).size == len(PDF) and not path.exists()  # type: ignore[arg-type]
    assert body(client.get(f"/documents/{made.pk}.pdf")) == storing.read(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["disk", "s3"])
def test_destruction_keeps_the_row_and_removes_the_content(request: pytest.FixtureRequest, kind: str) -> None:
    if kind == "s3":
        request.getfixturevalue("s3")
    stored = storing.store([PDF])
    storing.lock(stored, hold=True)
    with pytest.raises(ObjectLocked):
        storing.remove(stored, at=AT)
    storing.lock(stored, hold=False)
    storing.remove(stored, at=AT)
    with pytest.raises(FileNotFoundError):
        storing.read(stored)
    assert not storing.present(stored) and list(verifying.verify_files()) == []
    assert outbox.work_one(AT) and named(kind).size(stored.sha256) is None
    again = storing.store([PDF])
    assert again == stored and storing.read(again) == PDF and again.removed_at is None
    storing.remove_posted({"file": stored.pk})
    assert storing.present(again)


@pytest.mark.django_db
def test_an_installation_moves_to_s3(
    settings: Any, weed: Cluster, bucket: str, files: Path, bureau: Bureau
) -> None:
    settings.S3 = address(weed, bucket)
    rows = [rendering.rendition(issue(bureau), "pdf"), storing.store([PDF]), storing.store([JPG])]
    disk, out = named("disk"), StringIO()
    damaged = disk.path(rows[1].sha256)  # type: ignore[attr-defined]
    damaged.write_bytes(b"other")
    with pytest.raises(CommandError, match="1 个文件没有复制"):
        call_command("stores", copy_to="s3", stdout=out, stderr=out)
    assert f"文件 {rows[1].sha256}: 内容已变化" in out.getvalue() and "复制 2 个，已有 0 个" in out.getvalue()
    damaged.write_bytes(PDF)
    call_command("stores", copy_to="s3", stdout=out)
    assert "复制 1 个，已有 2 个" in out.getvalue()
    settings.FILES_STORE = "s3"
    assert list(verifying.verify_files()) == [] and storing.read(rows[2]) == JPG
    assert disk.size(rows[2].sha256) == len(JPG)
    call_command("stores", stdout=out)
    assert "存储方式：s3" in out.getvalue() and "登记的文件：3 个" in out.getvalue()
    for row in rows:
        disk.remove(row.sha256)
    call_command("stores", copy_to="disk", stdout=out)
    settings.FILES_STORE = "disk"
    assert list(verifying.verify_files()) == []
