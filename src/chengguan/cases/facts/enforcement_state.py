"""What follows from the record for compulsory enforcement: windows, overdue orders, agreements, suspension (行政强制法 第三十四条至第六十一条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from lawengine import UnknownNorm
from lawengine.backwards import CourtPlan, court_plan

from .base import derives
from .execution import (
    NOTHING,
    due_on,
    fine_of,
    late,
    late_fine,
    other_performance_pending,
    total_outstanding,
)
from .known import Known, day, money
from .owed import costs_outstanding, demolition_pending, refundable

COURT_DEMAND: Final = "court_demand_latest"
COURT_DEMAND_TITLE: Final = "最迟送达催告书"
OPEN_COURT: Final = ("applied", "accepted", "permitted")


# --- the court's window -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """From which day the time for an application to the court runs, why, and by which period."""

    starts: date
    why: str
    clock: str = "court_application"


def court_window(known: Known, jurisdiction: str) -> Window | None:
    """申请法院强制执行期限的起算 (行政强制法 第五十三条; 行诉解释 第一百五十六条; 行政处罚法 第七十二条第二款).

    None: no penalty decision that stands and was served, or relief is pending. A deferral moves the start to its end, but not
    before the periods of relief have ended (policy: until then no application is lawful anyway).
    """
    served = day(known, "decision_served_on")
    stands = known.get("decision_kind") == "penalty" and not known.get("decision_annulled")
    if served is None or not stands or known.get("relief_pending"):
        return None
    try:
        window = _after_relief(known, served, jurisdiction)
    except UnknownNorm:
        return None
    deferred = day(known, "deferred_until")
    if deferred and deferred > window.starts and window.clock == "court_application":
        return Window(deferred, "延期、分期缴纳期限结束")
    return window


def _after_relief(known: Known, served: date, jurisdiction: str) -> Window:
    summary = known.get("procedure") == Case.SUMMARY
    first = due_on("reconsideration" if summary else "litigation", served, jurisdiction)
    words = "申请行政复议的期限届满" if summary else "法定起诉期限届满"
    rows, ended = known.get("relief_pauses") or [], day(known, "relief_concluded_on")
    if not rows or ended is None:
        return Window(first, words)
    withdrawn = known.get("relief_outcome") == "withdrawn"
    if rows[-1]["kind"] == "litigation":
        return (
            Window(max(ended, served), "准许撤诉的裁定送达")
            if withdrawn
            else Window(ended, "裁判生效", "court_judgment")
        )
    if withdrawn:
        return Window(max(first, ended), words)
    after = due_on("litigation_after_reconsideration", ended, jurisdiction)
    return Window(after, "复议决定送达后十五日的起诉期限届满")


def plan_of(known: Known, jurisdiction: str) -> tuple[Window, CourtPlan] | None:
    """The window and the days that follow from it; None where none runs or a period is unknown for that time."""
    window = court_window(known, jurisdiction)
    if window is None:
        return None
    try:
        plan = court_plan(book(), window_from=window.starts, jurisdiction=jurisdiction, window=window.clock)
    except UnknownNorm:
        return None
    return window, plan


def unperformed(known: Known, on: date, jurisdiction: str) -> bool:
    """Whether the penalty decision is overdue in money or in what else it orders."""
    due, served = day(known, "pay_due_on"), day(known, "decision_served_on")
    if served is None or known.get("decision_annulled"):
        return False
    money_late = bool(total_outstanding(known, on, jurisdiction)) and due is not None and on > due
    return money_late or (other_performance_pending(known) and on > served)


def court_days(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Days of the application to the court, once the decision is overdue and nobody has applied yet."""
    if "procedure" not in known or known.get("closed_on") or known.get("enforcement_ended_on"):
        return {}
    if known.get("court_applied_on") or not unperformed(known, on, jurisdiction):
        return {}
    found = plan_of(known, jurisdiction)
    if found is None:
        return {}
    window, plan = found
    return {
        "court_window_from": window.starts.isoformat(),
        "court_window_why": window.why,
        "court_window_clock": window.clock,
        "court_apply_by": plan.apply_by.isoformat(),
        "court_arguable_by": plan.arguable_by.isoformat(),
        "court_demand_by": plan.demand_by.isoformat(),
    }


# --- orders that are not obeyed -----------------------------------------------------------------------------


def correction_overdue(known: Known, on: date) -> bool:
    """责令改正 was served, its term is over, and it was not obeyed nor done by others."""
    due = day(known, "correction_due_on")
    open_ = known.get("correction_order_served_on") and not known.get("corrected")
    return bool(open_ and due and on > due and not known.get("performed_on_behalf_on"))


def demolition_overdue(known: Known, on: date) -> bool:
    """限期拆除 was served, its term is over, and the building still stands."""
    due = day(known, "demolition_due_on")
    return bool(known.get("demolition_order_served_on") and due and on > due and demolition_pending(known))


def overdue_bases(known: Known, on: date, jurisdiction: str) -> list[str]:
    """What may be demanded today: the decision, the order to correct, the order to demolish."""
    found = []
    if unperformed(known, on, jurisdiction):
        found.append("decision")
    if correction_overdue(known, on):
        found.append("correction_order")
    if demolition_overdue(known, on):
        found.append("demolition_order")
    return found


# --- facts that follow --------------------------------------------------------------------------------------


