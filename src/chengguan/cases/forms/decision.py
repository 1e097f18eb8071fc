"""Forms of deliberation and of the decisions that end a case."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet

from chengguan.base.dates import local_date
from chengguan.cases.facts.decision import HEADS, Meeting, Vote
from chengguan.cases.facts.joint_service import TITLES, demanded
from chengguan.cases.facts.leniency import standing_words
from chengguan.cases.models import DeliberationVote
from chengguan.documents.models import Instrument
from chengguan.people.models import Officer, Post
from chengguan.people.selectors import current

from .base import DateField, OfficerField, TextField, YesNoField
from .investigation import CaseForm, fact_choices, lines
from .review import PENALTY_FIELDS, PenaltyForm

LEADERS: Final = (*HEADS, "brigade_leader")
ABSENT: Final = ("", "未参加")


class DeliberationForm(PenaltyForm):
    """集体讨论: one vote and opinion for each head of the organ."""

    held_on = DateField(label="讨论日期")
    place = forms.CharField(label="地点", max_length=120)
    presider = OfficerField(label="主持人", queryset=Officer.objects.none())
    observers = forms.CharField(
        label="列席人员", max_length=300, required=False, help_text="承办人列席，不参加表决。"
    )
    agenda = TextField(label="讨论事项", rows=2)
    minutes = TextField(label="讨论情况", rows=5, max_length=20000)
    conclusion = TextField(label="讨论结论", rows=3)
    approved = YesNoField(label="结论", yes="通过", no="不通过")

    def leaders(self) -> QuerySet[Officer]:
        """Heads of the organ and of the brigade on that day, who deliberate."""
        posts = Post.objects.filter(current(local_date(self.at)), role__in=LEADERS)
        rows = Officer.objects.filter(
            bureau_id=self.case.bureau_id, active=True, pk__in=posts.values("officer_id")
        )
        return rows.select_related("unit").order_by("pk")

    def prepare(self) -> None:
        super().prepare()
        leaders = self.leaders()
        presider = self.fields["presider"]
        assert isinstance(presider, OfficerField)
        presider.queryset = leaders
        for officer in leaders:
            self.fields[f"vote_{officer.pk}"] = forms.ChoiceField(
                label=f"{officer.name}：表决", choices=[ABSENT, *DeliberationVote.VOTES], required=False
            )
            self.fields[f"opinion_{officer.pk}"] = forms.CharField(
                label=f"{officer.name}：意见", max_length=500, required=False
            )
        self.set_initial(held_on=local_date(self.at), place=f"{self.case.bureau.name}会议室")

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """The members stand between the meeting and its conclusion."""
        members = [name for name in self.fields if name.startswith(("vote_", "opinion_"))]
        return [
            ("会议", ["held_on", "place", "presider", "observers", "agenda"]),
            ("讨论的处罚", PENALTY_FIELDS),
            ("讨论", ["minutes"]),
            ("各人意见和表决", members),
            ("结论", ["conclusion", "approved"]),
        ]

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        votes = tuple(
            Vote(officer.pk, data[f"opinion_{officer.pk}"], data[f"vote_{officer.pk}"])
            for officer in self.leaders()
            if data[f"vote_{officer.pk}"]
        )
        names = ("held_on", "place", "observers", "agenda", "minutes", "conclusion", "approved")
        meeting = Meeting(presider=data["presider"].pk, votes=votes, **{name: data[name] for name in names})
        return {"meeting": meeting, "penalty": self.penalty()}


class DecisionForm(PenaltyForm):
    """作出行政处罚决定."""

    correction = TextField(
        label="责令改正",
        rows=2,
        required=False,
        help_text="例如：责令立即改正违法行为。此前已责令改正的，写明改正情况。",
    )
    performance = TextField(label="罚款以外处罚的履行方式和期限", rows=2, required=False)
    hearing_reasons = TextField(
        label="听证意见及采纳理由", rows=3, required=False, help_text="举行过听证的必须填写。"
    )
    not_fined_before = forms.BooleanField(label="已核实同一违法行为没有受过罚款", required=False)
    additional_fine = forms.BooleanField(label="写明到期不缴纳的加处罚款", required=False)
    joint = forms.MultipleChoiceField(
        label="随决定书一并制作、送达",
        choices=list(TITLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="当地要求的会自动制作，不必勾选。",
    )

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("处罚", PENALTY_FIELDS),
        ("改正和履行", ["correction", "performance", "additional_fine"]),
        ("听证和核实", ["hearing_reasons", "not_fined_before"]),
        ("三书同达", ["joint"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        due = demanded(self.case.known, local_date(self.at), self.actor.jurisdiction)
        self.set_initial(additional_fine=True, joint=due)

    def inputs(self) -> dict[str, Any]:
        names = (
            "correction",
            "performance",
            "hearing_reasons",
            "not_fined_before",
            "additional_fine",
            "joint",
        )
        return {"penalty": self.penalty(), **{name: self.cleaned_data[name] for name in names}}


class ExemptionForm(CaseForm):
    """不予行政处罚决定: whether the conditions are there is read from the record and shown beside the grounds."""

    ground = forms.ChoiceField(label="不予处罚的情形")
    fault_evidence = forms.MultipleChoiceField(
        label="证明没有主观过错的证据",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="由当事人提供；只在选择“没有主观过错”时使用。",
    )
    fault_law_otherwise = forms.BooleanField(label="法律、行政法规规定无过错也应当处罚", required=False)
    findings = TextField(label="查明的事实", rows=5, max_length=20000)
    explanation = TextField(label="不予处罚的理由", rows=4)
    shown_when: ClassVar[dict[str, str]] = {
        "fault_evidence": "ground=no_fault",
        "fault_law_otherwise": "ground=no_fault",
    }

    def prepare(self) -> None:
        self.set_choices("ground", fact_choices("exemption_ground"))
        records = self.case.records.order_by("id")
        self.set_choices("fault_evidence", [(str(row.pk), self.case.veiled(row.title)) for row in records])
        self.set_initial(findings=self.case.known.get("facts_found", ""))
        words = standing_words(self.case, local_date(self.at), self.actor.jurisdiction)
        self.fields["ground"].help_text = f"台账已查明：{words}。轻微不罚是应当，首违不罚是可以。"


class WithdrawalForm(CaseForm):
    """撤销立案."""

    ground = forms.ChoiceField(label="撤销立案的情形")
    explanation = TextField(label="查明的事实和理由", rows=4)

    def prepare(self) -> None:
        self.set_choices("ground", fact_choices("withdrawal_ground"))


class TransferForm(CaseForm):
    """移送其他机关."""

    receiver = forms.CharField(label="接受移送的机关", max_length=120)
    explanation = TextField(label="案情、移送理由和管辖依据", rows=4)
    materials = TextField(label="随案移送的材料", rows=4, help_text="每行一项。")
    outcome_due_on = DateField(
        label="要求反馈处理结果的期限", required=False, help_text="留空的，按规定的期限计算。"
    )
    outside_power = forms.BooleanField(label="本案不属于本机关管辖，由接受移送的机关管辖", required=False)

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "materials": lines(self.cleaned_data["materials"])}


class TransferReceiptForm(CaseForm):
    """移送回执."""

    received_on = DateField(label="签收日期")
    receiver = forms.CharField(label="签收机关和签收人", max_length=120)


class InstrumentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An instrument of the case, by title and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}{obj.number}（{obj.issued_on}）"


class CorrectionForm(CaseForm):
    """文书补正."""

    instrument = InstrumentField(label="需要补正的文书", queryset=Instrument.objects.none())
    before = TextField(label="原文", rows=2)
    after = TextField(label="补正为", rows=2)
    clerical = forms.BooleanField(label="只是文字笔误，不改变事实、依据、种类、数额和期限", required=False)

    def prepare(self) -> None:
        field = self.fields["instrument"]
        assert isinstance(field, InstrumentField)
        rows = Instrument.objects.filter(subject_key=self.case.chain_key).exclude(state=Instrument.VOID)
        field.queryset = rows.defer("context").order_by("-id")

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "instrument": self.cleaned_data["instrument"].pk}
