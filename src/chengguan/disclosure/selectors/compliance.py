"""双公示合规率: which decisions had to be reported, which were in time, which the receivers took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.exchange.compiling import reportable
from chengguan.disclosure.models import Delivery, Publication
from chengguan.people.models import Bureau

GONE_OUT: Final = (Delivery.SENT, Delivery.ACCEPTED, Delivery.REJECTED)
HELD: Final = (Delivery.SENT, Delivery.ACCEPTED)
WHICH: Final = {
    "due": "应报送",
    "reported": "已报送",
    "on_time": "按时报送",
    "late": "没有按时报送",
    "missing": "没有报送",
    "valid": "接收平台已接收",
}


@dataclass(frozen=True)
class Compliance:
    """双公示 of a period, by the day of the decision. `rate`: on time / due in per cent with two decimals; None without any due."""

    due: int
    on_time: int
    valid: int
    rate: Decimal | None
    reported: int = 0

    @property
    def valid_rate(self) -> Decimal | None:
        """合规率: taken / reported."""
        return _share(self.valid, self.reported)

    @property
    def late(self) -> int:
        return self.due - self.on_time

    @property
    def missing(self) -> int:
        return self.due - self.reported


def _share(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def compliance(bureau_id: int, first: date, last: date) -> Compliance:
    """Figures of a bureau: penalties decided from `first` to `last` that have to be reported. Two queries."""
    jurisdiction = Bureau.objects.values_list("jurisdiction", flat=True).get(pk=bureau_id)
    rows = Case.objects.filter(bureau_id=bureau_id)
    return _counted(marked(rows, first, last, jurisdiction))


def compliance_for(viewer: Viewer, first: date, last: date) -> Compliance:
    """The same within the viewer's reach."""
    return _counted(marked(Case.objects.visible_to(viewer), first, last, viewer.jurisdiction))


def compliance_cases(viewer: Viewer, first: date, last: date, which: str) -> QuerySet[Any, Any]:
    """The decisions behind a figure."""
    rows = marked(Case.objects.visible_to(viewer), first, last, viewer.jurisdiction)
    lacking = {"late": Q(dual_on_time=False), "missing": Q(dual_reported=False), "due": Q()}
    return rows.filter(lacking[which] if which in lacking else Q(**{f"dual_{which}": True}))


def marked(rows: QuerySet[Any, Any], first: date, last: date, jurisdiction: str) -> QuerySet[Any, Any]:
    """Decisions that have to be reported, each with what became of it. What is not published (secrets) is not reported."""
    sends = Delivery.objects.filter(publication__case=OuterRef("pk"), operation=Delivery.SEND)
    declined = Publication.objects.filter(case=OuterRef("pk"), stage=Publication.DECLINED)
    due = rows.filter(
        reportable(last, jurisdiction), ~Exists(declined), outcome="penalty", decided_on__range=(first, last)
    )
    out: QuerySet[Any, Any] = due.annotate(
        dual_reported=Exists(sends.filter(state__in=GONE_OUT)),
        dual_on_time=Exists(sends.filter(state__in=HELD, sent_at__date__lte=F("due_on"))),
        dual_valid=Exists(sends.filter(state=Delivery.ACCEPTED)),
    )
    return out


def _counted(rows: QuerySet[Any, Any]) -> Compliance:
    found = rows.aggregate(
        due=Count("pk"),
        reported=Count("pk", filter=Q(dual_reported=True)),
        on_time=Count("pk", filter=Q(dual_on_time=True)),
        valid=Count("pk", filter=Q(dual_valid=True)),
    )
    return Compliance(
        due=found["due"],
        on_time=found["on_time"],
        valid=found["valid"],
        rate=_share(found["on_time"], found["due"]),
        reported=found["reported"],
    )
