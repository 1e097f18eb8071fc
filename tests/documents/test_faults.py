"""Bad luck with files: a full disk, a killed process, damaged copies. Nothing half-written is ever shown."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from chengguan.base import downloads
from chengguan.documents import serving, storing
from chengguan.documents.hashing import Digests, digest, digest_of
from chengguan.documents.models import StoredFile
from chengguan.documents.stores import DiskStore, StoreUnavailable
from chengguan.documents.stores.cache import Cache
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

from .test_storing import PDF

MB = 1 << 20
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


# --- hashing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 4 * MB, 9 * MB + 7])
def test_both_digests_in_one_pass(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    expected = (hashlib.sha256(data).hexdigest(), hashlib.new("sm3", data).hexdigest(), size)
    path = tmp_path / "file"
    path.write_bytes(data)
    whole = digest([data])
    pieces = digest(data[at : at + 333_333] for at in range(0, size, 333_333))
    assert (whole.sha256, whole.sm3, whole.size) == expected and whole == pieces == digest_of(path)


def test_a_stream_goes_on_in_a_second_block_and_threads_end() -> None:
    data, digests, before = os.urandom(8 * MB), Digests(), threading.active_count()
    for begin in (0, 4 * MB + 9):
        with digests:
            digests.update(data[begin : 4 * MB + 9] if not begin else data[begin:])
        assert threading.active_count() == before
    assert digests.finish() == digest([data])
    with pytest.raises(KeyError), Digests() as broken:
        broken.update(data)
        raise KeyError
    assert threading.active_count() == before


# --- the disk ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """FILES_DIR on a file system of 3 MB, or, where none may be mounted, with files of at most 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    settings.FILES_DIR = folder
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    if not mounted:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3 * MB, before[1]))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.django_db
def test_a_full_disk_takes_nothing_and_says_so(small_disk: Path) -> None:
    with pytest.raises(StoreUnavailable, match="存储空间不足"):
        storing.store([PDF, *[os.urandom(MB)] * 8])
    assert not StoredFile.objects.exists()
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    kept = storing.store([PDF, os.urandom(MB)])
    assert storing.present(kept)


@pytest.mark.django_db
def test_a_form_says_that_the_disk_is_full_and_keeps_what_was_entered(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for _, step in INVESTIGATION_STEPS:
        step(walk)
    for _, step in REVIEW_STEPS:
        step(walk)
        if walk.subject_case.known.get("prior_notice_served_on"):
            break

    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    code = walk.instrument("prior_notice").verify_code
    kept = StoredFile.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(storing.os, "write", full)
        fields = {"speaker": "王演示", "text": "确有困难", "attachments": SimpleUploadedFile("a.pdf", PDF)}
        page = Client().post(f"/p/{code}/do/statement/", fields)
    text = page.content.decode()
    assert page.status_code == 422 and "存储空间不足" in text and "确有困难" in text
    assert StoredFile.objects.count() == kept


def test_a_folder_that_cannot_be_written_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    settings.FILES_DIR = tmp_path / "blocked"
    with pytest.raises(StoreUnavailable, match="存储目录不能读写"):
        storing.store([PDF])


def test_a_file_from_another_file_system_is_copied_whole(tmp_path: Path) -> None:
    elsewhere = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=elsewhere) as folder:
        path = Path(folder) / "file"
        path.write_bytes(PDF)
        store = DiskStore(tmp_path / "files")
        store.put(path, digest_of(path))
        assert not path.exists() and store.size(digest([PDF]).sha256) == len(PDF)
        assert list((tmp_path / "files" / "incoming").glob("*")) == []


WRITER = """
import itertools, os, sys
sys.path.insert(0, "src")
os.environ["DJANGO_SETTINGS_MODULE"] = "chengguan.web.settings"
import django
django.setup()
from chengguan.documents import storing
storing.store(itertools.chain([b"%PDF-1.7"], itertools.repeat(bytes(100_000))), limit=1 << 40)
"""


def test_a_killed_process_leaves_nothing_that_is_shown(files: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "CHENGGUAN_VAR": str(tmp_path), "FILES_DIR": str(files)}
    process = subprocess.Popen([sys.executable, "-c", WRITER], cwd=ROOT, env=environment)
    until = time.monotonic() + 60
    while not any(path.stat().st_size > 3 * MB for path in (files / "incoming").glob("*")):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert {path.parent.name for path in files.rglob("*") if path.is_file()} == {"incoming"}
    now = datetime.now(UTC)
    assert storing.sweep(now) == 0
    assert storing.sweep(now + timedelta(days=3)) == 1 and not any((files / "incoming").iterdir())


