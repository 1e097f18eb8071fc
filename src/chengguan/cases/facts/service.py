"""Facts of service (行政处罚法 第六十一条; 民事诉讼法 第八十七条至第九十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, Service
from chengguan.documents.issuing import specification
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Sheet

from .base import case_sheet, derives, officers_facts
from .execution import late
from .joint_service import companions
from .known import Known, day

# Letters to other organs (移送、抄告、协助).
OTHER_ORGANS: Final = (
    "agency_notice", "assistance_letter", "criminal_transfer_letter", "criminal_transfer_report", "filing_supervision_suggestion",
    "incoming_receipt", "joint_discipline_proposal", "jurisdiction_request", "lead_transfer_letter", "nonfiling_review_request",
    "obstruction_transfer", "official_clue_letter", "outcome_feedback", "procuratorate_reply", "public_interest_clue",
    "transfer_team_appointment",
)  # fmt: skip
NOT_FOR_PARTY: Final = frozenset(
    {
        "appraisal_commission",
        "claim_announcement",
        "court_application",
        "court_preservation_application",
        "court_review_application",
        "demolition_announcement",
        "hearing_announcement",
        "hearing_report",
        "investigation_report",
        "lead_reply",
        "legal_review_opinion",
        "service_announcement",
        "transfer_letter",
        *OTHER_ORGANS,
    }
)
DECISIONS: Final = frozenset(
    {"penalty_decision", "summary_decision", "exemption_decision", "first_exemption_decision"}
)


def for_party(kind: str, at: datetime, jurisdiction: str) -> bool:
    """Whether an instrument is meant for the party: letters are, but for those to others; forms and records are the bureau's own."""
    if kind in NOT_FOR_PARTY:
        return False
    return kind == "summary_decision" or specification(kind, at, jurisdiction).layout == "letter"


def is_decision(case: Case, instrument: Instrument) -> bool:
    """Whether this is the decision of the case, from whose service the party's periods run."""
    named = case.known.get("decision_instrument")
    return str(instrument.pk) == str(named) if named else instrument.kind in DECISIONS


@derives
def public_notices(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Service by public notice that is under way: since when it counts as served (民事诉讼法 第九十五条)."""
    if "procedure" not in known:
        return {}
    ends = sorted(str(row["effective_on"]) for row in (known.get("public_notice_started") or {}).values())
    return {
        "public_notice_running": bool(ends),
        "public_notice_over": bool(ends) and on.isoformat() > ends[0],
        "public_notice_effective_on": ends[0] if ends else None,
        "service_address_known": bool(known.get("service_address")),
    }


def confirm_service_address(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    receiver: str,
    address: str,
    phone: str,
    electronic: bool,
    electronic_address: str,
    signed: bool,
) -> Sheet:
    """Facts of case.confirm_service_address."""
    inputs = {
        "service_address_stated": bool(receiver.strip() and address.strip()),
        "service_address_signed": signed,
        "electronic_chosen": electronic,
        "electronic_address_stated": bool(electronic_address.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def serve(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    instrument: Instrument,
    method: str,
    served_on: date,
    place: str,
    receiver: str,
    relation: str,
    officers: Sequence[int],
    proof: bool,
    details: Mapping[str, Any],
    together: Sequence[UUID] | None = None,
) -> Sheet:
    """Facts of case.serve. `details` are the particulars of the method, as the form names them."""
    decision = is_decision(case, instrument)
    inputs = {
        **_instrument_facts(case, instrument, at, actor.jurisdiction),
        **_method_facts(details, served_on),
        "service_on": served_on.isoformat(),
        "service_method": method or None,
        "proof_of_service": proof,
        "service_place_stated": bool(place.strip()),
        "service_officers": _able(officers, local_date(at), case.known),
        "service_late": decision
        and late("deliver", day(case.known, "decided_on"), served_on, actor.jurisdiction),
        "receiver_named": bool(receiver.strip()),
        "receiver_relation": relation or None,
        "together_foreign": _foreign(case, instrument, together),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def together_with(case: Case, instrument: Instrument, named: Sequence[UUID] | None) -> list[Instrument]:
    """Papers served together with this one: those named, or all that belong to it."""
    found = companions(case, instrument)
    return found if named is None else [paper for paper in found if paper.pk in set(named)]


def _foreign(case: Case, instrument: Instrument, named: Sequence[UUID] | None) -> bool:
    """Whether a paper was named that does not wait to go with this instrument."""
    return bool(named) and not set(named or ()) <= {paper.pk for paper in companions(case, instrument)}


def _instrument_facts(case: Case, instrument: Instrument, at: datetime, jurisdiction: str) -> dict[str, Any]:
    valid = instrument.subject_key == case.chain_key and instrument.state != Instrument.VOID
    waiting = Service.objects.filter(instrument=instrument).exists()
    return {
        "instrument_of_case": valid,
        "instrument_for_party": for_party(instrument.kind, at, jurisdiction),
        "instrument_unserved": not waiting,
        "instrument_issued_on": instrument.issued_on.isoformat(),
    }


def _method_facts(details: Mapping[str, Any], served_on: date) -> dict[str, Any]:
    def given(*fields: str) -> bool:
        return all(str(details.get(name) or "").strip() for name in fields)

    return {
        "receiver_adult_cohabiting": bool(details.get("adult_cohabiting")),
        "lien_witnessed": given("witness"),
        "lien_recorded": bool(details.get("recorded")),
        "lien_reason_stated": given("refusal"),
        "postal_receipt_stated": given("tracking_number"),
        "entrusted_body_stated": given("entrusted_to"),
        "electronic_arrival_stated": given("electronic_address"),
        "other_service_failed": bool(details.get("notice_ground")),
        "failed_attempts_recorded": given("failed_attempts"),
        "notice_place_stated": given("published_in"),
    }


def _able(ids: Sequence[int], on: date, known: Known) -> int:
    """How many different officers with valid credentials take part (行政处罚法 第四十二条)."""
    crew, _ = officers_facts(ids, on, known)
    sound = (
        crew["officers_distinct"]
        and crew["officers_credentials_valid"]
        and not crew["auxiliary_signed_as_officer"]
    )
    return int(crew["officers_count"]) if sound else 0


def complete_public_notice_service(
    *, actor: Viewer, at: datetime, case: Case, service: Service | None, officers: Sequence[int]
) -> Sheet:
    """Facts of case.complete_public_notice_service: thirty days have passed since the notice (民事诉讼法 第九十五条)."""
    row = notice_of(case.known, service)
    ended = row is not None and local_date(at).isoformat() > str(row["effective_on"])
    return case_sheet(
        actor=actor, at=at, case=case, inputs={"notice_chosen": row is not None, "chosen_notice_over": ended}
    )


def notice_of(known: Known, service: Service | None) -> dict[str, Any] | None:
    """The public notice of a service that is under way, as it is known."""
    started: dict[str, dict[str, Any]] = known.get("public_notice_started") or {}
    return started.get(str(service.instrument_id)) if service else None
