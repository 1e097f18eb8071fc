"""Outbox: I/O that follows from an act is posted with the act and done afterwards by the worker, with retries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from chengguan.base.viewer import Viewer

from .models import Posted

MAX_TRIES: Final = 8
LEASE: Final = timedelta(minutes=30)
"""How long another worker leaves a lengthy piece of work alone that one has begun."""
Handler = Callable[[dict[str, Any]], None]
_row_at_work: ContextVar[int] = ContextVar("outbox_row", default=0)


def still_working(now: datetime) -> None:
    """Called by a lengthy handler now and then: the row it works on stays its own for another `LEASE`."""
    if pk := _row_at_work.get():
        Posted.objects.filter(pk=pk, state=Posted.WAITING).update(due_at=now + LEASE)


def lengthy(handler: Handler) -> Handler:
    """Mark a handler that takes its time (hashing, encoding): it runs outside the worker's transaction, which would lock others out."""
    handler.lengthy = True  # type: ignore[attr-defined]
    return handler


def post(topic: str, payload: dict[str, Any], *, at: datetime, bureau_code: str = "") -> Posted:
    """Write one piece of work into the outbox, inside the caller's transaction."""
    return Posted.objects.create(topic=topic, payload=payload, due_at=at, bureau_code=bureau_code)


def handlers() -> Mapping[str, Handler]:
    """Handler of each topic, from the one literal table in web/reactions.py."""
    table: Mapping[str, Handler] = import_string(settings.OUTBOX_HANDLERS)
    return table


def work_one(now: datetime, *, only: str = "", but: str = "") -> bool:
    """Do the next due piece of work. Returns False when nothing is due. A failure is kept with its text and tried again later.

    Delivery is at least once: a handler must bear being called again with the same payload. `only` and `but` are prefixes
    of topics: a worker of its own can do the lengthy work on recordings.
    """
    with transaction.atomic():
        row = (
            Posted.objects.select_for_update(skip_locked=_can_skip())
            .filter(state=Posted.WAITING, due_at__lte=now, topic__startswith=only)
            .exclude(topic__startswith=but or "-")
            .order_by("due_at")
            .first()
        )
        if row is None:
            return False
        handler = handlers().get(row.topic)
        slow = getattr(handler, "lengthy", False)
        row.tries += 1
        if slow:
            # Written down before it begins: work that takes its process along must not be tried for ever.
            row.due_at = now + LEASE
            row.save()
        else:
            _work(row, now)
    if slow:
        _work(row, now)
    return True


def _work(row: Posted, now: datetime) -> None:
    handler = handlers().get(row.topic)
    token = _row_at_work.set(row.pk)
    try:
        if row.tries > MAX_TRIES:
            raise RuntimeError("处理程序多次中途退出")
        if handler is None:
            raise LookupError(f"没有处理程序：{row.topic}")
        if getattr(handler, "lengthy", False):
            handler(row.payload)
        else:
            with transaction.atomic():
                handler(row.payload)
    except Exception as error:
        _failed(row, error, now)
    else:
        row.state, row.done_at, row.error = Posted.DONE, now, ""
    finally:
        _row_at_work.reset(token)
    row.save()


def _failed(row: Posted, error: Exception, now: datetime) -> None:
    row.error = f"{type(error).__name__}: {error}"[:2000]
    if row.tries >= MAX_TRIES:
        row.state = Posted.FAILED
    row.due_at = now + timedelta(seconds=min(15 * 2 ** (row.tries - 1), 3600))


def _can_skip() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked


def retry(posted_id: int, *, viewer: Viewer, at: datetime) -> None:
    """Try a failed piece of work of the viewer's own bureau again now (the clerk's button)."""
    rows = Posted.objects.filter(pk=posted_id, state=Posted.FAILED, bureau_code__in=["", viewer.bureau_code])
    rows.update(state=Posted.WAITING, due_at=at, tries=0)
