"""Forms of the hearing."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.hearing import FORMS
from chengguan.cases.facts.hearing import Session, earliest_hearing
from chengguan.people.models import Officer

from .base import DateField, MomentField, OfficerField, TextField, YesNoField
from .investigation import CaseForm, fact_choices, lines


class HearingRequestForm(CaseForm):
    """申请听证."""

    form = forms.ChoiceField(
        label="申请方式",
        choices=[row for row in FORMS.items() if row[0] != "online"],
        widget=forms.RadioSelect,
    )
    received_on = DateField(label="收到日期")
    posted_on = DateField(label="交邮日期", required=False, help_text="邮寄申请的，以交邮日期判断是否逾期。")
    applicant = forms.CharField(label="申请人", max_length=60)
    content = TextField(label="申请事项和理由")

    def prepare(self) -> None:
        self.set_initial(form="written", received_on=local_date(self.at), applicant=self.case.party_word)


class AcceptHearingForm(CaseForm):
    """受理听证申请: nothing to enter."""


class RefuseHearingForm(CaseForm):
    """不予受理听证申请."""

    explanation = TextField(label="不予受理的理由")


class CallHearingForm(CaseForm):
    """听证通知."""

    presider = OfficerField(label="主持人", queryset=Officer.objects.none(), help_text="不得是本案调查人员。")
    clerk = OfficerField(label="记录人", queryset=Officer.objects.none())
    scheduled_at = MomentField(label="听证时间", help_text="通知书须在七个工作日前送达当事人。")
    place = forms.CharField(label="听证地点", max_length=160)
    public = YesNoField(label="公开举行", yes="公开", no="不公开")
    closed_reason = forms.ChoiceField(label="不公开的理由", required=False)
    shown_when: ClassVar[dict[str, str]] = {"closed_reason": "public=no"}

    def prepare(self) -> None:
        for name in ("presider", "clerk"):
            field = self.fields[name]
            assert isinstance(field, OfficerField)
            field.queryset = self.officers
        self.set_choices("closed_reason", fact_choices("hearing_closed_reason"))
        first = earliest_hearing(local_date(self.at), self.actor.jurisdiction)
        self.fields[
            "scheduled_at"
        ].help_text = f"通知书须在七个工作日前送达当事人；今天送达的，最早为{first}。"
        self.set_initial(
            public="yes",
            scheduled_at=datetime.combine(first, time(9)),
            place=f"{self.case.bureau.name}会议室",
        )

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "presider": data["presider"].pk, "clerk": data["clerk"].pk}


class ChallengeForm(CaseForm):
    """申请主持人回避."""

    applicant = forms.CharField(label="申请人", max_length=60)
    grounds = TextField(label="申请理由")

    def prepare(self) -> None:
        self.set_initial(applicant=self.spokesman)


class ChallengeDecisionForm(CaseForm):
    """决定主持人回避."""

    upheld = YesNoField(label="决定", yes="准许回避", no="驳回申请")
    explanation = TextField(label="理由")
    successor = OfficerField(label="另行指定的主持人", queryset=Officer.objects.none(), required=False)

    def prepare(self) -> None:
        field = self.fields["successor"]
        assert isinstance(field, OfficerField)
        field.queryset = self.officers

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "successor": data["successor"].pk if data["successor"] else None}


class SessionForm(CaseForm):
    """听证笔录."""

    begun_at = MomentField(label="开始时间")
    ended_at = MomentField(label="结束时间")
    place = forms.CharField(label="地点", max_length=160)
    party_present = YesNoField(label="当事人或者其代理人到场", yes="到场", no="没有到场")
    party_speaker = forms.CharField(label="当事人（发言人）", max_length=60, required=False)
    agents = TextField(label="委托代理人", rows=2, required=False, help_text="每行一人，不超过二人。")
    others = TextField(
        label="其他参加人", rows=3, required=False, help_text="每行一人：姓名，身份。例如：李某，证人。"
    )
    recusal = forms.CharField(label="当事人对回避的意见", max_length=300, required=False)
    presented = TextField(label="调查人员提出的事实、证据和处罚建议", rows=5, max_length=20000)
    debate = TextField(label="质证和辩论", rows=6, max_length=20000, help_text="每行一次发言：发言人：内容。")
    defence = TextField(label="当事人的陈述和申辩", rows=5, max_length=20000)
    last_words = TextField(label="当事人最后陈述", rows=2)
    signed = YesNoField(label="笔录核对签名", yes="已核对并签名", no="拒绝签名")
    refusal = TextField(label="拒绝签名的情况（主持人注明）", rows=2, required=False)
    new_points = TextField(
        label="听证中提出的新意见", rows=3, required=False, help_text="每行一条，之后逐条复核。"
    )
    recorded = forms.BooleanField(label="已对过程进行文字或者音像记录", required=False)

    shown_when: ClassVar[dict[str, str]] = {"refusal": "signed=no"}
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        (
            "时间和参加人",
            [
                "begun_at",
                "ended_at",
                "place",
                "party_present",
                "party_speaker",
                "agents",
                "others",
                "recusal",
            ],
        ),
        ("听证经过", ["presented", "debate", "defence", "last_words"]),
        ("笔录", ["signed", "refusal", "new_points", "recorded"]),
    ]

    def prepare(self) -> None:
        hearing = self.case.hearings.order_by("-pk").first()
        place = hearing.place if hearing else ""
        self.set_initial(
            place=place, party_present="yes", party_speaker=self.spokesman, signed="yes", recorded=True
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_order("begun_at", "ended_at")
        return data

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        recorded = data.pop("recorded")
        data |= {
            "agents": tuple(lines(data["agents"])),
            "others": tuple(_pairs(data["others"], "，,")),
            "debate": tuple(_pairs(data["debate"], "：:")),
            "new_points": tuple(lines(data["new_points"])),
        }
        return {"session": Session(**data), "recorded": recorded}


def _pairs(text: str, marks: str) -> list[tuple[str, str]]:
    """Lines of the form "one：other", parted at the first mark."""
    found = []
    for line in lines(text):
        place = min((line.index(mark) for mark in marks if mark in line), default=-1)
        found.append((line[:place].strip(), line[place + 1 :].strip()) if place > 0 else ("发言", line))
    return found


class AdjournForm(CaseForm):
    """延期举行听证."""

    scheduled_at = MomentField(label="新的听证时间")
    explanation = TextField(label="延期的理由")


class EndHearingForm(CaseForm):
    """终止听证."""

    ground = forms.ChoiceField(label="情形")
    explanation = TextField(label="具体情况")
    unexcused = forms.BooleanField(label="当事人没有说明正当理由", required=False)

    def prepare(self) -> None:
        self.set_choices("ground", fact_choices("hearing_end_ground"))


class HearingReportForm(CaseForm):
    """听证报告."""

    findings = TextField(label="双方意见和听证查明的情况", rows=6, max_length=20000)
    opinion = TextField(label="处理建议", rows=3)
