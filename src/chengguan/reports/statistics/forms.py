"""Forms of yearly statistics."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.base.dates import local_date
from chengguan.people.act_forms import ActForm, TextField
from chengguan.reports.models import StatisticsReport

from .selectors import years_to_compile

NOTES = "说明统计口径、没有数字的栏目及其原因；数字本身不能手工填写。"


class CompileForm(ActForm):
    """编制年报."""

    year = forms.TypedChoiceField(label="年度", coerce=int, help_text="只列出已经结束、还没有年报的年度。")
    notes = TextField(label="说明", required=False, rows=6, help_text=NOTES)

    def prepare(self) -> None:
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = years_to_compile(self.actor, local_date(self.at))

    def inputs(self) -> dict[str, Any]:
        return {"year": int(self.cleaned_data["year"]), "notes": self.cleaned_data["notes"]}


class ReviseForm(ActForm):
    """更新草稿."""

    notes = TextField(label="说明", required=False, rows=6, help_text=NOTES)

    def prepare(self) -> None:
        if isinstance(self.subject, StatisticsReport):
            self.initial.setdefault("notes", self.subject.notes)


class IssueForm(ActForm):
    """公布."""


class WithdrawForm(ActForm):
    """撤回."""

    reason = TextField(
        label="撤回理由（对外公开）", required=False, help_text="公示平台上只显示撤回的时间和理由。"
    )
