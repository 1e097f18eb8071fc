"""Forms of transfers that come in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.ledger.norms import book
from chengguan.people.act_forms import ActForm, DateField, TextField
from chengguan.people.models import Unit
from chengguan.powers.models import Matter

from .forms import MatterField
from .models import Handover


class HandoverField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A letter, by what it is, to whom, and its number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}：{obj.agency}（{obj.number or obj.subject_number}，{local_date(obj.begun_at)}）"


class ReceiveTransferForm(ActForm):
    """接收移送、抄告."""

    kind = forms.ChoiceField(label="来文种类", widget=forms.RadioSelect)
    agency = forms.CharField(label="来文机关", max_length=120, help_text="机关全称。")
    number = forms.CharField(label="来文文号", max_length=80, help_text="没有文号的，写“无文号”。")
    received_on = DateField(label="收文日期", help_text="违法行为的发现日期以收文日期为准。")
    reply_due_on = DateField(
        label="要求反馈的期限", required=False, help_text="来文没有写明的留空，由系统按规定计算。"
    )
    answers = HandoverField(
        label="回复我单位的函件",
        queryset=Handover.objects.none(),
        required=False,
        empty_label="不是回复",
        help_text="对方退回或者反向移送的，选择原来的函件，前后往来会列在一起。",
    )
    occurred_on = DateField(label="违法行为发生日期")
    continuing = forms.BooleanField(label="违法行为连续或者继续", required=False)
    place = forms.CharField(label="地点", max_length=160)
    content = TextField(label="来文内容", rows=4)
    materials = TextField(label="随文材料", rows=3, help_text="每行一项。")
    matter = MatterField(
        label="涉嫌案由", queryset=Matter.objects.none(), required=False, empty_label="待核查后确定"
    )
    squad = forms.ModelChoiceField(
        label="交由核查的中队", queryset=Unit.objects.none(), empty_label="请选择", help_text="由该中队核查线索、办理案件。"
    )  # fmt: skip
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("来文", ["kind", "agency", "number", "received_on", "reply_due_on", "answers", "squad"]),
        ("情况", ["occurred_on", "continuing", "place", "content", "materials", "matter"]),
    ]

    def prepare(self) -> None:
        today = local_date(self.at)
        self._choose("kind").choices = list(book().fact("incoming_kind").choices.items())
        matters = Matter.objects.filter(bureau_id=self.actor.bureau_id).in_force(today)
        self._models("matter").queryset = matters.order_by("field", "title")
        sent = Handover.objects.visible_to(self.actor).filter(direction=Handover.OUT)
        self._models("answers").queryset = sent.filter(pk__in=[row.pk for row in sent.order_by("-id")[:60]])
        self._set_squads()
        self.fields["received_on"].initial = today

    def _choose(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def _models(self, name: str) -> Any:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    def _set_squads(self) -> None:
        """Whoever is of a squad takes it in for it; others say which squad has to look into it."""
        if self.actor.squad_id:
            del self.fields["squad"]
            return
        squads = Unit.objects.filter(bureau_id=self.actor.bureau_id, kind=Unit.SQUAD, active=True).order_by(
            "pk"
        )
        brigade = self.actor.brigade_id
        self._models("squad").queryset = squads.filter(parent_id=brigade) if brigade else squads

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today, received, occurred = local_date(self.at), data.get("received_on"), data.get("occurred_on")
        if received and received > today:
            self.add_error("received_on", "收文日期不能晚于今天。")
        if occurred and received and occurred > received:
            self.add_error("occurred_on", "违法行为发生日期不能晚于收文日期。")
        return data

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["materials"] = [line.strip() for line in given["materials"].splitlines() if line.strip()]
        given["answers"] = given["answers"].pk if given["answers"] else None
        return given


class AnswerTransferForm(ActForm):
    """反馈移送处理结果."""

    content = TextField(
        label="处理结果", rows=4, help_text="写明是否立案、处理决定和日期；不予立案的写明理由。"
    )
