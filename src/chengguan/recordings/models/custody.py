"""保管: who saw what and why, legal holds, destruction by list with two persons, export packages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

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
            models.Index(fields=["bureau", "-id"], name="viewing_newest"),
            models.Index(fields=["officer", "-id"], name="viewing_officer"),
        ]


class Hold(Subject):
    """保留: nothing tied to the subject may be destroyed while it stands. `basis`: why (an open case, a dispute, a complaint, an order).

    Holds of open matters follow from the acts of the matter and have no entries of their own; an order (书面要求保留) is an act.
    """

    CASE, DISPUTE, COMPLAINT, INQUIRY, ORDER = "case", "dispute", "complaint", "inquiry", "order"
    BASES: ClassVar = [
        (CASE, "案件未办结"),
        (DISPUTE, "复议、诉讼未终结"),
        (COMPLAINT, "投诉、异议未办结"),
        (INQUIRY, "责任调查未终结"),
        (ORDER, "书面要求保留"),
    ]
    STAGES: ClassVar = [("placed", "保留中"), ("lifted", "已解除")]
    RELATED: ClassVar = ("bureau", "placed_by")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    subject_key = models.CharField(max_length=80)
    subject_title = models.CharField("对象", max_length=200, blank=True, default="")
    basis = models.CharField("事由", max_length=10, choices=BASES)
    organ = models.CharField("要求保留的单位", max_length=120, blank=True, default="")
    document_number = models.CharField("文号", max_length=80, blank=True, default="")
    reason = models.CharField("说明", max_length=200, blank=True, default="")
    placed_at = models.DateTimeField("自")
    placed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField("至", null=True)
    lifted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField("解除原因", max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "basis"],
                condition=Q(lifted_at=None) & ~Q(basis="order"),
                name="hold_once",
            )
        ]
        indexes = [
            models.Index(fields=["bureau", "-placed_at"], name="hold_bureau"),
            models.Index(fields=["subject_key"], name="hold_subject", condition=Q(lifted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_title} {self.get_basis_display()}".strip()


class KeepingTerm(models.Model):
    """案卷保管期限: how long the record of a subject is kept; what is tied to it as evidence is kept as long. Follows from its acts.

    `evidence`: recordings of it are evidence. Neither `keep_until` nor `permanent`: not settled yet, hence kept.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT)
    subject_key = models.CharField(max_length=80, unique=True)
    evidence = models.BooleanField("证据类", default=True)
    permanent = models.BooleanField("永久", default=False)
    keep_until = models.DateField("保管至", null=True)
    settled_at = models.DateTimeField("确定时间")


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
    attended_at = models.DateTimeField("监销人本人确认时间", null=True)
    carried_out_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="destruction_number")]


class DestructionItem(models.Model):
    """One recording of a list, with what it was."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="items")
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    removed_at = models.DateTimeField("销毁时间", null=True)
    excluded_at = models.DateTimeField("移出时间", null=True)
    excluded_because = models.CharField("移出原因", max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["destruction", "recording"], name="destruction_item_once")
        ]


class LogExport(Subject):
    """导出调阅登记: who took the register of viewings out, filtered how, how many rows."""

    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    filters = models.JSONField("条件", default=dict)
    rows = models.PositiveIntegerField("行数", default=0)


class Package(Subject):
    """导出包: recordings taken out with a manifest and a reason; made by the worker. `contents` is the manifest as the ledger names its digest."""

    WAITING, MAKING, READY, FAILED, EXPIRED = "waiting", "making", "ready", "failed", "expired"
    STATES: ClassVar = [
        (WAITING, "等待制作"),
        (MAKING, "制作中"),
        (READY, "可以下载"),
        (FAILED, "制作失败"),
        (EXPIRED, "已过期"),
    ]
    STAGES: ClassVar = [("exported", "已导出")]
    RELATED: ClassVar = ("bureau", "file", "made_by")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField("导出编号", max_length=60)
    reason = models.CharField("事由", max_length=200)
    recipient = models.CharField("接收单位（人员）", max_length=120)
    contents = models.JSONField("内容", default=dict)
    manifest_sha256 = models.CharField(max_length=64, blank=True, default="")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=STATES, default=WAITING)
    error = models.CharField(max_length=400, blank=True, default="")
    total_bytes = models.BigIntegerField("总量（字节）", default=0)
    done_bytes = models.BigIntegerField("已写入（字节）", default=0)
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    ready_at = models.DateTimeField("完成时间", null=True)
    expires_on = models.DateField("下载截止日期", null=True)
    objects: ClassVar[ScopedQuerySet[Package]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="package_number")]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="package_bureau"),
            models.Index(fields=["brigade", "-id"], name="package_brigade"),
            models.Index(fields=["squad", "-id"], name="package_squad"),
        ]
