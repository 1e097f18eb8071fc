"""Filters of the 执行台账."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.base.viewer import Viewer
from chengguan.cases.selectors.enforcement import STATES, Filters
from chengguan.people.models import Unit


class LedgerFilterForm(forms.Form):
    """筛选执行台账. Wrong values are ignored."""

    party = forms.CharField(label="当事人", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *STATES.items()], widget=LongSelect
    )
    squad = forms.ChoiceField(label="中队", required=False, widget=LongSelect)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        squads = Unit.objects.filter(bureau_id=viewer.bureau_id, kind=Unit.SQUAD).values_list("pk", "name")
        field = self.fields["squad"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *((str(pk), name) for pk, name in squads)]

    def filters(self) -> Filters:
        """The filters that could be understood."""
        self.is_valid()
        clean = self.cleaned_data
        return Filters(**{name: clean[name] for name in ("state", "squad", "party") if clean.get(name)})
