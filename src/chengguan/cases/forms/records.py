"""Forms of identifying the party and of records."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.intake.forms import recent_parties
from chengguan.parties.forms import PartyField, PartyForm
from chengguan.parties.identity import citizen_fault, normalised
from chengguan.parties.models import Party

from .base import MomentField, TextField, YesNoField
from .investigation import EvidenceForm, FilesField, TeamForm, lines

DOCUMENTS: Final = [
    ("身份证", "身份证"),
    ("营业执照", "营业执照"),
    ("法定代表人（负责人）身份证明", "法定代表人（负责人）身份证明"),
    ("授权委托书", "授权委托书"),
    ("其他身份证明材料", "其他身份证明材料"),
]
PARTY_FIELDS: Final = ("kind", "name", "id_number", "credit_code", "representative", "phone", "address")
PAIR: Final = re.compile(r"问[：:](?P<question>.*?)\n\s*答[：:](?P<answer>.*?)(?=\n\s*问[：:]|\Z)", re.S)
OPENING: Final = "问：我们已向你出示执法证件并告知你的权利义务，你是否听清？是否申请回避？\n答：\n问：请说明你的身份以及与本案的关系。\n答：\n问：请说明有关情况。\n答："


class IdentifyPartyForm(TeamForm):
    """主体核实: a party that is known, or a new one entered here."""

    party = PartyField(
        label="当事人",
        queryset=Party.objects.none(),
        required=False,
        empty_label="新登记（填写下面的身份信息）",
    )
    kind = forms.ChoiceField(label="类别", choices=Party.KINDS, required=False)
    name = forms.CharField(label="姓名/名称", max_length=120, required=False)
    id_number = forms.CharField(label="身份证号", max_length=24, required=False)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=24, required=False)
    representative = forms.CharField(label="法定代表人/经营者/负责人", max_length=40, required=False)
    phone = forms.CharField(label="电话", max_length=30, required=False)
    address = forms.CharField(label="住址/住所", max_length=160, required=False)
    checked = forms.MultipleChoiceField(
        label="核对的证明材料", choices=DOCUMENTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("当事人", ["party"]),
        ("新登记", list(PARTY_FIELDS)),
        ("核实", ["checked", "officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        field = self.fields["party"]
        assert isinstance(field, PartyField)
        field.queryset, field.on = (
            recent_parties(self.actor, self.at, self.case.party_id),
            local_date(self.at),
        )
        field.help_text = "列出本案当事人和近期登记的当事人；其他已登记的当事人填写号码即可自动对应。"
        self.set_initial(party=self.case.party_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("party"):
            self._entered = PartyForm(self.data, on=local_date(self.at))
            if not self._entered.is_valid():
                for name, errors in self._entered.errors.items():
                    self.add_error(name, errors)
        return data

    def inputs(self) -> dict[str, Any]:
        party = self.cleaned_data["party"]
        return {
            "officers": self.team(),
            "checked": list(self.cleaned_data["checked"]),
            "party": party,
            "new_party": None if party else self._entered.inputs(),
        }


class SiteRecordForm(EvidenceForm):
    """现场检查（勘验）笔录."""

    begun_at = MomentField(label="开始时间")
    ended_at = MomentField(label="结束时间")
    place = forms.CharField(label="地点", max_length=160)
    weather = forms.CharField(label="天气", max_length=20, required=False)
    credentials_shown = forms.BooleanField(label="已出示执法证件并告知权利", required=False)
    process_recorded = YesNoField(label="已全程音像记录")
    on_site = forms.CharField(label="在场的当事人或者代理人", max_length=60, required=False)
    on_site_role = forms.CharField(label="与当事人的关系", max_length=40, required=False)
    witness = forms.CharField(
        label="见证人", max_length=60, required=False, help_text="当事人未到场时邀请见证人。"
    )
    findings = TextField(label="现场情况", rows=6)
    photos = forms.IntegerField(label="照片张数", min_value=0, max_value=999, required=False)
    video = forms.CharField(label="录像编号", max_length=60, required=False)
    attachments = FilesField(label="照片、录像")
    remark = forms.CharField(label="当事人意见", max_length=200, required=False)
    signed = YesNoField(label="在场人员已签名确认")
    refusal = forms.CharField(label="未签名的情况说明", max_length=200, required=False)
    shown_when: ClassVar[dict[str, str]] = {"refusal": "signed=no"}
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        (
            "检查",
            ["officers", "begun_at", "ended_at", "place", "weather", "credentials_shown", "process_recorded"],
        ),
        ("在场人员", ["on_site", "on_site_role", "witness"]),
        ("情况", ["findings", "photos", "video", "attachments", "remark"]),
        ("确认", ["signed", "refusal"]),
        ("证明", ["proves", "elements"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(
            begun_at=self.now_local - timedelta(minutes=30), ended_at=self.now_local, place=self.case.place, process_recorded=True, signed=True
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_order("begun_at", "ended_at")
        self.require_with(
            "refusal", "未签名的，请注明拒绝签名或者不在场的情况。", when=data.get("signed") is False
        )
        return data


class SummonForm(TeamForm):
    """询问通知书."""

    person = forms.CharField(label="被通知人", max_length=60)
    appear_at = MomentField(label="询问时间")
    place = forms.CharField(label="询问地点", max_length=160)
    matter = TextField(label="询问事由", rows=2)
    bring = TextField(label="需携带的材料", rows=3, required=False, help_text="每行一项。")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("通知", ["person", "appear_at", "place", "matter", "bring", "officers"])
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(
            person=self.case.party_word, place=self.case.bureau.address, matter=f"调查{self.case.cause}一案"
        )

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "bring": lines(self.cleaned_data["bring"])}


class InterviewForm(EvidenceForm):
    """询问笔录: questions and answers are written one below the other."""

    standing = forms.ChoiceField(
        label="被询问人",
        choices=[("party", "当事人（含法定代表人、负责人、代理人）"), ("witness", "证人或者其他知情人")],
        widget=forms.RadioSelect,
    )
    person_name = forms.CharField(label="姓名", max_length=40)
    person_gender = forms.ChoiceField(
        label="性别", choices=[("", "未填"), ("男", "男"), ("女", "女")], required=False
    )
    person_id_number = forms.CharField(label="身份证号", max_length=24, required=False)
    person_phone = forms.CharField(label="电话", max_length=30, required=False)
    person_post = forms.CharField(label="工作单位及职务", max_length=80, required=False)
    person_relation = forms.CharField(label="与本案的关系", max_length=60, required=False)
    person_address = forms.CharField(label="住址", max_length=160, required=False)
    minor = forms.BooleanField(label="不满十八周岁", required=False)
    guardian = forms.CharField(label="在场的监护人或者合适成年人", max_length=60, required=False)
    begun_at = MomentField(label="开始时间")
    ended_at = MomentField(label="结束时间")
    place = forms.CharField(label="地点", max_length=160)
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    rights_told = forms.BooleanField(label="已告知权利义务和申请回避的权利", required=False)
    process_recorded = YesNoField(label="已全程音像记录")
    dialogue = TextField(
        label="问答", rows=12, max_length=20000, help_text="每组以“问：”“答：”开头，各占一行或者多行。"
    )
    signed = YesNoField(label="被询问人已逐页核对签名")
    refusal = forms.CharField(label="未签名的情况说明", max_length=200, required=False)
    shown_when: ClassVar[dict[str, str]] = {"refusal": "signed=no", "guardian": "minor=on"}
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("被询问人", ["standing", "person_name", "person_gender", "person_id_number", "person_phone", "person_post", "person_relation", "person_address", "minor", "guardian"]),
        ("询问", ["officers", "begun_at", "ended_at", "place", "credentials_shown", "rights_told", "process_recorded", "dialogue"]),
        ("确认", ["signed", "refusal"]),
        ("证明", ["proves", "elements"]),
    ]  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        party = self.case.party
        self.set_initial(
            standing="party",
            person_name=(party.representative if party.is_organisation else self.case.party_word)
            if party
            else "",
            begun_at=self.now_local - timedelta(minutes=30),
            ended_at=self.now_local,
            place=self.case.bureau.address,
            process_recorded=True,
            signed=True,
            dialogue=OPENING,
        )

    def clean_person_id_number(self) -> str:
        number = normalised(self.cleaned_data["person_id_number"])
        fault = citizen_fault(number, local_date(self.at)) if number else ""
        if fault:
            raise forms.ValidationError(fault)
        return number

    def clean_dialogue(self) -> list[dict[str, str]]:
        pairs = parse_dialogue(self.cleaned_data["dialogue"])
        if not pairs:
            raise forms.ValidationError("请按“问：……”“答：……”填写至少一组问答。")
        for number, pair in enumerate(pairs, 1):
            if not pair["question"] or not pair["answer"]:
                raise forms.ValidationError(f"第{number}组问答不完整；对方不回答的，请写“（沉默不答）”。")
        return pairs

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_order("begun_at", "ended_at")
        self.require_with("refusal", "未签名的，请注明拒绝签名的情况。", when=data.get("signed") is False)
        return data

    def inputs(self) -> dict[str, Any]:
        data = super().inputs()
        person = {
            key.removeprefix("person_"): data.pop(key) for key in list(data) if key.startswith("person_")
        }
        questions = data.pop("dialogue")
        return {**data, "person": person, "questions": questions}


def parse_dialogue(text: str) -> list[dict[str, str]]:
    """Questions and answers of a text written as 问：…… 答：……."""
    source = text.replace("\r\n", "\n").strip()
    return [
        {"question": match["question"].strip(), "answer": match["answer"].strip()}
        for match in PAIR.finditer(source)
    ]
