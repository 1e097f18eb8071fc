"""Exports of dossiers as pages show them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.dossiers.contents import parse
from chengguan.dossiers.models import Dossier, Export
from chengguan.ledger.norms import book

TONES = {
    Export.WAITING: "info",
    Export.MAKING: "info",
    Export.READY: "ok",
    Export.FAILED: "danger",
    Export.EXPIRED: "neutral",
    Export.FOLDER: "ok",
}


@dataclass(frozen=True)
class ExportRow:
    """One export with how far it is. `percent` is None where there is nothing to wait for."""

    export: Export
    state: str
    tone: str
    percent: int | None
    until: date | None

    @property
    def running(self) -> bool:
        return self.export.state in (Export.WAITING, Export.MAKING)


@dataclass(frozen=True)
class Sized:
    """What an export of a dossier would hold: numbers and bytes of the footage."""

    papers: int
    footage: int
    bytes: int


def exports_of(dossier: Dossier) -> list[ExportRow]:
    """Every export of a dossier, the latest first (for the dossier's page)."""
    rows = Export.objects.filter(dossier=dossier).select_related("asked_by", "file", "dossier__bureau")
    return [_row(row) for row in rows.order_by("-id")[:50]]


def export_row(viewer: Viewer, pk: uuid.UUID) -> ExportRow | None:
    """One export of a dossier within the viewer's reach."""
    rows = Export.objects.filter(dossier__in=Dossier.objects.visible_to(viewer))
    row = rows.select_related("asked_by", "file", "dossier__bureau").filter(pk=pk).first()
    return _row(row) if row is not None else None


def dossier_of(viewer: Viewer, pk: uuid.UUID) -> Dossier | None:
    """The dossier within the viewer's reach."""
    return (
        Dossier.objects.visible_to(viewer).select_related("bureau", "case__lead", "pdf").filter(pk=pk).first()
    )


def sized(dossier: Dossier) -> Sized:
    """How much an export would hold."""
    if not dossier.contents:
        return Sized(0, 0, 0)
    contents = parse(dossier.contents)
    return Sized(len(contents.papers), len(contents.footage), sum(item.size for item in contents.footage))


def keeping_days(jurisdiction: str, at: datetime) -> int:
    """For how many days a made file can be downloaded."""
    return int(
        str(book().threshold("dossier_export_days", on=local_date(at), jurisdiction=jurisdiction).value)
    )


def _row(row: Export) -> ExportRow:
    until = None
    if row.state == Export.READY and row.ready_at is not None:
        days = keeping_days(row.dossier.bureau.jurisdiction, row.ready_at)
        until = local_date(row.ready_at + timedelta(days=days))
    share = row.progress.removeprefix("写出 ").split("%")[0]
    percent = int(share) if row.state == Export.MAKING and share.isdigit() else None
    return ExportRow(row, Export.STATES[row.state], TONES[row.state], percent, until)
