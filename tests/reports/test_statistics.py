"""The yearly statistics: tables from norm lists, sums checked, gaps named, figures frozen, published on the portal."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from chengguan.agenda.models import Duty
from chengguan.base.dates import CHINA
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.reports.issued import verify_issued_reports
from chengguan.reports.measures import CATALOGUE
from chengguan.reports.models import IssuedFigure, StatisticsReport
from chengguan.reports.statistics import acts
from chengguan.reports.statistics.compiling import PREFIX
from chengguan.reports.statistics.duties import remind_of_statistics
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

JANUARY = datetime(2025, 1, 20, 9, tzinfo=CHINA)
NOTES = "行政许可、行政检查由其他模块记录，本年报不含。"


@pytest.fixture
def decided(walk: Walk) -> Walk:
    steps.summary_decide(walk)
    walk.now = JANUARY
    return walk


def compiled(walk: Walk, year: int = 2024, notes: str = NOTES) -> StatisticsReport:
    actor = walk.as_role("legal_reviewer")
    report: StatisticsReport = acts.compile_report(actor=actor, at=walk.now, year=year, notes=notes).result
    return report


def issue(walk: Walk, report: StatisticsReport, **more: Any) -> StatisticsReport:
    issued: StatisticsReport = acts.issue(
        actor=walk.as_role("organ_head"), at=walk.now, report=report, **more
    ).result
    return issued


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def row_of(report: StatisticsReport, measure: str) -> dict[str, Any]:
    rows = (row for table in report.content["tables"] for row in table["rows"])
    return next(row for row in rows if row["measure"] == measure)


@pytest.mark.django_db
def test_every_row_is_a_measure_and_every_sum_names_rows() -> None:
    on = date(2025, 1, 20)
    index = book().listing(f"{PREFIX}tables", on=on, jurisdiction="430581")
    assert index is not None and len(index.items) >= 6
    for table in index.items:
        listing = book().listing(f"{PREFIX}{table['id']}", on=on, jurisdiction="430581")
        assert listing is not None, table
        codes = {row["id"] for row in listing.items}
        assert len(codes) == len(listing.items)
        for row in listing.items:
            assert row["measure"] in CATALOGUE, row
            assert set(row.get("sum", ())) <= codes - {row["id"]}
            assert row.get("within") in {None, *codes}


@pytest.mark.django_db
def test_cells_are_measures_and_gaps_say_why(decided: Walk) -> None:
    report = compiled(decided)
    assert (row_of(report, "penalty_cases")["value"], row_of(report, "penalty_cases")["before"]) == ("1", "0")
    permits = row_of(report, "permits")
    assert permits["value"] is None and "行政许可" in permits["gap"]
    assert report.content["checks"] and all(check["holds"] for check in report.content["checks"])


@pytest.mark.django_db
def test_what_does_not_add_up_or_is_not_explained_is_refused(decided: Walk) -> None:
    report = compiled(decided, notes="")
    broken = report.content
    broken["checks"][0]["holds"] = False
    StatisticsReport.objects.filter(pk=report.pk).update(content=broken)
    with pytest.raises(Refused) as refused:
        issue(decided, report)
    unmet = {finding.id for finding in refused.value.verdict.unmet}
    assert unmet == {"statistics_sums_agree", "statistics_gaps_explained"}
    acts.revise(actor=decided.as_role("legal_reviewer"), at=decided.now, report=report, notes=NOTES)
    assert issue(decided, report).stage == StatisticsReport.ISSUED


@pytest.mark.django_db
def test_a_late_issue_needs_a_reason(decided: Walk) -> None:
    decided.now = datetime(2025, 2, 3, 9, tzinfo=CHINA)
    report = compiled(decided)
    with pytest.raises(Refused) as refused:
        issue(decided, report)
    assert [finding.id for finding in refused.value.verdict.warnings] == ["statistics_in_time"]
    issue(decided, report, reasons={"statistics_in_time": "系统切换，核对数据延后"})
    assert IssuedFigure.objects.filter(subject=report.chain_key, place="penalty/101/value").get().count == 1
    assert list(verify_issued_reports()) == []


@pytest.mark.django_db
def test_the_year_waits_with_the_legal_reviewers_until_it_is_issued(decided: Walk) -> None:
    assert remind_of_statistics(decided.now) == 1
    duty = Duty.objects.get(act="statistics.compile")
    assert duty.due_on == date(2025, 1, 31)
    issue(decided, compiled(decided))
    assert not Duty.objects.filter(act="statistics.compile").exists()
    assert remind_of_statistics(decided.now) == 0


@pytest.mark.django_db
def test_through_pages_and_on_the_portal(decided: Walk) -> None:
    with time_machine.travel(JANUARY, tick=False):
        legal, head = (login(decided.cast.officers[role]) for role in ("legal_reviewer", "organ_head"))
        assert "2025年1月31日" in legal.get("/statistics/").content.decode().replace(
            "2025-01-31", "2025年1月31日"
        )
        legal.post("/statistics/new/", {"year": "2024", "notes": NOTES})
        report = StatisticsReport.objects.get()
        public = Client()
        year = "/gs/430581/statistics/2024/"
        assert public.get(year).status_code == 404
        page = head.post(f"/statistics/{report.pk}/acts/statistics.issue/", {}, follow=True).content.decode()
        assert "已公布" in page
        shown = public.get(year).content.decode()
        assert "行政处罚实施情况" in shown and NOTES in shown
        assert "2024年度行政执法统计年报" in public.get("/gs/430581/statistics/").content.decode()
        pdf = public.get(f"{year}pdf")
        assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        records = head.get(f"/statistics/{report.pk}/figures/penalty/101/value/").content.decode()
        assert decided.subject_case.number in records
        head.post(f"/statistics/{report.pk}/acts/statistics.withdraw/", {"reason": "漏计一件"})
        gone = public.get(year)
        assert gone.status_code == 410
        assert "漏计一件" in gone.content.decode() and "实施情况" not in gone.content.decode()
        assert public.get(f"{year}xlsx").status_code == 404


@pytest.mark.django_db
def test_the_workbook_holds_numbers_and_reasons(decided: Walk) -> None:
    from python_calamine import CalamineWorkbook

    report = compiled(decided)
    answer = login(decided.cast.officers["organ_head"]).get(f"/statistics/{report.pk}/xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    rows = {row[1]: row for row in sheet}
    assert rows["101"][4] == 1
    assert rows["401"][4] == "" and "行政许可" in str(rows["401"][7])
