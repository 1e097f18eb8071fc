"""线索: what may become a case, from wherever it comes; and what goes to other organs or comes from them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Final

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.ledger.models import Subject
from chengguan.parties.masking import shown_name, veiled
from chengguan.parties.models import Party
from chengguan.people.models import Bureau, Officer, Unit
from chengguan.powers.models import Matter


class Lead(Subject):
    """线索 (行政处罚法 第三十六条、第五十四条): the day of discovery is fixed when it is registered."""

    ORIGINS: ClassVar = [
        ("patrol", "日常巡查"),
        ("inspection", "行政检查"),
        ("hotline", "12345热线"),
        ("tip", "投诉举报"),
        ("transfer", "其他机关移送"),
        ("assigned", "上级交办"),
        ("camera", "视频识别"),
        ("media", "媒体反映"),
        ("grid", "网格上报"),
    ]
    RELATED: ClassVar = ("bureau", "party", "matter", "squad")
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.CharField("线索编号", max_length=40)
    origin = models.CharField("来源", max_length=12, choices=ORIGINS)
    received_at = models.DateTimeField("接收时间")
    discovered_on = models.DateField("发现日期")
    occurred_on = models.DateField("违法行为发生日期")
    continuing = models.BooleanField("连续或继续状态", default=False)
    place = models.CharField("地点", max_length=160)
    content = models.TextField("线索内容")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, verbose_name="涉嫌案由")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, verbose_name="当事人")
    informant = models.CharField("举报人", max_length=40, blank=True, default="")
    informant_phone = models.CharField("举报人电话", max_length=30, blank=True, default="")
    wants_reply = models.BooleanField("要求答复", default=False)
    registered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    is_demo = models.BooleanField(default=False)
    objects: ClassVar[ScopedQuerySet[Lead]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    @property
    def shown_party(self) -> str:
        """The party as pages name it: the name of a minor is masked."""
        return shown_name(self.party.name, protected=self._protected) if self.party else ""

    def veiled(self, text: str) -> str:
        """A text about the lead as pages show it, with the protected name masked."""
        return veiled(text, self.party.name, protected=self._protected) if self.party else text

    @property
    def shown_content(self) -> str:
        """线索内容 as pages show it."""
        return self.veiled(self.content)

    @property
    def _protected(self) -> bool:
        return self.party is not None and self.party.protected_on(self.occurred_on)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="lead_number_unique")]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="lead_bureau"),
            models.Index(fields=["brigade", "-id"], name="lead_brigade"),
            models.Index(fields=["squad", "-id"], name="lead_squad"),
            models.Index(fields=["bureau", "stage", "-id"], name="lead_stage"),
            models.Index(fields=["bureau", "place", "occurred_on"], name="lead_place"),
        ]

    def __str__(self) -> str:
        return self.number


NO_DUE: Final = date(9999, 1, 1)
SETTLED: Final = date(9999, 12, 31)


class Handover(models.Model):
    """移送、抄告、协助 (行政处罚法 第二十二条至第二十七条; 移送规定): what went to another organ or came from one.

    `thread` holds together what two organs send each other about one matter (双移交). `due_rank` orders a board: open rows by
    their due date, settled ones last. `clock` names the period from which `due_on` was computed.
    """

    OUT, IN = "out", "in"
    DIRECTIONS: ClassVar = [(OUT, "发出"), (IN, "收到")]
    KINDS: ClassVar = [
        ("criminal", "涉嫌犯罪移送"),
        ("case", "案件移送"),
        ("lead", "线索移送"),
        ("notice", "抄告"),
        ("assistance", "协助"),
        ("jurisdiction", "报请指定管辖"),
        ("obstruction", "阻碍执法移送"),
        ("public_interest", "公益诉讼线索"),
        ("advice", "检察建议"),
        ("discipline", "联合惩戒"),
        ("official", "公职人员线索"),
        ("reverse", "司法机关移送"),
    ]
    SENT, RECEIVED, SETTLED = "sent", "received", "settled"
    STATES: ClassVar = [(SENT, "待签收"), (RECEIVED, "待反馈"), (SETTLED, "已办结")]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    direction = models.CharField("方向", max_length=3, choices=DIRECTIONS)
    kind = models.CharField("种类", max_length=16, choices=KINDS)
    state = models.CharField("状态", max_length=8, choices=STATES)
    subject_key = models.CharField("案件或者线索", max_length=80)
    subject_number = models.CharField("编号", max_length=60)
    cause = models.CharField("案由", max_length=200)
    party_name = models.CharField("当事人", max_length=120, default="")
    agency = models.CharField("对方机关", max_length=120)
    number = models.CharField("文号", max_length=80, default="")
    content = models.TextField("事项", default="")
    begun_at = models.DateTimeField("发出或者收到时间")
    clock = models.CharField("期限", max_length=40, default="")
    clock_from = models.DateField("起算日期", null=True)
    due_on = models.DateField("期限届满日", null=True)
    due_rank = models.DateField("排序", default=NO_DUE)
    received_on = models.DateField("签收日期", null=True)
    receiver = models.CharField("签收人", max_length=120, default="")
    outcome = models.TextField("处理结果", default="")
    outcome_on = models.DateField("结果日期", null=True)
    thread = models.UUIDField("往来", default=uuid.uuid4)
    objects: ClassVar[ScopedQuerySet[Handover]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "due_rank", "-id"], name="handover_bureau"),
            models.Index(fields=["brigade", "due_rank", "-id"], name="handover_brigade"),
            models.Index(fields=["squad", "due_rank", "-id"], name="handover_squad"),
            models.Index(fields=["subject_key", "-id"], name="handover_subject"),
            models.Index(fields=["thread", "id"], name="handover_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or self.subject_number}"

    @property
    def open(self) -> bool:
        return self.state != Handover.SETTLED
