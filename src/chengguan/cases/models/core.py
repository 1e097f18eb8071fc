"""案件 and the approvals that lead through it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.intake.models import Lead
from chengguan.ledger.models import Subject
from chengguan.parties.masking import shown_name, veiled
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Officer, Unit
from chengguan.powers.models import Matter


class Case(Subject):
    """行政处罚案件. Columns repeat what lists filter and sort by; `known` holds the facts that the law engine reads."""

    ORDINARY, SUMMARY = "ordinary", "summary"
    PROCEDURES: ClassVar = [(ORDINARY, "普通程序"), (SUMMARY, "简易程序")]
    STAGES: ClassVar = [
        ("filed", "已立案"),
        ("investigated", "调查终结"),
        ("noticed", "已告知"),
        ("reviewed", "已法制审核"),
        ("deliberated", "已集体讨论"),
        ("decided", "已决定"),
        ("served", "已送达"),
        ("performed", "已履行"),
        ("closed", "已结案"),
        ("archived", "已归档"),
    ]
    OUTCOMES: ClassVar = [
        ("penalty", "行政处罚"),
        ("exempted", "不予处罚"),
        ("withdrawn", "撤销立案"),
        ("transferred", "移送"),
        ("terminated", "终止调查"),
        ("merged", "并案"),
    ]
    RELATED: ClassVar = ("bureau", "party", "matter", "lead")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField("案号", max_length=60)
    procedure = models.CharField("程序", max_length=10, choices=PROCEDURES)
    lead = models.OneToOneField(Lead, models.PROTECT, null=True, related_name="case", verbose_name="线索")
    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name="案由")
    cause = models.CharField("案由", max_length=200)
    party = models.ForeignKey(Party, models.PROTECT, null=True, verbose_name="当事人")
    party_name = models.CharField("当事人", max_length=120, default="")
    party_protected = models.BooleanField("当事人姓名隐去", default=False)
    occurred_on = models.DateField("违法行为发生日期")
    place = models.CharField("地点", max_length=160)
    summary = models.TextField("案情摘要", default="")
    lead_officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="主办")
    assisting_officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="协办")
    opened_on = models.DateField("立案/查处日期")
    decided_on = models.DateField("决定日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    outcome = models.CharField("处理结果", max_length=12, choices=OUTCOMES, default="")
    exemption_ground = models.CharField("不予处罚的情形", max_length=20, default="")
    fine_amount = models.DecimalField("罚款（元）", max_digits=14, decimal_places=2, default=0)
    paid_amount = models.DecimalField("已缴（元）", max_digits=14, decimal_places=2, default=0)
    next_due_on = models.DateField("最近期限", null=True)
    major = models.BooleanField("重大案件", default=False)
    footage = models.PositiveIntegerField("关联录像数", default=0)
    is_demo = models.BooleanField(default=False)
    objects: ClassVar[ScopedQuerySet[Case]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="case_number_unique")]
        indexes = [
            models.Index(fields=["bureau", "-opened_on", "-id"], name="case_bureau"),
            models.Index(fields=["brigade", "-opened_on", "-id"], name="case_brigade"),
            models.Index(fields=["squad", "-opened_on", "-id"], name="case_squad"),
            models.Index(fields=["bureau", "stage", "-opened_on", "-id"], name="case_bureau_stage"),
            models.Index(fields=["squad", "stage", "-opened_on", "-id"], name="case_squad_stage"),
            models.Index(fields=["bureau", "outcome", "-opened_on", "-id"], name="case_bureau_outcome"),
            models.Index(fields=["squad", "outcome", "-opened_on", "-id"], name="case_squad_outcome"),
            models.Index(fields=["bureau", "next_due_on", "id"], name="case_bureau_due"),
            models.Index(fields=["squad", "next_due_on", "id"], name="case_squad_due"),
            models.Index(fields=["bureau", "-fine_amount", "-id"], name="case_bureau_fine"),
            models.Index(fields=["squad", "-fine_amount", "-id"], name="case_squad_fine"),
            models.Index(fields=["lead_officer", "-opened_on", "-id"], name="case_lead_officer"),
            models.Index(fields=["party", "-opened_on", "-id"], name="case_party"),
            models.Index(fields=["matter", "-opened_on", "-id"], name="case_matter"),
            models.Index(fields=["bureau", "decided_on"], name="case_decided"),
            models.Index(fields=["bureau", "exemption_ground", "decided_on"], name="case_exemption"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def shown_party(self) -> str:
        """The party as pages, lists and exports name it: the name of a minor is masked (行政处罚法 第三十条)."""
        return shown_name(self.party_name, protected=self.party_protected)

    @property
    def party_word(self) -> str:
        """The party's name as forms begin with it; a protected name is not written out before someone enters it."""
        return "" if self.party_protected else self.party_name

    def veiled(self, text: str) -> str:
        """A text about the case as pages show it, with the protected name masked."""
        return veiled(text, self.party_name, protected=self.party_protected)

    @property
    def shown_summary(self) -> str:
        """案情摘要 as pages show it."""
        return self.veiled(self.summary)


class Approval(models.Model):
    """审批 (行政处罚法 第五十七条): an act proposed by a handler and carried through the tiers; the last tier performs it."""

    OPEN, PASSED, RETURNED = "open", "passed", "returned"
    STATES: ClassVar = [(OPEN, "审批中"), (PASSED, "已批准"), (RETURNED, "已退回")]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="approvals")
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="approvals")
    act = models.CharField("行为", max_length=60)
    inputs = models.JSONField("填报内容", default=dict)
    tiers = models.JSONField("审批层级", default=list)
    position = models.PositiveSmallIntegerField("当前层级", default=0)
    state = models.CharField("状态", max_length=10, choices=STATES, default=OPEN)
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提请时间")
    ended_at = models.DateTimeField(null=True)
    objects: ClassVar[ScopedQuerySet[Approval]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "act"], name="approval_one_open", condition=models.Q(state="open")
            ),
            models.UniqueConstraint(
                fields=["lead", "act"], name="approval_one_open_lead", condition=models.Q(state="open")
            ),
        ]


class ApprovalOpinion(models.Model):
    """审批意见 of one tier."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="opinions")
    tier = models.CharField("层级", max_length=20)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=40)
    agreed = models.BooleanField("同意")
    opinion = models.CharField("意见", max_length=500)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("pk",)
