"""Form of 六先一后: each item is ticked when it is done, and the tick sets its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms

from chengguan.base.dates import CHINA, local_date
from chengguan.cases.acts.conduct import APPROACHES
from chengguan.cases.facts.conduct import Item, items, out_of_order

from .base import MomentField, TextField
from .investigation import TeamForm

TIME: Final = "time_"
SECONDS: Final = "%Y-%m-%dT%H:%M:%S"


class SecondField(MomentField):
    """A moment to the second, as it stands in a recording."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": "1", "class": "form-control"}, format=SECONDS
            ),
        )
        super().__init__(**kwargs)


@dataclass(frozen=True)
class Line:
    """One item as the page shows it."""

    item: Item
    number: int
    bound: forms.BoundField
    done: bool
    early: bool


class ConductForm(TeamForm):
    """现场文明执法记录（六先一后）."""

    place = forms.CharField(label="地点", max_length=160)
    approach = forms.ChoiceField(
        label="处理方式（721）", choices=list(APPROACHES.items()), widget=forms.RadioSelect
    )
    recording = forms.CharField(
        label="执法记录仪录像编号", max_length=120, required=False, help_text="设备号加文件号；用来对照录像。"
    )
    recording_begun_at = SecondField(
        label="录像开始时间", required=False, help_text="填写后自动算出各环节在录像中的位置。"
    )
    remarks = TextField(label="备注", rows=2, required=False)

    def prepare(self) -> None:
        super().prepare()
        self.order = items(local_date(self.at), self.actor.jurisdiction)
        for item in self.order:
            self.fields[f"{TIME}{item.id}"] = SecondField(
                label=item.title, required=False, help_text=item.hint
            )
        self.set_initial(place=self.case.place, approach="management")

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """The items first, in their order; then the recording."""
        return [
            ("六先一后", [f"{TIME}{item.id}" for item in self.order]),
            ("地点和方式", ["place", "approach"]),
            ("录像", ["recording", "recording_begun_at"]),
            ("执法人员", ["officers", "remarks"]),
        ]

    @property
    def rest(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Everything below the items, for the page on the phone."""
        return [(title, [self[name] for name in names]) for title, names in self.fieldsets[1:]]

    def lines(self) -> list[Line]:
        """The items with what has been ticked so far."""
        times = {item.id: self._entered(f"{TIME}{item.id}") for item in self.order}
        early = {item.id for item in out_of_order(self.order, times)}
        return [
            Line(item, number, self[f"{TIME}{item.id}"], times[item.id] is not None, item.id in early)
            for number, item in enumerate(self.order, 1)
        ]

    def _entered(self, name: str) -> datetime | None:
        """What stands in a time field now, readable or not at all."""
        try:
            found = self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None
        return found if isinstance(found, datetime) else None

    def inputs(self) -> dict[str, Any]:
        data = super().inputs()
        times: Mapping[str, Any] = {item.id: data.pop(f"{TIME}{item.id}") for item in self.order}
        return {**data, "times": times}


def ticked(entered: Any, item: str, at: datetime) -> Any:
    """The form data with one more item ticked now, or with its tick taken away."""
    data = entered.copy()
    name = f"{TIME}{item}"
    data[name] = "" if data.get(name) else at.astimezone(CHINA).strftime(SECONDS)
    return data
