"""Forms of correction orders and of the course of an investigation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.facts.course import extension_allowed, usual_correction_term

from .base import DateField, TextField, YesNoField
from .investigation import CaseForm, TeamForm, fact_choices, lines


class CorrectionForm(TeamForm):
    """责令改正通知书."""

    violation = TextField(label="违法事实", help_text="续写“经查，你（单位）……”。")
    demands = TextField(label="改正要求", rows=3, help_text="每行一项。")
    at_once = forms.BooleanField(label="责令立即改正", required=False)
    due_on = DateField(label="改正期限")
    consequence = forms.CharField(
        label="逾期不改正的后果",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-span": "full"}),
    )
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("责令改正", ["violation", "demands", "at_once", "due_on", "consequence"]),
        ("执法人员", ["officers", "credentials_shown"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(due_on=usual_correction_term(local_date(self.at), self.actor.jurisdiction))
        self.fields["due_on"].help_text = "应当合理；法律没有统一规定天数。"

    def clean_due_on(self) -> Any:
        due = self.cleaned_data["due_on"]
        if due < local_date(self.at):
            raise forms.ValidationError("改正期限不能早于今天。")
        return due

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "demands": lines(self.cleaned_data["demands"])}


class RecheckForm(TeamForm):
    """改正情况复查记录."""

    finding = TextField(label="复查情况", rows=4)
    corrected = YesNoField(label="复查结论", yes="已经改正", no="没有改正")
    reported = forms.BooleanField(label="当事人已报告改正完毕", required=False)
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    process_recorded = YesNoField(label="已全程音像记录")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("复查", ["finding", "corrected", "reported"]),
        ("执法人员", ["officers", "credentials_shown", "process_recorded"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(process_recorded=True)


class SuspendForm(CaseForm):
    """中止调查审批表."""

    ground = forms.ChoiceField(label="中止事由")
    explanation = TextField(label="具体情况", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("中止调查", ["ground", "explanation"])]

    def prepare(self) -> None:
        self.set_choices("ground", fact_choices("suspension_ground"))


class ResumeForm(CaseForm):
    """恢复调查审批表."""

    explanation = TextField(label="恢复调查的理由", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("恢复调查", ["explanation"])]


class ExtendForm(CaseForm):
    """延长办案期限审批表."""

    days = forms.IntegerField(label="延长天数", min_value=1, max_value=180)
    deliberated_on = DateField(label="集体讨论日期", required=False, help_text="再次延长的填写。")
    explanation = TextField(label="延长理由", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("延长办案期限", ["days", "deliberated_on", "explanation"])
    ]

    def prepare(self) -> None:
        allowed = extension_allowed(self.case, self.actor.jurisdiction)
        if allowed is not None:
            self.set_initial(days=allowed[0])
            self.fields["days"].help_text = allowed[1]

    def clean_deliberated_on(self) -> Any:
        day = self.cleaned_data["deliberated_on"]
        if day and day > local_date(self.at):
            raise forms.ValidationError("集体讨论日期不能晚于今天。")
        return day


class TerminateForm(CaseForm):
    """终止调查审批表."""

    ground = forms.ChoiceField(label="终止事由")
    explanation = TextField(label="具体情况", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("终止调查", ["ground", "explanation"])]

    def prepare(self) -> None:
        self.set_choices("ground", fact_choices("termination_ground"))
