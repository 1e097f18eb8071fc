"""案卷: what a dossier holds, in the order of its catalogue (行政处罚法 第四十七条; norm list `dossier_order`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.cases.models import Case, Record, Service
from chengguan.documents.models import Attachment, Instrument, Rendition, StoredFile
from chengguan.ledger.norms import book

MAIN, ANNEX, LEFT_OUT = "main", "annex", "left_out"
RECORD_SHEET: Final = "record"
PDF: Final = "application/pdf"


@dataclass(frozen=True)
class Part:
    """One group of papers in the order of the dossier; `volume` is 正卷 (main) or 副卷 (annex: internal papers)."""

    place: int
    id: str
    title: str
    volume: str


@dataclass(frozen=True)
class Item:
    """One paper of the dossier. `key` names it in the archiving form.

    `file` is what it is bound from: the PDF of an instrument (None while it is not made yet) or the attached file. A piece
    of evidence without a document of its own (`media_type` "record") is bound as a sheet that tells of it.
    """

    key: str
    title: str
    number: str
    on: date
    responsible: str = ""
    media_type: str = PDF
    file: StoredFile | None = None
    facts_sha256: str = ""
    part: Part = field(default=Part(0, "", "", MAIN))
    instrument: Instrument | None = None
    record: Record | None = None

    def as_row(self, pages: int, first: int) -> dict[str, Any]:
        """Its line of the catalogue: `first` is the number of its first page."""
        last = first + pages - 1
        span = f"{first}" if pages == 1 else f"{first}-{last}"
        return {
            "key": self.key,
            "title": self.title,
            "number": self.number,
            "on": self.on,
            "pages": pages,
            "span": span,
        }


def dossier(case: Case) -> list[Item]:
    """Every instrument, record and attached file of the case and of its lead, in the order of the norm list, 正卷 first.

    A proof of service follows what it proves; attached files follow the evidence they belong to.
    """
    order = Order(case)
    rows = [*_instruments(case, order), *_records(case, order)]
    owners = {key: place for place, _ in rows for key in place.keys}
    rows += _attachments(case, order, owners)
    kept = [(place, item) for place, item in rows if item.part.volume != LEFT_OUT]
    return [item for _, item in sorted(kept, key=lambda row: (row[0].order, row[1].key))]


@dataclass(frozen=True)
class Place:
    """Where a paper stands: its part, the moment of what it belongs to, its rank behind that, its own moment."""

    part: Part
    owned_at: datetime
    rank: int
    made_at: datetime
    keys: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[bool, int, datetime, int, datetime]:
        return (self.part.volume != MAIN, self.part.place, self.owned_at, self.rank, self.made_at)


class Order:
    """案卷排列顺序 in force for a case: the part of every kind of paper."""

    def __init__(self, case: Case) -> None:
        on = case.closed_on or case.opened_on
        found = book().listing("dossier_order", on=on, jurisdiction=case.bureau.jurisdiction)
        self.parts: dict[str, Part] = {}
        for place, row in enumerate(found.items if found else ()):
            part = Part(place, row["id"], row["title"], row["volume"])
            self.parts |= dict.fromkeys(row["kinds"], part)
        self.other = self.parts.get("*", Part(99, "other", "其他材料", MAIN))

    def part(self, kind: str) -> Part:
        return self.parts.get(kind, self.other)


def _instruments(case: Case, order: Order) -> Iterator[tuple[Place, Item]]:
    papers = list(
        Instrument.objects.filter(subject_key__in=chains_of(case))
        .exclude(state=Instrument.VOID)
        .defer("context", "content")
        .order_by("issued_at", "id")
    )
    by_key = {paper.pk: paper for paper in papers}
    made = Rendition.objects.filter(format="pdf", instrument__in=papers).select_related("file")
    files = {row.instrument_id: row.file for row in made}
    services = Service.objects.filter(case=case, proof__in=papers, instrument__in=papers)
    # A decision handed over on the spot bears the party's signature itself: it is its own proof.
    proves = {
        row.proof_id: by_key[row.instrument_id] for row in services if row.proof_id != row.instrument_id
    }
    shown: dict[UUID, list[str]] = {}
    for paper_id, record_id in case.records.exclude(instrument=None).values_list("instrument_id", "pk"):
        shown.setdefault(paper_id, []).append(f"record/{record_id}")
    for paper in papers:
        served = proves.get(paper.pk)
        owner = served or paper
        part = order.part(owner.kind)
        title = f"{paper.title}（{served.title}）" if served else paper.title
        place = Place(
            part,
            owner.issued_at,
            2 if served else 0,
            paper.issued_at,
            (f"i-{paper.pk}", *shown.get(paper.pk, ())),
        )
        item = Item(
            key=f"i-{paper.pk}",
            title=title,
            number=paper.number,
            on=paper.issued_on,
            responsible=case.bureau.name,
            file=files.get(paper.pk),
            facts_sha256=paper.facts_sha256,
            part=part,
            instrument=paper,
        )
        yield place, item


def _records(case: Case, order: Order) -> Iterator[tuple[Place, Item]]:
    part = order.part(RECORD_SHEET)
    for record in case.records.filter(instrument=None).order_by("made_at", "id"):
        place = Place(part, record.made_at, 0, record.made_at, (f"record/{record.pk}",))
        item = Item(
            key=f"r-{record.pk}",
            title=record.title,
            number="",
            on=local_date(record.made_at),
            responsible=record.source or case.bureau.name,
            media_type=RECORD_SHEET,
            part=part,
            record=record,
        )
        yield place, item


def _attachments(case: Case, order: Order, owners: Mapping[str, Place]) -> list[tuple[Place, Item]]:
    found = []
    rows = Attachment.objects.filter(subject_key__in=chains_of(case)).select_related("file", "uploaded_by")
    for file in rows.order_by("uploaded_at", "id"):
        own = Place(order.part("attachment"), file.uploaded_at, 0, file.uploaded_at)
        owner = owners.get(file.record_key, own)
        place = Place(owner.part, owner.owned_at, 1, file.uploaded_at)
        item = Item(
            key=f"a-{file.pk}",
            title=f"附件：{file.name}",
            number="",
            on=local_date(file.uploaded_at),
            responsible=file.uploaded_by.name if file.uploaded_by else case.shown_party,
            media_type=file.file.media_type,
            file=file.file,
            part=owner.part,
        )
        found.append((place, item))
    return found


def catalogue(case: Case, pages: dict[str, int]) -> list[dict[str, Any]]:
    """Lines of the catalogue with running page numbers; a paper without a count has none."""
    rows, first = [], 1
    for item in dossier(case):
        count = pages.get(item.key, 0)
        rows.append(item.as_row(count, first))
        first += count
    return rows


# 行政强制法 第五十五条第一款: what goes to the court with the application, in its order.
COURT_PAPERS: Final = (
    "court_application", "penalty_decision", "summary_decision", "demand_notice", "demand_statement_record", "additional_fine_decision",
    "daily_penalty_decision", "performance_cost_notice",
)  # fmt: skip


def court_papers(case: Case) -> list[Instrument]:
    """The instruments that go to the court: application, decision, demand, the party's views, each followed by its proof of service."""
    found = Instrument.objects.filter(subject_key=case.chain_key, kind__in=COURT_PAPERS)
    papers = list(found.exclude(state=Instrument.VOID).order_by("issued_at", "id"))
    rows = Service.objects.filter(case=case, instrument__in=papers, proof__kind="proof_of_service")
    proofs = {row.instrument_id: row.proof for row in rows.select_related("proof__bureau")}
    listed: list[Instrument] = []
    for paper in sorted(papers, key=lambda paper: COURT_PAPERS.index(paper.kind)):
        proof = proofs.get(paper.pk)
        listed += [paper, proof] if proof else [paper]
    return listed


