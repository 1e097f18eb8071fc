"""Packs laid over the norms: values by date, what ended, what is refused, and the differences between two books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from lawengine import NormBook, NormError, load, load_contents, may, with_amendment
from lawengine.impact import Judge, act_changes, clock_changes, threshold_changes

PLACE = "430581"
ROOT = Path(__file__).resolve().parents[2] / "norms"
STRICTER = """
act: case.suspend_investigation
values:
  2026-09-01:
    extends: true
    cites: [{law: 行政处罚法, article: 54, paragraph: 1}]
    requires:
      - id: planted
        test: {at_least: {fact: site_record_count, value: 2}}
        ground: 已有两份现场笔录
        cure: 请补充。
        cites: [{law: 行政处罚法, article: 55, paragraph: 2}]
"""
CLOCK = """
clock: pay
values:
  2026-09-01:
    length: {days: 20}
    cites: [{law: 行政处罚法, article: 67, paragraph: 3}]
"""


@pytest.fixture(scope="module")
def book() -> NormBook:
    return load(ROOT)


def laid(book: NormBook, files: Mapping[str, str], pack: str = "A0001") -> NormBook:
    return load_contents(
        with_amendment(book.contents, pack, {path: text.encode() for path, text in files.items()})
    )


def test_values_are_added_and_what_stood_before_keeps_its_digests(book: NormBook) -> None:
    new = laid(
        book, {"national/acts/case.suspend_investigation.yaml": STRICTER, "national/clocks/pay.yaml": CLOCK}
    )
    before, after = (
        new.act("case.suspend_investigation", on=day, jurisdiction=PLACE)
        for day in (date(2026, 8, 31), date(2026, 9, 1))
    )
    old = book.act("case.suspend_investigation", on=date(2026, 9, 1), jurisdiction=PLACE)
    assert before.files == old.files and [row.id for row in before.requires] == [
        row.id for row in old.requires
    ]
    assert [row.id for row in after.requires] == [*(row.id for row in old.requires), "planted"]
    assert set(after.files) - set(old.files) == {
        "amendments/A0001/national/acts/case.suspend_investigation.yaml"
    }
    assert load_contents(new.contents).digest == new.digest != book.digest

    on = date(2026, 9, 2)
    (change,) = act_changes(book, new, on=on, jurisdiction=PLACE)
    assert [(row.id, row.how) for row in change.requirements] == [("planted", "added")]
    assert clock_changes(book, new, jurisdiction=PLACE) == ("pay",)
    assert not act_changes(book, new, on=date(2026, 8, 1), jurisdiction=PLACE)
    assert not threshold_changes(book, new, on=on, jurisdiction=PLACE)
    planted = change.requirements and change.new and change.new.requires[-1]
    assert planted
    judge = Judge(new, on, PLACE)
    assert [judge.state(planted, {"site_record_count": n}) for n in (1, 2, 1)] == ["unmet", "met", "unmet"]


def test_what_ends_is_no_longer_there_from_the_day(book: NormBook) -> None:
    new = laid(book, {"national/acts/case.close.yaml": "act: case.close\nended: 2026-09-01\n"})
    assert new.has_act("case.close", on=date(2026, 8, 31), jurisdiction=PLACE)
    assert not new.has_act("case.close", on=date(2026, 9, 1), jurisdiction=PLACE)
    (change,) = act_changes(book, new, on=date(2026, 9, 1), jurisdiction=PLACE)
    assert change.how == "removed"


@pytest.mark.parametrize(
    ("path", "text", "line", "words"),
    [
        ("national/clocks/pay.yaml", "clock: other\nvalues: {2026-09-01: {}}\n", 1, "不得改变"),
        ("national/clocks/pay.yaml", "clock: pay\nvalues:\n  2021-07-15: {}\n", 3, "已经存在"),
        ("national/clocks/pay.yaml", "clock: pay\nended: 2020-01-01\n", 2, "终止日期"),
        (
            "national/acts/case.close.yaml",
            "act: case.close\nvalues:\n  2020-01-01: {extends: true}\n",
            3,
            "前一版本",
        ),
        ("sources/penalty_law_2021.yaml", "id: 行政处罚法\nto: 2026-08-31\n", 0, "失效"),
    ],
)
def test_contradictions_are_refused_with_file_and_line(
    book: NormBook, path: str, text: str, line: int, words: str
) -> None:
    with pytest.raises(NormError) as refused:
        laid(book, {path: text})
    assert any(words in row.message and (not line or row.line == line) for row in refused.value.problems)


def test_packs_are_laid_in_the_order_of_their_numbers(book: NormBook) -> None:
    first = laid(book, {"national/clocks/pay.yaml": CLOCK})
    second = laid(
        first,
        {"national/clocks/pay.yaml": CLOCK.replace("2026-09-01", "2026-10-01").replace("20}", "25}")},
        "A0002",
    )
    days = [
        second.clock("pay", on=day, jurisdiction=PLACE).length.count
        for day in (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
    ]
    assert days == [15, 20, 25]


def test_the_ecology_pack_asks_about_aggravation(book: NormBook) -> None:
    root = ROOT / "packs" / "ecology_code_2026" / "norms"
    new = laid(book, {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.yaml")})

    def state(on: date, **facts: object) -> str | None:
        verdict = may(new, "case.finish_investigation", on=on, facts=facts, jurisdiction=PLACE)
        found = verdict.finding("code_aggravation")
        return found.state if found else None

    on, laws = date(2026, 8, 15), ["生态环境法典"]
    assert state(date(2026, 8, 14), matter_laws=laws) is None
    assert (
        state(on, matter_laws=["城市道路管理条例"], prior_order_failed=True, proposed_leniency="none")
        == "met"
    )
    assert state(on, matter_laws=laws, prior_order_failed=True, proposed_leniency="none") == "unmet"
    assert state(on, matter_laws=laws, prior_order_failed=True, proposed_leniency="heavier") == "met"
