"""Facts of the acts on yearly statistics: is the year over, do the tables add up, is it in time (三项制度意见)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.reports.issued import changed
from chengguan.reports.models import StatisticsReport
from lawengine import UnknownNorm
from lawengine.clock import ClockReading, read

from .compiling import spots

CLOCK: Final = "enforcement_statistics"


def term(jurisdiction: str, year: int, on: date) -> ClockReading | None:
    """统计年报公布期限 as it stands on a day; None where no norm sets one."""
    try:
        return read(book(), CLOCK, started=date(year, 12, 31), as_of=on, jurisdiction=jurisdiction)
    except UnknownNorm:
        return None


def _sheet(actor: Viewer, at: datetime, known: dict[str, Any], **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, {**known, **values})


def compiling(*, actor: Viewer, at: datetime, year: int, notes: str) -> Sheet:
    """编制."""
    standing = StatisticsReport.objects.filter(bureau_id=actor.bureau_id, year=year)
    return _sheet(
        actor,
        at,
        {},
        statistics_year_over=local_date(at).year > year,
        statistics_exists=standing.exclude(stage=StatisticsReport.WITHDRAWN).exists(),
    )


def revising(*, actor: Viewer, at: datetime, report: StatisticsReport, notes: str) -> Sheet:
    """更新草稿."""
    return _sheet(actor, at, report.known)


def issuing(*, actor: Viewer, at: datetime, report: StatisticsReport) -> Sheet:
    """公布."""
    on = local_date(at)
    found = term(actor.jurisdiction, report.year, on)
    return _sheet(
        actor,
        at,
        report.known,
        statistics_figures_current=not changed(report.bureau_id, spots(report.content)),
        statistics_sums_agree=all(check["holds"] for check in report.content["checks"]),
        statistics_has_gaps=bool(report.content["gaps"]),
        statistics_notes_given=bool(report.notes.strip()),
        statistics_in_time=found is None or on <= found.due_on,
    )


def withdrawing(*, actor: Viewer, at: datetime, report: StatisticsReport, reason: str) -> Sheet:
    """撤回."""
    return _sheet(actor, at, report.known, statistics_withdrawal_explained=bool(reason.strip()))
