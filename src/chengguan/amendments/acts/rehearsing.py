"""试算 in chunks: the worker takes one chunk of open cases at a time and posts the next, so that it can stop and go on."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from chengguan.amendments.facts.acts import content_of
from chengguan.amendments.facts.impact import Impact
from chengguan.amendments.facts.orphans import open_cases
from chengguan.amendments.facts.pack import book_with
from chengguan.amendments.facts.report import setting, successors
from chengguan.amendments.models import Amendment, Effect, Rehearsal
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book, refresh
from chengguan.ledger.outbox import post

TOPIC: Final = "amendments.rehearse"
CHUNK: Final = 5_000
PAGE: Final = 1_000
KEEP: Final = "INSERT INTO amendments_effect (rehearsal_id, case_id, marks, lines) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
# The comparison of the run that this process is at: built once, used for every chunk.
_current: dict[uuid.UUID, Impact] = {}


def begin(amendment: Amendment, actor: Viewer, at: datetime) -> Rehearsal:
    """Begin a run over the open cases of the actor's bureau, inside the caller's act."""
    old = refresh()
    new = old if amendment.stage == "adopted" else book_with(old, amendment.number, content_of(amendment))
    run = Rehearsal.objects.create(
        amendment=amendment,
        bureau_id=actor.bureau_id,
        on=max(local_date(at), amendment.effective_on),
        total=open_cases().filter(bureau_id=actor.bureau_id).count(),
        old_digest=old.digest,
        new_digest=new.digest,
        begun_at=at,
    )
    _post(run, at, actor.bureau_code)
    return run


def _post(run: Rehearsal, at: datetime, bureau_code: str) -> None:
    payload = {"rehearsal": str(run.pk), "done": run.done, "at": at.isoformat(), "bureau": bureau_code}
    post(TOPIC, payload, at=at, bureau_code=bureau_code)


def rehearse_posted(payload: dict[str, Any]) -> None:
    """Handler of the outbox: one chunk. A chunk that was done already (the worker was killed after it) is left out."""
    run = Rehearsal.objects.select_related("amendment", "bureau").get(pk=payload["rehearsal"])
    if run.done != payload["done"] or run.state == Rehearsal.DONE:
        return
    chunk(run, datetime.fromisoformat(payload["at"]))
    if run.state != Rehearsal.DONE:
        moment = datetime.fromisoformat(payload["at"]) + timedelta(milliseconds=1)
        _post(run, moment, payload["bureau"])


def chunk(run: Rehearsal, at: datetime, size: int | None = None) -> None:
    """Compare the next `size` open cases (CHUNK when not said); the run remembers where it is. Inside the caller's transaction."""
    impact = _impact(run, at)
    counts: Counter[str] = Counter(run.counts)
    left = size or CHUNK
    while left > 0:
        asked = min(PAGE, left)
        rows = _rows(run, asked)
        found = [(pk, lines) for pk, matter, known in rows if (lines := impact.lines(known, matter))]
        counts.update(mark for _, lines in found for mark in {line["mark"] for line in lines})
        _keep(run, found)
        run.done, run.touched = run.done + len(rows), run.touched + len(found)
        left -= asked
        if rows:
            run.cursor = rows[-1][0]
        if len(rows) < asked:
            run.state = Rehearsal.DONE
            break
    if run.state != Rehearsal.DONE:
        run.state = Rehearsal.RUNNING
    else:
        _current.pop(run.pk, None)
    run.counts = dict(counts)
    run.save(update_fields=["done", "touched", "cursor", "state", "counts"])


def _rows(run: Rehearsal, size: int) -> list[tuple[uuid.UUID, int, dict[str, Any]]]:
    cases = open_cases().filter(bureau_id=run.bureau_id)
    if run.cursor is not None:
        cases = cases.filter(pk__gt=run.cursor)
    return list(cases.order_by("pk").values_list("pk", "matter_id", "known")[:size])


def _keep(run: Rehearsal, found: Sequence[tuple[uuid.UUID, list[dict[str, Any]]]]) -> None:
    """Write what was found: one statement for many rows, each once however often the chunk is tried."""
    case = Effect._meta.get_field("case")
    own = Effect._meta.get_field("rehearsal").get_db_prep_save(run.pk, connection)
    rows = [
        (own, case.get_db_prep_save(pk, connection), _marks(lines), json.dumps(lines, ensure_ascii=False))
        for pk, lines in found
    ]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)


def _marks(lines: Sequence[dict[str, Any]]) -> str:
    return f",{','.join(sorted({line['mark'] for line in lines}))},"


def _impact(run: Rehearsal, at: datetime) -> Impact:
    if run.pk not in _current:
        _current.clear()
        _current[run.pk] = build(run, at)
    return _current[run.pk]


def build(run: Rehearsal, at: datetime) -> Impact:
    """The comparison of the run: both books, and what the changed list puts in place of each matter."""
    amendment, bureau = run.amendment, run.bureau
    old = book()
    content = content_of(amendment)
    new = book_with(old, amendment.number, content)
    where = setting(
        old, new, content, on=local_date(at), bureau_id=bureau.pk, bureau_code=bureau.code, jurisdiction=bureau.jurisdiction
    )  # fmt: skip
    matters, following = successors(where)
    return Impact(
        old, new, on=run.on, since=amendment.effective_on, jurisdiction=bureau.jurisdiction,
        matters=matters, successors=following,
    )  # fmt: skip
