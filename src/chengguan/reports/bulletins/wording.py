"""通报的文字: frozen content in the words that page and document share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import chinese_date
from chengguan.reports.models import Bulletin

NOTHING: Final = "—"
LISTED: Final = 40
"""So many cases of one kind are named in the document; the page has them all."""
CHANGES: Final = (("before", "比上月"), ("year_before", "比上年同月"))


def month_title(month: date) -> str:
    return f"{month.year}年{month.month}月"


def shown(value: str | None, unit: str = "") -> str:
    """A figure as people read it: thousands apart, yuan with two decimals; a dash where no record yields it."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    if unit == "元":
        return f"{number:,.2f}"
    return f"{number:,f}"


def difference(value: str | None, other: str | None, unit: str) -> str:
    """增加 3、减少 2、持平; nothing where one of the two is not known."""
    if value is None or other is None:
        return NOTHING
    more = Decimal(value) - Decimal(other)
    if not more:
        return "持平"
    return f"{'增加' if more > 0 else '减少'} {shown(str(abs(more)), unit)}"


def figure_lines(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows of 总体情况."""
    return [
        {
            "name": ("其中：" if row.get("level") else "") + row["name"],
            "unit": row["unit"],
            "value": shown(row["value"], row["unit"]),
            "before": difference(row["value"], row["before"], row["unit"]),
            "year_before": difference(row["value"], row["year_before"], row["unit"]),
            "measure": row["measure"],
            "gap": row["gap"],
        }
        for row in content["figures"]
    ]


def lateness(row: Mapping[str, Any], kind: str) -> str:
    """超期 3 日、还有 2 日."""
    days = int(row["days"])
    if kind == "near":
        return "当日到期" if days == 0 else f"还有{-days}日"
    return f"超期{days}日" if days > 0 else ""


def instrument_facts(bulletin: Bulletin) -> dict[str, Any]:
    """What the document prints."""
    content = bulletin.content
    return {
        "month": month_title(bulletin.month),
        "as_of": chinese_date(bulletin.as_of),
        "near_days": content["near_days"],
        "remarks": bulletin.remarks,
        "demands": bulletin.demands,
        "figures": figure_lines(content),
        "problems": [_problem(item) for item in content["problems"] if item["count"]],
        "clean": "、".join(item["title"] for item in content["problems"] if not item["count"]),
        "units": [_unit(row) for row in content["units"]],
    }


def _problem(item: Mapping[str, Any]) -> dict[str, Any]:
    named = item["rows"][:LISTED]
    return {
        "title": item["title"],
        "count": item["count"],
        "basis": item["basis"],
        "advice": item["advice"],
        "rows": [
            {
                "label": row["label"],
                "what": row["what"],
                "on": row["on"],
                "days": lateness(row, item["id"]) or NOTHING,
            }
            for row in named
        ],
        "rest": item["count"] - len(named),
    }


def _unit(row: Mapping[str, Any]) -> dict[str, str]:
    money = {"fines": "元"}
    return {
        name: value if name == "name" else shown(value, money.get(name, "")) for name, value in row.items()
    }
