"""Forms of acts upon leads."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.parties.forms import PartyField
from chengguan.parties.identity import phone_fault
from chengguan.parties.models import Party
from chengguan.people.act_forms import ActForm, DateField, MomentField, OfficersField, TextField, YesNoField
from chengguan.people.models import Unit
from chengguan.powers.models import Matter

from .facts import LeadLine, duplicates
from .models import Lead
from .selectors import LeadFilters

RECENT: Final = timedelta(days=60)
METHODS: Final = [("phone", "电话"), ("letter", "书面"), ("platform", "平台回复"), ("in_person", "当面")]


def recent_parties(actor: Viewer, at: datetime, own: UUID | None = None) -> QuerySet[Party]:
    """Parties within the actor's reach that were registered in the last two months, and one more; never a list of thousands."""
    recent = Party.objects.visible_to(actor).filter(registered_at__gte=at - RECENT)
    return Party.objects.filter(Q(pk__in=recent.values("pk")) | Q(pk=own)).order_by("-id")


class MatterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A matter, shown with its field of administration."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}（{obj.field}）"


class LeadForm(ActForm):
    """Base of forms about leads: which matters and parties may be named."""

    def set_matters(self, day: date) -> None:
        """Offer the matters in force on a day."""
        field = self.fields["matter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Matter.objects.filter(bureau_id=self.actor.bureau_id).in_force(day).order_by("field", "title")
        )

    def set_parties(self, own: UUID | None = None) -> None:
        """Offer the parties that were registered lately, and the one that is named already."""
        field = self.fields["party"]
        assert isinstance(field, PartyField)
        field.queryset, field.on = recent_parties(self.actor, self.at, own), local_date(self.at)


class RegisterLeadForm(LeadForm):
    """线索登记."""

    origin = forms.ChoiceField(label="来源", choices=[("", "请选择"), *Lead.ORIGINS])
    received_at = MomentField(label="接收时间")
    discovered_on = DateField(label="发现日期", help_text="追责时效以发现之日为准，登记后不能更改。")
    occurred_on = DateField(label="违法行为发生日期")
    continuing = forms.BooleanField(label="违法行为连续或者继续", required=False)
    place = forms.CharField(label="地点", max_length=160)
    content = TextField(label="线索内容")
    matter = MatterField(
        label="涉嫌案由", queryset=Matter.objects.none(), required=False, empty_label="待核查后确定"
    )
    party = PartyField(label="当事人", queryset=Party.objects.none(), required=False, empty_label="待查")
    informant = forms.CharField(label="举报人", max_length=40, required=False)
    informant_phone = forms.CharField(label="举报人电话", max_length=30, required=False)
    wants_reply = forms.BooleanField(label="举报人要求答复", required=False)
    camera_confirmed = forms.BooleanField(
        label="视频识别结果已人工核对确认", required=False, help_text="来源为视频识别时填写。"
    )
    squad = forms.ModelChoiceField(
        label="交由核查的中队",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        help_text="由该中队核查线索、办理案件。",
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("来源", ["origin", "received_at", "discovered_on", "camera_confirmed", "squad"]),
        ("情况", ["occurred_on", "continuing", "place", "content", "matter", "party"]),
        ("举报人", ["informant", "informant_phone", "wants_reply"]),
    ]

    def prepare(self) -> None:
        self.set_matters(local_date(self.at))
        self.set_parties()
        self._set_squads()
        self.fields["received_at"].initial = self.now_local
        self.fields["discovered_on"].initial = self.fields["occurred_on"].initial = local_date(self.at)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("received_at")
        self._order(data.get("occurred_on"), data.get("discovered_on"))
        phone = data.get("informant_phone")
        if phone and phone_fault(phone):
            self.add_error("informant_phone", phone_fault(phone))
        if data.get("wants_reply") and not phone:
            self.add_error("informant_phone", "举报人要求答复的，请填写联系电话。")
        return data

    def _set_squads(self) -> None:
        """Whoever is of a squad registers for it; others say which squad has to look into the lead."""
        if self.actor.squad_id:
            del self.fields["squad"]
            return
        field = self.fields["squad"]
        assert isinstance(field, forms.ModelChoiceField)
        squads = Unit.objects.filter(bureau_id=self.actor.bureau_id, kind=Unit.SQUAD, active=True).order_by(
            "pk"
        )
        field.queryset = squads.filter(parent_id=self.actor.brigade_id) if self.actor.brigade_id else squads

    def likely(self) -> list[LeadLine]:
        """Leads that may be the same as what was entered, for the page to show beside the warning."""
        data = getattr(self, "cleaned_data", {})
        if not data.get("place") or not data.get("occurred_on"):
            return []
        return duplicates(
            self.actor,
            place=data["place"],
            occurred_on=data["occurred_on"],
            matter=data.get("matter"),
            party=data.get("party"),
            shown=True,
        )

    def _order(self, occurred: date | None, discovered: date | None) -> None:
        if discovered and discovered > local_date(self.at):
            self.add_error("discovered_on", "发现日期不能晚于今天。")
        if occurred and discovered and occurred > discovered:
            self.add_error("occurred_on", "违法行为发生日期不能晚于发现日期。")


