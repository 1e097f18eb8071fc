"""电子技术监控设备 (行政处罚法 第四十一条): a device is in force only after legal and technical audit, marking and publication."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from chengguan.base.viewer import Viewer
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau


class DeviceQuerySet(models.QuerySet["MonitoringDevice"]):
    def visible_to(self, viewer: Viewer) -> DeviceQuerySet:
        """Devices of the viewer's own bureau: their places are public anyway."""
        return self.filter(bureau_id=viewer.bureau_id)

    def in_force_on(self, day: date) -> DeviceQuerySet:
        """Devices whose records may be evidence on that day."""
        return self.filter(
            law_reviewed_on__lte=day, technology_reviewed_on__lte=day, published_on__lte=day, calibrated_until__gte=day
        ).filter(models.Q(retired_on=None) | models.Q(retired_on__gt=day))  # fmt: skip


class MonitoringDevice(Subject):
    """监控设备: where it stands, on which law it rests, which audits it has passed, until when it is calibrated."""

    STAGES: ClassVar = [
        ("registered", "待审核"),
        ("reviewed", "已审核"),
        ("published", "已公布"),
        ("retired", "已停用"),
    ]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    number = models.CharField("设备编号", max_length=40)
    name = models.CharField("设备名称", max_length=80)
    place = models.CharField("设置地点", max_length=160)
    basis_law = models.CharField("依据", max_length=80)
    basis_article = models.PositiveSmallIntegerField("条")
    matters = models.JSONField("用于的案由编号", default=list)
    installed_on = models.DateField("安装日期")
    calibrated_until = models.DateField("检定（校准）有效期至")
    law_reviewed_on = models.DateField("法制审核日期", null=True)
    technology_reviewed_on = models.DateField("技术审核日期", null=True)
    published_on = models.DateField("设置地点公布日期", null=True)
    published_at = models.CharField("公布渠道", max_length=200, default="")
    retired_on = models.DateField("停用日期", null=True)
    objects: ClassVar[DeviceQuerySet] = DeviceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="device_number")]
        indexes = [models.Index(fields=["bureau", "number"], name="device_bureau")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def gaps_on(self, day: date) -> tuple[str, ...]:
        """Why records of that day may not be evidence (行政处罚法 第四十一条); empty when the device is in force."""
        tests = (
            (self.law_reviewed_on is None or self.law_reviewed_on > day, "没有经过法制审核"),
            (self.technology_reviewed_on is None or self.technology_reviewed_on > day, "没有经过技术审核"),
            (self.published_on is None or self.published_on > day, "设置地点没有向社会公布"),
            (self.calibrated_until < day, "检定（校准）已经过期"),
            (self.retired_on is not None and self.retired_on <= day, "已经停用"),
        )
        return tuple(words for missing, words in tests if missing)
