"""Forms of 柔性执法: record check, correction proven, circumstances, education, guardian, capacity, refraining from compulsion."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.facts.history import history
from chengguan.cases.facts.standing import LISTS, NO_COMPULSION, list_rows, timeliness
from chengguan.ledger.norms import book
from chengguan.parties.identity import phone_fault

from .base import DateField, MomentField, TextField, YesNoField
from .investigation import CaseForm, TeamForm, fact_choices, lines

SYSTEMS = "国家企业信用信息公示系统｜没有行政处罚记录\n信用中国｜没有行政处罚记录\n互联网+监管系统｜没有行政处罚记录"
WAYS_OF_NOTICE = [("personal", "当面告知"), ("phone", "电话通知"), ("letter", "书面通知")]


class EvidenceChoiceField(forms.MultipleChoiceField):
    """Pieces of evidence of the case that prove a finding."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**kwargs)


def record_choices(form: CaseForm) -> list[tuple[str, str]]:
    """The evidence of the case, oldest first."""
    rows = form.case.records.order_by("id")
    return [(str(row.pk), form.case.veiled(f"{row.title}（{row.get_kind_display()}）")) for row in rows]


class RecordCheckForm(CaseForm):
    """查询当事人违法记录."""

    asked_on = DateField(label="查询日期")
    systems = TextField(
        label="查询的系统和结果", rows=5, help_text="每行一个系统，结果写在“｜”之后；请按实际查询结果修改。"
    )
    outside = forms.IntegerField(
        label="其他机关的违法次数",
        min_value=0,
        max_value=99,
        help_text="其他机关在回溯期和比较范围内处罚或者认定违法的次数；没有的填 0。",
    )
    details = TextField(
        label="查到的违法情况", rows=3, required=False, help_text="机关、文号、日期、违法行为。"
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("查询", ["asked_on", "systems", "outside", "details"])
    ]

    def prepare(self) -> None:
        on = local_date(self.at)
        self.set_initial(asked_on=on, systems=SYSTEMS, outside=0)
        found = history(self.case, on, self.actor.jurisdiction)
        if found:
            told = "、".join(f"{row.number}（{row.decided_on}）" for row in found.priors) or "没有"
            self.fields[
                "asked_on"
            ].help_text = f"本局记录由系统自动核对：{found.since} 起{found.scope_title}的以往违法{told}。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.require_with(
            "details", "查到以往违法的，请写明机关、文号和日期。", when=bool(data.get("outside"))
        )
        return data

    def inputs(self) -> dict[str, Any]:
        pairs = [line.replace("|", "｜").partition("｜") for line in lines(self.cleaned_data["systems"])]
        return {**self.cleaned_data, "systems": [(name.strip(), result.strip()) for name, _, result in pairs]}


