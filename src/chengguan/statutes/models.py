"""法律法规库: statutes, their versions, and the provisions of each version as one ordered tree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau

from .parsing import article_label


class Statute(Subject):
    """一部法律、法规、规章或者规范性文件. One library for the whole installation; its chain keeps every import and its end.

    `name` is the short title by which norms and lists cite it. `ended_on` is the first day on which it is no longer in force.
    """

    KINDS: ClassVar = [
        ("law", "法律"),
        ("regulation", "行政法规"),
        ("local", "地方性法规"),
        ("rule", "规章"),
        ("interpretation", "司法解释"),
        ("document", "规范性文件"),
    ]
    name = models.CharField("简称", max_length=160, unique=True)
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("效力级别", max_length=16, choices=KINDS)
    ended_on = models.DateField("废止日期", null=True, blank=True)
    end_basis = models.CharField("废止依据", max_length=200, blank=True, default="")
    entered_by = models.ForeignKey(Bureau, models.PROTECT, verbose_name="录入机关")

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date | None:
        """The last day in force, where the end is known."""
        return self.ended_on - timedelta(days=1) if self.ended_on else None


class StatuteVersion(models.Model):
    """一个版本: the text as adopted or last revised, in force from a day until the next version or the end of the statute."""

    statute = models.ForeignKey(Statute, models.CASCADE, related_name="versions", verbose_name="法规")
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True, default="")
    issuer = models.CharField("制定机关", max_length=80, blank=True, default="")
    adopted_on = models.DateField("通过（修改）日期", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    in_force_from = models.DateField("施行日期")
    revision = models.CharField("版本说明", max_length=120, blank=True, default="")
    notes = models.JSONField("题注", default=list)
    source = models.CharField("来源文件", max_length=160)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    text_sha256 = models.CharField("条文摘要", max_length=64)
    articles = models.PositiveIntegerField("条数")
    troubles = models.JSONField("导入报告", default=list)
    imported_at = models.DateTimeField("导入时间")
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=200, blank=True, default="")

    class Meta:
        ordering = ("in_force_from",)
        constraints = [
            models.UniqueConstraint(
                fields=["statute", "in_force_from"],
                condition=Q(withdrawn_on=None),
                name="statute_version_start",
            )
        ]
        indexes = [models.Index(fields=["file_sha256"], name="statute_version_file")]

    def __str__(self) -> str:
        return self.revision or f"{self.in_force_from} 起施行"


class ProvisionQuerySet(models.QuerySet[Any]):
    def articles(self) -> ProvisionQuerySet:
        """Articles only, in the order of the text."""
        return self.filter(kind="article").order_by("place")


class Provision(models.Model):
    """编、分编、章、节、条、款、项、目 of a version, in the order of the text (`place`); `parent` is the place of what it stands in.

    An article keeps its whole text for search and comparison, and the digest over its normalised text; its 款, 项, 目 are rows of
    their own beneath it.
    """

    KINDS: ClassVar = [
        ("part", "编"),
        ("subpart", "分编"),
        ("chapter", "章"),
        ("section", "节"),
        ("preface", "序言"),
        ("article", "条"),
        ("paragraph", "款"),
        ("item", "项"),
        ("subitem", "目"),
        ("table", "表"),
        ("annex", "附件"),
    ]
    version = models.ForeignKey(
        StatuteVersion, models.CASCADE, related_name="provisions", verbose_name="版本"
    )
    place = models.PositiveIntegerField("次序")
    parent = models.PositiveIntegerField("上级次序", null=True)
    kind = models.CharField("层次", max_length=10, choices=KINDS)
    number = models.PositiveIntegerField("号", default=0)
    suffix = models.PositiveSmallIntegerField("之几", default=0)
    mark = models.CharField("编号", max_length=24, blank=True, default="")
    title = models.CharField("标题", max_length=200, blank=True, default="")
    text = models.TextField("文字", blank=True, default="")
    sha256 = models.CharField("摘要", max_length=64, blank=True, default="")
    objects: ClassVar[models.Manager[Provision]] = ProvisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="provision_place"),
            models.UniqueConstraint(
                fields=["version", "number", "suffix"], condition=Q(kind="article"), name="provision_article"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """第五十四条, 第二章, （一）."""
        return self.mark or (article_label(self.number, self.suffix) if self.kind == "article" else "")

    @property
    def anchor(self) -> str:
        """The place on the page: a54, a120-1."""
        if self.kind == "article":
            return f"a{self.number}" + (f"-{self.suffix}" if self.suffix else "")
        return f"p{self.place}"
