"""Which periods run in a case or lead: which fact starts each, which fact stops it, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from chengguan.ledger.norms import book
from lawengine.clock import ClockReading, Extension, Pause, read

from .known import Known, day


@dataclass(frozen=True)
class Running:
    """One period of the procedure. `term` names the fact that fixes its last day where a document does (限期改正).

    `of_party`: the period is a right or duty of the party, not a task of the bureau; `right`: it simply runs out. `role` holds the duty, `act` ends it.
    """

    clock: str
    starts: str
    stops: tuple[str, ...]
    role: str = "handler"
    act: str = ""
    term: str = ""
    of_party: bool = False
    right: bool = False


CASE_CLOCKS: Final = (
    Running("case_decision", "filed_on", ("decided_on", "withdrawn_on", "transferred_on", "terminated_on"), act="case.decide"),
    Running("correction_term", "correction_ordered_on", ("correction_rechecked_on",), act="case.recheck_correction", term="correction_due_on"),
    Running("recusal_decision", "recusal_requested_on", ("recusal_decided_on",), "organ_head", "case.decide_recusal"),
    Running("legal_review_time", "legal_review_requested_on", ("legal_review_concluded_on",), "legal_reviewer", "case.conclude_legal_review"),
    Running("statement_window", "prior_notice_served_on", ("defence_waived_on", "decided_on"), of_party=True, right=True),
    Running("hearing_request", "prior_notice_served_on", ("hearing_waived_on", "hearing_requested_on", "decided_on"), of_party=True, right=True),
    Running("hearing_hold_within", "hearing_requested_on", ("hearing_held_on", "hearing_ended_on"), "legal_reviewer", "case.hold_hearing"),
    Running("hearing_notice", "hearing_scheduled_on", ("hearing_notice_served_on",), "handler", "case.serve"),
    Running("hearing_report", "hearing_ended_on", ("hearing_reported_on",), "legal_reviewer", "case.report_hearing"),
    Running("deliver", "decided_on", ("decision_served_on", "decision_service_begun_on"), act="case.serve"),
    Running("pay", "decision_served_on", ("paid_in_full_on",), term="deferred_until", of_party=True),
    Running("reconsideration", "decision_served_on", ("reconsideration_applied_on",), of_party=True, right=True),
    Running("litigation", "decision_served_on", ("litigation_filed_on",), of_party=True, right=True),
    Running("demand_term", "demand_notice_served_on", ("paid_in_full_on", "performed_on"), of_party=True),
    Running("summary_report", "summary_decided_on", ("summary_reported_on",), act="summary.report"),
    Running("cash_officer_handin", "cash_collected_on", ("cash_handed_in_on",), act="case.hand_in_cash"),
    Running("cash_agency_bank", "cash_handed_in_on", ("cash_banked_on",), "finance", "case.deposit_cash"),
    Running("case_close", "performed_on", ("closed_on",), act="case.close"),
    Running("archive_term", "closed_on", ("archived_on",), "archivist", "case.archive"),
)  # fmt: skip

LEAD_CLOCKS: Final = (
    Running("lead_check", "discovered_on", ("filed_on", "declined_on", "filed_case"), act="case.file"),
)
ENDED_SHOWN: Final = timedelta(days=30)


def readings(
    known: Known, table: Iterable[Running], on: date, jurisdiction: str
) -> list[tuple[Running, ClockReading]]:
    """Every period of the table that has begun, read as of a day."""
    found = []
    for running in table:
        started = day(known, running.starts)
        if started is None or not _applies(running, known):
            continue
        found.append((running, reading(known, running, started, on, jurisdiction)))
    return found


def reading(known: Known, running: Running, started: date, on: date, jurisdiction: str) -> ClockReading:
    """One period, with the pauses and extensions that its norm allows."""
    norm = book().clock(running.clock, on=started, jurisdiction=jurisdiction)
    pauses = [pause for pause in _pauses(known) if pause.why in norm.excludes]
    extensions = [extension for extension in _extensions(known) if extension.id in norm.extendable]
    return read(
        book(),
        running.clock,
        started=started,
        as_of=on,
        jurisdiction=jurisdiction,
        pauses=pauses,
        extensions=extensions if running.clock in ("case_decision", "lead_check") else [],
        stopped=_stopped(known, running),
        term=day(known, running.term) if running.term else None,
    )


def _applies(running: Running, known: Known) -> bool:
    """A hearing period runs only where there is a right to a hearing; payment only where there is a fine."""
    if running.clock == "hearing_request":
        return bool(known.get("hearing_right"))
    if running.clock == "pay":
        return float(known.get("fine") or 0) > 0
    if running.clock == "case_decision":
        return known.get("procedure") == "ordinary"
    if running.clock == "litigation":
        return known.get("procedure") == "ordinary"
    return True


def _stopped(known: Known, running: Running) -> date | None:
    days = [stop for name in running.stops if (stop := _day_or_none(known, name))]
    return min(days) if days else None


def _day_or_none(known: Known, name: str) -> date | None:
    value = known.get(name)
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _pauses(known: Known) -> list[Pause]:
    rows: list[dict[str, Any]] = known.get("pauses") or []
    return [
        Pause(
            date.fromisoformat(row["begins_on"]),
            date.fromisoformat(row["ends_on"]) if row.get("ends_on") else None,
            row["kind"],
        )
        for row in rows
    ]


def _extensions(known: Known) -> list[Extension]:
    rows: list[dict[str, Any]] = known.get("extensions") or []
    return [Extension(row["by"], date.fromisoformat(row["on"]), int(row["days"])) for row in rows]
