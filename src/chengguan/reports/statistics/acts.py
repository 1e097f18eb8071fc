"""Acts on the yearly statistics of enforcement (三项制度意见): compiling, revising, issuing, withdrawing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents.issuing import issue as issue_instrument
from chengguan.documents.issuing import retire
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.people.models import Bureau
from chengguan.reports.issued import content_digest, keep
from chengguan.reports.models import StatisticsReport

from . import facts
from .compiling import compile_year, spots
from .duties import settle_statistics
from .wording import instrument_facts

KIND: Final = "enforcement_statistics"


@act("statistics.compile", facts=facts.compiling)
def compile_report(*, actor: Viewer, at: datetime, year: int, notes: str) -> Done:
    """编制行政执法统计年报: the tables of a year from measures; nothing is typed."""
    bureau = Bureau.objects.get(pk=actor.bureau_id)
    report = StatisticsReport(id=uuid7(at), bureau=bureau, year=year, compiled_at=at, as_of=local_date(at))
    _compile(report, at, notes)
    return Done(report, sets={"statistics_year": year}, data=_found(report), result=report)


@act("statistics.revise", facts=facts.revising, on="report")
def revise(*, actor: Viewer, at: datetime, report: StatisticsReport, notes: str) -> Done:
    """更新草稿: the tables anew, and the notes as corrected."""
    _compile(report, at, notes)
    return Done(report, data=_found(report), result=report)


def _compile(report: StatisticsReport, at: datetime, notes: str) -> None:
    report.as_of, report.compiled_at, report.notes = local_date(at), at, notes.strip()
    report.content = compile_year(report.bureau, report.year, report.as_of)


def _found(report: StatisticsReport) -> dict[str, Any]:
    return {
        "year": report.year,
        "notes": report.notes,
        "gaps": report.content["gaps"],
        "content_sha256": content_digest(report.content),
    }


@act("statistics.issue", facts=facts.issuing, on="report")
def issue(*, actor: Viewer, at: datetime, report: StatisticsReport) -> Done:
    """公布: every figure is frozen with its records; the page is on the portal from this moment."""
    report.issued_at = at
    digests = keep(report.chain_key, report.bureau_id, spots(report.content))
    report.instrument = issue_instrument(
        KIND,
        bureau=report.bureau,
        at=at,
        subject_key=report.chain_key,
        case_number="",
        context={"act": instrument_facts(report)},
    )
    settle_statistics(report.bureau, report.year)
    data = {
        "number": report.number,
        "figures": digests,
        "content_sha256": content_digest(report.content),
        "notes": report.notes,
    }
    reference = DocRef(KIND, report.number, report.instrument.facts_sha256)
    sets = {"statistics_issued_on": local_date(at)}
    return Done(report, sets=sets, data=data, documents=(reference,), result=report)


@act("statistics.withdraw", facts=facts.withdrawing, on="report")
def withdraw(*, actor: Viewer, at: datetime, report: StatisticsReport, reason: str) -> Done:
    """撤回: the portal shows a notice with the reason; the year may be compiled anew."""
    report.withdrawn_at, report.withdraw_reason = at, reason.strip()
    if report.instrument is not None:
        retire(report.instrument, Instrument.VOID)
    sets = {"statistics_withdrawn_on": local_date(at)}
    return Done(report, sets=sets, data={"reason": report.withdraw_reason}, result=report)
