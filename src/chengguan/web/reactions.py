"""What follows elsewhere after an act: one literal table. A prefix of the act's kind -> functions run in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from chengguan.amendments.acts.rehearsing import rehearse_posted
from chengguan.cases.acts.lapsing import lapse_due_measures
from chengguan.cases.acts.likeness import keep_likeness
from chengguan.cases.procedure.approving import perform_when_passed
from chengguan.cases.procedure.enforcing import keep_outstanding, verify_outstanding
from chengguan.cases.procedure.following import refresh_subject
from chengguan.cases.procedure.watching import leave_fast_track
from chengguan.cases.verifying import verify_case_columns, verify_payments
from chengguan.cases.verifying_goods import verify_goods
from chengguan.cases.verifying_transfers import verify_handovers
from chengguan.cases.worker import look_after_fast_track
from chengguan.documents.rendering import render_posted
from chengguan.documents.verifying import verify_files, verify_instruments, verify_issued
from chengguan.ledger.acting import Reaction
from chengguan.ledger.snapshots import verify_snapshots
from chengguan.statutes.verifying import verify_statutes

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {
    "approval.endorse": (perform_when_passed, refresh_subject),
    "approval.propose": (refresh_subject,),
    "approval.return": (refresh_subject,),
    "case.": (
        keep_likeness,
        leave_fast_track,
        refresh_subject,
        keep_outstanding,
    ),
    "summary.": (
        keep_likeness,
        refresh_subject,
        keep_outstanding,
    ),
    "lead.": (refresh_subject,),
}

# Work outside the database, by topic; done by `manage.py worker`.
OUTBOX_HANDLERS: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "documents.render": render_posted,
    "amendments.rehearse": rehearse_posted,
    "cases.fast_track_term": look_after_fast_track,
}

# What the law lets happen by itself on a day; the worker does it once a day and bears doing it again.
DAILY: tuple[Callable[[datetime], object], ...] = (lapse_due_measures,)

# Checks that `manage.py verify` makes beside those of the ledger itself.
VERIFIERS: tuple[Callable[[], Iterator[str]], ...] = (
    verify_snapshots,
    verify_instruments,
    verify_issued,
    verify_files,
    verify_case_columns,
    verify_handovers,
    verify_payments,
    verify_outstanding,
    verify_goods,
    verify_statutes,
)
