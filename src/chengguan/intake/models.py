"""线索: what may become a case, from wherever it comes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.viewer import ScopedQuerySet
from chengguan.ledger.models import Subject
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Officer, Unit
from chengguan.powers.models import Matter


class Lead(Subject):
    """线索 (行政处罚法 第三十六条、第五十四条): the day of discovery is fixed when it is registered."""

    ORIGINS: ClassVar = [
        ("patrol", "日常巡查"),
        ("inspection", "行政检查"),
        ("hotline", "12345热线"),
        ("tip", "投诉举报"),
        ("transfer", "其他机关移送"),
        ("assigned", "上级交办"),
        ("camera", "视频识别"),
        ("media", "媒体反映"),
        ("grid", "网格上报"),
    ]
    RELATED: ClassVar = ("bureau", "party", "matter", "squad")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField("线索编号", max_length=40)
    origin = models.CharField("来源", max_length=12, choices=ORIGINS)
    received_at = models.DateTimeField("接收时间")
    discovered_on = models.DateField("发现日期")
    occurred_on = models.DateField("违法行为发生日期")
    continuing = models.BooleanField("连续或继续状态", default=False)
    place = models.CharField("地点", max_length=160)
    content = models.TextField("线索内容")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, verbose_name="涉嫌案由")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, verbose_name="当事人")
    informant = models.CharField("举报人", max_length=40, blank=True, default="")
    informant_phone = models.CharField("举报人电话", max_length=30, blank=True, default="")
    wants_reply = models.BooleanField("要求答复", default=False)
    registered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    is_demo = models.BooleanField(default=False)
    objects: ClassVar[ScopedQuerySet[Lead]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="lead_number_unique")]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="lead_bureau"),
            models.Index(fields=["brigade", "-id"], name="lead_brigade"),
            models.Index(fields=["squad", "-id"], name="lead_squad"),
            models.Index(fields=["bureau", "stage", "-id"], name="lead_stage"),
            models.Index(fields=["bureau", "place", "occurred_on"], name="lead_place"),
        ]

    def __str__(self) -> str:
        return self.number
