"""The read model of decided cases by which like cases are found. It can be rebuilt from the cases at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.viewer import ScopedQuerySet
from chengguan.people.models import Bureau, Unit
from chengguan.powers.models import Matter

from .core import Case


class LikeCase(models.Model):
    """已决案件特征 (同案同罚): facts, statutory range of its day, and outcome of one decided case.

    `share` is the fine as share of the statutory range (0 = 下限, 1 = 上限); `size` the first quantity, by which the
    nearest can be found in an index. `matter_key` is the matter's code in its bureau, `national_key` the article violated.
    """

    OUTCOMES: ClassVar = [("penalty", "行政处罚"), ("exempted", "不予处罚"), ("annulled", "处罚已撤销")]
    case = models.OneToOneField(
        Case, models.CASCADE, primary_key=True, db_constraint=False, related_name="likeness"
    )
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", db_index=False)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", db_index=False)
    matter_key = models.CharField("案由代码", max_length=40)
    national_key = models.CharField("违反条款", max_length=80)
    organisation = models.BooleanField("单位")
    law_low = models.DecimalField("法定下限（元）", max_digits=14, decimal_places=2, null=True)
    law_high = models.DecimalField("法定上限（元）", max_digits=14, decimal_places=2, null=True)
    tier = models.PositiveSmallIntegerField("裁量阶次", default=0)
    tiers = models.PositiveSmallIntegerField("阶次数", default=0)
    tier_title = models.CharField("阶次名称", max_length=40, default="")
    leniency = models.CharField("从轻减轻从重", max_length=20, default="")
    circumstances = models.JSONField("裁量情节", default=list)
    quantities = models.JSONField("涉案数量", default=list)
    size = models.FloatField("主要数量", null=True)
    size_unit = models.CharField("单位", max_length=12, default="")
    repeated = models.PositiveSmallIntegerField("既往处罚", default=0)
    corrected = models.BooleanField("已改正", null=True)
    area = models.CharField("辖区", max_length=60, default="")
    decided_on = models.DateField("决定日期")
    outcome = models.CharField("处理结果", max_length=12, choices=OUTCOMES)
    fine = models.DecimalField("罚款（元）", max_digits=14, decimal_places=2, default=0)
    share = models.FloatField("占法定幅度", null=True)
    objects: ClassVar[ScopedQuerySet[LikeCase]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["bureau", "matter_key", "organisation", "tier", "-decided_on"], name="like_tier"
            ),
            models.Index(
                fields=["bureau", "matter_key", "organisation", "size_unit", "size"], name="like_size"
            ),
            models.Index(fields=["national_key", "organisation", "tier", "-decided_on"], name="like_law"),
            models.Index(fields=["bureau", "-decided_on"], name="like_bureau"),
            models.Index(fields=["brigade", "-decided_on"], name="like_brigade"),
            models.Index(fields=["squad", "-decided_on"], name="like_squad"),
        ]
