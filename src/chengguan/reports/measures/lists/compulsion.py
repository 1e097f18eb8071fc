"""行政强制, 复议诉讼, 移送: what was taken, enforced, contested and handed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q

from chengguan.cases.facts.measures import SEIZURES
from chengguan.intake.models import Handover, Lead

from ..definition import Measure
from ..sources import GOODS, HANDOVERS, LEADS, STEPS
from ..sources import MEASURES as TAKEN

TAKING, ENFORCING, RELIEF, HANDING, LEADING = "行政强制措施", "行政强制执行", "复议诉讼", "移送协作", "线索"
OUTCOMES: Final = {
    "upheld": "维持或者驳回",
    "varied": "变更",
    "annulled": "撤销",
    "declared_unlawful": "确认违法",
    "withdrawn": "撤回",
}


def _taken(id: str, name: str, definition: str, where: Q, part_of: str = "", **more: Any) -> Measure:
    return Measure(id, name, "次", definition, TAKING, TAKEN, where, "begun_at", part_of=part_of, **more)


def _goods(id: str, name: str, unit: str, category: str) -> Measure:
    where = Q(category=category, measure__kind__in=SEIZURES)
    return Measure(id, name, unit, f"在期间内{name}", TAKING, GOODS, where, "taken_on", amount="quantity")


def _did(id: str, name: str, unit: str, definition: str, group: str, *kinds: str, **more: Any) -> Measure:
    return Measure(id, name, unit, definition, group, STEPS, Q(kind__in=kinds, **more), "on")


TAKEN_MEASURES: Final = (
    _taken("seizures", "查封、扣押", "在期间内实施的查封、扣押措施", Q(kind__in=SEIZURES), parts=("seals", "impounds")),
    _taken("seals", "查封", "在期间内实施的查封", Q(kind="seal"), "seizures"),
    _taken("impounds", "扣押", "在期间内实施的扣押", Q(kind="impound"), "seizures"),
    _taken("seizures_urgent", "当场紧急实施的查封、扣押", "上列措施中当场紧急实施、事后补办批准的", Q(kind__in=SEIZURES, urgent=True), "seizures"),
    _taken("preservations", "先行登记保存", "在期间内实施的先行登记保存", Q(kind="preservation")),
    _did("measures_extended", "延长查封、扣押", "次", "在期间内批准延长查封、扣押期限", TAKING, "case.extend_measure"),
    _did("measures_lifted", "解除查封、扣押", "次", "在期间内解除查封、扣押", TAKING, "case.lift_measure"),
    _goods("vehicles_seized", "查封扣押车辆", "辆", "vehicle"),
    _goods("cylinders_seized", "查封扣押气瓶", "个", "cylinder"),
    Measure("goods_seized", "查封扣押物品", "批", "在期间内查封、扣押的物品（按清单逐项计）", TAKING, GOODS, Q(measure__kind__in=SEIZURES), "taken_on"),
)  # fmt: skip

ENFORCEMENT_MEASURES: Final = (
    _did("demands", "催告", "件次", "在期间内发出的催告书", ENFORCING, "case.demand"),
    _did("additional_fines", "加处罚款", "件次", "在期间内作出的加处罚款决定", ENFORCING, "case.impose_additional_fine"),
    _did("daily_penalties", "按日连续处罚", "件次", "在期间内作出的按日连续处罚决定", ENFORCING, "case.impose_daily_penalty"),
    _did("auctions", "拍卖抵缴罚款", "件次", "在期间内以拍卖、变卖所得抵缴罚款", ENFORCING, "case.auction_offset"),
    _did("performances_on_behalf", "代履行", "件次", "在期间内实施的代履行和立即代履行", ENFORCING, "case.perform_on_behalf", "case.perform_on_behalf_now"),
    _did("demolitions", "强制拆除", "件次", "在期间内实施的强制拆除", ENFORCING, "case.demolish"),
    _did("court_applications", "申请人民法院强制执行", "件", "在期间内向人民法院申请强制执行", ENFORCING, "case.apply_to_court"),
    _did("agreements", "执行协议", "件", "在期间内签订的执行协议", ENFORCING, "case.conclude_agreement"),
    _did("enforcement_suspended", "中止执行", "件次", "在期间内中止执行", ENFORCING, "case.suspend_enforcement"),
    _did("enforcement_ended", "终结执行", "件", "在期间内终结执行", ENFORCING, "case.end_enforcement"),
)  # fmt: skip


def _relief() -> Iterator[Measure]:
    """行政复议, 行政诉讼 against decisions of cases, as they stand in the files of the cases."""
    begun, ended = "case.record_relief", "case.conclude_relief"
    yield _did("reconsiderations", "行政复议", "件", "在期间内当事人对处罚决定申请的行政复议", RELIEF, begun, detail="reconsideration")  # fmt: skip
    yield _did("litigations", "行政诉讼", "件", "在期间内当事人对处罚决定提起的行政诉讼", RELIEF, begun, detail="litigation")  # fmt: skip
    concluded = _did("relief_concluded", "复议诉讼结案", "件", "在期间内有结果的行政复议和行政诉讼", RELIEF, ended)  # fmt: skip
    parts = tuple(f"relief_{outcome}" for outcome in OUTCOMES)
    yield Measure(**{**vars(concluded), "parts": parts})
    for outcome, title in OUTCOMES.items():
        yield Measure(
            f"relief_{outcome}", f"复议诉讼{title}", "件", f"在期间内有结果的行政复议和行政诉讼中{title}的", RELIEF, STEPS,
            Q(kind=ended, detail=outcome), "on", part_of="relief_concluded",
        )  # fmt: skip
    yield _did("self_annulled", "自行撤销处罚决定", "件", "在期间内自行撤销的处罚决定", RELIEF, "case.annul_decision")  # fmt: skip


def _handed() -> Iterator[Measure]:
    """移送、抄告、协助 with other organs."""
    for direction, words in ((Handover.OUT, "发出"), (Handover.IN, "收到")):
        yield Measure(
            f"handovers_{direction}", f"{words}的移送协作", "件", f"在期间内{words}的移送、抄告、协助等", HANDING, HANDOVERS,
            Q(direction=direction), "begun_at",
        )  # fmt: skip
    for kind, title in Handover.KINDS:
        yield Measure(
            f"handovers_out_{kind}", title, "件", f"在期间内发出的{title}", HANDING, HANDOVERS,
            Q(direction=Handover.OUT, kind=kind), "begun_at", part_of="handovers_out",
        )  # fmt: skip


def _leads() -> Iterator[Measure]:
    """线索 by where they came from."""
    names = tuple(f"leads_{origin}" for origin, _ in Lead.ORIGINS)
    yield Measure("leads", "接收线索", "件", "在期间内接收的线索", LEADING, LEADS, day="received_at", parts=names)  # fmt: skip
    for origin, title in Lead.ORIGINS:
        yield Measure(
            f"leads_{origin}", f"线索：{title}", "件", f"在期间内接收的来源为{title}的线索", LEADING, LEADS, Q(origin=origin),
            "received_at", part_of="leads",
        )  # fmt: skip


MEASURES: Final = (*TAKEN_MEASURES, *ENFORCEMENT_MEASURES, *_relief(), *_handed(), *_leads())
