"""采集: stations that send files, and files on their way in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer


class Station(Subject):
    """采集站: a docking station or folder that sends files with a token of its own (only the digest of the token is kept)."""

    STAGES: ClassVar = [("registered", "在用"), ("revoked", "已停用")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    name = models.CharField("名称", max_length=80)
    place = models.CharField("位置", max_length=160, blank=True, default="")
    token_sha256 = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField("登记时间")
    revoked_at = models.DateTimeField("停用时间", null=True)
    seen_at = models.DateTimeField("最近联系", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="station_name")]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """上传: one file on its way in. What has arrived is what is on disk; `received` follows it. Acknowledged only in state `kept`."""

    RECEIVING, FINISHING, KEPT, DUPLICATE, REFUSED = (
        "receiving",
        "finishing",
        "kept",
        "duplicate",
        "refused",
    )
    STATES: ClassVar = [
        (RECEIVING, "接收中"),
        (FINISHING, "核验中"),
        (KEPT, "已入库"),
        (DUPLICATE, "重复文件（已有同一内容）"),
        (REFUSED, "未接收"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    station = models.ForeignKey(Station, models.PROTECT, null=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    via = models.CharField(
        "途径", max_length=10, choices=[("web", "网页"), ("api", "采集站"), ("folder", "投递目录")]
    )
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("大小（字节）")
    received = models.BigIntegerField("已接收（字节）", default=0)
    declared_sha256 = models.CharField(max_length=64, blank=True, default="")
    camera_number = models.CharField("设备编号", max_length=40, blank=True, default="")
    stated: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("随文件申报", default=dict)
    state = models.CharField("状态", max_length=10, choices=STATES, default=RECEIVING)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    recording = models.ForeignKey("recordings.Recording", models.PROTECT, null=True, related_name="uploads")
    started_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近活动")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="upload_bureau"),
            models.Index(fields=["state", "touched_at"], name="upload_state"),
        ]
