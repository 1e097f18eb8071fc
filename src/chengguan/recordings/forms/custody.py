"""Forms of custody: filters of the register of viewings, holds, categories, lists of destruction."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.people.act_forms import ActForm, DateField, OfficerField, TextField
from chengguan.recordings.models import Recording, Viewing
from chengguan.recordings.selectors import custody as selectors


class ViewingFilterForm(forms.Form):
    """筛选调阅登记. Wrong values are ignored with a message, never an error page."""

    recording = forms.CharField(label="录像编号", required=False, max_length=60)
    officer = forms.CharField(label="调阅人", required=False, max_length=40)
    kind = forms.ChoiceField(
        label="方式", required=False, choices=[("", "全部"), *Viewing.KINDS], widget=LongSelect
    )
    since = DateField(label="自", required=False)
    until = DateField(label="至", required=False)

    def asked(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HoldPlaceForm(ActForm):
    """登记保留."""

    number = forms.CharField(
        label="录像编号或者案号",
        max_length=60,
        help_text="填写案号的，现在和以后关联该案的录像都保留。没有结案的案件已由系统保留，不必登记。",
    )
    organ = forms.CharField(label="要求保留的单位", max_length=120)
    document_number = forms.CharField(label="来函文号", max_length=80)
    reason = TextField(label="保留的原因", max_length=200)

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip()
        self.target = selectors.hold_target(self.actor, number)
        if not self.target[0]:
            raise forms.ValidationError(
                f"没有编号为“{number}”的录像，也没有关联了录像的该案号。请核对，或者在录像列表中复制编号。"
            )
        return number

    def inputs(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "number"}
        return {"target_key": self.target[0], "target_title": self.target[1], **given}


class ReasonForm(ActForm):
    """One reason."""

    reason = TextField(label="原因", max_length=200)


class LiftForm(ActForm):
    """解除保留."""

    reason = TextField(label="解除的依据", max_length=200, help_text="例如来函文号，或者事项已经终结。")


class ClassifyForm(ActForm):
    """确定保管类别."""

    category = forms.ChoiceField(label="保管类别", choices=Recording.CATEGORIES, widget=forms.RadioSelect)
    permanent = forms.BooleanField(label="永久保管", required=False)
    keep_until = DateField(
        label="保管至", required=False, help_text="不填的按规定的期限保管；只能比规定的期限长。"
    )
    reason = TextField(label="理由", max_length=200)

    def prepare(self) -> None:
        assert isinstance(self.subject, Recording)
        self.fields["category"].initial = self.subject.category

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("permanent") and found.get("keep_until"):
            self.add_error("keep_until", "永久保管的不填日期。")
        return found


class ProposeForm(ActForm):
    """提请销毁. The recordings are ticked in the table of the page."""

    reason = TextField(
        label="销毁理由", max_length=200, initial="保存期限届满，没有保留要求，没有继续保存的需要。"
    )


class ApproveForm(ActForm):
    """批准销毁."""

    opinion = TextField(label="审批意见", max_length=200, initial="同意销毁。")


class AttendForm(ActForm):
    """确认监销: nothing to enter; who is logged in is the witness."""


class CarryOutForm(ActForm):
    """执行销毁."""

    witness = OfficerField(
        label="监销人",
        queryset=None,
        help_text="由另一名在岗人员监销；监销人应当用本人账号在本页“确认监销”。",
        empty_label="请选择",
    )
    method = forms.CharField(
        label="销毁方式", max_length=80, initial="从存储中删除原件、播放件、缩略图和片段"
    )

    def prepare(self) -> None:
        field = self.fields["witness"]
        assert isinstance(field, OfficerField)
        field.queryset = selectors.witnesses(self.actor)
        field.initial = getattr(self.subject, "witness_id", None)
