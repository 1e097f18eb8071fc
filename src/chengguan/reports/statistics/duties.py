"""待办: last year's statistics wait for the legal reviewers from the first of January until they are issued (三项制度意见)."""

from __future__ import annotations

from datetime import date, datetime

from chengguan.agenda.acts import replace_duties
from chengguan.agenda.models import Duty
from chengguan.base.dates import local_date
from chengguan.cases.models import Case
from chengguan.people.models import Bureau
from chengguan.people.selectors import role_pool
from chengguan.reports.models import StatisticsReport

from .facts import term


def remind_of_statistics(at: datetime) -> int:
    """Work of the day, for bureaus that decided cases last year. Returns how many bureaus still owe their report."""
    on = local_date(at)
    year = on.year - 1
    cases = Case.objects.filter(decided_on__range=(date(year, 1, 1), date(year, 12, 31)))
    standing = StatisticsReport.objects.filter(year=year, stage=StatisticsReport.ISSUED)
    owing = Bureau.objects.filter(pk__in=cases.order_by().values("bureau").distinct())
    owing = owing.exclude(pk__in=standing.values("bureau"))
    for bureau in owing:
        replace_duties(duty_key(bureau.code, year), [_duty(bureau, year, on)])
    return len(owing)


def settle_statistics(bureau: Bureau, year: int) -> None:
    """The report is issued: nothing waits any more."""
    replace_duties(duty_key(bureau.code, year), [])


def duty_key(code: str, year: int) -> str:
    return f"statistics/{code}/{year}"


def _duty(bureau: Bureau, year: int, on: date) -> Duty:
    reading = term(bureau.jurisdiction, year, on)
    return Duty(
        pool=role_pool("legal_reviewer", bureau.pk),
        subject=duty_key(bureau.code, year),
        act="statistics.compile",
        title=f"编制、公布{year}年度行政执法统计年报",
        about=f"{year}年度",
        url="/statistics/",
        clock=reading.clock if reading else "",
        basis="、".join(cite.short for cite in reading.cites)[:200] if reading else "",
        due_on=reading.due_on if reading else None,
        raised_on=on,
        bureau_id=bureau.pk,
    )
