"""The law engine and the ledger by themselves, in one process."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date
from time import process_time
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.base import actor_facts, state_facts
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.models import Case
from chengguan.ledger.canonical import sha256, sm3
from chengguan.ledger.entries import broken, material
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from lawengine import may

ACT: Final = "case.decide"
SECONDS: Final = 1.0


def cpu_ms(work: Callable[[], Any], seconds: float) -> float:
    """Mean CPU time of a piece of work, repeated for about so many seconds."""
    work()
    begun, runs = process_time(), 0
    while process_time() - begun < seconds:
        work()
        runs += 1
    return (process_time() - begun) / max(runs, 1) * 1000


def verdict_ms(pk: uuid.UUID, viewer: Viewer, on: date, seconds: float = SECONDS) -> float:
    """One verdict on a case together with every period that has begun in it, from what is known of the case."""
    known = Case.objects.get(pk=pk).known

    def judge() -> None:
        values = {**state_facts(known, on, viewer.jurisdiction), **actor_facts(viewer, known)}
        may(book(), ACT, on=on, facts=values, jurisdiction=viewer.jurisdiction, roles=viewer.roles)
        readings(known, CASE_CLOCKS, on, viewer.jurisdiction)

    return cpu_ms(judge, seconds)


def verification(chain: str, seconds: float = SECONDS) -> dict[str, float]:
    """Milliseconds to verify one chain as `manage.py verify` does, and to do nothing but hash the same bytes.

    Both hashes of the record are counted on both sides. `parsed` also reads every body, as refolding does.
    """
    entries = list(Entry.objects.filter(chain=chain).order_by("seq"))
    texts = [material(e.previous, e.chain, e.seq, e.kind, e.at, e.body) for e in entries]
    if broken(entries):
        raise AssertionError("the chain of the benchmark is not whole")
    raw = cpu_ms(lambda: [(sha256(text), sm3(text)) for text in texts], seconds)
    checked = cpu_ms(lambda: broken(entries), seconds)
    read = cpu_ms(lambda: broken(list(Entry.objects.filter(chain=chain).order_by("seq"))), seconds)
    parsed = cpu_ms(lambda: [json.loads(entry.body) for entry in entries], seconds)
    return {
        "entries": len(entries),
        "raw": raw,
        "checked": checked,
        "read_and_checked": read,
        "parsed": parsed,
    }
