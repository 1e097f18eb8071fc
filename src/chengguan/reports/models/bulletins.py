"""执法质量月度通报, and the figures of whatever was issued, as they were then."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, viewer: Viewer) -> BulletinQuerySet:
        """Bulletins of the viewer's bureau; drafts are seen by those who make and issue them."""
        rows = self.filter(bureau_id=viewer.bureau_id)
        return rows if viewer.may("bulletin.issue") else rows.exclude(stage=Bulletin.DRAFTED)


class Bulletin(Subject):
    """执法质量月度通报 (行政处罚法 第七十五条第一款): one month of a bureau. `content` is what the draft found on `as_of`, frozen when issued.

    `content`: {figures, problems, units, …} as `bulletins.compiling` writes it. Its issue puts the same values on the ledger.
    """

    DRAFTED, ISSUED, WITHDRAWN = "drafted", "issued", "withdrawn"
    STAGES: ClassVar = [(DRAFTED, "编制中"), (ISSUED, "已印发"), (WITHDRAWN, "已撤回")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    month = models.DateField("月份（该月第一天）")
    as_of = models.DateField("数据截止日")
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("内容", default=dict)
    remarks = models.TextField("总体评价", default="")
    demands = models.TextField("工作要求", default="")
    drafted_at = models.DateTimeField("编制时间")
    issued_at = models.DateTimeField("印发时间", null=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdraw_reason = models.TextField("撤回理由", default="")
    objects: ClassVar[BulletinQuerySet] = BulletinQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "month"], name="bulletin_month", condition=~Q(stage="withdrawn")
            )
        ]
        indexes = [models.Index(fields=["bureau", "-month", "-id"], name="bulletin_bureau")]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月执法质量通报"

    @property
    def number(self) -> str:
        return self.instrument.number if self.instrument else ""

    @property
    def stage_words(self) -> str:
        """编制中、已印发、已撤回."""
        return dict(self.STAGES).get(self.stage, self.stage)


class IssuedFigure(models.Model):
    """印发时的数字: one figure of an issued bulletin or statistical report with the list of its records and its digest.

    `place` says where it stands (a row of a table). `records` is JSON text: [[key, label, day, amount, public code], …].
    """

    subject = models.CharField("出处", max_length=80)
    place = models.CharField("位置", max_length=80)
    measure = models.CharField("指标", max_length=80)
    name = models.CharField("名称", max_length=120)
    unit = models.CharField("单位", max_length=20)
    definition = models.TextField("口径")
    first = models.DateField("期初")
    last = models.DateField("期末")
    value = models.DecimalField("数值", max_digits=20, decimal_places=4)
    records = models.TextField("记录")
    count = models.PositiveIntegerField("记录数")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "place"], name="issued_figure_place")]

    def __str__(self) -> str:
        return f"{self.name} {self.value.normalize():f}{self.unit}"

    def rows(self) -> list[list[Any]]:
        """The records, each as [key, label, day, amount, public code]."""
        found: list[list[Any]] = json.loads(self.records)
        return found
