"""Filters of the case board."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.cases.selectors.board import SORTS, Filters
from chengguan.people.models import Unit
from chengguan.people.selectors import colleagues
from chengguan.powers.models import Matter

from .base import DateField


class BoardFilterForm(forms.Form):
    """筛选案件. Wrong values are ignored with a message, never an error page."""

    number = forms.CharField(label="案号", required=False, max_length=60)
    stage = forms.ChoiceField(
        label="阶段", required=False, choices=[("", "全部"), *Case.STAGES], widget=LongSelect
    )
    procedure = forms.ChoiceField(
        label="程序", required=False, choices=[("", "全部"), *Case.PROCEDURES], widget=LongSelect
    )
    overdue = forms.BooleanField(label="只看已逾期", required=False)
    outcome = forms.ChoiceField(
        label="处理结果", required=False, choices=[("", "全部"), *Case.OUTCOMES], widget=LongSelect
    )
    matter = forms.ChoiceField(label="案由", required=False, widget=LongSelect)
    squad = forms.ChoiceField(label="中队", required=False, widget=LongSelect)
    officer = forms.ChoiceField(label="主办", required=False, widget=LongSelect)
    opened_from = DateField(label="立案日期自", required=False)
    opened_to = DateField(label="至", required=False)
    party = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(required=False, choices=[("", ""), *SORTS.items()], widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matters = (
            Matter.objects.filter(bureau_id=viewer.bureau_id).order_by("title").values_list("pk", "title")
        )
        squads = Unit.objects.filter(bureau_id=viewer.bureau_id, kind=Unit.SQUAD).values_list("pk", "name")
        self._choices("matter", [(str(pk), title) for pk, title in matters])
        self._choices("squad", [(str(pk), name) for pk, name in squads])
        self._choices(
            "officer", [(str(pk), name) for pk, name in colleagues(viewer).values_list("pk", "name")]
        )

    def _choices(self, name: str, rows: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *rows]

    def clean_party(self) -> str:
        return str(self.cleaned_data["party"] or "")

    def filters(self) -> Filters:
        """The filters that could be understood."""
        self.is_valid()
        clean = self.cleaned_data
        names = Filters.__dataclass_fields__
        return Filters(**{name: clean[name] for name in names if clean.get(name) not in (None, "")})
