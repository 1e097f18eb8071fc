"""Facts of enforcement through the court (行政强制法 第五十三条至第六十条; 行诉解释 第一百五十三条至第一百六十一条)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Payment
from chengguan.ledger.acting import Sheet

from .base import case_sheet
from .enforcement import said
from .execution import total_outstanding
from .known import day
from .owed import costs_outstanding


def claim(case: Case, on: date, jurisdiction: str) -> Decimal:
    """Every sum for which the court may be asked: fine, additional fine, daily fine and costs of performance on behalf."""
    return total_outstanding(case.known, on, jurisdiction) + costs_outstanding(case.known)


def apply(
    *, actor: Viewer, at: datetime, case: Case, court: str, claims: str, basis: str, opinion: str, clues: str,
    urgent: bool, urgency: str, approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.apply_to_court: the five papers of 第五十五条."""
    inputs = {
        "court_named": said(court),
        "court_claims_stated": said(claims),
        "court_basis_stated": said(basis),
        "court_opinion_stated": said(opinion),
        "court_object_stated": said(clues),
        "court_urgent": urgent,
        "court_urgency_stated": said(urgency),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def preservation(
    *, actor: Viewer, at: datetime, case: Case, court: str, grounds: str, assets: str, amount: Decimal,
    approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.apply_court_preservation (行诉解释 第一百五十九条)."""
    limit = claim(case, local_date(at), actor.jurisdiction)
    inputs = {
        "court_named": said(court),
        "preservation_reasoned": said(grounds),
        "preservation_object_stated": said(assets) and 0 < amount <= limit,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def _paper(case: Case, at: datetime, organ: str, number: str, on: date) -> dict[str, Any]:
    applied = day(case.known, "court_applied_on")
    return {
        "court_paper_stated": said(organ) and said(number),
        "court_event_on": on.isoformat(),
        "court_event_ordered": applied is not None and applied <= on <= local_date(at),
    }


def acceptance(
    *, actor: Viewer, at: datetime, case: Case, accepted: bool, court: str, number: str, received_on: date, why: str,
    doubt: bool = False,
) -> Sheet:  # fmt: skip
    """Facts of case.record_court_acceptance."""
    return case_sheet(actor=actor, at=at, case=case, inputs=_paper(case, at, court, number, received_on))


def ruling(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    permitted: bool,
    court: str,
    number: str,
    received_on: date,
    why: str,
) -> Sheet:
    """Facts of case.record_court_ruling."""
    return case_sheet(actor=actor, at=at, case=case, inputs=_paper(case, at, court, number, received_on))


def review(
    *, actor: Viewer, at: datetime, case: Case, court: str, grounds: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.seek_court_review."""
    inputs = {"court_review_reasoned": said(grounds) and said(court)}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def review_result(
    *, actor: Viewer, at: datetime, case: Case, upheld: bool, court: str, number: str, received_on: date
) -> Sheet:
    """Facts of case.record_court_review."""
    return case_sheet(actor=actor, at=at, case=case, inputs=_paper(case, at, court, number, received_on))


def execution(
    *, actor: Viewer, at: datetime, case: Case, kind: str, amount: Decimal, reference: str, court: str, number: str,
    happened_on: date, description: str,
) -> Sheet:  # fmt: skip
    """Facts of case.record_court_execution."""
    paid = kind == "money"
    used = Payment.objects.filter(bureau_id=case.bureau_id, reference=reference, reversed_on=None).exists()
    inputs = {
        **_paper(case, at, court, number, happened_on),
        "court_execution_kind": kind or "none",
        "court_amount_positive": not paid or amount > 0,
        "court_amount_within": not paid or amount <= claim(case, happened_on, actor.jurisdiction),
        "payment_reference_new": not paid or (said(reference) and not used),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
