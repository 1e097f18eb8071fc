"""统计年报的文字: rows of the tables as page, document and workbook write them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import chinese_date
from chengguan.reports.bulletins.wording import NOTHING, shown
from chengguan.reports.models import StatisticsReport

HEAD: Final = ("表", "行代码", "指标", "计量单位", "本年", "上年", "口径", "没有数字的原因")


def change(row: Mapping[str, Any]) -> str:
    """同比: per cent against the year before; points for shares; a dash where it cannot be said."""
    if row["value"] is None or row["before"] is None:
        return NOTHING
    now, before = Decimal(row["value"]), Decimal(row["before"])
    if row["unit"] == "%":
        return f"{now - before:+.1f}个百分点"
    return f"{(now - before) / before * 100:+.1f}%" if before else NOTHING


def lines(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of one table, ready to be shown."""
    return [
        {
            **row,
            "indent": "　" * row["level"],
            "now": shown(row["value"], row["unit"]),
            "then": shown(row["before"], row["unit"]),
            "change": change(row),
        }
        for row in table["rows"]
    ]


def instrument_facts(report: StatisticsReport) -> dict[str, Any]:
    """What the document prints."""
    content = report.content
    return {
        "year": str(report.year),
        "as_of": chinese_date(report.as_of),
        "notes": report.notes,
        "tables": [
            {
                "title": table["title"],
                "rows": [
                    {
                        "code": row["code"],
                        "title": f"{row['indent']}{row['title']}",
                        "unit": row["unit"] or NOTHING,
                        "now": row["now"],
                        "then": row["then"],
                    }
                    for row in lines(table)
                ],
            }
            for table in content["tables"]
        ],
        "gaps": [
            f"{row['code']}{row['title']}"
            for table in content["tables"]
            for row in table["rows"]
            if row["value"] is None
        ],
    }


def workbook_rows(report: StatisticsReport) -> list[tuple[Any, ...]]:
    """Rows of the spreadsheet: figures as numbers, gaps as blanks with their reason."""
    return [
        (
            table["title"],
            row["code"],
            f"{'　' * row['level']}{row['title']}",
            row["unit"],
            _number(row["value"]),
            _number(row["before"]),
            row["definition"],
            row["gap"],
        )
        for table in report.content["tables"]
        for row in table["rows"]
    ]


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
