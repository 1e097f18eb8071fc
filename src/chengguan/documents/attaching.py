"""附件: files that people add to a subject of acts (photographs, scans, recordings). Called inside an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import HasScope, Viewer

from .models import Attachment
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
    return Attachment.objects.create(
        id=uuid7(at),
        bureau_id=scope.bureau_id,
        brigade_id=scope.brigade_id,
        squad_id=scope.squad_id,
        subject_key=subject_key,
        record_key=record_key,
        file=store(chunks, limit=limit),
        name=name.replace("/", "_").replace("\\", "_").strip()[:200] or "附件",
        uploaded_by_id=actor.officer_id,
        uploaded_at=at,
    )
