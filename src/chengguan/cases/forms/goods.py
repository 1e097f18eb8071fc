"""Forms of goods: custody, return, confiscation, hand-over, disposal, unclaimed goods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Q, QuerySet

from chengguan.base.dates import local_date
from chengguan.cases.acts.goods_disposal import SOURCES, WAYS
from chengguan.cases.facts.execution import additional_fine_outstanding, fine_outstanding
from chengguan.cases.facts.known import money
from chengguan.cases.models import Good

from .base import MoneyField, TextField, YesNoField
from .goods_lists import PickForm
from .investigation import NOT_CHOSEN, CaseForm, TeamForm

YUAN: Final = {"data-unit": "元"}


class GoodsForm(PickForm):
    """A form about goods of the case: the quantities stand first."""

    GROUPS: ClassVar[list[tuple[str, list[str]]]] = []

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """Quantities, then the groups of the form."""
        return [(self.HEADING, self.quantity_fields), *self.GROUPS]

    def prepare(self) -> None:
        super().prepare()
        self.offer_goods()

    def inputs(self) -> dict[str, Any]:
        return {"goods": self.picked(), **self.rest()}


class TeamGoodsForm(GoodsForm, TeamForm):
    """The same, done by two officers."""

    def prepare(self) -> None:
        TeamForm.prepare(self)
        self.offer_goods()

    def inputs(self) -> dict[str, Any]:
        return {"goods": self.picked(), **self.rest(), "officers": self.team()}


class KeepForm(GoodsForm):
    """物品保管、移库: whole rows, whatever their state."""

    place = forms.CharField(label="新的保管地点", max_length=120)
    custodian = forms.CharField(label="保管人", max_length=80)
    third = YesNoField(label="委托第三人保管")
    duties = TextField(label="受托人的保管责任", rows=2, required=False)
    fee_to_party = YesNoField(label="由当事人承担保管费用", help_text="依法由本机关承担，不得向当事人收取。")
    reason = forms.CharField(label="移库原因", max_length=120, required=False)
    GROUPS = [("保管", ["place", "custodian", "third", "duties", "fee_to_party", "reason"])]
    shown_when: ClassVar[dict[str, str]] = {"duties": "third=yes"}

    def stock(self) -> QuerySet[Good]:
        return Good.objects.filter(Q(held__gt=0) | Q(confiscated__gt=0), case=self.case).order_by("pk")

    def prepare(self) -> None:
        CaseForm.prepare(self)
        self.offer_goods(lambda good: good.held + good.confiscated)
        duties = "妥善保管，不得使用、损毁或者擅自转移；造成损失的依法赔偿。"
        self.set_initial(third=False, fee_to_party=False, custodian=self.actor.name, duties=duties)


class ReturnForm(TeamGoodsForm):
    """退还物品清单."""

    receiver = forms.CharField(label="接收人", max_length=60)
    relation = forms.CharField(label="与当事人的关系", max_length=40, required=False)
    identity = forms.CharField(label="核对的证件和委托手续", max_length=120)
    signed = YesNoField(label="接收人已在清单上签名")
    intact = YesNoField(label="物品完好")
    damage = forms.CharField(label="损坏、短少的情况", max_length=200, required=False)
    GROUPS = [("退还", ["receiver", "relation", "identity", "signed", "intact", "damage", "officers"])]
    shown_when: ClassVar[dict[str, str]] = {"damage": "intact=no"}

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(receiver=self.spokesman, identity="居民身份证", signed=True, intact=True)


class ConfiscateForm(TeamGoodsForm):
    """没收物品清单."""

    note = forms.CharField(label="说明", max_length=200, required=False)
    GROUPS = [("没收", ["note", "officers"])]


class HandOverForm(TeamGoodsForm):
    """涉案物品移交清单."""

    receiver = forms.CharField(label="接收机关", max_length=80)
    document = forms.CharField(label="移送文书和文号", max_length=80)
    person = forms.CharField(label="接收人", max_length=40)
    signed = YesNoField(label="接收人已签收")
    reason = forms.CharField(label="移送原因", max_length=120, required=False)
    GROUPS = [("移交", ["receiver", "document", "person", "signed", "reason", "officers"])]


class PerishablesForm(GoodsForm):
    """易腐物品先行处置决定书."""

    way = forms.ChoiceField(
        label="方式", choices=[(key, WAYS[key]) for key in ("sale", "auction", "destroy")]
    )
    body = forms.CharField(label="受托单位或者处置地点", max_length=80)
    reason = TextField(label="不易保管的情况", rows=2)
    perishable = forms.BooleanField(label="属于鲜活、易腐烂变质或者其他不易保管的物品", required=False)
    recorded = forms.BooleanField(label="已清点并拍照、录像留存证据", required=False)
    notified = YesNoField(label="已通知当事人")
    GROUPS = [("处置", ["way", "body", "reason", "perishable", "recorded", "notified"])]


class DisposeForm(GoodsForm):
    """罚没物品处置审批表. Confiscated goods, and goods that nobody claimed."""

    source = forms.ChoiceField(label="物品来源", choices=list(SOURCES.items()), widget=forms.RadioSelect)
    way = forms.ChoiceField(label="方式", choices=list(WAYS.items()))
    body = forms.CharField(label="受托或者接收单位", max_length=80)
    reason = TextField(label="理由", rows=2)
    destroy_basis = forms.CharField(label="应当销毁的依据", max_length=200, required=False)
    GROUPS = [("处置", ["source", "way", "body", "reason", "destroy_basis"])]
    shown_when: ClassVar[dict[str, str]] = {"destroy_basis": "way=destroy"}

    def stock(self) -> QuerySet[Good]:
        announced = {
            pk
            for row in self.case.known.get("claim_announcements") or []
            if not row.get("ended_on")
            for pk in row["goods"]
        }
        unclaimed = Q(pk__in=announced, held__gt=0)
        return Good.objects.filter(Q(confiscated__gt=0) | unclaimed, case=self.case).order_by("pk")

    def prepare(self) -> None:
        CaseForm.prepare(self)
        self.offer_goods(lambda good: good.confiscated or good.held)
        self.set_initial(source="confiscated" if self.case.known.get("goods_confiscated") else "unclaimed")


class OffsetForm(GoodsForm):
    """拍卖抵缴决定书."""

    house = forms.CharField(label="拍卖机构", max_length=80)
    reason = TextField(label="理由", rows=2)
    GROUPS = [("拍卖", ["house", "reason"])]

    def prepare(self) -> None:
        super().prepare()
        known, on = self.case.known, local_date(self.at)
        owed = fine_outstanding(known) + additional_fine_outstanding(known, on, self.actor.jurisdiction)
        self.fields["house"].help_text = f"尚未缴纳的罚款和加处罚款共 {owed} 元；所得超过的部分退还当事人。"


class RecordDisposalForm(TeamForm):
    """物品处置结果登记."""

    disposal = forms.TypedChoiceField(label="已批准的处置", coerce=int)
    way = forms.ChoiceField(label="实际方式", choices=list(WAYS.items()))
    price = MoneyField(label="成交价款", widget=forms.NumberInput(attrs=YUAN), help_text="销毁、移交的填 0。")
    costs = MoneyField(label="费用", widget=forms.NumberInput(attrs=YUAN))
    voucher = forms.CharField(label="凭证号", max_length=60)
    record = TextField(label="处置经过", rows=2)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("处置", ["disposal", "way", "price", "costs", "voucher", "record", "officers"])
    ]

    def prepare(self) -> None:
        super().prepare()
        rows = [row for row in self.case.known.get("disposals") or [] if not row.get("done_on")]
        choices = [
            (str(row["no"]), f"{WAYS[row['way']]}（{row['number'] or row['decided_on']}）") for row in rows
        ]
        self.set_choices("disposal", choices if len(choices) == 1 else [NOT_CHOSEN, *choices])
        self.set_initial(way=rows[0]["way"] if rows else "auction", costs=Decimal(0))

    def inputs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "officers": self.team()}


class ReturnProceedsForm(CaseForm):
    """退还变卖款."""

    amount = MoneyField(label="退还金额", widget=forms.NumberInput(attrs=YUAN))
    receiver = forms.CharField(label="收款人", max_length=60)
    voucher = forms.CharField(label="付款凭证号", max_length=60)

    def prepare(self) -> None:
        self.set_initial(amount=money(self.case.known, "proceeds_kept"), receiver=self.case.party_word)


class AnnounceForm(GoodsForm):
    """认领公告."""

    reason = TextField(label="物主不明或者不来领取的情况", rows=2)
    published_in = forms.CharField(label="公告的载体", max_length=120)
    contact = forms.CharField(label="联系人和电话", max_length=80)
    GROUPS = [("公告", ["reason", "published_in", "contact"])]

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(published_in="本机关门户网站公告栏", contact=self.case.bureau.phone)


class ClaimForm(TeamGoodsForm):
    """物品认领."""

    claimant = forms.CharField(label="认领人", max_length=60)
    identity = forms.CharField(label="身份证件", max_length=80)
    proof = forms.CharField(label="权属证明", max_length=120, help_text="行驶证、购买凭证等。")
    signed = YesNoField(label="认领人已在清单上签名")
    GROUPS = [("认领", ["claimant", "identity", "proof", "signed", "officers"])]
