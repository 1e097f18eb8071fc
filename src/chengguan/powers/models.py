"""权责清单 and 案由: what a bureau may punish, on what basis, within what range, since when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau


class DatedQuerySet(models.QuerySet[Any]):
    def in_force(self, day: date) -> DatedQuerySet:
        """Rows whose period holds the day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class PowerItem(models.Model):
    """权力事项 of the list of powers and responsibilities (权责清单), dated."""

    KINDS: ClassVar = [
        ("permit", "行政许可"),
        ("confirmation", "行政确认"),
        ("reward", "行政奖励"),
        ("penalty", "行政处罚"),
        ("compulsory_measure", "行政强制措施"),
        ("inspection", "行政监督检查"),
        ("other", "其他行政权力"),
    ]
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name="机关")
    code = models.CharField("事项编码", max_length=40)
    name = models.CharField("事项名称", max_length=200)
    kind = models.CharField("权力类型", max_length=20, choices=KINDS)
    basis = models.TextField("实施依据")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    change_reason = models.CharField("调整原因", max_length=200, blank=True, default="")
    objects: ClassVar[models.Manager[PowerItem]] = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code", "valid_from"], name="power_item_version"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="power_item_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Matter(models.Model):
    """案由: one kind of unlawful act with its provisions, kinds of penalty and ranges (行政处罚法 第十六条), dated.

    `violated` and `basis` are lists of citations `{law, article, paragraph?, item?}`. `fines` is a list of
    `{party: individual|organisation|any, low, high}` in yuan, as text; an empty list means that no fine may be imposed.
    `lineage` holds matters of different codes together that one and the same act fell under before and after a change of
    the law; versions of one code hang together without it.
    """

    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name="机关")
    power = models.ForeignKey(PowerItem, models.PROTECT, related_name="matters", verbose_name="权力事项")
    code = models.CharField("案由代码", max_length=40)
    title = models.CharField("案由", max_length=200)
    field = models.CharField("领域", max_length=40)
    violated = models.JSONField("违反条款")
    basis = models.JSONField("处罚依据")
    kinds = models.JSONField("处罚种类")
    fines = models.JSONField("罚款幅度", default=list)
    elements = models.JSONField("构成要件", default=list)
    requires_prior_order = models.BooleanField("须先责令改正", default=False)
    serious_only = models.BooleanField("情节严重才处罚", default=False)
    summary_allowed = models.BooleanField("可适用简易程序", default=True)
    major = models.BooleanField("列入重大执法决定目录", default=False)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    verified = models.CharField("核实程度", max_length=2, default="V")
    note = models.CharField("备注", max_length=300, blank=True, default="")
    change_reason = models.CharField("调整原因", max_length=200, blank=True, default="")
    lineage = models.CharField("沿革编号", max_length=40, blank=True, default="")
    objects: ClassVar[models.Manager[Matter]] = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code", "valid_from"], name="matter_version"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="matter_period"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def line(self) -> str:
        """沿革: what the versions of one matter have in common, also where a new law gave it another code."""
        return self.lineage or self.code


class Tier(models.Model):
    """裁量阶次 of a published benchmark (行政处罚法 第三十四条): circumstances and the range that they lead to, in yuan."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="tiers", verbose_name="案由")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("阶次", max_length=40)
    condition = models.CharField("适用情形", max_length=300)
    party = models.CharField("适用对象", max_length=12, default="any")
    low = models.DecimalField("下限（元）", max_digits=12, decimal_places=2)
    high = models.DecimalField("上限（元）", max_digits=12, decimal_places=2)
    document = models.CharField("裁量基准文件", max_length=120)
    published_on = models.DateField("公布日期")

    class Meta:
        ordering = ("party", "order")
        constraints = [
            models.UniqueConstraint(fields=["matter", "party", "order"], name="tier_order"),
            models.CheckConstraint(condition=Q(high__gte=F("low")), name="tier_range"),
        ]


class ListVersion(Subject):
    """权责清单的一次发布: one import of the list; its chain keeps what was imported, by whom, and who took copies."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name="机关")
    number = models.PositiveIntegerField("版次")
    source = models.CharField("来源文件", max_length=120)
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="list_version_number")]

    def __str__(self) -> str:
        return f"第{self.number}版"


class CalendarNotice(Subject):
    """年度放假调休通知 that an administrator entered for a year whose notice the platform did not bring."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name="录入机关")
    year = models.PositiveSmallIntegerField("年度", unique=True)
    number = models.CharField("文号", max_length=60)
    source_url = models.URLField("公布网址")
    entered_at = models.DateTimeField("录入时间")

    def __str__(self) -> str:
        return f"{self.year}年放假安排"
