"""Facts of the transfer of cases that may be crimes (移送规定; 行政处罚法 第二十七条、第三十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import read

from .base import case_sheet, derives, officers_facts
from .known import Known, day, numbers

# Stages in which a fine would stand in for the transfer (移送规定 第十一条第一款).
PENDING: Final = frozenset({"suspected", "team", "reported", "approved", "sent", "received", "police_filed", "police_refused", "objected", "items_handed"})  # fmt: skip
CRIMINAL_PENALTY: Final = frozenset({"convicted"})
HELD: Final = ("preservation", "seal", "impound")


def thresholds(on: date, jurisdiction: str) -> list[Mapping[str, Any]]:
    """涉嫌犯罪移送标准: the rows of the list in force; none where a place keeps no list."""
    listing = book().listing("criminal_thresholds", on=on, jurisdiction=jurisdiction)
    return list(listing.rows()) if listing else []


def threshold(offence: str, on: date, jurisdiction: str) -> Mapping[str, Any]:
    """The row of one offence; empty for one that the list does not know."""
    return next((row for row in thresholds(on, jurisdiction) if row["id"] == offence), {})


def stage_of(known: Known) -> str:
    """涉嫌犯罪移送进度."""
    return str(known.get("crime_stage") or "none")


def last_decision(known: Known) -> Mapping[str, Any]:
    """The newest row of `crime_decisions`: reported, approved, sent."""
    rows: Sequence[Mapping[str, Any]] = known.get("crime_decisions") or [{}]
    return rows[-1]


def measures_held(known: Known) -> list[Mapping[str, Any]]:
    """查封、扣押、先行登记保存 that are still in force: rows of the fact `measures` without an end."""
    rows = known.get("measures") or []
    return [row for row in rows if row.get("kind") in HELD and not row.get("ended_on")]


@derives
def criminal_state(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """What follows on a day from the course of a transfer."""
    held = measures_held(known)
    values: dict[str, Any] = {"seized_goods_held": bool(held)}
    stage = stage_of(known)
    values["seized_goods_present"] = bool(held or known.get("crime_goods_seized"))
    if stage == "none":
        return values
    suspected = day(known, "crime_suspected_on")
    return values | {
        "crime_team_days": (on - suspected).days if suspected else 0,
        "crime_bars_fine": stage in PENDING or known.get("crime_outcome") in CRIMINAL_PENALTY,
        "crime_decision_overdue": stage == "reported" and _over("transfer_decision", day(known, "crime_reported_on"), on, jurisdiction),
        "crime_items_overdue": stage == "police_filed" and _over("transfer_items", day(known, "crime_police_notice_on"), on, jurisdiction),
        "crime_objection_overdue": stage == "police_refused" and _over("nonfiling_objection", day(known, "crime_police_notice_on"), on, jurisdiction),
    }  # fmt: skip


def _over(clock: str, since: date | None, on: date, jurisdiction: str) -> bool:
    if since is None:
        return False
    return on > read(book(), clock, started=since, as_of=on, jurisdiction=jurisdiction).due_on


def send_due_at(known: Known, jurisdiction: str) -> datetime | None:
    """移送的最后时刻: twenty-four clock hours from the approval (移送规定 第五条第二款)."""
    text = last_decision(known).get("approved_at")
    if not text:
        return None
    approved = datetime.fromisoformat(str(text))
    return read(book(), "transfer_send", started=approved, as_of=approved, jurisdiction=jurisdiction).due_at


# --- suspicion, team, report, decision ---------------------------------------------------------------------


def suspicion(
    *, actor: Viewer, at: datetime, case: Case, offence: str, description: str, amount: Decimal | None = None,
    circumstances: Sequence[str] = (), consequence: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.suspect_crime."""
    row = threshold(offence, local_date(at), actor.jurisdiction)
    listed = set(row.get("circumstances") or ())
    limit = row.get("amount")
    reached = amount is not None and limit is not None and amount >= Decimal(str(limit))
    inputs = {
        "crime_offence_named": bool(row),
        "crime_signs_stated": bool(amount or circumstances or consequence.strip()),
        "crime_described": bool(description.strip()),
        "crime_threshold_reached": reached or bool(listed & set(circumstances)),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def team(*, actor: Viewer, at: datetime, case: Case, officers: Sequence[int]) -> Sheet:
    """Facts of case.name_transfer_team."""
    return case_sheet(
        actor=actor, at=at, case=case, inputs=officers_facts(officers, local_date(at), case.known)[0]
    )


def report(
    *, actor: Viewer, at: datetime, case: Case, findings: str, evidence: Sequence[str], opinion: str, law: str
) -> Sheet:
    """Facts of case.report_transfer."""
    inputs = {
        "actor_in_crime_team": actor.officer_id in numbers(case.known, "crime_team"),
        "crime_facts_verified": bool(findings.strip()),
        "crime_evidence_listed": bool(evidence),
        "crime_opinion_stated": bool(opinion.strip() and law.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def decision(*, actor: Viewer, at: datetime, case: Case, approved: bool, opinion: str) -> Sheet:
    """Facts of case.approve_transfer."""
    inputs = {"crime_decision_reasoned": approved or bool(opinion.strip())}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def sending(
    *, actor: Viewer, at: datetime, case: Case, agency: str, goods: Sequence[str], no_goods: bool, covered: Sequence[str],
    expertise: str, materials: Sequence[str], copied: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.send_transfer: five papers, every seized thing listed, twenty-four hours."""
    due = send_due_at(case.known, actor.jurisdiction)
    held = {str(row["no"]) for row in measures_held(case.known)}
    inputs = {
        "letter_agency_named": bool(agency.strip()),
        "crime_goods_listed": bool(goods) != no_goods,
        "crime_goods_missing": len(held - set(covered)),
        "crime_expertise_settled": bool(expertise.strip()),
        "letter_listed": bool(materials),
        "crime_send_overdue": due is not None and at > due,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def telling(*, actor: Viewer, at: datetime, case: Case, goods: Sequence[str], content: str = "") -> Sheet:
    """Facts of case.tell_seized_transfer (行政强制法 第二十一条)."""
    return case_sheet(actor=actor, at=at, case=case, inputs={"seized_goods_stated": bool(goods)})


# --- what the police do ------------------------------------------------------------------------------------


def police_receipt(
    *, actor: Viewer, at: datetime, case: Case, received_on: date, receiver: str, forwarded_to: str = "",
    forwarded_at: datetime | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.record_police_receipt."""
    sent = day(case.known, "crime_sent_on")
    late = False
    if forwarded_at is not None:
        begun = datetime.combine(received_on, datetime.min.time(), CHINA) + timedelta(days=1)
        late = forwarded_at > read(book(), "police_forward", started=begun, as_of=begun, jurisdiction=actor.jurisdiction).due_at  # fmt: skip
    inputs = {
        "receipt_stated": bool(receiver.strip()),
        "receipt_dated": sent is not None and sent <= received_on <= local_date(at),
        "police_forward_late": late,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def police_decision(
    *, actor: Viewer, at: datetime, case: Case, filed: bool, number: str, notified_on: date, reason: str = "",
    returned_on: date | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.record_police_decision."""
    sent = day(case.known, "crime_sent_on")
    inputs = {
        "police_notice_stated": bool(number.strip()),
        "police_notice_dated": sent is not None and sent <= notified_on <= local_date(at),
        "police_refusal_explained": filed or bool(reason.strip() and returned_on is not None),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def items(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], goods: Sequence[str], receiver: str, place: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.hand_over_items."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "items_listed": bool(goods),
        "items_received": bool(receiver.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def objection(
    *, actor: Viewer, at: datetime, case: Case, way: str, agency: str, reasons_given: str, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.object_non_filing."""
    inputs = {
        "objection_way": way or None,
        "objection_reasoned": bool(reasons_given.strip() and agency.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def outcome(
    *, actor: Viewer, at: datetime, case: Case, result: str, organ: str, number: str, effective_on: date,
    criminal_fine: Decimal | None = None, note: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.record_criminal_outcome."""
    sent = day(case.known, "crime_sent_on")
    inputs = {
        "criminal_outcome_given": result or None,
        "criminal_document_stated": bool(organ.strip() and number.strip()),
        "criminal_outcome_dated": sent is not None and sent <= effective_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def resumption(
    *, actor: Viewer, at: datetime, case: Case, explanation: str, approval: Approval | None = None
) -> Sheet:
    """Facts of case.resume_after_transfer."""
    inputs = {"resumption_reasoned": bool(explanation.strip())}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def set_off(*, actor: Viewer, at: datetime, case: Case, amount: Decimal, note: str) -> Sheet:
    """Facts of case.record_set_off (行政处罚法 第三十五条第二款)."""
    inputs = {"set_off_amount": str(amount), "set_off_documented": bool(note.strip())}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
