"""Local dates of moments, in the bureau's time zone (Asia/Shanghai)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def local_date(moment: datetime) -> date:
    """The calendar day on which a moment falls in China."""
    return moment.astimezone(CHINA).date()
