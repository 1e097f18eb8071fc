"""同案同罚: fines of like cases beside one another (lawengine.likeness). Only a hint: the file may show why a case differs.

Like cases are those of the same matter, kind of party, tier and circumstances. A fine is placed within the statutory range
where that is known, else within the largest fine of its group, so that only its relation to the others counts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lawengine.likeness import Band, Rules, band, score

from .fines import Span
from .law import Law
from .records import Record

FEATURES: Final = "like_case_features"
Key = tuple[str, str, str, str]
SPLIT: Final = "\x1f"


@dataclass
class _Group:
    """The fines of like cases, and the rows they stand in (kept small: one number and one text for each)."""

    span: Span | None
    fines: array[float] = field(default_factory=lambda: array("d"))
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unlike:
    """偏离的一件: the row, its fine, the usual fines of its like cases and how many these are."""

    sheet: str
    row: int
    case: str
    party: str
    written: str
    fine: Decimal
    low: Decimal
    high: Decimal
    middle: Decimal
    count: int
    like: str


class LikeCases:
    """Gathers fines while rows pass; afterwards says which stand apart from their like."""

    def __init__(self, law: Law, least: float) -> None:
        self._rules, self._least = rules_of(law, law.today), least
        self._groups: dict[Key, _Group] = {}

    def add(self, record: Record, span: Span | None) -> None:
        fine = record.amount("fine")
        if not fine or not record.text("matter") or not record.penalised:
            return
        key = (
            _matter(record.text("matter")),
            "单位" if record.organisation else "个人",
            record.text("tier")[:40],
            record.text("circumstances")[:80],
        )
        group = self._groups.setdefault(key, _Group(span))
        group.fines.append(float(fine))
        parts = (
            record.sheet,
            str(record.row),
            record.name[:80],
            record.text("party")[:60],
            record.text("fine")[:40],
        )
        group.rows.append(SPLIT.join(part.replace(SPLIT, " ") for part in parts))

    def outliers(self) -> Iterator[Unlike]:
        """Rows whose fine lies outside the band of their like cases by more than the norm bears, group by group."""
        for key, group in self._groups.items():
            if len(group.fines) >= self._rules.minimum:
                yield from self._apart(key, group)

    def _apart(self, key: Key, group: _Group) -> Iterator[Unlike]:
        low, wide = _scale(group)
        found = band([(fine - low) / wide for fine in group.fines], self._rules)
        like = "、".join(part for part in key if part)
        for fine, row in zip(group.fines, group.rows, strict=True):
            if score((fine - low) / wide, found, self._rules) > self._least:
                sheet, number, case, party, written = row.split(SPLIT)
                amounts = _yuan(found, low, wide)
                yield Unlike(
                    sheet, int(number), case, party, written, Decimal(fine), *amounts, found.count, like
                )


def rules_of(law: Law, on: date) -> Rules:
    """比较规则 as the platform uses them (list like_case_features, thresholds like_*)."""
    weights = {str(row["id"]): float(row["weight"]) for row in law.rows(FEATURES, on)}
    names = {
        "nearest": "like_cases_nearest",
        "minimum": "like_cases_minimum",
        "farthest": "like_cases_farthest",
    }
    names |= {"low": "like_band_low", "high": "like_band_high", "tolerance": "like_band_tolerance"}
    stated: Mapping[str, Any] = {name: law.threshold(norm, on) for name, norm in names.items()}
    values: dict[str, Any] = {name: float(value) for name, value in stated.items() if value is not None}
    for name in ("nearest", "minimum"):
        if name in values:
            values[name] = int(values[name])
    return Rules(weights=weights, **values)


def _matter(text: str) -> str:
    return text.removesuffix("案")[:120]


def _scale(group: _Group) -> tuple[float, float]:
    """From where and over what width fines of the group are placed."""
    span = group.span
    if span is not None and span.high > span.low:
        return float(span.low), float(span.high - span.low)
    return 0.0, max(group.fines)


def _yuan(found: Band, low: float, wide: float) -> tuple[Decimal, Decimal, Decimal]:
    """Lower edge, upper edge and middle of the band as amounts."""
    amounts = (max(0.0, low + share * wide) for share in (found.low, found.high, found.middle))
    first, last, middle = (Decimal(round(amount)) for amount in amounts)
    return first, last, middle
