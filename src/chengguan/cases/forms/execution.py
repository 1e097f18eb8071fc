"""Forms of execution, closing and archiving."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.execution import OUTCOMES, SPOT_GROUNDS
from chengguan.cases.facts.dossier import PDF, Item, dossier, retention_of, retentions
from chengguan.cases.facts.enforcement_state import overdue_bases, plan_of
from chengguan.cases.facts.execution import fine_outstanding, late_fine, total_outstanding
from chengguan.cases.models import Case
from chengguan.documents.counting import page_count

from .base import ActForm, DateField, MoneyField, OfficersField, YesNoField

MAX_INSTALMENTS: Final = 6
DEMAND_DAYS: Final = 10
DEMANDED: Final = {
    "decision": "处罚决定",
    "correction_order": "责令改正通知书",
    "demolition_order": "限期拆除决定书",
}
PURPOSES: Final = {
    "court": "申请人民法院强制执行",
    "performance_on_behalf": "代履行",
    "own": "依法自行强制执行",
}


class CaseForm(ActForm):
    """Base of the forms below: the subject is a case, officer fields offer the actor's colleagues."""

    @property
    def case(self) -> Case:
        assert isinstance(self.subject, Case)
        return self.subject

    @property
    def today(self) -> date:
        return local_date(self.at)

    def offer_officers(self) -> None:
        """Fill the field `officers` with colleagues, those in charge ticked."""
        field: Any = self.fields["officers"]
        field.queryset = self.officers
        self.initial.setdefault("officers", self.assigned())

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if "officers" in given:
            given["officers"] = [officer.pk for officer in given["officers"]]
        return given


class PaymentForm(CaseForm):
    """登记缴款: one payment by its bank receipt, where there is no reconciliation file."""

    amount = MoneyField(label="金额", widget=forms.NumberInput(attrs={"data-unit": "元"}))
    paid_on = DateField(label="缴款日期")
    reference = forms.CharField(label="银行流水号", max_length=60)
    payer = forms.CharField(label="缴款人", max_length=120, required=False)

    def prepare(self) -> None:
        self.initial.setdefault("paid_on", self.today)
        self.initial.setdefault("payer", self.case.party_word)


class SpotForm(CaseForm):
    """当场收缴."""

    amount = MoneyField(label="收缴金额", widget=forms.NumberInput(attrs={"data-unit": "元"}))
    receipt = forms.CharField(label="专用票据号", max_length=60, required=False)
    ground = forms.ChoiceField(
        label="当场收缴的理由", choices=list(SPOT_GROUNDS.items()), widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label="具体情况",
        max_length=300,
        required=False,
        widget=forms.Textarea,
        help_text="例如：当事人为流动摊贩，无固定住所。",
    )
    requested = forms.BooleanField(label="当事人主动提出当场缴纳（交通不便地区）", required=False)
    officers = OfficersField(label="执法人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()
        self.initial.setdefault("amount", fine_outstanding(self.case.known))
        self.initial.setdefault("ground", self.case.known.get("spot_ground") or "small_fine")
        self.initial.setdefault("explanation", self.case.known.get("spot_explanation", ""))


class HandInForm(CaseForm):
    """上交当场收缴的罚款."""

    handed_on = DateField(label="交接日期")
    receiver = forms.CharField(label="接收人", max_length=40)

    def prepare(self) -> None:
        self.initial.setdefault("handed_on", self.today)


class DepositForm(CaseForm):
    """缴付银行."""

    deposited_on = DateField(label="缴付日期")
    slip = forms.CharField(label="银行回单号", max_length=60, required=False)

    def prepare(self) -> None:
        self.initial.setdefault("deposited_on", self.today)


class DeferForm(CaseForm):
    """延期、分期缴纳: an application of the party, granted or refused; up to six instalments."""

    applied_on = DateField(label="申请日期")
    granted = YesNoField(label="拟定意见", yes="准予", no="不予批准")
    hardship = forms.CharField(
        label="经济困难情况和证明材料", max_length=500, required=False, widget=forms.Textarea
    )
    hardship_shown = forms.BooleanField(label="已核实证明材料", required=False)
    reasons_given = forms.CharField(
        label="准予或者不准予的理由", max_length=500, required=False, widget=forms.Textarea
    )

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("申请", ["applied_on", "hardship", "hardship_shown"]),
        ("意见", ["granted", "reasons_given"]),
        (
            "缴款期限和金额（一次延期只填第一期）",
            [f"{part}_{no}" for no in range(1, MAX_INSTALMENTS + 1) for part in ("due", "amount")],
        ),
    ]

    def prepare(self) -> None:
        for no in range(1, MAX_INSTALMENTS + 1):
            self.fields[f"due_{no}"] = DateField(label=f"第{no}期期限", required=False)
            unit = forms.NumberInput(attrs={"data-unit": "元"})
            self.fields[f"amount_{no}"] = MoneyField(label=f"第{no}期金额", required=False, widget=unit)
        self.initial.setdefault("applied_on", self.today)
        self.initial.setdefault("amount_1", fine_outstanding(self.case.known))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for no in range(1, MAX_INSTALMENTS + 1):
            if (given.get(f"due_{no}") is None) != (given.get(f"amount_{no}") in (None, Decimal(0))):
                self.add_error(f"due_{no}", f"第{no}期的期限和金额应当同时填写。")
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = ("applied_on", "granted", "hardship", "hardship_shown", "reasons_given")
        rows = [
            (given[f"due_{no}"], given[f"amount_{no}"])
            for no in range(1, MAX_INSTALMENTS + 1)
            if given.get(f"due_{no}") and given.get(f"amount_{no}")
        ]
        return {**{name: given[name] for name in kept}, "instalments": rows}


