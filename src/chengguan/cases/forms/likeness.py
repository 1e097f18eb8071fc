"""Filters of the radar, and what a form of a penalty says so far."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.cases.facts.likeness import read_quantities
from chengguan.cases.facts.penalties import FINE
from chengguan.cases.selectors.likeness import RadarFilters

FIRST_YEAR: Final = 2021
WEIGHED: Final = frozenset({"kinds", "fine", "tier", "leniency", "circumstances"})


class RadarFilterForm(forms.Form):
    """筛选一致性雷达. Wrong values are ignored."""

    year = forms.ChoiceField(label="年度", required=False, widget=LongSelect)
    matter = forms.ChoiceField(label="案由", required=False, widget=LongSelect)
    squad = forms.ChoiceField(label="中队", required=False, widget=LongSelect)

    def __init__(
        self, *args: Any, this_year: int, matters: list[tuple[str, str]], squads: list[tuple[str, str]], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.this_year = this_year
        years = [(str(year), f"{year}年") for year in range(this_year, FIRST_YEAR - 1, -1)]
        for name, rows in (("year", years), ("matter", matters), ("squad", squads)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = rows if name == "year" else [("", "全部"), *rows]

    def filters(self) -> RadarFilters:
        """The filters that could be understood; this year where none is chosen."""
        self.is_valid()
        clean = self.cleaned_data
        return RadarFilters(
            int(clean.get("year") or self.this_year), clean.get("matter", ""), clean.get("squad", "")
        )


def weighs(form: forms.BaseForm) -> bool:
    """Whether a form proposes or decides a fine, so that it can be computed while it is filled in."""
    return form.fields.keys() >= WEIGHED


def so_far(form: forms.BaseForm) -> dict[str, Any]:
    """What such a form says so far, entered or initial; what cannot be read counts as not entered."""

    def value(name: str) -> Any:
        return form[name].value() if name in form.fields else None

    entered = {
        "fined": FINE in (value("kinds") or []),
        "fine": _amount(value("fine")),
        "tier": str(value("tier") or ""),
        "leniency": str(value("leniency") or "none"),
        "circumstances": [str(name) for name in value("circumstances") or []],
    }
    if "quantities" in form.fields:
        entered["quantities"] = read_quantities(str(value("quantities") or ""))[0]
    return entered


def kept(form: forms.BaseForm, data: Any, files: Any) -> dict[str, Any]:
    """What was entered, as initial values of a fresh form: nothing is judged yet, and nothing is lost."""
    return {
        name: field.widget.value_from_datadict(data, files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() and amount > 0 else Decimal(0)
