"""Yearly statistics as pages read them, inside and on the portal."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.people.models import Bureau
from chengguan.reports.bulletins.selectors import FigureFile, figure_of
from chengguan.reports.issued import changed
from chengguan.reports.models import StatisticsReport
from lawengine.clock import ClockReading

from .compiling import spots
from .facts import term
from .wording import lines

SHOWN: Final = 40
FIRST_YEAR: Final = 2018


@dataclass(frozen=True)
class Board:
    """Reports of a bureau, and until when last year's has to be published."""

    rows: list[StatisticsReport]
    clock: ClockReading | None
    year: int


def board(viewer: Viewer, today: date) -> Board:
    """Newest year first. The clock is that of the year that has just ended; it stops with the report's issue."""
    rows = StatisticsReport.objects.visible_to(viewer).select_related("instrument").order_by("-year", "-id")
    year = today.year - 1
    found = list(rows[:SHOWN])
    done = any(row.year == year and row.stage == StatisticsReport.ISSUED for row in found)
    return Board(found, None if done else term(viewer.jurisdiction, year, today), year)


def years_to_compile(viewer: Viewer, today: date) -> list[tuple[int, str]]:
    """Years that have ended and have no report, newest first."""
    standing = StatisticsReport.objects.filter(bureau_id=viewer.bureau_id)
    taken = set(standing.exclude(stage=StatisticsReport.WITHDRAWN).values_list("year", flat=True))
    years = range(today.year - 1, max(FIRST_YEAR, today.year - 9), -1)
    return [(year, f"{year} 年度") for year in years if year not in taken]


def found(viewer: Viewer, pk: uuid.UUID) -> StatisticsReport | None:
    rows = StatisticsReport.objects.visible_to(viewer).select_related("bureau", "instrument")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True)
class ReportPage:
    """A report with what keeps a draft from being issued."""

    report: StatisticsReport
    tables: list[dict[str, Any]]
    broken: list[Mapping[str, Any]]
    checks: int
    outdated: list[str]
    clock: ClockReading | None


def page_of(report: StatisticsReport, today: date) -> ReportPage:
    """Tables, checks that fail, figures that changed since."""
    content = report.content
    drafting = report.stage == StatisticsReport.COMPILED
    return ReportPage(
        report=report,
        tables=tables_of(report),
        broken=[check for check in content["checks"] if not check["holds"]],
        checks=len(content["checks"]),
        outdated=changed(report.bureau_id, spots(content)) if drafting else [],
        clock=term(report.bureau.jurisdiction, report.year, today) if drafting else None,
    )


def tables_of(report: StatisticsReport) -> list[dict[str, Any]]:
    return [
        {"id": table["id"], "title": table["title"], "rows": lines(table)}
        for table in report.content["tables"]
    ]


def issued_figure(viewer: Viewer, report: StatisticsReport, place: str) -> FigureFile | None:
    """A figure as it was published, with the records that the viewer may know of."""
    return figure_of(viewer, report.chain_key, place)


def published(bureau: Bureau) -> list[StatisticsReport]:
    """What the portal lists: one row a year, the newest version of each."""
    rows = StatisticsReport.objects.filter(bureau=bureau).open_to_public().select_related("instrument")
    newest: dict[int, StatisticsReport] = {}
    for row in rows.order_by("-year", "-id")[:SHOWN]:
        newest.setdefault(row.year, row)
    return list(newest.values())


def published_year(bureau: Bureau, year: int) -> StatisticsReport | None:
    """The newest published version of a year, withdrawn or not."""
    rows = StatisticsReport.objects.filter(bureau=bureau, year=year).open_to_public()
    return rows.select_related("instrument", "bureau").order_by("-id").first()
