"""编制统计年报: the tables that norm lists describe, their cells from measures, and whether their sums hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.ledger.norms import book
from chengguan.people.models import Bureau
from chengguan.reports.issued import Spot, ask, text_of
from chengguan.reports.measures import Period
from chengguan.reports.measures.checks import cross_checks
from chengguan.reports.measures.figures import Reading

PREFIX: Final = "enforcement_statistics_"
Content = dict[str, Any]


def compile_year(bureau: Bureau, year: int, on: date) -> Content:
    """All tables of a year with the year before; sums and cross-checks with their numbers. Values as text."""
    tables = [_table(bureau, item, year, on) for item in _items("tables", bureau, on)]
    tables = [table for table in tables if table["rows"]]
    return {
        "year": year,
        "as_of": on.isoformat(),
        "tables": tables,
        "checks": [*_sums(tables), *_crossed(bureau, tables, Period.year(year))],
        "gaps": sum(row["value"] is None for table in tables for row in table["rows"]),
    }


def _items(name: str, bureau: Bureau, on: date) -> tuple[Mapping[str, Any], ...]:
    listing = book().listing(f"{PREFIX}{name}", on=on, jurisdiction=bureau.jurisdiction)
    return listing.rows() if listing else ()


def _table(bureau: Bureau, item: Mapping[str, Any], year: int, on: date) -> dict[str, Any]:
    rows = _items(str(item["id"]), bureau, on)
    ids = [str(row["measure"]) for row in rows]
    now, before = (ask(bureau.pk, ids, Period.year(number)) for number in (year, year - 1))
    return {
        "id": str(item["id"]),
        "title": str(item["title"]),
        "rows": [_row(row, now[str(row["measure"])], before[str(row["measure"])]) for row in rows],
    }


def _row(row: Mapping[str, Any], now: Reading, before: Reading) -> dict[str, Any]:
    return {
        "code": str(row["id"]),
        "measure": str(row["measure"]),
        "title": str(row.get("title") or now.name),
        "unit": now.unit,
        "definition": now.definition,
        "level": int(row.get("level") or 0),
        "value": text_of(now.value),
        "before": text_of(before.value),
        "gap": now.gap,
        "sum": [str(code) for code in row.get("sum") or ()],
        "within": str(row.get("within") or ""),
    }


def _sums(tables: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """合计等于分项之和；其中项不超过合计. Rows without a figure are not compared."""
    for table in tables:
        rows = {row["code"]: row for row in table["rows"]}
        for row in table["rows"]:
            yield from _added(row, rows)
            yield from _within(row, rows)


def _added(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    parts = [rows[code] for code in row["sum"]]
    if not parts or None in (row["value"], *(part["value"] for part in parts)):
        return
    total = sum((Decimal(part["value"]) for part in parts), Decimal(0))
    names = " + ".join(f"{part['code']}{part['title']}" for part in parts)
    yield _check(f"{row['code']}{row['title']} = {names}", row["value"], text_of(total), Decimal(row["value"]) == total)  # fmt: skip


def _within(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    whole = rows.get(row["within"])
    if whole is None or None in (row["value"], whole["value"]):
        return
    holds = Decimal(row["value"]) <= Decimal(whole["value"])
    yield _check(f"{row['code']}{row['title']} ≤ {whole['code']}{whole['title']}", row["value"], whole["value"], holds)  # fmt: skip


def _crossed(bureau: Bureau, tables: list[dict[str, Any]], period: Period) -> Iterator[dict[str, Any]]:
    """Checks between measures wherever they stand."""
    only = [row["measure"] for table in tables for row in table["rows"]]
    for check in cross_checks(bureau.pk, period, only):
        yield _check(check.statement, check.left, check.right, check.holds)


def _check(statement: str, left: str, right: str | None, holds: bool) -> dict[str, Any]:
    return {"statement": statement, "left": left, "right": right, "holds": holds}


def spots(content: Content) -> list[Spot]:
    """Every figure of the tables with its place; cells that no record yields are left out."""
    year = int(content["year"])
    columns = (("value", Period.year(year)), ("before", Period.year(year - 1)))
    return [
        Spot(f"{table['id']}/{row['code']}/{column}", row["measure"], period, Decimal(row[column]))
        for table in content["tables"]
        for row in table["rows"]
        for column, period in columns
        if row[column] is not None
    ]
