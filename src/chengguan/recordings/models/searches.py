"""保存的筛选 of the archive."""

from __future__ import annotations

from django.db import models

from chengguan.people.models import Officer


class SavedFilter(models.Model):
    """保存的筛选 of one officer."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="saved_filter_name")]
