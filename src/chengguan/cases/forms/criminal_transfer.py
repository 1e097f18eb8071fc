"""Forms of the transfer of cases that may be crimes."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import CHINA, local_date
from chengguan.cases.facts import criminal_transfer as facts
from chengguan.cases.facts.known import money
from chengguan.people.models import Officer

from .base import DateField, MomentField, MoneyField, OfficersField, TextField, YesNoField
from .investigation import CaseForm, fact_choices, lines


class SuspicionForm(CaseForm):
    """发现涉嫌犯罪."""

    offence = forms.ChoiceField(label="涉嫌的罪名")
    amount = forms.DecimalField(
        label="涉案数额或者数量",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text="按罪名填写：财物损失、经营数额（元），危险废物（吨），毁坏耕地（亩）。",
    )
    circumstances = forms.MultipleChoiceField(
        label="情节", required=False, widget=forms.CheckboxSelectMultiple
    )
    consequence = TextField(label="造成的后果", required=False, rows=2)
    description = TextField(label="发现的事实和已有证据", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("涉嫌犯罪", ["offence", "amount", "circumstances", "consequence"]),
        ("事实", ["description"]),
    ]

    def prepare(self) -> None:
        rows = facts.thresholds(local_date(self.at), self.actor.jurisdiction)
        self.set_choices("offence", [("", "请选择"), *((str(row["id"]), _standard(row)) for row in rows)])
        named = [(text, f"{row['title']}：{text}") for row in rows for text in row.get("circumstances") or ()]
        self.set_choices("circumstances", named)


def _standard(row: Any) -> str:
    """污染环境罪（危险废物数量3吨以上；未核实）."""
    amount = f"{row['measure']}{row['amount']}{row['unit']}以上" if row.get("amount") else ""
    mark = "" if row.get("verified") in ("V", "V2") else "标准未核实"
    inside = "；".join(part for part in (amount, mark) if part)
    return f"{row['title']}（{inside}）" if inside else str(row["title"])


class TransferTeamForm(CaseForm):
    """指定移送专案组."""

    officers = OfficersField(
        label="专案组成员", queryset=Officer.objects.none(), help_text="两名以上执法人员。"
    )

    def prepare(self) -> None:
        self.fields["officers"].queryset = self.officers  # type: ignore[attr-defined]
        self.set_initial(officers=self.assigned())

    def inputs(self) -> dict[str, Any]:
        return {"officers": [officer.pk for officer in self.cleaned_data["officers"]]}


class TransferReportForm(CaseForm):
    """提交移送涉嫌犯罪案件报告."""

    findings = TextField(label="核实的案件情况", rows=5, max_length=20000)
    evidence = TextField(label="证据", rows=4, help_text="每行一项：名称和证明的内容。")
    law = forms.CharField(label="涉嫌触犯的刑法条款", max_length=120)
    opinion = TextField(label="移送意见", rows=2)

    def prepare(self) -> None:
        said = self.case.known.get("crime_suspicion") or {}
        self.set_initial(
            findings=said.get("description", ""),
            law=f"{said.get('law', '')}（{said.get('offence', '')}）" if said else "",
            opinion="建议移送公安机关依法处理。",
        )

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "evidence": lines(self.cleaned_data["evidence"])}


class TransferDecisionForm(CaseForm):
    """决定是否移送."""

    approved = YesNoField(label="决定", yes="批准移送", no="不批准移送")
    opinion = TextField(label="意见或者不批准的理由", rows=3, required=False)


class SendTransferForm(CaseForm):
    """移送公安机关: the five papers."""

    agency = forms.CharField(label="接受移送的公安机关", max_length=120)
    goods = TextField(
        label="涉案物品清单", rows=3, required=False, help_text="每行一项：名称、数量、特征、存放地点。"
    )
    no_goods = forms.BooleanField(label="本案没有涉案物品", required=False)
    covered = forms.MultipleChoiceField(
        label="已列入清单的查封、扣押、登记保存",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="尚未解除的措施所涉物品必须全部列入清单。",
    )
    expertise = TextField(
        label="检验报告或者鉴定意见", rows=2, help_text="写明名称和编号；不需要检验鉴定的，写明理由。"
    )
    materials = TextField(label="其他材料", rows=3, help_text="每行一项。移送书、调查报告由系统随附。")
    copied = forms.CharField(label="抄送的人民检察院", max_length=120, required=False)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("移送", ["agency", "copied"]),
        ("涉案物品", ["goods", "no_goods", "covered"]),
        ("材料", ["expertise", "materials"]),
    ]

    def prepare(self) -> None:
        self.set_initial(agency=self.case.bureau.government.removesuffix("人民政府") + "公安局")
        held = facts.measures_held(self.case.known)
        self.set_choices("covered", [(str(row["no"]), str(row.get("title") or row["no"])) for row in held])
        if not held:
            del self.fields["covered"]
        due = facts.send_due_at(self.case.known, self.actor.jurisdiction)
        if due is not None:
            moment = due.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
            self.fields["agency"].help_text = f"应当在 {moment} 以前移送（批准后二十四小时，按时钟计算）。"

    @property
    def given_goods(self) -> list[str]:
        return lines(self.cleaned_data.get("goods") or "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(self.given_goods) == bool(data.get("no_goods")):
            self.add_error("goods", "请列出涉案物品，或者勾选没有涉案物品，二者选一。")
        return data

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given |= {"goods": self.given_goods, "materials": lines(given["materials"])}
        return {**given, "covered": given.get("covered") or []}


class SeizedTransferForm(CaseForm):
    """告知涉案财物随案移送."""

    goods = TextField(label="一并移送的财物", rows=3, help_text="每行一项。")
    content = TextField(label="其他告知事项", rows=2, required=False)

    def prepare(self) -> None:
        self.set_initial(goods="\n".join(self.case.known.get("crime_goods") or []))

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "goods": lines(self.cleaned_data["goods"])}


class DatedForm(CaseForm):
    """A form whose days must not lie in the future."""

    past: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.past:
            value = data.get(name)
            if isinstance(value, date) and value > local_date(self.at):
                self.add_error(name, "日期不能晚于今天，请核对。")
        return data


class PoliceReceiptForm(DatedForm):
    """登记公安机关移送回执."""

    past = ("received_on",)
    received_on = DateField(label="签收日期")
    receiver = forms.CharField(label="签收单位和签收人", max_length=120)
    forwarded_to = forms.CharField(
        label="转送的公安机关",
        max_length=120,
        required=False,
        help_text="不属于其管辖的，公安机关在二十四小时内转送。",
    )
    forwarded_at = MomentField(label="转送时间", required=False)

    def prepare(self) -> None:
        self.set_initial(received_on=local_date(self.at), receiver=self.case.known.get("crime_agency", ""))


class PoliceDecisionForm(DatedForm):
    """登记公安机关立案决定."""

    past = ("notified_on", "returned_on")
    filed = YesNoField(label="公安机关的决定", yes="立案", no="不予立案")
    number = forms.CharField(label="通知书文号", max_length=80)
    notified_on = DateField(label="收到通知书的日期")
    reason = TextField(label="不予立案的理由", rows=2, required=False)
    returned_on = DateField(label="退回案卷材料的日期", required=False)

    def prepare(self) -> None:
        self.set_initial(notified_on=local_date(self.at))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("filed") is False:
            self.require_with("reason", "不予立案的，请填写理由。", when=True)
            self.require_with("returned_on", "不予立案的，请填写退回案卷材料的日期。", when=True)
        return data


class ItemsForm(CaseForm):
    """移交涉案物品和材料."""

    officers = OfficersField(label="移交人员", queryset=Officer.objects.none())
    goods = TextField(label="移交的物品和材料", rows=4, help_text="每行一项：名称、数量、特征。")
    receiver = forms.CharField(label="接收人", max_length=120)
    place = forms.CharField(label="交接地点", max_length=160, required=False)

    def prepare(self) -> None:
        self.fields["officers"].queryset = self.officers  # type: ignore[attr-defined]
        goods = [*(self.case.known.get("crime_goods") or []), "案卷材料一册"]
        self.set_initial(
            officers=self.assigned(), goods="\n".join(goods), place=self.case.known.get("crime_agency", "")
        )

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {
            **given,
            "officers": [officer.pk for officer in given["officers"]],
            "goods": lines(given["goods"]),
        }


class ObjectionForm(CaseForm):
    """对不予立案提出异议."""

    way = forms.ChoiceField(label="方式", widget=forms.RadioSelect)
    agency = forms.CharField(
        label="受理机关",
        max_length=120,
        help_text="提请复议的，写作出决定的公安机关；建议监督的，写人民检察院。",
    )
    reasons_given = TextField(label="事实和理由", rows=5)

    def prepare(self) -> None:
        self.set_choices("way", fact_choices("objection_way", blank=False))
        self.set_initial(agency=self.case.known.get("crime_agency", ""))


class CriminalOutcomeForm(DatedForm):
    """登记刑事处理结果."""

    past = ("effective_on",)
    result = forms.ChoiceField(label="处理结果", widget=forms.RadioSelect)
    organ = forms.CharField(label="作出机关", max_length=120)
    number = forms.CharField(label="法律文书文号", max_length=80)
    effective_on = DateField(label="文书生效日期")
    criminal_fine = MoneyField(
        label="判处的罚金", required=False, widget=forms.NumberInput(attrs={"data-unit": "元"})
    )
    note = TextField(label="说明", rows=2, required=False)

    def prepare(self) -> None:
        self.set_choices("result", fact_choices("criminal_outcome_given", blank=False))


class TransferResumptionForm(CaseForm):
    """移送后恢复办理."""

    explanation = TextField(
        label="恢复办理的理由和处理意见", rows=4, help_text="写明案卷退回情况、是否继续处罚。"
    )


class SetOffForm(CaseForm):
    """登记罚款折抵罚金."""

    amount = MoneyField(label="折抵数额", widget=forms.NumberInput(attrs={"data-unit": "元"}))
    note = TextField(label="判决和缴纳情况", rows=3, help_text="写明判决书文号、罚款缴纳和通知法院的情况。")

    def prepare(self) -> None:
        known = self.case.known
        fine, fined = money(known, "fine"), money(known, "criminal_fine")
        self.set_initial(amount=min(fine, fined) if fined else fine)
