"""制作导出包: the worker writes originals, clips, manifest and list into one ZIP, piece by piece, and checks each digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from chengguan.base.dates import local_date
from chengguan.documents import storing
from chengguan.documents.hashing import digest_of
from chengguan.documents.models import StoredFile
from chengguan.ledger.outbox import still_working

from .acts.packages import written
from .models import Package

STEP: Final = 64 * 1024 * 1024
# Fixed, so that the same package is the same file.
STAMP: Final = (2020, 1, 1, 0, 0, 0)


class Altered(ValueError):
    """What lies in the store is not what was recorded."""


def pack(pk: str, clock: Callable[[], datetime]) -> None:
    """Make a package that was asked for; bears being called again. A failure is kept on the package and raised."""
    package = Package.objects.select_related("bureau").get(pk=pk)
    if package.state in (Package.READY, Package.EXPIRED):
        return
    _note(package, state=Package.MAKING, done_bytes=0, error="")

    def progress(done: int) -> None:
        _note(package, done_bytes=done)
        still_working(clock())

    try:
        file = make(package, progress)
    except (OSError, Altered, StoredFile.DoesNotExist) as error:
        _note(package, state=Package.FAILED, error=f"{error}"[:400])
        raise
    _note(package, state=Package.READY, file=file, ready_at=clock(), done_bytes=package.total_bytes)


def _note(package: Package, **values: Any) -> None:
    Package.objects.filter(pk=package.pk).update(**values)
    for name, value in values.items():
        setattr(package, name, value)


def make(package: Package, progress: Callable[[int], None]) -> StoredFile:
    """The ZIP of a package, stored. Memory is flat whatever its size. Raises `Altered`, OSError."""
    aside = Path(settings.FILES_DIR) / "incoming"
    aside.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=aside, suffix=".zip")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                _fill(archive, package, progress)
            out.flush()
            os.fsync(out.fileno())
        found = digest_of(path)
        return storing.keep(
            path, sha256=found.sha256, sm3=found.sm3, size=found.size, media_type="application/zip"
        )
    finally:
        path.unlink(missing_ok=True)


def _fill(archive: zipfile.ZipFile, package: Package, progress: Callable[[int], None]) -> None:
    manifest: dict[str, Any] = package.contents
    items = [*manifest["recordings"], *manifest["derivatives"]]
    done = 0
    for item in items:
        done = _copy(archive, item, done, progress)
    plain = {
        "manifest.json": written(manifest),
        "清单.html": listing(manifest, package.manifest_sha256).encode(),
    }
    sums = [f"{item['sha256']}  {item['path']}" for item in items]
    sums += [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in plain.items()]
    for name, content in (*plain.items(), ("sha256sum.txt", ("\n".join(sums) + "\n").encode())):
        archive.writestr(zipfile.ZipInfo(name, STAMP), content)


def _copy(archive: zipfile.ZipFile, item: dict[str, Any], done: int, progress: Callable[[int], None]) -> int:
    """One file into the archive; returns how many bytes are written altogether."""
    stored = StoredFile.objects.get(sha256=item["sha256"])
    digest = hashlib.sha256()
    info = zipfile.ZipInfo(item["path"], STAMP)
    info.file_size = stored.size
    with archive.open(info, "w", force_zip64=stored.size >= zipfile.ZIP64_LIMIT // 2) as member:
        for chunk in storing.chunks(stored):
            member.write(chunk)
            digest.update(chunk)
            if (done + len(chunk)) // STEP > done // STEP:
                progress(done + len(chunk))
            done += len(chunk)
    if digest.hexdigest() != item["sha256"]:
        raise Altered(f"{item['number']} 的内容与入库时的摘要不符，已停止导出，请由审计人员核查")
    return done


HEAD: Final = (
    "序号",
    "录像编号",
    "设备",
    "执法人员",
    "真实时间",
    "地点",
    "案号",
    "文件",
    "SHA-256",
    "SM3",
    "台账记录",
)


def listing(manifest: dict[str, Any], digest: str) -> str:
    """清单.html: the manifest for people, without script."""
    rows = [
        (
            str(place), item["number"], item["camera"], item["officer"], f"{item['began_at']} — {item['ended_at']}",
            item["place"], item["cases"], item["path"], item["sha256"], item["sm3"], item["ledger_entry"],
        )
        for place, item in enumerate(manifest["recordings"], 1)
    ]  # fmt: skip
    derived = [
        (str(place), item["number"], item["kind"], item["caption"], item["path"], item["original_sha256"], item["sha256"])
        for place, item in enumerate(manifest["derivatives"], 1)
    ]  # fmt: skip
    facts = (
        ("导出机关", manifest["bureau"]),
        ("导出人", f"{manifest['exported_by']} {manifest['credential']}"),
        ("导出时间", manifest["exported_at"]),
        ("事由", manifest["reason"]),
        ("接收单位（人员）", manifest["recipient"]),
        ("清单摘要（SHA-256，已记入台账）", digest),
    )
    second = "<h2>派生件</h2>" + _table(
        ("序号", "录像编号", "种类", "说明", "文件", "原件 SHA-256", "SHA-256"), derived
    )
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>' + escape(manifest["number"]) + "</title>"
        "<style>body{font:14px/1.6 sans-serif;margin:2em}table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #999;padding:4px 6px;text-align:left;word-break:break-all}dt{float:left;width:18em;color:#555}</style>"
        f"<h1>录像导出清单</h1><p>{escape(manifest['number'])}</p>"
        + "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts) + "</dl>"
        + "<h2>录像原件</h2>" + _table(HEAD, rows) + (second if derived else "")
        + "<p>核对方法：在本目录执行 sha256sum -c sha256sum.txt；清单摘要可以向导出机关核对。</p></html>"
    )  # fmt: skip


def _table(head: tuple[str, ...], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def expire_packages(at: datetime) -> int:
    """Daily: packages past their last day can no longer be downloaded, and their file goes. Returns how many."""
    due = Package.objects.filter(state=Package.READY, expires_on__lt=local_date(at)).select_related("file")
    for package in (found := list(due)):
        with transaction.atomic():
            file = package.file
            _note(package, state=Package.EXPIRED, file=None)
            if file is not None and not storing.used_by(file):
                storing.remove(file, at=at)
    return len(found)
