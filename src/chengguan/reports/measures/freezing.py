"""冻结: a figure with the list of its records and a digest over both, as it was when a report was issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .catalogue import Period


@dataclass(frozen=True)
class FrozenRecord:
    """One record behind a frozen figure. `key` is `kind/id`; `code` the public code where the record is published."""

    key: str
    label: str
    on: date | None
    amount: Decimal | None
    code: str = ""


@dataclass(frozen=True)
class Frozen:
    """One frozen figure."""

    id: str
    name: str
    unit: str
    definition: str
    value: Decimal
    records: tuple[FrozenRecord, ...]
    sha256: str


def freeze(bureau_id: int, measure_id: str, period: Period) -> Frozen:
    """The figure with all its records. Raises UnknownMeasure; ValueError when no record can yield it."""
    raise NotImplementedError
