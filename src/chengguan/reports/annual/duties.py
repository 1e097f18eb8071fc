"""待办 of annual reports: begin, submit, approve, issue, send, publish, each under the clock that runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse

from chengguan.agenda.acts import replace_duties
from chengguan.agenda.models import Duty
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau
from chengguan.people.selectors import role_pool
from chengguan.reports.models import AnnualReport
from lawengine.clock import ClockReading, read

from . import facts
from .checking import year_end

NEXT = {
    AnnualReport.DRAFTING: ("legal_reviewer", "annual.submit_draft"),
    AnnualReport.SUBMITTED: ("deputy_head", "annual.approve"),
    AnnualReport.APPROVED: ("organ_head", "annual.issue"),
}


def follow(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act on a report: its duties follow."""
    report = done.subject
    assert isinstance(report, AnnualReport)
    refresh(report, local_date(at))


def refresh(report: AnnualReport, on: date) -> None:
    """Make the duties of a report what they ought to be; those of the year without a report go."""
    replace_duties(report.chain_key, list(_wanted(report, on)))
    if report.kind == AnnualReport.ANNUAL:
        replace_duties(_waiting_key(report.bureau_id, report.year), [])


def _wanted(report: AnnualReport, on: date) -> Iterator[Duty]:
    annual = report.kind == AnnualReport.ANNUAL
    send, publish = (facts.clock_of(report, clock, on) if annual else None for clock in facts.CLOCKS)
    step = NEXT.get(report.stage)
    if step is not None:
        role, kind = step
        if report.stage == AnnualReport.SUBMITTED and report.draft >= facts.drafts_needed(report):
            role = "organ_head"
        yield _duty(report, role, kind, send, on)
    elif annual:
        if report.sent_on is None:
            yield _duty(report, "legal_reviewer", "annual.send", send, on)
        if report.published_on is None:
            yield _duty(report, "legal_reviewer", "annual.publish", publish, on)


def _duty(report: AnnualReport, role: str, kind: str, clock: ClockReading | None, on: date) -> Duty:
    return Duty(
        pool=role_pool(role, report.bureau_id),
        subject=report.chain_key,
        act=kind,
        title=book().act_head(kind).title,
        about=report.title,
        url=reverse("annual.page", args=[report.pk]),
        clock=clock.clock if clock else "",
        basis="、".join(cite.short for cite in clock.cites)[:200] if clock else "",
        due_on=clock.due_on if clock else None,
        raised_on=on,
        bureau_id=report.bureau_id,
    )


def _waiting_key(bureau_id: int, year: int) -> str:
    return f"annual/{bureau_id}/{year}"


def remind(at: datetime) -> int:
    """Daily: from January to March every bureau that has no report of last year yet has the duty to begin one. Returns how many."""
    on = local_date(at)
    year = on.year - 1
    begun = set(
        AnnualReport.objects.filter(kind=AnnualReport.ANNUAL, year=year).values_list("bureau_id", flat=True)
    )
    count = 0
    for bureau in Bureau.objects.order_by("pk"):
        wanted = on.month <= 3 and bureau.pk not in begun
        replace_duties(_waiting_key(bureau.pk, year), [_begin(bureau, year, on)] if wanted else [])
        count += wanted
    return count


def _begin(bureau: Bureau, year: int, on: date) -> Duty:
    clock = read(book(), facts.CLOCKS[0], started=year_end(year), as_of=on, jurisdiction=bureau.jurisdiction)
    return Duty(
        pool=role_pool("legal_reviewer", bureau.pk),
        subject=_waiting_key(bureau.pk, year),
        act="annual.begin",
        title=book().act_head("annual.begin").title,
        about=f"{year}年度法治政府建设年度报告",
        url=reverse("annual.new"),
        clock=clock.clock,
        basis="、".join(cite.short for cite in clock.cites)[:200],
        due_on=clock.due_on,
        raised_on=on,
        bureau_id=bureau.pk,
    )
