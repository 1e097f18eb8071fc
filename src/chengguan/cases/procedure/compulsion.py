"""Steps of the part "compulsion" of the procedure (先行登记保存、查封、扣押和涉案物品), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import compulsion, compulsion_seizure, goods, goods_disposal
from chengguan.cases.forms import compulsion as forms
from chengguan.cases.forms import goods as goods_forms

from .step import Step

MEASURES, GOODS = "登记保存与查封扣押", "涉案物品"

STEPS: Final[list[Step]] = [
    Step(compulsion.approve_measure, forms.ApproveMeasureForm, MEASURES),
    Step(compulsion.preserve_in_advance, forms.PreserveForm, MEASURES),
    Step(compulsion.decide_preservation, forms.DecidePreservationForm, MEASURES),
    Step(compulsion_seizure.seize, forms.SeizeForm, MEASURES),
    Step(compulsion_seizure.seize_urgently, forms.SeizeUrgentlyForm, MEASURES),
    Step(compulsion_seizure.ratify_seizure, forms.RatifyForm, MEASURES),
    Step(compulsion_seizure.notify_testing, forms.NotifyTestingForm, MEASURES),
    Step(compulsion_seizure.end_testing, forms.EndTestingForm, MEASURES),
    Step(compulsion_seizure.extend_measure, forms.ExtendForm, MEASURES),
    Step(compulsion_seizure.lift_measure, forms.LiftForm, MEASURES),
    Step(goods.return_goods, goods_forms.ReturnForm, GOODS),
    Step(goods.keep_goods, goods_forms.KeepForm, GOODS),
    Step(goods_disposal.dispose_perishables, goods_forms.PerishablesForm, GOODS),
    Step(goods.confiscate_goods, goods_forms.ConfiscateForm, GOODS),
    Step(goods.hand_over_goods, goods_forms.HandOverForm, GOODS),
    Step(goods_disposal.auction_offset, goods_forms.OffsetForm, GOODS),
    Step(goods_disposal.dispose_goods, goods_forms.DisposeForm, GOODS),
    Step(goods_disposal.record_disposal, goods_forms.RecordDisposalForm, GOODS),
    Step(goods_disposal.return_proceeds, goods_forms.ReturnProceedsForm, GOODS),
    Step(goods.announce_unclaimed, goods_forms.AnnounceForm, GOODS),
    Step(goods.claim_goods, goods_forms.ClaimForm, GOODS),
]
