"""Published / from records / agree: the table that `make demo` prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chengguan.cases.models import Case
from chengguan.people.models import Bureau
from chengguan.reports.measures import CATALOGUE, Period, by_matter, review_pass_rate

from .bureaus import DemoBureau, Published


@dataclass(frozen=True)
class Line:
    """One published figure beside the one that the records yield."""

    name: str
    unit: str
    published: Decimal
    recorded: Decimal

    @property
    def agrees(self) -> bool:
        return self.published == self.recorded


def agreement(demo: DemoBureau) -> list[Line]:
    """Every published figure of a bureau beside the measure over its records."""
    bureau = Bureau.objects.get(code=demo.sheet.code)
    period = Period.year(demo.year)
    return [
        Line(item.name, item.unit, item.value, _recorded(item, bureau.pk, period)) for item in demo.published
    ]


def _recorded(item: Published, bureau_id: int, period: Period) -> Decimal:
    kind, _, word = item.measure.partition(":")
    if kind == "cause":
        return Decimal(sum(count for cause, count in by_matter(bureau_id, period).items() if word in cause))
    if kind == "summary_cause":
        rows = CATALOGUE["penalty_cases_summary"].records(bureau_id, period)
        return Decimal(rows.filter(cause__contains=word, procedure=Case.SUMMARY).count())
    if kind == "review_pass_rate":
        passed, of = review_pass_rate(bureau_id, period)
        return Decimal(100 * passed) / of if of else Decimal(0)
    return CATALOGUE[kind].value(bureau_id, period)
