"""What visitors may ask of the lists. All of it is in the address, so that a search can be kept as a link."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.disclosure.models import Publication
from chengguan.powers.models import PowerItem

from .results import Asked


class ResultsForm(forms.Form):
    """查询条件 of the results."""

    q = forms.CharField(
        label="关键词", max_length=60, required=False, help_text="决定文号、名称、案由、违法事实中的文字"
    )
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *Publication.KINDS])
    first = forms.DateField(
        label="决定日期自", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Turns two days round that stand the wrong way."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and first > last:
            found["first"], found["last"] = last, first
        return found

    def asked(self) -> Asked:
        """The conditions that can be read; the others count as not given."""
        self.is_valid()
        found = self.cleaned_data
        return Asked(
            text=found.get("q", "").strip(),
            kind=found.get("kind", ""),
            first=found.get("first"),
            last=found.get("last"),
        )

    def query(self) -> dict[str, str]:
        """The conditions as they stand in an address."""
        return {name: str(value) for name, value in self.data.items() if name in self.fields and value}


class ListForm(forms.Form):
    """Words and one choice, for the lists."""

    q = forms.CharField(max_length=60, required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "全部"), *PowerItem.KINDS])
    area = forms.CharField(max_length=40, required=False)

    def word(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, "")).strip()
