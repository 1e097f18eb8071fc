"""Check of `manage.py verify`: the register of goods says what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Sum

from .facts.measures import due_of, rows_of
from .models import Case, Good, Measure


def verify_goods() -> Iterator[str]:
    """Measures whose columns or whose goods differ from the facts that the record yields."""
    held = {
        (case, no): int(total or 0)
        for case, no, total in Good.objects.order_by()
        .values_list("case_id", "measure__no")
        .annotate(total=Sum("held"))
    }
    cases = Case.objects.filter(measures__isnull=False).distinct().select_related("bureau").order_by("pk")
    for case in cases.iterator(chunk_size=500):
        rows = {row["no"]: row for row in rows_of(case.known)}
        for measure in case.measures.all():
            row = rows.pop(measure.no, None)
            if row is None or wrong(
                measure, row, case.bureau.jurisdiction, held.get((case.pk, measure.no), 0)
            ):
                yield f"{case.chain_key}: 第{measure.no}号措施与台账推得的事实不一致"
        if rows:
            yield f"{case.chain_key}: 台账记有措施而登记册没有（第{'、'.join(map(str, rows))}号）"


def wrong(measure: Measure, row: dict[str, Any], jurisdiction: str, held: int) -> bool:
    """Whether a measure of the register differs from its row among the known facts."""
    ended = measure.ended_on.isoformat() if measure.ended_on else None
    return (measure.kind, ended, measure.due_on, held) != (
        row["kind"],
        row["ended_on"],
        due_of(row, jurisdiction),
        int(row["held"]),
    )
