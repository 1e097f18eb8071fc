"""Forms of compulsory enforcement: own enforcement, agreement, suspension, end, restoration, refunds, visit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import CHINA
from chengguan.cases.acts.enforcement import ENDS, RESTORATIONS, SUSPENSIONS
from chengguan.cases.facts.enforcement import paid_of, powers, restoration_parts
from chengguan.cases.facts.execution import additional_fine_outstanding, total_outstanding
from chengguan.cases.models import Payment

from .base import DateField, MomentField, MoneyField, OfficersField, TextField, YesNoField
from .execution import CaseForm

MAX_INSTALMENTS: Final = 6
COURSE: Final = ("begun_at", "ended_at", "place", "description", "present", "signed", "refusal", "urgency", "utilities_cut", "credentials_shown", "process_recorded")  # fmt: skip


def yuan(label: str, **kwargs: Any) -> MoneyField:
    """An amount with its unit beside it."""
    return MoneyField(label=label, widget=forms.NumberInput(attrs={"data-unit": "元"}), **kwargs)


class CourseForm(CaseForm):
    """What every record of an action on the spot asks: when, where, who was there, how it went."""

    begun_at = MomentField(label="开始时间")
    ended_at = MomentField(label="结束时间")
    place = forms.CharField(label="地点", max_length=160)
    description = TextField(label="实施经过和结果", required=False)
    present = forms.CharField(label="到场的当事人、代理人或者见证人", max_length=120, required=False)
    signed = forms.BooleanField(label="到场人员均已签名", required=False)
    refusal = forms.CharField(label="拒绝签名或者不在场的情况", max_length=200, required=False)
    urgency = forms.CharField(
        label="紧急情况",
        max_length=200,
        required=False,
        help_text="夜间、法定节假日实施的，须情况紧急并写明。",
    )
    utilities_cut = forms.BooleanField(label="对居民生活采取了停水、停电、停热、停气等方式", required=False)
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    process_recorded = forms.BooleanField(label="已全过程记录（录音录像）", required=False)
    officers = OfficersField(label="到场监督的执法人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()
        self.initial.setdefault("place", self.case.place)
        self.initial.setdefault("begun_at", self.now_local)
        self.initial.setdefault("ended_at", self.now_local)

    def course(self, given: dict[str, Any]) -> dict[str, Any]:
        """Take the course out of what was entered; moments in China's time."""
        course: dict[str, Any] = {name: given.pop(name) for name in COURSE if name in given}
        for name in ("begun_at", "ended_at"):
            course[name] = course[name].astimezone(CHINA)
        return course


class PowerForm(CaseForm):
    """强制执行决定: the power has to come from a law; where there is none, the court is the way."""

    power = forms.ChoiceField(
        label="法律授予的强制执行权",
        required=False,
        help_text="目录中没有的，不得自行强制执行，请办理“申请法院强制执行”。",
    )
    goods_held = forms.BooleanField(label="有依法查封、扣押且尚未处理的财物", required=False)
    moving = forms.BooleanField(label="有证据证明当事人转移或者隐匿财物（立即执行）", required=False)
    reasons_given = TextField(label="强制执行的理由和依据", required=False)
    way = TextField(label="强制执行的方式和时间", required=False, rows=2)
    utilities_cut = forms.BooleanField(label="对居民生活采取停水、停电、停热、停气等方式", required=False)

    def prepare(self) -> None:
        rows = powers(self.today, self.actor.jurisdiction, self.case.matter.code)
        field: Any = self.fields["power"]
        field.choices = [
            ("", "没有法律授权"),
            *((row["id"], f"{row['title']}（{row['basis']}）") for row in rows),
        ]


class AgreementForm(CaseForm):
    """执行协议: up to six instalments; only the additional fine may be waived."""

    terms = TextField(label="协议内容", required=False)
    waived = yuan("减免的加处罚款", required=False)
    remedy = forms.CharField(
        label="当事人采取的补救措施", max_length=300, required=False, help_text="减免加处罚款的必须填写。"
    )
    harmless = YesNoField(label="是否损害公共利益或者他人合法权益", yes="不损害", no="损害")
    signed = forms.BooleanField(label="当事人已签署", required=False)

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("协议", ["terms", "waived", "remedy", "harmless", "signed"]),
        (
            "履行期限和金额",
            [f"{part}_{no}" for no in range(1, MAX_INSTALMENTS + 1) for part in ("due", "amount")],
        ),
    ]

    def prepare(self) -> None:
        known, where = self.case.known, self.actor.jurisdiction
        owed = total_outstanding(known, self.today, where)
        extra = additional_fine_outstanding(known, self.today, where)
        for no in range(1, MAX_INSTALMENTS + 1):
            self.fields[f"due_{no}"] = DateField(label=f"第{no}期期限", required=False)
            self.fields[f"amount_{no}"] = yuan(f"第{no}期金额", required=False)
        self.initial.setdefault("amount_1", owed)
        self.fields["waived"].help_text = f"不超过尚未缴纳的加处罚款{extra:,.2f}元；应缴合计{owed:,.2f}元。"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for no in range(1, MAX_INSTALMENTS + 1):
            if (given.get(f"due_{no}") is None) != (given.get(f"amount_{no}") in (None, Decimal(0))):
                self.add_error(f"due_{no}", f"第{no}期的期限和金额应当同时填写。")
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        rows: list[tuple[date, Decimal]] = [
            (given[f"due_{no}"], given[f"amount_{no}"])
            for no in range(1, MAX_INSTALMENTS + 1)
            if given.get(f"due_{no}") and given.get(f"amount_{no}")
        ]
        kept = {name: given[name] for name in ("terms", "remedy", "harmless", "signed")}
        return {**kept, "waived": given["waived"] or Decimal(0), "instalments": rows}


