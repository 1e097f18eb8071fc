"""Which periods run in a case or lead: which fact starts each, which fact stops it, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.ledger.norms import book
from lawengine.backwards import demand_reading
from lawengine.clock import ClockReading, Extension, Pause, read
from lawengine.facts import as_day

from .enforcement_state import COURT_DEMAND, COURT_DEMAND_TITLE, court_days, plan_of
from .known import Known, day

# What ends the time for an application to the court.
NO_MORE_COURT: Final = ("court_applied_on", "performed_on", "enforcement_ended_on", "closed_on")


@dataclass(frozen=True)
class Running:
    """One period of the procedure. `term` names the fact that fixes its last day where a document does (限期改正).

    `of_party`: the period is a right or duty of the party, not a task of the bureau; `right`: it simply runs out. `role` holds the duty, `act` ends it.
    `each` names a list fact: the period runs once for every row of it (of one of the `kinds`), from facts of that row;
    `mark` then is the number of the row.
    """

    clock: str
    starts: str
    stops: tuple[str, ...]
    role: str = "handler"
    act: str = ""
    term: str = ""
    of_party: bool = False
    right: bool = False
    each: str = ""
    kinds: tuple[str, ...] = ()
    mark: str = ""


CASE_CLOCKS: Final = (
    Running("case_decision", "filed_on", ("decided_on", "withdrawn_on", "transferred_on", "terminated_on", "merged_on"), act="case.decide"),
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
    Running(COURT_DEMAND, "court_window_from", ("demand_notice_served_on", *NO_MORE_COURT), act="case.demand"),
    Running("court_application", "court_window_from", NO_MORE_COURT, act="case.apply_to_court"),
    Running("court_judgment", "court_window_from", NO_MORE_COURT, act="case.apply_to_court"),
    Running("court_acceptance", "court_applied_on", ("court_accepted_on", "court_refused_on"), act="case.record_court_acceptance"),
    Running("court_ruling", "court_accepted_on", ("court_ruled_on", "court_closed_on"), act="case.record_court_ruling"),
    Running("court_ruling_doubt", "court_accepted_on", ("court_ruled_on", "court_closed_on"), act="case.record_court_ruling"),
    Running("court_urgent", "court_urgent_ruled_on", ("court_closed_on", "performed_on"), act="case.record_court_execution"),
    Running("court_refusal_objection", "court_refused_on", ("court_review_on", "court_accepted_on", "court_closed_on"), act="case.seek_court_review"),
    Running("court_review", "court_denied_on", ("court_review_on", "court_closed_on"), act="case.seek_court_review"),
    Running("enforcement_suspension", "enforcement_suspended_on", ("enforcement_resumed_on", "enforcement_ended_on"), act="case.end_enforcement"),
    Running("case_close", "performed_on", ("closed_on",), act="case.close"),
    Running("archive_term", "closed_on", ("archived_on",), "archivist", "case.archive"),
    Running("fast_track_term", "fast_track_entered_on", ("decided_on", "fast_track_exited_on", "withdrawn_on", "transferred_on", "terminated_on"), act="case.decide"),
    Running("preservation_7", "begun_on", ("ended_on",), act="case.decide_preservation", each="measures", kinds=("preservation",)),
    Running("seizure_30", "begun_on", ("ended_on",), act="case.lift_measure", each="measures", kinds=("seal", "impound")),
    Running("seizure_urgent_report", "urgent_at", ("ratified_on", "ended_on"), "organ_head", "case.ratify_seizure", each="measures"),
    Running("claim_announcement", "announced_on", ("ended_on",), of_party=True, right=True, each="claim_announcements"),
    Running("transfer_decision", "reported_on", ("decided_on",), "organ_head", "case.approve_transfer", each="crime_decisions"),
    Running("transfer_send", "approved_at", ("sent_at",), act="case.send_transfer", each="crime_decisions"),
    Running("transfer_items", "filed_on", ("handed_on", "ended_on"), act="case.hand_over_items", each="crime_notices"),
    Running("nonfiling_objection", "refused_on", ("objected_on", "ended_on"), act="case.object_non_filing", each="crime_notices"),
    Running("agency_send", "jurisdiction_lost_on", ("transferred_on", "closed_on"), act="case.transfer_case"),
)  # fmt: skip

LEAD_CLOCKS: Final = (
    Running("lead_check", "discovered_on", ("filed_on", "declined_on", "filed_case", "lead_transferred_on"), act="case.file"),
    Running("agency_send", "verified_on", ("lead_transferred_on", "declined_on", "filed_case"), act="lead.transfer"),
)  # fmt: skip
ENDED_SHOWN: Final = timedelta(days=30)


def readings(
    known: Known, table: Iterable[Running], on: date, jurisdiction: str
) -> list[tuple[Running, ClockReading]]:
    """Every period of the table that has begun, read as of a day."""
    found = []
    known = {**known, **court_days(known, on, jurisdiction)}
    for running in table:
        if running.each:
            found += _row_readings(known, running, on, jurisdiction)
            continue
        started = day(known, running.starts)
        if started is None or not _applies(running, known):
            continue
        if running.clock == COURT_DEMAND:
            found.append((running, _court_demand(known, running, on, jurisdiction)))
            continue
        found.append((running, reading(known, running, started, on, jurisdiction)))
    return found


def _row_readings(
    known: Known, running: Running, on: date, jurisdiction: str
) -> list[tuple[Running, ClockReading]]:
    """One reading per row of a list fact, titled by the row's own title (先行登记保存、查封、扣押 run side by side)."""
    found = []
    for row in known.get(running.each) or []:
        if running.kinds and row.get("kind") not in running.kinds:
            continue
        if not row.get(running.starts):
            continue
        read_row = reading(row, running, _begun(str(row[running.starts])), on, jurisdiction)
        titled = replace(
            read_row, title=f"{read_row.title}（{row['title']}）" if row.get("title") else read_row.title
        )
        found.append((replace(running, mark=str(row["no"])), titled))
    return found


