"""Forms of the archive: filters, marks, ties, descriptions, exports."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.base.viewer import Viewer
from chengguan.parties.models import Party
from chengguan.people.act_forms import ActForm, DateField, TextField
from chengguan.people.models import Unit
from chengguan.people.selectors import colleagues
from chengguan.recordings.facts.archive import steps
from chengguan.recordings.models import BodyCamera, Recording
from chengguan.recordings.selectors import subjects
from chengguan.recordings.selectors.archive import STATES, Box, Filters
from chengguan.recordings.selectors.statistics import BY

ALL: Final = ("", "全部")
PLACE: Final = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:\.(\d{1,3}))?$")


class ArchiveFilterForm(forms.Form):
    """筛选录像. Wrong values are ignored, never an error page."""

    q = forms.CharField(label="关键词", required=False, max_length=60)
    party = forms.CharField(label="当事人", required=False, max_length=60)
    place = forms.CharField(label="地点", required=False, max_length=60)
    case = forms.CharField(label="案号", required=False, max_length=60)
    taken_from = DateField(label="拍摄日期自", required=False)
    taken_to = DateField(label="至", required=False)
    officer = forms.ChoiceField(label="执法人员", required=False, widget=LongSelect)
    camera = forms.ChoiceField(label="设备", required=False, widget=LongSelect)
    unit = forms.ChoiceField(label="单位", required=False, widget=LongSelect)
    kind = forms.ChoiceField(label="类别", required=False, choices=[ALL, *Recording.KINDS])
    category = forms.ChoiceField(label="保管类别", required=False, choices=[ALL, *Recording.CATEGORIES])
    step = forms.ChoiceField(label="有标记的环节", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *STATES.items()])
    subject = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    party_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cameras = BodyCamera.objects.visible_to(viewer).order_by("number").values_list("pk", "number")
        units = Unit.objects.filter(bureau_id=viewer.bureau_id).order_by("kind", "pk")
        self._choices("officer", colleagues(viewer).values_list("pk", "name"))
        self._choices("camera", cameras)
        self._choices("unit", units.values_list("pk", "name"))
        self._choices("step", steps(at, viewer.jurisdiction).items())

    def _choices(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ALL, *((str(key), title) for key, title in rows)]

    def clean_party_id(self) -> str:
        return str(self.cleaned_data["party_id"] or "")

    def filters(self) -> Filters:
        """The filters that could be understood."""
        self.is_valid()
        names = [name for name in Filters.__dataclass_fields__ if name != "box"]
        clean = {name: value for name in names if (value := self.cleaned_data.get(name)) not in (None, "")}
        return Filters(**clean, box=box_of(self.data))


def box_of(data: Any) -> Box | None:
    """The rectangle of the map in a query; None where it is not whole or empty."""
    try:
        south, west, north, east = (float(data.get(name) or "") for name in Box.__dataclass_fields__)
    except ValueError:
        return None
    sound = -90 <= south < north <= 90 and -180 <= west < east <= 180
    return Box(south, west, north, east) if sound else None


class DayForm(forms.Form):
    """时间轴: which day, whose."""

    day = DateField(label="日期", required=False)
    officer = forms.ChoiceField(label="执法人员", required=False, widget=LongSelect)
    unit = forms.ChoiceField(label="单位", required=False, widget=LongSelect)
    subject = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(bureau_id=viewer.bureau_id).order_by("kind", "pk")
        for name, rows in (("officer", colleagues(viewer)), ("unit", units)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [ALL, *((str(key), title) for key, title in rows.values_list("pk", "name"))]

    def asked(self) -> dict[str, Any]:
        """What could be understood."""
        self.is_valid()
        texts = {name: self.cleaned_data.get(name) or "" for name in ("officer", "unit", "subject")}
        return {"day": self.cleaned_data.get("day"), **texts}


class PeriodForm(forms.Form):
    """统计: period and division."""

    first = DateField(label="自", required=False)
    last = DateField(label="至", required=False)
    by = forms.ChoiceField(label="按", required=False, choices=list(BY.items()))

    def period(self, today: date) -> tuple[date, date, str]:
        """First day, last day and division; this year by default."""
        self.is_valid()
        first = self.cleaned_data.get("first") or today.replace(month=1, day=1)
        last = self.cleaned_data.get("last") or today
        return min(first, last), max(first, last), self.cleaned_data.get("by") or "unit"


class PlaceInRecordingField(forms.CharField):
    """A place in a recording, as 1:02:03, 2:03 or seconds; gives milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 14)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip().replace("：", ":")
        if not text:
            return None
        found = PLACE.match(text)
        if found is None:
            raise forms.ValidationError("请按 1:02:03、2:03 或者秒数填写。")
        hours, minutes, seconds, rest = found.groups()
        whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
        return whole * 1000 + int((rest or "0").ljust(3, "0"))


