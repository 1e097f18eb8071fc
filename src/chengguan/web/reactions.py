"""What follows elsewhere after an act: one literal table. A prefix of the act's kind -> functions run in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from chengguan.amendments.acts.rehearsing import rehearse_posted
from chengguan.audits.worker import run_posted as run_file_audit
from chengguan.cases.acts.lapsing import lapse_due_measures
from chengguan.cases.acts.likeness import keep_likeness
from chengguan.cases.knocking import forget as forget_wrong_codes
from chengguan.cases.procedure.approving import perform_when_passed
from chengguan.cases.procedure.enforcing import keep_outstanding, verify_outstanding
from chengguan.cases.procedure.following import refresh_subject
from chengguan.cases.procedure.footage import follow_footage, name_ties, note_steps
from chengguan.cases.procedure.holding import hold_open_cases, keep_footage, keep_with_dossier, verify_holds
from chengguan.cases.procedure.watching import leave_fast_track
from chengguan.cases.verifying import verify_case_columns, verify_payments
from chengguan.cases.verifying_footage import verify_exhibits, verify_footage
from chengguan.cases.verifying_goods import verify_goods
from chengguan.cases.verifying_transfers import verify_handovers
from chengguan.cases.worker import look_after_fast_track
from chengguan.disclosure.acts.delivering import follow_party
from chengguan.disclosure.copying import copy_posted
from chengguan.disclosure.exchange.verifying import verify_deliveries
from chengguan.disclosure.following import (
    end_expired,
    follow_changed,
    follow_publication,
    follow_undone,
    prepare_decided,
    publish_by_itself,
    withdraw_by_itself,
)
from chengguan.disclosure.portal.indexing import follow as follow_public_text
from chengguan.disclosure.portal.indexing import verify_index as verify_public_text
from chengguan.disclosure.verifying import verify_publications
from chengguan.disclosure.verifying_credit import verify_credit
from chengguan.disclosure.worker import look_after_deliveries, push_posted
from chengguan.documents.rendering import render_posted
from chengguan.documents.storing import remove_posted, sweep
from chengguan.documents.verifying import verify_files, verify_instruments, verify_issued
from chengguan.dossiers.acts.exporting import expire_exports
from chengguan.dossiers.exporting.worker import export_posted
from chengguan.dossiers.verifying import verify_dossiers
from chengguan.dossiers.worker import bind_posted
from chengguan.ledger.acting import Reaction
from chengguan.ledger.snapshots import verify_snapshots
from chengguan.quality.holding import hold_for_inquiry
from chengguan.recordings.acts.holds import settle_recent
from chengguan.recordings.acts.marking import tie_marked
from chengguan.recordings.collecting import look_after_uploads
from chengguan.recordings.finding import index_done
from chengguan.recordings.packing import expire_packages
from chengguan.recordings.removing import remove_posted as remove_destroyed
from chengguan.recordings.verifying import verify_recordings, verify_removed
from chengguan.recordings.worker import derive_posted, finish_posted, pack_posted, prepare_posted
from chengguan.reports.annual import duties as annual_duties
from chengguan.reports.annual.document import render_posted as render_annual
from chengguan.reports.annual.verifying import verify_annual
from chengguan.reports.issued import verify_issued_reports
from chengguan.reports.measures.keeping import keep_facts, keep_measures
from chengguan.reports.measures.verifying import verify_measures
from chengguan.reports.statistics.duties import remind_of_statistics
from chengguan.statutes.verifying import verify_statutes

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {
    "annual.": (annual_duties.follow,),
    "approval.endorse": (perform_when_passed, refresh_subject),
    "approval.propose": (refresh_subject,),
    "approval.return": (refresh_subject,),
    # Facts come first: an act that another reaction performs in turn is a later step.
    "case.": (
        keep_facts,
        keep_likeness,
        leave_fast_track,
        refresh_subject,
        keep_outstanding,
        keep_footage,
    ),
    "case.identify_party": (name_ties,),
    "case.finish_investigation": (note_steps,),
    "case.close": (note_steps,),
    "summary.": (
        keep_facts,
        keep_likeness,
        refresh_subject,
        keep_outstanding,
        keep_footage,
    ),
    "case.decide": (prepare_decided,),
    "summary.decide": (prepare_decided,),
    "case.annul_decision": (follow_undone,),
    "case.conclude_relief": (follow_undone,),
    "case.correct_instrument": (follow_changed,),
    "party.amend": (follow_changed, follow_party),
    "lead.": (refresh_subject,),
    "dossier.": (keep_with_dossier,),
    "fault.": (hold_for_inquiry,),
    "publication.": (follow_publication, follow_public_text),
    "recording.": (follow_footage,),
    "recording.receive": (tie_marked, index_done),
    "recording.correct": (tie_marked, index_done),
    "recording.mark": (tie_marked,),
    "recording.tie": (index_done,),
    "recording.untie": (index_done,),
    "recording.describe": (index_done,),
}

# Work outside the database, by topic; done by `manage.py worker`.
OUTBOX_HANDLERS: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "annual.render": render_annual,
    "recordings.package": pack_posted,
    "documents.render": render_posted,
    "dossiers.bind": bind_posted,
    "documents.remove": remove_posted,
    "recordings.remove": remove_destroyed,
    "amendments.rehearse": rehearse_posted,
    "cases.fast_track_term": look_after_fast_track,
    "recordings.prepare": prepare_posted,
    "recordings.derive": derive_posted,
    "recordings.finish": finish_posted,
    "dossiers.export": export_posted,
    "audits.run": run_file_audit,
    "disclosure.copy": copy_posted,
    "disclosure.push": push_posted,
}

# What the law lets happen by itself on a day; the worker does it once a day and bears doing it again.
DAILY: tuple[Callable[[datetime], object], ...] = (
    annual_duties.remind,
    lapse_due_measures,
    sweep,
    look_after_uploads,
    hold_open_cases,
    settle_recent,
    expire_packages,
    expire_exports,
    withdraw_by_itself,
    publish_by_itself,
    end_expired,
    keep_measures,
    remind_of_statistics,
    look_after_deliveries,
    forget_wrong_codes,
)

# Checks that `manage.py verify` makes beside those of the ledger itself.
VERIFIERS: tuple[Callable[[], Iterator[str]], ...] = (
    verify_annual,
    verify_snapshots,
    verify_instruments,
    verify_issued,
    verify_files,
    verify_recordings,
    verify_removed,
    verify_holds,
    verify_case_columns,
    verify_handovers,
    verify_payments,
    verify_outstanding,
    verify_goods,
    verify_footage,
    verify_exhibits,
    verify_statutes,
    verify_dossiers,
    verify_publications,
    verify_credit,
    verify_deliveries,
    verify_public_text,
    verify_measures,
    verify_issued_reports,
)
