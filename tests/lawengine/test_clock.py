"""Periods: their sums in words, refusals, and properties that hold for every start. Worked dates: norms/tests/_clocks.yaml."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lawengine.books import real, small

from lawengine import UnknownNorm
from lawengine.clock import ClockError, ClockReading, Extension, Length, Pause, read, what_if
from lawengine.facts import CHINA

PLACE = "430581"
DAY = timedelta(days=1)
START = date(2024, 5, 6)
starts = st.dates(date(2022, 5, 2), date(2026, 3, 1))


def ask(clock: str, started: date = START, as_of: date | None = None, **more: object) -> ClockReading:
    return read(real(), clock, started=started, as_of=as_of or started, jurisdiction=PLACE, **more)  # type: ignore[arg-type]


def test_the_sum_of_working_days_is_shown() -> None:
    assert ask("hearing_request").steps == (
        "2024-05-06 听证告知书送达，开始之日不计，次日起算",
        "期限5个工作日（按行政处罚法，该期限以工作日计）",
        "2024-05-11（星期六，调休上班）计入",
        "第5个工作日为 2024-05-11",
        "届满日为 2024-05-11",
    )


def test_rest_days_passed_are_named() -> None:
    assert "跳过 2024-05-01 至 2024-05-05（劳动节）" in ask("hearing_request", date(2024, 4, 29)).steps


def test_rolling_forward_is_shown() -> None:
    assert "期满日 2024-10-05（国庆节）为休息日，顺延至 2024-10-08" in ask("pay", date(2024, 9, 20)).steps


def test_pauses_and_extensions_are_shown_with_their_verification() -> None:
    found = ask(
        "case_decision",
        pauses=[
            Pause(date(2024, 6, 1), date(2024, 6, 11), "hearing"),
            Pause(date(2024, 6, 5), date(2024, 6, 21), "suspension"),
        ],
        extensions=[Extension("head", date(2024, 7, 30))],
    )
    assert found.steps[1:4] == (
        "扣除 2024-06-01 至 2024-06-10 共10日（听证）（依据未核实）",
        "扣除 2024-06-05 至 2024-06-20 共16日（中止调查）（依据未核实）",
        "重叠的日子只扣除一次，合计扣除20日",
    )
    assert "2024-07-30 负责人批准延长办案期限（依据未核实）" in found.steps


def test_an_unpublished_year_is_named_and_provisional() -> None:
    found = ask("hearing_request", date(2026, 12, 29))
    assert found.provisional
    assert "2027年放假安排没有录入，按周末推算，结果暂定" in found.steps
    assert found.steps[-1] == f"届满日为 {found.due_on}（暂定）"


def test_a_local_figure_wins_over_the_national_one(tmp_path: object) -> None:
    clock = "clock: window\ntitle: 期限\nvalues: {2021-01-01: {length: {days: 5}, counted_under: 示例法, cites: [{law: 示例法, article: 1}]}}\n"
    local = "clock: window\nvalues: {2021-01-01: {length: {days: 3}, counted_under: 示例法, cites: [{law: 示例法, article: 2}]}}\n"
    book = small(tmp_path, national__clocks__window=clock, provinces__hunan__clocks__window=local)  # type: ignore[arg-type]
    assert book.clock("window", on=START, jurisdiction="430581").length == Length("working_days", 3)
    assert book.clock("window", on=START, jurisdiction="410802").length == Length("working_days", 5)


def test_a_term_fixed_by_a_document_replaces_the_figure() -> None:
    assert ask("correction_term", term=Length("days", 3)).due_on == date(2024, 5, 9)
    assert ask("correction_term", term=date(2024, 5, 20)).due_on == date(2024, 5, 20)
    assert "文书载明的期限至 2024-05-20" in ask("correction_term", term=date(2024, 5, 20)).steps


def test_hours_run_by_the_clock_and_are_overdue_by_the_minute() -> None:
    begun = datetime(2024, 5, 11, 16, 30, tzinfo=CHINA)
    late = begun + timedelta(hours=24, minutes=1)
    found = read(real(), "seizure_urgent_report", started=begun, as_of=late, jurisdiction=PLACE)
    assert (found.due_at, found.state, found.late) == (begun + timedelta(hours=24), "overdue", True)


def test_the_period_ends_when_its_last_day_ends() -> None:
    assert ask("pay", date(2024, 5, 10)).due_at == datetime(2024, 5, 28, tzinfo=CHINA)


def test_counting_back_is_late_after_the_safe_day() -> None:
    assert ask("hearing_notice", date(2024, 5, 20), as_of=date(2024, 5, 9)).state == "running"
    assert ask("hearing_notice", date(2024, 5, 20), as_of=date(2024, 5, 10)).state == "overdue"
    served = ask("hearing_notice", date(2024, 5, 20), as_of=date(2024, 5, 10), stopped=date(2024, 5, 10))
    assert (served.state, served.late) == ("stopped", True)


def test_counting_back_to_a_rest_day_gives_one_reading() -> None:
    found = ask("hearing_notice", date(2024, 5, 19))
    assert found.safe_by == found.last_arguable


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"pauses": [Pause(START, None, "holiday")]}, "没有扣除事由"),
        ({"pauses": [Pause(START, START - DAY, "hearing")]}, "终点早于起点"),
        ({"extensions": [Extension("more", START)]}, "没有延长事由"),
        ({"extensions": [Extension("head", START, 31)]}, "延长不得超过30日"),
        ({"extensions": [Extension("head", START, 0)]}, "延长不得超过30日"),
        ({"term": START - DAY}, "早于起算日"),
    ],
)
def test_what_the_norm_does_not_allow_is_refused(more: dict[str, object], message: str) -> None:
    with pytest.raises(ClockError, match=message):
        ask("case_decision", **more)


def test_an_unknown_clock_or_day_is_refused() -> None:
    with pytest.raises(UnknownNorm):
        ask("no_such_clock")
    with pytest.raises(UnknownNorm):
        ask("case_decision", date(2020, 1, 1))


def test_a_pause_after_the_last_day_saves_nothing() -> None:
    found = ask(
        "case_decision", as_of=date(2024, 9, 1), pauses=[Pause(date(2024, 8, 10), None, "suspension")]
    )
    assert (found.due_on, found.state, found.provisional) == (date(2024, 8, 4), "overdue", False)


def test_what_if_reads_several_starts() -> None:
    found = what_if(real(), "pay", [date(2024, 5, 10), date(2024, 5, 13)], as_of=START, jurisdiction=PLACE)
    assert [reading.due_on for reading in found] == [date(2024, 5, 27), date(2024, 5, 28)]


def test_a_reading_is_plain_json() -> None:
    found = ask("hearing_notice", date(2024, 5, 20)).as_dict()
    assert (found["due_on"], found["safe_by"], found["cites"]) == (
        "2024-05-09",
        "2024-05-09",
        ["行政处罚法 64(2)", "行政处罚法 85"],
    )


@given(
    starts,
    st.sampled_from(
        ["hearing_request", "deliver", "preservation_7", "cash_officer_handin", "court_demand_10"]
    ),
)
def test_working_day_periods_end_on_a_working_day_with_the_right_count(started: date, clock: str) -> None:
    found = ask(clock, started)
    calendar = real().calendar(PLACE)
    count = real().clock(clock, on=started, jurisdiction=PLACE).length.count
    assert calendar.is_working_day(found.due_on)
    assert calendar.working_days_between(started, found.due_on) == count


@given(
    starts,
    st.sampled_from(
        ["pay", "reconsideration", "litigation", "hearing_request", "case_decision", "limitation_2y"]
    ),
)
def test_a_later_start_never_ends_earlier(started: date, clock: str) -> None:
    assert ask(clock, started).due_on <= ask(clock, started + DAY).due_on


@given(starts)
def test_payment_ends_on_a_working_day_not_before_fifteen_days(started: date) -> None:
    found = ask("pay", started)
    assert real().calendar(PLACE).is_working_day(found.due_on)
    assert timedelta(days=15) <= found.due_on - started <= timedelta(days=15 + 9)


@given(starts, st.lists(st.tuples(st.integers(1, 80), st.integers(0, 30)), max_size=4))
def test_excluded_days_lengthen_the_period_by_their_union(
    started: date, spans: list[tuple[int, int]]
) -> None:
    pauses = [Pause(started + DAY * at, started + DAY * (at + length), "hearing") for at, length in spans]
    due = ask("case_decision", started, pauses=pauses).due_on
    excluded = {
        day
        for day in (started + DAY * n for n in range(1, (due - started).days + 1))
        if any(p.holds(day) for p in pauses)
    }
    assert (due - started).days == 90 + len(excluded)
    assert due not in excluded


@given(starts, st.integers(1, 30), st.integers(1, 60))
def test_extensions_add_up(started: date, first: int, second: int) -> None:
    extensions = [Extension("head", started, first), Extension("deliberation", started + DAY, second)]
    assert ask("case_decision", started, extensions=extensions).due_on == started + DAY * (
        90 + first + second
    )


@given(starts, st.integers(-5, 120))
def test_state_and_days_left_agree(started: date, later: int) -> None:
    found = ask("case_decision", started, as_of=started + DAY * later)
    assert (found.state == "overdue") == (found.days_left < 0)
    assert found.days_left == (found.due_on - (started + DAY * later)).days


@given(st.dates(date(2022, 6, 1), date(2026, 11, 1)))
def test_the_safe_notice_day_leaves_seven_clear_working_days(event: date) -> None:
    found = ask("hearing_notice", event)
    calendar = real().calendar(PLACE)
    assert found.safe_by is not None and found.last_arguable is not None
    assert calendar.working_days_between(found.safe_by, event - DAY) == 7
    assert found.safe_by <= found.last_arguable < event