class BreachForm(CaseForm):
    """违反执行协议."""

    description = TextField(label="违反协议的情况", required=False)


class SuspensionForm(CaseForm):
    """中止执行."""

    ground = forms.ChoiceField(
        label="中止的情形", choices=list(SUSPENSIONS.items()), widget=forms.RadioSelect
    )
    explanation = TextField(label="具体情况和证据", required=False)


class ResumptionForm(CaseForm):
    """恢复执行."""

    explanation = TextField(label="中止的情形消失的情况", required=False)


class EndForm(CaseForm):
    """终结执行."""

    ground = forms.ChoiceField(label="终结的情形", choices=list(ENDS.items()), widget=forms.RadioSelect)
    explanation = TextField(label="具体情况", required=False)
    proof = forms.CharField(label="证明材料", max_length=300, required=False)
    harmless = forms.BooleanField(
        label="没有明显社会危害，当事人确无能力履行（中止满三年的）", required=False
    )


class RestorationForm(CaseForm):
    """执行回转: what is given back follows from the decision as it stands; mistakes are stated."""

    ground = forms.ChoiceField(
        label="回转的情形", choices=list(RESTORATIONS.items()), widget=forms.RadioSelect
    )
    error = TextField(label="撤销、变更的文书或者执行错误的情况", required=False, rows=2)
    content = TextField(label="恢复原状、退还财物的内容", required=False, rows=2)
    wrong = yuan("执行错误应退的罚款", required=False)
    costs = yuan("应退的代履行费用", required=False)
    compensation = forms.CharField(label="不能恢复或者退还的，赔偿内容", max_length=300, required=False)

    def prepare(self) -> None:
        parts = restoration_parts(self.case.known, "", Decimal(0), Decimal(0))
        total = sum(parts.values(), Decimal(0))
        paid = sum(paid_of(self.case.known).values(), Decimal(0))
        self.fields[
            "content"
        ].help_text = f"已缴{paid:,.2f}元；按现行决定应退{total:,.2f}元，自动列入决定书。"
        if self.case.known.get("decision_annulled"):
            self.initial.setdefault("ground", "annulled")
        elif total:
            self.initial.setdefault("ground", "varied")

    def inputs(self) -> dict[str, Any]:
        given = super().inputs()
        return {**given, "wrong": given["wrong"] or Decimal(0), "costs": given["costs"] or Decimal(0)}


class RefundForm(CaseForm):
    """登记退还款项."""

    amount = yuan("退还金额")
    refunded_on = DateField(label="退还日期")
    reference = forms.CharField(label="退款凭证号", max_length=60)
    receiver = forms.CharField(label="收款人", max_length=120, required=False)

    def prepare(self) -> None:
        parts = self.case.known.get("refund_parts") or {}
        self.initial.setdefault("amount", sum((Decimal(part) for part in parts.values()), Decimal(0)))
        self.initial.setdefault("refunded_on", self.today)
        self.initial.setdefault("receiver", self.case.party_word)


class WrongPaymentForm(CaseForm):
    """冲正错误入账."""

    reference = forms.ChoiceField(label="错误入账的缴款")
    explanation = TextField(label="错误的原因和应入的案件", required=False)

    def prepare(self) -> None:
        rows = Payment.objects.filter(case=self.case, reversed_on=None).order_by("paid_on", "id")
        field: Any = self.fields["reference"]
        titles: dict[str, str] = {}
        for row in rows:
            text = f"{row.get_kind_display()}{row.amount:,.2f}元"
            titles[row.reference] = (
                f"{titles[row.reference]}，{text}"
                if row.reference in titles
                else f"{row.paid_on} {row.reference} {text}"
            )
        field.choices = list(titles.items())


class VisitForm(CaseForm):
    """回访."""

    visited_on = DateField(label="回访日期")
    finding = TextField(label="改正保持情况", required=False)
    opinion = TextField(label="当事人的意见", required=False, rows=2)
    guidance = TextField(label="指导建议", required=False, rows=2)
    officers = OfficersField(label="回访人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()
        self.initial.setdefault("visited_on", self.today)
