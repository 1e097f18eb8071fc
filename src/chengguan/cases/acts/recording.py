"""What every piece of evidence has in common: a row, the growing counts, the officers who took it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, Record
from chengguan.documents.attaching import attach
from chengguan.documents.models import Instrument
from chengguan.ledger.known import Known, grown
from chengguan.people.selectors import OfficerCard

Files = Sequence[UploadedFile]  # type: ignore[type-arg]


def keep_files(case: Case, files: Files, *, actor: Viewer, at: datetime) -> tuple[UUID, list[dict[str, str]]]:
    """Keep the files of a piece of evidence that is about to be entered: its id, and each file's name and digests.

    Raises `documents.storing.UploadRefused` for a file whose content is of no type that is kept.
    """
    record = uuid7(at)
    kept = [
        attach(
            file.chunks(),
            name=file.name or "",
            subject_key=case.chain_key,
            record_key=f"record/{record}",
            scope=case,
            actor=actor,
            at=at,
        )
        for file in files
    ]
    return record, [{"name": row.name, "sha256": row.file.sha256, "sm3": row.file.sm3} for row in kept]


def add_record(
    case: Case,
    *,
    at: datetime,
    act: str,
    kind: str,
    title: str,
    made_at: datetime,
    officers: Sequence[OfficerCard],
    proves: str = "",
    source: str = "",
    place: str = "",
    details: Mapping[str, Any] | None = None,
    instrument: Instrument | None = None,
    pk: UUID | None = None,
) -> Record:
    """Enter one piece of evidence (行政处罚法 第四十六条) into the case's list."""
    return Record.objects.create(
        id=pk or uuid7(at),
        case=case,
        act=act,
        kind=kind,
        title=title,
        proves=proves or title,
        source=source,
        place=place,
        made_at=made_at,
        officers=[{"id": card.id, **card.as_context()} for card in officers],
        details=dict(details or {}),
        instrument=instrument,
    )


def counted(known: Known, kind: str, *, admissible: bool = True) -> dict[str, Any]:
    """Facts that one more piece of evidence sets. `admissible`: it may stand alone (行政处罚法 第四十一条)."""
    return {
        "evidence_count": int(known.get("evidence_count") or 0) + 1,
        "evidence_admissible_count": int(known.get("evidence_admissible_count") or 0) + admissible,
        "evidence_kinds": grown(known, "evidence_kinds", kind),
    }


def investigated_by(known: Known, cards: Sequence[OfficerCard]) -> dict[str, list[int]]:
    """Everyone who has taken evidence counts as an investigator (行政处罚法 第六十四条第四项)."""
    return {
        "investigators": sorted({*map(int, known.get("investigators") or []), *(card.id for card in cards)})
    }
