"""Acts on monitoring devices: registration, the two audits, publication, calibration, retirement (行政处罚法 第四十一条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act

from . import facts
from .models import MonitoringDevice


@act("device.register", facts=facts.registration)
def register(
    *, actor: Viewer, at: datetime, number: str, name: str, place: str, basis_law: str, basis_article: int,
    matters: Sequence[str], installed_on: date, calibrated_until: date
) -> Done:  # fmt: skip
    """登记电子技术监控设备: its place, the law or administrative regulation that allows it, the matters it serves."""
    device = MonitoringDevice.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        number=number.strip(),
        name=name.strip(),
        place=place.strip(),
        basis_law=basis_law,
        basis_article=basis_article,
        matters=list(matters),
        installed_on=installed_on,
        calibrated_until=calibrated_until,
    )
    data = {
        "number": number,
        "name": name,
        "place": place,
        "basis": f"{basis_law} {basis_article}",
        "matters": list(matters),
        "installed_on": installed_on,
        "calibrated_until": calibrated_until,
    }
    return Done(device, sets={"device_registered_on": local_date(at)}, data=data, result=device)


@act("device.review_law", facts=facts.law_review, on="device")
def review_law(*, actor: Viewer, at: datetime, device: MonitoringDevice, passed: bool, opinion: str) -> Done:
    """设备法制审核: the basis allows it, the place is reasonable, the use stays within the basis."""
    on = local_date(at)
    device.law_reviewed_on = on
    return Done(device, sets={"device_law_reviewed_on": on}, data={"opinion": opinion}, result=device)


@act("device.review_technology", facts=facts.technology_review, on="device")
def review_technology(
    *, actor: Viewer, at: datetime, device: MonitoringDevice, passed: bool, examiner: str, report: str
) -> Done:
    """设备技术审核: it meets the standard; who examined it, under which report."""
    on = local_date(at)
    device.technology_reviewed_on = on
    data = {"examiner": examiner, "report": report}
    return Done(device, sets={"device_technology_reviewed_on": on}, data=data, result=device)


@act("device.publish", facts=facts.publication, on="device")
def publish(*, actor: Viewer, at: datetime, device: MonitoringDevice, channel: str, marked: bool) -> Done:
    """公布设置地点, with the sign set up."""
    on = local_date(at)
    device.published_on, device.published_at = on, channel
    sets = {"device_published_on": on}
    return Done(device, sets=sets, data={"channel": channel, "marked": marked}, result=device)


@act("device.calibrate", facts=facts.calibration, on="device")
def calibrate(
    *, actor: Viewer, at: datetime, device: MonitoringDevice, until: date, certificate: str
) -> Done:
    """登记检定（校准）: until when the device's records are accurate."""
    device.calibrated_until = until
    data = {"until": until, "certificate": certificate}
    return Done(device, sets={"device_calibrated_until": until}, data=data, result=device)


@act("device.retire", facts=facts.retirement, on="device")
def retire(*, actor: Viewer, at: datetime, device: MonitoringDevice, reason: str) -> Done:
    """停用设备: records from this day on are leads, not evidence."""
    on = local_date(at)
    device.retired_on = on
    return Done(device, sets={"device_retired_on": on}, data={"reason": reason}, result=device)
