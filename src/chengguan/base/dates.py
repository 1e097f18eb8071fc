"""Local dates of moments, in the bureau's time zone (Asia/Shanghai)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def local_date(moment: datetime) -> date:
    """The calendar day on which a moment falls in China."""
    return moment.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return datetime.combine(day, time.min, CHINA)


def chinese_date(day: date | str) -> str:
    """2024年5月6日, from a day or its ISO text."""
    value = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{value.year}年{value.month}月{value.day}日"
