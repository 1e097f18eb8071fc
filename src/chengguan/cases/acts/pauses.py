"""不计入办案期限的时段: the list of pauses as it stands among the known facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from chengguan.ledger.known import Known


def begun(known: Known, kind: str, on: date) -> list[dict[str, Any]]:
    """The pauses with one more that begins on a day and still lasts. `kind` is an exclusion of the clock norm."""
    return [*(known.get("pauses") or []), {"kind": kind, "begins_on": on.isoformat(), "ends_on": None}]


def ended(known: Known, kinds: Sequence[str], on: date) -> list[dict[str, Any]]:
    """The pauses, those of these kinds that still lasted having ended on a day."""
    return [
        {**row, "ends_on": on.isoformat()} if row["kind"] in kinds and not row.get("ends_on") else dict(row)
        for row in known.get("pauses") or []
    ]
