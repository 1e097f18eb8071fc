"""Open duties with due dates, across apps: 待办, 预警, 督办."""

from __future__ import annotations

from typing import Any

from django.db import models


class Duty(models.Model):
    """待办: something that someone has to do until a day. `pool` says whose it is: one person, or everyone with a post in a unit."""

    pool = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    act = models.CharField(max_length=60)
    title = models.CharField("事项", max_length=200)
    about = models.CharField("案件", max_length=200)
    url = models.CharField(max_length=200)
    clock = models.CharField(max_length=60, default="")
    basis = models.CharField("依据", max_length=200, default="")
    due_on = models.DateField("期限", null=True)
    provisional = models.BooleanField("暂定", default=False)
    raised_on = models.DateField("产生日期")
    bureau_id = models.BigIntegerField()
    brigade_id = models.BigIntegerField(null=True)
    squad_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["pool", "due_on"], name="duty_pool"),
            models.Index(fields=["subject"], name="duty_subject"),
            models.Index(fields=["bureau_id", "due_on"], name="duty_bureau"),
        ]

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two duties the same duty."""
        return (self.pool, self.act, self.clock)