class MarkForm(ActForm):
    """在录像中标记环节."""

    step = forms.ChoiceField(label="环节")
    begins_ms = PlaceInRecordingField(label="自（录像中的位置）", help_text="如 1:02:03、2:03，或者秒数。")
    ends_ms = PlaceInRecordingField(label="至", required=False, help_text="不填按默认时长。")
    subject_key = forms.ChoiceField(label="案件", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)

    def prepare(self) -> None:
        recording = self.subject
        assert isinstance(recording, Recording)
        ties = recording.ties.filter(untied_at=None).order_by("-tied_at")
        known = [(tie.subject_key, f"{tie.subject_number} {tie.subject_title}".strip()) for tie in ties]
        self._choose("step", list(steps(self.at, self.actor.jurisdiction).items()))
        self._choose("subject_key", [*known, ("", "不属于案件")])

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def inputs(self) -> dict[str, Any]:
        values = super().inputs()
        found = subjects.named(self.actor, values["subject_key"])
        return values | {
            "recording": self.subject,
            "subject_number": found.number if found else "",
            "subject_title": found.title if found else "",
        }


class WithdrawMarkForm(ActForm):
    """撤回标记."""

    reason = forms.CharField(label="撤回的原因", required=False, max_length=200)


class TapForm(forms.Form):
    """现场一点: what a phone sends. Everything but the step may be missing."""

    pk = forms.UUIDField(required=False)
    step = forms.CharField(max_length=40)
    at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"])
    ends = forms.UUIDField(required=False)
    subject_key = forms.CharField(required=False, max_length=80)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)

    def moment(self, now: datetime) -> datetime:
        """When the officer tapped; a clock that is ahead by seconds is set back to now."""
        at: datetime | None = self.cleaned_data.get("at")
        return now if at is None or now < at < now + timedelta(minutes=2) else at

    def key(self) -> uuid.UUID | None:
        """The id that the phone has minted, when it is one of version 7."""
        found: uuid.UUID | None = self.cleaned_data.get("pk")
        return found if found is not None and found.version == 7 else None


class TieForm(ActForm):
    """关联录像."""

    subject_key = forms.ChoiceField(label="案件", widget=forms.RadioSelect)
    reason = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, offered: list[subjects.Subject], **kwargs: Any) -> None:
        self.offered = offered
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        field = self.fields["subject_key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.key, f"{row.number} {row.title}".strip()) for row in self.offered]
        field.error_messages["invalid_choice"] = "请从找到的案件中选择。"

    def inputs(self) -> dict[str, Any]:
        found = subjects.named(self.actor, self.cleaned_data["subject_key"])
        return {
            "subject_key": self.cleaned_data["subject_key"],
            "subject_number": found.number if found else "",
            "subject_title": found.title if found else "",
            "reason": self.cleaned_data["reason"],
        }


class UntieForm(ActForm):
    """解除录像关联."""

    subject_key = forms.ChoiceField(label="案件")
    reason = TextField(label="解除的原因", max_length=200, rows=2)

    def prepare(self) -> None:
        recording, field = self.subject, self.fields["subject_key"]
        assert isinstance(recording, Recording) and isinstance(field, forms.ChoiceField)
        ties = recording.ties.filter(untied_at=None).order_by("-tied_at")
        field.choices = [
            (tie.subject_key, f"{tie.subject_number} {tie.subject_title}".strip()) for tie in ties
        ]


class DescribeForm(ActForm):
    """补录录像信息."""

    place = forms.CharField(
        label="地点", required=False, max_length=160, widget=forms.TextInput(attrs={"data-span": "full"})
    )
    party = forms.ModelChoiceField(
        label="当事人", queryset=Party.objects.none(), required=False, empty_label="没有当事人"
    )
    find = forms.CharField(
        label="查找当事人",
        required=False,
        max_length=60,
        help_text="填写名称的一部分后点“查找”，再从当事人中选择。",
    )
    latitude = forms.FloatField(label="纬度", required=False)
    longitude = forms.FloatField(label="经度", required=False)
    reason = forms.CharField(
        label="更正的原因", required=False, max_length=200, help_text="改动已有内容时必须填写。"
    )
    fieldsets: ClassVar = [
        ("地点", ["place", "latitude", "longitude"]),
        ("当事人", ["find", "party"]),
        ("说明", ["reason"]),
    ]

    def prepare(self) -> None:
        recording, field = self.subject, self.fields["party"]
        assert isinstance(recording, Recording) and isinstance(field, forms.ModelChoiceField)
        words = (self.data.get("find") if self.is_bound else self.initial.get("find")) or ""
        keys = {party.pk for party in subjects.parties(self.actor, words)}
        keys |= {key for key in (recording.party_id, _uuid(self.data.get("party"))) if key}
        keys |= set(recording.ties.exclude(party=None).values_list("party_id", flat=True))
        field.queryset = Party.objects.visible_to(self.actor).filter(pk__in=keys)
        self.initial.setdefault("place", recording.place)
        self.initial.setdefault("party", recording.party_id)
        self.initial.setdefault("latitude", recording.latitude)
        self.initial.setdefault("longitude", recording.longitude)

    def inputs(self) -> dict[str, Any]:
        values = super().inputs()
        values.pop("find")
        return values


class ExportForm(ActForm):
    """导出录像."""

    reason = TextField(
        label="事由", max_length=160, rows=2, help_text="例如：检察机关调取、复议答复、移送公安机关。"
    )
    recipient = forms.CharField(label="接收单位（人员）", max_length=120)
    clips = forms.BooleanField(label="同时导出片段、截图和遮挡件", required=False)


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def chosen_keys(values: list[str]) -> list[uuid.UUID]:
    """The ticked recordings, without what is no id."""
    return [key for key in map(_uuid, values) if key is not None]
