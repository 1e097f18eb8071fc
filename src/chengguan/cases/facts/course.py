"""Facts of correction orders and of the course of an investigation: suspension, resumption, extension, termination."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import read

from .base import case_sheet, officers_facts
from .known import Known


def correction_order(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    demands: Sequence[str],
    due_on: date,
    credentials_shown: bool,
    **entered: object,
) -> Sheet:
    """Facts of case.order_correction."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "credentials_shown": credentials_shown,
        "correction_content_stated": any(demand.strip() for demand in demands),
        "correction_term": due_on,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def recheck(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    finding: str,
    credentials_shown: bool,
    process_recorded: bool,
    reported: bool = False,
    **entered: object,
) -> Sheet:
    """Facts of case.recheck_correction."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "credentials_shown": credentials_shown,
        "process_recorded": process_recorded,
        "correction_reported": reported,
        "recheck_described": bool(finding.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def suspension(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.suspend_investigation."""
    inputs = {"suspension_ground": ground or None, "suspension_explained": bool(explanation.strip())}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def resumption(
    *, actor: Viewer, at: datetime, case: Case, explanation: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.resume_investigation."""
    inputs = {"resumption_explained": bool(explanation.strip())}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def extension(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    days: int,
    explanation: str,
    deliberated_on: date | None = None,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.extend_time_limit."""
    inputs = {
        "extension_days": days,
        "extension_total": extended_days(case.known) + days,
        "extension_deliberated": deliberated_on is not None,
        "extension_explained": bool(explanation.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def extended_days(known: Known) -> int:
    """Days by which the case has been extended so far."""
    return sum(int(row["days"]) for row in known.get("extensions") or [])


def termination(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Sheet:
    """Facts of case.terminate_investigation."""
    inputs = {"termination_ground": ground or None, "termination_explained": bool(explanation.strip())}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def usual_correction_term(on: date, jurisdiction: str) -> date:
    """The last day of a correction term where the officers set no other (策略; 行政处罚法 第二十八条 names no figure)."""
    return read(book(), "correction_term", started=on, as_of=on, jurisdiction=jurisdiction).due_on


def extension_allowed(case: Case, jurisdiction: str) -> tuple[int, str] | None:
    """Days that the next extension may have, and the words for it; None where the norm knows no extension."""
    norm = book().clock("case_decision", on=case.opened_on, jurisdiction=jurisdiction)
    extra = norm.extendable.get("deliberation" if case.known.get("extensions") else "head")
    if extra is None or extra.length is None:
        return None
    return extra.length.count, f"{extra.title}：不超过{extra.length.title}。"
