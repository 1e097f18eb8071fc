"""删除内容: what the worker does after recordings were destroyed by list (topic `recordings.remove`). Bears being called again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from chengguan.documents import storing
from chengguan.documents.models import StoredFile

from .models import Derivative, Recording

DESTROYED: Final = "destroyed"


def remove_posted(payload: dict[str, Any]) -> None:
    """Remove the original of a destroyed recording and everything made from it, but no content that another row still needs."""
    recording = Recording.objects.filter(pk=payload["recording"], stage=DESTROYED).first()
    if recording is None:
        return
    at = datetime.fromisoformat(payload["at"])
    for stored in _files(recording).select_for_update():
        if stored.removed_at is None and not needed(stored):
            storing.remove(stored, at=at)


def _files(recording: Recording) -> QuerySet[StoredFile]:
    """Original, thumbnail, and what was derived."""
    own = [recording.file_id, recording.thumbnail_id]
    made = Derivative.objects.filter(recording=recording).values_list("file_id", flat=True)
    return StoredFile.objects.filter(pk__in=[pk for pk in (*own, *made) if pk is not None]).order_by("pk")


def needed(stored: StoredFile) -> bool:
    """Whether a row other than those of destroyed recordings points to the content (evidence of a case, a second recording …)."""
    found = storing.used_by(stored)
    recordings = [pk for label, pk in found if label == "recordings.Recording"]
    derivatives = [pk for label, pk in found if label == "recordings.Derivative"]
    return (
        len(recordings) + len(derivatives) < len(found)
        or Recording.objects.filter(pk__in=recordings).exclude(stage=DESTROYED).exists()
        or Derivative.objects.filter(pk__in=derivatives).exclude(recording__stage=DESTROYED).exists()
    )
