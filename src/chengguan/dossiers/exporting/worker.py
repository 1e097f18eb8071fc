"""Work of the outbox on exports (topic dossiers.export)."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from chengguan.dossiers.facts.exporting import RUNNING
from chengguan.dossiers.models import Export
from chengguan.ledger.outbox import lengthy, still_working

from .making import make


@lengthy
def export_posted(payload: dict[str, Any]) -> None:
    """Make the file of an export: `{"export": id}`. One that is made, failed or expired is left alone."""
    rows = Export.objects.select_related("dossier__bureau", "dossier__case__lead", "dossier__pdf", "asked_by")
    export = rows.filter(pk=uuid.UUID(payload["export"]), state__in=RUNNING).first()
    if export is not None:
        make(export, timezone.now(), lambda: still_working(timezone.now()))
