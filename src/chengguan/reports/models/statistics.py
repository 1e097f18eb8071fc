"""行政执法统计年报."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau


class StatisticsQuerySet(models.QuerySet["StatisticsReport"]):
    def visible_to(self, viewer: Viewer) -> StatisticsQuerySet:
        """Reports of the viewer's own bureau."""
        return self.filter(bureau_id=viewer.bureau_id)

    def open_to_public(self) -> StatisticsQuerySet:
        """What the portal shows: issued ones, and withdrawn ones as a notice with its reason."""
        return self.exclude(stage=StatisticsReport.COMPILED)


class StatisticsReport(Subject):
    """行政执法统计年报 of one year (三项制度意见). `content` holds the tables as they were compiled on `as_of`; frozen when issued."""

    COMPILED, ISSUED, WITHDRAWN = "compiled", "issued", "withdrawn"
    STAGES: ClassVar = [(COMPILED, "编制中"), (ISSUED, "已公布"), (WITHDRAWN, "已撤回")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("编制日期")
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("内容", default=dict)
    notes = models.TextField("说明", default="")
    compiled_at = models.DateTimeField("编制时间")
    issued_at = models.DateTimeField("公布时间", null=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdraw_reason = models.TextField("撤回理由（公开）", default="")
    objects: ClassVar[StatisticsQuerySet] = StatisticsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "year"], name="statistics_year", condition=~Q(stage="withdrawn")
            )
        ]
        indexes = [models.Index(fields=["bureau", "-year", "-id"], name="statistics_bureau")]

    def __str__(self) -> str:
        return f"{self.year}年度行政执法统计年报"

    @property
    def number(self) -> str:
        return self.instrument.number if self.instrument else ""

    @property
    def stage_words(self) -> str:
        """编制中、已印发、已撤回."""
        return dict(self.STAGES).get(self.stage, self.stage)
