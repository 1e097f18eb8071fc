"""年度报告和述法报告: the report, its saved texts, opinions, stated figures, numbers declared no figures, and frozen figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def visible_to(self, viewer: Viewer) -> AnnualReportQuerySet:
        """Reports of the viewer's own bureau; who may open them is a matter of the page's permission."""
        return self.filter(bureau_id=viewer.bureau_id)

    def public(self) -> AnnualReportQuerySet:
        """Reports that were published."""
        return self.exclude(published_on=None)


class AnnualReport(Subject):
    """法治政府建设年度报告 (annual) or 述法报告 (duty, of one officer). Three drafts; issue freezes text and figures."""

    ANNUAL, DUTY = "annual", "duty"
    KINDS: ClassVar = [(ANNUAL, "法治政府建设年度报告"), (DUTY, "述法报告")]
    DRAFTING, SUBMITTED, APPROVED, ISSUED, SENT, PUBLISHED = (
        "drafting", "submitted", "approved", "issued", "sent", "published",
    )  # fmt: skip
    STAGES: ClassVar = [
        (DRAFTING, "起草中"),
        (SUBMITTED, "送审中"),
        (APPROVED, "已定稿"),
        (ISSUED, "已印发"),
        (SENT, "已报送"),
        (PUBLISHED, "已公开"),
    ]
    DRAFTS: ClassVar = ("一稿", "二稿", "三稿", "四稿", "五稿")
    RELATED: ClassVar = ("bureau", "officer")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    kind = models.CharField("种类", max_length=10, choices=KINDS)
    year = models.PositiveSmallIntegerField("报告年度")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="述法人员")
    title = models.CharField("标题", max_length=120)
    draft = models.PositiveSmallIntegerField("第几稿", default=1)
    begun_on = models.DateField("起草日期")
    number = models.CharField("文号", max_length=60, default="")
    issued_on = models.DateField("成文日期", null=True)
    sent_on = models.DateField("报送日期", null=True)
    published_on = models.DateField("公开日期", null=True)
    content = models.TextField("印发的正文", default="")
    content_sha256 = models.CharField(max_length=64, default="")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    objects: ClassVar[AnnualReportQuerySet] = AnnualReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "year"], condition=models.Q(kind="annual"), name="annual_report_once"
            ),
            models.UniqueConstraint(
                fields=["bureau", "year", "officer"],
                condition=models.Q(kind="duty"),
                name="duty_report_once",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "-year"], name="annual_bureau")]

    def __str__(self) -> str:
        return self.title

    @property
    def short(self) -> str:
        """For crumbs on a phone: 2024年度报告."""
        return f"{self.year}年{'度报告' if self.kind == self.ANNUAL else '述法报告'}"

    @property
    def draft_title(self) -> str:
        return self.DRAFTS[min(self.draft, len(self.DRAFTS)) - 1]

    @property
    def stage_title(self) -> str:
        return dict(self.STAGES).get(self.stage, self.stage)

    @property
    def tone(self) -> str:
        """Colour of the stage on pages."""
        return {self.DRAFTING: "neutral", self.SUBMITTED: "info", self.APPROVED: "law"}.get(self.stage, "ok")

    @property
    def is_open(self) -> bool:
        """Whether the text may still change."""
        return self.stage == self.DRAFTING

    @property
    def is_issued(self) -> bool:
        return self.issued_on is not None


class AnnualText(models.Model):
    """One saved text of a report. Nothing is overwritten: tracked changes are read from the row of texts."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="texts")
    seq = models.PositiveIntegerField("第几次保存")
    draft = models.PositiveSmallIntegerField("第几稿")
    blocks = models.JSONField("正文", default=list)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="修改人")
    by_name = models.CharField("修改人姓名", max_length=40)
    at = models.DateTimeField("保存时间")
    why = models.CharField("说明", max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "seq"], name="annual_text_seq")]


class AnnualOpinion(models.Model):
    """意见: on a draft as a whole or on one paragraph; adopted or not, with the answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="opinions")
    draft = models.PositiveSmallIntegerField("第几稿")
    block = models.CharField("段落", max_length=20, default="")
    place = models.CharField("位置", max_length=60, default="")
    source = models.CharField("提出单位", max_length=80, default="")
    text = models.TextField("意见")
    by_name = models.CharField("登记人", max_length=40)
    at = models.DateTimeField("提出时间")
    adopted = models.BooleanField("采纳", null=True)
    answer = models.TextField("采纳情况", default="")
    settled_by = models.CharField("处理人", max_length=40, default="")
    settled_at = models.DateTimeField("处理时间", null=True)


class StatedFigure(models.Model):
    """填报数: a figure that no record of the platform yields, stated by a person, with the document it was taken from."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="stated")
    figure = models.CharField("编号", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=120)
    unit = models.CharField("单位", max_length=20)
    value = models.DecimalField("数值", max_digits=18, decimal_places=2)
    about = models.BooleanField("约数", default=False)
    source = models.CharField("来源材料", max_length=200)
    source_on = models.DateField("材料日期")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=200)
    by_name = models.CharField("填报人", max_length=40)
    at = models.DateTimeField("填报时间")
    current = models.BooleanField("现行", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "figure", "year"],
                condition=models.Q(current=True),
                name="stated_figure_once",
            )
        ]


class DeclaredNumber(models.Model):
    """不是统计数字: a number in the text that someone declared to be no figure, with the reason. Falls when its words change."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="declared")
    signature = models.CharField("数字和前后文字", max_length=120)
    reason = models.CharField("理由", max_length=300)
    by_name = models.CharField("认定人", max_length=40)
    at = models.DateTimeField("认定时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "signature"], name="declared_once")]


class FrozenFigure(models.Model):
    """冻结的数字: as it was when the report was issued, with the list of its records and the digest over both."""

    RECORD, STATED, EARLIER = "record", "stated", "earlier"
    BASES: ClassVar = [
        (RECORD, "由记录产生"),
        (STATED, "填报"),
        (EARLIER, "上年度报告所载"),
    ]
    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="figures")
    slug = models.CharField("编号", max_length=80)
    measure = models.CharField("指标", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=120)
    unit = models.CharField("单位", max_length=20)
    definition = models.TextField("口径")
    value = models.DecimalField("数值", max_digits=20, decimal_places=4)
    basis = models.CharField("来源", max_length=10, choices=BASES)
    source = models.CharField("来源材料", max_length=300, default="")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    records = models.JSONField("记录", default=list)
    sha256 = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "slug"], name="frozen_figure_once")]
        indexes = [models.Index(fields=["measure", "year"], name="frozen_figure_measure")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}{self.unit}"
