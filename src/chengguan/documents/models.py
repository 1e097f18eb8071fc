"""法律文书: instruments with frozen facts, their renditions, stored files and attachments."""

from __future__ import annotations

import json
from typing import ClassVar

from django.db import models
from django.urls import reverse

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.people.models import Bureau, Officer, Unit


class StoredFile(models.Model):
    """A file by its content: SHA-256 is its name on disk, SM3 stands beside it for the record."""

    sha256 = models.CharField(max_length=64, unique=True)
    sm3 = models.CharField(max_length=64)
    size = models.BigIntegerField("大小（字节）")
    media_type = models.CharField("类型", max_length=80)
    stored_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField("销毁时间", null=True)


class Instrument(models.Model):
    """文书: when it is issued its facts (`context`) and its final text (`content`) are frozen as canonical JSON.

    PDF and DOCX are renderings of `content`, so a norm file that changes later never changes what was issued.
    """

    ISSUED, CORRECTED, VOID = "issued", "corrected", "void"
    STATES: ClassVar = [(ISSUED, "有效"), (CORRECTED, "已补正"), (VOID, "已撤销")]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("文书种类", max_length=60)
    title = models.CharField("文书名称", max_length=80)
    number = models.CharField("文号", max_length=60, blank=True, default="")
    series = models.CharField(max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField(null=True)
    seq = models.PositiveIntegerField(null=True)
    subject_key = models.CharField(max_length=80)
    case_number = models.CharField("案号", max_length=60, blank=True, default="")
    context = models.TextField()
    content = models.TextField(default="")
    confidential = models.BooleanField("内部文书", default=False)
    facts_sha256 = models.CharField(max_length=64)
    norm_path = models.CharField(max_length=200)
    norm_sha256 = models.CharField(max_length=64)
    issued_on = models.DateField("成文日期")
    issued_at = models.DateTimeField()
    verify_code = models.CharField(max_length=24, unique=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=ISSUED)
    objects: ClassVar[ScopedQuerySet[Instrument]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "series", "year", "seq"],
                name="instrument_number_unique",
                condition=~models.Q(series=""),
            )
        ]
        indexes = [
            models.Index(fields=["subject_key", "-id"], name="instrument_subject"),
            models.Index(fields=["bureau", "-id"], name="instrument_bureau"),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.number}"

    @property
    def check_code(self) -> str:
        """文书校验码 as it is printed on the pages: it stands in the frozen text, which `facts_sha256` covers."""
        return str(json.loads(self.content)["check_code"]).upper()


class Rendition(models.Model):
    """One rendering of an instrument; the same facts and template give the same PDF bytes."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="renditions")
    format = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("docx", "DOCX")])
    file = models.ForeignKey(StoredFile, models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "format"], name="rendition_once")]


class Attachment(models.Model):
    """A file attached to a subject of acts: photograph, scan, recording, bank file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    subject_key = models.CharField(max_length=80)
    record_key = models.CharField(max_length=80, blank=True, default="")
    file = models.ForeignKey(StoredFile, models.PROTECT)
    name = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    objects: ClassVar[ScopedQuerySet[Attachment]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["subject_key", "-id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Address from which a person who may see the file gets it."""
        return reverse("attachment.file", args=[self.pk])
