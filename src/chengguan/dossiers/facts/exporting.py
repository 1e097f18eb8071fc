"""Facts of exporting a sealed dossier."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.dossiers.contents import parse
from chengguan.dossiers.models import Dossier, Export
from chengguan.ledger.acting import Sheet
from chengguan.recordings.models import Recording

RUNNING: Final = (Export.WAITING, Export.MAKING)


def export(
    *, actor: Viewer, at: datetime, dossier: Dossier, reason: str, recipient: str, with_media: bool,
    to_folder: bool = False
) -> Sheet:  # fmt: skip
    """导出案卷."""
    values = {
        "dossier_sealed": dossier.sealed_on is not None,
        "dossier_export_reason_given": bool(reason.strip()),
        "dossier_export_recipient_given": bool(recipient.strip()),
        "dossier_export_media_kept": not with_media or _there(recordings_of(dossier)),
        "dossier_export_running": dossier.exports.filter(state__in=RUNNING).exists(),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def issue(*, actor: Viewer, at: datetime, dossier: Dossier, export: Export, proved: bool) -> Sheet:
    """登记导出摘要."""
    values = {"dossier_sealed": dossier.sealed_on is not None, "dossier_export_proved": proved}
    return Sheet(local_date(at), actor.jurisdiction, values)


def recordings_of(dossier: Dossier) -> list[Recording]:
    """Recordings of the sealed catalogue that have not been destroyed since."""
    if not dossier.contents:
        return []
    keys = [uuid.UUID(item.key.removeprefix("v-")) for item in parse(dossier.contents).footage]
    rows = Recording.objects.filter(pk__in=keys, destroyed_on=None).select_related("file")
    return list(rows.order_by("began_at", "id"))


def _there(recordings: Iterable[Recording]) -> bool:
    return all(storing.present(recording.file) for recording in recordings)
