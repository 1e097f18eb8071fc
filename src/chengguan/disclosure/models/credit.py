"""信用修复: the party's application to end publication early, and the answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer, Unit

from .publications import Publication


class CreditRepair(Subject):
    """信用修复申请 (信用修复管理办法): who applied for which publication, what he promised, what was decided and why."""

    STAGES: ClassVar = [
        ("applied", "已申请"),
        ("accepted", "已受理"),
        ("declined", "不予受理"),
        ("agreed", "准予修复"),
        ("refused", "不予修复"),
    ]
    RELATED: ClassVar = ("bureau", "publication")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="repairs")
    number = models.CharField("申请编号", max_length=60)
    applicant = models.CharField("申请人", max_length=120)
    contact = models.CharField("联系人及电话", max_length=120)
    via = models.CharField("提交方式", max_length=10, choices=[("online", "网上"), ("window", "窗口")])
    statement = models.TextField("履行义务和纠正情况")
    commitment = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="信用承诺书"
    )
    proof = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="履行义务证明"
    )
    applied_at = models.DateTimeField("申请时间")
    due_on = models.DateField("答复期限", null=True)
    decided_on = models.DateField("决定日期", null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reasons = models.TextField("理由", default="")
    objects: ClassVar[ScopedQuerySet[CreditRepair]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="credit_repair_number"),
            models.UniqueConstraint(
                fields=["publication"],
                name="credit_repair_one_open",
                condition=Q(stage__in=("applied", "accepted")),
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="repair_bureau"),
            models.Index(fields=["brigade", "-id"], name="repair_brigade"),
            models.Index(fields=["squad", "-id"], name="repair_squad"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stage_title(self) -> str:
        """The stage in words."""
        return str(dict(self.STAGES)[self.stage])
