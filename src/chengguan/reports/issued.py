"""印发时的数字: figures of bulletins and statistical reports, asked for while drafting, kept with their records when issued."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from chengguan.ledger.canonical import compact, sha256
from chengguan.ledger.models import Entry

from .measures import CATALOGUE, Period
from .measures.figures import Reading, readings
from .measures.freezing import Frozen, freeze
from .models import Bulletin, IssuedFigure, StatisticsReport

UNKNOWN: Final = "统计指标目录中没有这项指标"
PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True)
class Spot:
    """Where a figure stands: its place in the document, its measure, its period, and the value that the draft shows."""

    place: str
    measure: str
    period: Period
    value: Decimal


def ask(bureau_id: int, measures: Iterable[str], period: Period) -> dict[str, Reading]:
    """Figures by measure; a measure that the catalogue lacks has no value, and its gap says so."""
    wanted = list(dict.fromkeys(measures))
    found = readings(bureau_id, [name for name in wanted if name in CATALOGUE], period)
    return {
        name: found[name] if name in found else Reading(name, name, "", "", None, UNKNOWN) for name in wanted
    }


def text_of(value: Decimal | None) -> str | None:
    """A figure as frozen content writes it: no exponent, no needless noughts."""
    if value is None:
        return None
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def changed(bureau_id: int, spots: Iterable[Spot]) -> list[str]:
    """Names of figures whose records now yield another value than the draft shows."""
    by_period: dict[Period, list[Spot]] = {}
    for spot in spots:
        by_period.setdefault(spot.period, []).append(spot)
    out = []
    for period, rows in by_period.items():
        now = ask(bureau_id, (row.measure for row in rows), period)
        out += [now[row.measure].name for row in rows if now[row.measure].value != row.value]
    return out


def keep(subject: str, bureau_id: int, spots: Iterable[Spot]) -> dict[str, str]:
    """Freeze the figures of a document with their records. Returns the digest of each place, for the ledger."""
    frozen: dict[tuple[str, Period], Frozen] = {}
    rows = []
    for spot in spots:
        key = (spot.measure, spot.period)
        if key not in frozen:
            frozen[key] = freeze(bureau_id, spot.measure, spot.period)
        rows.append(_row(subject, spot, frozen[key]))
    IssuedFigure.objects.bulk_create(rows, batch_size=200)
    return {row.place: row.sha256 for row in rows}


def _row(subject: str, spot: Spot, found: Frozen) -> IssuedFigure:
    records = compact(
        [
            [
                record.key,
                record.label,
                record.on.isoformat() if record.on else None,
                text_of(record.amount),
                record.code,
            ]
            for record in found.records
        ]
    )
    row = IssuedFigure(
        subject=subject,
        place=spot.place,
        measure=found.id,
        name=found.name,
        unit=found.unit,
        definition=found.definition,
        first=spot.period.first,
        last=spot.period.last,
        value=found.value.quantize(PLACES),
        records=records,
        count=len(found.records),
    )
    row.sha256 = digest(row)
    return row


def digest(row: IssuedFigure) -> str:
    """Digest over everything that a frozen figure says."""
    said = [
        row.subject, row.place, row.measure, row.name, row.unit, row.definition,
        row.first.isoformat(), row.last.isoformat(), text_of(row.value), sha256(row.records.encode()),
    ]  # fmt: skip
    return sha256(compact(said).encode())


def content_digest(content: Mapping[str, Any]) -> str:
    """Digest of what a document says, as the ledger keeps it."""
    return sha256(compact(dict(content)).encode())


def verify_issued_reports() -> Iterator[str]:
    """Check of `manage.py verify`: issued bulletins and statistical reports say what the ledger knows they said."""
    kept: dict[str, dict[str, str]] = {}
    for row in IssuedFigure.objects.order_by("pk").iterator(chunk_size=200):
        if digest(row) != row.sha256:
            yield f"{row.subject} {row.place}: 印发时的数字或者记录已变化"
        kept.setdefault(row.subject, {})[row.place] = row.sha256
    issued: tuple[tuple[Any, str], ...] = (
        (Bulletin.objects.exclude(stage=Bulletin.DRAFTED), "bulletin.issue"),
        (StatisticsReport.objects.exclude(stage=StatisticsReport.COMPILED), "statistics.issue"),
    )
    for rows, kind in issued:
        for document in rows.order_by("pk").iterator(chunk_size=100):
            yield from _against_ledger(document, kind, kept.pop(document.chain_key, {}))
    yield from (f"{subject}: 有印发时的数字，没有印发的文件" for subject in kept)


def _against_ledger(document: Any, kind: str, figures: dict[str, str]) -> Iterator[str]:
    entry = Entry.objects.filter(chain=document.chain_key, kind=kind).order_by("seq").last()
    if entry is None:
        yield f"{document.chain_key}: 台账中没有印发记录"
        return
    data = json.loads(entry.body)["data"]
    if data["figures"] != figures:
        yield f"{document.chain_key}: 印发时的数字与台账不符"
    if data["content_sha256"] != content_digest(document.content):
        yield f"{document.chain_key}: 内容与台账不符"
