"""案卷 (行政处罚法 第四十七条; 档案法): the sealed dossier, its loans, its exports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.cases.models import Case
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer, Unit


class Dossier(Subject):
    """案卷. `contents` is the canonical JSON of `contents.Contents`; its digest is in the ledger, the PDF is made from it.

    `pdf` is empty while the dossier is being bound. Papers that come after the sealing go into a 补充卷: a dossier of its own
    with the same case, `volume` 1, 2 … and `main`.
    """

    STAGES: ClassVar = [("prepared", "已编制"), ("sealed", "已封卷"), ("handed_over", "已移交档案部门")]
    RELATED: ClassVar = ("bureau", "case", "pdf")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="dossiers", verbose_name="案件")
    main = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supplements", verbose_name="主卷"
    )
    volume = models.PositiveSmallIntegerField("卷次（0为主卷，其余为补充卷）", default=0)
    archive_number = models.CharField("档号", max_length=60)
    year = models.PositiveSmallIntegerField("年度", default=0)
    retention = models.CharField("保管期限", max_length=12)
    title = models.CharField("案卷题名", max_length=240)
    contents = models.TextField(default="")
    contents_sha256 = models.CharField(max_length=64, blank=True, default="")
    pages = models.PositiveIntegerField("页数", default=0)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    progress = models.CharField("编制进度", max_length=200, blank=True, default="")
    prepared_at = models.DateTimeField("编制时间", null=True)
    sealed_on = models.DateField("封卷日期", null=True)
    keep_until = models.DateField("保管至", null=True)
    objects: ClassVar[ScopedQuerySet[Dossier]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "archive_number"], name="dossier_number"),
            models.UniqueConstraint(fields=["case", "volume"], name="dossier_volume"),
        ]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="dossier_bureau"),
            models.Index(fields=["brigade", "-id"], name="dossier_brigade"),
            models.Index(fields=["squad", "-id"], name="dossier_squad"),
        ]

    def __str__(self) -> str:
        return self.archive_number


class Loan(models.Model):
    """借阅: who has the dossier for what purpose, approved by whom, until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="loans")
    borrower = models.CharField("借阅人", max_length=60)
    organisation = models.CharField("单位", max_length=120)
    purpose = models.CharField("用途", max_length=200)
    approved_by = models.CharField("批准人", max_length=40)
    lent_at = models.DateTimeField("借出时间")
    lent_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    due_on = models.DateField("应还日期")
    returned_at = models.DateTimeField("归还时间", null=True)
    condition = models.CharField("归还时状况", max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(returned_at=None), name="dossier_one_loan"
            )
        ]


class Export(models.Model):
    """导出: a sealed dossier taken out as a folder (ZIP) that verifies itself; made by the worker."""

    WAITING, MAKING, READY, FAILED, EXPIRED, FOLDER = (
        "waiting",
        "making",
        "ready",
        "failed",
        "expired",
        "folder",
    )
    STATES: ClassVar = {
        WAITING: "等待制作",
        MAKING: "制作中",
        READY: "可以下载",
        FAILED: "制作失败",
        EXPIRED: "已到期清除",
        FOLDER: "已写出到文件夹",
    }
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="exports")
    reason = models.CharField("事由", max_length=200)
    recipient = models.CharField("接收单位（人员）", max_length=120)
    with_media = models.BooleanField("包含音视频原件", default=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True, default="")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    progress = models.CharField(max_length=200, blank=True, default="")
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    ready_at = models.DateTimeField("完成时间", null=True)
