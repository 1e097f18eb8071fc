"""Walking 非现场执法: a device put into force, its record submitted, audited, told to the party."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from chengguan.registers import acts as devices
from chengguan.registers.models import MonitoringDevice

from .walk import Walk

# The smallest PNG there is: a still of the recording.
STILL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def put_device_in_force(walk: Walk, number: str = "JK-001") -> MonitoringDevice:
    """Register a device, audit it twice, publish its place."""
    device: MonitoringDevice = devices.register(
        actor=walk.as_role("legal_reviewer"), at=walk.now, number=number, name="演示路口监控（演示）",
        place="示范路与演示街交叉口（演示）", basis_law="大气污染防治法", basis_article=116,
        matters=[walk.matter.code], installed_on=walk.day, calibrated_until=walk.day + timedelta(days=365),
    ).result  # fmt: skip
    legal, technical = walk.as_role("legal_reviewer"), walk.as_role("squad_leader")
    devices.review_law(
        actor=legal, at=walk.now, device=device, passed=True, opinion="依据和地点合法合理（演示）"
    )
    devices.review_technology(
        actor=technical,
        at=walk.now,
        device=device,
        passed=True,
        examiner="演示技术人员",
        report="演示-001 号报告",
    )
    devices.publish(actor=legal, at=walk.now, device=device, channel="本局网站（演示）", marked=True)
    device.refresh_from_db()
    return device


def submit_record(walk: Walk, device: MonitoringDevice) -> str:
    """The handler submits a record; returns its id."""
    done = walk.perform(
        "case.submit_monitoring_record", case=walk.subject_case, device=str(device.pk), taken_at=walk.now - timedelta(minutes=5),
        shows="当事人的车辆未密闭运输（演示）", examiner="演示技术人员", opinion="设备正常，文件完整", meets_standard=True,
        attachments=[SimpleUploadedFile("still.png", STILL)],
    )  # fmt: skip
    return str(done.result.pk)


def audit_record(walk: Walk, record: str, *, admitted: bool = True) -> None:
    """The legal reviewer admits the record, or leaves it a lead."""
    qualities = ["true", "clear", "complete", "accurate"] if admitted else ["true"]
    walk.perform(
        "case.audit_monitoring_record",
        "legal_reviewer",
        case=walk.subject_case,
        record=record,
        admitted=admitted,
        qualities=qualities,
        opinion="对照四项要求审核（演示）",
    )


def tell_party(walk: Walk) -> None:
    """The party is told of what was recorded, and where to look at it and answer."""
    walk.perform(
        "case.notify_monitoring_record",
        case=walk.subject_case,
        way="sms",
        told_at=walk.now,
        content="车辆未密闭运输",
        query="登录网上办事页面查询和提交意见",
    )
