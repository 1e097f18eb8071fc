"""One statute as it is read: versions, contents, articles of the part shown, words found, two versions side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from chengguan.statutes.comparing import Pair, Text, compare
from chengguan.statutes.models import Provision, Statute, StatuteVersion
from chengguan.statutes.parsing import ALL_TROUBLES

from .library import Applicable, in_force, periods, statutes

WHOLE: Final = 160  # up to so many articles are shown on one page; longer statutes part by part
SECTIONS: Final = ("part", "subpart", "chapter", "section", "preface", "annex")
DEPTH: Final = {"part": 1, "subpart": 2, "chapter": 3, "section": 4, "preface": 1, "annex": 1}


@dataclass(frozen=True)
class Block:
    """What stands on the page one after another: a heading, or an article with its paragraphs."""

    provision: Provision
    depth: int
    lines: list[Provision] = field(default_factory=list)


@dataclass(frozen=True)
class Heading:
    """One line of the table of contents: 编、章、节 with the first and last article under it."""

    provision: Provision
    depth: int
    part: int
    first: Provision | None
    last: Provision | None

    @property
    def span(self) -> str:
        if self.first is None or self.last is None:
            return ""
        return self.first.label if self.first == self.last else f"{self.first.label}至{self.last.label}"


@dataclass(frozen=True)
class StatutePage:
    """A statute with the version shown and the part of it that the page holds."""

    statute: Statute
    spans: list[Applicable]
    shown: Applicable
    current: bool
    contents: list[Heading]
    blocks: list[Block]
    part: int | None
    troubles: list[tuple[int, str, str, str]]


def statute_of(pk: UUID) -> Statute | None:
    """A statute with its versions. Two queries."""
    return statutes().filter(pk=pk).first()


def statute_page(
    pk: UUID, *, on: date, version: int | None, article: int | None, part: int | None
) -> StatutePage | None:
    """A statute as of a day, or in a chosen version; a long one shows the part asked for, or that of the article. Four queries."""
    statute = statute_of(pk)
    if statute is None:
        return None
    spans = periods(statute, statute.versions.all())
    current = in_force(spans, on)
    shown = next((span for span in spans if span.version.pk == version), current or spans[-1])
    outline = list(
        Provision.objects.filter(version=shown.version, kind__in=(*SECTIONS, "article"))
        .defer("text")
        .order_by("place")
    )
    parts = _parts(outline, shown.version.articles)
    chosen = _chosen(parts, outline, article, part)
    span = _range(parts, chosen)
    rows = Provision.objects.filter(version=shown.version, place__gte=span[0]).order_by("place")
    if span[1] is not None:
        rows = rows.filter(place__lt=span[1])
    report = StatuteVersion.objects.values_list("troubles", flat=True).get(pk=shown.version.pk)
    return StatutePage(
        statute=statute,
        spans=spans[::-1],
        shown=shown,
        current=current is not None and shown.version.pk == current.version.pk,
        contents=_contents(outline, parts),
        blocks=_blocks(list(rows)),
        part=chosen,
        troubles=[(row[0], ALL_TROUBLES.get(row[1], row[1]), row[2], row[3]) for row in report],
    )


def _parts(outline: Sequence[Provision], articles: int) -> list[int]:
    """Places where the pages of a long statute begin: its roots, or none for a short one."""
    if articles <= WHOLE:
        return []
    return [row.place for row in outline if row.parent is None and row.kind in SECTIONS]


def _chosen(
    parts: Sequence[int], outline: Sequence[Provision], article: int | None, part: int | None
) -> int | None:
    if not parts:
        return None
    if article is not None:
        place = next(
            (row.place for row in outline if row.kind == "article" and row.number == article), parts[0]
        )
        return max((start for start in parts if start <= place), default=parts[0])
    return part if part in parts else parts[0]


def _range(parts: Sequence[int], chosen: int | None) -> tuple[int, int | None]:
    if chosen is None:
        return 0, None
    first = 0 if chosen == parts[0] else chosen
    return first, next((start for start in parts if start > chosen), None)


def _contents(outline: Sequence[Provision], parts: Sequence[int]) -> list[Heading]:
    """Headings with the articles they hold: from the first article after them to the last before the next of their rank."""
    out = []
    for at, row in enumerate(outline):
        if row.kind not in SECTIONS:
            continue
        under = _under(row, outline[at + 1 :])
        home = max((start for start in parts if start <= row.place), default=0)
        out.append(
            Heading(row, DEPTH[row.kind], home, under[0] if under else None, under[-1] if under else None)
        )
    return out


def _under(heading: Provision, following: Iterable[Provision]) -> list[Provision]:
    found = []
    for row in following:
        if row.kind in SECTIONS and DEPTH[row.kind] <= DEPTH[heading.kind]:
            break
        if row.kind == "article":
            found.append(row)
    return found


def _blocks(rows: Sequence[Provision]) -> list[Block]:
    out: list[Block] = []
    for row in rows:
        if row.kind in SECTIONS or row.kind == "article":
            out.append(Block(row, DEPTH.get(row.kind, 0)))
        elif out:
            out[-1].lines.append(row)
    return out


@dataclass(frozen=True)
class Comparison:
    """Two versions of a statute, with how many articles are in each state."""

    statute: Statute
    spans: list[Applicable]
    old: Applicable
    new: Applicable
    pairs: list[Pair]
    counts: dict[str, int]


def comparison(pk: UUID, *, old: int | None, new: int | None, everything: bool) -> Comparison | None:
    """The two versions asked for, else the newest and the one before it. None where there are not two. Three queries."""
    statute = statute_of(pk)
    spans = periods(statute, statute.versions.all()) if statute else []
    if statute is None or len(spans) < 2:
        return None
    by_key = {span.version.pk: span for span in spans}
    newer = by_key.get(new or 0, spans[-1])
    older = by_key.get(old or 0) or spans[max(spans.index(newer) - 1, 0)]
    texts = texts_of([older.version.pk, newer.version.pk])
    pairs = compare(texts[older.version.pk], texts[newer.version.pk])
    counts = {
        state: sum(pair.state == state for pair in pairs)
        for state in ("added", "removed", "changed", "moved", "same")
    }
    shown = [pair for pair in pairs if everything or pair.state not in ("same", "moved")]
    return Comparison(statute, spans, older, newer, shown, counts)


def texts_of(versions: Iterable[int]) -> dict[int, list[Text]]:
    """Articles of versions as what is compared. One query."""
    out: dict[int, list[Text]] = {pk: [] for pk in versions}
    rows = Provision.objects.filter(version_id__in=list(out), kind="article").order_by("version_id", "place")
    for row in rows:
        out[row.version_id].append(Text((row.number, row.suffix), row.label, row.text, row.sha256))
    return out
