"""一户式查找: what a recording is found by: names and numbers written into its row and into the search index."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, Final

from chengguan.base import search
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done
from chengguan.parties.masking import shown_name
from chengguan.parties.models import Party

from .models import Recording, Tie

# Side of a square of the map in degrees (about two kilometres), by which points are found.
SIDE: Final = 0.02
COLUMNS: Final = 100_000
LONG: Final = 400


def cell(latitude: float | None, longitude: float | None) -> int | None:
    """The square of the map in which a point lies."""
    if latitude is None or longitude is None:
        return None
    return math.floor((latitude + 90) / SIDE) * COLUMNS + math.floor((longitude + 180) / SIDE)


def cells(south: float, west: float, north: float, east: float, *, limit: int) -> list[int] | None:
    """The squares that a rectangle touches; None where they are more than `limit`."""
    rows = range(math.floor((south + 90) / SIDE), math.floor((north + 90) / SIDE) + 1)
    columns = range(math.floor((west + 180) / SIDE), math.floor((east + 180) / SIDE) + 1)
    if len(rows) * len(columns) > limit:
        return None
    return [row * COLUMNS + column for row in rows for column in columns]


def index(recording: Recording) -> None:
    """Make a recording findable by what is known of it now. Runs in the caller's transaction."""
    ties = list(Tie.objects.filter(recording=recording, untied_at=None).select_related("party"))
    found = {
        "tied": bool(ties),
        "party_names": _joined(
            _name(party, recording) for party in (recording.party, *_parties(ties)) if party
        ),
        "subject_numbers": _joined(tie.subject_number for tie in ties),
        "cell": cell(recording.latitude, recording.longitude),
    }
    Recording.objects.filter(pk=recording.pk).update(**found)
    for name, value in found.items():
        setattr(recording, name, value)
    search.put(**text_of(recording, _joined(tie.subject_title for tie in ties)))


def text_of(recording: Recording, titles: str = "") -> dict[str, Any]:
    """The arguments of `search.put` for a recording whose columns are up to date."""
    camera, officer = recording.camera, recording.officer
    words = (
        recording.place,
        recording.party_names,
        recording.subject_numbers,
        titles,
        camera.number if camera else "",
        officer.name if officer else "",
    )
    return {
        "kind": "recording",
        "key": str(recording.pk),
        "bureau_id": recording.bureau_id,
        "brigade_id": recording.brigade_id,
        "squad_id": recording.squad_id,
        "title": f"{recording.number} {recording.place}".strip(),
        "text": " ".join(word for word in words if word),
    }


def index_done(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction: after an act that changed what a recording is found by."""
    assert isinstance(done.subject, Recording)
    index(done.subject)


def _parties(ties: list[Tie]) -> list[Party | None]:
    return [tie.party for tie in ties]


def _name(party: Party, recording: Recording) -> str:
    return shown_name(party.name, protected=party.protected_on(local_date(recording.began_at)))


def _joined(words: Any) -> str:
    return " ".join(dict.fromkeys(word for word in words if word))[:LONG]
