"""Forms of acts: they parse and normalise what was entered, and say in Chinese what is wrong. They save nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import CHINA
from chengguan.base.kept_files import PREFIX as KEPT
from chengguan.base.viewer import Viewer
from chengguan.ledger.models import Subject
from chengguan.people.selectors import colleagues


class YesNoField(forms.TypedChoiceField):
    """A question that has to be answered with yes or no; there is no silent default."""

    def __init__(self, *, yes: str = "是", no: str = "否", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        kwargs.setdefault("error_messages", {"required": "请选择。"})
        super().__init__(
            choices=[("yes", yes), ("no", no)],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class TextField(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-span": "full"}))
        kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)


class DateField(forms.DateField):
    """A day, entered with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault(
            "error_messages", {"invalid": "请按 2024-05-06 的格式填写日期。", "required": "请填写日期。"}
        )
        super().__init__(**kwargs)


class MomentField(forms.DateTimeField):
    """A moment to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": "请按 2024-05-06 09:30 的格式填写时间。", "required": "请填写时间。"},
        )
        super().__init__(**kwargs)


class MoneyField(forms.DecimalField):
    """An amount in yuan with at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", 0)
        super().__init__(**kwargs)


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One officer of the viewer's reach, shown with his unit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit.name}）"


class OfficersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Officers of the viewer's reach, as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit.name}）"


class ActForm(forms.Form):
    """Base of the forms of acts.

    `fieldsets` groups the fields for the page: [(title, [names])]. `inputs()` gives the keyword arguments of the act
    function; `plain()` gives what was entered, as it is kept with a proposal until the last tier has approved.
    """

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = []
    required_css_class = "required"

    def __init__(
        self, *args: Any, subject: Subject | None, actor: Viewer, at: datetime, **kwargs: Any
    ) -> None:
        self._subject, self.actor, self.at = subject, actor, at
        super().__init__(*args, **kwargs)
        self.prepare()
        for field in self.fields.values():
            field.error_messages.setdefault("required", "此项必填。")
            if field.required and field.error_messages.get("required") in (
                "This field is required.",
                "这个字段是必填项。",
            ):
                field.error_messages["required"] = "此项必填。"

    def prepare(self) -> None:
        """Set querysets and initial values from the subject, the actor and the day. Overridden by forms."""

    @property
    def subject(self) -> Subject:
        """What the act is done to; acts that create their subject have none."""
        assert self._subject is not None
        return self._subject

    @property
    def officers(self) -> Any:
        """Officers whom the actor may name (a queryset; typed loosely because forms call a field by the same name)."""
        return colleagues(self.actor)

    @property
    def now_local(self) -> datetime:
        """The moment of the page, to the minute, in China."""
        return self.at.astimezone(CHINA).replace(second=0, microsecond=0, tzinfo=None)

    def assigned(self) -> list[int]:
        """Ids of the officers in charge, for the initial value of officer fields."""
        return [int(pk) for pk in self.subject.known.get("officers", [])]

    def inputs(self) -> dict[str, Any]:
        """Keyword arguments of the act function. By default the cleaned data."""
        return dict(self.cleaned_data)

    def plain(self) -> dict[str, Any]:
        """What was entered, as text, to be parsed again by the same form."""
        entered: dict[str, Any] = {}
        for key in self.data:
            if key == "csrfmiddlewaretoken" or key.startswith(KEPT):
                continue
            values = self.data.getlist(key) if hasattr(self.data, "getlist") else self.data[key]
            entered[key] = values
        return entered

    def clean_moment_not_future(self, name: str) -> None:
        """Add an error when a moment that was entered lies in the future."""
        value = self.cleaned_data.get(name)
        if value and value > self.at + timedelta(minutes=5):
            self.add_error(name, "时间不能晚于现在，请核对。")
