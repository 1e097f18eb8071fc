"""责令改正和复查 (行政处罚法 第二十八条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import course as facts
from chengguan.cases.models import Case, CorrectionOrder
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .issuing import issue_for_case, refs


@act("case.order_correction", facts=facts.correction_order, on="case")
def order_correction(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    violation: str,
    demands: Sequence[str],
    due_on: date,
    credentials_shown: bool,
    at_once: bool = False,
    consequence: str = "",
) -> Done:
    """责令改正 (行政处罚法 第二十八条第一款): what has to be put right, and by when. Result: the order."""
    cards = officer_cards(list(officers), local_date(at))
    entered = {
        "facts": violation,
        "demands": list(demands),
        "correct_by": due_on,
        "at_once": at_once,
        "consequence": consequence,
    }
    paper = issue_for_case(case, "correction_order", at=at, act=entered, officers=cards)
    order = CorrectionOrder.objects.create(
        case=case, content="；".join(demands), ordered_on=local_date(at), due_on=due_on, instrument=paper
    )
    sets = {
        "correction_ordered_on": local_date(at),
        "correction_due_on": due_on,
        "correction_rechecked_on": None,
        "corrected": None,
    }
    return Done(
        case, sets=sets, data={**entered, "officers": list(officers)}, documents=refs(paper), result=order
    )


@act("case.recheck_correction", facts=facts.recheck, on="case")
def recheck_correction(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    finding: str,
    corrected: bool,
    credentials_shown: bool,
    process_recorded: bool,
    reported: bool = False,
) -> Done:
    """改正情况复查 (行政处罚法 第二十八条第一款): corrected, or not corrected in time. Result: the order that was rechecked."""
    cards = officer_cards(list(officers), local_date(at))
    order = case.correction_orders.latest("id")
    order.rechecked_on, order.corrected, order.finding = local_date(at), corrected, finding
    order.save()
    entered = {
        "ordered_on": order.ordered_on,
        "due_on": order.due_on,
        "content": order.content,
        "order_number": order.instrument.number if order.instrument else "",
        "finding": finding,
        "corrected": corrected,
    }
    paper = issue_for_case(case, "correction_recheck", at=at, act=entered, officers=cards)
    sets = {"correction_rechecked_on": local_date(at), "corrected": corrected}
    return Done(
        case, sets=sets, data={**entered, "officers": list(officers)}, documents=refs(paper), result=order
    )
