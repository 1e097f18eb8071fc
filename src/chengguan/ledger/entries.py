"""Append to a chain and check a chain. Nothing else writes entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import connection

from .canonical import canonical, plain, sha256, sm3
from .models import Entry

__all__ = ["append", "broken", "material", "plain"]
GENESIS = "0" * 64
READ_HEAD: Final = "SELECT seq, hash FROM ledger_head WHERE chain = %s"
MOVE_HEAD: Final = (
    "INSERT INTO ledger_head (chain, seq, hash) VALUES (%s, %s, %s) "
    "ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)


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
    ended, previous = _end(chain)
    seq = ended + 1
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
    with connection.cursor() as cursor:
        cursor.execute(MOVE_HEAD, [chain, seq, entry.hash])
    return entry


def _end(chain: str) -> tuple[int, str]:
    """Where a chain ends, locked until the transaction ends. Plain SQL: every act asks, and composing costs more than running."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{READ_HEAD}{lock}", [chain])
        row: tuple[int, str] | None = cursor.fetchone()
    return row or (0, GENESIS)


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
