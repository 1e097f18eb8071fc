"""指标: one definition gives figure, records, parts and proof; what no record yields says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from chengguan.cases.models import Case
from chengguan.ledger.models import Entry
from chengguan.people.models import Bureau
from chengguan.reports.measures import CATALOGUE, Period, UnknownMeasure, by_matter, records_of
from chengguan.reports.measures.checks import cross_checks
from chengguan.reports.measures.counting import BREAKDOWNS
from chengguan.reports.measures.definition import KEPT
from chengguan.reports.measures.figures import reading, readings, series, year_before
from chengguan.reports.measures.freezing import digest, freeze
from chengguan.reports.measures.keeping import keep_measures, rebuild
from chengguan.reports.measures.verifying import verify_measures
from chengguan.reports.models.measures import CaseFact, MeasureState, OpenDay, Term, Transition
from chengguan.web import demonstration
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
YEAR = Period.year(2024)
MakeWalk = Callable[..., Walk]


@pytest.fixture
def walked(make_walk: MakeWalk) -> Walk:
    """An ordinary case decided with 2,000 yuan, and a summary one with 100 yuan, both of 2024."""
    walk = make_walk()
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    second = make_walk(now=walk.now + timedelta(days=1))
    second.plan["fine"] = "100"
    steps.summary_decide(second)
    steps.summary_serve(second)
    return walk


def value(bureau: Bureau, name: str, period: Period = YEAR) -> Decimal | None:
    return reading(bureau.pk, name, period).value


def test_the_catalogue_holds_together() -> None:
    for name, measure in CATALOGUE.items():
        assert measure.id == name
        assert measure.name and measure.unit and measure.definition and measure.group
        kinds = [bool(measure.source), bool(measure.of), bool(measure.waits)]
        assert sum(kinds) == 1, name
        assert all(other in CATALOGUE for other in (*measure.parts, *(measure.of or ()))), name
        assert not measure.part_of or measure.part_of in CATALOGUE
        if measure.source is not None:
            assert bool(measure.day) != bool(measure.at_end), name
    assert len({measure.name for measure in CATALOGUE.values()}) == len(CATALOGUE)


def test_every_published_figure_has_its_measure(bureau: Bureau) -> None:
    folder = Path(demonstration.__file__).parent / "figures"
    names = {
        figure["id"]
        for path in folder.glob("*.yaml")
        for figure in yaml.safe_load(path.read_text())["figures"]
        if "/" not in figure["id"]
    }
    assert len(names) > 60
    found = readings(bureau.pk, names, YEAR)
    assert all(found[name].value is not None or found[name].gap for name in names)


def test_figures_follow_from_acts(walked: Walk, bureau: Bureau) -> None:
    assert value(bureau, "penalty_cases") == 2
    assert value(bureau, "penalty_cases_ordinary") == value(bureau, "penalty_cases_summary") == 1
    assert value(bureau, "fines") == Decimal("2100.00")
    assert value(bureau, "charged_wan") == Decimal("0.21")
    assert value(bureau, "penalty_fine") == 2
    assert value(bureau, "penalised_parties") == 1
    assert value(bureau, "open_cases") == 2
    assert value(bureau, "confiscated") == Decimal("0.21")  # as published reports call it
    average = reading(bureau.pk, "fine_average", YEAR)
    assert (average.value, average.of) == (Decimal("1050.00"), (2100, 2))
    assert value(bureau, "penalty_cases", Period.year(2023)) == 0
    assert by_matter(bureau.pk, YEAR) == {walked.subject_case.cause: 2}


def test_a_rate_without_records_and_a_waiting_measure_say_why(bureau: Bureau) -> None:
    empty = reading(bureau.pk, "legal_review_pass_rate", YEAR)
    assert empty.value is None and empty.of == (0, 0) and empty.gap
    waiting = reading(bureau.pk, "inspections", YEAR)
    assert waiting.value is None and "行政检查" in waiting.gap
    with pytest.raises(ValueError, match="行政检查"):
        freeze(bureau.pk, "inspections", YEAR)
    with pytest.raises(UnknownMeasure):
        reading(bureau.pk, "no_such_measure", YEAR)


def test_parts_add_up_to_the_figure(walked: Walk, bureau: Bureau) -> None:
    for name in ("penalty_cases", "fines", "cases_filed"):
        whole = value(bureau, name)
        for by in BREAKDOWNS:
            assert sum(part.value for part in series(bureau.pk, name, YEAR, by)) == whole, (name, by)
    months = series(bureau.pk, "penalty_cases", YEAR, "month")
    assert len(months) == 12 and months[0].label == "2024年1月"
    assert all(check.holds for check in cross_checks(bureau.pk, YEAR))
    assert {"penalty_cases="} <= {
        check.id for check in cross_checks(bureau.pk, YEAR, ["penalty_cases_summary"])
    }


def test_a_planted_row_breaks_a_check(walked: Walk, bureau: Bureau) -> None:
    CaseFact.objects.filter(procedure="summary").update(procedure="other")
    broken = [check for check in cross_checks(bureau.pk, YEAR) if not check.holds]
    assert [check.id for check in broken] == ["penalty_cases="]
    assert "1" in broken[0].left and "2" in broken[0].right
    assert any("统计事实行与案件不一致（程序）" in fault for fault in verify_measures())


def test_records_are_the_figure(walked: Walk, bureau: Bureau) -> None:
    found = records_of(walked.as_role("organ_head"), "fines", 2024)
    assert found is not None
    _, figure, rows = found
    assert figure == sum(row.amount or 0 for row in rows)
    assert {row.url for row in rows} == {f"/cases/{case.pk}/" for case in Case.objects.all()}
    assert CATALOGUE["fines"].records(bureau.pk, YEAR).count() == 2


def test_a_frozen_figure_has_its_records_and_a_digest(walked: Walk, bureau: Bureau) -> None:
    frozen = freeze(bureau.pk, "fines", YEAR)
    assert frozen.value == Decimal("2100.00") == sum(record.amount or 0 for record in frozen.records)
    assert [record.key for record in frozen.records] == sorted(
        f"case/{case.pk}" for case in Case.objects.all()
    )
    assert frozen == freeze(bureau.pk, "fines", YEAR)
    assert frozen.sha256 == digest("fines", Decimal("2100"), frozen.records)
    rate = freeze(bureau.pk, "legal_review_pass_rate", YEAR) if value(bureau, "reviewed_decided") else None
    assert rate is None or sum(record.amount or 0 for record in rate.records) == value(
        bureau, "reviewed_passed"
    )


def test_rows_and_steps_are_made_by_the_acts(walked: Walk) -> None:
    case = walked.subject_case
    chain = list(Transition.objects.filter(case=case).exclude(stage="").order_by("seq"))
    assert chain[0].stage == "filed" and chain[-1].stage == case.stage == "decided"
    assert [row.until for row in chain] == [*(row.on for row in chain[1:]), None]
    assert chain[0].before == "" and chain[-1].days is not None
    assert CaseFact.objects.get(case=case).decide_days == (case.decided_on - case.opened_on).days  # type: ignore[operator]
    assert list(verify_measures()) == []
    before = list(
        Transition.objects.order_by("case", "seq").values("case", "seq", "kind", "on", "stage", "until")
    )
    for row in Case.objects.all():
        rebuild(row)
    after = list(
        Transition.objects.order_by("case", "seq").values("case", "seq", "kind", "on", "stage", "until")
    )
    assert before == after


def test_the_work_of_the_day_counts_what_is_open_and_overdue(walked: Walk, bureau: Bureau) -> None:
    decided = walked.day
    late = walked.now + timedelta(days=200)
    keep_measures(late)
    assert MeasureState.objects.get(name=KEPT).day == late.date() - timedelta(days=1)
    day = Period(decided, decided)
    assert value(bureau, "open_cases", day) == 1
    assert Term.objects.get(case=walked.subject_case, clock="case_decision").state == Term.MET
    assert Term.objects.get(case=walked.subject_case, clock="deliver").state == Term.LATE
    end = Period(decided, late.date() - timedelta(days=1))
    assert value(bureau, "late_deliver", end) == 1
    assert (
        value(bureau, "overdue_cases", end)
        == CATALOGUE["overdue_cases"].rows(bureau.pk, end).values("case").distinct().count()
    )
    kept = value(bureau, "open_cases", end)
    assert kept == 2 == sum(part.value for part in series(bureau.pk, "open_cases", end, "stage"))
    rows = OpenDay.objects.count()
    keep_measures(late)
    assert OpenDay.objects.count() == rows
    assert list(verify_measures()) == []
    OpenDay.objects.filter(day=end.last).update(open=7)
    assert any("每日在办数" in fault for fault in verify_measures())


def test_a_case_from_before_measures_were_kept_is_made_from_the_ledger(walked: Walk, bureau: Bureau) -> None:
    for model in (CaseFact, Transition, Term):
        model.objects.all().delete()
    assert any("统计事实行缺失" in fault for fault in verify_measures())
    keep_measures(walked.now + timedelta(days=1))
    assert value(bureau, "penalty_cases") == 2
    assert list(verify_measures()) == []


def test_a_step_that_the_ledger_does_not_have_is_found(walked: Walk) -> None:
    assert Entry.objects.filter(chain=walked.subject_case.chain_key).count() > 5
    Transition.objects.filter(case=walked.subject_case, stage="filed").update(on=date(2023, 1, 1))
    assert any("环节记录与台账不一致" in fault for fault in verify_measures())


def test_the_same_days_of_the_year_before() -> None:
    assert year_before(Period(date(2024, 2, 1), date(2024, 2, 29))) == Period(
        date(2023, 2, 1), date(2023, 2, 28)
    )
