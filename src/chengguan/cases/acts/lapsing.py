"""期满自动解除: measures whose last day has passed lapse without anyone before the screen (行政处罚法 第五十六条、行政强制法 第二十八条)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, Measure
from chengguan.ledger.acting import Refused
from chengguan.people.models import Bureau

from .compulsion import lapse_measure, lapse_preservation

SYSTEM: Final = "system"


def system_viewer(bureau: Bureau) -> Viewer:
    """The platform as the actor of what the law lets happen by itself: no person, no data, no page."""
    return Viewer(
        user_id=0,
        username="",
        officer_id=0,
        name="系统",
        bureau_id=bureau.pk,
        bureau_code=bureau.code,
        bureau_name=bureau.name,
        jurisdiction=bureau.jurisdiction,
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset({SYSTEM}),
        reach="none",
    )


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
