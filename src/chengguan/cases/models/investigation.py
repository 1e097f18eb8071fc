"""Evidence and orders of the investigation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.documents.models import Instrument

from .core import Case


class Record(models.Model):
    """证据或笔录 (行政处罚法 第四十六条、第五十五条): what was found, by whom, where it comes from and what it proves."""

    KINDS: ClassVar = [
        ("documentary", "书证"),
        ("physical", "物证"),
        ("audiovisual", "视听资料"),
        ("electronic", "电子数据"),
        ("testimony", "证人证言"),
        ("party_statement", "当事人的陈述"),
        ("appraisal", "鉴定意见"),
        ("site_record", "勘验笔录、现场笔录"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="records")
    act = models.CharField("取得方式", max_length=60)
    kind = models.CharField("证据种类", max_length=20, choices=KINDS)
    title = models.CharField("名称", max_length=120)
    proves = models.CharField("证明内容", max_length=400, default="")
    source = models.CharField("来源", max_length=200, default="")
    place = models.CharField("地点", max_length=160, default="")
    made_at = models.DateTimeField("形成时间")
    officers = models.JSONField("执法人员", default=list)
    details = models.JSONField("内容", default=dict)
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="record_case")]


class CorrectionOrder(models.Model):
    """责令改正 (行政处罚法 第二十八条) and its re-inspection."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="correction_orders")
    content = models.TextField("改正内容")
    ordered_on = models.DateField("责令日期")
    due_on = models.DateField("改正期限")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")
    rechecked_on = models.DateField("复查日期", null=True)
    corrected = models.BooleanField("已改正", null=True)
    finding = models.TextField("复查情况", default="")


class Pause(models.Model):
    """Interval in which the case's time limit does not run: suspension, hearing, testing, appraisal."""

    KINDS: ClassVar = [
        ("suspension", "中止调查"),
        ("hearing", "听证"),
        ("appraisal", "检测检验鉴定"),
        ("public_notice", "公告"),
    ]
    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    kind = models.CharField("事由", max_length=20, choices=KINDS)
    reason = models.CharField("原因", max_length=300)
    begins_on = models.DateField("自")
    ends_on = models.DateField("至", null=True)
