"""Forms of the collection: filter, plain upload, correction of where a recording comes from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import CHINA
from chengguan.people.act_forms import ActForm, MomentField, OfficerField, TextField
from chengguan.people.models import Officer
from chengguan.recordings.models import BodyCamera, Recording, Upload
from chengguan.recordings.selectors.cameras import cameras_of, officers_of
from chengguan.recordings.selectors.collection import LATE, TO_FIX, UploadFilter

from .cameras import ClockField


class UploadFilterForm(forms.Form):
    """筛选上传."""

    q = forms.CharField(label="文件名、设备或者录像编号", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), (TO_FIX, "须人工核对"), (LATE, "逾期上传"), *Upload.STATES],
    )
    officer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> UploadFilter:
        """What could be understood."""
        self.is_valid()
        clean = self.cleaned_data
        return UploadFilter((clean.get("q") or "").strip(), clean.get("state") or "", clean.get("officer"))

    def query(self) -> dict[str, str]:
        """The filter as it stands in an address."""
        wanted = self.wanted()
        pairs = {"q": wanted.text, "state": wanted.state, "officer": str(wanted.officer or "")}
        return {name: value for name, value in pairs.items() if value}


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class RecordingsField(forms.FileField):
    """Recordings to send; what they are is judged by their content."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file is not None]
        if not files:
            raise forms.ValidationError("请选择要上传的文件。")
        return files


class SendForm(forms.Form):
    """上传录像 without script. Camera, begin and place are for files that do not say so themselves."""

    recordings = RecordingsField(label="文件", help_text="可以一次选择多个录像、录音、照片。")
    camera = forms.CharField(
        label="设备编号", max_length=40, required=False, help_text="文件名里有编号的不用填。"
    )
    began_at = MomentField(label="开始时间", required=False, help_text="文件里没有时间的才采用。")
    place = forms.CharField(label="地点", max_length=160, required=False)

    def stated(self) -> dict[str, str]:
        clean = self.cleaned_data
        began = clean.get("began_at")
        values = {
            "camera": clean.get("camera") or "",
            "began_at": began.isoformat() if began else "",
            "place": clean.get("place") or "",
        }
        return {name: value for name, value in values.items() if value}


class CameraField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One camera of the viewer's reach."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}（{obj.unit.name}）"


class CorrectForm(ActForm):
    """更正来源. The begin is entered as it truly was; the offset of the clock follows from it."""

    camera = CameraField(
        label="设备",
        queryset=BodyCamera.objects.none(),
        required=False,
        empty_label="不是执法记录仪拍摄（手机等）",
    )
    officer = OfficerField(
        label="执法人员", queryset=Officer.objects.none(), required=False, empty_label="不能确定"
    )
    began_at = ClockField(label="真实的开始时间", help_text="按校时记录或者现场文书查明；没有变化的不用改。")
    reason = TextField(label="更正的原因和依据", rows=2)
    fieldsets: ClassVar = [("", ["camera", "officer", "began_at", "reason"])]

    @property
    def recording(self) -> Recording:
        assert isinstance(self.subject, Recording)
        return self.subject

    def prepare(self) -> None:
        camera, officer = self.fields["camera"], self.fields["officer"]
        assert isinstance(camera, CameraField) and isinstance(officer, OfficerField)
        camera.queryset, officer.queryset = cameras_of(self.actor), officers_of(self.actor)
        camera.initial, officer.initial = self.recording.camera_id, self.recording.officer_id
        self.fields["began_at"].initial = self._second(self.recording.began_at)

    @staticmethod
    def _second(moment: datetime) -> datetime:
        return moment.astimezone(CHINA).replace(microsecond=0, tzinfo=None)

    def clean(self) -> dict[str, Any]:
        self.clean_moment_not_future("began_at")
        return self.cleaned_data

    def inputs(self) -> dict[str, Any]:
        clean, recording = self.cleaned_data, self.recording
        began: datetime = clean["began_at"]
        same = self._second(began) == self._second(recording.began_at)
        offset = recording.device_began_at.replace(microsecond=0) - began
        return {
            "camera": clean["camera"],
            "officer": clean["officer"],
            "offset_ms": recording.offset_ms if same else round(offset / timedelta(milliseconds=1)),
            "reason": clean["reason"],
        }
