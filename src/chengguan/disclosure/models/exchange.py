"""双公示报送: receivers, rows sent to each of them, and their receipts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import ScopedQuerySet
from chengguan.documents.models import StoredFile
from chengguan.ledger.models import Posted, Subject
from chengguan.people.models import Bureau, Unit

from .publications import Publication


class Channel(Subject):
    """接收平台: 信用中国, 互联网+监管 …; by file (the clerk uploads it there) or by interface (the worker pushes)."""

    FILE, PUSH = "file", "push"
    MODES: ClassVar = [(FILE, "导出文件后上传"), (PUSH, "接口推送")]
    FORMATS: ClassVar = [("xlsx", "电子表格"), ("csv", "CSV"), ("json", "JSON")]
    STAGES: ClassVar = [("active", "使用中"), ("retired", "已停用")]
    RELATED: ClassVar = ("bureau",)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    code = models.CharField("代号", max_length=20)
    name = models.CharField("名称", max_length=120)
    mode = models.CharField("方式", max_length=6, choices=MODES)
    format = models.CharField("格式", max_length=6, choices=FORMATS, default="xlsx")
    kinds = models.JSONField("报送种类", default=list)
    url = models.CharField("接口地址", max_length=300, blank=True, default="")
    token = models.CharField("接口密钥", max_length=300, blank=True, default="")
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "code"], name="channel_code")]

    def __str__(self) -> str:
        return self.name


class Shipment(models.Model):
    """一次报送文件: rows of one channel in one file, taken out on the record, and the receipt that the clerk enters."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="shipments")
    kind = models.CharField("种类", max_length=12)
    operation = models.CharField("操作", max_length=10, default="send")
    rows = models.PositiveIntegerField("行数")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("生成时间")
    made_by = models.CharField("生成人", max_length=40)
    receipt = models.CharField("回执", max_length=200, default="")
    received_on = models.DateField("回执日期", null=True)

    class Meta:
        indexes = [models.Index(fields=["bureau", "-id"], name="shipment_bureau")]

    @property
    def operation_title(self) -> str:
        return dict(Delivery.OPERATIONS)[self.operation]


class Delivery(models.Model):
    """报送记录: one publication, one receiver, one operation. `row` is the national format's row as it was sent.

    `number` orders what one receiver gets of one publication: an earlier operation always reaches it before a later one.
    The id names the operation towards the receiver, who takes each id once however often it is sent.
    """

    SEND, CORRECT, WITHDRAW = "send", "correct", "withdraw"
    OPERATIONS: ClassVar = [(SEND, "报送"), (CORRECT, "更正"), (WITHDRAW, "撤回")]
    WAITING, SENT, ACCEPTED, REJECTED, FAILED = "waiting", "sent", "accepted", "rejected", "failed"
    CANCELLED = "cancelled"
    TAKEN = (SENT, ACCEPTED, FAILED)
    STATES: ClassVar = [
        (WAITING, "待报送"),
        (SENT, "已报送，待回执"),
        (ACCEPTED, "已接收"),
        (REJECTED, "被退回"),
        (FAILED, "报送失败"),
        (CANCELLED, "不再报送"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    brigade = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    squad = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    operation = models.CharField("操作", max_length=10, choices=OPERATIONS)
    number = models.PositiveSmallIntegerField("次序", default=1)
    revision = models.PositiveSmallIntegerField("公示版本")
    row = models.JSONField("报送内容", default=dict)
    row_sha256 = models.CharField(max_length=64)
    problems = models.JSONField("报送前检查", default=list)
    blocked = models.BooleanField("检查未通过", default=False)
    state = models.CharField("状态", max_length=10, choices=STATES, default=WAITING)
    due_on = models.DateField("报送期限", null=True)
    reason = models.TextField("更正、撤回的原因", default="")
    created_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("报送时间", null=True)
    leased_until = models.DateTimeField("正在发送，至", null=True)
    answered_at = models.DateTimeField("回执时间", null=True)
    receipt = models.CharField("回执号", max_length=200, default="")
    answer = models.CharField("回执内容", max_length=500, default="")
    shipment = models.ForeignKey(Shipment, models.PROTECT, null=True, related_name="deliveries")
    posted = models.ForeignKey(Posted, models.SET_NULL, null=True, related_name="+")
    objects: ClassVar[ScopedQuerySet[Delivery]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "channel", "number"], name="delivery_place")
        ]
        indexes = [
            models.Index(fields=["bureau", "-id"], name="delivery_bureau"),
            models.Index(fields=["brigade", "-id"], name="delivery_brigade"),
            models.Index(fields=["squad", "-id"], name="delivery_squad"),
            models.Index(fields=["bureau", "state", "due_on"], name="delivery_state"),
            models.Index(fields=["channel", "state", "id"], name="delivery_channel"),
            models.Index(fields=["channel", "id"], name="delivery_sequence"),
        ]

    @property
    def seen(self) -> bool:
        """Whether the receiver may hold it: accepted, on its way, or begun to be sent and never answered."""
        begun = self.state == self.CANCELLED and self.sent_at is not None
        return self.state in self.TAKEN or begun
