"""The board of dossiers: search, filters, keyset pages, totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from chengguan.base import search
from chengguan.base.paging import Cursor, sliced
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.dossiers.models import Dossier, Loan
from chengguan.ledger.norms import book

PAGE_SIZE: Final = 25
NAMED: Final = 200
STATES: Final = {
    "prepared": "已编制，未封卷",
    "sealed": "已封卷",
    "handed_over": "已移交",
    "supplement": "补充卷",
}
LOANS: Final = {"lent": "正在借出", "overdue": "逾期未还"}


@dataclass(frozen=True)
class Filters:
    """What the board is filtered by; empty when not used."""

    q: str = ""
    year: int | None = None
    retention: str = ""
    state: str = ""
    loan: str = ""

    def query(self) -> dict[str, str]:
        """As the query of an address."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Row:
    """One dossier as the board shows it, with the loan that is open."""

    dossier: Dossier
    retention: str
    loan: Loan | None
    overdue_days: int

    @property
    def state(self) -> tuple[str, str]:
        """Words and tone of the state."""
        if self.dossier.stage == "prepared":
            return ("已装订，待封卷", "warn") if self.dossier.pdf_id else (self.dossier.progress, "info")
        return dict(Dossier.STAGES)[self.dossier.stage], "ok"


@dataclass(frozen=True)
class BoardPage:
    """A page of rows and the cursors of its neighbours."""

    rows: list[Row]
    earlier: str
    later: str


def filtered(viewer: Viewer, filters: Filters, on: date) -> QuerySet[Dossier]:
    """Dossiers visible to the viewer that fit the filters."""
    rows: QuerySet[Dossier] = Dossier.objects.visible_to(viewer)
    if filters.q:
        rows = _named(rows, viewer, filters.q)
    if filters.year:
        rows = rows.filter(year=filters.year)
    if filters.retention:
        rows = rows.filter(retention=filters.retention)
    if filters.state == "supplement":
        rows = rows.filter(volume__gt=0)
    elif filters.state:
        rows = rows.filter(stage=filters.state)
    if filters.loan:
        out = Loan.objects.filter(dossier=OuterRef("pk"), returned_at=None)
        rows = rows.filter(Exists(out.filter(due_on__lt=on) if filters.loan == "overdue" else out))
    return rows


def _named(rows: QuerySet[Dossier], viewer: Viewer, words: str) -> QuerySet[Dossier]:
    hits = search.find(viewer, words, kind="dossier", limit=NAMED + 1)
    plain = Q(archive_number__contains=words) | Q(title__contains=words) | Q(case__number__contains=words)
    found = Q(pk__in=[hit.key for hit in hits])
    return rows.filter(found | plain) if len(hits) <= NAMED else rows.filter(plain)


def board_page(
    viewer: Viewer,
    filters: Filters,
    on: date,
    *,
    cursor: str = "",
    backwards: bool = False,
    last: bool = False,
) -> BoardPage:
    """One page of 25, newest first, by keyset. Three queries."""
    rows = filtered(viewer, filters, on).defer("contents", "known").select_related("case")
    found = sliced(rows, Cursor(cursor, backwards, last), size=PAGE_SIZE)
    return BoardPage(list(_rows(found.rows, viewer, on)), found.earlier, found.later)


def _rows(found: list[Dossier], viewer: Viewer, on: date) -> Iterator[Row]:
    loans = {loan.dossier_id: loan for loan in Loan.objects.filter(dossier__in=found, returned_at=None)}
    titles = dict(classes(viewer, on))
    for dossier in found:
        loan = loans.get(dossier.pk)
        late = max((on - loan.due_on).days, 0) if loan else 0
        yield Row(dossier, titles.get(dossier.retention, dossier.retention), loan, late)


def classes(viewer: Viewer, on: date) -> list[tuple[str, str]]:
    """保管期限 of the viewer's bureau, for filters and titles."""
    found = book().listing("retention_classes", on=on, jurisdiction=viewer.jurisdiction)
    return [(row["id"], row["title"]) for row in found.items] if found else []


def totals(viewer: Viewer, on: date) -> dict[str, int]:
    """Numbers above the board: cases without a dossier, unsealed, sealed, lent, overdue. Each opens the rows behind it."""
    mine = Dossier.objects.visible_to(viewer)
    out = Loan.objects.filter(returned_at=None, dossier__in=mine.values("pk"))
    return {
        "without": without_dossier(viewer).count(),
        "prepared": mine.filter(stage="prepared").count(),
        "sealed": mine.filter(stage="sealed").count(),
        "lent": out.count(),
        "overdue": out.filter(due_on__lt=on).count(),
    }


def without_dossier(viewer: Viewer) -> QuerySet[Case]:
    """Closed cases for which no dossier has been prepared."""
    have = Dossier.objects.filter(case=OuterRef("pk"))
    return Case.objects.visible_to(viewer).filter(~Exists(have), stage__in=("closed", "archived"))
