"""决定推导的复核: a thousand decisions replayed from their proofs, offline, by two processes that share the compiled norm books."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any, Final

from django.db import connection

from chengguan.base.dates import CHINA
from chengguan.parties.models import Party
from chengguan.quality.selectors.proofs import build_proof
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from lawengine import NormBook
from lawengine.proof import check, material

from .dossier import fresh_walk
from .ground import Ground

DECISIONS, QUICK_DECISIONS = 1000, 20
WALKED, QUICK_WALKED = 40, 2
PROCESSES: Final = 2
BEGUN_DAYS_AGO: Final = 90
SHARED: Final = ("books", "files")  # the same in every proof, and the bulk of each


@dataclass(frozen=True)
class Exported:
    """Proofs as a reader has them: what is each one's own as JSON text, beside the norm files that all of them name."""

    texts: list[str] = field(default_factory=list)
    shared: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in SHARED})
    books: dict[str, NormBook] = field(default_factory=dict)

    def replay(self, text: str) -> None:
        """Replay one decision; it has to stand."""
        report = check({**json.loads(text), **self.shared}, books=self.books)
        if not report.ok:
            raise AssertionError("\n".join(report.lines()))


def measure(laid: Ground, today: date, *, quick: bool) -> dict[str, float]:
    """Seconds to replay the decisions, and to do nothing but parse and hash the same bytes: the ceiling of any replay.

    `busiest` is the CPU time of the process that worked longest: the wall time on cores that nobody else uses.
    `compiling` is what is paid once, whatever the number of decisions: every file of a book hashed, and the book compiled.
    """
    exported = _exported(laid, today, QUICK_WALKED if quick else WALKED)
    begun = process_time()
    exported.replay(exported.texts[0])
    compiling = process_time() - begun
    for text in exported.texts:
        exported.replay(text)
    texts = list(islice(cycle(exported.texts), QUICK_DECISIONS if quick else DECISIONS))
    connection.close()
    _, ceiling = _shared_out(_parse_and_hash, texts)
    wall, spent = _shared_out(exported.replay, texts)
    return {
        "decisions": len(texts),
        "steps": sum(len(json.loads(text)["steps"]) for text in texts),
        "megabytes": sum(len(text.encode()) for text in texts) / 1e6,
        "compiling": compiling,
        "busiest": max(spent),
        "cpu": sum(spent),
        "wall": wall,
        "ceiling": sum(ceiling),
    }


def _exported(laid: Ground, today: date, walked: int) -> Exported:
    found = Exported()
    for number in range(walked):
        proof = _decided(laid, today, number)
        for name in SHARED:
            found.shared[name] |= proof.pop(name)
        found.texts.append(json.dumps(proof, ensure_ascii=False))
    return found


def _decided(laid: Ground, today: date, number: int) -> dict[str, Any]:
    """The proof of one case walked from the lead to the decision; each against another enterprise, at another place."""
    day = today - timedelta(days=BEGUN_DAYS_AGO + number % 5)
    walk = fresh_walk(laid, datetime(day.year, day.month, day.day, 9, tzinfo=CHINA))
    known = laid.parties[laid.cast.bureau.pk]
    walk.party = Party.objects.get(pk=known[(number + 1) % len(known)][0])
    walk.plan = {"place": f"复核路{number}号", "fine": str(1000 + 100 * number), "waive": number % 3 == 0}
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    proof = build_proof(walk.subject_case)
    assert proof is not None
    return proof


def _shared_out(work: Callable[[str], None], texts: list[str]) -> tuple[float, list[float]]:
    """Wall seconds to do the work on all texts in forked processes, and the CPU seconds of each of them."""
    context = get_context("fork")  # what was compiled is there already
    spent = context.Array("d", PROCESSES)
    processes = [
        context.Process(target=_all, args=(work, texts[number::PROCESSES], spent, number))
        for number in range(PROCESSES)
    ]
    begun = perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise AssertionError("a process of the benchmark failed")
    return perf_counter() - begun, list(spent)


def _all(work: Callable[[str], None], texts: list[str], spent: Any, number: int) -> None:
    begun = process_time()
    for text in texts:
        work(text)
    spent[number] = process_time() - begun


def _parse_and_hash(text: str) -> None:
    """Both hashes of every step, and every body parsed."""
    for step in json.loads(text)["steps"]:
        covered = material(*(step[name] for name in ("previous", "chain", "seq", "kind", "at_us", "body")))
        hashlib.sha256(covered).hexdigest()
        hashlib.new("sm3", covered).hexdigest()
        json.loads(step["body"])
