"""Filters of the register of goods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.cases.models import Good, Measure
from chengguan.cases.selectors.goods import DUE, GoodFilters

ALL = ("", "全部")


class GoodFilterForm(forms.Form):
    """筛选物品. Wrong values are ignored with a message, never an error page."""

    q = forms.CharField(label="编号、名称、号牌、案号", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *Good.STATES], widget=LongSelect)
    due = forms.ChoiceField(label="期限", required=False, choices=[ALL, *DUE.items()], widget=LongSelect)
    place = forms.ChoiceField(label="保管地点", required=False, widget=LongSelect)
    kind = forms.ChoiceField(label="措施", required=False, choices=[ALL, *Measure.KINDS], widget=LongSelect)
    category = forms.ChoiceField(
        label="类别", required=False, choices=[ALL, *Good.CATEGORIES], widget=LongSelect
    )

    def __init__(self, *args: Any, places: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ALL, *((place, place) for place in places)]

    def filters(self) -> GoodFilters:
        """The filters that could be understood."""
        self.is_valid()
        clean = self.cleaned_data
        return GoodFilters(
            **{name: clean[name] for name in GoodFilters.__dataclass_fields__ if clean.get(name)}
        )
