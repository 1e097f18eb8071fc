"""The record as auditors and clerks see it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chengguan.base.viewer import Viewer

from .models import Checkpoint, Entry, Posted
from .norms import book

PAGE: Final = 50


@dataclass(frozen=True)
class AuditRow:
    """One entry as the audit list shows it: who did what to which chain, when, by which address of the chain."""

    id: int
    chain: str
    seq: int
    kind: str
    title: str
    who: str
    at: datetime
    recorded_at: datetime
    hash: str
    hash_sm3: str


def audit_rows(
    viewer: Viewer, *, kind: str = "", chain: str = "", before: int | None = None
) -> list[AuditRow]:
    """Entries of the auditor's bureau, newest first. Bodies stay closed: an auditor sees that, not what (三员分立)."""
    rows = Entry.objects.filter(bureau_code=viewer.bureau_code)
    if kind:
        rows = rows.filter(kind=kind)
    if chain:
        rows = rows.filter(chain=chain)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_row(entry) for entry in rows.order_by("-id")[:PAGE]]


def _row(entry: Entry) -> AuditRow:
    actor: dict[str, Any] = json.loads(entry.body).get("actor", {})
    kinds = book().acts()
    title = book().act_head(entry.kind).title if entry.kind in kinds else entry.kind
    return AuditRow(
        id=entry.pk,
        chain=entry.chain,
        seq=entry.seq,
        kind=entry.kind,
        title=title,
        who=str(actor.get("name", "系统")),
        at=entry.at,
        recorded_at=entry.recorded_at,
        hash=entry.hash,
        hash_sm3=entry.hash_sm3,
    )


def act_titles() -> list[tuple[str, str]]:
    """Kinds of acts with their statutory names, for a filter."""
    return sorted(((kind, book().act_head(kind).title) for kind in book().acts()), key=lambda pair: pair[1])


def checkpoints() -> list[Checkpoint]:
    """The latest daily checkpoints."""
    return list(Checkpoint.objects.order_by("-id")[:14])


def outbox_rows(viewer: Viewer, state: str = "") -> list[Posted]:
    """Work that acts have called for and that the worker does: what waits, what failed and why."""
    rows = Posted.objects.filter(bureau_code__in=["", viewer.bureau_code])
    if state:
        rows = rows.filter(state=state)
    return list(rows.order_by("-id")[:PAGE])
