"""What follows elsewhere after an act: one literal table. A prefix of the act's kind -> functions run in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chengguan.cases.procedure.approving import perform_when_passed
from chengguan.cases.procedure.following import refresh_subject
from chengguan.ledger.acting import Reaction

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {
    "approval.endorse": (perform_when_passed, refresh_subject),
    "approval.propose": (refresh_subject,),
    "approval.return": (refresh_subject,),
    "case.": (refresh_subject,),
    "summary.": (refresh_subject,),
    "lead.": (refresh_subject,),
}

OUTBOX_HANDLERS: Mapping[str, Callable[[dict[str, Any]], None]] = {}

VERIFIERS: tuple[Callable[[], Iterator[str]], ...] = ()
