"""Work of the outbox on files of past cases (topic audits.run)."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from django.utils import timezone

from chengguan.base.dates import local_date
from chengguan.documents import storing
from chengguan.documents.models import StoredFile
from chengguan.ledger.outbox import lengthy, still_working
from chengguan.people.platform import system_viewer

from . import acts
from .models import FileAudit
from .process import NotChecked, checked
from .selectors import setting_of
from .standalone import PAPER, SUMMARY, WORKBOOK


@lengthy
def run_posted(payload: dict[str, Any]) -> None:
    """Check a file: `{"audit": id}`. One that is not (or no longer) to be checked is left alone."""
    rows = FileAudit.objects.select_related("bureau", "source")
    audit = rows.filter(pk=uuid.UUID(payload["audit"]), stage="running").first()
    if audit is None:
        return
    actor = system_viewer(audit.bureau)
    setting = setting_of(audit.bureau, local_date(timezone.now()))

    def progress(count: int) -> None:
        FileAudit.objects.filter(pk=audit.pk).update(rows=count)
        still_working(timezone.now())

    try:
        with (
            storing.local(audit.source) as path,
            checked(path, audit.source_name, audit.kind, audit.mapping, setting, progress) as folder,
        ):
            summary = json.loads((folder / SUMMARY).read_text("utf-8"))
            workbook, pdf = (_kept(folder / name) for name in (WORKBOOK, PAPER))
    except NotChecked as refused:
        acts.fail(actor=actor, at=timezone.now(), audit=audit, reason=str(refused))
        return
    acts.finish(actor=actor, at=timezone.now(), audit=audit, summary=summary, workbook=workbook, pdf=pdf)


def _kept(path: Path) -> StoredFile:
    with path.open("rb") as file:
        return storing.store(iter(lambda: file.read(storing.CHUNK), b""))
