"""Forms of service: one page for every statutory means; the fields of the means that was not chosen stay empty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.service import NOTICE_GROUNDS, RELATIONS
from chengguan.cases.facts.joint_service import companions, made
from chengguan.cases.facts.service import for_party
from chengguan.cases.models import Case, Service
from chengguan.documents.models import Instrument

from .base import ActForm, DateField, OfficersField

PARTICULARS: Final = (
    "adult_cohabiting",
    "refusal",
    "witness",
    "recorded",
    "tracking_number",
    "entrusted_to",
    "electronic_address",
    "arrived_at",
    "notice_ground",
    "failed_attempts",
    "published_in",
    "gist",
)


class PaperField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An instrument by title and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} {obj.number}（{obj.issued_on}）"


class TogetherField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Papers that go with the decision, as check boxes."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} {obj.number}"


class NoticeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A service by public notice that is under way."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.instrument.title} {obj.instrument.number}（{obj.begun_on}公告）"


class ServiceAddressForm(ActForm):
    """送达地址确认书."""

    receiver = forms.CharField(label="收件人", max_length=60)
    address = forms.CharField(label="送达地址", max_length=160)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    electronic = forms.BooleanField(label="当事人同意电子送达", required=False)
    electronic_address = forms.CharField(
        label="电子送达地址", max_length=120, required=False, help_text="传真号、电子邮箱、手机号或者平台账号"
    )
    signed = forms.BooleanField(label="当事人已在确认书上签名或者盖章", required=False)

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("送达地址", ["receiver", "address", "phone"]),
        ("电子送达", ["electronic", "electronic_address"]),
        ("签署", ["signed"]),
    ]

    def prepare(self) -> None:
        party = self.subject.party if isinstance(self.subject, Case) else None
        if party:
            self.initial = {
                "receiver": party.representative or party.name,
                "address": party.address,
                **self.initial,
            }


class ServeForm(ActForm):
    """送达 of one instrument."""

    instrument = PaperField(label="送达的文书", queryset=Instrument.objects.none(), empty_label="请选择文书")
    together = TogetherField(
        label="一并送达（三书同达）",
        queryset=Instrument.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="与处罚决定书同时送达，写在同一份送达回证上。",
    )
    method = forms.ChoiceField(label="送达方式", choices=Service.METHODS, widget=forms.RadioSelect)
    served_on = DateField(
        label="送达日期", help_text="邮寄为回执上的收件日期，电子送达为到达日期，公告为发出公告的日期。"
    )
    place = forms.CharField(label="送达地点或者地址", max_length=160, required=False)
    receiver = forms.CharField(label="收件人", max_length=60, required=False)
    relation = forms.ChoiceField(
        label="与受送达人的关系", choices=[("", "请选择"), *RELATIONS.items()], required=False
    )
    adult_cohabiting = forms.BooleanField(label="代收家属已成年并与受送达人同住", required=False)
    refusal = forms.CharField(label="拒收事由和经过", max_length=300, required=False, widget=forms.Textarea)
    witness = forms.CharField(label="见证人（姓名、单位）", max_length=120, required=False)
    recorded = forms.BooleanField(label="已拍照或者录像记录送达过程", required=False)
    tracking_number = forms.CharField(label="邮件号", max_length=60, required=False)
    entrusted_to = forms.CharField(label="受委托机关", max_length=80, required=False)
    electronic_address = forms.CharField(label="电子送达地址", max_length=120, required=False)
    arrived_at = forms.CharField(
        label="到达时间", max_length=30, required=False, help_text="例如 2024-05-06 09:30"
    )
    notice_ground = forms.ChoiceField(
        label="公告送达的原因", choices=[("", "请选择"), *NOTICE_GROUNDS.items()], required=False
    )
    failed_attempts = forms.CharField(
        label="此前送达的时间、方式和未果的原因", max_length=500, required=False, widget=forms.Textarea
    )
    published_in = forms.CharField(label="公告载体或者张贴地点", max_length=160, required=False)
    gist = forms.CharField(label="公告内容要点", max_length=300, required=False, widget=forms.Textarea)
    officers = OfficersField(label="送达人", queryset=None, required=False)
    proof = forms.BooleanField(
        label="已取得送达凭证", required=False, help_text="签名的送达回证、邮件回执、到达记录或者公告凭证"
    )

    # With script, the page shows the particulars of the chosen means only.
    shown_when: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("receiver", "relation", "adult_cohabiting"), "method=personal,entrusted"),
        **dict.fromkeys(("refusal", "witness", "recorded"), "method=lien"),
        "tracking_number": "method=postal",
        "entrusted_to": "method=entrusted",
        **dict.fromkeys(("electronic_address", "arrived_at"), "method=electronic"),
        **dict.fromkeys(("notice_ground", "failed_attempts", "published_in", "gist"), "method=public_notice"),
    }
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("送达", ["instrument", "together", "method", "served_on", "place"]),
        ("收件人（直接送达、委托送达填写）", ["receiver", "relation", "adult_cohabiting"]),
        ("留置送达", ["refusal", "witness", "recorded"]),
        ("邮寄、委托送达", ["tracking_number", "entrusted_to"]),
        ("电子送达", ["electronic_address", "arrived_at"]),
        ("公告送达", ["notice_ground", "failed_attempts", "published_in", "gist"]),
        ("送达人和凭证", ["officers", "proof"]),
    ]

    def prepare(self) -> None:
        case = self.subject
        self._field("officers").queryset = self.officers
        papers = [paper.pk for paper in self._papers()]
        self._field("instrument").queryset = Instrument.objects.filter(pk__in=papers)
        self._field("instrument").widget.attrs["data-span"] = "full"
        decision = str(case.known.get("decision_instrument"))
        joint = [pk for pk in papers if str(pk) in made(case.known).values()]
        self._field("together").queryset = Instrument.objects.filter(pk__in=joint).order_by("pk")
        if not joint:
            del self.fields["together"]
        confirmed = case.known.get("service_address") or {}
        party = case.party if isinstance(case, Case) else None
        self.initial = {
            "instrument": papers[0]
            if len(papers) == 1
            else next((pk for pk in papers if str(pk) == decision), None),
            "together": joint,
            "method": "personal",
            "served_on": local_date(self.at),
            "place": confirmed.get("address") or (party.address if party else ""),
            "receiver": confirmed.get("receiver") or (party.representative or party.name if party else ""),
            "electronic_address": confirmed.get("electronic_address", ""),
            "officers": self.assigned(),
            **self.initial,
        }

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _papers(self) -> list[Instrument]:
        """Instruments of the case that are meant for the party and not yet served."""
        papers = Instrument.objects.filter(subject_key=self.subject.chain_key, services=None).exclude(
            state=Instrument.VOID
        )
        return [
            paper
            for paper in papers.defer("context")
            if for_party(paper.kind, self.at, self.actor.jurisdiction)
        ]

    def clean_served_on(self) -> Any:
        day = self.cleaned_data["served_on"]
        if day > local_date(self.at + timedelta(minutes=5)):
            raise forms.ValidationError("送达日期不能晚于今天，请核对。")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        paper, chosen = given.get("instrument"), list(given.get("together") or [])
        case = self.subject
        assert isinstance(case, Case)
        if paper and chosen and not {*chosen} <= {paper, *companions(case, paper)}:
            self.add_error("together", "只有随处罚决定书送达时才能勾选，请取消勾选，或者改选处罚决定书。")
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        together = [paper.pk for paper in given.get("together", []) if paper != given["instrument"]]
        return {
            "together": together,
            **{
                name: given[name]
                for name in ("instrument", "method", "served_on", "place", "receiver", "relation", "proof")
            },
            "officers": [officer.pk for officer in given["officers"]],
            "details": {name: given[name] for name in PARTICULARS if given.get(name)},
        }


class CompleteNoticeForm(ActForm):
    """公告送达期满."""

    service = NoticeField(label="公告送达的文书", queryset=Service.objects.none(), empty_label="请选择文书")
    officers = OfficersField(label="送达人", queryset=None)

    def prepare(self) -> None:
        started = list((self.subject.known.get("public_notice_started") or {}).keys())
        services = Service.objects.filter(case_id=self.subject.pk, served_on=None, instrument__in=started)
        fields: dict[str, Any] = self.fields
        fields["service"].queryset = services.select_related("instrument")
        fields["officers"].queryset = self.officers
        self.initial = {"officers": self.assigned(), "service": services.first(), **self.initial}

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"service": given["service"], "officers": [officer.pk for officer in given["officers"]]}
