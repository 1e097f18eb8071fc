"""Acts of 存量案件体检: a file is handed in, its columns are confirmed, it is checked, the result goes on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act

from . import facts
from .models import ColumnMapping, FileAudit

TOPIC: Final = "audits.run"
SERIES: Final = "file_audit"


@act("file_audit.receive", facts=facts.receiving)
def receive(
    *, actor: Viewer, at: datetime, source: StoredFile, source_name: str, title: str, kind: str, guess: dict[str, Any]
) -> Done:  # fmt: skip
    """接收存量案件文件: the file as it was handed in, and the guess of its columns, to be confirmed."""
    year = local_date(at).year
    narrow = actor.reach in ("brigade", "squad")
    audit = FileAudit.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        brigade_id=actor.brigade_id if narrow else None,
        squad_id=actor.squad_id if actor.reach == "squad" else None,
        number=f"体检〔{year}〕{next_number(actor.bureau_code, SERIES, year)}号",
        kind=kind,
        title=title.strip(),
        source=source,
        source_name=source_name[-200:],
        mapping=_saved(actor, guess) or guess.get("mapping", {}),
        summary={"guess": guess},
        received_at=at,
    )
    data = {"number": audit.number, "title": audit.title, "kind": kind, "file": source_name}
    documents = (DocRef("file_audit_source", audit.number, source.sha256),)
    return Done(audit, data=data, documents=documents, result=audit)


def _saved(actor: Viewer, guess: dict[str, Any]) -> dict[str, Any] | None:
    """The mapping that the bureau confirmed for this header before."""
    rows = ColumnMapping.objects.filter(bureau_id=actor.bureau_id, header_sha256=guess.get("digest", ""))
    return rows.values_list("columns", flat=True).first()


@act("file_audit.run", facts=facts.running, on="audit")
def run(*, actor: Viewer, at: datetime, audit: FileAudit, mapping: dict[str, Any], remember: bool) -> Done:
    """开始存量案件体检: the confirmed columns; the worker does the rest."""
    audit.mapping, audit.rows, audit.error = mapping, 0, ""
    guess = audit.summary.get("guess", {})
    if remember:
        ColumnMapping.objects.update_or_create(
            bureau_id=audit.bureau_id,
            header_sha256=guess.get("digest", ""),
            defaults={"name": audit.title[:120], "columns": mapping, "saved_at": at},
        )
    outbox.post(TOPIC, {"audit": str(audit.pk)}, at=at, bureau_code=actor.bureau_code)
    return Done(audit, data={"mapping": mapping, "remembered": remember}, result=audit)


@act("file_audit.finish", facts=facts.finishing, on="audit")
def finish(
    *, actor: Viewer, at: datetime, audit: FileAudit, summary: dict[str, Any], workbook: StoredFile, pdf: StoredFile
) -> Done:  # fmt: skip
    """登记体检结果: counts and digests; the findings themselves are in the workbook."""
    audit.rows = summary["rows"]
    audit.unreadable = summary["unread_rows"]
    audit.findings = summary["findings"]
    audit.summary = {"guess": audit.summary.get("guess", {}), "result": summary}
    audit.workbook, audit.pdf, audit.finished_at = workbook, pdf, at
    data = {key: summary[key] for key in ("rows", "cases", "touched", "unread_rows", "findings", "levels")}
    documents = (
        DocRef("file_audit_workbook", audit.number, workbook.sha256),
        DocRef("file_audit_report", audit.number, pdf.sha256),
    )
    return Done(audit, data=data, documents=documents, result=audit)


@act("file_audit.fail", facts=facts.failing, on="audit")
def fail(*, actor: Viewer, at: datetime, audit: FileAudit, reason: str) -> Done:
    """登记体检失败, with the reason; the columns can be changed and the check begun again."""
    audit.error = reason.strip()[:2000]
    return Done(audit, data={"reason": audit.error}, result=audit)
