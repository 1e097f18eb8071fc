"""Checks of `manage.py verify`: frozen facts agree with their digests, and every stored file is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chengguan.ledger.canonical import canonical, sha256
from chengguan.ledger.models import Entry

from . import hashing
from .models import Instrument, StoredFile
from .stores import StoreUnavailable, current


def verify_instruments() -> Iterator[str]:
    """Instruments whose frozen facts no longer have the digest that was issued and entered in the ledger."""
    for item in Instrument.objects.order_by("pk").iterator(chunk_size=500):
        if sha256(item.context.encode()) != item.facts_sha256:
            yield f"文书 {item} ({item.pk}): 要素与校验码不符"
            continue
        facts = json.loads(item.context)
        if canonical(facts) != item.context:
            yield f"文书 {item} ({item.pk}): 要素不是规范格式"
        if facts["instrument"].get("text_sha256") != sha256(item.content.encode()):
            yield f"文书 {item} ({item.pk}): 正文与要素不符"


def verify_issued() -> Iterator[str]:
    """Instruments that the ledger does not know by their digest, and recorded ones that are no longer there."""
    recorded: dict[str, str] = {}
    bodies = (
        Entry.objects.exclude(body__contains='"documents":[]').order_by("pk").values_list("chain", "body")
    )
    for chain, body in bodies.iterator(chunk_size=500):
        documents = json.loads(body).get("documents", [])
        recorded.update({item["sha256"]: f"{chain} {item['number'] or item['kind']}" for item in documents})
    issued = Instrument.objects.order_by("pk").values_list("pk", "title", "number", "facts_sha256")
    for pk, title, number, digest in issued.iterator(chunk_size=2000):
        if recorded.pop(digest, None) is None:
            yield f"文书 {title}{number} ({pk}): 台账中没有签发记录"
    yield from (
        f"文书 {name}: 台账有签发记录，文书不存在"
        for digest, name in recorded.items()
        if not _kept_elsewhere(name)
    )


def _kept_elsewhere(name: str) -> bool:
    """Documents of acts on lists of powers are files, not instruments."""
    return not name.startswith(("case/", "lead/"))


def verify_files() -> Iterator[str]:
    """Stored files that are missing in the store or whose content changed; those that were destroyed are not asked for."""
    for row in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator(chunk_size=500):
        try:
            found = hashing.digest(current().open(row.sha256))
        except FileNotFoundError:
            yield f"文件 {row.sha256}: 不在存储中"
        except StoreUnavailable as unavailable:
            yield f"文件存储不可用，文件没有核验：{unavailable}"
            return
        else:
            if found != hashing.Digest(row.sha256, row.sm3, row.size):
                yield f"文件 {row.sha256}: 内容已变化"
