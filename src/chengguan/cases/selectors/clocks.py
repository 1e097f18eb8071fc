"""期限 as the case page shows them, and the what-if date."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.clocks import CASE_CLOCKS, ENDED_SHOWN, LEAD_CLOCKS, readings
from chengguan.cases.models import Case
from chengguan.intake.models import Lead
from chengguan.ledger.norms import book
from lawengine import UnknownNorm
from lawengine.clock import ClockReading, read


def clocks_of(subject: Case | Lead, on: date, jurisdiction: str) -> list[ClockReading]:
    """Running periods, most urgent first, then those that ended within a month."""
    table = CASE_CLOCKS if isinstance(subject, Case) else LEAD_CLOCKS
    found = [reading for _, reading in readings(subject.known, table, on, jurisdiction)]
    running = sorted((r for r in found if r.stopped_on is None), key=lambda r: r.due_on)
    ended = [r for r in found if r.stopped_on is not None and on - r.stopped_on <= ENDED_SHOWN]
    return [*running, *sorted(ended, key=lambda r: r.due_on, reverse=True)]


def what_if(viewer: Viewer, pk: uuid.UUID, clock: str, started: date | None, on: date) -> dict[str, Any] | None:
    """The period `clock` if its event fell on `started`; a `problem` when that cannot be computed. None: no such case for the viewer."""
    case = Case.objects.visible_to(viewer).only("pk", "known").filter(pk=pk).first()
    if case is None:
        return None
    if started is None:
        return {"case": case, "reading": None, "problem": "请选择试算的日期。"}
    try:
        return {"case": case, "reading": read(book(), clock, started=started, as_of=on, jurisdiction=viewer.jurisdiction)}
    except (UnknownNorm, ValueError) as error:
        return {"case": case, "reading": None, "problem": f"这一天无法试算：{error}"}
