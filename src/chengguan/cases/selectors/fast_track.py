"""The page of a case in the fast track: its item, its conditions, its term, and where it stands on the short way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.fast_track import TERM, list_rows
from chengguan.cases.facts.known import day, money
from chengguan.cases.models import Approval, Case
from lawengine import Verdict
from lawengine.clock import ClockReading

from .approvals import Waiting, waiting_approvals
from .clocks import clocks_of
from .options import option_for

# The way of a fast case: what is done, by the fact that shows it.
WAY: Final = (
    ("批准简案快办", "fast_track_entered_on"),
    ("调查终结、拟处理意见", "investigation_finished_on"),
    ("事先告知", "notice_issued_on"),
    ("告知书送达", "prior_notice_served_on"),
    ("作出决定", "decided_on"),
    ("决定书送达", "decision_served_on"),
    ("履行", "performed_on"),
)


@dataclass(frozen=True)
class Mark:
    """One step of the short way."""

    label: str
    state: str


@dataclass(frozen=True)
class FastFile:
    """Everything that the page shows beside the form."""

    item: str
    cap: str
    entered_on: date | None
    admitted_on: date | None
    marks: list[Mark]
    clock: ClockReading | None
    report: Verdict
    approvals: list[Waiting]


def fast_file(case: Case, viewer: Viewer, on: date) -> FastFile:
    """What the page of a fast case shows. One query."""
    known = case.known
    rows = list_rows(known, day(known, "fast_track_entered_on") or on, viewer.jurisdiction)
    row = next((row for row in rows if row["id"] == known.get("fast_track_item")), None)
    done = [bool(known.get(fact)) for _, fact in WAY]
    here = done.index(False) if False in done else len(done)
    marks = [
        Mark(label, "done" if done[place] else "current" if place == here else "todo")
        for place, (label, _) in enumerate(WAY)
    ]
    return FastFile(
        item=f"{row['title']}（{row['field']}）" if row else str(known.get("fast_track_item", "")),
        cap=f"{money(known, 'fast_track_cap'):,.2f} 元",
        entered_on=day(known, "fast_track_entered_on"),
        admitted_on=day(known, "admission_signed_on"),
        marks=marks,
        clock=next(
            (clock for clock in clocks_of(case, on, viewer.jurisdiction) if clock.clock == TERM), None
        ),
        report=option_for("case.finish_investigation", case, viewer, on).verdict,
        approvals=waiting_approvals(Approval.objects.filter(case=case)),
    )
