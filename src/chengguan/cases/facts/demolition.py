"""Facts of unlawful building: stop, order, announce, decide, demolish (城乡规划法 第六十四条至第六十八条; 行政强制法 第四十四条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .base import case_sheet
from .enforcement import acted, crew, said


def stop(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], running: bool, building: str, demands: str,
    credentials_shown: bool,
) -> Sheet:  # fmt: skip
    """Facts of case.stop_construction."""
    inputs = {
        **crew(officers, at, case.known),
        "credentials_shown": credentials_shown,
        "construction_running": running,
        "building_described": said(building),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def order(
    *, actor: Viewer, at: datetime, case: Case, building: str, finding_organ: str, finding_number: str, finding_on: date,
    irremediable: bool, opinion: str, due_on: date, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.order_demolition: the planning department has found that nothing else helps."""
    inputs = {
        "building_described": said(building),
        "planning_finding_stated": said(finding_organ)
        and said(finding_number)
        and finding_on <= local_date(at),
        "building_irremediable": irremediable,
        "demolition_party_heard": said(opinion),
        "demolition_term_ahead": due_on > local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def announce(
    *, actor: Viewer, at: datetime, case: Case, due_on: date, place: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.announce_demolition."""
    inputs = {
        "demolition_term_ahead": due_on > local_date(at),
        "announcement_place_stated": said(place),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def decide(
    *, actor: Viewer, at: datetime, case: Case, government: str, government_number: str, government_on: date,
    reasons_given: str, way: str, scheduled_on: date, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.decide_demolition."""
    ordered = said(government) and said(government_number) and government_on <= local_date(at)
    by_day = book().calendar(actor.jurisdiction).is_working_day(scheduled_on)
    inputs = {
        "government_order_stated": ordered,
        "enforcement_reasoned": said(reasons_given),
        "enforcement_way_stated": said(way) and by_day and scheduled_on > local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def demolish(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], goods: Sequence[Mapping[str, str]], no_goods: bool,
    witness: str, course: Mapping[str, Any],
) -> Sheet:  # fmt: skip
    """Facts of case.demolish."""
    listed = bool(goods) and all(said(row["name"]) and said(row["kept"]) for row in goods)
    inputs = {
        **crew(officers, at, case.known),
        **acted(course, at, actor.jurisdiction),
        "building_goods_listed": listed or (no_goods and not goods),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def removal(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], removed_on: date, finding: str
) -> Sheet:
    """Facts of case.confirm_removal."""
    inputs = {
        **crew(officers, at, case.known),
        "removal_verified": said(finding) and removed_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
