"""Forms of filing, refusing to file, assigning officers, and recusal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.recusal import APPLICANTS
from chengguan.cases.facts.filing import violated_on
from chengguan.intake.forms import LeadForm, MatterField
from chengguan.intake.models import Lead
from chengguan.people.models import Officer
from chengguan.powers.models import Matter

from .base import ActForm, DateField, OfficerField, TextField, YesNoField
from .investigation import CaseForm, fact_choices


class FileCaseForm(LeadForm):
    """立案审批表."""

    matter = MatterField(
        label="案由",
        queryset=Matter.objects.none(),
        empty_label="请选择",
        help_text="只列违法行为发生日有效的案由。",
    )
    limitation = forms.ChoiceField(label="追责时效")
    already_fined = YesNoField(label="同一违法行为已被其他机关罚款", help_text="立案前应当查询并询问当事人。")
    lead_officer = OfficerField(label="主办", queryset=Officer.objects.none(), empty_label="请选择")
    assisting_officer = OfficerField(label="协办", queryset=Officer.objects.none(), empty_label="请选择")
    summary = TextField(label="简要案情", rows=4)
    clues = TextField(label="初步证据", rows=2, required=False, help_text="例如现场照片、视频、检查记录。")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("案件", ["matter", "limitation", "already_fined", "summary", "clues"]),
        ("承办人", ["lead_officer", "assisting_officer"]),
    ]

    def prepare(self) -> None:
        lead = self.subject
        assert isinstance(lead, Lead)
        self.set_matters(violated_on(lead))
        limitation = self.fields["limitation"]
        assert isinstance(limitation, forms.ChoiceField)
        limitation.choices = fact_choices("limitation_clock", blank=False)
        for name in ("lead_officer", "assisting_officer"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = self.officers
        checked = [int(pk) for pk in lead.known.get("checked_by") or []]
        initial = {"matter": lead.matter_id, "summary": lead.content}
        initial |= dict(zip(("lead_officer", "assisting_officer"), checked, strict=False))
        self.initial = {**initial, **self.initial}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lead_officer") and data.get("lead_officer") == data.get("assisting_officer"):
            self.add_error("assisting_officer", "协办应当是另一名执法人员。")
        return data

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        team = [data.pop("lead_officer").pk, data.pop("assisting_officer").pk]
        return {**data, "officers": team}


class DeclineForm(ActForm):
    """不予立案审批表."""

    ground = forms.ChoiceField(label="不予立案的情形")
    explanation = TextField(label="具体理由", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("不予立案", ["ground", "explanation"])]

    def prepare(self) -> None:
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = fact_choices("decline_ground")


class AssignForm(CaseForm):
    """指定（更换）承办人."""

    lead_officer = OfficerField(label="主办", queryset=Officer.objects.none(), empty_label="请选择")
    assisting_officer = OfficerField(label="协办", queryset=Officer.objects.none(), empty_label="请选择")
    reason = TextField(label="原因", rows=2)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("承办人", ["lead_officer", "assisting_officer", "reason"])
    ]

    def prepare(self) -> None:
        for name in ("lead_officer", "assisting_officer"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = self.officers
        self.set_initial(**dict(zip(("lead_officer", "assisting_officer"), self.assigned(), strict=False)))

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"officers": [data["lead_officer"].pk, data["assisting_officer"].pk], "reason": data["reason"]}


class RequestRecusalForm(CaseForm):
    """申请回避."""

    officer = OfficerField(label="被申请回避的人员", queryset=Officer.objects.none(), empty_label="请选择")
    applicant = forms.ChoiceField(
        label="申请情况", choices=list(APPLICANTS.items()), widget=forms.RadioSelect
    )
    received_on = DateField(label="收到申请日期")
    reason = TextField(label="回避理由")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("回避申请", ["officer", "applicant", "received_on", "reason"])
    ]

    def prepare(self) -> None:
        serving = {*self.assigned(), *map(int, self.case.known.get("investigators") or [])}
        field = self.fields["officer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Officer.objects.filter(pk__in=serving).select_related("unit")
        self.set_initial(received_on=local_date(self.at), applicant="party")

    def clean_received_on(self) -> Any:
        received = self.cleaned_data["received_on"]
        if received > local_date(self.at):
            raise forms.ValidationError("收到申请的日期不能晚于今天。")
        return received

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "officer": self.cleaned_data["officer"].pk}


class DecideRecusalForm(CaseForm):
    """回避决定."""

    granted = YesNoField(label="决定", yes="准许回避", no="驳回申请")
    reason = TextField(label="理由")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("回避决定", ["granted", "reason"])]
