"""Forms of supervision. Nothing that was entered is lost when an act is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from chengguan.base.viewer import Viewer
from chengguan.people.act_forms import ActForm, MomentField, TextField

from .acts import DEGREES, FINDINGS, MEASURES
from .models import FaultInquiry, Interference
from .selectors import boards

CHOOSE = [("", "请选择")]


class InterferenceForm(ActForm):
    """记录干预."""

    name = forms.CharField(label="干预人姓名", max_length=40, help_text="不知道姓名的，写明可以辨认的特征。")
    post = forms.CharField(label="单位和职务", max_length=80)
    inside = forms.BooleanField(
        label="是本局人员",
        required=False,
        help_text="勾选后按姓名对应到本局人员，该人员看不到这份记录。",
    )
    way = forms.ChoiceField(label="方式", choices=CHOOSE + list(Interference.WAYS))
    happened_at = MomentField(label="时间")
    case_number = forms.CharField(
        label="涉及案件的案号", required=False, max_length=60, help_text="不涉及具体案件的可以不填。"
    )
    request = TextField(label="对方要求做什么、不做什么", help_text="如实记录原话或者大意。")
    response = TextField(label="您当时怎么答复、怎么处理")
    material = TextField(label="相关材料", required=False, help_text="信息截图、批示、通话记录等保存在哪里。")

    fieldsets: ClassVar = [
        ("谁", ["name", "post", "inside"]),
        ("什么时候、用什么方式、为哪个案件", ["way", "happened_at", "case_number"]),
        ("经过", ["request", "response", "material"]),
    ]

    def prepare(self) -> None:
        self.fields["happened_at"].initial = self.now_local

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("happened_at")
        number = data.get("case_number", "").strip()
        data["case"] = boards.case_named(self.actor, number) if number else None
        if number and data["case"] is None:
            self.add_error("case_number", "没有找到您可以查看的这个案号，请核对；也可以不填。")
        data["officer"] = (
            boards.officer_named(self.actor, data.get("name", "")) if data.get("inside") else None
        )
        if data.get("inside") and data["officer"] is None:
            self.add_error("name", "本局没有这个姓名的人员（或者有重名），请核对姓名；外单位人员请取消勾选。")
        return data

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("case", "name", "post", "way", "happened_at", "request", "response", "material")
        officer = data["officer"]
        return {**{name: data[name] for name in names}, "interferer": officer.pk if officer else None}


class HandleForm(ActForm):
    """处置干预记录."""

    finding = forms.ChoiceField(label="核查结论", choices=CHOOSE + list(FINDINGS.items()))
    explanation = TextField(label="核查经过和理由")
    measure = TextField(label="处置措施", required=False, help_text="查无实据的可以不填。")


class OpenFaultForm(ActForm):
    """启动责任调查."""

    cause = forms.ChoiceField(label="起因", choices=CHOOSE + list(FaultInquiry.CAUSES))
    description = TextField(label="需要查明的问题", help_text="写明哪个环节可能有错、错在哪里、由谁指出。")


class DecideFaultForm(ActForm):
    """认定责任: persons and steps are chosen from the record of the case."""

    degree = forms.ChoiceField(label="认定", choices=CHOOSE + list(DEGREES.items()))
    steps = forms.MultipleChoiceField(
        label="有过错的环节", required=False, widget=forms.CheckboxSelectMultiple
    )
    responsible = forms.TypedMultipleChoiceField(
        label="责任人员", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    measures = forms.MultipleChoiceField(
        label="责任追究方式",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(MEASURES.items()),
    )
    findings = TextField(label="查明的事实和依据")
    heard = TextField(label="责任人员的陈述和申辩", required=False, help_text="写明听取的时间和意见。")

    fieldsets: ClassVar = [
        ("认定", ["degree", "findings"]),
        ("环节和人员（均出自本案记录）", ["steps", "responsible"]),
        ("责任追究", ["measures", "heard"]),
    ]

    def __init__(
        self,
        *args: Any,
        subject: FaultInquiry,
        actor: Viewer,
        at: datetime,
        steps: list[tuple[str, str]],
        people: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, subject=subject, actor=actor, at=at, **kwargs)
        self._choices("steps", steps)
        self._choices("responsible", people)

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
