"""Facts of the acts on bulletins: is the month over, does the draft still say what the records say, do its figures agree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.reports.issued import changed
from chengguan.reports.measures import Period
from chengguan.reports.measures.checks import CrossCheck, cross_checks
from chengguan.reports.models import Bulletin

from .compiling import Content, month_of, spots


def _sheet(actor: Viewer, at: datetime, known: dict[str, Any], **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, {**known, **values})


def drafting(*, actor: Viewer, at: datetime, month: date, remarks: str, demands: str) -> Sheet:
    """编制."""
    standing = Bulletin.objects.filter(bureau_id=actor.bureau_id, month=month.replace(day=1))
    return _sheet(
        actor,
        at,
        {},
        bulletin_month_over=local_date(at) > month_of(month).last,
        bulletin_exists=standing.exclude(stage=Bulletin.WITHDRAWN).exists(),
    )


def revising(*, actor: Viewer, at: datetime, bulletin: Bulletin, remarks: str, demands: str) -> Sheet:
    """更新草稿."""
    return _sheet(actor, at, bulletin.known)


def issuing(*, actor: Viewer, at: datetime, bulletin: Bulletin) -> Sheet:
    """印发."""
    return _sheet(
        actor,
        at,
        bulletin.known,
        bulletin_demands_given=bool(bulletin.demands.strip()),
        bulletin_figures_current=not changed(bulletin.bureau_id, spots(bulletin.content)),
        bulletin_figures_agree=not broken(bulletin.bureau_id, bulletin.content),
    )


def broken(bureau_id: int, content: Content) -> list[CrossCheck]:
    """Equations between the bulletin's figures that do not hold."""
    period = Period(date.fromisoformat(content["first"]), date.fromisoformat(content["last"]))
    only = [row["measure"] for row in content["figures"]]
    return [check for check in cross_checks(bureau_id, period, only) if not check.holds]


def withdrawing(*, actor: Viewer, at: datetime, bulletin: Bulletin, reason: str) -> Sheet:
    """撤回."""
    return _sheet(actor, at, bulletin.known, bulletin_withdrawal_explained=bool(reason.strip()))
