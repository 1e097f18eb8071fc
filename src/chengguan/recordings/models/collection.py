"""采集: stations that send files, and files on their way in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer, Unit


class Station(Subject):
    """采集站: a docking station or folder that sends files with a token of its own (only the digest of the token is kept)."""

    STAGES: ClassVar = [("registered", "在用"), ("revoked", "已停用")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    name = models.CharField("名称", max_length=80)
    place = models.CharField("位置", max_length=160, blank=True, default="")
    token_sha256 = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField("登记时间")
    expires_on = models.DateField("令牌有效期至", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)
    seen_at = models.DateTimeField("最近联系", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="station_name")]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """上传: one file on its way in. What has arrived is what is on disk; `received` follows it. Acknowledged only in state `kept`.

    `received` bytes are synced to disk; what may lie beyond them after a fault counts for nothing.
    """

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
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    station = models.ForeignKey(Station, models.PROTECT, null=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    via = models.CharField(
        "途径", max_length=10, choices=[("web", "网页"), ("api", "采集站"), ("folder", "投递目录")]
    )
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("大小（字节）")
    received = models.BigIntegerField("已接收（字节）", default=0)
    declared_sha256 = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sm3 = models.CharField(max_length=64, blank=True, default="")
    camera_number = models.CharField("设备编号", max_length=40, blank=True, default="")
    stated: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("随文件申报", default=dict)
    state = models.CharField("状态", max_length=10, choices=STATES, default=RECEIVING)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    recording = models.ForeignKey("recordings.Recording", models.PROTECT, null=True, related_name="uploads")
    doubtful = models.BooleanField("须人工核对来源", default=False)
    started_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近活动")
    ended_at = models.DateTimeField("结束时间", null=True)
    objects: ClassVar[ScopedQuerySet[Upload]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="upload_bureau"),
            models.Index(fields=["brigade", "-id"], name="upload_brigade"),
            models.Index(fields=["squad", "-id"], name="upload_squad"),
            models.Index(fields=["state", "touched_at"], name="upload_state"),
            models.Index(fields=["bureau", "-id"], name="upload_doubtful", condition=Q(doubtful=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def done(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.KEPT, self.DUPLICATE, self.REFUSED)

    @property
    def safe(self) -> bool:
        """Whether the sender may let go of its file: the content is kept, by this upload or by an earlier one."""
        return self.state in (self.KEPT, self.DUPLICATE)

    @property
    def again(self) -> bool:
        """Whether it was refused for what happened on the way, not for what it is: the sender should send it anew."""
        damaged = bool(self.declared_sha256) and self.declared_sha256 != self.sha256
        return self.state == self.REFUSED and (not self.sha256 or damaged)

    @property
    def percent(self) -> int:
        return 100 if self.safe else int(self.received * 100 / self.size) if self.size else 0
