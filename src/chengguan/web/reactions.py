"""What follows elsewhere after an act: one literal table. A prefix of the act's kind -> functions run in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chengguan.cases.procedure.approving import perform_when_passed
from chengguan.cases.procedure.following import refresh_subject
from chengguan.cases.verifying import verify_case_columns
from chengguan.documents.rendering import render_posted
from chengguan.documents.verifying import verify_files, verify_instruments, verify_issued
from chengguan.ledger.acting import Reaction
from chengguan.ledger.snapshots import verify_snapshots

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {
    "approval.endorse": (perform_when_passed, refresh_subject),
    "approval.propose": (refresh_subject,),
    "approval.return": (refresh_subject,),
    "case.": (refresh_subject,),
    "summary.": (refresh_subject,),
    "lead.": (refresh_subject,),
}

# Work outside the database, by topic; done by `manage.py worker`.
OUTBOX_HANDLERS: Mapping[str, Callable[[dict[str, Any]], None]] = {"documents.render": render_posted}

# Checks that `manage.py verify` makes beside those of the ledger itself.
VERIFIERS: tuple[Callable[[], Iterator[str]], ...] = (
    verify_snapshots,
    verify_instruments,
    verify_issued,
    verify_files,
    verify_case_columns,
)
