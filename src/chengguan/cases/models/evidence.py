"""证据审查、证物保管、环节录像: what was thought of each piece of evidence, where the things lie, which steps have footage."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import Instrument
from chengguan.people.models import Bureau, Unit

from .core import Case
from .investigation import Record

OPEN_STATES: Final = ("kept", "lent")


class Examination(models.Model):
    """证据审查 (行政处罚法 第四十六条第二款、第三款): 真实性、合法性、关联性 of one piece of evidence, and whether it is used."""

    INVESTIGATION, REVIEW = "investigation", "review"
    STAGES: ClassVar = [(INVESTIGATION, "承办人审查"), (REVIEW, "法制审核")]
    ADOPTED, REJECTED, SUPPLEMENT = "adopted", "rejected", "supplement"
    OUTCOMES: ClassVar = [(ADOPTED, "采信"), (REJECTED, "不予采信"), (SUPPLEMENT, "应当补强")]
    record = models.ForeignKey(Record, models.PROTECT, related_name="examinations")
    stage = models.CharField("审查环节", max_length=14, choices=STAGES)
    genuine = models.BooleanField("真实")
    lawful = models.BooleanField("合法")
    relevant = models.BooleanField("关联")
    reasons: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("理由", default=dict)
    outcome = models.CharField("结论", max_length=12, choices=OUTCOMES)
    examiners = models.JSONField("审查人", default=list)
    examined_at = models.DateTimeField("审查时间")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)


class Exhibit(models.Model):
    """证物 (物证原物): a thing taken as evidence and kept. Seized goods stand in the register of goods instead."""

    STATES: ClassVar = [
        ("kept", "在库"),
        ("lent", "已调出"),
        ("returned", "已返还"),
        ("filed", "已随卷"),
        ("transferred", "已移交"),
        ("destroyed", "已销毁"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="exhibits")
    record = models.ForeignKey(Record, models.PROTECT, related_name="exhibits")
    number = models.CharField("证物编号", max_length=60)
    name = models.CharField("名称", max_length=120)
    quantity = models.CharField("数量", max_length=20)
    seal_number = models.CharField("封条编号", max_length=60)
    condition = models.CharField("状况", max_length=200)
    place = models.CharField("存放位置", max_length=120)
    custodian = models.CharField("保管人", max_length=80)
    holder = models.CharField("现持有人", max_length=120, blank=True, default="")
    taken_in_at = models.DateTimeField("入库时间")
    state = models.CharField("状态", max_length=12, choices=STATES, default="kept")
    objects: ClassVar[ScopedQuerySet[Exhibit]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="exhibit_number"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(state__in=OPEN_STATES), name="exhibit_once"
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state", "-id"], name="exhibit_bureau_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ExhibitMove(models.Model):
    """证物流转: each hand that a thing went through, oldest first; rows are only added."""

    KINDS: ClassVar = [
        ("take_in", "入库"),
        ("lend", "调取"),
        ("give_back", "归还"),
        ("relocate", "移交保管"),
        ("return", "返还"),
        ("file", "随卷"),
        ("transfer", "移交"),
        ("destroy", "销毁"),
    ]
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="moves")
    at = models.DateTimeField("时间")
    kind = models.CharField("事项", max_length=10, choices=KINDS)
    person = models.CharField("经手、接收", max_length=120)
    place = models.CharField("地点", max_length=120, blank=True, default="")
    seal_number = models.CharField("封条编号", max_length=60, blank=True, default="")
    condition = models.CharField("状况", max_length=200, blank=True, default="")
    note = models.CharField("用途、说明", max_length=200, blank=True, default="")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)


class StepFootage(models.Model):
    """环节录像: at the end of the investigation and of the case, which steps had to be recorded and which of them are.

    Derived from acts and marks; kept for the figures and made anew when a mark or tie of the case changes.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="step_footage")
    step = models.CharField("环节", max_length=40)
    title = models.CharField("名称", max_length=80)
    required = models.BooleanField("必须录像")
    covered = models.BooleanField("有录像")
    noted_on = models.DateField("核对日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="step_footage_once")]
        indexes = [models.Index(fields=["noted_on", "case"], name="step_footage_day")]

    def __str__(self) -> str:
        return self.title
