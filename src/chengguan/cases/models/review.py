"""Legal review, defence, hearing, deliberation, decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.documents.models import Instrument
from chengguan.people.models import Officer

from .core import Case


class LegalReview(models.Model):
    """法制审核 (行政处罚法 第五十八条): one round, from request to result."""

    RESULTS: ClassVar = [("passed", "审核通过"), ("returned", "退回补正"), ("rejected", "不予通过")]
    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_reviews")
    round = models.PositiveSmallIntegerField("轮次")
    grounds = models.JSONField("送审情形", default=list)
    requested_on = models.DateField("送审日期")
    requested_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    result = models.CharField("结果", max_length=10, choices=RESULTS, default="")
    summary = models.TextField("审核意见", default="")
    concluded_on = models.DateField("审核日期", null=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="legal_review_round")]


class ReviewOpinion(models.Model):
    """法制审核意见: one opinion, answered one by one by the handler."""

    review = models.ForeignKey(LegalReview, models.PROTECT, related_name="opinions")
    no = models.PositiveSmallIntegerField("序号")
    text = models.TextField("意见")
    basis = models.CharField("依据", max_length=200, default="")
    adopted = models.BooleanField("采纳", null=True)
    answer = models.TextField("答复", default="")
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        ordering = ("no",)
        constraints = [models.UniqueConstraint(fields=["review", "no"], name="review_opinion_no")]


class DefencePoint(models.Model):
    """陈述申辩的一项事实、理由或证据 and its re-examination (行政处罚法 第四十五条)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="defence_points")
    raised_on = models.DateField("提出日期")
    via = models.CharField(
        "方式",
        max_length=12,
        choices=[("written", "书面"), ("oral", "口头"), ("hearing", "听证"), ("online", "网上")],
    )
    content = models.TextField("内容")
    adopted = models.BooleanField("采纳", null=True)
    reasons = models.TextField("复核理由", default="")
    reexamined_on = models.DateField("复核日期", null=True)


class Hearing(models.Model):
    """听证 (行政处罚法 第六十三条至第六十五条)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    requested_on = models.DateField("申请日期")
    form = models.CharField("申请方式", max_length=10, choices=[("written", "书面"), ("oral", "口头")])
    accepted = models.BooleanField("受理", null=True)
    presider = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    clerk = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    scheduled_at = models.DateTimeField("听证时间", null=True)
    place = models.CharField("听证地点", max_length=160, default="")
    public = models.BooleanField("公开举行", default=True)
    called_on = models.DateField("通知日期", null=True)
    held_on = models.DateField("举行日期", null=True)
    ended_on = models.DateField("结束日期", null=True)
    end_reason = models.CharField("结束原因", max_length=200, default="")
    report = models.TextField("听证报告", default="")
    reported_on = models.DateField("报告日期", null=True)
    details = models.JSONField("笔录", default=dict)


class Deliberation(models.Model):
    """集体讨论 (行政处罚法 第五十七条第二款)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deliberations")
    held_on = models.DateField("讨论日期")
    place = models.CharField("地点", max_length=120)
    presider = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    agenda = models.TextField("讨论事项")
    minutes = models.TextField("讨论情况")
    conclusion = models.TextField("讨论结论")
    approved = models.BooleanField("通过")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")


class DeliberationVote(models.Model):
    """Each member's opinion and vote."""

    VOTES: ClassVar = [("for", "同意"), ("against", "不同意"), ("abstain", "弃权")]
    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="votes")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=40)
    opinion = models.CharField("意见", max_length=500)
    vote = models.CharField("表决", max_length=8, choices=VOTES)


class Decision(models.Model):
    """处理决定 (行政处罚法 第五十七条): penalty, no penalty, withdrawal, transfer, termination."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    kind = models.CharField("决定种类", max_length=12, choices=Case.OUTCOMES)
    decided_on = models.DateField("决定日期")
    decided_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    kinds = models.JSONField("处罚种类", default=list)
    fine = models.DecimalField("罚款（元）", max_digits=14, decimal_places=2, default=0)
    confiscated = models.DecimalField("没收（元）", max_digits=14, decimal_places=2, default=0)
    tier = models.CharField("裁量阶次", max_length=40, default="")
    leniency = models.CharField("裁量情节", max_length=20, default="")
    reasons = models.TextField("理由", default="")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")
