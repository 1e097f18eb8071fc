"""The one page of the summary procedure, and the forms of its later acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from chengguan.base.dates import CHINA, local_date
from chengguan.base.kept_files import KeptFileField, KeptFilesInput
from chengguan.base.viewer import Viewer
from chengguan.cases.acts.execution import SPOT_GROUNDS
from chengguan.cases.acts.summary import PENALTIES
from chengguan.cases.selectors.summary import usual_partner
from chengguan.parties.facts import FIELDS
from chengguan.parties.forms import PartyForm
from chengguan.parties.masking import mask_id
from chengguan.parties.models import Party
from chengguan.people.selectors import colleagues
from chengguan.powers.models import Matter

from .base import MomentField, MoneyField, OfficerField, OfficersField, YesNoField
from .execution import CaseForm

CHECKS: Final = {
    "credentials": "已主动出示执法证件",
    "identity": "已核对当事人身份证件或者营业执照",
    "certain": "违法事实确凿，已查证",
    "told": "已告知拟处罚的内容、事实、理由、依据和陈述申辩等权利",
    "recorded": "已全程录音录像",
}
PHOTO_LIMIT: Final = 12
REQUIRED: Final = {"required": "此项必填。"}
# With script, choosing a matter proposes a sentence of fact; without, the look-up button does.
SUGGESTING: Final = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-include": "closest form",
    "hx-vals": '{"action": "find"}',
    "hx-select": "#id_facts",
    "hx-target": "#id_facts",
    "hx-swap": "outerHTML",
}


class MatterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A matter with its kinds of penalty and ranges, so that the amount can be judged at a glance."""

    def label_from_instance(self, obj: Any) -> str:
        parts = [PENALTIES[kind] for kind in obj.kinds if kind in PENALTIES]
        fines = [
            f"{FOR_WHOM.get(row['party'], '')}{_yuan(row['low'])}–{_yuan(row['high'])}元" for row in obj.fines
        ]
        return f"{obj.title}（{'、'.join(parts)}{'：' if fines else ''}{'，'.join(fines)}）"


FOR_WHOM: Final = {"individual": "个人", "organisation": "单位", "any": ""}


def _yuan(text: str) -> str:
    return f"{Decimal(text):f}".removesuffix(".00")


class PartyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A party that is already registered."""

    def label_from_instance(self, obj: Any) -> str:
        number = mask_id(obj.id_number) if obj.kind == Party.INDIVIDUAL else obj.credit_code
        return f"{obj.name}（{obj.get_kind_display()}{' ' if number else ''}{number}）"


class PhotosField(KeptFileField):
    """Several photographs at once, from the gallery or the camera."""

    widget = KeptFilesInput(attrs={"accept": "image/jpeg,image/png"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if len(files) > PHOTO_LIMIT:
            raise forms.ValidationError(f"照片最多 {PHOTO_LIMIT} 张。")
        return [super(PhotosField, self).clean(file, initial) for file in files]


class SummaryForm(PartyForm):
    """当场处罚. What is missing in law is left for the law engine to say; this form only reads what was entered."""

    party = PartyChoice(
        label="已登记的当事人",
        queryset=Party.objects.none(),
        required=False,
        empty_label="（新当事人，在下面填写）",
    )
    matter = MatterField(
        label="案由", queryset=Matter.objects.none(), empty_label="请选择案由", error_messages=REQUIRED
    )
    penalty = forms.ChoiceField(
        label="处罚种类", choices=list(PENALTIES.items()), widget=forms.RadioSelect, initial="fine"
    )
    fine = MoneyField(label="罚款数额", required=False, widget=forms.NumberInput(attrs={"data-unit": "元"}))
    violated_at = MomentField(label="违法时间")
    place = forms.CharField(label="违法地点", max_length=160, error_messages=REQUIRED)
    facts = forms.CharField(
        label="违法事实",
        required=False,
        max_length=600,
        widget=forms.Textarea,
        help_text="写明何时、何地、何人、做了什么；例如：在人行道上摆摊经营水果，占道约3平方米。",
    )
    evidence = forms.CharField(
        label="证据", required=False, max_length=200, initial="现场照片、执法记录仪录像"
    )
    correction = forms.CharField(label="责令改正", required=False, max_length=200, initial="立即改正违法行为")
    checks = forms.MultipleChoiceField(
        label="当场已完成", choices=list(CHECKS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    objection = YesNoField(label="当事人的陈述、申辩", yes="提出了意见", no="无异议，不作陈述、申辩")
    statement = forms.CharField(label="意见内容", required=False, max_length=400, widget=forms.Textarea)
    answer = forms.CharField(label="当场复核意见", required=False, max_length=400, widget=forms.Textarea)
    way = forms.ChoiceField(
        label="缴款方式",
        choices=[("bank", "到银行或者电子支付缴纳"), ("spot", "当场收缴")],
        widget=forms.RadioSelect,
        initial="bank",
    )
    spot_ground = forms.ChoiceField(
        label="当场收缴的理由", choices=[("", "请选择"), *SPOT_GROUNDS.items()], required=False
    )
    spot_note = forms.CharField(label="具体情况", required=False, max_length=200)
    lead_officer = OfficerField(label="执法人员", queryset=None, error_messages=REQUIRED)
    assisting_officer = OfficerField(label="另一名执法人员", queryset=None, error_messages=REQUIRED)
    photos = PhotosField(
        label="现场照片", required=False, help_text=f"可一次选择多张，最多 {PHOTO_LIMIT} 张。"
    )
    reason = forms.CharField(
        label="转为普通程序的原因",
        required=False,
        max_length=200,
        help_text="仅在转为普通程序时填写，例如当事人对事实有争议。",
    )

    shown_when: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("statement", "answer"), "objection=yes"),
        **dict.fromkeys(("spot_ground", "spot_note"), "way=spot"),
        "fine": "penalty=fine",
    }
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        (
            "当事人",
            ["party", "kind", "name", "id_number", "credit_code", "representative", "phone", "address"],
        ),
        ("违法事实", ["matter", "violated_at", "place", "facts", "evidence", "photos"]),
        ("告知和听取意见", ["checks", "objection", "statement", "answer"]),
        ("处罚决定", ["penalty", "fine", "correction", "way", "spot_ground", "spot_note"]),
        ("执法人员", ["lead_officer", "assisting_officer"]),
        ("转为普通程序", ["reason"]),
    ]

    def __init__(
        self, *args: Any, actor: Viewer, at: datetime, found: QuerySet[Party] | None = None, **kwargs: Any
    ) -> None:
        self.actor, self.at = actor, at
        if not args:  # what was entered takes the place of everything proposed
            kwargs["initial"] = {**self._starting_values(), **(kwargs.get("initial") or {})}
        super().__init__(*args, on=local_date(at), **kwargs)
        fields: dict[str, Any] = self.fields
        fields["party"].queryset = Party.objects.visible_to(actor) if found is None else found
        fields["party"].widget = forms.RadioSelect() if found is not None else forms.HiddenInput()
        fields["party"].widget.choices = fields["party"].choices
        fields["matter"].queryset = (
            Matter.objects.in_force(local_date(at))
            .filter(bureau_id=actor.bureau_id, summary_allowed=True)
            .order_by("field", "code")
        )
        fields["matter"].widget.attrs.update(SUGGESTING)
        for name in ("lead_officer", "assisting_officer"):
            fields[name].queryset = colleagues(actor)
        for name in ("kind", "name"):
            fields[name].required = False

    def _starting_values(self) -> dict[str, Any]:
        """The officer before the screen and his usual colleague; now."""
        now = self.at.astimezone(CHINA).replace(second=0, microsecond=0, tzinfo=None)
        officers = {"lead_officer": self.actor.officer_id, "assisting_officer": usual_partner(self.actor)}
        return {"violated_at": now, **officers}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("party") and not given.get("name"):
            self.add_error("name", "请填写当事人姓名或者名称，或者查找已登记的当事人。")
        if given.get("penalty") == "fine" and not given.get("fine"):
            self.add_error("fine", "请填写罚款数额。")
        if given.get("way") == "spot" and not given.get("spot_ground"):
            self.add_error("spot_ground", "当场收缴的，请选择理由。")
        if given.get("objection") and not given.get("statement"):
            self.add_error("statement", "请如实记录当事人的意见。")
        return given

    @property
    def newcomer(self) -> dict[str, str] | None:
        """Particulars of a party that is not chosen from the register."""
        if self.cleaned_data.get("party"):
            return None
        return {name: str(self.cleaned_data.get(name) or "") for name in FIELDS}

    def _common(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "party": given["party"],
            "newcomer": self.newcomer,
            "matter": given["matter"],
            "violated_at": given["violated_at"],
            "place": given["place"],
        }

    def inputs(self) -> dict[str, Any]:
        """Keyword arguments of summary.decide."""
        given = self.cleaned_data
        photos: Sequence[UploadedFile[Any]] = given["photos"]
        raised = given["objection"]
        statement = given["statement"] if raised else "对违法事实无异议，不作陈述、申辩。"
        return {
            **self._common(),
            "penalty": given["penalty"],
            "fine": given["fine"] or Decimal(0),
            "words": {
                **{name: given[name] for name in ("facts", "evidence", "correction", "answer")},
                "statement": statement,
            },
            "checks": {**{name: name in given["checks"] for name in CHECKS}, "no_objection": not raised},
            "collection": {"way": given["way"], "ground": given["spot_ground"], "note": given["spot_note"]},
            "officers": [given["lead_officer"].pk, given["assisting_officer"].pk],
            "photos": photos,
        }

    def conversion(self) -> dict[str, Any]:
        """Keyword arguments of summary.convert."""
        return {
            **self._common(),
            "content": self.cleaned_data["facts"],
            "reason": self.cleaned_data["reason"],
        }


class SummaryServeForm(CaseForm):
    """当场交付决定书."""

    delivered = forms.BooleanField(label="已将决定书当场交付当事人", required=False)
    signed = forms.BooleanField(label="当事人已在决定书上签名或者盖章", required=False)
    refusal = forms.CharField(
        label="拒绝签收的情况", required=False, max_length=200, help_text="当事人拒绝签收时填写。"
    )
    officers = OfficersField(label="执法人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()


class SummaryReportForm(CaseForm):
    """当场处罚备案."""

    complete = forms.BooleanField(label="决定书存根、照片和票据齐全", required=False)
    remarks = forms.CharField(label="备注", required=False, max_length=200)
