"""What measures count: one narrow row for every case, every step it took, every period that ran in it, and what was open at the end of each day.

All of it is derived: from the columns and facts of cases, and from the ledger. `manage.py verify` derives it anew and compares.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import ScopedQuerySet
from chengguan.cases.models import Case
from chengguan.people.models import Bureau, Unit
from chengguan.powers.models import Matter


class CaseFact(models.Model):
    """案件事实行: the days, the outcome and the sums of one case. Written by the act that changes them, and by nothing else.

    `kinds` holds the kinds of penalty between bars (`|fine|warning|`); amounts are in yuan, days in calendar days.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="fact")
    bureau = models.ForeignKey(Bureau, models.PROTECT, db_index=False)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, db_index=False, related_name="+")
    area = models.CharField("领域", max_length=40)
    procedure = models.CharField("程序", max_length=10)
    stage = models.CharField("阶段", max_length=40)
    outcome = models.CharField("处理结果", max_length=12)
    ground = models.CharField("不予处罚的情形", max_length=20)
    leniency = models.CharField("裁量情节", max_length=20)
    kinds = models.CharField("处罚种类", max_length=240)
    party_kind = models.CharField("当事人类别", max_length=20)
    party_key = models.UUIDField("当事人", null=True)
    review = models.CharField("法制审核结果", max_length=10)
    fast_track = models.BooleanField("简案快办")
    annulled = models.BooleanField("决定已被撤销")
    filed_on = models.DateField("立案日期")
    decided_on = models.DateField("决定日期", null=True)
    served_on = models.DateField("送达日期", null=True)
    performed_on = models.DateField("履行日期", null=True)
    closed_on = models.DateField("结案日期", null=True)
    decide_days = models.IntegerField("立案到决定的天数", null=True)
    close_days = models.IntegerField("立案到结案的天数", null=True)
    fine = models.DecimalField("罚款（元）", max_digits=14, decimal_places=2)
    confiscated = models.DecimalField("没收（元）", max_digits=14, decimal_places=2)
    charged = models.DecimalField("罚没款（元）", max_digits=14, decimal_places=2)
    paid = models.DecimalField("已缴（元）", max_digits=14, decimal_places=2)
    objects: ClassVar[ScopedQuerySet[CaseFact]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "decided_on", "id"], name="case_fact_decided"),
            models.Index(fields=["bureau", "filed_on", "id"], name="case_fact_filed"),
            models.Index(fields=["bureau", "closed_on", "id"], name="case_fact_closed"),
            models.Index(fields=["squad", "decided_on", "id"], name="case_fact_squad_decided"),
            models.Index(fields=["squad", "filed_on", "id"], name="case_fact_squad_filed"),
        ]


class Transition(models.Model):
    """环节记录: an act that moved a case to another stage, or that is counted itself. Appended by that act.

    `seq` is the place of the act in the chain of the case. `until` is the day on which the stage was left: it ends the
    interval in which the case stood in `stage`; `days` is how long it had stood in the stage before.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="transitions")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("行为", max_length=60)
    on = models.DateField("日期")
    detail = models.CharField("情形", max_length=40, default="")
    before = models.CharField("原阶段", max_length=40, default="")
    stage = models.CharField("阶段", max_length=40, default="")
    until = models.DateField("离开日期", null=True)
    days = models.IntegerField("在原阶段的天数", null=True)
    bureau = models.ForeignKey(Bureau, models.PROTECT, db_index=False)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, db_index=False, related_name="+")
    area = models.CharField("领域", max_length=40)
    objects: ClassVar[ScopedQuerySet[Transition]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="transition_place")]
        indexes = [
            models.Index(fields=["bureau", "kind", "on", "id"], name="transition_kind"),
            models.Index(fields=["bureau", "until", "on"], name="transition_until", condition=~Q(stage="")),
        ]


class Term(models.Model):
    """期限记录: one period that ran in a case and that the bureau had to keep; made from the facts of the case by the work of the day."""

    RUNNING, MET, LATE = "running", "met", "late"
    STATES: ClassVar = [(RUNNING, "进行中"), (MET, "按期"), (LATE, "逾期")]
    case = models.ForeignKey(Case, models.CASCADE, related_name="terms")
    clock = models.CharField("期限", max_length=60)
    mark = models.CharField("序号", max_length=20, default="")
    title = models.CharField("名称", max_length=120)
    started_on = models.DateField("起算日期")
    due_on = models.DateField("届满日期")
    stopped_on = models.DateField("办结日期", null=True)
    state = models.CharField("状态", max_length=8, choices=STATES)
    bureau = models.ForeignKey(Bureau, models.PROTECT, db_index=False)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, db_index=False, related_name="+")
    area = models.CharField("领域", max_length=40)
    objects: ClassVar[ScopedQuerySet[Term]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "clock", "mark"], name="term_of_case")]
        indexes = [
            models.Index(fields=["bureau", "due_on", "id"], name="term_due"),
            models.Index(fields=["bureau", "clock", "due_on", "id"], name="term_clock"),
            models.Index(fields=["bureau", "stopped_on", "due_on"], name="term_stopped"),
        ]


class OpenDay(models.Model):
    """每日在办: cases open at the end of a day by squad and stage, and how many of them had a period overdue or about to end."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, db_index=False)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    day = models.DateField("日期")
    stage = models.CharField("阶段", max_length=40)
    open = models.PositiveIntegerField("在办")
    overdue = models.PositiveIntegerField("有逾期期限")
    near = models.PositiveIntegerField("有临近期限")

    class Meta:
        indexes = [models.Index(fields=["bureau", "day"], name="open_day_bureau")]


class MeasureState(models.Model):
    """How far the work of the day has come: the last ledger entry from which periods were made, and the last day that was counted."""

    name = models.CharField(max_length=20, unique=True)
    entry = models.BigIntegerField(default=0)
    day = models.DateField(null=True)
