"""Forms of 先行登记保存、查封、扣押."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.compulsion import OUTCOMES
from chengguan.cases.acts.compulsion_seizure import LIFTING
from chengguan.cases.facts.measures import KINDS, SEIZURES, bases_for, rows_of
from chengguan.cases.models import Measure

from .base import DateField, MomentField, TextField, YesNoField
from .goods_lists import ITEM, ItemsForm, MeasureForm
from .investigation import NOT_CHOSEN, CaseForm, FilesField, TeamForm, lines

WITHIN: Final = [
    ("condition", "符合所选依据规定的适用条件"),
    ("necessary", "采用非强制手段不能达到目的，数额与违法行为相适应"),
    ("related", "只涉及与违法行为有关的场所、设施或者财物"),
    ("no_necessities", "不含当事人及其所扶养家属的生活必需品"),
    ("not_sealed", "没有被其他国家机关依法查封"),
]
STEPS: Final = [
    ("called", "已通知当事人到场"),
    ("told", "已当场告知理由、依据以及依法享有的权利、救济途径"),
    ("heard", "已听取当事人的陈述和申辩"),
    ("papers", "决定书和清单已当场制作并交付"),
    ("copies", "清单一式二份，双方各执一份"),
]
CUSTODY: Final = ("custody_place", "custodian")
PRESENCE: Final = ("on_site", "on_site_role", "witness", "signed", "refusal")


def basis_choices(form: CaseForm) -> list[tuple[str, str]]:
    """Bases that fit the matter of the case, whatever the measure."""
    on, where = local_date(form.at), form.actor.jurisdiction
    found = {basis.id: basis for kind in SEIZURES for basis in bases_for(form.case.matter, kind, on, where)}
    return [(basis.id, f"{basis.text}：{basis.condition}") for basis in found.values()]


class ApproveMeasureForm(CaseForm):
    """登记保存、查封、扣押审批表."""

    kind = forms.ChoiceField(label="措施", choices=list(KINDS.items()), widget=forms.RadioSelect)
    reason = TextField(label="事实和理由")
    items = TextField(label="拟采取措施的物品、设施或者场所", rows=3, help_text="每行一项。")
    place = forms.CharField(label="地点", max_length=160)
    at_risk = forms.BooleanField(label="证据可能灭失或者以后难以取得（登记保存必须）", required=False)
    basis = forms.ChoiceField(label="查封、扣押的依据", required=False)
    within = forms.MultipleChoiceField(
        label="查封、扣押须逐项确认", choices=WITHIN, required=False, widget=forms.CheckboxSelectMultiple
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("措施", ["kind", "reason", "items", "place"]),
        ("先行登记保存", ["at_risk"]),
        ("查封、扣押", ["basis", "within"]),
    ]

    def prepare(self) -> None:
        choices = basis_choices(self)
        self.set_choices("basis", [NOT_CHOSEN, *choices])
        if not choices:
            self.fields["basis"].help_text = "本案由没有查封、扣押的法律、法规依据，只能办理先行登记保存。"
        self.set_initial(kind=Measure.PRESERVATION, place=self.case.place)

    def clean_items(self) -> list[str]:
        return lines(self.cleaned_data["items"])


class OnSpotForm(ItemsForm, TeamForm):
    """What is entered when something is taken on the spot: the list, custody, who was there."""

    begun_at = MomentField(label="开始时间")
    ended_at = MomentField(label="结束时间")
    place = forms.CharField(label="实施地点", max_length=160)
    custody_place = forms.CharField(label="保管地点", max_length=120)
    custodian = forms.CharField(label="保管人", max_length=80)
    on_site = forms.CharField(label="到场的当事人", max_length=60, required=False)
    on_site_role = forms.CharField(label="与当事人的关系", max_length=40, required=False)
    witness = forms.CharField(
        label="见证人", max_length=60, required=False, help_text="当事人不到场的，须有见证人签名。"
    )
    signed = YesNoField(label="当事人已签名或者盖章")
    refusal = forms.CharField(label="未签名的情况说明", max_length=200, required=False)
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    process_recorded = YesNoField(label="已全程音像记录")
    attachments = FilesField(label="物品照片", help_text="按清单顺序一件一张；多出的照片归入本次措施。")
    shown_when: ClassVar[dict[str, str]] = {"refusal": "signed=no"}

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(
            begun_at=self.now_local - timedelta(minutes=30),
            ended_at=self.now_local,
            place=self.case.place,
            custody_place="本机关涉案物品库房",
            custodian=self.actor.name,
            on_site=self.spokesman,
            signed=True,
            process_recorded=True,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_order("begun_at", "ended_at")
        return data

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        grouped = {*ITEM, "more_items", *CUSTODY, *PRESENCE, "officers"}
        return {
            **{name: value for name, value in data.items() if name not in grouped},
            "officers": self.team(),
            "goods": self.entries(),
            "custody": {"place": data["custody_place"], "custodian": data["custodian"]},
            "presence": {name: data[name] for name in PRESENCE},
        }

    def offer_approvals(self, *kinds: str) -> None:
        """Approvals of these kinds that have not been carried out."""
        rows = [row for row in self.case.known.get("measure_approvals") or [] if not row.get("used_by")]
        choices = [
            (
                str(row["no"]),
                f"{KINDS[row['kind']]}（{row['approved_on']} 批准）：{'、'.join(row['items'])[:60]}",
            )
            for row in rows
            if row["kind"] in kinds
        ]
        self.set_choices("approved", choices if len(choices) == 1 else [NOT_CHOSEN, *choices])


LIST_FIELDS: Final = [*ITEM, "more_items", "attachments"]
SCENE: Final = ["officers", "begun_at", "ended_at", "place", "credentials_shown", "process_recorded"]


class PreserveForm(OnSpotForm):
    """先行登记保存证据通知书和清单."""

    approved = forms.TypedChoiceField(label="据以实施的审批", coerce=int)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("审批", ["approved"]),
        ("物品", LIST_FIELDS),
        ("实施", SCENE),
        ("保管", list(CUSTODY)),
        ("在场和签名", list(PRESENCE)),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.offer_approvals(Measure.PRESERVATION)


class SeizingForm(OnSpotForm):
    """What a planned and an urgent seizure ask alike: the steps of 行政强制法 第十八条, the statement, goods already preserved."""

    within = forms.MultipleChoiceField(
        label="实施前逐项确认", choices=WITHIN, required=False, widget=forms.CheckboxSelectMultiple
    )
    steps = forms.MultipleChoiceField(
        label="当场的步骤", choices=STEPS, required=False, widget=forms.CheckboxSelectMultiple
    )
    statement = TextField(label="当事人的陈述和申辩", rows=2)
    take_over = forms.TypedChoiceField(
        label="接续登记保存的物品", coerce=int, required=False,
        help_text="登记保存处理决定为查封、扣押的，在这里选择，不必重新登记。",
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        rows = [row for row in rows_of(self.case.known) if row["ended_on"] and row["keep"] == "seize"]
        choices = [(str(row["no"]), f"{row['title']}（{row['number']}）") for row in rows]
        self.set_choices("take_over", [("", "无"), *choices])
        self.set_initial(statement="无异议，不作陈述、申辩。")

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "take_over": int(self.cleaned_data["take_over"] or 0)}


class SeizeForm(SeizingForm):
    """查封（扣押）决定书、清单和现场笔录."""

    approved = forms.TypedChoiceField(label="据以实施的审批", coerce=int)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("审批和确认", ["approved", "within"]),
        ("物品", [*LIST_FIELDS, "take_over"]),
        ("实施", [*SCENE, "steps", "statement"]),
        ("保管", list(CUSTODY)),
        ("在场和签名", list(PRESENCE)),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.offer_approvals(*SEIZURES)


class SeizeUrgentlyForm(SeizingForm):
    """当场紧急查封（扣押）: ratified within twenty-four hours."""

    kind = forms.ChoiceField(
        label="措施", choices=[(key, KINDS[key]) for key in SEIZURES], widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(label="依据")
    reason = TextField(label="事实和理由", rows=2)
    urgency = TextField(label="情况紧急、来不及报批的事实", rows=2)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("措施", ["kind", "basis", "reason", "urgency", "within"]),
        ("物品", [*LIST_FIELDS, "take_over"]),
        ("实施", [*SCENE, "steps", "statement"]),
        ("保管", list(CUSTODY)),
        ("在场和签名", list(PRESENCE)),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("basis", [NOT_CHOSEN, *basis_choices(self)])
        self.set_initial(kind=Measure.IMPOUND)


class DecidePreservationForm(MeasureForm):
    """先行登记保存证据处理决定书."""

    KINDS = (Measure.PRESERVATION,)
    outcome = forms.ChoiceField(label="处理", choices=list(OUTCOMES.items()), widget=forms.RadioSelect)
    reason = TextField(label="理由")
    receiver = forms.CharField(label="移送的机关", max_length=80, required=False)
    shown_when: ClassVar[dict[str, str]] = {"receiver": "outcome=transfer"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.require_with("receiver", "请写明移送给哪个机关。", when=data.get("outcome") == "transfer")
        return data


class RatifyForm(MeasureForm):
    """紧急查封（扣押）补批审批表."""

    KINDS = SEIZURES
    granted = YesNoField(label="意见", yes="同意", no="不同意，立即解除")
    opinion = TextField(label="理由", rows=2)

    def prepare(self) -> None:
        super().prepare()
        urgent = {
            str(row["no"]) for row in rows_of(self.case.known) if row["urgent_at"] and not row["ratified_on"]
        }
        field: Any = self.fields["measure"]
        self.set_choices("measure", [row for row in field.choices if row[0] in urgent or not row[0]])


class ExtendForm(MeasureForm):
    """延长查封（扣押）期限决定书."""

    KINDS = SEIZURES
    days = forms.IntegerField(label="延长天数", widget=forms.NumberInput(attrs={"data-unit": "日"}))
    reason = TextField(label="情况复杂的理由")

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(days=30)


class NotifyTestingForm(MeasureForm, TeamForm):
    """检测（检验、检疫、鉴定）期间告知书."""

    KINDS = SEIZURES
    begins_on = DateField(label="开始日期")
    until_on = DateField(label="结束日期")
    body = forms.CharField(label="检测、鉴定机构", max_length=80)
    question = TextField(label="检测、鉴定的事项", rows=2)
    free = YesNoField(label="费用由本机关承担")

    def prepare(self) -> None:
        MeasureForm.prepare(self)
        TeamForm.prepare(self)
        self.set_initial(begins_on=local_date(self.at), free=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("begins_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "结束日期不能早于开始日期。")
        return data


class EndTestingForm(MeasureForm):
    """检测、鉴定结束."""

    KINDS = SEIZURES
    ended_on = DateField(label="结束日期")
    conclusion = TextField(label="结果", rows=2, required=False)

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(ended_on=local_date(self.at))


class LiftForm(MeasureForm):
    """解除查封（扣押）决定书."""

    KINDS = SEIZURES
    ground = forms.ChoiceField(label="解除的情形", choices=list(LIFTING.items()), widget=forms.RadioSelect)  # fmt: skip
    reason = TextField(label="理由", rows=2)

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(ground="decided" if self.case.decided_on else "unneeded")
