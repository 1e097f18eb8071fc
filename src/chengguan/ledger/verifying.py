"""`manage.py verify`: chains whole, facts refold to what the tables hold, checkpoints agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Max

from .canonical import sha256, sm3
from .entries import broken
from .models import Checkpoint, Entry, Head, Subject


def verify_chains() -> Iterator[str]:
    """Faults of every chain: hashes, links, gaps, and a head that does not match its last entry."""
    heads = dict(Head.objects.values_list("chain", "hash"))
    rows = Entry.objects.order_by("chain", "seq").iterator(chunk_size=2000)
    for chain, group in groupby(rows, key=lambda entry: entry.chain):
        entries = list(group)
        yield from broken(entries)
        if heads.pop(chain, None) != entries[-1].hash:
            yield f"{chain}: 链尾与最后一条记录不符"
    yield from (f"{chain}: 链上没有任何记录" for chain in heads)


def faults_of(chain: str) -> list[str]:
    """Faults of one chain, and of its head; a chain without entries is at fault."""
    entries = list(Entry.objects.filter(chain=chain).order_by("seq"))
    if not entries:
        return [f"{chain}: 链上没有任何记录"]
    head = Head.objects.filter(chain=chain).values_list("hash", flat=True).first()
    return [*broken(entries), *([] if head == entries[-1].hash else [f"{chain}: 链尾与最后一条记录不符"])]


def verify_subjects() -> Iterator[str]:
    """Subjects whose known facts or stage differ from the fold of their entries."""
    for model in subject_models():
        for subject in model._default_manager.order_by("pk").iterator(chunk_size=500):
            known, stage = refold(subject.chain_key)
            if known != subject.known:
                wrong = sorted(
                    key for key in {*known, *subject.known} if known.get(key) != subject.known.get(key)
                )
                yield f"{subject.chain_key}: 台账推得的事实与数据表不一致（{'、'.join(wrong)}）"
            if stage != subject.stage:
                yield f"{subject.chain_key}: 台账推得的阶段 {stage} 与数据表 {subject.stage} 不一致"


def refold(chain: str) -> tuple[dict[str, Any], str]:
    """Known facts and stage of a subject, computed anew from its entries."""
    known: dict[str, Any] = {}
    stage = ""
    for body in Entry.objects.filter(chain=chain).order_by("seq").values_list("body", flat=True):
        content = json.loads(body)
        known.update(content.get("sets", {}))
        stage = content.get("stage", stage)
    return known, stage


def subject_models() -> list[type[Subject]]:
    """Every table whose rows are subjects of acts."""
    return [model for model in apps.get_models() if issubclass(model, Subject)]


def heads_hash(last_entry: int) -> tuple[int, bytes]:
    """Number of chains and the material of all heads as they were after entry `last_entry`."""
    latest = (
        Entry.objects.filter(pk__lte=last_entry)
        .values("chain")
        .annotate(last=Max("seq"))
        .values_list("chain", "last")
    )
    pairs = dict(latest)
    rows = (
        Entry.objects.filter(pk__lte=last_entry).values_list("chain", "seq", "hash").iterator(chunk_size=5000)
    )
    heads = sorted(f"{chain} {digest}" for chain, seq, digest in rows if pairs[chain] == seq)
    return len(heads), "\n".join(heads).encode()


def verify_checkpoints() -> Iterator[str]:
    """Checkpoints that no longer agree with the entries under them."""
    previous = ""
    for point in Checkpoint.objects.order_by("id"):
        count, material = heads_hash(point.last_entry)
        text = f"{point.previous}\n{point.day}\n".encode() + material
        if (
            point.previous != previous
            or count != point.heads
            or sha256(text) != point.hash
            or sm3(text) != point.hash_sm3
        ):
            yield f"检查点 {point.day}: 与台账不符"
        previous = point.hash
