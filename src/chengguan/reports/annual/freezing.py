"""印发冻结: every figure of the text with its records and digest, and the text as it was issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import chinese_date
from chengguan.base.numbering import next_number
from chengguan.ledger.canonical import canonical, sha256
from chengguan.reports.measures import freezing
from chengguan.reports.measures.catalogue import Period
from chengguan.reports.models import AnnualReport, FrozenFigure, StatedFigure

from . import checking, facts
from .rendering import Line, Run, lines
from .text import TABLE, blocks_of
from .values import EARLIER, RECORD, STATED, Figure, gather, plain

SERIES: Final = "annual_report"
_CENTS: Final = Decimal("0.0001")


def next_number_of(report: AnnualReport, on: date) -> str:
    """文号 where the office gave none: 武城管发〔2025〕1号. 述法 reports bear none."""
    if report.kind == AnnualReport.DUTY:
        return ""
    seq = next_number(report.bureau.code, SERIES, on.year)
    return f"{report.bureau.short}报〔{on.year}〕{seq}号"


def freeze_figures(report: AnnualReport) -> list[FrozenFigure]:
    """Freeze every figure that the text prints, in its order."""
    found = gather(report, blocks_of(facts.latest(report).blocks))
    rows = [
        _frozen(report, figure, order) for order, figure in enumerate(found.all()) if figure.value is not None
    ]
    for row in rows:
        row.sha256 = digest_of(row)
    return FrozenFigure.objects.bulk_create(rows)


def _frozen(report: AnnualReport, figure: Figure, order: int) -> FrozenFigure:
    assert figure.value is not None
    row = FrozenFigure(
        report=report,
        slug=figure.slug,
        measure=figure.id,
        year=figure.year,
        name=figure.name,
        unit=figure.unit,
        definition=figure.definition,
        value=figure.value.quantize(_CENTS),
        basis={RECORD: FrozenFigure.RECORD, STATED: FrozenFigure.STATED, EARLIER: FrozenFigure.EARLIER}[
            figure.basis
        ],
        source=figure.source,
        order=order,
    )
    if figure.basis == RECORD:
        row.records = _records(report.bureau_id, figure)
    elif figure.basis == STATED:
        stated = StatedFigure.objects.get(report=report, figure=figure.id, year=figure.year, current=True)
        row.file = stated.file
    return row


def _records(bureau_id: int, figure: Figure) -> list[list[Any]]:
    """The records behind a figure: key, label, day, amount, public code."""
    frozen = freezing.freeze(bureau_id, figure.id, Period.year(figure.year))
    return [
        [
            record.key,
            record.label,
            record.on.isoformat() if record.on else "",
            str(record.amount) if record.amount is not None else "",
            record.code,
        ]
        for record in frozen.records
    ]


def digest_of(row: FrozenFigure) -> str:
    """Digest over a frozen figure and the list of its records."""
    content = {
        "slug": row.slug, "measure": row.measure, "year": row.year, "name": row.name, "unit": row.unit,
        "definition": row.definition, "value": plain(row.value), "basis": row.basis, "source": row.source,
        "file": row.file.sha256 if row.file is not None else "", "records": row.records,
    }  # fmt: skip
    return sha256(canonical(content).encode())


def content_of(report: AnnualReport, figures: Sequence[FrozenFigure]) -> str:
    """The text as issued, every run final, as canonical JSON."""
    assert report.issued_on is not None
    blocks = blocks_of(facts.latest(report).blocks)
    shown = lines(
        blocks,
        gather(report, blocks),
        names=checking.known_names(report),
        declared=checking.declared_of(report),
    )
    notes = _notes(figures)
    duty = report.kind == AnnualReport.DUTY
    signed = report.officer.name if duty and report.officer is not None else report.bureau.name
    return canonical(
        {
            "title": report.title,
            "organ": report.bureau.name,
            "signed": signed,
            "kind": report.kind,
            "number": report.number,
            "year": report.year,
            "issued_on": report.issued_on,
            "dated": chinese_date(report.issued_on),
            "demo": report.bureau.is_demo,
            "lines": [_line(line, notes) for line in shown],
            "notes": [
                {
                    "name": row.name,
                    "value": f"{plain(row.value)}{row.unit}",
                    "year": row.year,
                    "source": row.source,
                }
                for row in figures
                if row.slug in notes
            ],
            "counted": sum(row.basis == FrozenFigure.RECORD for row in figures),
        }
    )


def _notes(figures: Sequence[FrozenFigure]) -> dict[str, int]:
    """Figures that did not come from records bear a note, numbered in their order."""
    marked = [row.slug for row in figures if row.basis != FrozenFigure.RECORD]
    return {slug: place for place, slug in enumerate(marked, 1)}


def _line(line: Line, notes: dict[str, int]) -> dict[str, Any]:
    data: dict[str, Any] = {"id": line.id, "kind": line.kind, "number": line.number}
    data["runs"] = list(_runs(line.runs, notes))
    if line.kind == TABLE:
        data["rows"] = [list(_runs(row, notes)) for row in line.rows]
    return data


def _runs(runs: Sequence[Run], notes: dict[str, int]) -> Iterator[dict[str, Any]]:
    for run in runs:
        data: dict[str, Any] = {"text": run.text}
        if run.slug:
            data["figure"] = run.slug
        if run.slug in notes:
            data["note"] = notes[run.slug]
        yield data