class AdditionalFineForm(CaseForm):
    """加处罚款: the amount is computed, not entered; its sum is shown."""

    remarks = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea)

    def prepare(self) -> None:
        accrued = late_fine(self.case.known, self.today, self.actor.jurisdiction)
        if accrued:
            self.fields["remarks"].help_text = "计算过程：" + "；".join(accrued.steps)


class ReliefForm(CaseForm):
    """登记复议、诉讼."""

    kind = forms.ChoiceField(
        label="救济途径",
        choices=[("reconsideration", "行政复议"), ("litigation", "行政诉讼")],
        widget=forms.RadioSelect,
    )
    started_on = DateField(label="申请或者起诉日期")
    organ = forms.CharField(label="受理机关", max_length=80)
    number = forms.CharField(label="受理通知书或者应诉通知书文号", max_length=80)

    def prepare(self) -> None:
        self.initial.setdefault("organ", self.case.bureau.government)


class ReliefResultForm(CaseForm):
    """登记复议、诉讼结果."""

    ended_on = DateField(label="复议决定或者生效裁判送达日期")
    outcome = forms.ChoiceField(label="结果", choices=list(OUTCOMES.items()), widget=forms.RadioSelect)
    organ = forms.CharField(label="作出机关", max_length=80)
    number = forms.CharField(label="文号", max_length=80)
    fine = MoneyField(
        label="变更后的罚款",
        required=False,
        help_text="仅在结果为变更时填写。",
        widget=forms.NumberInput(attrs={"data-unit": "元"}),
    )


class AnnulForm(CaseForm):
    """自行撤销处罚决定."""

    error = forms.CharField(label="决定存在的错误和撤销的理由", required=False, widget=forms.Textarea)


