"""What forms about goods share: a list entered on the spot, a choice of measures, quantities picked from the register."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from chengguan.cases.facts.measures import due_of, open_rows
from chengguan.cases.models import Good

from .base import MoneyField, TextField
from .investigation import NOT_CHOSEN, CaseForm

CATEGORIES: Final = list(Good.CATEGORIES)
BY_TITLE: Final = {title: key for key, title in CATEGORIES}
SPLIT: Final = re.compile(r"\t|；|;|\|")
AMOUNT: Final = re.compile(r"^(\d+)\s*([^\d\s].*)$")
PER_LINE: Final = "每行一项，用分号隔开：名称；规格型号或者号牌；数量和单位；状况；估价（元）。例如：液化石油气钢瓶；YSP-15；187个；无检验标志；5610。也可以从表格粘贴。"
ITEM: Final = ("item_category", "item_name", "item_model", "item_quantity", "item_unit", "item_condition", "item_value")  # fmt: skip


def parse_items(text: str) -> list[dict[str, Any]]:
    """Rows of a list as they were typed or pasted. Raises ValidationError naming the line."""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            rows.append(_row(number, [part.strip() for part in SPLIT.split(line.strip())]))
    return rows


def _row(number: int, parts: list[str]) -> dict[str, Any]:
    if len(parts) < 4:
        raise forms.ValidationError(f"第{number}行：请依次写名称；规格型号；数量和单位；状况，用分号隔开。")
    name, model, amount, condition, *rest = parts
    found = AMOUNT.match(amount)
    if not name or not condition:
        raise forms.ValidationError(f"第{number}行：名称和状况不能空。")
    if found is None or int(found[1]) < 1:
        raise forms.ValidationError(f"第{number}行：数量应为整数加单位，例如“187个”；重量换成千克。")
    value, category = (rest[0] if rest else ""), (rest[1] if len(rest) > 1 else "")
    return {
        "category": BY_TITLE.get(category, _category(name)),
        "name": name[:80],
        "model": model[:80],
        "quantity": int(found[1]),
        "unit": found[2].strip()[:10],
        "condition": condition[:120],
        "value": _money(number, value),
    }


def _money(number: int, text: str) -> str:
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    if not plain:
        return ""
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise forms.ValidationError(f"第{number}行：估价应为数字，例如 5610。") from None
    if value < 0:
        raise forms.ValidationError(f"第{number}行：估价不能小于零。")
    return str(value.quantize(Decimal("0.01")))


def _category(name: str) -> str:
    words = {
        "车": "vehicle",
        "瓶": "cylinder",
        "垃圾": "material",
        "渣土": "material",
        "机": "tool",
        "工具": "tool",
    }
    return next((key for word, key in words.items() if word in name), "other")


class ItemsForm(forms.Form):
    """物品清单: the first item in fields of its own, further ones a line each."""

    item_category = forms.ChoiceField(label="类别", choices=CATEGORIES, required=False)
    item_name = forms.CharField(label="名称", max_length=80, required=False)
    item_model = forms.CharField(label="规格型号或者号牌", max_length=80, required=False)
    item_quantity = forms.IntegerField(label="数量", min_value=1, max_value=99_999_999, required=False)
    item_unit = forms.CharField(label="单位", max_length=10, required=False, help_text="辆、个、台、千克……")
    item_condition = forms.CharField(
        label="状况", max_length=120, required=False, help_text="新旧、完好程度和特征。"
    )
    item_value = MoneyField(label="估价", required=False, widget=forms.NumberInput(attrs={"data-unit": "元"}))
    more_items = TextField(label="其余物品", rows=3, required=False, max_length=20000, help_text=PER_LINE)

    def clean_more_items(self) -> list[dict[str, Any]]:
        return parse_items(self.cleaned_data["more_items"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("item_name"):
            for name, words in (
                ("item_quantity", "请填写数量。"),
                ("item_unit", "请填写单位。"),
                ("item_condition", "请写明状况。"),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    def entries(self) -> list[dict[str, Any]]:
        """Rows of the list as the acts take them."""
        data = self.cleaned_data
        first = {
            "category": data["item_category"] or _category(data["item_name"]),
            "name": data["item_name"],
            "model": data["item_model"],
            "quantity": data["item_quantity"],
            "unit": data["item_unit"],
            "condition": data["item_condition"],
            "value": "" if data["item_value"] is None else str(data["item_value"]),
        }
        return [*([first] if data["item_name"] else []), *data["more_items"]]


class MeasureForm(CaseForm):
    """A form about one of the measures that run."""

    KINDS: tuple[str, ...] = ()
    measure = forms.TypedChoiceField(
        label="措施", coerce=int,
        error_messages={"invalid_choice": "所选的措施已经终止，或者不属于本案，请重新选择。"},
    )  # fmt: skip

    def prepare(self) -> None:
        rows = open_rows(self.case.known, *self.KINDS)
        where = self.actor.jurisdiction
        choices = [
            (
                str(row["no"]),
                f"{row['title']}（{row['number']}，{row['begun_on']} 起，至 {due_of(row, where)}）",
            )
            for row in rows
        ]
        self.set_choices("measure", choices if len(choices) == 1 else [NOT_CHOSEN, *choices])


class PickForm(CaseForm):
    """A form that picks goods of the case with quantities; everything there is stands in it at first."""

    COLUMN = "held"
    HEADING = "物品和数量"

    def stock(self) -> QuerySet[Good]:
        """The goods that may be picked."""
        return Good.objects.filter(case=self.case, **{f"{self.COLUMN}__gt": 0}).order_by("pk")

    def offer_goods(self, column: Callable[[Good], int] | None = None) -> None:
        """One field per good: how many of it."""
        self.offered = list(self.stock())
        for good in self.offered:
            there = column(good) if column else int(getattr(good, self.COLUMN))
            label = f"{good.number} {good.name} {good.model}".strip()
            self.fields[f"qty-{good.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=there, initial=there, required=False,
                help_text=f"现有 {there}{good.unit}，{good.get_state_display()}；不办理的填 0。",
                widget=forms.NumberInput(attrs={"data-unit": good.unit}),
            )  # fmt: skip

    @property
    def quantity_fields(self) -> list[str]:
        """Names of the quantity fields, for the layout of the page."""
        return [name for name in self.fields if name.startswith("qty-")]

    def picked(self) -> dict[str, int]:
        """Quantities by the id of the good."""
        given = self.cleaned_data
        counts = {str(good.pk): given.get(f"qty-{good.pk}") or 0 for good in self.offered}
        return {pk: count for pk, count in counts.items() if count}

    def rest(self) -> dict[str, Any]:
        """What was entered besides the quantities."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("qty-")}
