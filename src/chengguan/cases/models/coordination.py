"""案件之间的关联: chains from source to dump, same party, related cases, merged and split ones."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.people.models import Bureau, Officer

from .core import Case


class CaseLink(models.Model):
    """案件关联 (全链条处罚, 并案, 分案). `group` holds together all links of one chain; stages say where in the chain a case stands."""

    CHAIN, SAME_PARTY, RELATED, MERGED, SPLIT = "chain", "same_party", "related", "merged", "split"
    KINDS: ClassVar = [
        (CHAIN, "源头—运输—消纳链条"),
        (SAME_PARTY, "同一当事人"),
        (RELATED, "同案关联"),
        (MERGED, "并案"),
        (SPLIT, "分案"),
    ]
    SOURCE, TRANSPORT, DUMP = "source", "transport", "dump"
    STAGES: ClassVar = [(SOURCE, "源头"), (TRANSPORT, "运输"), (DUMP, "消纳")]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    kind = models.CharField("种类", max_length=12, choices=KINDS)
    group = models.UUIDField("同组")
    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    case_stage = models.CharField("本案环节", max_length=10, choices=STAGES, default="")
    other = models.ForeignKey(Case, models.PROTECT, related_name="links_from")
    other_stage = models.CharField("对方案件环节", max_length=10, choices=STAGES, default="")
    note = models.CharField("说明", max_length=500, default="")
    made_at = models.DateTimeField("时间")
    made_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        indexes = [models.Index(fields=["group"], name="case_link_group")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(case=models.F("other")), name="case_link_two_cases"),
            models.UniqueConstraint(
                fields=["case", "other", "kind"], condition=models.Q(ended_at=None), name="case_link_once"
            ),
        ]