class CorrectionProofForm(TeamForm):
    """改正核实记录."""

    corrected_on = DateField(label="改正完成日期")
    finding = TextField(label="改正情况", rows=4, help_text="怎样改正、改正到什么程度、有没有遗留。")
    evidence = EvidenceChoiceField(label="证明改正的证据")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("改正", ["corrected_on", "finding", "evidence"]),
        ("执法人员", ["officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("evidence", record_choices(self))
        due = timeliness(self.case.known, local_date(self.at), self.actor.jurisdiction)
        if due.due_on:
            self.fields["corrected_on"].help_text = f"{due.due_on} 以前改正的，为及时改正（{due.basis}）。"

    def clean_corrected_on(self) -> Any:
        day = self.cleaned_data["corrected_on"]
        if day > local_date(self.at):
            raise forms.ValidationError("改正完成日期不能晚于今天。")
        if day < self.case.occurred_on:
            raise forms.ValidationError("改正完成日期不能早于违法行为发生日期。")
        return day


class AssessmentForm(TeamForm):
    """柔性执法情形核查表."""

    slight = YesNoField(label="违法行为是否轻微", yes="轻微", no="不属轻微")
    slight_basis = TextField(label="认定依据", rows=3, help_text="面积、数量、持续时间、次数、主观状态等。")
    harm = forms.ChoiceField(label="危害后果", widget=forms.RadioSelect)
    harm_basis = TextField(
        label="危害后果的依据", rows=3, help_text="有没有造成损害、影响通行、引起投诉，依据哪些证据认定。"
    )
    rows_met = forms.MultipleChoiceField(
        label="符合条件的清单事项", required=False, widget=forms.CheckboxSelectMultiple
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("情节", ["slight", "slight_basis"]),
        ("后果", ["harm", "harm_basis"]),
        ("清单", ["rows_met"]),
        ("执法人员", ["officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("harm", fact_choices("harm", blank=False))
        on, place = local_date(self.at), self.actor.jurisdiction
        choices = []
        for name in LISTS:
            listing = book().listing(name, on=on, jurisdiction=place)
            rows = list_rows(name, self.case.known, on, place) if name != NO_COMPULSION else ()
            title = listing.title if listing else ""
            choices += [(str(row["id"]), f"{title} {row['id']}：{row['conditions']}") for row in rows]
        self.set_choices("rows_met", choices)
        self.fields["rows_met"].help_text = (
            "只勾选事实符合条件的事项。" if choices else "本案案由没有列入本局的柔性执法清单。"
        )


class EducationForm(TeamForm):
    """教育记录和承诺书."""

    educated_on = DateField(label="教育日期")
    ways = forms.MultipleChoiceField(label="教育方式", required=False, widget=forms.CheckboxSelectMultiple)
    audience = forms.ChoiceField(label="教育对象", widget=forms.RadioSelect)
    person = forms.CharField(label="受教育人", max_length=60)
    content = TextField(label="教育内容", rows=4, help_text="违反了哪些规定、有什么危害、今后怎样做。")
    commitment = TextField(
        label="承诺内容", rows=3, required=False, help_text="签署守法承诺书的填写，将制作承诺书。"
    )
    signed = YesNoField(label="受教育人已签名")
    refusal = forms.CharField(label="未签名的情况说明", max_length=200, required=False)
    shown_when: ClassVar[dict[str, str]] = {"refusal": "signed=no", "commitment": "ways=commitment"}
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("教育", ["educated_on", "ways", "audience", "person", "content", "commitment"]),
        ("确认", ["signed", "refusal"]),
        ("执法人员", ["officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("ways", fact_choices("education_ways", blank=False))
        self.set_choices("audience", fact_choices("education_audience", blank=False))
        self.set_initial(
            educated_on=local_date(self.at),
            audience="party",
            ways=["talk"],
            person=self.spokesman,
            signed=True,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ways = data.get("ways") or []
        self.require_with("commitment", "签署承诺书的，请填写承诺内容。", when="commitment" in ways)
        self.require_with("refusal", "未签名的，请注明情况。", when=data.get("signed") is False)
        if "commitment" not in ways:
            data["commitment"] = ""
        return data


class PersuasionForm(TeamForm):
    """说服教育（劝阻）记录."""

    persuaded_at = MomentField(label="时间")
    place = forms.CharField(label="地点", max_length=160)
    person = forms.CharField(label="被说服教育人", max_length=60)
    content = TextField(label="说服教育的内容", rows=4)
    response = TextField(label="当事人的态度和答复", rows=3)
    result = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    process_recorded = YesNoField(label="已全程音像记录")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("说服教育", ["persuaded_at", "place", "person", "content", "response", "result"]),
        ("执法人员", ["officers", "credentials_shown", "process_recorded"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("result", fact_choices("persuasion_result", blank=False))
        self.set_initial(
            persuaded_at=self.now_local, place=self.case.place, person=self.spokesman, process_recorded=True
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("persuaded_at")
        return data


class GuardianForm(TeamForm):
    """监护人通知书."""

    name = forms.CharField(label="监护人姓名（名称）", max_length=60)
    relation = forms.ChoiceField(label="与当事人的关系")
    phone = forms.CharField(label="联系电话", max_length=30)
    address = forms.CharField(label="住址", max_length=160, required=False)
    way = forms.ChoiceField(label="通知方式", choices=WAYS_OF_NOTICE, widget=forms.RadioSelect)
    told = TextField(label="告知的内容", rows=4, help_text="违法事实、监护人的权利和义务、需要配合的事项。")
    order = forms.ChoiceField(label="责令监护人", widget=forms.RadioSelect)
    attends = YesNoField(label="监护人参加询问", yes="参加", no="不能参加")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("监护人", ["name", "relation", "phone", "address"]),
        ("通知", ["way", "told", "order", "attends"]),
        ("执法人员", ["officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("relation", fact_choices("guardian_relation"))
        self.set_choices("order", fact_choices("guardian_order", blank=False))
        self.set_initial(way="personal", order="none", attends=True)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        fault = phone_fault(phone)
        if fault:
            raise forms.ValidationError(fault)
        return phone


class CapacityForm(TeamForm):
    """责任能力认定."""

    found = forms.ChoiceField(label="认定结论", widget=forms.RadioSelect)
    evidence = EvidenceChoiceField(label="依据的证据")
    reasons_given = TextField(
        label="认定的理由", rows=4, help_text="违法时的精神、智力状况，以及证据怎样证明。"
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("认定", ["found", "evidence", "reasons_given"]),
        ("执法人员", ["officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("found", fact_choices("capacity_found", blank=False))
        self.set_choices("evidence", record_choices(self))


class RefrainForm(CaseForm):
    """不予实施行政强制措施审批表."""

    measures = forms.MultipleChoiceField(label="不采取的措施", widget=forms.CheckboxSelectMultiple)
    ground = forms.ChoiceField(label="法定情形", widget=forms.RadioSelect)
    explanation = TextField(label="事实和理由", rows=4)
    instead = TextField(
        label="已采取的其他办法", rows=2, required=False, help_text="例如：当场清离、责令改正、拍照取证。"
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("不采取行政强制措施", ["measures", "ground", "explanation", "instead"])
    ]

    def prepare(self) -> None:
        self.set_choices("measures", fact_choices("refrain_measures", blank=False))
        self.set_choices("ground", fact_choices("refrain_ground", blank=False))
        rows = list_rows(NO_COMPULSION, self.case.known, local_date(self.at), self.actor.jurisdiction)
        if rows:
            told = "；".join(f"{row['id']} {row['conditions']}" for row in rows)
            self.fields["measures"].help_text = f"不予强制清单：{told}。"
