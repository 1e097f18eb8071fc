"""导出案卷: who took a sealed dossier out, for whom, why; and the digest under which it went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.dossiers.facts import exporting as facts
from chengguan.dossiers.models import Dossier, Export
from chengguan.dossiers.selectors.exports import keeping_days
from chengguan.ledger import outbox
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.recordings.acts.viewing import view

TOPIC: Final = "dossiers.export"


@act("dossier.export", facts=facts.export, on="dossier")
def export(
    *, actor: Viewer, at: datetime, dossier: Dossier, reason: str, recipient: str, with_media: bool,
    to_folder: bool = False
) -> Done:  # fmt: skip
    """导出案卷: every recording that goes out is also on its own register (调阅登记). The worker makes the file; `to_folder`: the caller does."""
    row = Export.objects.create(
        id=uuid7(at),
        dossier=dossier,
        reason=reason.strip(),
        recipient=recipient.strip(),
        with_media=with_media,
        state=Export.FOLDER if to_folder else Export.WAITING,
        asked_at=at,
        asked_by_id=actor.officer_id,
    )
    taken = facts.recordings_of(dossier) if with_media else []
    for recording in taken:
        view(
            actor=actor, at=at, recording=recording, kind="export", subject_key=dossier.case.chain_key,
            reason=f"导出案卷 {dossier.archive_number} 给{row.recipient}：{row.reason}"[:200],
        )  # fmt: skip
    if not to_folder:
        outbox.post(TOPIC, {"export": str(row.pk)}, at=at, bureau_code=dossier.bureau.code)
    data = {
        "export": str(row.pk),
        "archive_number": dossier.archive_number,
        "contents_sha256": dossier.contents_sha256,
        "reason": row.reason,
        "recipient": row.recipient,
        "with_media": with_media,
        "recordings": [recording.number for recording in taken],
    }
    return Done(dossier, data=data, result=row)


@act("dossier.issue_export", facts=facts.issue, on="dossier")
def issue(*, actor: Viewer, at: datetime, dossier: Dossier, export: Export, proved: bool) -> Done:
    """登记导出摘要: what was handed out can be told from anything else, also when our file of it is gone."""
    export.ready_at = at
    export.save()
    data = {
        "export": str(export.pk),
        "recipient": export.recipient,
        "manifest_sha256": export.manifest_sha256,
        "file_sha256": export.file.sha256 if export.file else "",
    }
    documents = (DocRef("dossier_manifest", dossier.archive_number, export.manifest_sha256),)
    return Done(dossier, data=data, documents=documents, result=export)


def expire_exports(at: datetime) -> int:
    """到期清除: made files are kept for some days only (the dossier itself stays, and can be exported again). Returns how many went."""
    ready = Export.objects.filter(state=Export.READY).select_related("file", "dossier__bureau")
    return sum(_expired(row, at) for row in ready.order_by("id"))


def _expired(row: Export, at: datetime) -> bool:
    if row.ready_at is None or at < row.ready_at + timedelta(
        days=keeping_days(row.dossier.bureau.jurisdiction, row.ready_at)
    ):
        return False
    with transaction.atomic():
        stored, row.file, row.state = row.file, None, Export.EXPIRED
        row.save()
        if stored is not None and not storing.used_by(stored):
            storing.remove(stored, at=at)
    return True
