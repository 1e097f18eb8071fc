"""Forms of dealing with other organs, and of linking cases."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.models import Case, CaseLink
from chengguan.intake.forms import MatterField
from chengguan.intake.handovers import awaited
from chengguan.intake.models import Handover, Lead
from chengguan.intake.transfer_forms import HandoverField
from chengguan.parties.models import Party
from chengguan.people.models import Officer
from chengguan.powers.models import Matter

from .base import ActForm, DateField, MomentField, OfficersField, TextField, YesNoField
from .criminal_transfer import DatedForm
from .investigation import CaseForm, fact_choices, lines


class LetterForm(CaseForm):
    """Base of letters: to whom, what about, by when an answer is asked for."""

    agency = forms.CharField(label="接收机关", max_length=120, help_text="机关全称。")

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        for name in ("materials", "measures"):
            if name in given:
                given[name] = lines(given[name])
        return given

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        due = data.get("reply_due_on")
        if due and due < local_date(self.at):
            self.add_error("reply_due_on", "回复期限不能早于今天。")
        return data


def reply_field(text: str = "留空的，按规定的期限计算。") -> DateField:
    """The day by which the other organ is asked to answer."""
    return DateField(label="要求回复的期限", required=False, help_text=text)


class OfficialClueForm(LetterForm):
    """移送公职人员职务犯罪线索."""

    explanation = TextField(
        label="线索内容", rows=5, help_text="公职人员的单位、职务和涉嫌的行为；不作结论性认定。"
    )
    materials = TextField(label="附送材料", rows=3, help_text="每行一项。")


class TransferOutcomeForm(DatedForm):
    """登记移送处理结果."""

    past = ("outcome_on",)
    outcome = TextField(label="处理结果", rows=3, help_text="对方是否立案、如何处理。")
    outcome_on = DateField(label="收到结果的日期")

    def prepare(self) -> None:
        self.set_initial(outcome_on=local_date(self.at))


class NoticeForm(LetterForm):
    """抄告有关机关."""

    purpose = forms.ChoiceField(label="抄告事由")
    permit = forms.CharField(
        label="许可证件名称和编号", max_length=200, required=False, help_text="抄告许可机关时填写。"
    )
    explanation = TextField(label="违法事实、处理情况和抄告事项", rows=5)
    reply_due_on = reply_field("需要对方反馈的填写；不填写的只登记回执。")

    def prepare(self) -> None:
        self.set_choices("purpose", fact_choices("notice_purpose"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.require_with("permit", "抄告许可机关的，请写明许可证件。", when=data.get("purpose") == "permit")
        return data


class AssistanceForm(LetterForm):
    """请求协助."""

    explanation = TextField(label="请求协助的事项和理由", rows=5)
    in_power = forms.BooleanField(label="协助事项属于该机关的职权范围", required=False)
    reply_due_on = reply_field()


class ChosenForm(DatedForm):
    """A form that names one open letter of the subject."""

    kinds: ClassVar[tuple[str, ...]] = ()
    direction: ClassVar[str] = Handover.OUT
    handover = HandoverField(label="函件", queryset=Handover.objects.none(), empty_label="请选择")

    def prepare(self) -> None:
        rows = awaited(self.subject, self.direction, *self.kinds)
        field = self.fields["handover"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        first = rows.first()
        self.initial = {"handover": first.pk if first else None, **self.initial}

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "handover": self.cleaned_data["handover"].pk}


class AssistanceResultForm(ChosenForm):
    """登记协助结果."""

    past = ("outcome_on",)
    kinds = ("assistance",)
    granted = YesNoField(label="是否予以协助", yes="已予协助", no="未予协助")
    outcome = TextField(label="结果", rows=3, help_text="对方提供的材料，或者不予协助的理由。")
    outcome_on = DateField(label="答复日期")


class JurisdictionForm(LetterForm):
    """报请指定管辖."""

    rival = forms.CharField(label="有争议的机关", max_length=120)
    negotiation = TextField(
        label="协商情况", rows=2, help_text="协商的时间和各方意见；直接报请的，写明理由。"
    )
    explanation = TextField(label="案情和管辖意见", rows=4)

    def prepare(self) -> None:
        self.fields["agency"].label = "报请的共同上一级机关"


class JurisdictionResultForm(DatedForm):
    """登记指定管辖结果."""

    past = ("decided_on",)
    result = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    organ = forms.CharField(label="被指定的机关", max_length=120)
    number = forms.CharField(label="指定管辖决定书文号", max_length=80)
    decided_on = DateField(label="决定日期")

    def prepare(self) -> None:
        self.set_choices("result", fact_choices("jurisdiction_result", blank=False))


class ObstructionForm(CaseForm):
    """阻碍执法移送公安机关."""

    agency = forms.CharField(label="受理的公安机关", max_length=120)
    officers = OfficersField(label="在场执法人员", queryset=Officer.objects.none())
    happened_at = MomentField(label="发生时间")
    place = forms.CharField(label="地点", max_length=160)
    person = forms.CharField(label="阻碍执法的人员", max_length=120, required=False)
    description = TextField(label="经过", rows=5)
    reported = forms.CharField(label="报警情况", max_length=200, help_text="报警时间、接警单位和回执编号。")
    video = forms.CharField(
        label="视频资料", max_length=300, required=False, help_text="执法记录仪编号、文件编号和时段。"
    )

    def prepare(self) -> None:
        self.fields["officers"].queryset = self.officers  # type: ignore[attr-defined]
        self.set_initial(officers=self.assigned(), place=self.case.place, happened_at=self.now_local)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("happened_at")
        return data

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "officers": [officer.pk for officer in self.cleaned_data["officers"]]}


class ProcuratorateForm(LetterForm):
    """向检察机关移送公益诉讼线索、同时报送."""

    purpose = forms.ChoiceField(label="移送事由")
    harm = TextField(label="公共利益受损情况", rows=3, required=False, help_text="移送公益诉讼线索时填写。")
    explanation = TextField(label="违法事实和处理进展", rows=4)
    materials = TextField(label="附送材料", rows=3, help_text="每行一项。")

    def prepare(self) -> None:
        self.set_choices("purpose", fact_choices("procuratorate_purpose"))
        self.set_initial(agency=self.case.bureau.government.removesuffix("人民政府") + "人民检察院")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        wanted = data.get("purpose") == "public_interest"
        self.require_with("harm", "移送公益诉讼线索的，请写明公共利益受损情况。", when=wanted)
        return data


class AdviceForm(DatedForm):
    """接收检察建议."""

    past = ("received_on",)
    agency = forms.CharField(label="制发的人民检察院", max_length=120)
    number = forms.CharField(label="检察建议书文号", max_length=80)
    received_on = DateField(label="收到日期")
    content = TextField(label="建议内容", rows=4)
    reply_due_on = DateField(
        label="建议书载明的回复期限", required=False, help_text="没有载明的，按两个月计算。"
    )

    def prepare(self) -> None:
        self.set_initial(
            received_on=local_date(self.at), agency=self.case.bureau.government.removesuffix("人民政府") + "人民检察院"
        )  # fmt: skip


class AdviceAnswerForm(ChosenForm):
    """答复检察建议."""

    kinds = ("advice",)
    direction = Handover.IN
    adopted = YesNoField(label="是否采纳", yes="采纳", no="不采纳或者部分采纳")
    content = TextField(label="整改和答复内容", rows=5)


class DisciplineForm(LetterForm):
    """提出联合惩戒建议."""

    measures = TextField(
        label="建议的措施和依据",
        rows=4,
        help_text="每行一项，写明措施和《依据》；没有法律、法规或者国家清单依据的不得列入。",
    )
    explanation = TextField(label="违法事实、处罚情况和理由", rows=4)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        bare = [line for line in lines(data.get("measures") or "") if "《" not in line]
        if bare:
            self.add_error("measures", f"请写明依据的法规名称（加书名号）：{bare[0]}")
        return data


class AgencyReplyForm(ChosenForm):
    """登记对方机关的回执和结果."""

    past = ("received_on", "outcome_on")
    received_on = DateField(label="签收日期")
    receiver = forms.CharField(label="签收机关和签收人", max_length=120)
    outcome = TextField(label="处理结果", rows=3, required=False, help_text="对方尚未反馈的留空。")
    outcome_on = DateField(label="结果日期", required=False)
    final = YesNoField(label="是否办结", yes="已办结，不再等待", no="只登记回执，继续等待结果")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.require("outcome_on", "填写了处理结果的，请填写结果日期。", bool(data.get("outcome")))
        first, last = data.get("received_on"), data.get("outcome_on")
        if first and last and last < first:
            self.add_error("outcome_on", "结果日期不能早于签收日期。")
        return data

    def require(self, name: str, message: str, when: bool) -> None:
        if when and not self.cleaned_data.get(name):
            self.add_error(name, message)


class LeadTransferForm(ActForm):
    """移送线索."""

    agency = forms.CharField(label="接收线索的机关", max_length=120)
    explanation = TextField(label="线索情况、管辖依据和移送理由", rows=4)
    materials = TextField(label="移送的材料", rows=3, help_text="每行一项。")
    reply_due_on = reply_field()

    def prepare(self) -> None:
        assert isinstance(self.subject, Lead)
        self.initial = {"explanation": self.subject.content, **self.initial}

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "materials": lines(self.cleaned_data["materials"])}


# --- 关联 ---------------------------------------------------------------------------------------------------


class LinkForm(CaseForm):
    """关联案件."""

    number = forms.CharField(label="关联案件的案号", max_length=60)
    kind = forms.ChoiceField(label="关联种类", widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="本案的环节", choices=[("", "不适用"), *CaseLink.STAGES], required=False)
    other_stage = forms.ChoiceField(
        label="关联案件的环节", choices=[("", "不适用"), *CaseLink.STAGES], required=False
    )
    note = TextField(label="关联的事实", rows=2, max_length=500)

    def prepare(self) -> None:
        self.set_choices("kind", fact_choices("link_kind", blank=False))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == CaseLink.CHAIN:
            self.require_with("stage", "请选择本案在链条中的环节。", when=True)
            self.require_with("other_stage", "请选择关联案件在链条中的环节。", when=True)
        return data


class LinkField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A link, by the case at its other end."""

    case: Case | None = None
    seen: frozenset[Any] = frozenset()

    def label_from_instance(self, obj: Any) -> str:
        other = obj.other if self.case is not None and obj.case_id == self.case.pk else obj.case
        return f"{obj.get_kind_display()}：{other.number if other.pk in self.seen else '其他单位办理的案件'}"


