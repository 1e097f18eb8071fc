"""行政处罚: cases, kinds of penalty, money, leniency, and the course of the procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Q

from chengguan.powers.rows import PENALTIES

from ..definition import Measure
from ..sources import (
    CASES,
    DEFENCES,
    DELIBERATIONS,
    HEARINGS,
    OPINIONS,
    PAYMENTS,
    REFUNDS,
    REVIEWS,
    SERVICES,
    STEPS,
)

ENTERPRISES: Final = ("legal_person", "other_organisation", "sole_trader")
PENALTY: Final = Q(outcome="penalty")
ORDINARY, SUMMARY = Q(procedure="ordinary"), Q(procedure="summary")
ENTERPRISE: Final = Q(party_kind__in=ENTERPRISES)
LENIENT: Final = Q(leniency__in=("lighter", "mitigated"))
GROUNDS: Final = {
    "minor_corrected": ("exemptions_minor", "轻微不罚", "违法行为轻微、及时改正且没有危害后果"),
    "first_offence": ("exemptions_first", "首违不罚", "初次违法、后果轻微且及时改正"),
    "no_fault": ("exemptions_no_fault", "无主观过错不罚", "当事人有证据足以证明没有主观过错"),
    "under_14": ("exemptions_under_14", "未满十四周岁不罚", "违法行为人不满十四周岁"),
    "incapable": ("exemptions_incapable", "无责任能力不罚", "精神病人、智力残疾人不能辨认或者控制自己行为"),
    "not_established": ("exemptions_not_established", "违法事实不成立", "违法事实不能成立"),
    "time_barred": ("exemptions_time_barred", "超过追责时效", "违法行为超过追责时效"),
}
OTHER_OUTCOMES: Final = {
    "exempted": ("exempted_cases", "不予处罚案件", "决定不予行政处罚"),
    "withdrawn": ("withdrawn_cases", "撤销立案案件", "决定撤销立案"),
    "transferred": ("transferred_cases", "移送案件", "移送其他机关处理"),
    "merged": ("merged_cases", "并案处理案件", "并入其他案件处理"),
}


def open_on(day: date) -> Q:
    """Cases opened by the end of a day and not closed by then."""
    return Q(filed_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


def _decided(id: str, name: str, definition: str, where: Q, group: str = "行政处罚案件", unit: str = "件", **more: Any) -> Measure:  # fmt: skip
    return Measure(id, name, unit, definition, group, CASES, where, "decided_on", **more)


CASE_MEASURES: Final = (
    _decided("penalty_cases", "行政处罚案件", "在期间内作出处罚决定的案件（普通程序和简易程序）", PENALTY, parts=("penalty_cases_ordinary", "penalty_cases_summary")),
    _decided("penalty_cases_ordinary", "普通程序处罚案件", "在期间内作出处罚决定的普通程序案件", PENALTY & ORDINARY, part_of="penalty_cases"),
    _decided("penalty_cases_summary", "简易程序处罚案件", "在期间内当场作出处罚决定的案件", PENALTY & SUMMARY, part_of="penalty_cases"),
    _decided("penalised_parties", "处罚当事人", "在期间内被处罚的不同当事人", PENALTY, unit="名", distinct="party_key"),
    _decided("penalised_enterprises", "处罚企业", "在期间内被处罚的不同企业（单位和个体工商户）", PENALTY & ENTERPRISE, unit="家", distinct="party_key"),
    Measure("cases_filed", "立案", "件", "在期间内立案的普通程序案件", "行政处罚案件", CASES, ORDINARY, "filed_on"),
    Measure("cases_closed", "结案", "件", "在期间内结案的普通程序案件", "行政处罚案件", CASES, ORDINARY, "closed_on"),
    Measure("penalised_filed", "一般程序立案（作出处罚的）", "件", "在期间内立案、最后作出行政处罚的普通程序案件", "行政处罚案件", CASES, ORDINARY & PENALTY, "filed_on", part_of="cases_filed"),
    Measure("penalised_closed", "一般程序结案（作出处罚的）", "件", "在期间内结案、作出行政处罚的普通程序案件", "行政处罚案件", CASES, ORDINARY & PENALTY, "closed_on", part_of="cases_closed"),
    Measure("open_cases", "在办案件", "件", "期末尚未结案的案件（普通程序和简易程序）", "行政处罚案件", CASES, at_end=open_on, kept="open"),
    Measure("open_cases_ordinary", "在办普通程序案件", "件", "期末尚未结案的普通程序案件", "行政处罚案件", CASES, ORDINARY, at_end=open_on, part_of="open_cases"),
    Measure("fast_track_closed", "简案快办办结案件", "件", "在期间内结案、始终适用简案快办的普通程序案件", "行政处罚案件", CASES, ORDINARY & Q(fast_track=True), "closed_on", part_of="cases_closed"),
    Measure("fast_track_matters", "简案快办涉及事项", "个", "在期间内以简案快办办结的案件涉及的不同案由", "行政处罚案件", CASES, ORDINARY & Q(fast_track=True), "closed_on", distinct="matter_id"),
    Measure("fast_track_fields", "简案快办涉及领域", "个", "在期间内以简案快办办结的案件涉及的不同领域", "行政处罚案件", CASES, ORDINARY & Q(fast_track=True), "closed_on", distinct="area"),
    Measure("fast_track_share", "简案快办占比", "%", "在期间内以简案快办办结的案件占结案的普通程序案件的比例", "行政处罚案件", of=("fast_track_closed", "cases_closed")),
)  # fmt: skip

MONEY_MEASURES: Final = (
    _decided("fines", "罚款金额", "在期间内作出的处罚决定所定罚款之和（含按日连续处罚的罚款）", PENALTY, "罚没金额", "元", amount="fine"),
    _decided("confiscations", "没收金额", "在期间内作出的处罚决定所定没收的款额之和", PENALTY, "罚没金额", "元", amount="confiscated"),
    _decided("charged", "罚没金额", "在期间内作出的处罚决定所定罚款和没收的款额之和", PENALTY, "罚没金额", "元", amount="charged", parts=("fines", "confiscations")),
    _decided("charged_wan", "罚没金额（万元）", "在期间内作出的处罚决定所定罚款和没收的款额之和", PENALTY, "罚没金额", "万元", amount="charged", per=10_000),
    _decided("fines_summary", "当场处罚罚款金额", "在期间内当场作出的处罚决定所定罚款之和", PENALTY & SUMMARY, "罚没金额", "元", amount="fine", part_of="fines"),
    Measure("fine_average", "平均罚款", "元", "在期间内作出的罚款决定平均每件的罚款金额", "罚没金额", of=("fines", "penalty_fine"), average=True),
    Measure("fines_paid", "已缴罚款", "元", "在期间内缴纳的罚款（已冲正的除外）", "罚没金额", PAYMENTS, Q(kind="fine", reversed_on=None), "paid_on", amount="amount"),
    Measure("additional_fines_paid", "已缴加处罚款", "元", "在期间内缴纳的加处罚款（已冲正的除外）", "罚没金额", PAYMENTS, Q(kind="additional_fine", reversed_on=None), "paid_on", amount="amount"),
    Measure("daily_fines_paid", "已缴按日连续处罚罚款", "元", "在期间内缴纳的按日连续处罚罚款（已冲正的除外）", "罚没金额", PAYMENTS, Q(kind="daily_fine", reversed_on=None), "paid_on", amount="amount"),
    Measure("performance_costs_paid", "已缴代履行费用", "元", "在期间内缴纳的代履行费用（已冲正的除外）", "罚没金额", PAYMENTS, Q(kind="performance_cost", reversed_on=None), "paid_on", amount="amount"),
    Measure("refunds", "退还款项", "元", "在期间内退还当事人的款项", "罚没金额", REFUNDS, day="refunded_on", amount="amount"),
    Measure("deferrals", "暂缓、分期缴纳", "件次", "在期间内准予暂缓或者分期缴纳罚款", "罚没金额", STEPS, Q(kind="case.defer_payment"), "on"),
)  # fmt: skip


def _kinds() -> Iterator[Measure]:
    """处罚种类 (行政处罚法 第九条). One decision may hold several kinds, so that these do not add up."""
    for kind, title in PENALTIES.items():
        where = PENALTY & Q(kinds__contains=f"|{kind}|")
        yield _decided(f"penalty_{kind}", title, f"在期间内作出的处罚决定中包含{title}的案件", where, "处罚种类", part_of="penalty_cases")  # fmt: skip
    taken = Q(kinds__contains="|confiscate_gains|") | Q(kinds__contains="|confiscate_property|")
    yield _decided("penalty_confiscation", "没收（违法所得或者非法财物）", "在期间内作出的处罚决定中包含没收的案件", PENALTY & taken, "处罚种类", part_of="penalty_cases")  # fmt: skip


def _leniency() -> Iterator[Measure]:
    """宽严相济: 轻微不罚 and 首违不罚 are counted apart (行政处罚法 第三十三条第一款)."""
    group = "不予处罚和从轻减轻"
    for outcome, (id, name, words) in OTHER_OUTCOMES.items():
        yield _decided(id, name, f"在期间内{words}的案件", Q(outcome=outcome), group if outcome == "exempted" else "行政处罚案件")  # fmt: skip
    for ground, (id, name, words) in GROUNDS.items():
        yield _decided(id, name, f"在期间内因{words}决定不予处罚的案件", Q(ground=ground), group, part_of="exempted_cases")  # fmt: skip
    first = Q(ground="first_offence") & ENTERPRISE
    yield _decided("first_exempted_enterprises", "首违不罚企业", "在期间内适用首违不罚的不同企业（单位和个体工商户）", first, group, "家", distinct="party_key")  # fmt: skip
    yield _decided("lenient_cases", "从轻或者减轻处罚案件", "在期间内从轻或者减轻处罚的案件", PENALTY & LENIENT, group, part_of="penalty_cases")  # fmt: skip
    yield _decided("heavier_cases", "从重处罚案件", "在期间内从重处罚的案件", PENALTY & Q(leniency="heavier"), group, part_of="penalty_cases")  # fmt: skip
    yield _decided("lenient_enterprises", "从轻或者减轻处罚企业", "在期间内受到从轻或者减轻处罚的不同企业（单位和个体工商户）", PENALTY & LENIENT & ENTERPRISE, group, "家", distinct="party_key")  # fmt: skip
    yield Measure("persuasions", "说服教育、劝导示范", "件次", "在期间内以说服教育、劝导示范方式处理", group, STEPS, Q(kind__in=("case.persuade", "case.educate")), "on")  # fmt: skip
    yield Measure("refrained", "不采取行政强制措施", "件次", "在期间内依法不采取行政强制措施", group, STEPS, Q(kind="case.refrain_from_compulsion"), "on")  # fmt: skip


COURSE_MEASURES: Final = (
    Measure("legal_reviews", "重大执法决定法制审核", "件", "在期间内审核通过的法制审核", "办案程序", REVIEWS, Q(result="passed"), "concluded_on"),
    Measure("legal_reviews_concluded", "审结的法制审核", "件次", "在期间内审结的法制审核（每轮计一次）", "办案程序", REVIEWS, ~Q(result=""), "concluded_on"),
    Measure("legal_review_pass_rate", "法制审核通过率", "%", "在期间内作出处罚决定、经过法制审核的案件中，审核通过后决定的比例", "办案程序", of=("reviewed_passed", "reviewed_decided")),
    _decided("reviewed_decided", "经法制审核的处罚案件", "在期间内作出处罚决定、经过法制审核的案件", PENALTY & ~Q(review=""), "办案程序", part_of="penalty_cases"),
    _decided("reviewed_passed", "法制审核通过的处罚案件", "在期间内作出处罚决定、法制审核通过的案件", PENALTY & Q(review="passed"), "办案程序", part_of="reviewed_decided"),
    Measure("review_opinions", "法制审核意见", "条", "在期间内审结的法制审核所提意见", "办案程序", OPINIONS, day="review__concluded_on"),
    Measure("review_opinions_adopted", "采纳的法制审核意见", "条", "上列意见中已采纳的", "办案程序", OPINIONS, Q(adopted=True), "review__concluded_on", part_of="review_opinions"),
    Measure("hearings_requested", "听证申请", "件", "在期间内当事人提出的听证申请", "办案程序", HEARINGS, day="requested_on"),
    Measure("hearings", "举行听证", "件", "在期间内举行的听证", "办案程序", HEARINGS, day="held_on"),
    Measure("defences", "陈述申辩", "条", "在期间内当事人提出的陈述申辩", "办案程序", DEFENCES, day="raised_on"),
    Measure("defences_adopted", "采纳的陈述申辩", "条", "上列陈述申辩中经复核采纳的", "办案程序", DEFENCES, Q(adopted=True), "raised_on", part_of="defences"),
    Measure("deliberations", "集体讨论", "件次", "在期间内举行的集体讨论", "办案程序", DELIBERATIONS, day="held_on"),
    Measure("services", "送达文书", "件次", "在期间内完成的送达", "办案程序", SERVICES, day="served_on"),
    Measure("services_electronic", "电子送达文书", "件次", "上列送达中的电子送达", "办案程序", SERVICES, Q(method="electronic"), "served_on", part_of="services"),
    Measure("corrections_ordered", "责令改正", "件次", "在期间内责令当事人改正", "办案程序", STEPS, Q(kind="case.order_correction"), "on"),
    Measure("extensions", "延长办案期限", "件次", "在期间内批准延长办案期限", "办案程序", STEPS, Q(kind="case.extend_time_limit"), "on"),
    Measure("archived_cases", "归档案件", "件", "在期间内立卷归档的案件", "办案程序", STEPS, Q(kind="case.archive"), "on"),
    Measure("instruments_corrected", "更正文书", "件次", "在期间内更正的法律文书", "办案程序", STEPS, Q(kind="case.correct_instrument"), "on"),
)  # fmt: skip

MEASURES: Final = (*CASE_MEASURES, *_kinds(), *MONEY_MEASURES, *_leniency(), *COURSE_MEASURES)
