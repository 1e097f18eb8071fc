"""What has to be true of a dossier's files and of the ledger before it is sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from chengguan.cases.facts.dossier import RECORD_SHEET, Item
from chengguan.documents import storing
from chengguan.documents.models import StoredFile
from chengguan.dossiers.contents import Contents, Paper, parse
from chengguan.dossiers.models import Dossier
from chengguan.ledger.verifying import faults_of

from .contents import contents_of, frozen


def unready(items: Iterable[Item]) -> list[str]:
    """Titles of papers whose file is not made yet or not in the store."""
    return [
        item.title
        for item in items
        if item.media_type != RECORD_SHEET and (item.file is None or not there(item.file))
    ]


def there(stored: StoredFile) -> bool:
    """Whether the store can give the beginning of a file."""
    try:
        return bool(next(iter(storing.chunks(stored, 0, 1)), b""))
    except (OSError, storing.StoreUnavailable):
        return False


def unchanged(stored: StoredFile) -> bool:
    """Whether the store gives what the digest says. Reads the whole file."""
    digest = hashlib.sha256()
    try:
        for chunk in storing.chunks(stored):
            digest.update(chunk)
    except (OSError, storing.StoreUnavailable):
        return False
    return digest.hexdigest() == stored.sha256


def wrong_files(dossier: Dossier, contents: Contents) -> list[str]:
    """Names of papers whose content is not what was sealed, of footage that is missing, and of the bound file itself.

    Footage was read whole when the dossier was bound; here it has to be there in its full length.
    """
    papers = {paper.file_sha256: paper.title for paper in contents.papers if paper.file_sha256}
    footage = {row.sha256: row.number for row in contents.footage}
    stored = {row.sha256: row for row in StoredFile.objects.filter(sha256__in=[*papers, *footage])}
    wrong = [title for digest, title in papers.items() if not _sound(stored.get(digest))]
    wrong += [number for digest, number in footage.items() if not _whole(stored.get(digest))]
    if dossier.pdf is not None and not unchanged(dossier.pdf):
        wrong.append("案卷文件")
    return wrong


def _sound(stored: StoredFile | None) -> bool:
    return stored is not None and unchanged(stored)


def _whole(stored: StoredFile | None) -> bool:
    if stored is None:
        return False
    try:
        return len(b"".join(storing.chunks(stored, stored.size - 1, stored.size))) == 1
    except (OSError, storing.StoreUnavailable):
        return False


def current(dossier: Dossier) -> Contents:
    """The contents as they would be frozen now, under the same number and for the same reasons."""
    was = parse(dossier.contents)
    now = contents_of(
        dossier.case,
        archive_number=dossier.archive_number,
        retention=dossier.retention,
        sealed=sealed_keys(dossier),
    )
    return replace(now, prepared_at=was.prepared_at, extra={**now.extra, **_stated(was)})


def _stated(was: Contents) -> dict[str, object]:
    computed = ("decision_number", "procedure")
    return {name: value for name, value in was.extra.items() if name not in computed}


def sealed_keys(dossier: Dossier) -> frozenset[str]:
    """Keys that earlier volumes of the same case hold."""
    earlier = Dossier.objects.filter(case_id=dossier.case_id, volume__lt=dossier.volume)
    return frozenset(keys_of(parse(text) for text in earlier.values_list("contents", flat=True)))


def keys_of(volumes: Iterable[Contents]) -> Iterator[str]:
    for contents in volumes:
        yield from (paper.key for paper in contents.papers)
        yield from (row.key for row in contents.footage)


def changes(was: Contents, now: Contents) -> list[str]:
    """In words what has been added, removed or changed since the contents were frozen; empty when nothing."""
    if frozen(was)[1] == frozen(now)[1]:
        return []
    before = {paper.key: paper for paper in was.papers}
    after = {paper.key: paper for paper in now.papers}
    said = [f"新增{after[key].title}" for key in after if key not in before]
    said += [f"减少{before[key].title}" for key in before if key not in after]
    said += [
        f"{after[key].title}有变化" for key in after if key in before and _other(before[key], after[key])
    ]
    if was.footage != now.footage:
        said.append("音视频或者标记有变化")
    return said or ["案件信息有变化"]


def _other(one: Paper, other: Paper) -> bool:
    return replace(one, first=0, last=0) != replace(other, first=0, last=0)


def broken_chains(chains: Iterable[str]) -> list[str]:
    """Faults of the chains that prove the dossier; empty when every hash agrees."""
    return [fault for chain in chains for fault in faults_of(chain)]
