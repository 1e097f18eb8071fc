"""公示信息: one decision or fact as the public sees it, under which policy, since when and until when."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from chengguan.base.viewer import ScopedQuerySet
from chengguan.cases.models import Case
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Unit


class PublicationQuerySet(ScopedQuerySet["Publication"]):
    def open_to_public(self) -> Self:
        """What the portal answers to: shown ones, and withdrawn ones as a notice of withdrawal with its reasons."""
        return self.filter(stage__in=(Publication.RELEASED, Publication.WITHDRAWN))

    def shown(self) -> Self:
        """What the portal lists and lets people download."""
        return self.filter(stage=Publication.RELEASED)


class Publication(Subject):
    """公示信息 (行政处罚法 第四十八条). `fields` is what the public sees, `withheld` what the policy hides and why.

    `fields`: list of {id, title, value}; `withheld`: list of {id, title, rule, cites}. `code` stands in the public address
    and never changes, whatever happens to the publication.
    """

    PREPARED, RELEASED, WITHDRAWN, ENDED, DECLINED = "prepared", "released", "withdrawn", "ended", "declined"
    STAGES: ClassVar = [
        (PREPARED, "待公示"),
        (RELEASED, "公示中"),
        (WITHDRAWN, "已撤回"),
        (ENDED, "已停止公示"),
        (DECLINED, "不予公示"),
    ]
    KINDS: ClassVar = [
        ("penalty", "行政处罚决定"),
        ("permit", "行政许可决定"),
        ("compulsion", "行政强制决定"),
        ("inspection", "行政检查结果"),
    ]
    SEVERITIES: ClassVar = [("minor", "轻微"), ("general", "一般"), ("serious", "严重")]
    ENDINGS: ClassVar = [("expired", "公示期满"), ("repaired", "信用修复")]
    RELATED: ClassVar = ("bureau", "case__bureau", "case__party", "case__matter")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("种类", max_length=12, choices=KINDS)
    subject_key = models.CharField("来源", max_length=80)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="publications", verbose_name="案件"
    )
    code = models.CharField("公示编号", max_length=20, unique=True)
    number = models.CharField("决定文号", max_length=80)
    title = models.CharField("标题", max_length=240)
    cause = models.CharField("案由", max_length=200, default="")
    party_kind = models.CharField("当事人类别", max_length=20, default="")
    party_name = models.CharField("当事人（公示名称）", max_length=120, default="")
    decided_on = models.DateField("决定日期")
    due_on = models.DateField("公示期限", null=True)
    severity = models.CharField("失信程度", max_length=10, choices=SEVERITIES, default="general")
    fields = models.JSONField("公示内容", default=list)
    withheld = models.JSONField("不公示内容", default=list)
    findings = models.JSONField("公示前检查", default=list)
    revision = models.PositiveSmallIntegerField("版本", default=1)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="决定书公开本"
    )
    prepared_at = models.DateTimeField("生成时间")
    released_at = models.DateTimeField("公示时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdraw_due_on = models.DateField("撤回期限", null=True)
    withdraw_reason = models.TextField("撤回理由（公开）", default="")
    repairable_from = models.DateField("最短公示期满", null=True)
    shown_until = models.DateField("最长公示期满", null=True)
    ended_at = models.DateTimeField("停止公示时间", null=True)
    ending = models.CharField("停止公示的原因", max_length=10, choices=ENDINGS, default="")
    is_demo = models.BooleanField(default=False)
    objects: ClassVar[PublicationQuerySet] = PublicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_key", "number"], name="publication_once"),
        ]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="publication_bureau"),
            models.Index(fields=["brigade", "-id"], name="publication_brigade"),
            models.Index(fields=["squad", "-id"], name="publication_squad"),
            models.Index(fields=["bureau", "stage", "-decided_on", "-id"], name="publication_stage"),
            models.Index(fields=["bureau", "decided_on"], name="publication_decided"),
            models.Index(fields=["subject_key"], name="publication_subject"),
            models.Index(fields=["bureau", "stage", "kind", "-decided_on", "-id"], name="publication_kind"),
            models.Index(fields=["bureau", "stage", "-released_at"], name="publication_released"),
            models.Index(fields=["bureau", "stage", "-withdrawn_at"], name="publication_withdrawn"),
            models.Index(fields=["bureau", "stage", "-ended_at"], name="publication_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Revision(models.Model):
    """公示版本: what the public saw from when, and why it changed."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("版本")
    fields = models.JSONField("公示内容")
    reason = models.CharField("更正原因", max_length=300, default="")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("publication", "number")
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="publication_revision")]
        indexes = [models.Index(fields=["-at"], name="revision_at")]
