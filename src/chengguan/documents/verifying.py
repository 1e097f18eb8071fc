"""Checks of `manage.py verify`: frozen facts agree with their digests, and every stored file is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from chengguan.ledger.canonical import canonical, sha256

from .models import Instrument, StoredFile
from .storing import CHUNK, path_of


def verify_instruments() -> Iterator[str]:
    """Instruments whose frozen facts no longer have the digest that was issued and entered in the ledger."""
    for item in Instrument.objects.order_by("pk").iterator(chunk_size=500):
        if sha256(item.context.encode()) != item.facts_sha256:
            yield f"文书 {item} ({item.pk}): 要素与校验码不符"
        elif canonical(json.loads(item.context)) != item.context:
            yield f"文书 {item} ({item.pk}): 要素不是规范格式"


def verify_files() -> Iterator[str]:
    """Stored files that are missing on disk or whose content changed."""
    for row in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        path = path_of(row.sha256)
        if not path.is_file():
            yield f"文件 {row.sha256}: 不在存储中"
            continue
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != row.sha256:
            yield f"文件 {row.sha256}: 内容已变化"
