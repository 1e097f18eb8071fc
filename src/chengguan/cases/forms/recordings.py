"""Forms of the tab 音视频 of a case: tie, mark, take apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms

PLACE: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?$")
WRONG: Final = "请按“分:秒”填写，例如 3:25；一小时以上的写“时:分:秒”。"


class PlaceField(forms.CharField):
    """A place in a recording as people read it from the player, in milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "分:秒", "inputmode": "text"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip().replace("：", ":")
        if not text:
            return None
        found = PLACE.match(text)
        if found is None or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
            raise forms.ValidationError(WRONG)
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000


class MarkForm(forms.Form):
    """标记环节 in a recording of the case."""

    recording = forms.ChoiceField(label="录像")
    step = forms.ChoiceField(label="环节")
    begins = PlaceField(label="自")
    ends = PlaceField(label="至", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        recordings: Sequence[tuple[str, str]],
        steps: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recording"].choices = list(recordings)  # type: ignore[attr-defined]
        self.fields["step"].choices = [("", "请选择"), *steps]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = "此项必填。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("begins"), data.get("ends")
        if begins is not None and ends is not None and ends < begins:
            self.add_error("ends", "结束不能早于开始。")
        return data