def bundle(case: Case) -> list[Item]:
    """The same as lines of a list; a proof of service names what it proves."""
    items: list[Item] = []
    for paper in court_papers(case):
        proof = paper.kind == "proof_of_service" and bool(items)
        title = f"{paper.title}（{items[-1].title}）" if proof else paper.title
        items.append(Item(f"i-{paper.pk}", title, paper.number, paper.issued_on))
    return items


@dataclass(frozen=True)
class Retention:
    """保管期限 of the norm list `retention_classes`; `years` is 0 for ever. `code` stands in the 档号."""

    id: str
    title: str
    code: str
    years: int
    fits: tuple[str, ...]

    def keep_until(self, closed_on: date) -> date | None:
        """The last day on which the dossier must be kept: counted from the year after the case was closed."""
        return date(closed_on.year + self.years, 12, 31) if self.years else None


def retentions(case: Case) -> dict[str, Retention]:
    """The retention classes of the case's bureau, by their id."""
    on = case.closed_on or case.opened_on
    found = book().listing("retention_classes", on=on, jurisdiction=case.bureau.jurisdiction)
    rows = found.items if found else ()
    return {
        row["id"]: Retention(row["id"], row["title"], row["code"], row["years"], tuple(row["fits"]))
        for row in rows
    }


def retention_of(case: Case) -> str:
    """The usual retention class of the case: that of major, of ordinary or of summary cases."""
    summary = case.procedure == Case.SUMMARY
    wanted = "summary" if summary else "major" if case.major else "ordinary"
    classes = retentions(case)
    return next((key for key, row in classes.items() if wanted in row.fits), next(iter(classes), ""))


def chains_of(case: Case) -> list[str]:
    """The chains whose papers make the dossier: the case's and that of the lead it came from."""
    return [case.chain_key, *([case.lead.chain_key] if case.lead else [])]
