"""汇集: from a sealed dossier to the parts of its export. Reads the database; opens no file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from chengguan.cases.facts.dossier import chains_of
from chengguan.cases.models import Record
from chengguan.documents import storing
from chengguan.documents.models import Instrument, StoredFile
from chengguan.dossiers.contents import ChainEntry, Contents, Footage, Paper, parse
from chengguan.dossiers.facts.contents import local_text, record_lines
from chengguan.dossiers.models import Dossier, Export
from chengguan.ledger.canonical import canonical
from chengguan.ledger.models import Checkpoint, Entry, NormFile, NormSnapshot
from chengguan.ledger.verifying import heads_hash

from .assembling import Package, assemble
from .parts import Absent, Evidence, ExportFailed, Header, Part, Point, file_name, kept, suffix_of, written

HEADS_LIMIT = 50_000
"""A checkpoint over more chains is not enclosed: its list of heads would outweigh the dossier."""
WITHOUT_MEDIA, DESTROYED = "本次导出不含音视频原件", "原件已依照规定销毁"


def package_of(export: Export) -> Package:
    """The whole export as it would be written now. Raises `ExportFailed` when a paper is missing."""
    dossier = export.dossier
    contents = parse(dossier.contents)
    stored = _stored(contents)
    evidence = evidence_of(dossier, contents)
    content = [*_papers(contents, stored), *_facts(contents)]
    if dossier.pdf is not None:
        content.append(kept("案卷.pdf", "pdf", dossier.pdf))
    media, absent = _footage(contents, stored, with_media=export.with_media)
    return assemble(dossier.contents, [*content, *media], absent, evidence, _header(export, evidence))


def _stored(contents: Contents) -> dict[str, StoredFile]:
    digests = {paper.file_sha256 for paper in contents.papers} | {item.sha256 for item in contents.footage}
    rows = StoredFile.objects.in_bulk(sorted(digests - {""}), field_name="sha256")
    return {str(digest): row for digest, row in rows.items()}


# --- the files ---------------------------------------------------------------------------------------------


def _papers(contents: Contents, stored: dict[str, StoredFile]) -> Iterator[Part]:
    for place, paper in enumerate(contents.papers, 1):
        if not paper.file_sha256:
            continue
        file = stored.get(paper.file_sha256)
        if file is None or file.removed_at is not None:
            raise ExportFailed(f"《{paper.title}》的文件不在存储中")
        name = file_name(place, paper.title, suffix_of(paper.media_type, paper.title))
        yield kept(f"{_folder(paper)}/{name}", "paper", file, paper.key)


def _folder(paper: Paper) -> str:
    return "文书" if paper.key.startswith("i-") else "证据"


def _facts(contents: Contents) -> Iterator[Part]:
    """The frozen words of every instrument, and of every piece of evidence that has no file."""
    wanted = [paper.facts_sha256 for paper in contents.papers if paper.facts_sha256]
    rows = Instrument.objects.filter(facts_sha256__in=wanted)
    frozen = dict(rows.values_list("facts_sha256", "context"))
    sheets = {paper.key[2:] for paper in contents.papers if paper.media_type == "record"}
    records = {f"r-{record.pk}": record for record in Record.objects.filter(pk__in=sheets)}
    for place, paper in enumerate(contents.papers, 1):
        text = frozen.get(paper.facts_sha256, "")
        if paper.media_type == "record" and paper.key in records:
            text = canonical(record_lines(records[paper.key]))
        if text:
            name = file_name(place, paper.title, "json")
            yield written(f"{_folder(paper)}/{name}", "facts", text.encode(), paper.key)


def _footage(
    contents: Contents, stored: dict[str, StoredFile], *, with_media: bool
) -> tuple[list[Part], list[Absent]]:
    parts: list[Part] = []
    absent: list[Absent] = []
    for place, item in enumerate(contents.footage, 1):
        path, file = f"音视频/{_media_name(place, item)}", stored.get(item.sha256)
        if with_media and file is not None and storing.present(file):
            parts.append(kept(path, "footage", file, item.key))
        else:
            gone = file is None or file.removed_at is not None
            if not gone and with_media:
                raise ExportFailed(f"录像 {item.number} 的原件不在存储中")
            reason = DESTROYED if gone else WITHOUT_MEDIA
            absent.append(Absent(path, item.key, item.size, item.sha256, item.sm3, reason))
    return parts, absent


def _media_name(place: int, item: Footage) -> str:
    return file_name(place, item.number, suffix_of(item.media_type, item.name), mark="V")


# --- the proof ---------------------------------------------------------------------------------------------


def evidence_of(dossier: Dossier, contents: Contents) -> Evidence:
    """The whole chains of lead, case and dossier; of every recording the entry of its arrival; what anchors and explains them."""
    volumes = Dossier.objects.filter(case_id=dossier.case_id, volume__lte=dossier.volume)
    chains = [*sorted(chains_of(dossier.case)), *(row.chain_key for row in volumes.order_by("volume"))]
    recordings = [f"recording/{item.key.removeprefix('v-')}" for item in contents.footage]
    rows = list(Entry.objects.filter(chain__in=chains).order_by("pk"))
    arrivals = list(Entry.objects.filter(chain__in=recordings, seq=1).order_by("pk"))
    rows.sort(key=lambda row: (chains.index(row.chain), row.seq))
    entries = [*rows, *arrivals]
    books = _books(entries)
    keys = {key for files in books.values() for key in files.values()}
    return Evidence(
        entries=tuple(_entry(row) for row in entries),
        partial=tuple(row.chain for row in arrivals),
        points=tuple(_points(entries)),
        books=books,
        norms=dict(NormFile.objects.filter(pk__in=keys).values_list("sha256", "content")),
    )


def _entry(row: Entry) -> ChainEntry:
    at_us = int(row.at.timestamp() * 1_000_000)
    return ChainEntry(row.chain, row.seq, row.kind, at_us, row.previous, row.hash, row.hash_sm3, row.body)


def _books(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    digests = {json.loads(row.body).get("book", "") for row in entries} - {""}
    return dict(NormSnapshot.objects.filter(pk__in=digests).values_list("digest", "files"))


def _points(entries: list[Entry]) -> Iterator[Point]:
    """The earliest checkpoint that covers every entry, else the latest that covers some."""
    if not entries:
        return
    last, first = max(row.pk for row in entries), min(row.pk for row in entries)
    rows = Checkpoint.objects.filter(heads__lte=HEADS_LIMIT)
    row = rows.filter(last_entry__gte=last).order_by("id").first()
    row = row or rows.filter(last_entry__gte=first).order_by("-id").first()
    if row is None:
        return
    count, material = heads_hash(row.last_entry)
    yield Point(row.day.isoformat(), row.last_entry, count, row.previous, row.hash, row.hash_sm3, material)


def _header(export: Export, evidence: Evidence) -> Header:
    dossier = export.dossier
    sealing = [
        entry
        for entry in evidence.entries
        if entry.chain == dossier.chain_key and entry.kind == "dossier.seal"
    ]
    if not sealing:
        raise ExportFailed("案卷尚未封卷")
    seal = sealing[-1]
    return Header(
        export=str(export.pk),
        made_at=local_text(export.asked_at),
        reason=export.reason,
        recipient=export.recipient,
        asked_by=export.asked_by.name,
        with_media=export.with_media,
        sealed_on=_iso(dossier.sealed_on),
        seal=(seal.chain, seal.seq, seal.hash),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
