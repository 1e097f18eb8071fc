"""Tables of amendments: packs, rehearsals over open cases, and what each case would feel of a change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.cases.models import Case
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau


class Amendment(Subject):
    """法律变更包: a dated set of changed norms and powers. `files` are norm files by path, `sheets` rows of the list of powers by bureau code."""

    STAGES: ClassVar = [("loaded", "待采纳"), ("adopted", "已采纳"), ("reverted", "已撤回")]
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name="载入机关")
    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("名称", max_length=200)
    effective_on = models.DateField("施行日期")
    summary = models.TextField("说明", default="", blank=True)
    repeals = models.JSONField("废止的依据", default=list)
    files: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("规则文件", default=dict)
    sheets: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("清单变更", default=dict)
    report: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("变更内容", default=dict)
    undo: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("撤回所需", default=dict)
    sha256 = models.CharField(max_length=64)
    source = models.CharField("来源文件", max_length=120)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        indexes = [models.Index(fields=["bureau", "-loaded_at"], name="amendment_bureau")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Rehearsal(models.Model):
    """试算: a run over the open cases of one bureau, in chunks; `cursor` is the last case that was looked at, so that it can go on."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATES: ClassVar = [
        (WAITING, "等待后台处理"), (RUNNING, "正在试算"), (DONE, "已完成"), (FAILED, "试算中断"),
    ]  # fmt: skip
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="rehearsals")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    on = models.DateField("试算日期")
    state = models.CharField("状态", max_length=10, choices=STATES, default=WAITING)
    total = models.PositiveIntegerField("在办案件", default=0)
    done = models.PositiveIntegerField("已试算", default=0)
    touched = models.PositiveIntegerField("受影响", default=0)
    cursor = models.UUIDField(null=True)
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    old_digest = models.CharField(max_length=64)
    new_digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField("开始时间")

    class Meta:
        indexes = [models.Index(fields=["amendment", "-begun_at"], name="rehearsal_newest")]


class Effect(models.Model):
    """What one open case would feel of the amendment: `marks` for the filter, `lines` for the page."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="effects")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    marks = models.CharField(max_length=60)
    lines: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "case"], name="effect_once")]
