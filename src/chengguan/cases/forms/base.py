"""Forms of acts in cases: the base form and fields of `people.act_forms` under the name that slices use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from chengguan.base.dates import CHINA
from chengguan.people.act_forms import (
    ActForm,
    DateField,
    MomentField,
    MoneyField,
    OfficerField,
    OfficersField,
    TextField,
    YesNoField,
)

__all__ = [
    "ActForm",
    "DateField",
    "Entered",
    "MomentField",
    "MoneyField",
    "OfficerField",
    "OfficersField",
    "TextField",
    "YesNoField",
    "entered",
]


@dataclass(frozen=True)
class Entered:
    """One field of a form as text, for a page that only shows what was entered."""

    label: str
    value: str
    wide: bool


def entered(form: forms.Form) -> list[Entered]:
    """What was entered in a bound form: labels with values in words; empty fields are left out."""
    form.is_valid()
    rows = []
    for bound in form.visible_fields():
        text = _in_words(bound.field, form.cleaned_data.get(bound.name))
        if text:
            rows.append(Entered(str(bound.label), text, len(text) > 24))
    return rows


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, (OfficersField, forms.ModelMultipleChoiceField)):
        return "、".join(str(item) for item in value)
    if isinstance(field, forms.MultipleChoiceField):
        titles = dict(_flat(field.choices))
        return "、".join(str(titles.get(item, item)) for item in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [(key, label) for key, label in choices if not isinstance(label, (list, tuple))]
