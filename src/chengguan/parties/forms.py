"""Forms of parties: they normalise numbers and say in Chinese, field by field, what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms

from . import identity
from .facts import FIELDS, PURPOSES, REVEALABLE
from .masking import shown_name
from .models import Party
from .selectors import masked

REQUIRED = {"required": "此项必填。"}


class PartyForm(forms.Form):
    """登记当事人. `inputs()` gives the keyword arguments of party.register."""

    kind = forms.ChoiceField(
        label="类别", choices=Party.KINDS, initial=Party.INDIVIDUAL, error_messages=REQUIRED
    )
    name = forms.CharField(
        label="姓名/名称", max_length=120, error_messages=REQUIRED, help_text="与身份证或者营业执照一致。"
    )
    id_number = forms.CharField(
        label="身份证号",
        required=False,
        max_length=24,
        help_text="自然人、个体工商户经营者填写；出生日期和性别由此得出。",
    )
    credit_code = forms.CharField(
        label="统一社会信用代码", required=False, max_length=24, help_text="单位、个体工商户填写，18位。"
    )
    representative = forms.CharField(label="法定代表人/经营者/负责人", required=False, max_length=40)
    phone = forms.CharField(label="电话", required=False, max_length=30)
    address = forms.CharField(
        label="住址/住所", required=False, max_length=160, widget=forms.TextInput(attrs={"data-span": "full"})
    )

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("身份", ["kind", "name", "id_number", "credit_code", "representative"]),
        ("联系方式", ["phone", "address"]),
    ]

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def clean_id_number(self) -> str:
        return self._number("id_number", lambda number: identity.citizen_fault(number, self.on))

    def clean_credit_code(self) -> str:
        return self._number("credit_code", identity.credit_code_fault)

    def clean_phone(self) -> str:
        return self._number("phone", identity.phone_fault)

    def inputs(self) -> dict[str, Any]:
        """Values by field of the party."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def _number(self, name: str, fault: Callable[[str], str]) -> str:
        number = identity.normalised(str(self.cleaned_data[name]))
        problem = fault(number) if number else ""
        if problem:
            raise forms.ValidationError(problem)
        return number


class AmendForm(PartyForm):
    """变更当事人信息. Masked values are not shown again: a blank field means that it stays as it is."""

    reason = forms.CharField(
        label="变更原因",
        max_length=200,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"data-span": "full"}),
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [*PartyForm.fieldsets, ("依据", ["reason"])]

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        self.party = party
        shown = ("kind", "name", "credit_code", "representative")
        kwargs.setdefault("initial", {name: getattr(party, name) for name in shown})
        super().__init__(*args, **kwargs)
        for name, value in masked(party).items():
            self.fields[name].help_text = f"现为 {value}，留空表示不变。"

    def changes(self) -> dict[str, str]:
        """What differs from the party as it stands."""
        given = {name: str(self.cleaned_data[name]) for name in FIELDS}
        kept = {name for name in REVEALABLE if not given[name]}
        return {n: v for n, v in given.items() if n not in kept and v != str(getattr(self.party, n))}


class PartyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A registered party by name; who was under age on the day `on` is named by the family name only."""

    on: date | None = None

    def label_from_instance(self, obj: Any) -> str:
        return shown_name(obj.name, protected=self.on is not None and obj.protected_on(self.on))


class RevealForm(forms.Form):
    """查看完整信息: which value and what for. What is missing is left for the law engine to say."""

    field = forms.ChoiceField(label="查看内容", choices=list(REVEALABLE.items()))
    purpose = forms.ChoiceField(label="用途", required=False, choices=[("", "请选择用途"), *PURPOSES.items()])


class FilterForm(forms.Form):
    """Filters of the list of parties."""

    q = forms.CharField(label="姓名、名称或完整号码", required=False, max_length=120)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Party.KINDS])
