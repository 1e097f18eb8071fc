"""Facts of handing in a file of past cases and checking it (存量案件体检)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger.acting import Sheet

from .checks.columns import Mapping_, lacks
from .models import FileAudit


def _sheet(actor: Viewer, at: datetime, **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, values)


def receiving(
    *, actor: Viewer, at: datetime, source: StoredFile, source_name: str, title: str, kind: str, guess: dict[str, Any]
) -> Sheet:  # fmt: skip
    """接收文件."""
    return _sheet(
        actor, at, file_audit_titled=bool(title.strip()), file_audit_readable=bool(guess.get("labels"))
    )


def running(
    *, actor: Viewer, at: datetime, audit: FileAudit, mapping: dict[str, Any], remember: bool
) -> Sheet:
    """开始检查: the mapping has what nothing can be checked without, and every label stands in the table."""
    labels = set(audit.summary.get("guess", {}).get("labels", ()))
    chosen = Mapping_.from_dict(mapping)
    known = bool(chosen.columns) and set(chosen.columns.values()) <= labels
    return _sheet(
        actor,
        at,
        file_audit_idle=audit.stage != "running",
        file_audit_mapped=known and not lacks(chosen),
    )


def finishing(
    *, actor: Viewer, at: datetime, audit: FileAudit, summary: dict[str, Any], workbook: StoredFile, pdf: StoredFile
) -> Sheet:  # fmt: skip
    """登记结果."""
    kept = workbook.removed_at is None and pdf.removed_at is None
    return _sheet(actor, at, file_audit_running=audit.stage == "running", file_audit_results_kept=kept)


def failing(*, actor: Viewer, at: datetime, audit: FileAudit, reason: str) -> Sheet:
    """登记失败."""
    return _sheet(
        actor,
        at,
        file_audit_running=audit.stage == "running",
        file_audit_failure_explained=bool(reason.strip()),
    )
