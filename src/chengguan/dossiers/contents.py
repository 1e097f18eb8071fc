"""案卷内容: what a sealed dossier holds, as plain frozen values. Built by `selectors.contents`, printed by `binding`, exported by `exporting`.

Everything is JSON-safe (dates and moments as ISO text, digests as hex), so that `canonical(asdict(contents))` is what is sealed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Paper:
    """One item of the 卷内目录. `first`/`last`: its page numbers in the bound PDF; `file_sha256`: the stored file it was bound from.

    `part` is the group it stands in (处罚决定及送达, 立案 …); `volume` is 正卷 (main) or 副卷 (annex: internal papers).
    A paper of media type "record" is a sheet made from a piece of evidence without a file; `facts_sha256` covers its words.
    """

    key: str
    title: str
    number: str
    on: str
    responsible: str
    first: int
    last: int
    media_type: str
    file_sha256: str
    facts_sha256: str = ""
    remarks: str = ""
    part: str = ""
    volume: str = "main"


@dataclass(frozen=True)
class FootageMark:
    """A tagged place of a recording: milliseconds from its beginning."""

    step: str
    title: str
    begins_ms: int
    ends_ms: int


@dataclass(frozen=True)
class Footage:
    """One recording of the 音视频索引. `path` is its file name in the export."""

    key: str
    number: str
    name: str
    kind: str
    camera: str
    officer: str
    began_at: str
    duration_ms: int
    place: str
    size: int
    media_type: str
    sha256: str
    sm3: str
    marks: tuple[FootageMark, ...] = ()


@dataclass(frozen=True)
class ChainEntry:
    """One ledger entry of the case (or of the lead it came from), exactly as it was hashed (see lawengine.proof)."""

    chain: str
    seq: int
    kind: str
    at_us: int
    previous: str
    hash: str
    hash_sm3: str
    body: str


@dataclass(frozen=True)
class Contents:
    """The whole dossier. `extra`: decision_number, procedure, compiler, checker (with `_id`), remarks, keep_until, volume."""

    format: str
    archive_number: str
    retention: str
    title: str
    bureau: str
    case_number: str
    cause: str
    party: str
    opened_on: str
    closed_on: str
    outcome: str
    officers: tuple[str, ...]
    papers: tuple[Paper, ...]
    footage: tuple[Footage, ...]
    pages: int
    prepared_at: str
    demo: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def parse(text: str) -> Contents:
    """The contents from their canonical JSON, as they were sealed."""
    values = json.loads(text)
    footage = [
        {**row, "marks": tuple(FootageMark(**mark) for mark in row["marks"])} for row in values["footage"]
    ]
    return Contents(
        **{
            **values,
            "officers": tuple(values["officers"]),
            "papers": tuple(Paper(**row) for row in values["papers"]),
            "footage": tuple(Footage(**row) for row in footage),
        }
    )


def clock(milliseconds: int) -> str:
    """分:秒, with hours where there are any."""
    seconds = milliseconds // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{last:02}" if hours else f"{minutes:02}:{last:02}"
