"""Forms of performance on behalf 代履行."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms

from chengguan.cases.acts.performance_on_behalf import HAZARDS, PLACES
from chengguan.cases.facts.enforcement_state import overdue_bases
from chengguan.cases.facts.performance_on_behalf import urge_by
from chengguan.ledger.norms import book

from .base import DateField, TextField, YesNoField
from .enforcement import CourseForm, yuan
from .execution import DEMANDED, CaseForm

MAX_ITEMS: Final = 6
AHEAD: Final = 6  # working days from today that leave time for approval, service and the second demand


class DecideForm(CaseForm):
    """代履行决定."""

    basis = forms.ChoiceField(label="当事人没有履行的文书", choices=list(DEMANDED.items()))
    hazard = forms.ChoiceField(
        label="后果已经或者将要", required=False, choices=[("", "不属于下列情形"), *HAZARDS.items()]
    )
    reasons_given = TextField(label="理由和依据（后果的具体情况）", required=False)
    object_ = forms.CharField(
        label="标的", max_length=200, required=False, help_text="例如：路面堆放的建筑垃圾约20立方米。"
    )
    way = TextField(label="方式", required=False, rows=2)
    scheduled_on = DateField(label="代履行日期")
    budget = yuan("费用预算")
    performer = forms.CharField(label="代履行人", max_length=120, required=False)
    neutral = YesNoField(label="代履行人与本案有无利害关系", yes="没有", no="有")

    def prepare(self) -> None:
        bases = overdue_bases(self.case.known, self.today, self.actor.jurisdiction)
        orders = [basis for basis in bases if basis != "decision"] or bases
        self.initial.setdefault("basis", orders[0] if orders else "correction_order")
        day = book().calendar(self.actor.jurisdiction).add_working_days(self.today, AHEAD)
        self.initial.setdefault("scheduled_on", day)
        self.initial.setdefault("performer", self.case.bureau.name)


class UrgeForm(CaseForm):
    """代履行催告."""

    scheduled_on = DateField(label="代履行日期")
    content = TextField(label="当事人应当履行的内容", required=False, rows=2)

    def prepare(self) -> None:
        known = self.case.known
        planned = known.get("performance_on_behalf_scheduled_on")
        if planned:
            self.initial.setdefault("scheduled_on", planned)
            latest = urge_by(date.fromisoformat(planned), self.actor.jurisdiction).due_on
            self.fields["scheduled_on"].help_text = f"按此日期，代履行催告书最迟{latest}送达。"
        order = self.case.correction_orders.order_by("-id").first()
        self.initial.setdefault("content", order.content if order else "")


class PerformForm(CourseForm):
    """实施代履行."""

    performer = forms.CharField(label="代履行人", max_length=120, required=False)
    neutral = YesNoField(label="代履行人与本案有无利害关系", yes="没有", no="有")
    unperformed = YesNoField(label="实施前当事人是否已履行", yes="仍未履行", no="已经履行")
    lawful = YesNoField(label="是否采用暴力、胁迫等非法方式", yes="没有采用", no="采用")

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("performer", self.case.known.get("performance_on_behalf_performer", ""))

    def inputs(self) -> dict[str, Any]:
        given = super().inputs()
        return {"course": self.course(given), **given}


class PerformNowForm(CourseForm):
    """立即代履行: spilled goods, obstacles, pollutants on roads, rivers, channels, public places."""

    place_kind = forms.ChoiceField(
        label="所在位置", required=False, choices=[("", "不属于下列场所"), *PLACES.items()]
    )
    reasons_given = TextField(label="需要立即清除的物品和情况", required=False, rows=2)
    unable = YesNoField(label="当事人能否清除", yes="不能清除", no="能够清除")
    party_present = YesNoField(label="当事人是否在场", yes="在场", no="不在场")
    performer = forms.CharField(label="代履行人", max_length=120, required=False)
    budget = yuan("预计费用", required=False)
    lawful = YesNoField(label="是否采用暴力、胁迫等非法方式", yes="没有采用", no="采用")

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("performer", self.case.bureau.name)

    def inputs(self) -> dict[str, Any]:
        given = super().inputs()
        course = self.course(given)
        return {
            **given,
            "course": course,
            "place": course["place"],
            "budget": given["budget"] or Decimal(0),
        }


class SettleForm(CaseForm):
    """结算代履行费用: up to six items."""

    proof = forms.CharField(
        label="费用凭证", max_length=300, required=False, help_text="合同、票据、用工记录等。"
    )
    due_on = DateField(label="缴款期限")

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("结算", ["proof", "due_on"]),
        ("费用项目", [f"{part}_{no}" for no in range(1, MAX_ITEMS + 1) for part in ("item", "cost")]),
    ]

    def prepare(self) -> None:
        for no in range(1, MAX_ITEMS + 1):
            self.fields[f"item_{no}"] = forms.CharField(label=f"项目{no}", max_length=60, required=False)
            self.fields[f"cost_{no}"] = yuan(f"金额{no}", required=False)
        self.initial.setdefault("item_1", "清运、处置费")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for no in range(1, MAX_ITEMS + 1):
            if given.get(f"cost_{no}") and not given.get(f"item_{no}"):
                self.add_error(f"item_{no}", f"请写明金额{no}是什么费用。")
        return given

    def inputs(self) -> dict[str, Any]:
        given = self.cleaned_data
        rows = [
            (given[f"item_{no}"], given[f"cost_{no}"])
            for no in range(1, MAX_ITEMS + 1)
            if given.get(f"item_{no}") and given.get(f"cost_{no}")
        ]
        return {"items": rows, "proof": given["proof"], "due_on": given["due_on"]}


class CollectForm(CaseForm):
    """收取代履行费用."""

    amount = yuan("金额")
    paid_on = DateField(label="缴款日期")
    reference = forms.CharField(label="银行流水号", max_length=60)

    def prepare(self) -> None:
        known = self.case.known
        owed = Decimal(known.get("performance_cost") or 0) - Decimal(known.get("performance_cost_paid") or 0)
        self.initial.setdefault("amount", owed)
        self.initial.setdefault("paid_on", self.today)
