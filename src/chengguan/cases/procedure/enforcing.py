"""Reaction to every act of a case: its row in the 执行台账 says what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import execution as owing
from chengguan.cases.facts.enforcement_state import plan_of
from chengguan.cases.facts.known import Known, day
from chengguan.cases.facts.owed import rests
from chengguan.cases.models import Case, Outstanding
from chengguan.cases.selectors.enforcement import NEVER
from chengguan.ledger.acting import Done

FOREVER: Final = date(2100, 1, 1)
# Known facts of which one has to be there before anything can be owed.
BEGINS: Final = ("decision_served_on", "demolition_order_served_on", "performance_cost_settled_on")


def keep_outstanding(done: Done, actor: Viewer, at: datetime) -> None:
    """Make, change or remove the row. Cases without a decision cost no query."""
    case = done.subject
    if not isinstance(case, Case):
        return
    known = case.known
    if not any(known.get(name) for name in BEGINS):
        return
    wanted = (
        row_values(case, actor.jurisdiction)
        if still_owed(known, local_date(at), actor.jurisdiction)
        else None
    )
    if wanted is None:
        Outstanding.objects.filter(case=case).delete()
    else:
        Outstanding.objects.update_or_create(case=case, defaults=wanted)


def still_owed(known: Known, on: date, jurisdiction: str) -> bool:
    """Whether a served decision is not yet performed and the case neither closed nor its enforcement ended."""
    if known.get("closed_on") or known.get("enforcement_ended_on") or known.get("court_closed_on"):
        return False
    penalty = known.get("decision_kind") == "penalty" and known.get("decision_served_on")
    unpaid = penalty and not owing.performance_complete(known, on, jurisdiction)
    return bool((unpaid and not known.get("decision_annulled")) or rests(known))


def row_values(case: Case, jurisdiction: str) -> dict[str, Any]:
    """Columns of the row."""
    known = case.known
    due = day(known, "pay_due_on") or day(known, "demolition_due_on") or day(known, "performance_cost_due_on")
    demanded = day(known, "demand_notice_served_on")
    found = None if known.get("court_applied_on") else plan_of(known, jurisdiction)
    court = day(known, "court_applied_on")
    sort_on = _nearest(
        due, demanded, found[1].demand_by if found else None, found[1].apply_by if found else None
    )
    return {
        "bureau_id": case.bureau_id,
        "brigade_id": case.brigade_id,
        "squad_id": case.squad_id,
        "sort_on": NEVER if court else sort_on,
        "due_on": due,
        "demanded_on": demanded,
        "demand_due_on": owing.demand_due_on(known, demanded, jurisdiction) if demanded else None,
        "demand_by": found[1].demand_by if found and not demanded else None,
        "window_from": found[0].starts if found else None,
        "apply_by": found[1].apply_by if found else None,
        "court_on": court,
        "agreed": bool(known.get("agreement_running")),
        "suspended": bool(known.get("enforcement_suspended")),
    }


def _nearest(due: date | None, demanded: date | None, demand_by: date | None, apply_by: date | None) -> date:
    """The day that binds: the court's last day once demanded, the last day for the demand before that."""
    return (apply_by if demanded else demand_by) or due or NEVER


def verify_outstanding() -> Iterator[str]:
    """Check of `manage.py verify`: rows of the 执行台账 that the record does not bear, and cases that lack theirs."""
    rows = {row.pk: row for row in Outstanding.objects.all()}
    for case in Case.objects.select_related("bureau").order_by("pk").iterator(chunk_size=500):
        row = rows.pop(case.pk, None)
        owed = still_owed(case.known, FOREVER, case.bureau.jurisdiction)
        served = any(case.known.get(name) for name in BEGINS)
        if owed and served and row is None:
            yield f"{case.chain_key}: 执行台账缺少本案"
        elif row is not None and not owed:
            yield f"{case.chain_key}: 执行台账有已经执行完毕或者终结的案件"
        elif row is not None and row.suspended != bool(case.known.get("enforcement_suspended")):
            yield f"{case.chain_key}: 执行台账的中止状态与台账推得的事实不一致"
