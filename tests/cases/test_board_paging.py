"""The case board page by page: every row once, in order, forwards and backwards, whatever it is sorted by.

Rows are laid directly, not walked: paging knows nothing of law and needs many rows with equal and missing values.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest

from chengguan.base import search
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.cases.selectors.board import BoardPage, Filters, board_page
from chengguan.parties.models import Party
from chengguan.people.selectors import actor_of
from chengguan.powers.models import Matter
from chengguan.web.demonstration.cast import Cast

ON = date(2026, 11, 22)
ROWS = 61


@pytest.fixture
def viewer(cast: Cast) -> Viewer:
    return actor_of(cast.officers["organ_head"], ON)


@pytest.fixture
def cases(cast: Cast, matter: Matter, party: Party) -> list[Case]:
    first, second = cast.pair()
    return Case.objects.bulk_create(
        Case(
            bureau=cast.bureau,
            brigade=cast.brigade,
            squad=cast.squads[n % 2],
            number=f"武城管立〔2026〕第{n}号",
            procedure="ordinary",
            matter=matter,
            cause=matter.title,
            party=party,
            occurred_on=ON,
            place="示范路",
            lead_officer=first,
            assisting_officer=second,
            opened_on=ON - timedelta(days=n % 7),
            fine_amount=Decimal(n % 5 * 100),
            next_due_on=None if n % 3 == 0 else ON + timedelta(days=n % 4 - 2),
            stage="filed",
        )
        for n in range(ROWS)
    )


def expected(sort: str, cases: list[Case]) -> list[str]:
    far = date.max
    orders = {
        "latest": lambda case: (-case.opened_on.toordinal(), -case.pk.int),
        "fine": lambda case: (-case.fine_amount, -case.pk.int),
        "due": lambda case: (case.next_due_on or far, case.pk.int),
    }
    return [case.number for case in sorted(cases, key=orders[sort])]


def numbers(page: BoardPage) -> list[str]:
    return [row.number for row in page.rows]


@pytest.mark.parametrize("sort", ["latest", "fine", "due"])
def test_every_row_once_forwards_and_backwards(sort: str, viewer: Viewer, cases: list[Case]) -> None:
    filters, wanted = Filters(sort=sort), expected(sort, cases)
    pages = [board_page(viewer, filters, ON)]
    while pages[-1].later:
        pages.append(board_page(viewer, filters, ON, cursor=pages[-1].later))
    assert [number for page in pages for number in numbers(page)] == wanted
    assert pages[0].earlier == "" and pages[-1].later == ""

    page = board_page(viewer, filters, ON, last=True)
    back = numbers(page)
    assert page.later == ""
    while page.earlier:
        page = board_page(viewer, filters, ON, cursor=page.earlier, backwards=True)
        back = numbers(page) + back
    assert back == wanted


def test_the_last_page_of_the_overdue_needs_one_query(
    viewer: Viewer,
    cases: list[Case],
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    """Rows without a due date are never overdue: half a million of them must not be looked through."""
    late = [case for case in cases if case.next_due_on and case.next_due_on < ON]
    with django_assert_num_queries(1):
        page = board_page(viewer, Filters(sort="due", overdue=True), ON, last=True)
    assert numbers(page) == expected("due", late)[-25:]


@pytest.mark.parametrize("cursor", ["x", "~", "2026-13-01~x", "2026-01-01~nothing"])
def test_a_cursor_that_cannot_be_read_gives_the_first_page(
    cursor: str, viewer: Viewer, cases: list[Case]
) -> None:
    assert numbers(board_page(viewer, Filters(), ON, cursor=cursor)) == expected("latest", cases)[:25]


def test_a_number_is_found_through_the_search_index(
    viewer: Viewer, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    for case in cases:
        search.put(
            kind="case",
            key=str(case.pk),
            bureau_id=case.bureau_id,
            brigade_id=None,
            squad_id=None,
            title=case.number,
            text="第3号",
        )
    assert numbers(board_page(viewer, Filters(number="第3号"), ON)) == ["武城管立〔2026〕第3号"]
    assert numbers(board_page(viewer, Filters(number="第300号"), ON)) == []
    assert len(numbers(board_page(viewer, Filters(number="〔2026〕"), ON))) == 25
    monkeypatch.setattr(search, "NAMED", 3)
    assert len(numbers(board_page(viewer, Filters(number="2026"), ON))) == 25