@pytest.mark.django_db
def test_a_file_that_is_gone_is_not_found_and_a_destroyed_one_says_so(
    rf: RequestFactory, files: Path
) -> None:
    from django.http import Http404

    stored = storing.store([PDF])
    assert isinstance(serving.answer(rf.get("/"), stored, "文.pdf"), StreamingHttpResponse)
    DiskStore(files).path(stored.sha256).unlink()
    with pytest.raises(Http404, match="不在存储中"):
        serving.answer(rf.get("/"), stored, "文.pdf")
    stored.removed_at = datetime.now(UTC)
    with pytest.raises(Http404, match="已经依照规定销毁"):
        serving.answer(rf.get("/"), stored, "文.pdf")


@pytest.mark.django_db
def test_everything_that_needs_a_file_is_known(cast: Cast) -> None:
    from chengguan.documents import attaching

    actor = actor_of(cast.handlers[0], datetime.now(UTC).date())
    made = attaching.attach(
        [PDF], name="a.pdf", subject_key="case/1", scope=actor, actor=actor, at=datetime.now(UTC)
    )  # type: ignore[arg-type]
    assert storing.used_by(made.file) == [("documents.Attachment", made.pk)]
    assert storing.used_by(storing.store([PDF + b"other"])) == []


# --- the cache -----------------------------------------------------------------------------------------------


def fetched(cache: Cache, data: bytes) -> Any:
    return cache.borrowed(hashlib.sha256(data).hexdigest(), len(data), lambda: iter([data]))


def test_the_cache_is_bounded_and_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", 250)
    contents = [bytes([n]) * 100 for n in range(3)]
    for age, data in enumerate(contents[:2]):
        with fetched(cache, data) as path:
            assert path.read_bytes() == data
        os.utime(path, (age, age))
    with fetched(cache, contents[2]):
        names = {path.name for path in cache.folder.iterdir()}
    assert names == {hashlib.sha256(data).hexdigest() for data in contents[1:]}


def test_what_is_in_use_stays_and_may_exceed_the_limit(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", 150)
    with fetched(cache, b"a" * 100) as first, fetched(cache, b"b" * 100) as second:
        cache.make_room(150)
        assert first.exists() and second.exists()
    assert sum(path.stat().st_size for path in cache.folder.iterdir()) <= 150


def test_a_damaged_copy_is_not_given_out(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", 1000)
    with (
        pytest.raises(StoreUnavailable, match="与摘要不符"),
        cache.borrowed("0" * 64, 3, lambda: iter([b"abc"])),
    ):
        pass
    assert list(cache.folder.iterdir()) == []


def test_a_file_that_was_just_stored_need_not_be_fetched(tmp_path: Path) -> None:
    cache, path = Cache(tmp_path / "cache", 1000), tmp_path / "file"
    path.write_bytes(b"abc")
    name = hashlib.sha256(b"abc").hexdigest()
    cache.adopt(path, name)

    def fetch() -> Iterator[bytes]:
        raise AssertionError("not needed")

    with cache.borrowed(name, 3, fetch) as place:
        assert place.read_bytes() == b"abc" and not path.exists()
    cache.forget(name)
    large = tmp_path / "large"
    large.write_bytes(b"x" * 900)
    cache.adopt(large, "1" * 64)
    assert not large.exists() and list(cache.folder.iterdir()) == []


# --- answers -------------------------------------------------------------------------------------------------


def test_a_download_bears_its_chinese_name_and_is_not_kept_on_the_way() -> None:
    answer = downloads.attachment(b"x", '案件"列表.xlsx', downloads.XLSX)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%A1%88")
    assert answer["Content-Type"] == downloads.XLSX and "no-store" in answer["Cache-Control"]
    streamed = downloads.attachment(iter([b"a", b"b"]), "a.zip", downloads.ZIP)
    assert isinstance(streamed, StreamingHttpResponse) and b"".join(streamed) == b"ab"
    assert streamed["Content-Disposition"] == 'attachment; filename="a.zip"'
