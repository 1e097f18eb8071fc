"""Outbox: I/O that follows from an act is posted with the act and done afterwards by the worker, with retries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from chengguan.base.viewer import Viewer

from .models import Posted

MAX_TRIES: Final = 8
Handler = Callable[[dict[str, Any]], None]


def post(topic: str, payload: dict[str, Any], *, at: datetime, bureau_code: str = "") -> Posted:
    """Write one piece of work into the outbox, inside the caller's transaction."""
    return Posted.objects.create(topic=topic, payload=payload, due_at=at, bureau_code=bureau_code)


def handlers() -> Mapping[str, Handler]:
    """Handler of each topic, from the one literal table in web/reactions.py."""
    table: Mapping[str, Handler] = import_string(settings.OUTBOX_HANDLERS)
    return table


def work_one(now: datetime) -> bool:
    """Do the next due piece of work. Returns False when nothing is due. A failure is kept with its text and tried again later.

    Delivery is at least once: a handler must bear being called again with the same payload.
    """
    with transaction.atomic():
        row = (
            Posted.objects.select_for_update(skip_locked=_can_skip())
            .filter(state=Posted.WAITING, due_at__lte=now)
            .order_by("due_at")
            .first()
        )
        if row is None:
            return False
        try:
            with transaction.atomic():
                handlers()[row.topic](row.payload)
        except Exception as error:
            _failed(row, error, now)
        else:
            row.state, row.done_at, row.error = Posted.DONE, now, ""
        row.tries += 1
        row.save()
    return True


def _failed(row: Posted, error: Exception, now: datetime) -> None:
    row.error = f"{type(error).__name__}: {error}"[:2000]
    if row.tries + 1 >= MAX_TRIES:
        row.state = Posted.FAILED
    row.due_at = now + timedelta(seconds=min(15 * 2**row.tries, 3600))


def _can_skip() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked


def retry(posted_id: int, *, viewer: Viewer, at: datetime) -> None:
    """Try a failed piece of work of the viewer's own bureau again now (the clerk's button)."""
    rows = Posted.objects.filter(pk=posted_id, state=Posted.FAILED, bureau_code__in=["", viewer.bureau_code])
    rows.update(state=Posted.WAITING, due_at=at, tries=0)
