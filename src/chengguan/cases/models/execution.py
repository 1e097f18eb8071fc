"""Service, payment, deferral, demand."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chengguan.base.uuid7 import uuid7
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Subject
from chengguan.people.models import Bureau, Officer

from .core import Case


class Service(models.Model):
    """送达 (行政处罚法 第六十一条; 民事诉讼法 第八十七条至第九十五条) of one instrument, with its proof."""

    METHODS: ClassVar = [
        ("personal", "直接送达"),
        ("lien", "留置送达"),
        ("postal", "邮寄送达"),
        ("entrusted", "委托送达"),
        ("electronic", "电子送达"),
        ("public_notice", "公告送达"),
    ]
    case = models.ForeignKey(Case, models.PROTECT, related_name="services")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="services")
    method = models.CharField("送达方式", max_length=14, choices=METHODS)
    begun_on = models.DateField("着手送达日期")
    served_on = models.DateField("送达日期", null=True)
    receiver = models.CharField("收件人", max_length=60, default="")
    relation = models.CharField("与当事人关系", max_length=40, default="")
    place = models.CharField("送达地点", max_length=160, default="")
    details = models.JSONField("送达情况", default=dict)
    officers = models.JSONField("送达人", default=list)
    proof = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")


class BankFile(Subject):
    """银行对账文件 of the bank that collects fines (罚款决定与罚款收缴分离实施办法): the subject of `bank.import_file`."""

    bureau = models.ForeignKey(Bureau, models.PROTECT)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField("行数")
    matched = models.PositiveIntegerField("入账")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "sha256"], name="bank_file_once")]

    @property
    def unmatched(self) -> int:
        """Rows that were not entered."""
        return self.rows - self.matched


class BankLine(models.Model):
    """One row of a bank file: matched with a case, or the reason why not."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("行号")
    reference = models.CharField("流水号", max_length=60)
    instrument_number = models.CharField("决定书文号", max_length=80)
    payer = models.CharField("缴款人", max_length=120, default="")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True)
    paid_on = models.DateField("缴款日期", null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    problem = models.CharField("问题", max_length=300, default="")


class Payment(models.Model):
    """缴款 (行政处罚法 第六十七条): principal fine, additional fine, daily fine or cost of performance on behalf.

    `reversed_on`: the entry was a mistake (冲正); the row stays, counts no longer, and its reference may be entered again.
    """

    SOURCES: ClassVar = [("bank", "银行代收"), ("on_spot", "当场收缴"), ("court", "法院执行")]
    KINDS: ClassVar = [
        ("fine", "罚款"),
        ("additional_fine", "加处罚款"),
        ("daily_fine", "按日连续处罚罚款"),
        ("performance_cost", "代履行费用"),
    ]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    kind = models.CharField("款项", max_length=16, choices=KINDS, default="fine")
    source = models.CharField("来源", max_length=10, choices=SOURCES)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    paid_on = models.DateField("缴款日期")
    reference = models.CharField("流水号/票据号", max_length=60)
    reversed_on = models.DateField("冲正日期", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "reference", "kind"],
                name="payment_reference_once",
                condition=models.Q(reversed_on=None),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_positive"),
        ]


class Instalment(models.Model):
    """分期缴纳 (行政处罚法 第六十六条第二款): one instalment of an approved deferral; a plain deferral has one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="instalments")
    no = models.PositiveSmallIntegerField("期次")
    due_on = models.DateField("缴款期限")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("no",)
        constraints = [models.UniqueConstraint(fields=["case", "no"], name="instalment_no")]
