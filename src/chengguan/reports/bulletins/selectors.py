"""Bulletins as pages read them: the cases of a bulletin are named to a reader only as far as his rights go."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.models import Publication
from chengguan.intake.models import Lead
from chengguan.ledger.norms import book
from chengguan.recordings.models import Recording
from chengguan.reports.issued import changed
from chengguan.reports.measures import CATALOGUE
from chengguan.reports.measures.checks import CrossCheck
from chengguan.reports.models import Bulletin, IssuedFigure

from .compiling import month_before, month_of, spots
from .facts import broken
from .wording import difference, figure_lines, lateness, month_title, shown

SHOWN: Final = 60
GATES: Final[Mapping[str, Any]] = {
    "case": Case,
    "lead": Lead,
    "recording": Recording,
    "publication": Publication,
}
PAGES: Final = {
    "case": "cases",
    "lead": "leads",
    "recording": "recordings",
    "publication": "publications",
    "good": "goods",
}


@dataclass(frozen=True)
class BulletinRow:
    """One bulletin of the board."""

    bulletin: Bulletin
    problems: int
    overdue: int


def board(viewer: Viewer) -> list[BulletinRow]:
    """Bulletins of the bureau, newest month first: five years and more."""
    rows = Bulletin.objects.visible_to(viewer).select_related("instrument").order_by("-month", "-id")[:SHOWN]
    return [
        BulletinRow(row, sum(counts.values()) - counts.get("near", 0), counts.get("overdue", 0))
        for row in rows
        if (counts := {item["id"]: item["count"] for item in row.content["problems"]}) is not None
    ]


def months_to_draft(viewer: Viewer, today: date) -> list[tuple[str, str]]:
    """Months that have ended and have no bulletin yet, newest first, for the form."""
    taken = set(
        Bulletin.objects.filter(bureau_id=viewer.bureau_id)
        .exclude(stage=Bulletin.WITHDRAWN)
        .values_list("month", flat=True)
    )
    out, period = [], month_before(month_of(today))
    for _ in range(36):
        if period.first not in taken:
            out.append((period.first.isoformat(), month_title(period.first)))
        period = month_before(period)
    return out


def found(viewer: Viewer, pk: uuid.UUID) -> Bulletin | None:
    rows = Bulletin.objects.visible_to(viewer).select_related("bureau", "instrument")
    return rows.filter(pk=pk).first()


@dataclass(frozen=True)
class ProblemRow:
    """One thing that a reader may know of."""

    label: str
    what: str
    on: str
    lateness: str
    url: str
    unit: str


@dataclass(frozen=True)
class ProblemPart:
    """One kind of problem: how many in the bureau, which of them the reader may see."""

    id: str
    title: str
    basis: str
    advice: str
    count: int
    before: str
    rows: list[ProblemRow]

    @property
    def hidden(self) -> int:
        """How many are of units beyond the reader's reach."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class BulletinPage:
    """A bulletin for one reader."""

    bulletin: Bulletin
    title: str
    figures: list[dict[str, str]]
    problems: list[ProblemPart]
    clean: list[str]
    units: list[dict[str, str]]
    outdated: list[str]
    broken: list[CrossCheck]


def page_of(viewer: Viewer, bulletin: Bulletin) -> BulletinPage:
    """Figures, problems and units; for a draft also what keeps it from being issued."""
    content, drafting = bulletin.content, bulletin.stage == Bulletin.DRAFTED
    earlier = _counts_before(bulletin)
    may_know = _known_to(viewer, (row["subject"] for item in content["problems"] for row in item["rows"]))
    parts = [_part(item, earlier, may_know) for item in content["problems"]]
    return BulletinPage(
        bulletin=bulletin,
        title=month_title(bulletin.month),
        figures=figure_lines(content),
        problems=[part for part in parts if part.count],
        clean=[part.title for part in parts if not part.count],
        units=_unit_lines(content),
        outdated=changed(bulletin.bureau_id, spots(content)) if drafting else [],
        broken=broken(bulletin.bureau_id, content) if drafting else [],
    )


