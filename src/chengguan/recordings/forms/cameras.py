"""Forms of body-worn cameras and collection stations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.people.act_forms import ActForm, DateField, MomentField, OfficerField, TextField, YesNoField
from chengguan.people.models import Officer, Unit
from chengguan.recordings.facts.cameras import LOST
from chengguan.recordings.models import BodyCamera
from chengguan.recordings.selectors.cameras import CameraFilter, officers_of, units_of


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One unit of the bureau."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label="请选择", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class CameraFilterForm(forms.Form):
    """筛选设备."""

    q = forms.CharField(label="编号、使用人或者序列号", required=False, max_length=40)
    unit = forms.ChoiceField(label="单位", required=False, widget=LongSelect)
    stage = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *BodyCamera.STAGES])
    clock = forms.BooleanField(label="只看须校时", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = [("", "全部"), *((str(row.pk), row.name) for row in units_of(viewer))]

    def wanted(self) -> CameraFilter:
        """What could be understood."""
        self.is_valid()
        clean = self.cleaned_data
        unit = clean.get("unit") or ""
        return CameraFilter(
            text=(clean.get("q") or "").strip(),
            unit=int(unit) if unit.isdigit() else None,
            stage=clean.get("stage") or "",
            clock=bool(clean.get("clock")),
        )


class RegisterForm(ActForm):
    """登记执法记录仪."""

    number = forms.RegexField(
        regex=r"^[A-Za-z0-9][A-Za-z0-9_-]*$",
        label="设备编号",
        max_length=40,
        help_text="与机身编号、文件名中的编号一致，例如 JLY-001。",
        error_messages={"invalid": "设备编号只能用字母、数字和短横线，例如 JLY-001。"},
    )
    unit = UnitField(label="配备单位")
    maker = forms.CharField(label="厂商", max_length=60, required=False)
    model_name = forms.CharField(label="型号", max_length=60, required=False)
    serial = forms.CharField(label="序列号", max_length=60, required=False)
    registered_on = DateField(label="登记日期")
    fieldsets: ClassVar = [
        ("", ["number", "unit", "registered_on"]),
        ("设备信息", ["maker", "model_name", "serial"]),
    ]

    def prepare(self) -> None:
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)
        unit.queryset = units_of(self.actor)
        self.fields["registered_on"].initial = local_date(self.at)
        self.fields["unit"].initial = self.actor.unit_id


class IssueForm(ActForm):
    """领用."""

    officer = OfficerField(label="领用人", queryset=Officer.objects.none(), empty_label="请选择")
    begins_at = MomentField(label="领用时间", help_text="这个时间以后的录像记在领用人名下，直到归还。")

    def prepare(self) -> None:
        officer = self.fields["officer"]
        assert isinstance(officer, OfficerField)
        officer.queryset = officers_of(self.actor)
        self.fields["begins_at"].initial = self.now_local


class TakeBackForm(ActForm):
    """归还."""

    ends_at = MomentField(label="归还时间")

    def prepare(self) -> None:
        self.fields["ends_at"].initial = self.now_local


class ClockField(forms.DateTimeField):
    """A moment to the second, as a clock shows it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": "请按 2024-05-06 09:30:15 的格式填写时间。", "required": "请填写时间。"},
        )
        super().__init__(**kwargs)


class CheckClockForm(ActForm):
    """校时: what the camera shows and what is right, at the same moment; the offset is their difference."""

    shown_at = ClockField(label="设备显示的时间", help_text="看着设备屏幕抄写，精确到秒。")
    true_at = ClockField(label="同一时刻的标准时间", help_text="以国家授时中心或者手机自动网络时间为准。")
    corrected = YesNoField(label="是否当场校准", yes="已校准", no="没有校准")

    def prepare(self) -> None:
        now = self.at.astimezone(CHINA).replace(microsecond=0, tzinfo=None)
        self.fields["shown_at"].initial = self.fields["true_at"].initial = now

    def inputs(self) -> dict[str, Any]:
        shown, true = self.cleaned_data["shown_at"], self.cleaned_data["true_at"]
        return {
            "checked_at": true,
            "offset_ms": round((shown - true) / timedelta(milliseconds=1)),
            "corrected": self.cleaned_data["corrected"],
        }


class MoveForm(ActForm):
    """调配."""

    unit = UnitField(label="调入单位")
    reason = TextField(label="调配原因", rows=2)

    def prepare(self) -> None:
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)
        unit.queryset = units_of(self.actor)


class RetireForm(ActForm):
    """报废、遗失."""

    how = forms.ChoiceField(
        label="类型", choices=[("scrapped", "报废"), (LOST, "遗失")], widget=forms.RadioSelect
    )
    reason = TextField(label="原因和处理情况")


class StationForm(ActForm):
    """登记采集站."""

    name = forms.CharField(label="名称", max_length=80, help_text="例如“一中队采集站”。")
    place = forms.CharField(label="位置", max_length=160, required=False)
    expires_on = DateField(label="令牌有效期至", help_text="到期前在这里更换令牌，最长三年。")

    def prepare(self) -> None:
        self.fields["expires_on"].initial = local_date(self.at) + timedelta(days=365)


class RenewForm(ActForm):
    """更换令牌."""

    expires_on = DateField(label="新令牌有效期至", help_text="提交后原令牌立即失效。")

    def prepare(self) -> None:
        self.fields["expires_on"].initial = local_date(self.at) + timedelta(days=365)


class RevokeForm(ActForm):
    """停用采集站."""

    reason = TextField(label="停用原因", rows=2)
