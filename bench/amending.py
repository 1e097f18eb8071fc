"""法律变更试算 over many open cases: one amendment compared under both books, beside a bare reading and a case-by-case judgement."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from time import perf_counter, process_time
from typing import Any, Final

from django.db import transaction

from chengguan.amendments.acts import rehearsing
from chengguan.amendments.facts.acts import content_of
from chengguan.amendments.facts.pack import Content, book_with
from chengguan.amendments.models import Amendment, Rehearsal
from chengguan.base.dates import CHINA
from chengguan.base.uuid7 import uuid7
from chengguan.cases.facts.base import state_facts
from chengguan.cases.models import Case
from chengguan.ledger.norms import book, using
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration import execution_steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from lawengine import may

from .dossier import fresh_walk
from .ground import Ground
from .loading import insert, settle
from .machine import memory

CASES: Final = 100_000
SAMPLE: Final = 100
DAYS: Final = 700
_DAY: Final = re.compile(r"^\d{4}-\d\d-\d\d$")
PACK: Final = {
    "national/clocks/pay.yaml": (
        "clock: pay\nvalues:\n  2024-01-02:\n    length: {days: 20}\n    roll: forward\n    verified: V\n"
        "    cites: [{law: 行政处罚法, article: 67, paragraph: 3}]\n"
    ),
    "national/clocks/case_decision.yaml": (
        "clock: case_decision\nvalues:\n  2024-01-02:\n    length: {days: 60}\n    verified: V\n"
        "    cites: [{law: 行政处罚法, article: 60}]\n"
    ),
    "national/acts/case.finish_investigation.yaml": (
        "act: case.finish_investigation\nvalues:\n  2024-01-02:\n    extends: true\n"
        "    cites: [{law: 行政处罚法, article: 57, paragraph: 1}]\n    requires:\n"
        "      - id: bench\n        test: {at_least: {fact: site_record_count, value: 2}}\n"
        "        ground: 已有两份现场笔录\n        cure: 请补充。\n        cites: [{law: 行政处罚法, article: 55}]\n"
    ),
}


def measure(laid: Ground, today: date, size: int) -> dict[str, float]:
    """Seconds for the whole rehearsal, and beside it for reading the same rows and for judging them one by one."""
    patterns = _patterns(laid, today)
    chance = random.Random(2)
    insert(Case, (_row(patterns[n % len(patterns)], n, chance) for n in range(size)))
    settle()
    run = _run(laid, today)
    begun = perf_counter()
    found = sum(1 for _ in _reading(run))
    floor = perf_counter() - begun
    before = memory(_pid()).rss
    begun, cpu = perf_counter(), process_time()
    while run.state != Rehearsal.DONE:
        with transaction.atomic():
            rehearsing.chunk(run, run.begun_at)
    seconds = perf_counter() - begun
    return {
        "cases": found,
        "touched": run.touched,
        "seconds": seconds,
        "cpu": process_time() - cpu,
        "reading": floor,
        "one_by_one": _one_by_one(run) * found,
        "grown_mb": memory(_pid()).rss - before,
    }


def _pid() -> int:
    import os

    return os.getpid()


def _patterns(laid: Ground, today: date) -> list[Case]:
    """Cases at several stages, made by acts."""
    found = []
    for stage in (
        "case.file",
        "case.collect_evidence",
        "case.finish_investigation",
        "case.issue_prior_notice",
        "case.serve",
    ):
        day = today - timedelta(days=200)
        walk = fresh_walk(laid, datetime(day.year, day.month, day.day, 9, tzinfo=CHINA))
        for kind, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
            step(walk)
            if kind == stage:
                break
        if stage == "case.serve":
            execution_steps.serve_decision(walk)
        found.append(walk.subject_case)
    return found


def _row(pattern: Case, n: int, chance: random.Random) -> dict[str, Any]:
    """A case like the pattern, all its dates moved by the same number of days."""
    moved = timedelta(days=chance.randrange(DAYS))
    row = {field.column: getattr(pattern, field.attname) for field in Case._meta.concrete_fields}
    row["id"] = uuid7(datetime(2020, 1, 1, 9, tzinfo=CHINA) + timedelta(seconds=n))
    row["number"], row["lead_id"] = f"试算第{n}号", None
    row["known"] = {name: _moved(value, moved) for name, value in pattern.known.items()}
    return row


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, str) and _DAY.match(value):
        return (date.fromisoformat(value) - by).isoformat()
    return value


def _run(laid: Ground, today: date) -> Rehearsal:
    at = datetime(today.year, today.month, today.day, 9, tzinfo=CHINA)
    content = Content("试算", date(2024, 1, 2), "", (), PACK)
    amendment = Amendment.objects.create(
        bureau=laid.cast.bureau, number="A9999", title="试算", effective_on=content.effective_on, files=dict(PACK),
        sha256=content.digest, source="bench", loaded_at=at, stage="loaded",
    )  # fmt: skip
    actor = actor_of(laid.cast.officers["legal_reviewer"], today)
    with transaction.atomic():
        return rehearsing.begin(amendment, actor, at)


def _reading(run: Rehearsal) -> Iterator[Any]:
    cases = rehearsing.open_cases().filter(bureau_id=run.bureau_id)
    yield from cases.values_list("pk", "matter_id", "known").iterator(chunk_size=1000)


def _one_by_one(run: Rehearsal) -> float:
    """Seconds for one case judged as its page does it, under both books: the ceiling."""
    old = book()
    new = book_with(old, run.amendment.number, content_of(run.amendment))
    rows = [known for _, _, known in _sample(run)]
    begun = perf_counter()
    for known in rows:
        for which in (old, new):
            with using(which):
                values = state_facts(known, run.on, "430581")
                for kind in which.acts_on("case"):
                    if which.has_act(kind, on=run.on, jurisdiction="430581"):
                        may(which, kind, on=run.on, facts=values, jurisdiction="430581")
    return (perf_counter() - begun) / len(rows)


def _sample(run: Rehearsal) -> list[Any]:
    cases = rehearsing.open_cases().filter(bureau_id=run.bureau_id)
    return list(cases.order_by("number").values_list("pk", "matter_id", "known")[:SAMPLE])
