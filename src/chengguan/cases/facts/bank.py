"""Facts of bank.import_file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import BankFile
from chengguan.ledger.acting import Sheet


@dataclass(frozen=True)
class BankRow:
    """One row of a bank file as read: `problem` says in Chinese why it cannot be used."""

    row: int
    number: str
    payer: str = ""
    amount: Decimal | None = None
    paid_on: date | None = None
    reference: str = ""
    problem: str = ""


def import_file(*, actor: Viewer, at: datetime, name: str, sha256: str, rows: Sequence[BankRow]) -> Sheet:
    """Whether this very file was imported before, and whether it holds anything."""
    seen = BankFile.objects.filter(bureau_id=actor.bureau_id, sha256=sha256).exists()
    return Sheet(local_date(at), actor.jurisdiction, {"bank_file_new": not seen, "bank_rows": len(rows)})