class UnlinkForm(CaseForm):
    """解除案件关联."""

    link = LinkField(label="要解除的关联", queryset=CaseLink.objects.none(), empty_label="请选择")
    note = TextField(label="解除的理由", rows=2, max_length=500)

    def prepare(self) -> None:
        from chengguan.cases.facts.linking import LOOSE, links_of

        field = self.fields["link"]
        assert isinstance(field, LinkField)
        field.case = self.case
        field.queryset = links_of(self.case).filter(kind__in=LOOSE).select_related("case", "other")
        ends = [pk for pair in field.queryset.values_list("case_id", "other_id") for pk in pair]
        field.seen = frozenset(
            Case.objects.visible_to(self.actor).filter(pk__in=ends).values_list("pk", flat=True)
        )

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "link": self.cleaned_data["link"].pk}


class MergeForm(CaseForm):
    """并案."""

    number = forms.CharField(
        label="并入的案件", max_length=60, help_text="填写案号；本案并入该案，由该案一并处理。"
    )
    same_fact = forms.BooleanField(label="两案是同一违法行为", required=False)
    note = TextField(label="并案的理由", rows=3, max_length=500)


class SplitForm(CaseForm):
    """分案."""

    matter = MatterField(label="分出案件的案由", queryset=Matter.objects.none(), empty_label="请选择")
    party = forms.ModelChoiceField(
        label="分出案件的当事人", queryset=Party.objects.none(), required=False, empty_label="待查"
    )
    summary = TextField(label="分出案件的事实", rows=4)
    note = TextField(label="分案的理由", rows=3, max_length=500)

    def prepare(self) -> None:
        from chengguan.intake.forms import recent_parties

        matter, party = self.fields["matter"], self.fields["party"]
        assert isinstance(matter, forms.ModelChoiceField) and isinstance(party, forms.ModelChoiceField)
        rows = Matter.objects.filter(bureau_id=self.case.bureau_id).in_force(self.case.occurred_on)
        matter.queryset = rows.order_by("field", "title")
        party.queryset = recent_parties(self.actor, self.at, self.case.party_id)
        self.set_initial(matter=self.case.matter_id)