class VerifyLeadForm(LeadForm):
    """线索核查."""

    officers = OfficersField(label="核查人员", queryset=None, help_text="至少两名持证执法人员。")
    checked_at = MomentField(label="核查时间")
    place = forms.CharField(label="核查地点", max_length=160)
    findings = TextField(label="核查情况", rows=4)
    evidence = TextField(label="取得的初步证据", required=False, rows=2)
    prima_facie = YesNoField(label="有初步证据证明存在违法行为")
    own_jurisdiction = YesNoField(label="属于本机关管辖")
    matter = MatterField(label="涉嫌案由", queryset=Matter.objects.none(), required=False, empty_label="待定")
    party = PartyField(label="当事人", queryset=Party.objects.none(), required=False, empty_label="待查")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("核查", ["officers", "checked_at", "place", "findings", "evidence"]),
        ("结论", ["prima_facie", "own_jurisdiction", "matter", "party"]),
    ]

    def prepare(self) -> None:
        lead = self.subject
        assert isinstance(lead, Lead)
        self.set_matters(lead.occurred_on)
        self.set_parties(lead.party_id)
        self.fields["officers"].queryset = self.officers  # type: ignore[attr-defined]
        initial = {
            "checked_at": self.now_local,
            "place": lead.place,
            "matter": lead.matter_id,
            "party": lead.party_id,
        }
        if self.actor.officer_id:
            initial["officers"] = [self.actor.officer_id]
        self.initial = {**initial, **self.initial}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("checked_at")
        lead = self.subject
        assert isinstance(lead, Lead)
        checked: datetime | None = data.get("checked_at")
        if checked and checked.astimezone(CHINA).date() < lead.discovered_on:
            self.add_error("checked_at", f"核查时间不能早于发现日期（{lead.discovered_on}）。")
        return data

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "officers": [officer.pk for officer in self.cleaned_data["officers"]]}


class ExtendLeadForm(ActForm):
    """线索核查延期."""

    reason = TextField(label="延期理由", help_text="案情复杂、需要检测鉴定等具体情况。")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("延期", ["reason"])]


class ReplyForm(ActForm):
    """举报答复."""

    method = forms.ChoiceField(label="答复方式", choices=METHODS)
    content = TextField(label="答复内容", rows=4)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [("答复", ["method", "content"])]

    def inputs(self) -> dict[str, Any]:
        return {"content": self.cleaned_data["content"], "method": dict(METHODS)[self.cleaned_data["method"]]}


class LeadFilterForm(forms.Form):
    """筛选线索."""

    STAGES: ClassVar = [
        ("registered", "已登记"),
        ("verified", "已核查"),
        ("filed", "已立案"),
        ("declined", "不予立案"),
        ("transferred", "已移送"),
    ]
    number = forms.CharField(label="线索编号", required=False, max_length=40)
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "全部"), *STAGES])
    origin = forms.ChoiceField(label="来源", required=False, choices=[("", "全部"), *Lead.ORIGINS])

    def filters(self) -> LeadFilters:
        """The filters that could be understood."""
        self.is_valid()
        return LeadFilters(
            **{name: self.cleaned_data.get(name) or "" for name in ("stage", "origin", "number")}
        )
