"""适用法律认定 as a form: the provisions that come into question, the facts the comparison turns on, and the reasons."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.facts.applicable import NOBODY, LawFinding, finding_of
from chengguan.powers.models import Matter
from chengguan.powers.selectors import matters_for

from .base import DateField, TextField, YesNoField
from .investigation import CaseForm


class MattersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several matters of the list."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


class DetermineLawForm(CaseForm):
    """适用法律认定书."""

    ended_on = DateField(
        label="行为终了日期", required=False, help_text="有连续或者继续状态的填写；仍在继续的填写发现之日。"
    )
    serious = YesNoField(
        label="情节是否严重", required=False, help_text="只有规定以情节严重为处罚前提时才需要回答。"
    )
    competing = MattersField(
        label="同一行为同时违反的其他案由",
        queryset=Matter.objects.none(),
        required=False,
        help_text="同一行为违反几项规定应当罚款的，按罚款数额高的规定处罚。",
        widget=forms.SelectMultiple(attrs={"size": 5, "data-span": "full"}),
    )
    chosen = forms.ChoiceField(
        label="认定适用", widget=forms.RadioSelect, error_messages={"required": "请选择适用的规定。"}
    )
    reasons_given = TextField(label="理由", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("行为", ["ended_on", "serious", "competing"]),
        ("认定", ["chosen", "reasons_given"]),
    ]

    def prepare(self) -> None:
        on = local_date(self.at)
        competing = self.fields["competing"]
        assert isinstance(competing, MattersField)
        competing.queryset = matters_for(self.case.bureau_id, on).exclude(pk=self.case.matter_id)
        found = finding_of(self.case, on, self.actor.jurisdiction)
        self.set_choices("chosen", self._choices(found))
        if found is not None and found.conduct.lasted:
            self.set_initial(ended_on=found.conduct.ended_on)
        if found is not None and found.comparison is not None:
            self.fields["chosen"].help_text = f"比较结果：{found.comparison.words}。"
            self.set_initial(reasons_given=_draft(found))

    def _choices(self, found: LawFinding | None) -> list[tuple[str, str]]:
        rows = {str(row.matter.pk): row.label for row in (found.candidates if found else ())}
        rows.setdefault(str(self.case.matter_id), f"现用案由：{self.case.matter.title}")
        named = self.data.getlist("competing") if hasattr(self.data, "getlist") else []
        for matter in Matter.objects.filter(pk__in=[pk for pk in named if str(pk).isdigit()]):
            rows.setdefault(str(matter.pk), f"竞合：{matter.title}")
        for matter in self.fields["competing"].queryset if not rows else ():  # type: ignore[attr-defined]
            rows.setdefault(str(matter.pk), matter.title)
        return [*rows.items(), (NOBODY, "不予处罚：行为时或者现行规定不处罚该行为")]

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "competing": list(data["competing"])}


def _draft(found: LawFinding) -> str:
    """A first wording of the reasons, for the officer to complete."""
    assert found.comparison is not None
    rows = "；".join(f"{row.aspect}：旧规定{row.old}，新规定{row.new}" for row in found.comparison.rows)
    return f"{found.in_words() or '清单中的规定有变动'}。{rows}。{found.comparison.words}。"
