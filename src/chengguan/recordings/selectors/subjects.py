"""案件 as the recordings know them: by key, number and title, from the search index and from earlier ties and marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chengguan.base import search
from chengguan.base.models import SearchText
from chengguan.base.viewer import Viewer, scope_filter
from chengguan.parties.models import Party
from chengguan.recordings.models import Mark, Tie

KEY: Final = re.compile(r"case/([0-9a-f-]{36})$")
FOUND: Final = 12


@dataclass(frozen=True)
class Subject:
    """A case that recordings and marks may belong to."""

    key: str
    number: str
    title: str


def named(viewer: Viewer, key: str) -> Subject | None:
    """The case of a key, when the viewer may know of it. At most three queries."""
    found = KEY.match(key)
    if found is None or viewer.reach == "none":
        return None
    row = SearchText.objects.filter(kind="case", key=found[1], **scope_filter(viewer)).first()
    if row is not None:
        return _from_title(key, row.title)
    mark = Mark.objects.visible_to(viewer).filter(subject_key=key).order_by("-marked_at").first()
    if mark is not None:
        return Subject(key, mark.subject_number, mark.subject_title)
    scope = {f"recording__{name}": value for name, value in scope_filter(viewer).items()}
    tie = Tie.objects.filter(subject_key=key, **scope).order_by("-pk").first()
    return Subject(key, tie.subject_number, tie.subject_title) if tie else None


def find(viewer: Viewer, words: str) -> list[Subject]:
    """Cases by number, party, cause or place, newest first. Two queries."""
    hits = search.find(viewer, words, kind="case", limit=FOUND) if words.strip() else []
    return [_from_title(f"case/{hit.key}", hit.title) for hit in hits]


def _from_title(key: str, title: str) -> Subject:
    number, _, cause = title.partition(" ")
    return Subject(key, number, cause)


def parties(viewer: Viewer, words: str) -> list[Party]:
    """Parties to choose from, by part of the name."""
    rows = Party.objects.visible_to(viewer).filter(name__icontains=words.strip())
    return list(rows.order_by("-pk")[:FOUND]) if words.strip() else []
