"""电子技术监控记录 (行政处罚法 第四十一条第二款): a record is evidence only after it was audited."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.registers.models import MonitoringDevice

from .core import Case
from .investigation import Record


class MonitoringRecord(models.Model):
    """监控记录: what a device recorded, when, and what became of it."""

    PENDING, ADMITTED, REJECTED = "pending", "admitted", "rejected"
    STATES: ClassVar = [(PENDING, "待审核"), (ADMITTED, "已采用"), (REJECTED, "不采用")]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="monitoring_records")
    device = models.ForeignKey(MonitoringDevice, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("记录时间")
    shows = models.CharField("记录内容", max_length=400)
    files = models.JSONField("文件", default=list)
    technical_examiner = models.CharField("技术审核人", max_length=80)
    technical_opinion = models.CharField("技术审核意见", max_length=400)
    state = models.CharField("状态", max_length=10, choices=STATES, default=PENDING)
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="monitoring_case")]

    def __str__(self) -> str:
        return f"{self.device} {self.taken_at:%Y-%m-%d %H:%M}"
