"""先行登记保存、查封、扣押 and the goods they take: the register of goods."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import Instrument
from chengguan.people.models import Bureau, Unit

from .core import Case

OUTCOMES: Final = ("returned", "confiscated", "auctioned", "destroyed", "transferred", "claimed")


class Measure(models.Model):
    """先行登记保存 (行政处罚法 第五十六条)、查封或者扣押 (行政强制法 第二十二条至第二十八条): one measure with its own period.

    The columns repeat what registers filter by; the facts of the measure stand in the case's `known["measures"]`.
    """

    PRESERVATION, SEAL, IMPOUND = "preservation", "seal", "impound"
    KINDS: ClassVar = [(PRESERVATION, "先行登记保存"), (SEAL, "查封"), (IMPOUND, "扣押")]
    ENDS: ClassVar = [
        ("decided", "已作出处理决定"),
        ("lifted", "已解除"),
        ("lapsed", "期满自动解除"),
        ("refused", "未获批准立即解除"),
        ("confiscated", "依决定没收"),
        ("transferred", "随案移交"),
        ("disposed", "先行处置或者拍卖"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    no = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("措施", max_length=12, choices=KINDS)
    basis = models.CharField("依据", max_length=300)
    place = models.CharField("实施地点", max_length=160)
    begun_at = models.DateTimeField("实施时间")
    due_on = models.DateField("期限届满日")
    urgent = models.BooleanField("当场紧急实施", default=False)
    ended_on = models.DateField("终止日期", null=True)
    end = models.CharField("终止原因", max_length=12, choices=ENDS, default="")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")
    objects: ClassVar[ScopedQuerySet[Measure]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "no"], name="measure_no")]
        indexes = [models.Index(fields=["due_on"], name="measure_open", condition=Q(ended_on=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第{self.no}号）"


class Good(models.Model):
    """涉案物品: one row of the list made on the spot. What became of the quantity taken always adds up to it.

    Quantities are whole numbers of `unit` (weights in kilograms, not in tons with decimals).
    """

    STATES: ClassVar = [
        ("held", "在押（保存）"),
        ("due_back", "应当退还"),
        ("confiscated", "已没收待处置"),
        ("returned", "已退还"),
        ("auctioned", "已拍卖、变卖"),
        ("destroyed", "已销毁"),
        ("transferred", "已移交"),
        ("claimed", "已被认领"),
    ]
    CATEGORIES: ClassVar = [
        ("vehicle", "车辆"),
        ("cylinder", "气瓶"),
        ("tool", "工具、设备"),
        ("goods", "经营物品"),
        ("material", "物料、废弃物"),
        ("document", "资料、电子设备"),
        ("premises", "场所、设施"),
        ("other", "其他"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="goods")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="goods")
    number = models.CharField("物品编号", max_length=60)
    category = models.CharField("类别", max_length=10, choices=CATEGORIES)
    name = models.CharField("名称", max_length=80)
    model = models.CharField("规格型号、号牌", max_length=80, default="")
    quantity = models.PositiveIntegerField("数量")
    unit = models.CharField("单位", max_length=10)
    condition = models.CharField("状况", max_length=120)
    value = models.DecimalField("估价（元）", max_digits=14, decimal_places=2, null=True)
    place = models.CharField("保管地点", max_length=120)
    custodian = models.CharField("保管人", max_length=80)
    taken_on = models.DateField("登记日期")
    state = models.CharField("状态", max_length=12, choices=STATES, default="held")
    held = models.PositiveIntegerField("在押")
    returned = models.PositiveIntegerField("已退还", default=0)
    confiscated = models.PositiveIntegerField("已没收待处置", default=0)
    auctioned = models.PositiveIntegerField("已拍卖、变卖", default=0)
    destroyed = models.PositiveIntegerField("已销毁", default=0)
    transferred = models.PositiveIntegerField("已移交", default=0)
    claimed = models.PositiveIntegerField("已被认领", default=0)
    objects: ClassVar[ScopedQuerySet[Good]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="good_number"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="good_quantity_positive"),
            models.CheckConstraint(
                condition=Q(
                    quantity=F("held")
                    + F("returned")
                    + F("confiscated")
                    + F("auctioned")
                    + F("destroyed")
                    + F("transferred")
                    + F("claimed")
                ),
                name="good_quantity_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "state", "-id"], name="good_bureau_state"),
            models.Index(fields=["squad", "state", "-id"], name="good_squad_state"),
            models.Index(fields=["bureau", "-id"], name="good_bureau"),
            models.Index(fields=["squad", "-id"], name="good_squad"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class GoodMove(models.Model):
    """物品去向: each change of place or fate of (part of) a good, oldest first."""

    good = models.ForeignKey(Good, models.PROTECT, related_name="moves")
    at = models.DateTimeField("时间")
    act = models.CharField("行为", max_length=60)
    title = models.CharField("事项", max_length=60)
    quantity = models.PositiveIntegerField("数量")
    place = models.CharField("地点", max_length=120, default="")
    person = models.CharField("经手、接收", max_length=120, default="")
    note = models.CharField("说明", max_length=200, default="")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
