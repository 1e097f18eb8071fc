"""采集: the whole way of a file from its arrival to a recording on the record.

An upload ends as kept, duplicate or refused. Until then nothing is acknowledged: when the store does not answer or a process
dies, the upload stays in `finishing`, its bytes stay where they are, and the worker tries again.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.documents.hashing import Digest, Digests, digest_of, pieces_of
from chengguan.documents.models import StoredFile
from chengguan.documents.stores.port import disk_errors
from chengguan.documents.storing import StoreUnavailable
from chengguan.ledger.acting import Refused
from chengguan.people.models import Officer
from chengguan.people.platform import system_viewer
from chengguan.people.selectors import actor_of

from . import arriving, inbox, probing
from .acts.receiving import receive
from .models import Recording, Station, Upload
from .naming import Stated, camera_text, clean_name, named, stated_in
from .selectors.cameras import camera_by_number
from .timing import UNSETTLED

ABANDONED: Final = timedelta(days=7)
REHASH_AT_ONCE: Final = 64 << 20
"""A file that was not hashed on its way is hashed by the worker when it is larger."""
STUCK: Final = timedelta(hours=1)
# Who films: the sender of a file that no camera claims counts as its officer only with one of these posts.
FILMING: Final = frozenset({"handler", "squad_leader", "brigade_leader"})
WAITING: Final = "文件已全部收到，正在核验入库，请稍候。"
POSTPONED: Final = "文件已全部收到并保存在接收区，暂时不能入库：{}。系统会自动重试，请先不要删除原文件。"
EXTENSIONS: Final[Mapping[str, frozenset[str]]] = {
    "mp4": frozenset({"mp4"}),
    "m4v": frozenset({"mp4"}),
    "m4a": frozenset({"mp4"}),
    "mov": frozenset({"mov", "mp4"}),
    "avi": frozenset({"avi"}),
    "mkv": frozenset({"mkv"}),
    "ts": frozenset({"ts"}),
    "mp3": frozenset({"mp3"}),
    "wav": frozenset({"wav"}),
    "aac": frozenset({"aac"}),
    "jpg": frozenset({"jpeg"}),
    "jpeg": frozenset({"jpeg"}),
    "png": frozenset({"png"}),
}


class Postponed(Exception):
    """The file is complete and safe here, but cannot be kept yet; the worker tries again. The message is for the sender."""


class TooLarge(Exception):
    """The file is larger than this installation takes."""


def begin(
    *, actor: Viewer, at: datetime, name: str, size: int, via: str, stated: Mapping[str, Any] | None = None,
    camera_number: str = "", declared_sha256: str = "", station: Station | None = None,
) -> Upload:  # fmt: skip
    """Open an upload. Raises TooLarge and NoRoom before anything is accepted."""
    if size > inbox.limit():
        raise TooLarge(f"文件超过大小上限（{inbox.limit() // inbox.GIB or 1} GB），请在设备上分段后再上传。")
    inbox.make_room(size)
    given = {key: str(value)[:200] for key, value in (stated or {}).items() if value not in (None, "")}
    number = camera_text(camera_number or given.get("camera", "")) or named(clean_name(name)).camera[:40]
    camera = camera_by_number(actor.bureau_id, number)
    brigade, squad = (camera.brigade_id, camera.squad_id) if camera else (actor.brigade_id, actor.squad_id)
    return Upload.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        brigade_id=brigade,
        squad_id=squad,
        station=station,
        officer_id=actor.officer_id or None,
        via=via,
        name=clean_name(name),
        size=size,
        declared_sha256=declared_sha256.lower(),
        camera_number=number,
        stated=given,
        started_at=at,
        touched_at=at,
    )


def collect(
    source: Path, *, actor: Viewer, at: datetime, name: str, camera_number: str = "",
    stated: Mapping[str, Any] | None = None, via: str = "folder", station: Station | None = None,
) -> Upload:  # fmt: skip
    """The whole way of a complete file that lies at `source`, which is only read. Returns the upload as it stands then.

    Its state says how it went: kept, duplicate (both name the recording), refused with the reason, or still finishing
    when the store is not there. Raises NoRoom, TooLarge, StoreUnavailable while nothing has been accepted.
    """
    size = source.stat().st_size
    given = stated or {}
    upload = begin(
        actor=actor, at=at, name=name, size=size, via=via, stated=given, camera_number=camera_number,
        declared_sha256=str(given.get("sha256", "")), station=station,
    )  # fmt: skip
    if not size:
        return refuse(upload, "文件为空（0 字节）。请检查设备上的原文件，重新拷贝后上传。", at)
    digest = _copy(source, upload)
    if digest.size != size:
        return refuse(upload, "读取时文件还在变化，没有接收。请等设备写完后再上传。", at)
    arriving.complete(upload, at)
    try:
        return finish(upload.pk, at=at, digest=digest)
    except (Postponed, inbox.Busy):
        return Upload.objects.get(pk=upload.pk)


def _copy(source: Path, upload: Upload) -> Digest:
    """Bring a file into the inbox, hashing it on the way; synced when it returns. Nothing is left after an error."""
    part = inbox.part_of(upload.pk)
    try:
        with disk_errors(), part.open("wb", buffering=0) as out, Digests() as digests:
            for piece in pieces_of(source):
                storing.write(out.fileno(), piece)
                digests.update(piece)
            os.fsync(out.fileno())
            inbox.sync_folder()
            return digests.finish()
    except BaseException:
        inbox.discard(upload.pk)
        Upload.objects.filter(pk=upload.pk).delete()
        raise


def finish(pk: uuid.UUID, *, at: datetime, digest: Digest | None = None) -> Upload:
    """Finish an upload whose bytes are all there: hash, check, read, keep, enter. Bears being called again at any point.

    Raises Busy while another process is at it, Postponed when the store is not there.
    """
    with inbox.locked(pk):
        upload = Upload.objects.select_related("bureau", "station", "officer").get(pk=pk)
        if upload.state != Upload.FINISHING:
            return upload
        try:
            _finish(upload, at, digest)
        except (StoreUnavailable, OSError) as error:
            upload.reason = POSTPONED.format(str(error).rstrip("。") or "存储没有响应")[:400]
            upload.save(update_fields=["reason"])
            raise Postponed(upload.reason) from error
        inbox.discard(pk)
        return upload


def _finish(upload: Upload, at: datetime, digest: Digest | None) -> None:
    part = inbox.part_of(upload.pk)
    if not part.is_file():
        refuse(upload, "接收区里的文件已经丢失，没有入库。请重新上传。", at)
        return
    digest = digest or digest_of(part)
    upload.sha256, upload.sm3 = digest.sha256, digest.sm3
    if problem := _differs(upload, digest):
        refuse(upload, problem, at)
        return
    upload.save(update_fields=["sha256", "sm3"])
    if _known_already(upload, at):
        return
    try:
        found = probing.probe(part)
    except probing.Unreadable as reason:
        refuse(upload, str(reason), at)
        return
    stored = storing.keep(
        inbox.handover(upload.pk),
        sha256=digest.sha256,
        sm3=digest.sm3,
        size=digest.size,
        media_type=found.media_type,
    )
    _enter(upload, stored, found, at)


def _differs(upload: Upload, digest: Digest) -> str:
    """Whether what arrived is what the sender meant to send."""
    if digest.size != upload.size:
        return f"收到 {digest.size} 字节，与申报的 {upload.size} 字节不符。请重新上传。"
    if upload.declared_sha256 and upload.declared_sha256 != digest.sha256:
        return "收到的内容与发送方申报的 SHA-256 校验值不符，传输中有损坏或者文件被改动。请重新上传。"
    return ""


def _known_already(upload: Upload, at: datetime) -> bool:
    """End the upload when the same content is on the record: it is safe, and the recording is named."""
    rows = Recording.objects.filter(bureau_id=upload.bureau_id, file__sha256=upload.sha256)
    there = rows.select_related("file").first()
    if there is None:
        return False
    if there.stage == "destroyed":
        refuse(upload, f"同一内容曾以 {there.number} 收录，已经按清册销毁，不再收录。", at)
    else:
        _end(upload, Upload.DUPLICATE, f"同一内容已经在库：{there.number}。可以放心删除本份。", at, there)
    return True


def _enter(upload: Upload, stored: StoredFile, found: probing.Found, at: datetime) -> None:
    """Enter the recording and end the upload, in one transaction."""
    stated: Stated = stated_in(upload.stated)
    camera = camera_by_number(upload.bureau_id, upload.camera_number)
    actor = _actor(upload, at)
    try:
        with transaction.atomic():
            recording: Recording = receive(
                actor=actor,
                at=at,
                file=stored,
                found=_with_faults(found, upload.name, stated),
                name=upload.name,
                camera=camera,
                officer=_filming(upload, actor),
                place=stated.place,
                latitude=stated.latitude,
                longitude=stated.longitude,
                stated_began_at=stated.began_at,
                camera_number=upload.camera_number,
                arrived_at=upload.touched_at,
            ).result
            upload.brigade_id, upload.squad_id = recording.brigade_id, recording.squad_id
            upload.doubtful = any(str(fault).startswith(UNSETTLED) for fault in recording.faults)
            _end(
                upload,
                Upload.KEPT,
                "；".join(str(fault).rstrip("。") for fault in recording.faults)[:400],
                at,
                recording,
            )
    except Refused as refused:
        if not _known_already(upload, at):
            refuse(upload, str(refused)[:400], at)


def _with_faults(found: probing.Found, name: str, stated: Stated) -> probing.Found:
    ending = name.rpartition(".")[2].lower()
    faults = [*found.faults, *stated.problems]
    if ending in EXTENSIONS and found.container not in EXTENSIONS[ending]:
        faults.append(f"文件扩展名是 {ending}，内容实际是 {found.container.upper()}，已按内容认定。")
    return replace(found, faults=tuple(faults))


def _actor(upload: Upload, at: datetime) -> Viewer:
    """Who answers for the entry: the officer who sent the file; for stations and folders the platform."""
    if upload.officer is None:
        return system_viewer(upload.bureau)
    viewer = actor_of(upload.officer, local_date(at))
    return viewer if viewer.may("upload.send") else system_viewer(upload.bureau)


def _filming(upload: Upload, actor: Viewer) -> Officer | None:
    return upload.officer if upload.officer is not None and actor.roles & FILMING else None


def refuse(upload: Upload, reason: str, at: datetime) -> Upload:
    """End an upload without keeping anything. The reason says what to do."""
    _end(upload, Upload.REFUSED, reason[:400], at, None)
    inbox.discard(upload.pk)
    arriving.forget(upload.pk)
    return upload


def _end(upload: Upload, state: str, reason: str, at: datetime, recording: Recording | None) -> None:
    upload.state, upload.reason, upload.ended_at, upload.recording = state, reason, at, recording
    upload.save()


def cancel(upload: Upload, at: datetime) -> bool:
    """取消上传: by its sender, as long as bytes are missing. Returns False when it is complete already."""
    with inbox.locked(upload.pk):
        fresh = Upload.objects.get(pk=upload.pk)
        if fresh.state != Upload.RECEIVING:
            return False
        refuse(fresh, "发送方取消了上传。", at)
        return True


def look_after_uploads(at: datetime) -> int:
    """Daily: give up what nobody has continued for a week, and have the worker try again what hangs in finishing."""
    stale = Upload.objects.filter(state=Upload.RECEIVING, touched_at__lt=at - ABANDONED)
    given_up = sum(_given_up(pk, at) for pk in list(stale.values_list("pk", flat=True)))
    stuck = Upload.objects.filter(state=Upload.FINISHING, touched_at__lt=at - STUCK).select_related("bureau")
    for upload in list(stuck):
        arriving.post_finish(upload, at)
    _clear_leftovers()
    return given_up


def _given_up(pk: uuid.UUID, at: datetime) -> bool:
    try:
        with inbox.locked(pk):
            upload = Upload.objects.get(pk=pk)
            if upload.state != Upload.RECEIVING or upload.touched_at >= at - ABANDONED:
                return False
            refuse(upload, f"超过 {ABANDONED.days} 天没有继续，已清理。请重新上传。", at)
            return True
    except inbox.Busy:
        return False


def _clear_leftovers() -> None:
    """Files in the inbox whose upload has ended: a process died between the entry and the clearing away."""
    open_ones = set(
        Upload.objects.filter(state__in=[Upload.RECEIVING, Upload.FINISHING]).values_list("pk", flat=True)
    )
    for pk in inbox.leftovers():
        if pk not in open_ones:
            inbox.discard(pk)
