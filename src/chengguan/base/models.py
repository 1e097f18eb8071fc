"""Tables that belong to no app of the procedure: counters of numbered series and the search index."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """Last number used of one series of one bureau and year (文号 without gaps)."""

    bureau_code = models.CharField(max_length=12)
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau_code", "series", "year"], name="counter_series_unique")
        ]


class SearchText(models.Model):
    """One searchable thing: its title, its bigram tokens, and the scope columns by which the gate filters it."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    bureau_id = models.BigIntegerField()
    brigade_id = models.BigIntegerField(null=True)
    squad_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_thing_unique")]
