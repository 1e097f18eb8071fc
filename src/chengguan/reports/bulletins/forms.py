"""Forms of bulletins."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from chengguan.base.dates import local_date
from chengguan.people.act_forms import ActForm, TextField
from chengguan.reports.models import Bulletin

from .selectors import months_to_draft, proposed_demands


class TextsForm(ActForm):
    """What people add to the figures."""

    remarks = TextField(
        label="总体评价", required=False, rows=4, help_text="可以不写；数字和名单由系统列出，不必重复。"
    )
    demands = TextField(
        label="工作要求", required=False, rows=8, help_text="逐条写明要求和完成时间；印发前必须写明。"
    )


class DraftForm(TextsForm):
    """编制通报."""

    month = forms.ChoiceField(label="月份", help_text="只列出已经结束、还没有通报的月份。")
    field_order = ("month", "remarks", "demands")

    def prepare(self) -> None:
        today = local_date(self.at)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = months_to_draft(self.actor, today)
        self.initial.setdefault("demands", proposed_demands(self.actor, today))

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "month": date.fromisoformat(self.cleaned_data["month"])}


class ReviseForm(TextsForm):
    """更新草稿: figures are asked for anew; the texts stay as they are unless changed."""

    def prepare(self) -> None:
        if isinstance(self.subject, Bulletin):
            self.initial.setdefault("remarks", self.subject.remarks)
            self.initial.setdefault("demands", self.subject.demands)


class IssueForm(ActForm):
    """印发."""


class WithdrawForm(ActForm):
    """撤回."""

    reason = TextField(
        label="撤回理由", required=False, help_text="写明哪里有误；撤回后本通报仍可查看，注明已撤回和理由。"
    )
