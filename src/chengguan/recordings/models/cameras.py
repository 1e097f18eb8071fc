"""执法记录仪: the register of body-worn cameras, who held each of them when, and how far its clock was off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import ScopedQuerySet
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer, Unit


class BodyCamera(Subject):
    """执法记录仪. `clock_offset_ms`: device clock minus true time at the last check (positive: the clock is fast)."""

    STAGES: ClassVar = [("registered", "在库"), ("issued", "已领用"), ("retired", "已报废")]
    RELATED: ClassVar = ("bureau", "unit", "holder")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="配备单位")
    number = models.CharField("设备编号", max_length=40)
    maker = models.CharField("厂商", max_length=60, blank=True, default="")
    model_name = models.CharField("型号", max_length=60, blank=True, default="")
    serial = models.CharField("序列号", max_length=60, blank=True, default="")
    holder = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="body_cameras", verbose_name="使用人"
    )
    clock_offset_ms = models.BigIntegerField("时钟偏差（毫秒）", default=0)
    clock_checked_at = models.DateTimeField("最近校时", null=True)
    registered_on = models.DateField("登记日期")
    retired_on = models.DateField("报废日期", null=True)
    objects: ClassVar[ScopedQuerySet[BodyCamera]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="body_camera_number")]
        indexes = [
            models.Index(fields=["bureau", "number"], name="body_camera_bureau"),
            models.Index(fields=["brigade", "number"], name="body_camera_brigade"),
            models.Index(fields=["squad", "number"], name="body_camera_squad"),
        ]

    def __str__(self) -> str:
        return self.number


class CameraHolding(models.Model):
    """领用: who held a camera from when to when; says whose footage a recording is."""

    camera = models.ForeignKey(BodyCamera, models.PROTECT, related_name="holdings")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    begins_at = models.DateTimeField("领用时间")
    ends_at = models.DateTimeField("归还时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camera"], condition=Q(ends_at=None), name="camera_one_holder")
        ]
        indexes = [models.Index(fields=["camera", "-begins_at"], name="camera_holding")]


class ClockCheck(models.Model):
    """校时: device clock minus true time, as measured at one moment."""

    camera = models.ForeignKey(BodyCamera, models.PROTECT, related_name="clock_checks")
    checked_at = models.DateTimeField("校时时间")
    offset_ms = models.BigIntegerField("偏差（毫秒）")
    corrected = models.BooleanField("已当场校准", default=False)

    class Meta:
        indexes = [models.Index(fields=["camera", "-checked_at"], name="clock_check_camera")]
