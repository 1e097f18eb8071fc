"""期满自动解除: measures whose last day has passed lapse without anyone before the screen (行政处罚法 第五十六条、行政强制法 第二十八条)."""

from __future__ import annotations

from datetime import datetime

from chengguan.base.dates import local_date
from chengguan.cases.models import Case, Measure
from chengguan.ledger.acting import Refused
from chengguan.people.platform import system_viewer

from .compulsion import lapse_measure, lapse_preservation


def lapse_due_measures(at: datetime) -> int:
    """Let every measure lapse that is past its last day; how many did. Run again on the same day it finds nothing to do.

    A measure that someone decided in the same moment is refused by the law engine and left as it was decided.
    """
    due = (
        Measure.objects.filter(ended_on=None, due_on__lt=local_date(at))
        .select_related("case__bureau")
        .order_by("due_on", "pk")
    )
    return sum(_lapsed(measure, measure.case, at) for measure in list(due))


def _lapsed(measure: Measure, case: Case, at: datetime) -> bool:
    perform = lapse_preservation if measure.kind == Measure.PRESERVATION else lapse_measure
    try:
        perform(actor=system_viewer(case.bureau), at=at, case=case, measure=measure.no)
    except Refused:
        return False
    return True