def _begun(text: str) -> date | datetime:
    """Periods of hours run from the moment, periods of days from the day."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def reading(
    known: Known, running: Running, started: date | datetime, on: date, jurisdiction: str
) -> ClockReading:
    """One period, with the pauses and extensions that its norm allows. `known`: the facts of the case, or of one row."""
    norm = book().clock(running.clock, on=as_day(started), jurisdiction=jurisdiction)
    pauses = [pause for pause in _pauses(known) if pause.why in norm.excludes]
    extensions = [extension for extension in _extensions(known) if extension.id in norm.extendable]
    return read(
        book(),
        running.clock,
        started=started,
        as_of=on,
        jurisdiction=jurisdiction,
        pauses=pauses,
        extensions=extensions if running.each or running.clock in ("case_decision", "lead_check") else [],
        stopped=_stopped(known, running),
        term=day(known, running.term) if running.term else None,
    )


def _court_demand(known: Known, running: Running, on: date, jurisdiction: str) -> ClockReading:
    """最迟送达催告书, counted backwards from the last day for the court."""
    found = plan_of(known, jurisdiction)
    assert found is not None
    reading = demand_reading(found[1], clock=COURT_DEMAND, title=COURT_DEMAND_TITLE, as_of=on)
    stopped = _stopped(known, running)
    return replace(reading, stopped_on=stopped, state="stopped") if stopped else reading


def _applies(running: Running, known: Known) -> bool:
    """A hearing period runs only where there is a right to a hearing; payment only where there is a fine."""
    if running.clock == "hearing_request":
        return bool(known.get("hearing_right"))
    if running.clock == "pay":
        return float(known.get("fine") or 0) > 0
    if running.clock == "case_decision":
        return known.get("procedure") == "ordinary"
    if running.starts == "court_window_from":
        mine = running.clock == known.get("court_window_clock") and bool(known.get("demand_notice_served_on"))
        return running.clock == COURT_DEMAND or mine
    if running.clock in ("court_ruling", "court_ruling_doubt"):
        return bool(known.get("court_doubt")) == (running.clock == "court_ruling_doubt")
    if running.clock == "litigation":
        return known.get("procedure") == "ordinary"
    if running.clock == "agency_send":
        return known.get("own_jurisdiction") is False or bool(known.get("jurisdiction_lost_on"))
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
