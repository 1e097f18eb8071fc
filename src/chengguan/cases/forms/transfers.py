"""Filters of the board of transfers."""

from __future__ import annotations

from django import forms

from chengguan.cases.selectors.transfers import TransferFilters
from chengguan.intake.models import Handover


class TransferFilterForm(forms.Form):
    """筛选移送协作台账. Wrong values are ignored."""

    direction = forms.ChoiceField(label="方向", required=False, choices=[("", "全部"), *Handover.DIRECTIONS])
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *Handover.KINDS])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Handover.STATES])
    agency = forms.CharField(label="对方机关", required=False, max_length=60)
    number = forms.CharField(label="文号或者案件、线索编号", required=False, max_length=60)
    overdue = forms.BooleanField(label="只看已逾期", required=False)

    def filters(self) -> TransferFilters:
        """The filters that could be understood."""
        self.is_valid()
        given = self.cleaned_data
        words = {name: given.get(name) or "" for name in ("direction", "kind", "state", "agency", "number")}
        return TransferFilters(**words, overdue=bool(given.get("overdue")))
