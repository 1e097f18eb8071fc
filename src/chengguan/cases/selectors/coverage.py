"""全过程记录覆盖率: cases with footage, and steps with footage, as rows that open."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from chengguan.cases.models import Case, StepFootage


def cases_with_footage(bureau_id: int, first: date, last: date) -> QuerySet[Case]:
    """Ordinary cases filed in the period to which a recording is tied."""
    rows: QuerySet[Case] = Case.objects.filter(bureau_id=bureau_id, procedure=Case.ORDINARY, footage__gt=0)
    return rows.filter(opened_on__range=(first, last))


def steps_due(bureau_id: int, first: date, last: date) -> QuerySet[StepFootage]:
    """Steps that should have been recorded in cases whose investigation ended (or which were closed) in the period."""
    return StepFootage.objects.filter(case__bureau_id=bureau_id, noted_on__range=(first, last))


def steps_recorded(bureau_id: int, first: date, last: date) -> QuerySet[StepFootage]:
    """Those of them that can be seen in a recording which is kept."""
    return steps_due(bureau_id, first, last).filter(covered=True)


def required_steps_due(bureau_id: int, first: date, last: date) -> QuerySet[StepFootage]:
    """Steps that the place requires to be recorded."""
    return steps_due(bureau_id, first, last).filter(required=True)


def share(part: int, whole: int) -> str:
    """A share as pages write it, with nothing to share said so."""
    return f"{part * 100 / whole:.1f}%" if whole else "—"
