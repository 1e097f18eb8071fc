"""年度放假调休通知 as it is entered, and as the text of a holidays norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from lawengine import YearNotice


@dataclass(frozen=True)
class DayOff:
    """One holiday with its days off, first and last."""

    name: str
    first: date
    last: date


def notice_fault(year: int, title: str, number: str, off: Sequence[DayOff], work: Sequence[date]) -> str:
    """What is wrong with a notice, in Chinese; empty when the law engine accepts it."""
    days: dict[date, str] = {}
    for item in off:
        if item.last < item.first:
            return f"{item.name}的截止日早于起始日。"
        for step in range((item.last - item.first).days + 1):
            day = item.first + timedelta(days=step)
            if day in days:
                return f"{day} 同时列入{days[day]}和{item.name}。"
            days[day] = item.name
    try:
        YearNotice(year=year, title=title, number=number, off=days, work=frozenset(work))
    except ValueError as error:
        return f"{error}。"
    return ""


def notice_text(
    year: int, title: str, number: str, source_url: str, off: Sequence[DayOff], work: Sequence[date], on: date
) -> str:
    """The notice as YAML, in the form of norms/national/holidays."""
    content = {
        "year": year,
        "title": title,
        "number": number,
        "issuer": "国务院办公厅",
        "verified": "V2",
        "off": {item.name: {"from": item.first, "to": item.last} for item in off},
        "work": sorted(work),
        "note": f"由管理员录入，来源 {source_url}",
        "checked": {"on": on},
    }
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return text
