"""一份音视频记录: its page: what it is, what it belongs to, what was made of it, who saw it, and whether it is unchanged."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.documents.hashing import digest
from chengguan.documents.models import StoredFile
from chengguan.parties.masking import shown_name
from chengguan.recordings.models import Derivative, Recording, Tie, Viewing

from .player import Player, player_for

VIEWINGS_SHOWN: Final = 12
MADE_SHOWN: Final = 100


@dataclass(frozen=True)
class TieRow:
    """What a recording belongs to. `uuid` and `kind` name the page."""

    kind: str
    uuid: str
    number: str
    title: str
    since: datetime


@dataclass(frozen=True)
class RecordingPage:
    """Everything the page of one recording shows."""

    recording: Recording
    player: Player
    ties: tuple[TieRow, ...]
    made: tuple[Derivative, ...]
    viewings: tuple[Viewing, ...]
    viewings_more: bool
    offset: str
    working: bool
    party: str


def recording_for(viewer: Viewer, pk: uuid.UUID) -> Recording | None:
    """A recording that the viewer may see, with what its page needs."""
    return (
        Recording.objects.visible_to(viewer)
        .filter(pk=pk)
        .select_related("file", "camera", "officer", "officer__unit", "party", "thumbnail", "bureau")
        .first()
    )


def page_for(viewer: Viewer, recording: Recording, ticket: str, at_ms: int, on: date) -> RecordingPage:
    """The page of a recording. `on`: the day by which the party's age is judged (minors are shown by a masked name)."""
    party = recording.party
    made = tuple(derived(recording))
    viewings = list(Viewing.objects.filter(recording=recording).order_by("-at", "-pk")[: VIEWINGS_SHOWN + 1])
    player = player_for(viewer, recording, ticket, at_ms)
    return RecordingPage(
        recording=recording,
        player=player,
        ties=tuple(_ties(recording)),
        made=made,
        viewings=tuple(viewings[:VIEWINGS_SHOWN]),
        viewings_more=len(viewings) > VIEWINGS_SHOWN,
        offset=offset_text(recording.offset_ms),
        working=player.preparing or any(row.state == Derivative.WAITING for row in made),
        party=shown_name(party.name, protected=party.protected_on(on)) if party is not None else "",
    )


def derived(recording: Recording) -> list[Derivative]:
    """Clips, stills and masked copies, the latest first."""
    return list(
        Derivative.objects.filter(
            recording=recording, kind__in=[Derivative.CLIP, Derivative.STILL, Derivative.MASKED]
        )
        .select_related("file", "made_by", "confirmed_by")
        .order_by("-pk")[:MADE_SHOWN]
    )


def _ties(recording: Recording) -> list[TieRow]:
    rows = Tie.objects.filter(recording=recording, untied_at=None).order_by("tied_at")
    return [
        TieRow(kind, key, row.subject_number, row.subject_title, row.tied_at)
        for row in rows
        for kind, _, key in [row.subject_key.partition("/")]
    ]


def offset_text(offset_ms: int) -> str:
    """设备时钟快 1 分 5 秒."""
    if not offset_ms:
        return "设备时钟没有偏差记录"
    seconds = abs(offset_ms) / 1000
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [
        f"{hours:.0f} 小时" if hours else "",
        f"{minutes:.0f} 分" if minutes else "",
        f"{rest:g} 秒" if rest else "",
    ]
    return f"设备时钟{'快' if offset_ms > 0 else '慢'} {' '.join(part for part in parts if part)}"


@dataclass(frozen=True)
class Verification:
    """The stored content, read and hashed anew, beside what was entered when it came in."""

    equal: bool
    sha256: str
    sm3: str
    size: int
    missing: bool = False


def verify(stored: StoredFile) -> Verification:
    """重新校验: read the whole file and compare both digests. Raises StoreUnavailable when the store does not answer."""
    try:
        found = digest(storing.chunks(stored))
    except FileNotFoundError:
        return Verification(False, "", "", 0, missing=True)
    same = (found.sha256, found.sm3, found.size) == (stored.sha256, stored.sm3, stored.size)
    return Verification(same, found.sha256, found.sm3, found.size)


def derivative_for(viewer: Viewer, pk: uuid.UUID) -> Derivative | None:
    """A derivative of a recording that the viewer may see."""
    return (
        Derivative.objects.filter(
            pk=pk, recording__in=Recording.objects.visible_to(viewer).filter(~Q(stage="destroyed"))
        )
        .select_related("file", "recording__file", "recording__camera", "made_by", "confirmed_by")
        .first()
    )


def sheet_of(masked: Derivative) -> Derivative | None:
    """The contact sheet of a masked copy."""
    return (
        Derivative.objects.filter(
            recording=masked.recording_id, kind=Derivative.SHEET, details__of=str(masked.pk)
        )
        .select_related("file")
        .last()
    )


def publishable(recording: Recording) -> list[Derivative]:
    """可以公开的: masked copies of the present original that a person has confirmed. Nothing else of a recording may be published."""
    return list(
        Derivative.objects.filter(
            recording=recording,
            kind=Derivative.MASKED,
            state=Derivative.CONFIRMED,
            original_sha256=recording.file.sha256,
            recording__stage="kept",
        ).select_related("file")
    )


def clips_of(recording: Recording) -> list[Derivative]:
    """Clips and stills that are made: what may be adopted as evidence."""
    return list(
        Derivative.objects.filter(
            recording=recording, kind__in=[Derivative.CLIP, Derivative.STILL], state=Derivative.READY
        )
        .select_related("file")
        .order_by("begins_ms")
    )