def _counts_before(bulletin: Bulletin) -> dict[str, str]:
    """Numbers of problems in last month's bulletin."""
    month = month_before(month_of(bulletin.month)).first
    rows = Bulletin.objects.filter(bureau_id=bulletin.bureau_id, month=month, stage=Bulletin.ISSUED)
    last = rows.first()
    return {item["id"]: str(item["count"]) for item in last.content["problems"]} if last else {}


def _known_to(viewer: Viewer, subjects: Iterable[str]) -> set[str]:
    """Which of the subjects are behind the reader's gate today; one query per kind of subject."""
    wanted: dict[str, set[str]] = {}
    for key in subjects:
        kind, _, pk = key.partition("/")
        wanted.setdefault(kind, set()).add(pk)
    return {
        f"{kind}/{pk}"
        for kind, keys in wanted.items()
        for pk in _visible(viewer, kind).filter(pk__in=keys).values_list("pk", flat=True)
    }


def _visible(viewer: Viewer, kind: str) -> QuerySet[Any]:
    """Rows of a kind that the viewer may know of; of an unknown kind none."""
    if kind in GATES:
        rows: QuerySet[Any] = GATES[kind].objects.visible_to(viewer)
        return rows
    for measure in CATALOGUE.values():
        source = measure.source
        if source is not None and source.model._meta.model_name == kind:
            return source.seen_by(source.of(viewer.bureau_id), viewer)
    return Case.objects.none()


def _part(item: Mapping[str, Any], earlier: Mapping[str, str], may_know: set[str]) -> ProblemPart:
    rows = [
        ProblemRow(row["label"], row["what"], row["on"], lateness(row, item["id"]), row["url"], "")
        for row in item["rows"]
        if row["subject"] in may_know
    ]
    return ProblemPart(
        id=item["id"],
        title=item["title"],
        basis=item["basis"],
        advice=item["advice"],
        count=item["count"],
        before=difference(str(item["count"]), earlier.get(item["id"]), ""),
        rows=rows,
    )


def _unit_lines(content: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            name: value if name == "name" else shown(value, "元" if name == "fines" else "")
            for name, value in row.items()
        }
        for row in content["units"]
    ]


@dataclass(frozen=True)
class FigureFile:
    """A figure as it was issued, with the records that the reader may see."""

    figure: IssuedFigure
    rows: list[tuple[str, str, str, str]]
    hidden: int


def figure_of(viewer: Viewer, subject: str, place: str) -> FigureFile | None:
    """印发时的记录: label, day, amount and address of each record behind a frozen figure that the reader may know of."""
    figure = IssuedFigure.objects.filter(subject=subject, place=place).first()
    if figure is None:
        return None
    rows = figure.rows()
    return FigureFile(figure, *_opened(viewer, rows))


def _opened(viewer: Viewer, rows: list[list[Any]]) -> tuple[list[tuple[str, str, str, str]], int]:
    """Of the organ's reach all records, else those behind the gate; the address where the kind of record has a page."""
    if viewer.reach == "bureau":
        kept = rows
    else:
        may_know = _known_to(viewer, (_subject(row[0]) for row in rows))
        kept = [row for row in rows if _subject(row[0]) in may_know]
    out = [
        (str(row[1]), str(row[2] or ""), shown(row[3], "元") if row[3] else "", _address(row[0]))
        for row in kept
    ]
    return out, len(rows) - len(kept)


def _subject(key: str) -> str:
    """Chain of the case or other row from the key of a frozen record: a step of a case is `case/…#3`."""
    return key.partition("#")[0]


def _address(key: str) -> str:
    kind, _, pk = _subject(key).partition("/")
    return f"/{PAGES[kind]}/{pk}/" if kind in PAGES else ""


def demands_of(item: Mapping[str, Any]) -> str:
    return f"{item['title']}：{item['advice']}"


def proposed_demands(viewer: Viewer, today: date) -> str:
    """工作要求 to begin with: the cures that the norm list names."""
    listing = book().listing("bulletin_problems", on=today, jurisdiction=viewer.jurisdiction)
    return "\n".join(demands_of(item) for item in listing.rows()) if listing else ""
