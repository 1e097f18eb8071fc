"""防干预记录 and 过错责任调查: both are subjects of acts; rows repeat what lists show."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer

# Posts that supervise independently of the line in which a case is handled.
SUPERVISORS = frozenset({"audit_admin", "organ_head"})


class InterferenceQuerySet(models.QuerySet["Interference"]):
    def visible_to(self, viewer: Viewer) -> InterferenceQuerySet:
        """What the viewer recorded himself; the supervisors see all but what concerns themselves. Nobody else knows of any."""
        own = Q(recorder_id=viewer.officer_id or None)
        if viewer.roles.isdisjoint(SUPERVISORS):
            return self.filter(own, bureau_id=viewer.bureau_id)
        return self.filter(own | ~Q(interferer_id=viewer.officer_id or 0), bureau_id=viewer.bureau_id)


class Interference(Subject):
    """干预记录: who asked whom for what in which case. Written once; what is added later is a further act, never a change."""

    WAYS: ClassVar = [
        ("spoken", "当面口头"),
        ("phone", "电话"),
        ("message", "短信、微信等信息"),
        ("written", "书面批示、便条"),
        ("intermediary", "通过他人转达"),
        ("other", "其他方式"),
    ]
    STAGES: ClassVar = [("recorded", "已记录"), ("handled", "已处置")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    number = models.CharField("编号", max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, null=True, verbose_name="涉及案件")
    recorder = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="记录人")
    interferer = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="本局人员"
    )
    interferer_name = models.CharField("干预人", max_length=40)
    interferer_post = models.CharField("单位和职务", max_length=80)
    way = models.CharField("方式", max_length=14, choices=WAYS)
    happened_at = models.DateTimeField("时间")
    recorded_at = models.DateTimeField("记录时间")
    objects: ClassVar[InterferenceQuerySet] = InterferenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="interference_number")]
        indexes = [models.Index(fields=["bureau", "-recorded_at", "-id"], name="interference_bureau")]

    def __str__(self) -> str:
        return self.number


class FaultQuerySet(models.QuerySet["FaultInquiry"]):
    def visible_to(self, viewer: Viewer) -> FaultQuerySet:
        """Inquiries of the viewer's own bureau (who may open the page is said by its permission)."""
        return self.filter(bureau_id=viewer.bureau_id)


class FaultInquiry(Subject):
    """执法过错责任调查: opened on a wrong outcome, decided on the record of who did and who approved each step."""

    CAUSES: ClassVar = [
        ("reconsideration", "行政复议变更、撤销或者确认违法"),
        ("litigation", "行政诉讼败诉"),
        ("self_annulled", "本机关自行撤销或者变更"),
        ("review", "案卷评查发现重大问题"),
        ("complaint", "投诉举报查证属实"),
        ("supervision", "行政执法监督机关指出"),
        ("other", "其他"),
    ]
    STAGES: ClassVar = [("opened", "调查中"), ("decided", "已认定")]
    RELATED: ClassVar = ("bureau", "case")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    number = models.CharField("编号", max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, related_name="faults", verbose_name="案件")
    cause = models.CharField("起因", max_length=16, choices=CAUSES)
    opened_at = models.DateTimeField("启动时间")
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="启动人")
    decided_at = models.DateTimeField("认定时间", null=True)
    objects: ClassVar[FaultQuerySet] = FaultQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="fault_number")]
        indexes = [models.Index(fields=["bureau", "-opened_at", "-id"], name="fault_bureau")]

    def __str__(self) -> str:
        return self.number
