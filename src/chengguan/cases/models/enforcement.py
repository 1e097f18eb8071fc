"""Tables of compulsory enforcement: money given back, and the list of decisions that are not yet performed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.people.models import Bureau, Unit

from .core import Case
from .execution import Payment


class Refund(models.Model):
    """退还 (行政强制法 第四十一条): money given back after a decision was annulled or varied, or enforced by mistake. Yuan."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, related_name="refunds")
    kind = models.CharField("款项", max_length=16, choices=Payment.KINDS)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    refunded_on = models.DateField("退还日期")
    reference = models.CharField("退款凭证号", max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "reference", "kind"], name="refund_reference_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_positive"),
        ]


class Outstanding(models.Model):
    """执行台账: one row for every decision that is not yet performed in full, with the days by which the list is cut.

    Kept by the reaction to every act of the case; amounts are computed from the case when shown, because they grow by the day.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="outstanding")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    sort_on = models.DateField("排序日期")
    due_on = models.DateField("履行期限", null=True)
    demanded_on = models.DateField("催告送达日期", null=True)
    demand_due_on = models.DateField("催告期限", null=True)
    demand_by = models.DateField("最迟送达催告书", null=True)
    window_from = models.DateField("可以申请法院执行之日前一日", null=True)
    apply_by = models.DateField("最迟申请法院执行", null=True)
    court_on = models.DateField("申请法院执行日期", null=True)
    agreed = models.BooleanField("执行协议履行中", default=False)
    suspended = models.BooleanField("中止执行", default=False)
    objects: ClassVar[ScopedQuerySet[Outstanding]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "sort_on", "case"], name="outstanding_bureau"),
            models.Index(fields=["brigade", "sort_on", "case"], name="outstanding_brigade"),
            models.Index(fields=["squad", "sort_on", "case"], name="outstanding_squad"),
        ]
