"""Facts of registering and auditing monitoring devices (行政处罚法 第四十一条第一款)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .models import MonitoringDevice

# Kinds of sources that may allow electronic monitoring: 法律、行政法规.
ALLOWING: Final = frozenset({"law", "regulation"})


def _sheet(actor: Viewer, at: datetime, known: dict[str, Any], **values: Any) -> Sheet:
    return Sheet(
        local_date(at),
        actor.jurisdiction,
        {**known, "actor_legal_qualified": actor.legal_qualified, **values},
    )


def basis_kind(law: str, on: date) -> str:
    """Kind of the source (law, regulation, local, rule, document …) in force on a day; empty when it is not on record."""
    source = book().source(law, on=on)
    return source.kind if source is not None else ""


def registration(
    *, actor: Viewer, at: datetime, number: str, name: str, place: str, basis_law: str, basis_article: int,
    matters: Sequence[str], installed_on: date, calibrated_until: date
) -> Sheet:  # fmt: skip
    """登记设备."""
    on = local_date(at)
    return _sheet(
        actor,
        at,
        {},
        device_described=bool(number.strip() and name.strip() and place.strip() and matters),
        device_basis_allows=basis_kind(basis_law, on) in ALLOWING,
        device_known_already=MonitoringDevice.objects.filter(
            bureau_id=actor.bureau_id, number=number.strip()
        ).exists(),
        device_calibrated=calibrated_until >= on,
    )


def law_review(*, actor: Viewer, at: datetime, device: MonitoringDevice, passed: bool, opinion: str) -> Sheet:
    """法制审核."""
    return _sheet(
        actor,
        at,
        device.known,
        device_review_passed=passed,
        device_review_explained=bool(opinion.strip()),
        device_basis_allows=basis_kind(device.basis_law, local_date(at)) in ALLOWING,
    )


def technology_review(
    *, actor: Viewer, at: datetime, device: MonitoringDevice, passed: bool, examiner: str, report: str
) -> Sheet:
    """技术审核."""
    return _sheet(
        actor,
        at,
        device.known,
        device_review_passed=passed,
        device_review_explained=bool(examiner.strip() and report.strip()),
    )


def publication(
    *, actor: Viewer, at: datetime, device: MonitoringDevice, channel: str, marked: bool
) -> Sheet:
    """公布设置地点."""
    return _sheet(actor, at, device.known, device_published_where=bool(channel.strip()), device_marked=marked)


def calibration(
    *, actor: Viewer, at: datetime, device: MonitoringDevice, until: date, certificate: str
) -> Sheet:
    """登记检定."""
    return _sheet(
        actor,
        at,
        device.known,
        device_calibrated=until > local_date(at) and bool(certificate.strip()),
    )


def retirement(*, actor: Viewer, at: datetime, device: MonitoringDevice, reason: str) -> Sheet:
    """停用."""
    return _sheet(actor, at, device.known, device_retirement_explained=bool(reason.strip()))
