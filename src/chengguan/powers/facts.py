"""Facts on which acts upon the list and the calendar are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .checking import check
from .models import CalendarNotice, ListVersion
from .notices import DayOff, notice_fault
from .sheets import Sheets


def list_facts(*, actor: Viewer, at: datetime, sheets: Sheets, source: str) -> Sheet:
    """Facts of powers.import_list: how many defects of each kind the list has."""
    on = local_date(at)
    plan = check(sheets, bureau_id=actor.bureau_id or 0, book=book(), on=on)
    changes = len(plan.powers) + len(plan.matters) + len(plan.closing)
    values: dict[str, Any] = {f"list_{kind}": count for kind, count in plan.counts.items()}
    return Sheet(on, actor.jurisdiction, {**values, "list_rows": plan.rows, "list_changes": changes})


def export_facts(*, actor: Viewer, at: datetime, version: ListVersion) -> Sheet:
    """Facts of powers.export."""
    return Sheet(
        local_date(at), actor.jurisdiction, {"list_own_bureau": version.bureau_id == actor.bureau_id}
    )


def notice_facts(
    *,
    actor: Viewer,
    at: datetime,
    year: int,
    title: str,
    number: str,
    source_url: str,
    off: Sequence[DayOff],
    work: Sequence[date],
) -> Sheet:
    """Facts of norm.enter_notice."""
    published = (
        year in book().calendar(actor.jurisdiction).years or CalendarNotice.objects.filter(year=year).exists()
    )
    values: Mapping[str, Any] = {
        "notice_year_published": published,
        "notice_cited": bool(number.strip() and source_url.strip()),
        "notice_sound": not notice_fault(year, title, number, off, work),
        "notice_days_off": sum((item.last - item.first).days + 1 for item in off),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)