@derives
def enforcing(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """State of enforcement on a day."""
    if "procedure" not in known:
        return {}
    bases = overdue_bases(known, on, jurisdiction)
    return {
        **_court(known, on, jurisdiction),
        **_course(known, on, jurisdiction),
        **_on_behalf(known, on, bases),
        **_demolition(known, on, jurisdiction),
        **_daily(known, on, jurisdiction),
        "overdue_bases": bases,
        "something_overdue": bool(bases),
    }


def _court(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    days = court_days(known, on, jurisdiction)
    opens, arguable = days.get("court_window_from"), days.get("court_arguable_by")
    demanded = (
        day(known, "demand_notice_served_on") if known.get("demand_basis", "decision") == "decision" else None
    )
    ten = due_on("court_demand_10", demanded, jurisdiction) if demanded else None
    state = str(known.get("court_state") or "")
    return {
        **days,
        "court_window_begun": bool(opens and on.isoformat() > opens),
        "court_window_open": bool(arguable and on.isoformat() <= arguable),
        "court_window_safe": bool(days and on.isoformat() <= str(days["court_apply_by"])),
        "court_window_missed": bool(arguable and on.isoformat() > arguable),
        "demand_for_decision_served": demanded is not None,
        "demand_ten_days_over": ten is not None and on > ten,
        "court_running": state in OPEN_COURT,
        "court_state": state or None,
        "court_review_due_on": _review_due(known, state, jurisdiction),
        "court_review_open": _review_open(known, state, on, jurisdiction),
    }


def _review_due(known: Known, state: str, jurisdiction: str) -> str | None:
    """Last day to turn to the higher court against a refusal (行政强制法 第五十六条第二款、第五十八条第三款)."""
    names = {
        "refused": ("court_refusal_objection", "court_refused_on"),
        "denied": ("court_review", "court_denied_on"),
    }
    if state not in names:
        return None
    clock, started = names[state]
    began = day(known, started)
    return due_on(clock, began, jurisdiction).isoformat() if began else None


def _review_open(known: Known, state: str, on: date, jurisdiction: str) -> bool:
    due = _review_due(known, state, jurisdiction)
    return bool(due and on.isoformat() <= due and not known.get("court_review_asked"))


def _course(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    suspended = day(known, "enforcement_suspended_on") if known.get("enforcement_suspended") else None
    paid = money(known, "paid") + money(known, "additional_fine_paid") + money(known, "daily_paid")
    next_on, missed = _agreement(known, paid, on)
    accrued = late_fine(known, on, jurisdiction)
    return {
        "agreement_running": bool(known.get("agreement_running")),
        "agreement_next_due_on": next_on.isoformat() if next_on else None,
        "agreement_overdue": missed,
        "enforcement_suspended": bool(suspended),
        "enforcement_ended": bool(known.get("enforcement_ended_on")),
        "suspended_three_years": late("enforcement_suspension", suspended, on, jurisdiction),
        "additional_fine_days": accrued.days if accrued else 0,
        "restoration_due": bool(refundable(known, fine_of(known))),
        "refund_decided": money(known, "refund_decided") > money(known, "refunded"),
        "refund_open": str(max(money(known, "refund_decided") - money(known, "refunded"), NOTHING)),
        "anything_executed": bool(
            paid
            or money(known, "performance_cost_paid")
            or known.get("performed_on_behalf_on")
            or known.get("demolished_on")
        ),
        "payments_booked": paid + money(known, "performance_cost_paid") > 0,
    }


def _agreement(known: Known, paid: Decimal, on: date) -> tuple[date | None, bool]:
    """The next instalment of a running agreement that payments do not cover, and whether it is overdue."""
    if not known.get("agreement_running"):
        return None, False
    covered = paid - money(known, "paid_before_agreement")
    for row in known.get("agreement_instalments") or []:
        covered -= Decimal(row["amount"])
        if covered < 0:
            due = date.fromisoformat(row["due_on"])
            return due, on > due
    return None, False


def _on_behalf(known: Known, on: date, bases: list[str]) -> dict[str, Any]:
    """代履行: only for a duty to remove or restore, never for money."""
    duty = "correction_order" in bases or "demolition_order" in bases or other_performance_pending(known)
    return {
        "restoration_overdue": duty and bool(bases),
        "performance_on_behalf_pending": bool(known.get("performance_on_behalf_decided_on"))
        and not known.get("performed_on_behalf_on"),
        "costs_settled": bool(known.get("performance_cost_settled_on")),
        "costs_to_settle": bool(
            known.get("performed_on_behalf_on") or known.get("performed_on_behalf_now_on")
        )
        and not known.get("performance_cost_settled_on"),
        "costs_outstanding": str(costs_outstanding(known)),
        "cost_budget": known.get("performance_on_behalf_budget"),
        "immediate_notice_pending": bool(known.get("immediate_performance_notice_due"))
        and not known.get("immediate_performance_notice_served_on"),
    }


def _demolition(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    served = day(known, "demolition_order_served_on")
    waiting = served is None or known.get("relief_pending")
    due = day(known, "demolition_announcement_due_on")
    return {
        "demolition_pending": demolition_pending(known),
        "demolition_overdue": demolition_overdue(known, on),
        "demolition_relief_over": not waiting
        and late("reconsideration", served, on, jurisdiction)
        and late("litigation", served, on, jurisdiction),
        "demolition_demanded": known.get("demand_basis") == "demolition_order"
        and bool(known.get("demand_notice_served_on")),
        "demolition_announcement_over": due is not None and on > due,
    }


def _daily(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """按日连续处罚 (生态环境法典 第一千零六十条): the recheck found that the violation goes on."""
    served = day(known, "daily_penalty_notice_served_on")
    return {
        "continuation_found": known.get("corrected") is False and bool(known.get("correction_rechecked_on")),
        "daily_notice_served": served is not None,
        "daily_window_over": late("hearing_request", served, on, jurisdiction),
        "daily_imposed": bool(known.get("daily_decided_on")),
    }
