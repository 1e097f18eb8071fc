"""Forms of 一事不再罚 (行政处罚法 第二十九条)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.facts.one_fine import norms_of, range_words, violated_on
from chengguan.intake.forms import MatterField
from chengguan.powers.models import Matter

from .base import DateField, MoneyField, TextField, YesNoField
from .investigation import CaseForm


class AddMatterForm(CaseForm):
    """同一行为违反多个规定."""

    matter = MatterField(
        label="同一行为还违反的案由",
        queryset=Matter.objects.none(),
        empty_label="请选择",
        help_text="只列违法行为发生日有效的案由；案由之间按罚款上限、再按下限比较，适用罚款数额高的。",
    )
    explanation = TextField(
        label="为什么是同一个违法行为",
        rows=4,
        help_text="写明行为的时间、地点、对象和次数。是几个行为的，分别立案。",
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("同一违法行为", ["matter", "explanation"])]

    def prepare(self) -> None:
        field = self.fields["matter"]
        assert isinstance(field, forms.ModelChoiceField)
        norms = norms_of(self.case)
        rows = Matter.objects.filter(bureau_id=self.case.bureau_id).in_force(violated_on(self.case))
        field.queryset = rows.exclude(pk__in=[norm.matter.pk for norm in norms]).order_by("title")
        present = "；".join(f"{norm.matter.title}（{range_words(norm)}）" for norm in norms)
        field.help_text = f"本案已有：{present}。{field.help_text}"


class FineQueryForm(CaseForm):
    """查询其他机关处罚情况."""

    agency = forms.CharField(label="查询的机关", max_length=120)
    means = forms.CharField(
        label="查询方式", max_length=120, help_text="例如：查询行政处罚公示信息、发函、电话核实并记录。"
    )
    queried_on = DateField(label="查询日期")
    fined = YesNoField(label="查询结果", yes="已对同一行为罚款", no="没有罚款")
    number = forms.CharField(label="其他机关决定书文号", max_length=80, required=False)
    amount = MoneyField(label="其他机关罚款数额（元）", required=False)
    remarks = TextField(label="说明", rows=2, required=False)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("查询", ["agency", "means", "queried_on"]),
        ("结果", ["fined", "number", "amount", "remarks"]),
    ]

    def prepare(self) -> None:
        self.set_initial(queried_on=local_date(self.at))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fined = bool(data.get("fined"))
        self.require_with("number", "查到罚款的，请填写决定书文号。", when=fined)
        self.require_with("amount", "查到罚款的，请填写罚款数额。", when=fined)
        return data
