"""保管: who saw what and why, legal holds, destruction by list with two persons, export packages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer, Unit

from .footage import Recording


class Viewing(models.Model):
    """调阅登记 (公共安全视频图像信息系统管理条例 第十六条): who saw, played, took or exported a recording, when and why. Mirrors the ledger."""

    KINDS: ClassVar = [
        ("view", "查看"),
        ("play", "播放"),
        ("download", "下载"),
        ("clip", "截取"),
        ("export", "导出"),
    ]
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="viewings")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名", max_length=40)
    kind = models.CharField("方式", max_length=10, choices=KINDS)
    reason = models.CharField("事由", max_length=200)
    subject_key = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        indexes = [
            models.Index(fields=["recording", "-at"], name="viewing_recording"),
            models.Index(fields=["bureau", "-at"], name="viewing_bureau"),
        ]


class Hold(models.Model):
    """保留: nothing tied to the subject may be destroyed while it stands. `basis`: why (an open case, a dispute, a complaint, an order)."""

    BASES: ClassVar = [
        ("case", "案件未办结"),
        ("dispute", "复议、诉讼未终结"),
        ("complaint", "投诉未办结"),
        ("order", "书面要求保留"),
    ]
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    subject_key = models.CharField(max_length=80)
    basis = models.CharField("事由", max_length=10, choices=BASES)
    reason = models.CharField("说明", max_length=200, blank=True, default="")
    placed_at = models.DateTimeField("自")
    placed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField("至", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "basis"], condition=Q(lifted_at=None), name="hold_once"
            )
        ]
        indexes = [models.Index(fields=["bureau", "-placed_at"], name="hold_bureau")]


class Destruction(Subject):
    """销毁清册: recordings whose period has ended, proposed by one person, approved by another, carried out by two."""

    STAGES: ClassVar = [
        ("proposed", "待审批"),
        ("approved", "已批准"),
        ("carried_out", "已销毁"),
        ("withdrawn", "已撤回"),
    ]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    number = models.CharField("清册编号", max_length=60)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提请时间")
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("批准时间", null=True)
    carried_out_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    witness = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="监销人")
    carried_out_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="destruction_number")]


class DestructionItem(models.Model):
    """One recording of a list, with what it was."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="items")
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["destruction", "recording"], name="destruction_item_once")
        ]


class Package(models.Model):
    """导出包: recordings taken out with a manifest and a reason; made by the worker."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("事由", max_length=200)
    recipient = models.CharField("接收单位（人员）", max_length=120)
    contents = models.JSONField("内容", default=list)
    manifest_sha256 = models.CharField(max_length=64, blank=True, default="")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    ready_at = models.DateTimeField("完成时间", null=True)
    objects: ClassVar[ScopedQuerySet[Package]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["bureau", "-id"], name="package_bureau")]
