"""附件: files that people add to a subject of acts (photographs, scans, recordings). Called inside an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chengguan.base import search
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import HasScope, Viewer

from .models import Attachment, Instrument, StoredFile
from .storing import LIMIT, store


def attach(
    chunks: Iterable[bytes],
    *,
    name: str,
    subject_key: str,
    scope: HasScope,
    actor: Viewer,
    at: datetime,
    record_key: str = "",
    limit: int = LIMIT,
) -> Attachment:
    """Keep a file and tie it to a subject (and to one of its records). `scope` is the row whose scope the file shares.

    Raises `storing.UploadRefused` for a file that may not be stored.
    """
    return attach_stored(
        store(chunks, limit=limit),
        name=name,
        subject_key=subject_key,
        scope=scope,
        actor=actor,
        at=at,
        record_key=record_key,
    )


def attach_stored(
    file: StoredFile,
    *,
    name: str,
    subject_key: str,
    scope: HasScope,
    actor: Viewer,
    at: datetime,
    record_key: str = "",
) -> Attachment:
    """Tie a file that is kept already to a subject and one of its records."""
    return Attachment.objects.create(
        id=uuid7(at),
        bureau_id=scope.bureau_id,
        brigade_id=scope.brigade_id,
        squad_id=scope.squad_id,
        subject_key=subject_key,
        record_key=record_key,
        file=file,
        name=name.replace("/", "_").replace("\\", "_").strip()[:200] or "附件",
        uploaded_by_id=actor.officer_id or None,
        uploaded_at=at,
    )


def move_papers(subject_key: str, *, brigade_id: int | None, squad_id: int | None) -> None:
    """Files and instruments of a subject follow it into another unit: who may see it may see them, and no one else."""
    Attachment.objects.filter(subject_key=subject_key).update(brigade_id=brigade_id, squad_id=squad_id)
    papers = Instrument.objects.filter(subject_key=subject_key)
    papers.update(brigade_id=brigade_id, squad_id=squad_id)
    keys = [str(pk) for pk in papers.values_list("pk", flat=True)]
    search.move("document", keys, brigade_id=brigade_id, squad_id=squad_id)
