"""What happens by itself on a day (期满自动解除): a literal table of functions of the apps above, run by the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

Work = Callable[[datetime], object]


def work_of_the_day(now: datetime) -> None:
    """Do the work of the day. Each function is told the moment, acts in transactions of its own, and finds nothing to do the second time."""
    table: Sequence[Work] = import_string(settings.DAILY_WORK)
    for work in table:
        work(now)
