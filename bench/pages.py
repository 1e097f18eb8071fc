"""The pages that are measured, with the limits that they have to keep (milliseconds of web and database CPU)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

BOARD_MS, CASE_MS, DESK_MS, SEARCH_MS = 20.0, 30.0, 25.0, 30.0
QUERIES: Final = 12
HEAD, HANDLER = "bureau-wide", "squad"  # reach of the organ head, and of a handler in one of twenty squads


@dataclass(frozen=True)
class Page:
    """One page: how it is called in the table, its address, its limit, and text that must stand on it."""

    key: str
    title: str
    path: str
    limit: float
    shows: str
    viewers: tuple[str, ...] = (HEAD, HANDLER)


def _board(key: str, title: str, query: str, viewers: tuple[str, ...] = (HEAD, HANDLER)) -> Page:
    return Page(f"board.{key}", f"case board, {title}", f"/cases/?{query}", BOARD_MS, "data-row", viewers)


def _search(key: str, title: str, words: str, shows: str = "data-row") -> Page:
    return Page(f"search.{key}", f"search, {title}", f"/search/?q={quote(words)}", SEARCH_MS, shows)


BOARDS: Final = (
    _board("first", "first page", ""),
    _board("last", "last page", "last=1"),
    _board("stage", "by stage, first page", "stage=served"),
    _board("stage_last", "by stage, last page", "stage=served&last=1"),
    _board("several", "by stage, procedure and days, first page", "stage=archived&procedure=summary&opened_from=2023-01-01&opened_to=2024-12-31"),
    _board("several_last", "by stage, procedure and days, last page", "stage=archived&procedure=summary&opened_from=2023-01-01&opened_to=2024-12-31&last=1"),
    _board("month", "one month long ago, first page", "opened_from=2022-03-01&opened_to=2022-03-31"),
    _board("rare", "rare outcome, first page", "outcome=transferred"),
    _board("due", "by nearest due date, first page", "sort=due"),
    _board("overdue", "overdue, by due date, last page", "overdue=on&sort=due&last=1"),
    _board("fine", "by amount of the fine, first page", "sort=fine"),
    _board("number", "by a whole case number", "number=" + quote("第1200号")),
)  # fmt: skip
SEARCHES: Final = (
    _search("common", "word of every sixth text", "道路"),
    _search("everywhere", "word of every text", "现场检查"),
    _search("phrase", "phrase of six characters", "运输建筑垃圾"),
    _search("two", "two words", "绿地 建设路"),
    _search("rare", "rare number", "1200"),
    _search("single", "one character", "窨"),
    _search("none", "nothing found", "航空母舰", "没有找到"),
)


def pages_of(case: str) -> tuple[Page, ...]:
    """All pages, with the long case among them."""
    return (
        *BOARDS,
        Page("desk", "workbench, 500 duties", "/", DESK_MS, "cg-duty", (HANDLER,)),
        Page("case", "case page, 2,000 entries, 500 documents", f"/cases/{case}/", CASE_MS, "cg-documents"),
        Page(
            "timeline",
            "earlier entries of the same case",
            f"/cases/{case}/timeline/?before=1000",
            CASE_MS,
            "cg-timeline",
        ),
        *SEARCHES,
    )
