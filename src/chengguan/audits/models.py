"""存量案件体检: one file of past cases, how its columns are read, and what was found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Unit


class FileAudit(Subject):
    """一次体检: the file as it was handed in, the confirmed mapping, counts, and the results in Excel and PDF."""

    STAGES: ClassVar = [
        ("received", "待确认列"),
        ("running", "检查中"),
        ("finished", "已完成"),
        ("failed", "失败"),
    ]
    KINDS: ClassVar = [("ledger", "案件台账"), ("published", "公示的处罚决定清单")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField("编号", max_length=60)
    kind = models.CharField("种类", max_length=12, choices=KINDS, default="ledger")
    title = models.CharField("名称", max_length=160)
    source = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    source_name = models.CharField("文件名", max_length=200)
    mapping = models.JSONField("列对应关系", default=dict)
    rows = models.PositiveIntegerField("行数", default=0)
    unreadable = models.PositiveIntegerField("不能读取的行数", default=0)
    findings = models.PositiveIntegerField("问题数", default=0)
    summary = models.JSONField("结果", default=dict)
    workbook = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("接收时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    error = models.TextField("失败原因", default="")
    objects: ClassVar[ScopedQuerySet[FileAudit]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="file_audit_number")]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="file_audit_bureau"),
            models.Index(fields=["brigade", "-id"], name="file_audit_brigade"),
            models.Index(fields=["squad", "-id"], name="file_audit_squad"),
        ]

    def __str__(self) -> str:
        return self.number


class ColumnMapping(models.Model):
    """保存的列对应关系: a bureau's confirmed reading of a header, offered again for the next file with that header."""

    bureau = models.ForeignKey(Bureau, models.PROTECT)
    name = models.CharField("名称", max_length=120)
    header_sha256 = models.CharField(max_length=64)
    columns = models.JSONField("列对应关系")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "header_sha256"], name="column_mapping")]
