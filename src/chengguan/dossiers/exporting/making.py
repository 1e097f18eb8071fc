"""制作: the ZIP file of an export, checked before anyone may take it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chengguan.documents import storing
from chengguan.documents.hashing import digest_of
from chengguan.documents.stores.disk import INCOMING
from chengguan.dossiers.acts.exporting import issue
from chengguan.dossiers.models import Export
from chengguan.people.platform import system_viewer

from .assembling import Package
from .gathering import package_of
from .parts import ExportFailed, Part, file_name
from .writing import prove, write_folder, write_zip

ZIP = "application/zip"
Beat = Callable[[], object]


def make(export: Export, at: datetime, beat: Beat = lambda: None) -> None:
    """Write, check and keep the ZIP file of an export; `beat` is called while it goes on. Run again it goes on or does nothing.

    What cannot be made is said on the row. Raises OSError, `StoreUnavailable` when trying again may help.
    """
    path = Path(settings.FILES_DIR) / INCOMING / f"export-{export.pk}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        package = package_of(export)
        _write(export, package, path, beat)
        _tell(export, "自检：逐个核对文件和台账")
        prove(path, lambda _: beat())
        _keep(export, package, path, at)
    except (ExportFailed, FileNotFoundError) as error:
        path.unlink(missing_ok=True)
        words = str(error) if isinstance(error, ExportFailed) else "有文件不在存储中，请系统管理员核查存储"
        Export.objects.filter(pk=export.pk).update(state=Export.FAILED, progress=words[:200])


def _write(export: Export, package: Package, path: Path, beat: Beat) -> None:
    done = 0

    def tell(part: Part) -> None:
        nonlocal done
        done += part.size
        share = round(100 * done / package.size) if package.size else 100
        _tell(export, f"写出 {share}%：{part.path}")
        beat()

    write_zip(path, folder_of(export), package.parts, tell)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tell(export: Export, words: str) -> None:
    Export.objects.filter(pk=export.pk).update(state=Export.MAKING, progress=words[:200])


def _keep(export: Export, package: Package, path: Path, at: datetime) -> None:
    digest = digest_of(path)
    stored = storing.keep(path, sha256=digest.sha256, sm3=digest.sm3, size=digest.size, media_type=ZIP)
    with transaction.atomic():
        row = (
            Export.objects.select_for_update(of=("self",)).select_related("dossier__bureau").get(pk=export.pk)
        )
        row.file, row.manifest_sha256 = stored, package.manifest_sha256
        row.state, row.progress = Export.READY, ""
        row.save()
        actor = system_viewer(row.dossier.bureau)
        issue(actor=actor, at=at, dossier=row.dossier, export=row, proved=True)


def to_folder(export: Export, root: Path, at: datetime) -> Package:
    """Write an export as a plain folder and enter its digest. Raises `ExportFailed`."""
    package = package_of(export)
    write_folder(package.parts, root)
    prove(root)
    export.manifest_sha256, export.progress = package.manifest_sha256, "已写出到文件夹"
    issue(
        actor=system_viewer(export.dossier.bureau), at=at, dossier=export.dossier, export=export, proved=True
    )  # fmt: skip
    return package


def folder_of(export: Export) -> str:
    """Name of the folder in the ZIP file, and of the file itself."""
    return file_name(0, f"案卷 {export.dossier.archive_number}", "x")[4:-2]
