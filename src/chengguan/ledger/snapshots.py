"""The norm books by which acts were judged, kept whole: files by digest, books by the digest of all their files."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.db import transaction

from lawengine import NormBook

from .models import NormFile, NormSnapshot

# Books known to be committed; a rolled-back transaction never enters here.
_kept: set[str] = set()


def keep(book: NormBook) -> str:
    """Keep the book if it is not kept yet, inside the caller's transaction; returns its digest."""
    digest = book.digest
    if digest in _kept:
        return digest
    if not NormSnapshot.objects.filter(pk=digest).exists():
        files = {name: sha256(content).hexdigest() for name, content in book.contents.items()}
        rows = [NormFile(sha256=files[name], content=text.decode()) for name, text in book.contents.items()]
        NormFile.objects.bulk_create(rows, ignore_conflicts=True)
        NormSnapshot.objects.bulk_create([NormSnapshot(digest=digest, files=files)], ignore_conflicts=True)
    transaction.on_commit(lambda: _kept.add(digest))
    return digest


def contents(digest: str) -> dict[str, bytes]:
    """The files of a kept book by path. Raises NormSnapshot.DoesNotExist."""
    files = NormSnapshot.objects.get(pk=digest).files
    texts = dict(NormFile.objects.filter(pk__in=set(files.values())).values_list("sha256", "content"))
    return {name: texts[key].encode() for name, key in files.items()}


def forget() -> None:
    """Forget what is known to be kept (between tests whose database is emptied)."""
    _kept.clear()


def verify_snapshots() -> Iterator[str]:
    """Faults of kept books: a file that is missing or no longer has its digest, a book whose list of files was changed."""
    whole = set()
    for row in NormFile.objects.iterator(chunk_size=200):
        if sha256(row.content.encode()).hexdigest() == row.sha256:
            whole.add(row.sha256)
        else:
            yield f"规则文件 {row.sha256[:12]}: 内容与摘要不符"
    for snapshot in NormSnapshot.objects.all():
        lines = "".join(f"{name} {key}\n" for name, key in sorted(snapshot.files.items()))
        if sha256(lines.encode()).hexdigest() != snapshot.digest:
            yield f"规则快照 {snapshot.digest[:12]}: 文件清单与摘要不符"
        yield from (
            f"规则快照 {snapshot.digest[:12]}: 缺少规则文件 {name}"
            for name, key in snapshot.files.items()
            if key not in whole
        )
