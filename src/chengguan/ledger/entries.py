"""Append to a chain and check a chain. Nothing else writes entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .canonical import canonical, plain, sha256, sm3
from .models import Entry, Head

__all__ = ["append", "broken", "material", "plain"]
GENESIS = "0" * 64


def append(
    *,
    chain: str,
    kind: str,
    at: datetime,
    bureau_code: str,
    officer_id: int | None,
    body: dict[str, Any],
    caused_by: str = "",
) -> Entry:
    """Append one entry to a chain, under the chain's lock, inside the caller's transaction.

    The hash covers the hash before it, the place in the chain, the kind, the moment and the body.
    """
    head = next(iter(Head.objects.select_for_update().filter(chain=chain)), None)
    seq = head.seq + 1 if head else 1
    previous = head.hash if head else GENESIS
    text = canonical(body)
    covered = material(previous, chain, seq, kind, at, text)
    entry = Entry.objects.create(
        chain=chain,
        seq=seq,
        kind=kind,
        at=at,
        bureau_code=bureau_code,
        officer_id=officer_id,
        body=text,
        previous=previous,
        hash=sha256(covered),
        hash_sm3=sm3(covered),
        caused_by=caused_by,
    )
    if head is None:
        Head.objects.create(chain=chain, seq=seq, hash=entry.hash)
    else:
        Head.objects.filter(chain=chain).update(seq=seq, hash=entry.hash)
    return entry


def material(previous: str, chain: str, seq: int, kind: str, at: datetime, body: str) -> bytes:
    """The bytes that the hash of an entry covers: what came before, its place, kind, moment (microseconds) and body."""
    return "\n".join([previous, chain, str(seq), kind, str(int(at.timestamp() * 1_000_000)), body]).encode()


def broken(entries: Iterable[Entry]) -> list[str]:
    """Faults of one chain's entries given in order of `seq`: a gap, a changed body, a wrong link. Empty when whole."""
    faults: list[str] = []
    previous, expected = GENESIS, 1
    for entry in entries:
        where = f"{entry.chain}#{entry.seq}"
        if entry.seq != expected:
            faults.append(f"{where}: 序号不连续，应为 {expected}")
        if entry.previous != previous:
            faults.append(f"{where}: 与前一条记录的哈希不衔接")
        covered = material(entry.previous, entry.chain, entry.seq, entry.kind, entry.at, entry.body)
        if sha256(covered) != entry.hash or sm3(covered) != entry.hash_sm3:
            faults.append(f"{where}: 内容与哈希不符")
        previous, expected = entry.hash, entry.seq + 1
    return faults
