"""期限 as the case page shows them, and the what-if date."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.clocks import CASE_CLOCKS, ENDED_SHOWN, LEAD_CLOCKS, Running, readings
from chengguan.cases.facts.enforcement_state import COURT_DEMAND, COURT_DEMAND_TITLE
from chengguan.cases.models import Case
from chengguan.intake.models import Lead
from chengguan.ledger.norms import book
from lawengine import UnknownNorm
from lawengine.backwards import court_plan, demand_reading
from lawengine.clock import ClockReading, read

FINISHED: Final = ("archived", "declined")
PARTY_CLOCKS: Final = frozenset(running.clock for running in CASE_CLOCKS if running.of_party)


def clocks_of(subject: Case | Lead, on: date, jurisdiction: str) -> list[ClockReading]:
    """Running periods, most urgent first, then those that ended within a month.

    A right of the party that has run out is `expired`, not overdue: nobody is late, a right has ended. Once a case is
    archived only the party's rights still run.
    """
    table = CASE_CLOCKS if isinstance(subject, Case) else LEAD_CLOCKS
    found = [_seen(running, reading) for running, reading in readings(subject.known, table, on, jurisdiction)]
    if subject.stage in FINISHED:
        found = [reading for reading in found if reading.stopped_on or reading.clock in PARTY_CLOCKS]
    running = sorted(
        (r for r in found if r.stopped_on is None and r.state != "expired"), key=lambda r: r.due_on
    )
    ended = [r for r in found if _ended_on(r) and on - (_ended_on(r) or on) <= ENDED_SHOWN]
    return [*running, *sorted(ended, key=lambda r: r.due_on, reverse=True)]


def _seen(running: Running, reading: ClockReading) -> ClockReading:
    return replace(reading, state="expired") if running.right and reading.state == "overdue" else reading


def _ended_on(reading: ClockReading) -> date | None:
    return reading.stopped_on or (reading.due_on if reading.state == "expired" else None)


def what_if(
    viewer: Viewer, pk: uuid.UUID, clock: str, started: date | None, on: date
) -> dict[str, Any] | None:
    """The period `clock` if its event fell on `started`; a `problem` when that cannot be computed. None: no such case for the viewer."""
    case = Case.objects.visible_to(viewer).only("pk", "known").filter(pk=pk).first()
    if case is None:
        return None
    if started is None:
        return {"case": case, "reading": None, "problem": "请选择试算的日期。"}
    try:
        return {"case": case, "reading": _tried(clock, started, on, viewer.jurisdiction)}
    except (UnknownNorm, ValueError) as error:
        return {"case": case, "reading": None, "problem": f"这一天无法试算：{error}"}


def _tried(clock: str, started: date, on: date, jurisdiction: str) -> ClockReading:
    """One period from a day; 最迟送达催告书 is counted backwards from the window that would open on it."""
    if clock != COURT_DEMAND:
        return read(book(), clock, started=started, as_of=on, jurisdiction=jurisdiction)
    plan = court_plan(book(), window_from=started, jurisdiction=jurisdiction)
    return demand_reading(plan, clock=COURT_DEMAND, title=COURT_DEMAND_TITLE, as_of=on)
