"""Template library `film`: places in a recording and moments to the second."""

from __future__ import annotations

from datetime import datetime

from django import template

from chengguan.base.dates import CHINA
from chengguan.recordings.selectors.player import clock

register = template.Library()


@register.filter
def film_clock(moment_ms: int | None) -> str:
    """75200 -> 1:15."""
    return "" if moment_ms is None else clock(int(moment_ms))


@register.filter
def film_moment(moment: datetime | None) -> str:
    """2024-05-06 09:30:12, the time of China."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if moment else ""
