"""冻结: a figure with the list of its records and a digest over both, as it was when a report was issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.disclosure.models import Publication
from chengguan.ledger.canonical import canonical, sha256

from .catalogue import CATALOGUE, Measure, Period, measure_of
from .figures import reading


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
    """The figure with all its records. Raises UnknownMeasure; ValueError when no record can yield it.

    The records of a rate are those that it divides by; those above the line have the amount 1, the others 0.
    """
    measure = measure_of(measure_id)
    figure = reading(bureau_id, measure_id, period)
    if figure.value is None:
        raise ValueError(figure.gap)
    records = tuple(sorted(_records(bureau_id, measure, period), key=lambda record: record.key))
    return Frozen(
        figure.id,
        figure.name,
        figure.unit,
        figure.definition,
        figure.value,
        records,
        digest(figure.id, figure.value, records),
    )


def digest(measure_id: str, value: Decimal, records: tuple[FrozenRecord, ...]) -> str:
    """SHA-256 over the canonical JSON of the measure's id, its value, and key, day and amount of every record in order of their keys."""
    rows = [[record.key, record.on, _plain(record.amount)] for record in records]
    return sha256(canonical({"id": measure_id, "value": _plain(value), "records": rows}).encode())


def _plain(amount: Decimal | None) -> str | None:
    """An amount as text that does not depend on how a database writes zeros."""
    return None if amount is None else format(amount.normalize(), "f")


def _records(bureau_id: int, measure: Measure, period: Period) -> list[FrozenRecord]:
    above: set[Any] | None = None
    counted = measure
    if measure.of is not None:
        upper, counted = (CATALOGUE[name] for name in measure.of)
        if upper.source is counted.source and not upper.amount:
            above = set(upper.rows(bureau_id, period).values_list("pk", flat=True))
    if counted.source is None:
        return []
    source = counted.source
    rows = list(counted.rows(bureau_id, period).select_related(*source.shown).defer(*source.deferred))
    codes = _codes(source.case, rows)
    found = []
    for row in rows:
        shown = source.show(row)
        amount = _amount(row, measure, counted) if above is None else Decimal(row.pk in above)
        found.append(
            FrozenRecord(
                shown.key,
                shown.label,
                _day(row, counted.day),
                amount,
                codes.get(_case_of(row, source.case), ""),
            )
        )
    return found


def _amount(row: Any, measure: Measure, counted: Measure) -> Decimal | None:
    """The amount that the figure adds up; of an average, that of its numerator."""
    name = CATALOGUE[measure.of[0]].amount if measure.of else counted.amount
    value = getattr(row, name, None) if name else None
    return None if value is None else Decimal(value)


def _day(row: Any, path: str) -> date | None:
    value: Any = row
    for name in path.split("__") if path else ():
        value = getattr(value, name, None)
    if not path or value is None:
        return None
    return local_date(value) if isinstance(value, datetime) else value


def _case_of(row: Any, path: str) -> Any:
    value = row
    *steps, last = path.split("__") if path else [""]
    for name in steps:
        value = getattr(value, name)
    if last == "id":
        return row.pk
    return getattr(value, f"{last}_id", None) if last else None


def _codes(path: str, rows: list[Any]) -> dict[Any, str]:
    """Public codes of the cases that are published, by case."""
    if not path:
        return {}
    cases = {case for row in rows if (case := _case_of(row, path))}
    if not cases:
        return {}
    shown = Publication.objects.shown().filter(kind="penalty", case__isnull=False)
    if len(cases) <= 500:
        shown = shown.filter(case_id__in=cases)
    else:
        bureau = next(iter(rows)).bureau_id if hasattr(rows[0], "bureau_id") else None
        shown = shown.filter(bureau_id=bureau) if bureau else shown
    return {case: code for case, code in shown.values_list("case_id", "code") if case in cases}
