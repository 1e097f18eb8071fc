"""Forms of enforcement through the court."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from chengguan.cases.acts.court import RESULTS
from chengguan.cases.acts.execution import decision_values
from chengguan.cases.facts.court import claim
from chengguan.cases.facts.enforcement_state import plan_of

from .base import DateField, TextField, YesNoField
from .enforcement import yuan
from .execution import CaseForm


class ApplicationForm(CaseForm):
    """申请法院强制执行: proposes its text from the record; shows the days that bind."""

    court = forms.CharField(label="申请的人民法院", max_length=80, required=False)
    claims = TextField(label="申请事项", required=False, rows=2)
    basis = TextField(label="决定的事实、理由和依据", required=False)
    opinion = TextField(label="当事人的意见和催告情况", required=False, rows=2)
    clues = TextField(label="执行标的情况和财产线索", required=False, rows=2)
    urgent = forms.BooleanField(label="因情况紧急，申请立即执行", required=False)
    urgency = forms.CharField(label="为保障公共安全须立即执行的情况", max_length=300, required=False)

    def prepare(self) -> None:
        case, known = self.case, self.case.known
        total = claim(case, self.today, self.actor.jurisdiction)
        paper = decision_values(case)
        self.initial.setdefault("court", case.bureau.court)
        self.initial.setdefault(
            "claims", f"强制执行{paper['decision_number']}确定的义务，缴纳款项合计{total:,.2f}元。"
        )
        self.initial.setdefault("basis", known.get("facts_found") or case.summary or case.cause)
        heard = known.get("demand_statement_heard_on")
        words = (
            f"当事人于{heard}提出陈述、申辩，经复核不影响义务的履行。"
            if heard
            else "催告后当事人没有提出陈述、申辩。"
        )
        self.initial.setdefault("opinion", f"{known.get('demand_notice_served_on', '')}送达催告书，{words}")
        self.initial.setdefault("clues", "")
        found = plan_of(known, self.actor.jurisdiction)
        if found:
            self.fields[
                "court"
            ].help_text = f"{found[0].why}：{found[0].starts}；最迟{found[1].apply_by}提出申请。"


class PreservationForm(CaseForm):
    """申请财产保全."""

    court = forms.CharField(label="申请的人民法院", max_length=80, required=False)
    grounds = TextField(label="当事人可能逃避执行的理由和证据", required=False)
    assets = TextField(label="请求保全的财产", required=False, rows=2)
    amount = yuan("请求保全的数额")

    def prepare(self) -> None:
        self.initial.setdefault("court", self.case.bureau.court)
        self.initial.setdefault("amount", claim(self.case, self.today, self.actor.jurisdiction))


class HeardForm(CaseForm):
    """Base of the forms that record a paper of the court."""

    court = forms.CharField(label="法院", max_length=80, required=False)
    number = forms.CharField(label="文书文号", max_length=80, required=False)
    received_on = DateField(label="收到日期")

    def prepare(self) -> None:
        self.initial.setdefault("court", self.case.known.get("court_name") or self.case.bureau.court)
        self.initial.setdefault("received_on", self.today)


class AcceptanceForm(HeardForm):
    """登记法院受理情况."""

    accepted = YesNoField(label="结果", yes="受理", no="不予受理")
    why = forms.CharField(label="不予受理的理由", max_length=300, required=False)
    doubt = forms.BooleanField(label="法院认为可能不准予执行，听取意见（三十日内裁定）", required=False)


class RulingForm(HeardForm):
    """登记法院执行裁定."""

    permitted = YesNoField(label="结果", yes="准予执行", no="不准予执行")
    why = forms.CharField(label="不准予执行的理由", max_length=300, required=False)


class ReviewForm(CaseForm):
    """向上一级法院申请复议."""

    court = forms.CharField(label="上一级人民法院", max_length=80, required=False)
    grounds = TextField(label="申请复议的理由", required=False)


class ReviewResultForm(HeardForm):
    """登记上一级法院裁定."""

    upheld = YesNoField(label="结果", yes="维持原裁定", no="撤销原裁定")

    def prepare(self) -> None:
        self.initial.setdefault("received_on", self.today)


class CourtExecutionForm(CaseForm):
    """登记法院执行结果."""

    kind = forms.ChoiceField(label="执行结果", choices=list(RESULTS.items()), widget=forms.RadioSelect)
    amount = yuan("收到的执行款", required=False)
    reference = forms.CharField(label="银行流水号", max_length=60, required=False)
    court = forms.CharField(label="法院", max_length=80, required=False)
    number = forms.CharField(label="文书文号", max_length=80, required=False)
    happened_on = DateField(label="日期")
    description = TextField(label="说明", required=False, rows=2)

    def prepare(self) -> None:
        self.initial.setdefault("court", self.case.known.get("court_name") or self.case.bureau.court)
        self.initial.setdefault("happened_on", self.today)

    def inputs(self) -> dict[str, Any]:
        given = super().inputs()
        return {**given, "amount": given["amount"] or Decimal(0)}
