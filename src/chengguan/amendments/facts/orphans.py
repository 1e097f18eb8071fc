"""Open cases that a changed book would leave without a way to their end (a running case keeps its procedure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q

from chengguan.cases.models import Approval, Case
from lawengine import NormBook

# Acts of which one must be left while a case is undecided, by procedure.
ENDINGS: Final = {
    "ordinary": ("case.decide", "case.decide_exemption", "case.withdraw_filing", "case.transfer_case", "case.terminate_investigation"),
    "summary": ("summary.serve", "summary.report", "case.close"),
}  # fmt: skip
CLOSING: Final = ("case.close", "case.archive")


@dataclass(frozen=True)
class Orphan:
    """A group of open cases and the acts that it would lack."""

    jurisdiction: str
    procedure: str
    stage: str
    cases: int
    missing: tuple[str, ...]


def open_cases() -> Any:
    """Cases that are not closed (a queryset)."""
    return Case.objects.filter(closed_on=None).exclude(stage__in=("closed", "archived"))


def orphans(book: NormBook, old: NormBook, on: date) -> list[Orphan]:
    """Groups of open cases of every bureau that could no longer be brought to an end. Two queries."""
    groups = (
        Case.objects.exclude(stage="archived")
        .values("bureau__jurisdiction", "procedure", "stage")
        .annotate(undecided=Count("pk", filter=Q(decided_on=None)), count=Count("pk"))
        .order_by()
        .values_list("bureau__jurisdiction", "procedure", "stage", "undecided", "count")
    )
    found = []
    for jurisdiction, procedure, stage, undecided, count in groups:
        known = _Known(book, old, on, jurisdiction, procedure)
        missing = tuple(dict.fromkeys(known.missing(stage, bool(undecided))))
        if missing:
            found.append(Orphan(jurisdiction, procedure, stage, count, missing))
    return [*found, *_approvals(book, old, on)]


@dataclass(frozen=True)
class _Known:
    book: NormBook
    old: NormBook
    on: date
    jurisdiction: str
    procedure: str

    def lost(self, kind: str) -> bool:
        """Whether an act that exists for this procedure today would no longer exist for it."""
        return self._exists(self.old, kind) and not self._exists(self.book, kind)

    def _exists(self, book: NormBook, kind: str) -> bool:
        if kind not in book.acts() or not book.has_act(kind, on=self.on, jurisdiction=self.jurisdiction):
            return False
        norm = book.act(kind, on=self.on, jurisdiction=self.jurisdiction)
        return not norm.procedures or self.procedure in norm.procedures

    def missing(self, stage: str, undecided: bool) -> Iterator[str]:
        """Titles of acts without which the case cannot be closed."""
        for kind in CLOSING if stage != "closed" else CLOSING[1:]:
            if self.lost(kind):
                yield self.old.act_head(kind).title
        if stage in ("closed",):
            return
        if undecided and all(
            self.lost(kind) or not self._exists(self.old, kind) for kind in ENDINGS[self.procedure]
        ):
            yield from (self.old.act_head(kind).title for kind in ENDINGS[self.procedure] if self.lost(kind))
        service = "summary.serve" if self.procedure == "summary" else "case.serve"
        if not undecided and stage == "decided" and self.lost(service):
            yield self.old.act_head(service).title


def _approvals(book: NormBook, old: NormBook, on: date) -> list[Orphan]:
    """Proposals on their way whose act would no longer exist."""
    rows = (
        Approval.objects.filter(state=Approval.OPEN)
        .values("bureau__jurisdiction", "act")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found = []
    for row in rows:
        place, kind = row["bureau__jurisdiction"], row["act"]
        if old.has_act(kind, on=on, jurisdiction=place) and not book.has_act(kind, on=on, jurisdiction=place):
            title = old.act_head(kind).title if kind in old.acts() else kind
            found.append(Orphan(place, "审批中", "审批中", row["count"], (title,)))
    return found
