"""Forms of clips, stills and masked copies. Times are seconds in the recording; rectangles are percentages of the picture."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from django import forms

from chengguan.people.act_forms import ActForm, TextField, YesNoField
from chengguan.recordings.models import Derivative, Recording
from chengguan.recordings.tracks import Box, Track, drawn

CLOCK: Final = re.compile(r"(?:(\d{1,2})[:：])?(\d{1,3})[:：](\d{1,2}(?:\.\d{1,3})?)$")


class MomentInFilm(forms.CharField):
    """A place in a recording: 75.2 (seconds), 1:15.2 or 1:02:15. Gives milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-moment": ""}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        if found := CLOCK.match(text):
            hours, minutes, seconds = int(found[1] or 0), int(found[2]), float(found[3])
            return round((hours * 3600 + minutes * 60 + seconds) * 1000)
        try:
            return round(float(text) * 1000)
        except (ValueError, OverflowError):
            raise forms.ValidationError("请填写秒数（如 75.2）或者分:秒（如 1:15.2）。") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 1000:g}" if isinstance(value, int) else value


class _OnRecording(ActForm):
    @property
    def recording(self) -> Recording:
        assert isinstance(self.subject, Recording)
        return self.subject

    def inside(self, *names: str) -> None:
        """Moments must lie in the recording."""
        for name in names:
            value = self.cleaned_data.get(name)
            if value is not None and not 0 <= value <= self.recording.duration_ms:
                self.add_error(
                    name, f"该时刻不在录像之内，录像长 {self.recording.duration_ms / 1000:.1f} 秒。"
                )


class ClipForm(_OnRecording):
    """截取片段."""

    begins_ms = MomentInFilm(
        label="自（秒）", help_text="可以写 75.2 或者 1:15.2；在播放器停住后点“用当前画面的时刻”。"
    )
    ends_ms = MomentInFilm(label="至（秒）")
    reason = forms.CharField(label="用途", max_length=160, help_text="如：作为案件证据、提交法制审核。")
    caption = forms.CharField(label="片段说明", max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.inside("begins_ms", "ends_ms")
        begins, ends = cleaned.get("begins_ms"), cleaned.get("ends_ms")
        if begins is not None and ends is not None and ends <= begins and not self.errors:
            self.add_error("ends_ms", "终点应当晚于起点。")
        return cleaned


class StillForm(_OnRecording):
    """截取画面."""

    at_ms = MomentInFilm(label="时刻（秒）", help_text="在播放器停在要截取的画面上，点“用当前画面的时刻”。")
    reason = forms.CharField(label="用途", max_length=160)
    caption = forms.CharField(
        label="画面说明", max_length=160, required=False, help_text="印在画面下方，如：当事人在门前摆放桌椅。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.inside("at_ms")
        return cleaned


class MaskForm(ActForm):
    """制作遮挡件."""

    reason = forms.CharField(
        label="公开用途", max_length=160, help_text="如：典型案例曝光、新闻宣传、信息公开。"
    )
    keep_sound = YesNoField(
        label="保留声音", yes="保留", no="去掉", help_text="声音里有姓名、住址等个人信息的，应当去掉。"
    )


class RemaskForm(_OnRecording):
    """修改后重新制作遮挡件: wrong ones taken out, missed ones drawn."""

    reason = forms.CharField(label="公开用途", max_length=160)
    keep_sound = YesNoField(label="保留声音", yes="保留", no="去掉")
    removed = forms.MultipleChoiceField(
        label="取消的区域（找错的）", required=False, widget=forms.CheckboxSelectMultiple
    )
    added = TextField(
        label="补画的区域（漏掉的）",
        required=False,
        rows=4,
        help_text="一行一处：左 上 宽 高（画面的百分比）起 止（秒），如 40 20 15 25 3 8.5。在播放器上拖画会自动填入。",
    )

    def __init__(self, *args: Any, base: Derivative, **kwargs: Any) -> None:
        self.base = base
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        field = self.fields["removed"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(index), _track_title(index, row))
            for index, row in enumerate(self.base.details.get("tracks", []))
        ]

    def clean_removed(self) -> list[int]:
        return [int(value) for value in self.cleaned_data["removed"]]

    def clean_added(self) -> list[Track]:
        rows = []
        for number, line in enumerate(self.cleaned_data["added"].splitlines(), start=1):
            if line.strip():
                rows.append(self._rectangle(number, line))
        return rows

    def _rectangle(self, number: int, line: str) -> Track:
        try:
            left, top, width, height, begin, end = (
                float(value) for value in re.split(r"[\s,，、]+", line.strip())
            )
        except ValueError:
            raise forms.ValidationError(
                f"第 {number} 行应有六个数：左 上 宽 高 起 止，如 40 20 15 25 3 8.5。"
            ) from None
        box = Box(left / 100, top / 100, width / 100, height / 100)
        if min(left, top) < 0 or min(width, height) <= 0 or left + width > 100 or top + height > 100:
            raise forms.ValidationError(f"第 {number} 行的区域超出画面，各数是画面的百分比。")
        last = self.recording.duration_ms / 1000
        if not 0 <= begin <= end <= last + 0.001:
            raise forms.ValidationError(f"第 {number} 行的起止时间不在录像之内（共 {last:.1f} 秒）。")
        return drawn(box, round(begin * 1000), min(round(end * 1000), self.recording.duration_ms))

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "base": self.base}


def _track_title(index: int, row: dict[str, Any]) -> str:
    how = "补画" if row.get("drawn") else f"程序找到，可信度 {row.get('score', 0):.0%}"
    left, top = (round(value * 100) for value in row["points"][0][1:3])
    seconds = f"{row['from_ms'] / 1000:.1f}–{row['to_ms'] / 1000:.1f} 秒"
    return f"第 {index + 1} 处：{seconds}，自左 {left}%、上 {top}% 起（{how}）"


class ConfirmForm(ActForm):
    """确认遮挡件."""

    faces_covered = YesNoField(
        label="从头到尾看过，需要遮挡的人脸全部遮挡", yes="是，全部遮挡", no="否，还有露出的"
    )
    other_marks_covered = YesNoField(
        label="没有其他可以识别无关个人的内容（车牌、门牌、证件、姓名、住址）", yes="没有", no="有"
    )
    fieldsets: ClassVar = [("核对结果", ["faces_covered", "other_marks_covered"])]
