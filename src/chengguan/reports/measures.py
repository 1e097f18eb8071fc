"""指标: named measures over records. Each has a Chinese name, a unit, a definition, and the records behind its figure.

A figure is the count or the sum of its records and of nothing else, so that every figure opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, LegalReview, ReviewOpinion
from chengguan.powers.models import PowerItem


@dataclass(frozen=True)
class Period:
    """A calendar period, both days included."""

    first: date
    last: date

    @classmethod
    def year(cls, number: int) -> Period:
        return cls(date(number, 1, 1), date(number, 12, 31))


@dataclass(frozen=True)
class Measure:
    """One measure. `records` gives the rows behind the figure; `amount` names the column to add up, else rows are counted."""

    id: str
    name: str
    unit: str
    definition: str
    records: Callable[[int, Period], QuerySet[Any]]
    amount: str = ""
    part_of: str = ""
    distinct: str = ""

    def value(self, bureau_id: int, period: Period) -> Decimal:
        """The figure for a bureau and a period, from records."""
        rows = self.records(bureau_id, period)
        if self.amount:
            return Decimal(rows.aggregate(total=Sum(self.amount))["total"] or 0)
        if self.distinct:
            return Decimal(rows.order_by().values(self.distinct).distinct().count())
        return Decimal(rows.count())


def _decided(bureau_id: int, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        bureau_id=bureau_id, outcome="penalty", decided_on__range=(period.first, period.last)
    )


def _ordinary(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _decided(bureau_id, period).filter(procedure=Case.ORDINARY)


def _summary(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _decided(bureau_id, period).filter(procedure=Case.SUMMARY)


def _filed(bureau_id: int, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        bureau_id=bureau_id, procedure=Case.ORDINARY, opened_on__range=(period.first, period.last)
    )


def _closed(bureau_id: int, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        bureau_id=bureau_id, procedure=Case.ORDINARY, closed_on__range=(period.first, period.last)
    )


def _reviews(bureau_id: int, period: Period) -> QuerySet[LegalReview]:
    rows = LegalReview.objects.filter(
        case__bureau_id=bureau_id, concluded_on__range=(period.first, period.last)
    )
    return rows.exclude(result="").order_by("case_id", "-round").filter(result="passed")


def _opinions(bureau_id: int, period: Period) -> QuerySet[ReviewOpinion]:
    return ReviewOpinion.objects.filter(
        review__case__bureau_id=bureau_id, review__concluded_on__range=(period.first, period.last)
    )


def _powers(bureau_id: int, period: Period) -> QuerySet[PowerItem]:
    rows: QuerySet[PowerItem] = PowerItem.objects.filter(bureau_id=bureau_id, valid_from__lte=period.last)
    return rows.exclude(valid_to__lt=period.last)


CATALOGUE: Final[Mapping[str, Measure]] = {
    measure.id: measure
    for measure in (
        Measure("penalty_cases", "行政处罚案件", "件", "在期间内作出处罚决定的案件（普通程序和简易程序）", _decided),
        Measure("penalty_cases_ordinary", "普通程序处罚案件", "件", "在期间内作出处罚决定的普通程序案件", _ordinary, part_of="penalty_cases"),
        Measure("penalty_cases_summary", "简易程序处罚案件", "件", "在期间内当场作出处罚决定的案件", _summary, part_of="penalty_cases"),
        Measure("cases_filed", "立案", "件", "在期间内立案的普通程序案件", _filed),
        Measure("cases_closed", "结案", "件", "在期间内结案的普通程序案件", _closed),
        Measure("fines", "罚款金额", "元", "在期间内作出的处罚决定所定罚款之和", _decided, amount="fine_amount"),
        Measure("penalised_parties", "处罚当事人", "名", "在期间内被处罚的不同当事人", _decided, distinct="party_id"),
        Measure("legal_reviews", "重大执法决定法制审核", "件", "在期间内审核通过的法制审核", _reviews),
        Measure("review_opinions", "法制审核意见", "条", "在期间内审结的法制审核所提意见", _opinions),
        Measure("powers", "行政权力事项", "项", "期末有效的权责清单事项", _powers),
    )
}  # fmt: skip


def by_matter(bureau_id: int, period: Period) -> dict[str, int]:
    """Penalty cases of a period by cause."""
    causes = _decided(bureau_id, period).order_by().values_list("cause", flat=True)
    counts: dict[str, int] = {}
    for cause in causes:
        counts[cause] = counts.get(cause, 0) + 1
    return counts


def review_pass_rate(bureau_id: int, period: Period) -> tuple[int, int]:
    """法制审核通过率 with its denominator: cases decided after a review that was passed, of all cases that were reviewed and decided."""
    decided = _decided(bureau_id, period).filter(legal_reviews__concluded_on__isnull=False).distinct()
    passed = decided.filter(legal_reviews__result="passed").distinct()
    return passed.count(), decided.count()


@dataclass(frozen=True)
class Figure:
    """One figure as the page of measures shows it, with the year before."""

    id: str
    name: str
    unit: str
    definition: str
    value: Decimal
    before: Decimal


def figures(viewer: Viewer, year: int) -> list[Figure]:
    """All measures of the viewer's bureau for a year and the year before."""
    if not viewer.bureau_id:
        return []
    bureau = viewer.bureau_id
    return [
        Figure(
            m.id,
            m.name,
            m.unit,
            m.definition,
            m.value(bureau, Period.year(year)),
            m.value(bureau, Period.year(year - 1)),
        )
        for m in CATALOGUE.values()
    ]


@dataclass(frozen=True)
class RecordRow:
    """One record behind a figure."""

    label: str
    note: str
    amount: Decimal | None
    url: str


def records_of(
    viewer: Viewer, measure_id: str, year: int, *, limit: int = 200
) -> tuple[Measure, Decimal, list[RecordRow]] | None:
    """The records behind a figure, through the viewer's gate; None when there is no such measure."""
    measure = CATALOGUE.get(measure_id)
    if measure is None or not viewer.bureau_id:
        return None
    period = Period.year(year)
    rows = measure.records(viewer.bureau_id, period)
    visible = _through_gate(rows, viewer)
    return measure, measure.value(viewer.bureau_id, period), [_record(row) for row in visible[:limit]]


def _through_gate(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """The same records as far as the viewer may know of them."""
    if rows.model is Case:
        return rows & Case.objects.visible_to(viewer)
    cases = Case.objects.visible_to(viewer)
    if rows.model is LegalReview:
        return rows.filter(case__in=cases).select_related("case")
    if rows.model is ReviewOpinion:
        return rows.filter(review__case__in=cases).select_related("review__case")
    return rows


def _record(row: Any) -> RecordRow:
    if isinstance(row, Case):
        return RecordRow(
            f"{row.number} {row.cause}",
            f"{row.party_name} · {row.decided_on or row.opened_on}",
            row.fine_amount,
            f"/cases/{row.pk}/",
        )
    if isinstance(row, LegalReview):
        return RecordRow(
            f"{row.case.number} 第{row.round}轮审核",
            f"{row.get_result_display()} · {row.concluded_on}",
            None,
            f"/cases/{row.case_id}/",
        )
    if isinstance(row, ReviewOpinion):
        return RecordRow(row.text[:80], row.review.case.number, None, f"/cases/{row.review.case_id}/")
    return RecordRow(str(row), row.get_kind_display(), None, "/powers/")
