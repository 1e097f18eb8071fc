"""Checks of `manage.py verify` on dossiers: what was sealed is what the table and the store hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chengguan.ledger.canonical import sha256
from chengguan.ledger.models import Entry

from .contents import parse
from .facts.checking import there
from .models import Dossier

FROZEN = ("dossier.prepare", "dossier.prepare_again", "dossier.supplement")


def verify_dossiers() -> Iterator[str]:
    """Dossiers whose contents, file, number or pages are not those of their entries. The files themselves are read by `verify_files`."""
    for dossier in Dossier.objects.select_related("pdf").order_by("pk").iterator(chunk_size=200):
        yield from (f"案卷 {dossier.archive_number}: {fault}" for fault in _faults(dossier))


def _faults(dossier: Dossier) -> Iterator[str]:
    digest = sha256(dossier.contents.encode())
    if digest != dossier.contents_sha256:
        yield "内容与摘要不符"
        return
    contents = parse(dossier.contents)
    if (contents.archive_number, contents.pages) != (dossier.archive_number, dossier.pages):
        yield "档号或者页数与封存的内容不符"
    frozen = _last(dossier, *FROZEN)
    if frozen is None or frozen["sets"]["dossier_contents_sha256"] != digest:
        yield "台账没有登记这份内容"
    yield from _sealed(dossier, digest)


def _sealed(dossier: Dossier, digest: str) -> Iterator[str]:
    entry = _last(dossier, "dossier.seal")
    if entry is None:
        if dossier.sealed_on is not None:
            yield "没有封卷记录"
        return
    if entry["data"]["contents_sha256"] != digest:
        yield "封卷后内容被改动"
    if dossier.pdf is None or entry["data"]["pdf_sha256"] != dossier.pdf.sha256:
        yield "案卷文件不是封卷时的文件"
    elif not there(dossier.pdf):
        yield "案卷文件不在存储中"
    if dossier.sealed_on is None or entry["sets"]["dossier_sealed_on"] != dossier.sealed_on.isoformat():
        yield "封卷日期与台账不符"


def _last(dossier: Dossier, *kinds: str) -> dict[str, dict[str, str]] | None:
    rows = Entry.objects.filter(chain=dossier.chain_key, kind__in=kinds).order_by("-seq")
    body = rows.values_list("body", flat=True).first()
    return json.loads(body) if body else None
