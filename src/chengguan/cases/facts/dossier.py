"""案卷: what a dossier holds, in the order of its catalogue (行政处罚法 第四十七条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.cases.models import Case, Service
from chengguan.documents.models import Attachment, Instrument

FIRST: Final = (
    "penalty_decision",
    "summary_decision",
    "exemption_decision",
    "first_exemption_decision",
    "withdrawal_decision",
)
RETENTION: Final = {"permanent": "永久", "30": "30年", "10": "10年"}


@dataclass(frozen=True)
class Item:
    """One paper of the dossier. `key` names it in the archiving form."""

    key: str
    title: str
    number: str
    on: date

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
    """Every instrument, record and attached file of the case: the decision first, the rest in the order in which it was made (policy)."""
    papers: list[tuple[bool, datetime, Item]] = []
    for paper in (
        Instrument.objects.filter(subject_key__in=_chains(case))
        .exclude(state=Instrument.VOID)
        .defer("context")
    ):
        item = Item(f"i-{paper.pk}", paper.title, paper.number, paper.issued_on)
        papers.append((paper.kind not in FIRST, paper.issued_at, item))
    for record in case.records.filter(instrument=None):
        item = Item(f"r-{record.pk}", record.title, "", local_date(record.made_at))
        papers.append((True, record.made_at, item))
    for file in Attachment.objects.filter(subject_key=case.chain_key):
        papers.append(
            (
                True,
                file.uploaded_at,
                Item(f"a-{file.pk}", f"附件：{file.name}", "", local_date(file.uploaded_at)),
            )
        )
    return [item for _, _, item in sorted(papers, key=lambda entry: (entry[0], entry[1], entry[2].key))]


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


def retention_of(case: Case) -> str:
    """The usual retention class (policy): major cases for ever, ordinary ones 30 years, summary ones 10."""
    if case.procedure == Case.SUMMARY:
        return "10"
    return "permanent" if case.major else "30"


def _chains(case: Case) -> list[str]:
    return [case.chain_key, *([case.lead.chain_key] if case.lead else [])]
