"""倒推最迟送达催告书的日期, against sums made by hand on the wall calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.lawengine.books import real

from lawengine.backwards import CourtPlan, court_plan, demand_reading, latest_start
from lawengine.clock import read

PLACE = "430581"


def plan(window_from: date) -> CourtPlan:
    return court_plan(real(), window_from=window_from, jurisdiction=PLACE)


@pytest.mark.parametrize(
    ("window_from", "apply_by", "arguable_by", "file_by", "demand_by"),
    [
        # 2024-02-06 + 3 months = Mon 6 May. Ten working days before it: 30, 29, 28 (Sun, make-up), 26, 25, 24, 23, 22,
        # 19, 18 April (1-5 May off; the 11th is later). The demand is served on the 17th at the latest.
        (date(2024, 2, 6), date(2024, 5, 6), date(2024, 5, 6), date(2024, 5, 6), date(2024, 4, 17)),
        # + 3 months = Mon 14 Oct 2024. Worked before it: 12 (Sat), 11, 10, 9, 8 Oct, 30, 29 (Sun) Sept, 27, 26, 25.
        (date(2024, 7, 14), date(2024, 10, 14), date(2024, 10, 14), date(2024, 10, 14), date(2024, 9, 24)),
        # + 3 months = Sat 6 July 2024: filed on Friday the 5th; the 4th back to the 21st of June; served on the 20th.
        (date(2024, 4, 6), date(2024, 7, 6), date(2024, 7, 8), date(2024, 7, 5), date(2024, 6, 20)),
        # 30 November + 3 months = the last day of February, a Friday. Worked before it: 27 back to 17 (nine), 14.
        (date(2024, 11, 30), date(2025, 2, 28), date(2025, 2, 28), date(2025, 2, 28), date(2025, 2, 13)),
        # + 3 months = Sun 5 Oct 2025, inside the holidays: filed on 30 September. 29, 28 (Sun, worked), 26 back to 17.
        (date(2025, 7, 5), date(2025, 10, 5), date(2025, 10, 9), date(2025, 9, 30), date(2025, 9, 16)),
    ],
)
def test_by_hand(
    window_from: date, apply_by: date, arguable_by: date, file_by: date, demand_by: date
) -> None:
    found = plan(window_from)
    assert (found.apply_by, found.arguable_by, found.file_by, found.demand_by) == (
        apply_by,
        arguable_by,
        file_by,
        demand_by,
    )
    assert found.opens_on == window_from + timedelta(days=1)
    assert not found.provisional


@pytest.mark.parametrize("offset", range(0, 700, 13))
def test_the_latest_day_works_and_the_next_does_not(offset: int) -> None:
    """The forward count agrees: served on that day the ten days are over before filing; served a day later they are not."""
    found = plan(date(2024, 1, 3) + timedelta(days=offset))
    for served, works in ((found.demand_by, True), (found.demand_by + timedelta(days=1), False)):
        due = read(real(), "court_demand_10", started=served, as_of=served, jurisdiction=PLACE).due_on
        assert (due < found.file_by) is works


def test_a_year_without_a_notice_is_provisional() -> None:
    found = plan(date(2026, 11, 20))
    assert found.provisional and "暂定" in found.steps[-1]


def test_two_years_for_a_judgment() -> None:
    found = court_plan(real(), window_from=date(2024, 5, 6), jurisdiction=PLACE, window="court_judgment")
    assert found.apply_by == date(2026, 5, 6)


def test_calendar_days_and_other_units() -> None:
    calendar = real().calendar(PLACE)
    days = real().clock("court_review", on=date(2024, 5, 6), jurisdiction=PLACE)
    assert latest_start(calendar, days, date(2024, 5, 22)) == date(2024, 5, 6)
    months = real().clock("court_application", on=date(2024, 5, 6), jurisdiction=PLACE)
    with pytest.raises(ValueError, match="不能倒推"):
        latest_start(calendar, months, date(2024, 5, 22))


def test_shown_like_any_period() -> None:
    reading = demand_reading(
        plan(date(2024, 2, 6)), clock="x", title="最迟送达催告书", as_of=date(2024, 4, 18)
    )
    assert (reading.due_on, reading.state, reading.days_left) == (date(2024, 4, 17), "overdue", -1)
    assert any("倒推" in step for step in reading.steps)
