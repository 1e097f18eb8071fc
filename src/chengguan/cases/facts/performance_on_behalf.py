"""Facts of performance on behalf 代履行 (行政强制法 第五十条至第五十二条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Payment
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import ClockReading, read

from .base import case_sheet
from .enforcement import acted, crew, said
from .known import day


def urge_by(performed_on: date, jurisdiction: str) -> ClockReading:
    """The latest day of the second demand for a day of performance (行政强制法 第五十一条第一款第二项)."""
    return read(
        book(),
        "performance_on_behalf_demand",
        started=performed_on,
        as_of=performed_on,
        jurisdiction=jurisdiction,
    )


def workable(performed_on: date, on: date, jurisdiction: str) -> bool:
    """A working day that leaves three working days between today's demand and itself."""
    if not book().calendar(jurisdiction).is_working_day(performed_on):
        return False
    return on <= urge_by(performed_on, jurisdiction).due_on


def decide(
    *, actor: Viewer, at: datetime, case: Case, basis: str, hazard: str, reasons_given: str, way: str, object_: str,
    scheduled_on: date, performer: str, neutral: bool, budget: Decimal, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.decide_performance_on_behalf: the conditions of 第五十条, the seven items of 第五十一条第一款第一项."""
    inputs = {
        "hazard": hazard or "none",
        "hazard_stated": said(reasons_given),
        "on_behalf_way_stated": said(way) and said(object_),
        "on_behalf_date_workable": workable(scheduled_on, local_date(at), actor.jurisdiction),
        "on_behalf_cost_stated": budget > 0,
        "performer_named": said(performer),
        "performer_neutral": neutral,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def urge(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    scheduled_on: date,
    content: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.urge_performance_on_behalf."""
    inputs = {"urge_leaves_three_days": local_date(at) <= urge_by(scheduled_on, actor.jurisdiction).due_on}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def perform(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], performer: str, neutral: bool,
    unperformed: bool, lawful: bool, course: Mapping[str, Any],
) -> Sheet:  # fmt: skip
    """Facts of case.perform_on_behalf."""
    begun_on = local_date(course["begun_at"])
    served = day(case.known, "performance_on_behalf_demand_served_on")
    latest = urge_by(begun_on, actor.jurisdiction)
    inputs = {
        **crew(officers, at, case.known),
        **acted(course, at, actor.jurisdiction),
        "three_days_passed": served is not None and served <= (latest.last_arguable or latest.due_on),
        "three_days_clear": served is not None and served <= latest.due_on,
        "still_unperformed": unperformed,
        "performer_named": said(performer),
        "performer_neutral": neutral,
        "lawful_means": lawful,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def perform_now(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], place: str, place_kind: str, reasons_given: str,
    unable: bool, party_present: bool, performer: str, lawful: bool, budget: Decimal, course: Mapping[str, Any],
) -> Sheet:  # fmt: skip
    """Facts of case.perform_on_behalf_now (行政强制法 第五十二条)."""
    inputs = {
        **crew(officers, at, case.known),
        **acted(course, at, actor.jurisdiction),
        "public_place": place_kind or "none",
        "party_unable": unable,
        "party_present": party_present,
        "immediate_reason_stated": said(reasons_given) and said(place),
        "lawful_means": lawful,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def settle(
    *, actor: Viewer, at: datetime, case: Case, items: Sequence[tuple[str, Decimal]], proof: str, due_on: date,
    approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.settle_performance_costs: every item, a reasonable total (行政强制法 第五十一条第二款)."""
    total = sum((amount for _, amount in items), Decimal(0))
    inputs = {
        "cost_total": str(total),
        "cost_items_stated": bool(items) and all(said(name) and amount > 0 for name, amount in items),
        "cost_reasonable": said(proof),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def collect(
    *, actor: Viewer, at: datetime, case: Case, amount: Decimal, paid_on: date, reference: str
) -> Sheet:
    """Facts of case.collect_performance_costs."""
    used = Payment.objects.filter(bureau_id=case.bureau_id, reference=reference, reversed_on=None).exists()
    inputs = {
        "cost_payment": str(amount),
        "payment_on": paid_on.isoformat(),
        "payment_reference_new": said(reference) and not used,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
