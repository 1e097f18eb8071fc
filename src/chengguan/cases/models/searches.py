"""Saved searches of the case board."""

from __future__ import annotations

from django.db import models

from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer


class SavedSearch(models.Model):
    """保存的筛选 of one officer."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="saved_search_name")]


class Export(Subject):
    """导出: who took which rows out of the system, and when. Subject of the act `data.export`."""

    bureau = models.ForeignKey(Bureau, models.PROTECT)
    what = models.CharField(max_length=40)