class DemandForm(CaseForm):
    """催告: of the decision, or of an order to correct or to demolish. Shows the last possible day where the court is the way."""

    basis = forms.ChoiceField(label="催告履行的文书", required=False, choices=list(DEMANDED.items()))
    purpose = forms.ChoiceField(label="逾期不履行的后果", required=False, choices=list(PURPOSES.items()))
    term_days = forms.IntegerField(
        label="履行期限",
        required=False,
        min_value=1,
        max_value=180,
        widget=forms.NumberInput(attrs={"data-unit": "个工作日"}),
    )
    amount = MoneyField(label="应当缴纳的金额合计", widget=forms.NumberInput(attrs={"data-unit": "元"}))
    way = forms.CharField(label="履行方式", max_length=200, widget=forms.Textarea)
    duties = forms.CharField(
        label="罚款以外应当履行的义务", max_length=300, required=False, widget=forms.Textarea
    )

    def prepare(self) -> None:
        known, where = self.case.known, self.actor.jurisdiction
        bases = overdue_bases(known, self.today, where)
        self.first = bases[0] if bases else "decision"
        owed = total_outstanding(known, self.today, where) if self.first == "decision" else Decimal(0)
        self.initial.setdefault("basis", self.first)
        self.initial.setdefault("purpose", "court" if self.first == "decision" else "performance_on_behalf")
        self.initial.setdefault("term_days", DEMAND_DAYS)
        self.initial.setdefault("amount", owed)
        self.initial.setdefault("way", "到指定银行缴纳或者通过电子支付系统缴纳。" if owed else "")
        self.fields["term_days"].help_text = self._latest()

    def _latest(self) -> str:
        """最迟送达日 with the day by which the court has to be asked."""
        found = plan_of(self.case.known, self.actor.jurisdiction)
        if found is None:
            return "拟申请法院强制执行的，不少于十个工作日。"
        plan = found[1]
        return f"拟申请法院强制执行的，不少于十个工作日；催告书最迟{plan.demand_by}送达，最迟{plan.apply_by}提出申请。"

    def inputs(self) -> dict[str, Any]:
        given = super().inputs()
        basis = given["basis"] or self.first
        usual = "court" if basis == "decision" else "performance_on_behalf"
        return {
            **given,
            "basis": basis,
            "purpose": given["purpose"] or usual,
            "term_days": given["term_days"] or DEMAND_DAYS,
        }


class DemandStatementForm(CaseForm):
    """催告后的陈述、申辩."""

    speaker = forms.CharField(label="陈述人", max_length=60)
    content = forms.CharField(label="陈述和申辩的内容", widget=forms.Textarea, required=False)
    review = forms.CharField(label="复核意见", widget=forms.Textarea, required=False)
    adopted = YesNoField(label="是否采纳", yes="予以采纳", no="不予采纳")
    officers = OfficersField(label="执法人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()
        self.initial.setdefault("speaker", self.case.party_word)


class PerformanceForm(CaseForm):
    """登记履行情况."""

    performed_on = DateField(label="履行日期")
    description = forms.CharField(label="履行情况和核实方式", widget=forms.Textarea, required=False)
    officers = OfficersField(label="核实人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()
        self.initial.setdefault("performed_on", self.today)


class CloseForm(CaseForm):
    """结案."""

    performance = forms.CharField(label="执行情况", widget=forms.Textarea, required=False)
    opinion = forms.CharField(label="结案意见", widget=forms.Textarea, required=False)

    def prepare(self) -> None:
        known = self.case.known
        paid = (
            f"罚款{known.get('paid')}元已于{known['paid_in_full_on']}缴清。"
            if known.get("paid_in_full_on")
            else ""
        )
        self.initial.setdefault(
            "performance", paid or ("决定已履行完毕。" if known.get("performed_on") else "")
        )
        self.initial.setdefault("opinion", "案件已办理完毕，建议结案。")


class ArchiveForm(CaseForm):
    """归档: pages of every paper, retention."""

    retention = forms.ChoiceField(label="保管期限", choices=[])
    remarks = forms.CharField(label="备考说明", max_length=300, required=False, widget=forms.Textarea)

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """The papers of the file stand under a heading of their own, with their number."""
        pages = [name for name in self.fields if name.startswith("pages-")]
        return [("归档", ["retention", "remarks"]), (f"卷内材料的页数（共{len(pages)}件）", pages)]

    def prepare(self) -> None:
        self.papers: list[Item] = dossier(self.case)
        classes: Any = self.fields["retention"]
        classes.choices = [(key, row.title) for key, row in retentions(self.case).items()]
        for place, item in enumerate(self.papers, 1):
            label = f"{place}. {item.title} {item.number}".strip()
            self.fields[f"pages-{item.key}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=9999,
                initial=_pages(item),
                widget=forms.NumberInput(attrs={"data-unit": "页"}),
            )
        self.initial.setdefault("retention", retention_of(self.case))

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        pages = {item.key: given[f"pages-{item.key}"] for item in self.papers}
        return {"pages": pages, "retention": given["retention"], "remarks": given["remarks"]}


def _pages(item: Item) -> int:
    """Pages of a paper as far as its file is there; what is not a PDF takes one."""
    return (page_count(item.file) or 1) if item.file and item.media_type == PDF else 1
