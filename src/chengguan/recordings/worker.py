"""Work of the recordings that the outbox asks for."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from chengguan.ledger.outbox import lengthy

from . import collecting, packing, rendering
from .models import Upload


@lengthy
def finish_posted(payload: dict[str, Any]) -> None:
    """Finish an upload (topic recordings.finish). Raises Postponed or Busy, so that the outbox tries again later."""
    pk = uuid.UUID(payload["upload"])
    if Upload.objects.filter(pk=pk, state=Upload.FINISHING).exists():
        collecting.finish(pk, at=timezone.now())


@lengthy
def pack_posted(payload: dict[str, Any]) -> None:
    """Write an export package out (topic recordings.package)."""
    packing.pack(payload["package"], timezone.now)


@lengthy
def prepare_posted(payload: dict[str, Any]) -> None:
    """Thumbnail and what the browser plays of a recording that has come in (topic recordings.prepare)."""
    rendering.prepare(payload, timezone.now)


@lengthy
def derive_posted(payload: dict[str, Any]) -> None:
    """A clip, a still or a masked copy that somebody asked for (topic recordings.derive)."""
    rendering.derive(payload, timezone.now)
