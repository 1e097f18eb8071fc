"""导出录像: recordings leave the house with a manifest, a reason and a recipient; each of them has it on its own record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger import outbox
from chengguan.ledger.acting import Done, act
from chengguan.recordings.facts import archive as facts
from chengguan.recordings.models import Derivative, Package, Recording

from .viewing import view

TOPIC: Final = "recordings.package"
TAKEN: Final = (Derivative.CLIP, Derivative.STILL, Derivative.MASKED)


@act("recording.export", facts=facts.exporting)
def export(
    *, actor: Viewer, at: datetime, recordings: Sequence[Recording], reason: str, recipient: str, clips: bool = False
) -> Done:  # fmt: skip
    """导出录像: the manifest is fixed now, the worker only writes it out. Result: the `Package`."""
    year = local_date(at).year
    number = f"录像导出〔{year}〕第{next_number(actor.bureau_code, 'recording_export', year)}号"
    why = f"{number}：{reason.strip()}（交{recipient.strip()}）"
    items = [
        _item(row, view(actor=actor, at=at, recording=row, kind="export", reason=why)) for row in recordings
    ]
    derived = [_derived(row) for row in _clips(recordings)] if clips else []
    manifest = {
        "number": number,
        "bureau": actor.bureau_name,
        "exported_by": actor.name,
        "credential": actor.credential,
        "exported_at": at.astimezone(CHINA).isoformat(timespec="seconds"),
        "reason": reason.strip(),
        "recipient": recipient.strip(),
        "recordings": items,
        "derivatives": derived,
    }
    package = Package.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        brigade_id=actor.brigade_id,
        squad_id=actor.squad_id,
        number=number,
        reason=reason.strip()[:200],
        recipient=recipient.strip()[:120],
        contents=manifest,
        manifest_sha256=hashlib.sha256(written(manifest)).hexdigest(),
        total_bytes=sum(item["size"] for item in (*items, *derived)),
        made_by_id=actor.officer_id,
        asked_at=at,
        expires_on=local_date(at) + timedelta(days=facts.seconds("package_days", at, actor.jurisdiction)),
    )
    outbox.post(TOPIC, {"package": str(package.pk)}, at=at, bureau_code=actor.bureau_code)
    data: dict[str, Any] = {
        "number": number,
        "reason": reason,
        "recipient": recipient,
        "manifest": package.manifest_sha256,
    }
    data |= {"recordings": [{"number": item["number"], "sha256": item["sha256"]} for item in items]}
    sets = {"package_manifest": package.manifest_sha256}
    return Done(package, sets=sets, data=data, result=package)


def written(manifest: dict[str, Any]) -> bytes:
    """manifest.json as it stands in the package; its digest is on the ledger."""
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _item(recording: Recording, viewing: Done) -> dict[str, Any]:
    extension = PurePath(recording.name).suffix.lower()[:8]
    return {
        "path": f"原件/{recording.number}{extension}",
        "number": recording.number,
        "id": str(recording.pk),
        "name": recording.name,
        "camera": recording.camera.number if recording.camera else "",
        "officer": recording.officer.name if recording.officer else "",
        "began_at": recording.began_at.astimezone(CHINA).isoformat(),
        "ended_at": recording.ended_at.astimezone(CHINA).isoformat(),
        "device_began_at": recording.device_began_at.astimezone(CHINA).isoformat(),
        "clock_offset_ms": recording.offset_ms,
        "place": recording.place,
        "party": recording.party_names,
        "cases": recording.subject_numbers,
        "size": recording.file.size,
        "sha256": recording.file.sha256,
        "sm3": recording.file.sm3,
        "ledger_chain": recording.chain_key,
        "ledger_entry": viewing.entry.hash if viewing.entry else "",
    }


def _clips(recordings: Sequence[Recording]) -> list[Derivative]:
    rows = Derivative.objects.filter(recording__in=recordings, kind__in=TAKEN).exclude(file=None)
    fit = rows.filter(state__in=(Derivative.READY, Derivative.CONFIRMED), file__removed_at=None)
    return list(fit.select_related("file", "recording").order_by("recording__began_at", "begins_ms"))


def _derived(row: Derivative) -> dict[str, Any]:
    assert row.file is not None
    extension = {"video/mp4": ".mp4", "image/jpeg": ".jpg", "image/png": ".png"}.get(row.file.media_type, "")
    return {
        "path": f"派生件/{row.recording.number}-{row.get_kind_display()}-{str(row.pk)[-6:]}{extension}",
        "number": row.recording.number,
        "kind": row.get_kind_display(),
        "caption": row.caption,
        "begins_ms": row.begins_ms,
        "ends_ms": row.ends_ms,
        "original_sha256": row.original_sha256,
        "size": row.file.size,
        "sha256": row.file.sha256,
        "sm3": row.file.sm3,
    }
